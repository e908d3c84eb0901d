"""The messages of the page about troubleshooting are messages of the program."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.tours import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
MESSAGES = re.findall(r"^### `(.*)`$", PAGE, re.MULTILINE)


@cache
def texts() -> tuple[str, ...]:
    """Every text in the code, with `…` for what is filled in."""
    found: set[str] = set()
    for module in (ROOT / "presetsync").rglob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        found.update(part for node in ast.walk(tree) for part in _text(node))
    return tuple(found)


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "…" for v in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.replace("{}", "…")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        yield from _text(node.args[0]) if node.func.id == "words" else ()
    elif isinstance(node, ast.Tuple):
        # A sentence is made of several: what stands between them is filled in.
        yield "…".join(part for each in node.elts for part in _text(each))


def test_there_are_enough() -> None:
    assert len(MESSAGES) > 25
    assert len(set(MESSAGES)) == len(MESSAGES)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_one_of_the_program(message: str) -> None:
    pattern = re.compile(".*".join(map(re.escape, message.split("…"))))
    assert any(pattern.search(text) for text in texts())
