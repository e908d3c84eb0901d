"""The fixed answer to a request: what is said, how long it is, and what it costs.

Source: the guide on usage accounting. Token counts are rough: a word of the answer is one token,
and of the request four characters are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from presetsync.models.parameters import MAX_TOKENS
from presetsync.sandbox.inference.forced_calls import forced_call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.offers.chosen_endpoint import Candidate
    from presetsync.offers.listed import Offer
    from presetsync.sandbox.inference.effective_request import EffectiveRequest
    from presetsync.sandbox.inference.forced_calls import FunctionCall

_LONGEST_VALUE = 100
"""Characters of a parameter that an answer has."""

_WORDS = 8
"""Words of the system prompt that an answer has."""

_CHARACTERS_A_TOKEN = 4
_MILLION = Decimal(10**6)


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """An answered request.

    Attributes:
        id: 24 hex digits, the same for the same request and version of the preset.
        created: in seconds since 1970.
        request: what is answered.
        model: the id of the model that answers.
        provider: the name of the provider that answers.
        tier: the service tier that is used; None for the default one.
        pieces: the words of the answer, or of the arguments of a call, as they are streamed.
        call: the call of a function that is the answer; None if it is text.
        is_cut: whether the answer is longer than the request allows.
        input_tokens, output_tokens: see the module.
        input_cost, output_cost: in USD.
        metadata: what the router did; None if the request does not ask for it.

    """

    id: str
    created: int
    request: EffectiveRequest
    model: str
    provider: str
    tier: str | None
    pieces: tuple[str, ...]
    call: FunctionCall | None
    is_cut: bool
    input_tokens: int
    input_cost: float
    output_cost: float
    metadata: Mapping[str, Any] | None

    @property
    def text(self) -> str:
        """The answer; "" for a call."""
        return "" if self.call else "".join(self.pieces)

    @property
    def output_tokens(self) -> int:
        """As many as there are words."""
        return len(self.pieces)

    @property
    def cost(self) -> float:
        """In USD."""
        return float(Decimal(str(self.input_cost)) + Decimal(str(self.output_cost)))

    def billing(self, prompt: str, completion: str) -> dict[str, Any]:
        """The cost in ``usage``; the arguments are the skin's names of its two parts."""
        return {
            "cost": self.cost,
            "is_byok": False,
            "cost_details": {
                "upstream_inference_cost": None,
                f"upstream_inference_{prompt}_cost": self.input_cost,
                f"upstream_inference_{completion}_cost": self.output_cost,
            },
        }

    @property
    def generation_id(self) -> str:
        """The id as replies and their headers have it."""
        return f"gen-{self.id}"

    @property
    def extension(self) -> dict[str, Any]:
        """The member of a reply that has the metadata; none where it is not asked for."""
        return {"openrouter_metadata": self.metadata} if self.metadata else {}


def answer_to(
    request: EffectiveRequest,
    endpoint: Candidate,
    *,
    generation: str,
    created: int,
    metadata: Mapping[str, Any] | None = None,
) -> FixedAnswer:
    """The answer of an endpoint to a request; the other arguments are members of the answer."""
    call = forced_call(request.config)
    pieces = _pieces(call.text if call else _text(request, endpoint.model.id))
    limit = None if call else _most_tokens(request.config)
    cut = pieces[:limit]
    input_tokens = _input_tokens(request)
    costs = _costs(endpoint.offer, input_tokens, len(cut))
    return FixedAnswer(
        id=generation,
        created=created,
        request=request,
        model=endpoint.model.id,
        provider=endpoint.provider,
        tier=endpoint.offer.tier,
        pieces=cut,
        call=call,
        is_cut=len(cut) < len(pieces),
        input_tokens=input_tokens,
        input_cost=float(costs[0]),
        output_cost=float(costs[1]),
        metadata=metadata,
    )


def generation_of(skin: str, body: Mapping[str, Any], version_id: str | None) -> str:
    """The id of the answer to a request; streamed, it is the same."""
    sent = {name: value for name, value in body.items() if name != "stream"}
    request = json.dumps([skin, sent, version_id], sort_keys=True)
    return sha256(request.encode()).hexdigest()[:24]


def _text(request: EffectiveRequest, model: str) -> str:
    named = [f"{name} {_value(value)}" for name, value in sorted(request.parameters.items())]
    system = request.system or ""
    begins = " ".join(system.split()[:_WORDS])
    # Its digest, so that a change further down shows as well.
    size = f"{len(system)} characters, {_short_digest(system)}"
    return " ".join(
        [
            f"This is the sandbox, answering as {model}",
            f"with {', '.join(named)}." if named else "without parameters.",
            f"The system prompt ({size}) begins: {begins}"
            if begins
            else "There is no system prompt.",
        ]
    )


def _value(value: Any) -> str:
    """A value as JSON; of a long one, such as tools, the beginning and a digest."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(text) <= _LONGEST_VALUE:
        return text
    return f"{text[:_LONGEST_VALUE]}… ({len(text)} characters, {_short_digest(text)})"


def _short_digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:6]


def _pieces(text: str) -> tuple[str, ...]:
    """The words of a text, each but the last with the blank after it."""
    *words, last = text.split(" ")
    return (*(f"{word} " for word in words), last)


def _most_tokens(config: Mapping[str, Any]) -> int | None:
    """The most tokens of an answer, by whatever a skin calls that; None for no limit."""
    given = [config.get(name) for name in MAX_TOKENS]
    limits = [n for n in given if isinstance(n, int) and not isinstance(n, bool) and n > 0]
    return min(limits, default=None)


def _input_tokens(request: EffectiveRequest) -> int:
    sent = [request.conversation, request.system, request.config.get("tools")]
    return len(json.dumps(sent, ensure_ascii=False)) // _CHARACTERS_A_TOKEN + 1


def _costs(offer: Offer, input_tokens: int, output_tokens: int) -> tuple[Decimal, Decimal]:
    """What the request and the answer cost in USD, by the prices of the endpoint."""
    prompt, completion = offer.prompt, offer.completion
    if offer.long_prompts and input_tokens >= offer.long_prompts[0]:
        _, prompt, completion = offer.long_prompts
    fee = Decimal(offer.prices.get("request", "0"))
    return (
        Decimal(prompt) * input_tokens / _MILLION + fee,
        Decimal(completion) * output_tokens / _MILLION,
    )
