"""Changes in the catalogue that matter to the presets. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from presetsync.catalogue.preset_uses import users_of
from presetsync.models.model_lock import PRICES, price_text
from presetsync.models.model_names import model_id
from presetsync.models.prices import price_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.catalogue.preset_uses import PresetUse
    from presetsync.models.model import Endpoint, Model, ModelLock, Reasoning

ANY_EFFORT = "any"
LIMITS = ("context_length", "max_completion_tokens")


class NewsKind(StrEnum):
    """The kinds of changes, the most urgent first."""

    RETIRED = "retired"
    EXPIRES = "expires"
    ALIAS = "alias"
    PRICE = "price"
    ENDPOINTS = "endpoints"
    PARAMETERS = "parameters"
    LIMITS = "limits"
    REASONING = "reasoning"
    MODALITIES = "modalities"
    DATA = "data"
    QUANTIZATION = "quantization"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that changed.

    Attributes:
        subject: which one, in the words of the model lock; "" where the kind says it.
        before: as text or a count; None if it was not there, or not known.
        after: likewise.
        tag: the endpoint that it is about; "" for the model as a whole.

    """

    subject: str
    before: str | int | None
    after: str | int | None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """The changes of one model.

    Attributes:
        kind: what it is about.
        model: its id, or the name that presets have for it.
        presets: who uses it, or sets the parameter, in slug order.
        changes: at least one, but for a model that is retired or added.

    """

    kind: NewsKind
    model: str
    presets: tuple[str, ...]
    changes: tuple[FactChange, ...] = ()


def news_between(
    before: ModelLock, after: ModelLock, uses: Iterable[PresetUse]
) -> tuple[News, ...]:
    """The changes of the models in use in ``after``, by kind and then by model."""
    uses = sorted(uses, key=lambda use: use.slug)
    found = [*_of_names(before, after, uses)]
    for model, users in users_of(uses, after).items():
        if facts := after.models.get(model):
            found += _of_model(model, before.models.get(model), facts, users)
    order = [*NewsKind]
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), each.model)))


def _of_names(before: ModelLock, after: ModelLock, uses: Sequence[PresetUse]) -> Iterator[News]:
    """Names that no longer exist, or refer to another model."""
    for name in sorted({name for use in uses for name in use.names}):
        old = model_id(name, before.ids, before.canonical)
        new = model_id(name, after.ids, after.canonical)
        presets = tuple(use.slug for use in uses if name in use.names)
        if old and not new:
            yield News(NewsKind.RETIRED, name, presets)
        elif old and new and old != new:
            yield News(NewsKind.ALIAS, name, presets, (FactChange("", old, new),))


def _of_model(
    model: str, old: Model | None, new: Model, users: Sequence[PresetUse]
) -> Iterator[News]:
    presets = tuple(use.slug for use in users)
    if old is None:
        yield News(NewsKind.ADDED, model, presets)
    expired = old.expires if old else None
    if new.expires != expired:
        change = FactChange("expires", expired, new.expires)
        yield News(NewsKind.EXPIRES, model, presets, (change,))
    if old is None:
        return
    if old.alias_of or new.alias_of:
        # Everything else is reported for the model that it resolves to.
        if old.alias_of != new.alias_of:
            change = FactChange("", old.alias_of, new.alias_of)
            yield News(NewsKind.ALIAS, model, presets, (change,))
        return
    found = {
        NewsKind.PRICE: _prices(old, new),
        NewsKind.ENDPOINTS: _endpoints(old, new),
        NewsKind.LIMITS: _limits(old, new),
        NewsKind.REASONING: _reasoning(old.reasoning, new.reasoning),
        NewsKind.MODALITIES: _modalities(old, new),
        NewsKind.DATA: _data(old, new),
        NewsKind.QUANTIZATION: _quantizations(old, new),
    }
    for kind, changes in found.items():
        if listed := tuple(changes):
            yield News(kind, model, presets, listed)
    yield from _parameters(model, old, new, users)


def _prices(old: Model, new: Model) -> Iterator[FactChange]:
    """Each price that changed, from the lowest to the highest of all endpoints.

    Where that did not change, at the endpoints where it did.
    """
    if not (old.endpoints and new.endpoints):
        return
    for name in PRICES:
        ranges = _range(name, old), _range(name, new)
        if ranges[0] != ranges[1]:
            yield FactChange(name, *ranges)
            continue
        for before, after in _pairs(old, new):
            prices = _price(name, before), _price(name, after)
            if prices[0] != prices[1]:
                yield FactChange(name, *prices, before.tag)


