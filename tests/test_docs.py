"""The documentation, held against the program: its tours are run, its tables are complete."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from presetsync.cli.main import COMMANDS, cli
from scripts.reference.pages import PAGES
from tests.tours import ROOT, TOURS, Tour, run_tour, section, written_steps

if TYPE_CHECKING:
    from pathlib import Path

CLICK = re.search(r"^click==(.*)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
DOCS = ROOT / "docs"
OF_RUNS = {"docs/reference/files.md", "docs/reference/json.md"}
PAGES_OF_DOCS = ["README.md", *sorted(str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md"))]
NOT_RUN = {
    "README.md": "a glance at two commands, make targets, a server in another terminal",
    "docs/guides/bring-in.md": "a server in another terminal; the tour has its own",
    "docs/guides/completion.md": "lines of start files; real shells read them in their tests",
    "docs/guides/editors.md": "packages of npm and pip",
    "docs/guides/models.md": "a server in another terminal; the tour has its own",
    "docs/guides/rollback.md": "a server in another terminal; the tour has its own",
    "docs/guides/staging.md": "a server in another terminal; the tour has its own",
    "docs/guides/try.md": "packages of npm; `make promptfoo-test` runs them",
    "docs/install.md": "packages of pip, and an image",
    "docs/index.md": "a glance at two commands",
    "docs/reference/commands.md": "what --help says, which has tests of its own",
}
"""The pages with commands that no test runs, and why; they are in blocks of the language sh."""


@pytest.mark.parametrize("tour", TOURS, ids=str)
def test_a_tour_prints_what_its_page_says(tour: Tour, tmp_path: Path) -> None:
    if tour.server and not shutil.which("curl"):
        pytest.skip("needs curl")
    assert run_tour(tour, tmp_path) == written_steps(tour)


@pytest.mark.parametrize("page", PAGES_OF_DOCS)
def test_every_console_block_is_in_a_tour(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    run = [section(text, tour.section) for tour in TOURS if tour.page == page]
    for block in re.findall(r"^ *```console\n.*?```", text, re.DOTALL | re.MULTILINE):
        assert any(block in part for part in run), f"no tour runs this, see tests/tours.py: {block}"
        assert re.match(r" *```console\n *\$ ", block), f"begin a command with $: {block}"


def test_commands_that_no_test_runs_are_few_and_have_a_reason() -> None:
    found = {
        page
        for page in PAGES_OF_DOCS
        if re.search(r"^ *```(?:sh|bash|shell)\b", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    }
    assert found == set(NOT_RUN)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_reference_is_what_the_code_says_today(page: str) -> None:
    assert CLICK
    if version("click") != CLICK[1]:
        pytest.skip("another click words its help in another way")
    if page in OF_RUNS and not shutil.which("curl"):
        pytest.skip("needs curl")
    written = (ROOT / page).read_text(encoding="utf-8")
    assert written == PAGES[page](), "run make reference"


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_fits_80_columns_and_ends_every_option_with_a_full_stop(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "--help"], terminal_width=80)

    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
