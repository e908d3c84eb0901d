"""What the sandbox's catalogue says about a model and of its endpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

INHERITED = 0
"""In place of a number: the model's own."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider's offer of one model: an endpoint.

    Attributes:
        tag: the provider's slug, and what distinguishes its endpoints: ``deepinfra/fp8``.
        prompt: USD per million tokens of the prompt.
        completion: USD per million tokens of the answer.
        zdr: whether it retains no data.
        quantization: None if it is not known.
        context: tokens of prompt and answer.
        cap: tokens of an answer; None if it is not known.
        lacks: the parameters of the model that it does not take, separated by blanks.
        prices: other prices in USD by their names in the API, for one token, image or request.
        long_prompts: from more tokens of the prompt on, the two prices for a million.

    """

    tag: str
    prompt: str
    completion: str
    zdr: bool = False
    quantization: str | None = None
    context: int = INHERITED
    cap: int | None = INHERITED
    lacks: str = ""
    prices: Mapping[str, str] = field(default_factory=dict)
    long_prompts: tuple[int, str, str] | None = None

    @property
    def provider(self) -> str:
        """The provider's slug."""
        return self.tag.partition("/")[0]

    @property
    def tier(self) -> str | None:
        """The service tier that it is for; None for the default one."""
        tier = self.tag.partition("/")[2]
        return tier if tier in ("flex", "priority") else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A model of the catalogue.

    Attributes:
        id: as requests name it.
        name: as people name it.
        created: seconds since 1970.
        context: tokens of prompt and answer.
        cap: tokens of an answer; None if it is not known.
        parameters: what some endpoint takes, separated by blanks.
        offers: its endpoints, the top provider's first; none for a router.
        canonical: the name that never changes; "" for the id.
        legacy: an older name that is still resolved; "" for none.
        takes, gives: the modalities, separated by blanks.
        tokenizer: the family.
        reasoning: as the API says it; None if it is not known.
        expires: the date after which it may be removed, ``YYYY-MM-DD``; None for no date.
        moderated: whether the top provider moderates.
        router_price: of a router, for each token.
        alias_of: the id of the model that it resolves to; "" for itself.

    """

    id: str
    name: str
    created: int
    context: int
    cap: int | None
    parameters: str
    offers: tuple[Offer, ...]
    canonical: str = ""
    legacy: str = ""
    takes: str = "text"
    gives: str = "text"
    tokenizer: str = "GPT"
    reasoning: Mapping[str, object] | None = None
    expires: str | None = None
    moderated: bool = False
    router_price: str = ""
    alias_of: str = ""

    @property
    def permanent(self) -> str:
        """The name that never changes."""
        return self.canonical or self.id

    def context_of(self, offer: Offer) -> int:
        """The tokens of prompt and answer at one of its endpoints."""
        return self.context if offer.context == INHERITED else offer.context

    def cap_of(self, offer: Offer) -> int | None:
        """The tokens of an answer at one of its endpoints; None if it is not known."""
        return self.cap if offer.cap == INHERITED else offer.cap

    def parameters_of(self, offer: Offer) -> list[str]:
        """The parameters that one of its endpoints takes."""
        lacks = offer.lacks.split()
        return [name for name in self.parameters.split() if name not in lacks]
