"""Settings that the API's reference says are not to stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.presets.findings import Finding, nodes, pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ONE = "Keep one of the two."

PAIRS: tuple[tuple[str, str, str], ...] = (
    ("allowed_domains", "excluded_domains", "cannot be used together"),
    ("allowed_x_handles", "excluded_x_handles", "cannot be used together"),
    ("fallbacks", "models", "cannot be used together"),
    ("stop_server_tools_when", "max_tool_calls", "the second is ignored beside the first"),
    ("cost_tier", "cost_quality_tradeoff", "the first overrides the second"),
    ("max_characters", "search_context_size", "the first overrides the second"),
)
"""Two fields of one object, and what the reference says of them."""

_NOT_SETTINGS = frozenset(
    {"messages", "input", "metadata", "properties", "$defs", "definitions", "input_schema"}
)
"""Below these the names are the user's own."""


def contradictions(body: Mapping[str, Any]) -> Iterator[Finding]:
    """Each pair of settings that excludes itself, at its second field."""
    for path, node in nodes({key: body[key] for key in body if key not in _NOT_SETTINGS}):
        if not isinstance(node, dict) or not _NOT_SETTINGS.isdisjoint(path):
            continue
        for first, second, said in PAIRS:
            if _is_set(node.get(first)) and _is_set(node.get(second)):
                yield Finding(
                    "contradiction",
                    pointer_of(("body", *path, second)),
                    f"`{first}` and `{second}`: {said}.",
                    _ONE,
                    at_key=True,
                    severity=Severity.WARNING,
                )
    yield from _budget(body)


def _is_set(value: Any) -> bool:
    return value is not None and value != []


def _budget(body: Mapping[str, Any]) -> Iterator[Finding]:
    """Thinking counts towards `max_tokens`, which must be the larger of the two."""
    thinking, most = body.get("thinking"), body.get("max_tokens")
    budget = thinking.get("budget_tokens") if isinstance(thinking, dict) else None
    if isinstance(budget, int) and isinstance(most, int) and budget >= most:
        yield Finding(
            "contradiction",
            "/body/thinking/budget_tokens",
            f"`max_tokens` is {most}: {budget} tokens to think with leave none to answer.",
            "Raise `max_tokens`, or lower the budget.",
            severity=Severity.WARNING,
        )
