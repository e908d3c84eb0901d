"""Whether anchors allow a change, because aliases share the value. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.edits.edit_error import EditError
from presetsync.edits.wanted_values import Wanted
from presetsync.presets.canonical import same_json

if TYPE_CHECKING:
    from presetsync.edits.source_nodes import Node


def settle_aliases(root: Wanted, text: str) -> list[Node]:
    """Find out which aliases stay, and mark those as unchanged.

    An alias stays where it means the wanted value; else its value is written in its place.

    Args:
        root: the wanted values.
        text: the text that the nodes are of.

    Returns:
        The texts whose anchor nothing refers to any more.

    Raises:
        EditError: a value changes, or goes, to which an alias refers that must stay as it is.

    """
    every = list(root.every())
    kept = {id(wanted.node): wanted for wanted in every}
    for wanted in every:
        for index in wanted.members:
            if named := wanted.node.parts[index].named:
                kept[id(named)] = Wanted(named, named.value)
    used: set[int] = set()
    for wanted in every:
        target = wanted.node.target
        if target is None:
            continue
        now = kept.get(id(target))
        if now and same_json(now.value, wanted.value):
            wanted.is_changed = False
            used.add(id(target))
        elif not wanted.is_changed:
            raise _refusal(wanted.node, target, text, is_kept=now is not None)
    return [
        wanted.node
        for wanted in every
        if wanted.node.is_used and id(wanted.node) not in used and _is_text(wanted.node)
    ]


def _is_text(node: Node) -> bool:
    """Whether an unused anchor would look like a part of the text."""
    return node.style == "" and isinstance(node.value, str)


def _refusal(alias: Node, target: Node, text: str, *, is_kept: bool) -> EditError:
    line = text.count("\n", 0, alias.start) + 1
    what = "change" if is_kept else "be deleted"
    return EditError(
        target.pointer,
        f"this value has the anchor &{target.anchor} and cannot {what}: "
        f"*{target.anchor} at line {line} refers to it, and must keep its value. "
        f"Write the value out in place of *{target.anchor}",
    )
