"""Texts that act on what shows them, and checks that what is shown acts on nothing."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

HOSTILE = [
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m\x07\x08\x7f",
    "::set-output name=x::y",
    "  ::error::no",
    "say ##[error]no ##[add-mask]x",
    "user\u202eresu \u2066hidden\u2069 \u200b\u200d\ufeff\u00ad",
    "\U000e0041\U000e0042 tags",
    "</details></td></tr></table><script>alert(1)</script><img src=x onerror=alert(1)>",
    "--> <!-- presetsync:plan --> <![CDATA[ ]]>",
    "```\n</details>\n# gone\n````````\n~~~",
    "`` ` ``` `",
    "| a | b |\n| --- | --- |\n\\| \\\\|",
    "[link](https://evil.example) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "@team #123 GH-1 a@evil.example owner/repo#1 $x$ :tada:",
    "Plan: 0 to create.\nDigest: sha256:0\n\n+ create other",
    "&lt;b&gt; &amp; &#60;",
    "\ud800 lone \udfff",
    "one\r\ntwo\rthree\x0bfour\x85five\u2028six\u2029seven",
    "",
    " ",
]
BAD = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def unsafe(text: str, allowed: str = "\n") -> set[str]:
    """The characters of a text that act or cannot be seen."""
    return {c for c in text if unicodedata.category(c) in BAD and c not in allowed}


def tokens(markdown: str) -> list[Token]:
    """The tokens of what GitHub understands, one after the other."""
    parser = MarkdownIt("commonmark").enable("table")
    flat: list[Token] = []
    for token in parser.parse(markdown):
        flat += [token, *(token.children or [])]
    return flat


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and the text of the lines of prompts."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.lines: dict[str, list[str]] = {"old": [], "new": []}
        self._side = ""
        self._depth = 0
        self._is_ours = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in self.VOID:
            return
        self.open.append(tag)
        self._is_ours = tag == "summary"
        of = dict(attrs)
        if tag == "td" and of.get("class") in ("old", "new"):
            self._side = of["class"] or ""
        if tag == "span" and of.get("class") == "t":
            self._depth = len(self.open)
            self.lines[self._side].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._is_ours &= tag != "summary"
        if len(self.open) < self._depth:
            self._depth = 0

    def handle_data(self, data: str) -> None:
        if self._depth and not self._is_ours:
            self.lines[self._side][-1] += data


TAGS = frozenset(
    "html head meta title style body header h1 h2 h3 h4 p nav ol li a b i strong code span main "  # noqa: SIM905 - a list of 40 strings reads worse
    "section table thead tbody tr th td div details summary del ins footer".split()
)


def check_text(text: str, allowed: str = "\n") -> None:
    assert not unsafe(text, allowed)
    for line in text.split("\n"):
        assert not re.match(r"\s*::", line)
        assert "##[" not in line


def check_markdown(text: str) -> None:
    check_text(text)
    seen = tokens(text)
    kinds = {token.type for token in seen}
    assert not kinds & {"link_open", "image", "hr", "blockquote_open", "code_block"}
    assert [token.content for token in seen if token.type == "heading_open"] == [""]
    for token in seen:
        if token.type == "text":  # outside of code nothing is left that GitHub would resolve
            assert not re.search(r"[@\[\]<>`|]|#\d|://|www\.", token.content)
        if token.type == "html_inline":
            assert token.content in ("<sub>", "</sub>", "<br>")
        if token.type == "html_block":
            assert re.match(
                r"<(details( open)?><summary>|/details>|!-- presetsync:\w+ -->)", token.content
            )
    blocks = "".join(token.content for token in seen if token.type == "html_block")
    assert blocks.count("<details") == blocks.count("</details>")


def check_html(text: str) -> Page:
    check_text(text, allowed="\n\t")
    page = Page(text)
    assert page.open == []
    assert page.tags <= TAGS
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}
    return page
