"""The documentation as a site: every link leads somewhere, and every page is found."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from tests.tours import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

DOCS = ROOT / "docs"
PAGES = sorted(page.relative_to(ROOT).as_posix() for page in DOCS.rglob("*.md"))
OTHERS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "tests/README.md"]
PROJECT = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]


def nav_pages(entries: object) -> Iterator[str]:
    """The pages of the navigation, in order."""
    if isinstance(entries, str):
        yield f"docs/{entries}"
    elif isinstance(entries, list):
        for entry in entries:
            yield from nav_pages(entry)
    elif isinstance(entries, dict):
        for entry in entries.values():
            yield from nav_pages(entry)


@cache
def tokens(page: str) -> list[Token]:
    """What GitHub reads in a page, the parts of texts too."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def links(page: str) -> list[str]:
    """Where the links and images of a page lead to, those to other hosts left out."""
    found = [str(t.attrs.get("href") or t.attrs.get("src") or "") for t in tokens(page)]
    return [unquote(link) for link in found if link and not re.match(r"[a-z]+:", link)]


@cache
def anchors(page: str) -> set[str]:
    """The anchors of headings, as GitHub and the site make them."""
    found: Counter[str] = Counter()
    names = set()
    for before, token in pairwise(tokens(page)):
        if before.type == "heading_open":
            said = "".join(part.content for part in token.children or ())
            slug = re.sub(r"[^\w\- ]", "", said.lower()).replace(" ", "-")
            names.add(f"{slug}-{found[slug]}" if found[slug] else slug)
            found[slug] += 1
    return names


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_every_link_leads_to_a_file_and_an_anchor(page: str) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert target.exists(), link
        if page in PAGES:
            assert target.is_relative_to(DOCS), f"{link}: the site has only what is below docs/"
        if anchor:
            assert anchor in anchors(target.relative_to(ROOT).as_posix()), link


def test_every_page_is_in_the_navigation_or_among_the_decisions() -> None:
    listed = Counter(nav_pages(PROJECT["nav"]))
    decisions = {
        (PurePosixPath("docs/adr") / link).as_posix() for link in links("docs/adr/README.md")
    }
    assert [page for page, times in listed.items() if times > 1] == []
    assert {*listed} - {*PAGES} == set()
    assert {*PAGES} - {*listed} - decisions == set()


@pytest.mark.parametrize("page", [*PAGES, "README.md"])
def test_a_page_has_one_title_and_no_level_of_headings_is_left_out(page: str) -> None:
    levels = [int(token.tag[1]) for token in tokens(page) if token.type == "heading_open"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


def test_the_program_names_pages_that_there_are() -> None:
    for module in (ROOT / "presetsync").rglob("*.py"):
        for page in re.findall(r"docs/[\w./-]+\.md", module.read_text(encoding="utf-8")):
            assert (ROOT / page).is_file(), f"{module}: {page}"


BLOCKS = (
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "pre",
    "blockquote",
    "a",
    "em",
    "strong",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_site_reads_a_page_as_github_does(page: str) -> None:
    markdown = pytest.importorskip("markdown", reason="comes with zensical")
    extensions = [name for name in PROJECT["markdown_extensions"] if name != "toc"]
    text = (ROOT / page).read_text(encoding="utf-8")
    site = markdown.markdown(text, extensions=extensions)
    github = MarkdownIt("gfm-like", {"linkify": False}).render(text)

    def counted(html: str) -> dict[str, int]:
        return {name: len(re.findall(rf"<{name}[ >]", html)) for name in BLOCKS}

    assert counted(site) == counted(github)
