"""Hints about an option that leaves no endpoint: what the endpoints offer. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.models.parameters import MAX_TOKENS, asked_parameters
from presetsync.models.routing import SERVICE_TIER, Reason
from presetsync.models.rule_hints import listed, price_from
from presetsync.models.token_limits import limit_of
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint
    from presetsync.models.routing import Routing
    from presetsync.validation.lint.model import Body

MOST_NAMES = 6
"""More would not be read names in a hint."""


def filter_hint(path: Path, body: Body, routing: Routing) -> str:
    """The endpoints that an option excludes.

    Args:
        path: the option in the preset file.
        body: the body.
        routing: where requests with it can go for a model: nowhere.

    """
    option, near = str(path[-1]), _near(path, routing)
    limit = limit_of(near) if option in MAX_TOKENS else None
    if option == "require_parameters":
        return _missing(near, body)
    if limit:
        return f"Write at most {limit.tokens}."
    said = _said(option, near, routing)
    return f"{shown_name(routing.name)} {said}." if said else f"Change {shown_name(option)}."


def _said(option: str, near: Sequence[Endpoint], routing: Routing) -> str:
    """What a model has, in the terms of an option of `provider`; "" for any other option."""
    match option:
        case "only" | "order" | "ignore":
            does = "takes out" if option == "ignore" else "leaves out"
            tags = _some(endpoint.tag for endpoint in near)
            return f"is served by {tags}, which {shown_name(option)} {does}"
        case "quantizations":
            return f"has {_some(endpoint.quantization or 'unknown' for endpoint in near)}"
        case "max_price":
            return f"costs {price_from(near) or 'more'}"
        case "zdr":
            kept = _some(each.tag for each in routing.model.endpoints if each.zdr)
            return f"has zero data retention at {kept or 'no endpoint'}"
    return ""


def _near(path: Path, routing: Routing) -> list[Endpoint]:
    """The endpoints that the option alone takes out; where there are none, all that it does.

    One of a service tier that is not asked for counts only where there is no other.
    """
    by_it = [e for e in routing.excluded if any(reason.path == path for reason in e.reasons)]
    alone = [each for each in by_it if len(each.reasons) == 1]
    standard = [each for each in by_it if Reason(SERVICE_TIER, ()) not in each.reasons]
    return [each.endpoint for each in alone or standard or by_it]


def _some(names: Iterable[str]) -> str:
    """Names in a sentence, each once, the first of them."""
    return listed(tuple(dict.fromkeys(names))[:MOST_NAMES])


def _missing(endpoints: Sequence[Endpoint], body: Body) -> str:
    """What the endpoint lacks that lacks the least."""
    asked = asked_parameters(body)
    lacks = [(e.tag, [a for a in asked if not a.supported_by(e)]) for e in endpoints]
    tag, least = min(lacks, key=lambda each: len(each[1]))
    return f"{shown_name(tag)} lacks only {_some(str(each.path[-1]) for each in least)}."
