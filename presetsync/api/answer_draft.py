"""An answer while it arrives, from the replies of any skin. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.api.answers import Answer, ToolCall
from presetsync.api.reply_members import amount_of, at, count_of, items_of, name_of

if TYPE_CHECKING:
    from presetsync.api.answers import Failure

PartPlace = int | None
"""The position of a part in an answer; None if the server does not say."""


@dataclass(slots=True)
class CallDraft:
    """A call while it arrives.

    Attributes:
        name: the function.
        id: the server's id of the call.
        arguments: in pieces, as they arrived.
        given: the arguments, if they do not arrive in pieces.

    """

    name: str = ""
    id: str = ""
    arguments: list[str] = field(default_factory=list)
    given: str = ""


@dataclass(slots=True)
class Draft:
    """The part of an answer that has arrived; the members are those of `Answer`.

    Attributes:
        pieces: the text, as it arrived.
        said: the places with text.
        place: where the last text was.
        block: counts the separating parts, in the skin that has them between texts.
        calls: by their place.
        is_ended: whether the server said that the answer is complete.
        is_over: whether it said that nothing follows, not even the cost.

    """

    id: str | None = None
    model: str | None = None
    provider: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    finish: str | None = None
    failure: Failure | None = None
    pieces: list[str] = field(default_factory=list)
    said: set[PartPlace] = field(default_factory=set)
    place: PartPlace = None
    block: int = 0
    calls: dict[int, CallDraft] = field(default_factory=dict)
    is_ended: bool = False
    is_over: bool = False

    def say(self, text: object, place: PartPlace = None) -> None:
        """Add text, after an empty line if it is at another place than the previous text."""
        if not isinstance(text, str) or not text:
            return
        if self.pieces and place != self.place:
            self.pieces.append("\n\n")
        self.pieces.append(text)
        self.place = place
        self.said.add(place)

    def take_facts(self, reply: object) -> None:
        """Record what a reply, or a part of one, says about itself.

        The provider is a separate member, or in the router's metadata, which the request asks for
        ("Router Metadata" in the documentation).
        """
        self.id = self.id or name_of(at(reply, "id"))
        self.model = name_of(at(reply, "model")) or self.model
        provider = name_of(at(reply, "provider")) or _selected(reply)
        self.provider = provider or self.provider

    def take_usage(self, usage: object, tokens_in: str, tokens_out: str) -> None:
        """Record the counts and the cost; the last ones are valid."""
        self.take_counts(usage, tokens_in, tokens_out)
        if at(usage, "cost") is not None:
            self.cost = _cost(usage)

    def take_counts(self, usage: object, tokens_in: str, tokens_out: str) -> None:
        """Record the counts; the last ones are valid."""
        tokens = count_of(at(usage, tokens_in))
        self.input_tokens = self.input_tokens if tokens is None else tokens
        tokens = count_of(at(usage, tokens_out))
        self.output_tokens = self.output_tokens if tokens is None else tokens

    def fail(self, failure: Failure) -> None:
        """Record why the answer is not complete; the first reason is the cause."""
        self.failure = self.failure or failure
        self.is_ended = True

    def call_at(self, place: int) -> CallDraft:
        """The call at a place."""
        return self.calls.setdefault(place, CallDraft())

    def answer(self) -> Answer:
        """The answer so far."""
        calls = [call for _, call in sorted(self.calls.items()) if call.name or call.arguments]
        drafted = [ToolCall(each.name, "".join(each.arguments) or each.given) for each in calls]
        return Answer(
            text="".join(self.pieces),
            tool_calls=tuple(drafted),
            model=self.model,
            provider=self.provider,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost=self.cost,
            finish=self.finish,
            id=self.id,
            failure=self.failure,
        )


def written(arguments: object) -> str:
    """The arguments of a call as text; some servers send them as unquoted JSON."""
    if arguments is None:
        return ""
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def _cost(usage: object) -> float | None:
    """The total cost of an answer; None if unknown.

    With your own provider key, the cost is OpenRouter's fee, and the provider charges its price in
    addition ("Usage Accounting" and "BYOK" in the documentation).
    """
    cost = amount_of(at(usage, "cost"))
    if cost is None or at(usage, "is_byok") is not True:
        return cost
    price = amount_of(at(usage, "cost_details", "upstream_inference_cost"))
    return None if price is None else cost + price


def _selected(reply: object) -> str | None:
    endpoints = items_of(at(reply, "openrouter_metadata", "endpoints", "available"))
    return next(
        (name_of(at(each, "provider")) for each in endpoints if at(each, "selected") is True), None
    )
