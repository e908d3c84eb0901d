"""Risks: changes that affect more than the wording of answers. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT, Absent, diff_config
from presetsync.diff.tools import TOOLS, ToolChangeKind, diff_tools
from presetsync.invisible import find_invisible, name_of
from presetsync.jsonpointer import child_pointer
from presetsync.plan.model import Action
from presetsync.plan.sides import Between, sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.models.prices import Quote
    from presetsync.plan.model import Change, Rename, RoutingChange
    from presetsync.presets.model import Content

_LONG = 80
"""Maximum characters of a value as JSON; longer ones are not shown."""

DEARER = Decimal("1.5")
"""The factor from which on a higher price is a risk."""

_MOST = 5
"""The number of characters or places that a risk lists."""


class RiskKind(StrEnum):
    """What a risk is about."""

    MODEL = "model"
    ROUTING = "provider routing"
    TOOLS = "tools"
    INVISIBLE = "invisible characters"
    RENAME = "rename"
    ARCHIVE = "archive"
    PRICE = "price"
    ENDPOINTS = "endpoints"
    EXPIRY = "expiry"
    ALIAS = "alias"


FIELDS = {
    "model": RiskKind.MODEL,
    "models": RiskKind.MODEL,
    "fallbacks": RiskKind.MODEL,
    "preset": RiskKind.MODEL,
    "provider": RiskKind.ROUTING,
    "route": RiskKind.ROUTING,
    "service_tier": RiskKind.ROUTING,
    "speed": RiskKind.ROUTING,
}
"""Top-level fields of a config that determine who answers, at what price and under which policy."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk; ``text`` includes the kind. Names and values in it are not sanitized."""

    kind: RiskKind
    text: str


def risks(change: Change, slug_suffix: str = "") -> tuple[Risk, ...]:
    """The risks of a change; those without a marked field come last.

    A created preset has no risk about its model or tools, because no caller uses it yet.
    ``slug_suffix`` is the suffix of slugs on the server.
    """
    return tuple(_risks(change, slug_suffix))


def _risks(change: Change, slug_suffix: str) -> Iterator[Risk]:
    for each in sides(change):
        if each.between is Between.APPLIED_AND_LIVE:
            yield from _invisible(each.before, each.after, "the live version has ")
            continue
        yield from content_risks(each.before, each.after)
    if change.routing:
        yield from routing_risks(change.routing)
    if change.rename:
        yield Risk(RiskKind.RENAME, _renamed(change.slug, change.rename, slug_suffix))
    if change.action is Action.ARCHIVE:
        yield Risk(RiskKind.ARCHIVE, f"calls of `@preset/{change.slug}{slug_suffix}` will fail")


def content_risks(before: Content | None, after: Content) -> Iterator[Risk]:
    """The risks of replacing one content with another; ``before`` is None if there was none."""
    if before:
        yield from _fields(before.config, after.config)
        yield from _tools(before.config, after.config)
    yield from _invisible(before, after)


def routing_risks(routing: RoutingChange) -> Iterator[Risk]:
    """The risks of changed prices and endpoints.

    Without a previous content, no price increased, and no caller uses an alias yet.
    """
    before, after = routing.quotes
    known = {model.name: model.quote for model in routing.before or ()}
    for model in routing.after:
        was = known.get(model.name)
        if model.quote and not model.quote.endpoints and not (was and not was.endpoints):
            yield Risk(RiskKind.ENDPOINTS, f"endpoints: {_none_left(model.quote)}")
    if not after or routing.before is None:
        return
    if before and before.endpoints > 1 == after.endpoints:
        text = f"1 of {after.of} left for {after.model}; before: {before.endpoints}"
        yield Risk(RiskKind.ENDPOINTS, f"endpoints: {text}")
    dearer = [*_dearer(before, after)] if before else []
    if dearer:
        yield Risk(RiskKind.PRICE, f"price: {', '.join(dearer)}")
    is_other = before is None or before.answers != after.answers
    if after.expires and is_other:
        yield Risk(RiskKind.EXPIRY, f"expiry: {after.answers} expires on {after.expires}")
    if after.is_alias and not (before and before.model == after.model):
        text = (
            f"{after.model} currently resolves to {after.answers}, and may change without a "
            "change here"
        )
        yield Risk(RiskKind.ALIAS, f"alias: {text}")


