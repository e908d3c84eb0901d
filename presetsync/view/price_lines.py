"""Lines about prices and endpoints: one for the first model, and one for each fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.view.phrases import Words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.prices import PriceRange, Quote, QuotedModel
    from presetsync.plan.model import RoutingChange
    from presetsync.view.phrases import Sentence


def price_lines(change: RoutingChange) -> tuple[Sentence, ...]:
    """The changes by model; unchanged fallbacks have no line."""
    return tuple(_lines(change))


def _lines(change: RoutingChange) -> Iterator[Sentence]:
    before = change.before or ()
    if not change.after:
        yield (words("price: the preset no longer names a model"),)
        return
    first, *fallbacks = change.after
    yield _line((words("price"),), before[0] if before else None, first)
    known = {model.name: model for model in before[1:]}
    for model in fallbacks:
        old = known.get(model.name)
        if old != model:
            yield _line((words("fallback "), model.name), old, model)


def _line(lead: Sentence, before: QuotedModel | None, after: QuotedModel) -> Sentence:
    quote, old = after.quote, before and before.quote
    if quote and quote.other_model:
        lead = (*lead, words(" of "), quote.other_model)
    if quote and old and quote.endpoints and old.endpoints:
        return (*lead, words(": {}", _compared(old, quote)))
    if before is None or _side(before) == _side(after):
        return (*lead, words(": "), *_side(after))
    return (*lead, words(": "), *_side(after), words("; before: "), *_side(before))


def _side(model: QuotedModel) -> Sentence:
    """The cost of one model, or why it is not known."""
    if model.is_router:
        return words("that of the model that "), model.name, words(" chooses")
    if model.quote is None:
        return words("not checked: the model lock does not have "), model.name
    if not model.quote.endpoints:
        return (words("none: no endpoint of {} is left", model.quote.of),)
    return (_compared(model.quote, model.quote),)


def _compared(before: Quote, after: Quote) -> Words:
    """``prompt 2.50 → 5.00, completion 15.00 USD/M; endpoints 3 → 1 of 4``."""
    return words(
        "{}, {} USD/M; {}",
        _price(words("prompt"), before.prompt, after.prompt),
        _price(words("completion"), before.completion, after.completion),
        _endpoints(before, after),
    )


def _price(name: Words, before: PriceRange | None, after: PriceRange | None) -> Words:
    if before == after:
        return words("{} {}", name, _amount(after))
    return words("{} {} → {}", name, _amount(before), _amount(after))


def _amount(price: PriceRange | None) -> Words:
    return Words(price.text) if price else words("not known")


def _endpoints(before: Quote, after: Quote) -> Words:
    old, new = _count(before), _count(after)
    if old != new:
        return words("endpoints {} → {}", old, new)
    return words("{} endpoint" if after.of == 1 else "{} endpoints", new)


def _count(quote: Quote) -> Words:
    """``3``, or ``1 of 3`` where not all are left."""
    if quote.endpoints == quote.of:
        return words("{}", quote.of)
    return words("{} of {}", quote.endpoints, quote.of)
