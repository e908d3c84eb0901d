"""Model rules for bodies, evaluated once for similar ones. Pure.

Most presets of a repository differ in texts and in the length of an answer, of which the rules
rarely have anything to say. What they find is not kept: it has places and numbers of one body.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from presetsync.findings import BODY
from presetsync.models.model_rules import judge
from presetsync.models.parameters import MAX_TOKENS, PARAMETERS, is_default, is_set

if TYPE_CHECKING:
    from presetsync.models.model import ModelLock
    from presetsync.models.model_rules import Judgement

MOST_KEPT = 1024
"""Nobody has more kinds of presets, and a body may be large."""

_TEXTS = frozenset({"messages", "input", "prompt", "system", "instructions"})
_MEMBERS = frozenset({"role", "content", "name"})
_LABELS = frozenset({"user", "metadata", "session_id", "stream"})
_VALUES = PARAMETERS.keys() - {*MAX_TOKENS}
"""Only whether they are set matters, and whether to their default."""

_FORMATS = frozenset({"response_format", "text", "output_config"})
_SCHEMA = frozenset({"json_schema", "schema", "name", "description", "strict"})
"""The parts of an answer's format that no rule reads."""

_SETTINGS = frozenset({"model", "analysis_models", "tools"})
"""What a rule reads of a tool, in addition to its type and whether it has a name."""


class JudgedBodies:
    """The judgements of one command, by one model lock."""

    def __init__(self, lock: ModelLock | None) -> None:
        """Begin with none."""
        self._lock = lock
        self._limits = _limits(lock)
        self._kept: dict[tuple[str, ...], Judgement] = {}

    def of(self, document: Any) -> Judgement:
        """The same as `judge`."""
        key = self._key(document)
        kept = self._kept.get(key) if key else None
        if kept is not None:
            return kept
        found = judge(document, self._lock)
        if key and not found.findings and len(self._kept) < MOST_KEPT:
            self._kept[key] = found
        return found

    def _key(self, document: Any) -> tuple[str, ...] | None:
        """What a judgement without findings depends on; None if that is not known quickly.

        Of the length of an answer it is the limits of endpoints that it passes.
        """
        body = document.get(BODY) if isinstance(document, dict) else None
        if not isinstance(body, dict):
            return None
        parts = [str(document.get("skin"))]
        for field, value in body.items():
            if field in _TEXTS:
                if not _is_text(value):
                    return None
            elif field in MAX_TOKENS and type(value) is int:
                parts.append(f"{field} {bisect_left(self._limits, value)}")
            elif field in _VALUES:
                parts.append(f"{field} {is_set(value)} {is_default(field, value)}")
            elif field not in _LABELS:
                parts.append(f"{field}={_told(field, value)!r}")
        return tuple(parts)


def _limits(lock: ModelLock | None) -> list[int]:
    """Every number of tokens, in order, up to which an endpoint gives an answer."""
    limits = set()
    for model in lock.models.values() if lock else ():
        for endpoint in model.endpoints:
            if (cap := endpoint.max_completion_tokens) is not None:
                limits.add(cap)
            if (context := endpoint.context_length) is not None:
                limits |= {context, context - 1}
    return sorted(limits)


def _told(field: str, value: Any) -> Any:
    """What of a field's value the rules look at, or more."""
    if field in _FORMATS:
        return _without_schema(value)
    if field == "tools" and isinstance(value, list) and all(map(_is_function, value)):
        return [(tool.get("type"), isinstance(tool.get("name"), str)) for tool in value]
    return value


def _without_schema(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: _without_schema(each) for name, each in value.items() if name not in _SCHEMA}


def _is_function(tool: Any) -> bool:
    """Whether a tool is the caller's: its schema and its texts do not matter."""
    if not isinstance(tool, dict) or tool.get("type") not in ("function", "custom", None):
        return False
    parameters = tool.get("parameters")
    return _SETTINGS.isdisjoint(tool) and (
        not isinstance(parameters, dict) or _SETTINGS.isdisjoint(parameters)
    )


def _is_text(value: Any) -> bool:
    """Whether a prompt or a conversation is nothing but text."""
    if isinstance(value, list):
        return all(
            isinstance(each, dict)
            and each.keys() <= _MEMBERS
            and isinstance(each.get("content"), str)
            for each in value
        )
    return isinstance(value, str)
