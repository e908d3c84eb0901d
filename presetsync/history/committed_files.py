"""Preset files as commits have them: what they include, and what they say. Pure."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from presetsync.documents import yaml_reader
from presetsync.documents.inclusion import TAG, IncludeError
from presetsync.identifiers import path_refusal
from presetsync.presets.model import content_digest, content_of
from presetsync.presets.overlays import is_left_out, overlaid

if TYPE_CHECKING:
    from collections.abc import Callable


def included_files(text: bytes, path: str) -> tuple[str, ...]:
    """The paths behind ``!file`` in a preset file's text, from where ``path`` starts.

    Links are not resolved, and what leads out is left out. Of a text that is not valid, what can
    be read counts.
    """
    if TAG.encode() not in text:
        return ()
    names: dict[str, None] = {}

    def include(name: str) -> str:
        names[name] = None
        return ""

    yaml_reader.read(text.decode("utf-8-sig", "replace"), path, include)
    paths = (_beside(path, name) for name in names)
    return tuple(each for each in paths if each)


def committed_digest(
    path: str, read: Callable[[str], str | None], environment: str = ""
) -> str | None:
    """The digest of what a preset file says (`presetsync.presets.model.content_digest`).

    Args:
        path: the file.
        read: returns the text of a file, its path from where ``path`` starts; None for no file.
        environment: the one with whose overlay it is read; "" for none.

    Returns:
        None where there is no such file, it is not valid, or leaves the environment out.

    """

    def include(name: str) -> str:
        file = _beside(path, name)
        text = read(file) if file else None
        if text is None:
            raise IncludeError(f"{name}: there is no such file", "check the path")
        return text

    text = read(path)
    reading = None if text is None else yaml_reader.read(text, path, include)
    if reading is None or reading.diagnostics:
        return None
    if is_left_out(reading.data, environment):
        return None
    try:
        skin, body = reading.data["skin"], overlaid(reading.data, environment)["body"]
        return content_digest(skin, content_of(skin, body))
    except (AttributeError, KeyError, TypeError, ValueError):  # it is no preset
        return None


def _beside(path: str, name: str) -> str:
    """The path of an included file; "" for one that leads out."""
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else "."
    return "" if file == "." or path_refusal(file) else file
