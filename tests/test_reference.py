"""The reference says something of everything that there is, and of nothing else."""

from __future__ import annotations

import re

from scripts.reference.json_members import MEMBERS
from scripts.reference.json_pages import SHAPES, name_of
from scripts.reference.variable_pages import NETWORK, OUTPUT, SERVER
from tests.tours import ROOT, section


def test_every_meaning_of_a_member_is_that_of_a_member() -> None:
    """The page has the members of real output: `tests/test_docs.py` makes it once more."""
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    used = {
        name_of(shape.command, path)
        for shape in SHAPES
        for path in re.findall(r"^\| `(.+?)` \|", section(page, shape.command), re.MULTILINE)
    }
    assert used == {*MEMBERS}


def test_every_variable_that_is_read_is_in_the_reference() -> None:
    read = set()
    for module in (ROOT / "presetsync").rglob("*.py"):
        if "sandbox" not in module.parts and "code" not in module.parts:
            text = module.read_text(encoding="utf-8")
            read |= {*re.findall(r"environ\.get\(\"([A-Z_]+)\"", text)}
            read |= {*re.findall(r"\"((?:OPENROUTER|SSL)_[A-Z_]*[A-Z])\"", text)}
    assert {"OPENROUTER_API_KEY", "NO_COLOR", "SSL_CERT_DIR"} <= read
    assert read - {*SERVER, *NETWORK, *OUTPUT} == set()
