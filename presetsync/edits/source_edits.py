"""Editing a YAML file in place, replacing only the ranges that differ. Pure.

The result is read back and compared with the wanted data, so a wrong text is never returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import WIDTH, in_brackets
from presetsync.edits.block_edits import edit_block
from presetsync.edits.edit_buffer import EditBuffer
from presetsync.edits.edit_error import EditError
from presetsync.edits.edit_proof import proved_text
from presetsync.edits.flow_edits import edit_flow
from presetsync.edits.included_edits import included_changes
from presetsync.edits.shared_values import settle_aliases
from presetsync.edits.source_nodes import node_tree
from presetsync.edits.value_edits import replace_value
from presetsync.edits.wanted_values import wanted_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.documents.document import Document
    from presetsync.edits.source_nodes import Part
    from presetsync.edits.wanted_values import Wanted


def edited(document: Document, data: Any) -> Mapping[str, str]:
    """The texts of a YAML file, and of those that it includes, with which it reads as ``data``.

    Args:
        document: the file, read without mistakes.
        data: JSON data for the whole file. ``1`` and ``1.0`` are the same here. Of the order of
            keys it counts after which one a new one is.

    Returns:
        The new text of each file that changes, by path from the root, with line feeds alone and
        without a byte order mark, as `Document` has them.

    Raises:
        EditError: a change cannot be made without changing something else, or not at all.

    """
    # A line feed at the end makes all lines alike. The positions of the events hold in both texts.
    source = document.text if document.text.endswith("\n") else f"{document.text}\n"
    root = wanted_from(node_tree(source, document.events, document.data), data)
    if not root.is_changed:
        return {}
    if not _keeps_members(root):
        raise EditError("", "the top level of the file cannot become something else")
    buffer = EditBuffer(source)
    for node in settle_aliases(root, source):
        buffer.replace(node.start, node.content)
    texts = included_changes(root, document.included)
    _edit_members(buffer, root, quoted=False)
    text = proved_text(document, buffer.result(), data, texts)
    return texts if text == document.text else {document.path: text, **texts}


def _edit_members(buffer: EditBuffer, wanted: Wanted, *, quoted: bool) -> None:
    """Edit the members of a collection first, then which members it has.

    ``quoted`` is whether texts in the collection around it are quoted, as in JSON.
    """
    if isinstance(wanted.value, dict) and wanted.node.parts:
        quoted = all(buffer.text.startswith('"', part.start) for part in wanted.node.parts)
    for index, member in wanted.members.items():
        if member.is_changed:
            _edit(buffer, wanted.node.parts[index], member, quoted=quoted)
    if wanted.added or len(wanted.members) < len(wanted.node.parts):
        if wanted.node.style == "block":
            edit_block(buffer, wanted)
        else:
            edit_flow(buffer, wanted, quoted=quoted)


def _edit(buffer: EditBuffer, part: Part, wanted: Wanted, *, quoted: bool) -> None:
    node, value = wanted.node, wanted.value
    if node.names and isinstance(value, str):
        return  # its text is in other files
    if _keeps_members(wanted):
        _edit_members(buffer, wanted, quoted=quoted)
    else:
        replace_value(buffer, part, value, quoted=quoted)


def _keeps_members(wanted: Wanted) -> bool:
    """Whether a node stays a collection of which only members change."""
    node, value = wanted.node, wanted.value
    if node.style not in ("block", "flow", "pair") or type(value) is not type(node.value):
        return False
    if node.style == "pair":  # without braces it is one member
        return len(wanted.members) == len(value) == 1
    if node.style == "flow" and not node.parts and not node.in_flow:
        return len(in_brackets(value)) <= WIDTH
    return True