def _none_left(quote: Quote) -> str:
    return f"none of {quote.of} left for {quote.model}, by {', '.join(quote.excluded_by)}"


def _dearer(before: Quote, after: Quote) -> Iterator[str]:
    """The prices that increased by the risk factor, or are no longer zero."""
    for name, old, new in (
        ("prompt", before.prompt, after.prompt),
        ("completion", before.completion, after.completion),
    ):
        if old is None or new is None:
            continue
        pairs = (*zip(old, new, strict=True),)
        if any(was == 0 < now for was, now in pairs):
            yield f"{name} is no longer free"
        elif (factor := max((now / was for was, now in pairs if was), default=0)) >= DEARER:
            times = f"{factor:.1f}".removesuffix(".0")
            yield f"{name} {times} times as much"


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Risk]:
    for name, kind in FIELDS.items():
        old, new = ({name: side[name]} if name in side else {} for side in (before, after))
        for field in diff_config(old, new):
            values = f"{_value(field.before)} → {_value(field.after)}"
            yield Risk(kind, f"{kind}: {field.pointer} {values}")


def _value(value: Any) -> str:
    if isinstance(value, Absent):
        return "none"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"a value of {len(text)} characters"


def _tools(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Risk]:
    compared = diff_tools(before.get(TOOLS, ABSENT), after.get(TOOLS, ABSENT))
    if compared is None:
        if diff_config(*({TOOLS: c[TOOLS]} if TOOLS in c else {} for c in (before, after))):
            yield Risk(RiskKind.TOOLS, "tools: the list changed, and its tools have no names")
        return
    groups = [
        f"{kind} {', '.join(tool.label for tool in compared.tools if tool.kind is kind)}"
        for kind in (ToolChangeKind.ADDED, ToolChangeKind.REMOVED, ToolChangeKind.RENAMED)
        if any(tool.kind is kind for tool in compared.tools)
    ]
    if groups:
        yield Risk(RiskKind.TOOLS, f"tools: {'; '.join(groups)}")


def _invisible(before: Content | None, after: Content, lead: str = "") -> Iterator[Risk]:
    """The invisible characters in new texts, by name and place."""
    suspects = [
        (place, line)
        for place, line in _lines(after)
        if not line.isascii() or not line.isprintable()
    ]
    known: set[str] = set()
    if suspects and before:
        known = {line for _, line in _lines(before)}
    found: dict[str, list[str]] = {}
    for place, line in suspects:
        for name in {name_of(line[index]): None for index in find_invisible(line)}:
            if line not in known:
                found.setdefault(name, []).append(place)
    for name, places in found.items():
        more = f" and {len(places) - _MOST} more places" if len(places) > _MOST else ""
        yield Risk(
            RiskKind.INVISIBLE,
            f"invisible characters: {lead}{name} in {', '.join(places[:_MOST])}{more}",
        )


def _lines(content: Content) -> Iterator[tuple[str, str]]:
    """Every line of every text, names of fields included, with its place."""
    waiting: list[tuple[str, Any]] = [("", content.config)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str):
            for number, line in enumerate(value.split("\n"), 1):
                yield (f"{pointer}, line {number}" if "\n" in value else pointer), line
        elif isinstance(value, dict):
            yield from ((f"a name in {pointer or 'the body'}", key) for key in value)
            waiting += [(child_pointer(pointer, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [(child_pointer(pointer, i), v) for i, v in reversed([*enumerate(value)])]
    for number, line in enumerate((content.system or "").split("\n"), 1):
        yield f"the system prompt, line {number}", line


def _renamed(slug: str, rename: Rename, slug_suffix: str) -> str:
    former, calls = rename.former, f"calls of `@preset/{rename.former}{slug_suffix}`"
    if slug != former:
        text = f"renamed from `{former}`, which has the same content and no file"
        effect = f"this plan archives `{former}`, and {calls} will fail; "
    else:
        text = f"renamed to `{rename.slug}`, which has the same content"
        effect = ""  # archiving is a risk of its own
    if not rename.archives:
        until = "" if rename.is_protected else " until --prune archives it"
        effect = f"{calls} still get the old preset{until}; "
    return f"{text}: {effect}`@preset/{rename.slug}{slug_suffix}` is the new one"
