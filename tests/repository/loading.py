"""Files of a repository, written and loaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from presetsync.documents.document import Document
from presetsync.repository.loader import load

MIB = 1024 * 1024

POSIX = pytest.mark.skipif(os.name != "posix", reason="this system has no FIFOs")


def write(root: Path, path: str, content: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def loaded(root: Path, content: str | bytes) -> Document:
    write(root, "presets/a.yaml", content)
    return load(root, "presets/a.yaml")


def data_of(root: Path, content: str | bytes) -> Any:
    document = loaded(root, content)
    assert document.diagnostics == ()
    return document.data


def diagnostic_of(document: Document) -> tuple[str, str, str, int, int]:
    """Code, message, hint, line and column of the only diagnostic."""
    [found] = document.diagnostics
    assert found.path == document.path
    return found.code, found.message, found.hint, found.position.line, found.position.column
