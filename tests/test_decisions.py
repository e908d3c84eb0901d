"""The pages of decisions, their numbers and their list; and the links of all pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ADR = ROOT / "docs" / "adr"
PAGES = sorted(page for page in ADR.glob("*.md") if page.name != "README.md")
PROSE = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def test_each_decision_has_the_next_number() -> None:
    numbers = [page.name.partition("-")[0] for page in PAGES]

    assert numbers == [f"{number:04}" for number in range(1, len(PAGES) + 1)]


def test_the_list_has_each_decision_by_number_and_title() -> None:
    table = (ADR / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(.+)\]\((.+)\) \| (.+) \|$", table, re.MULTILINE)
    titled = [page.read_text(encoding="utf-8").split("\n", 1)[0] for page in PAGES]

    assert [name for _, name, _ in listed] == [page.name for page in PAGES]
    assert [f"# {number}: {title}" for number, _, title in listed] == titled


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_to_a_file_finds_it_and_a_number_fits_its_page(page: Path) -> None:
    links = re.findall(r"\[([^\]]*)\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [target for _, target in links if not (page.parent / target).exists()]
    numbers = [(re.search(r"\b\d{4}$", text), Path(target).name) for text, target in links]
    wrong = [name for found, name in numbers if found and not name.startswith(found[0])]

    assert (lost, wrong) == ([], [])