def _range(name: str, model: Model) -> str | None:
    prices = price_range(getattr(each, name) for each in model.endpoints)
    return prices and prices.text


def _price(name: str, endpoint: Endpoint) -> str | None:
    price = getattr(endpoint, name)
    return None if price is None else price_text(price)


def _endpoints(old: Model, new: Model) -> Iterator[FactChange]:
    for before, after in _matched(old, new):
        if after is None and before:
            yield FactChange("", before.tag, None)
        if before is None and after:
            yield FactChange("", None, after.tag)


def _parameters(model: str, old: Model, new: Model, users: Sequence[PresetUse]) -> Iterator[News]:
    """Parameters that presets set and endpoints no longer support, or support now."""
    changes: dict[tuple[str, ...], list[FactChange]] = {}
    for names in sorted({names for use in users for names in use.parameters}):
        presets = tuple(use.slug for use in users if names in use.parameters)
        found = changes.setdefault(presets, [])
        if change := _support(names, old.parameters, new.parameters):
            found.append(change)
            continue
        for before, after in _pairs(old, new):
            if change := _support(names, before.parameters, after.parameters, before.tag):
                found.append(change)
    for presets, found in changes.items():
        if found:
            yield News(NewsKind.PARAMETERS, model, presets, tuple(found))


def _support(
    names: tuple[str, ...], before: Iterable[str], after: Iterable[str], tag: str = ""
) -> FactChange | None:
    """How the support of a parameter changed, which has these names."""
    was, is_now = (not {*names}.isdisjoint(listed) for listed in (before, after))
    if was == is_now:
        return None
    return FactChange(names[0], names[0] if was else None, names[0] if is_now else None, tag)


def _limits(old: Model, new: Model) -> Iterator[FactChange]:
    for name in LIMITS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FactChange(name, before, after)
            continue
        for was, is_now in _pairs(old, new):
            before, after = getattr(was, name), getattr(is_now, name)
            if before != after:
                yield FactChange(name, before, after, was.tag)


def _reasoning(old: Reasoning | None, new: Reasoning | None) -> Iterator[FactChange]:
    was, is_now = (bool(each and each.mandatory) for each in (old, new))
    if was != is_now:
        yield FactChange("mandatory", "mandatory" if was else None, "mandatory" if is_now else None)
    before, after = _efforts(old), _efforts(new)
    if before != after:
        yield FactChange("efforts", before, after)


def _efforts(reasoning: Reasoning | None) -> str | None:
    if reasoning is None:
        return None
    return ANY_EFFORT if reasoning.efforts is None else ", ".join(reasoning.efforts)


def _modalities(old: Model, new: Model) -> Iterator[FactChange]:
    for way in ("input", "output"):
        before, after = getattr(old, way), getattr(new, way)
        yield from (FactChange(way, name, None) for name in before if name not in after)
        yield from (FactChange(way, None, name) for name in after if name not in before)


def _data(old: Model, new: Model) -> Iterator[FactChange]:
    for before, after in _pairs(old, new):
        if before.zdr != after.zdr:
            was, is_now = ("zdr" if each.zdr else None for each in (before, after))
            yield FactChange("zdr", was, is_now, before.tag)


def _quantizations(old: Model, new: Model) -> Iterator[FactChange]:
    for before, after in _pairs(old, new):
        if before.quantization != after.quantization:
            yield FactChange("quantization", before.quantization, after.quantization, before.tag)


def _pairs(old: Model, new: Model) -> Iterator[tuple[Endpoint, Endpoint]]:
    """The endpoints that are in both."""
    for before, after in _matched(old, new):
        if before and after:
            yield before, after


def _matched(old: Model, new: Model) -> Iterator[tuple[Endpoint | None, Endpoint | None]]:
    """The endpoints of both by tag; of several with one tag, in the order of the lock."""
    sides = _by_tag(old), _by_tag(new)
    for tag in sorted({*sides[0], *sides[1]}):
        yield from zip_longest(*(side.get(tag, ()) for side in sides))


def _by_tag(model: Model) -> dict[str, list[Endpoint]]:
    found: dict[str, list[Endpoint]] = {}
    for endpoint in model.endpoints:
        found.setdefault(endpoint.tag, []).append(endpoint)
    return found
