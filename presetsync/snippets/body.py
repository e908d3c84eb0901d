"""A body as printable YAML or JSON, which reads as the same body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import emit
from presetsync.documents.scalar_styles import Quoted, on_one_line
from presetsync.snippets.literals import escaped
from presetsync.view.safe import Safe, is_harmless, sanitize_json, sanitize_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.history.state_bodies import OverlaidValues


def body_yaml(body: Mapping[str, Any], overlaid: OverlaidValues | None = None) -> Safe:
    """A body as YAML; what must not be printed as it is, is escaped in double quotes.

    Comments say what an overlay has set in it, and what it has deleted.
    """
    if overlaid is None:
        return source_yaml(body)
    notes = {pointer: [overlaid.origin] for pointer in overlaid.set}
    deleted = [on_one_line(_marked(pointer)) for pointer in overlaid.deleted]
    heads = [f"# {overlaid.origin} deletes {pointer}\n" for pointer in deleted]
    text = emit(_marked(dict(body)), notes, prefix="from")
    return sanitize_source("".join([*heads, text]), escaped)


def source_yaml(data: Mapping[str, Any]) -> Safe:
    """JSON data as YAML; what must not be printed as it is, is escaped in double quotes."""
    return sanitize_source(emit(_marked(dict(data))), escaped)


def body_json(body: Mapping[str, Any]) -> Safe:
    """A body as JSON in ASCII."""
    return sanitize_json(body)


def _marked(value: Any) -> Any:
    """The value with every text that is not harmless in double quotes."""
    if isinstance(value, str):
        return value if is_harmless(value) else Quoted(value)
    if isinstance(value, dict):
        return {_marked(key): _marked(member) for key, member in value.items()}
    return [_marked(item) for item in value] if isinstance(value, list) else value
