"""Changes of texts that ``!file`` includes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.documents.inclusion import SEPARATOR
from presetsync.edits.edit_error import EditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.documents.document import Included
    from presetsync.edits.wanted_values import Wanted

_BOM = "\ufeff"


def included_changes(root: Wanted, included: Mapping[str, Included]) -> dict[str, str]:
    """The new texts of the included files that change, by path from the root.

    Args:
        root: the wanted values of the file.
        included: the files that it includes, by path as it is written.

    Raises:
        EditError: a file cannot hold the text; or the change is in more than one file of a list; or
            the file is included at another place, where the text does not change alike.

    """
    texts: dict[str, str] = {}
    every = [wanted for wanted in root.every() if wanted.node.names]
    # Those that change first, so that an error names one of them.
    for wanted in sorted(every, key=lambda wanted: not wanted.is_changed):
        if not isinstance(wanted.value, str):
            continue
        files = [included[name] for name in wanted.node.names]
        new = [file.text for file in files]
        if wanted.is_changed:
            new = _changed(wanted.value, new, wanted.node.pointer)
        for file, text in zip(files, new, strict=True):
            if texts.setdefault(file.path, text) != text:
                raise EditError(
                    _first_changed(every, file.path, included),
                    f"{file.path} is included more than once in this file, "
                    "and its text would change for all of them",
                )
    old = {file.path: file.text for file in included.values()}
    return {path: text for path, text in texts.items() if text != old[path]}


def _first_changed(every: list[Wanted], path: str, included: Mapping[str, Included]) -> str:
    """The pointer of the first changed text that includes a file."""
    return next(
        wanted.node.pointer
        for wanted in every
        if wanted.is_changed and any(included[name].path == path for name in wanted.node.names)
    )


def _changed(text: str, before: Sequence[str], pointer: str) -> list[str]:
    """The texts of the files of one ``!file``, of which one changes."""
    if "\r" in text or text.startswith(_BOM):
        what = "a carriage return" if "\r" in text else "a byte order mark at its beginning"
        raise EditError(pointer, f"the new text has {what}, which a text file does not keep")
    if len(before) == 1:
        return [text]
    parts = [*(part.rstrip("\n") for part in before[:-1]), before[-1]]
    found = []
    for index, part in enumerate(parts):
        start = "".join(other + SEPARATOR for other in parts[:index])
        end = "".join(SEPARATOR + other for other in parts[index + 1 :])
        is_inside = len(text) >= len(start) + len(end)
        if is_inside and text.startswith(start) and text.endswith(end):
            new = text[len(start) : len(text) - len(end)]
            is_last = index == len(parts) - 1
            if is_last or not new.endswith("\n"):
                tail = before[index][len(part) :]
                found.append([*before[:index], new + tail, *before[index + 1 :]])
    if len(found) != 1:
        where = (
            "in more than one of the files" if not found else "at the boundary between two files"
        )
        raise EditError(pointer, f"the change of the text is {where} that !file joins")
    return found[0]
