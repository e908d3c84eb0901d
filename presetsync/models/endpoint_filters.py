"""``no-endpoints``: provider options that leave no endpoint of a model. Pure.

Findings of other rules are not repeated: without those settings, an endpoint may be left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.models.filter_hints import filter_hint
from presetsync.models.routing import RoutedBody
from presetsync.models.rule_hints import RENEW, listed, named
from presetsync.models.token_limits import lowest_limit
from presetsync.models.unknown_providers import unknown_providers
from presetsync.validation.lint.model import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.jsonpointer import Path
    from presetsync.models.model_rules import ModelSubject
    from presetsync.models.routing import Routing
    from presetsync.models.used_models import UsedModel
    from presetsync.validation.lint.model import Body

UNSEEN = "Your own provider keys and account settings are not considered here."
"""Settings that may add or remove endpoints (/guides/overview/auth/byok)."""


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """What leaves models no endpoint, at the first of the options that do it together."""
    empty = [each.used for each in subject.checked if not each.routing.left]
    body = _without(subject.body, _told(subject)) if empty else {}
    routed = RoutedBody(body, subject.lock)
    by_options: dict[tuple[Path, ...], list[tuple[UsedModel, Routing]]] = {}
    for used in empty:
        routing = routed.route(used.name)
        # Without an option it is the service tiers of the model: there is nothing to change.
        if routing and not routing.left and _options(routing):
            by_options.setdefault(_options(routing), []).append((used, routing))
    for options, found in by_options.items():
        names = listed(str(path[-1]) for path in options)
        together = " together leave" if len(options) > 1 else " leaves"
        of = named((used for used, _ in found), "or")
        hints = " ".join(filter_hint(path, body, found[0][1]) for path in options)
        yield Mistake(
            options[0],
            f"According to the catalogue, {names}{together} no endpoint of {of}.",
            f"{hints} {UNSEEN} {RENEW}",
            Severity.ERROR,
            at_key=True,
        )


def _options(routing: Routing) -> tuple[Path, ...]:
    """The options that leave none: each that would give endpoints back, or else all."""
    reasons = routing.relaxable or [reason for reason in routing.reasons if reason.path]
    return tuple(dict.fromkeys(reason.path for reason in reasons))


def _told(subject: ModelSubject) -> Iterator[Path]:
    """The places in the body of what other rules say."""
    yield from (path for path, _ in unknown_providers(subject.body, subject.lock))
    yield from (each.path for each in subject.lacking)
    if found := lowest_limit(subject):
        yield found.path


def _without(body: Body, paths: Iterable[Path]) -> Body:
    """A body without what is at these places; the last first, as lists move up."""
    for path in reversed([*paths]):
        body = _cut({"body": body}, path)["body"]
    return body


def _cut(value: Any, path: Path) -> Any:
    first, *rest = path
    if isinstance(value, dict):
        kept = {key: member for key, member in value.items() if key != first or rest}
        return kept | ({first: _cut(value[first], tuple(rest))} if rest and first in value else {})
    if isinstance(value, list):
        return [
            _cut(item, tuple(rest)) if number == first else item
            for number, item in enumerate(value)
            if number != first or rest
        ]
    return value
