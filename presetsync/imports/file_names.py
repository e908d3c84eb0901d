"""Names of new files that no file system confuses with existing ones. Pure."""

from __future__ import annotations

import re
from itertools import count
from posixpath import join, normpath
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

PROMPTS = "prompts"
"""The folder below that of the presets in which new prompts are written."""

_UNFIT = re.compile(r"[^A-Za-z0-9._~-]")
_LONGEST = 200  # bytes: file systems take 255, with a prefix, a number and an ending
_HIDDEN = (".", "_")  # such files are not listed as presets, or not included
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


class FileNames:
    """The free names; assigned ones are then taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Begin; ``taken`` are the existing paths, files and folders, from the root."""
        self._taken = {_compared(path) for path in taken}

    def preset(self, folder: str, slug: str) -> str:
        """The path of a new preset file: ``presets/SLUG.yaml`` where that is free and safe."""
        return self._free(folder, slug, ".yaml")

    def prompt(self, folder: str, slug: str) -> str:
        """The path of the prompt of a new preset file; ``folder`` is that of the presets."""
        return self._free(f"{folder}/{PROMPTS}", slug, ".md")

    def _free(self, folder: str, slug: str, ending: str) -> str:
        stem = _stem(slug)
        for number in count(1):
            name = f"{stem}-{number}{ending}" if number > 1 else f"{stem}{ending}"
            path = normpath(join(folder, name))
            if _compared(path) not in self._taken:
                break
        self._taken.add(_compared(path))
        return path


def _stem(slug: str) -> str:
    """The slug, or the closest file name that is valid on any system."""
    stem = _UNFIT.sub("-", slug)[:_LONGEST].rstrip(".")
    is_unfit = not stem or stem.startswith(_HIDDEN) or _DEVICE.fullmatch(stem)
    return f"preset-{stem}" if is_unfit else stem


def _compared(path: str) -> str:
    """Equal for paths that some file system treats as one."""
    return normalize("NFC", normalize("NFC", path).casefold())
