"""The files that a preset file of any commit includes. Pure."""

from __future__ import annotations

import posixpath

from presetsync.documents import yaml_reader
from presetsync.documents.inclusion import TAG
from presetsync.identifiers import path_refusal


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
    folder = posixpath.dirname(path)
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in names if name)
    return tuple(each for each in paths if each != "." and not path_refusal(each))
