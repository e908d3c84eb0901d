"""Valid YAML that is probably not intended: comments, anchors and joined lines in a text.

The data does not show any of these. A possibly intended comment is a warning. Pure.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Position, Severity
from presetsync.documents.positions import position_of
from presetsync.findings import Finding, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.documents.positions import Mark

QUOTE_IT = "put the whole text into quotes, or write it on the lines below, after |"
"""The hint for a text that YAML interprets differently."""

PROSE = frozenset({"content", "text", "system", "instructions", "description", "prompt"})
"""Fields whose values are texts for people or models."""

MOST = 100
"""The maximum findings of one text; more are of no use."""

_COMMENT = re.compile(r"(?<![ \t])[ \t]+(#.*)")
_COMMENT_LINE = re.compile(r"[ \t]+(#.*)")
_ITEM = re.compile(r"[ \t]*((?:[-*+•]|#{1,6}|[0-9]{1,3}[.)])[ \t]+[^\s\"'\\][^\"'\\\n]{0,20})")
_ESCAPED_BREAK = re.compile(r"(?<!\\)(?:\\\\)*\\$")  # it joins lines without a space
_FEWEST_ITEMS = 2  # a line of prose may begin with a dash
_MOST_TRIED = 20  # the maximum number of items to check in a text
_TO_TOOLS = re.compile(r"#[ \t]*(?:presetsync:|yaml-language-server:|noqa|nosec|TODO|FIXME)")


class Pitfalls:
    """The pitfalls of one text, found while its values are read.

    Attributes:
        possible: whether the text can have pitfalls in plain scalars; most texts cannot.

    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._has_comments = " #" in text or "\t#" in text
        self.possible = self._has_comments or "&" in text
        self._found: list[Finding] = []
        self._anchors: dict[str, Finding] = {}

    def findings(self) -> Iterator[Finding]:
        """All of them, once everything is read, including unused anchors."""
        yield from self._found
        yield from self._anchors.values()

    def defined(self, anchor: str) -> None:
        """Record an anchor, which replaces an earlier one of that name."""
        if anchor in self._anchors:
            self._add(self._anchors.pop(anchor))

    def used(self, anchor: str) -> None:
        """Record an alias."""
        self._anchors.pop(anchor, None)

    def _anchor(self, event: Any, pointer: str) -> None:
        name = event.anchor
        if len(self._anchors) < MOST:
            self._anchors[name] = Finding(
                "unused-anchor",
                pointer,
                f"&{shortened(name)} is an anchor that nothing refers to, not part of the text.",
                f"{QUOTE_IT}; remove it if it is left over",
                length=len(name) + 1,
                position=position_of(event.start_mark),
            )

    def plain(
        self, event: Any, value: Any, pointer: Callable[[], str], key: str, key_mark: Mark | None
    ) -> None:
        """Check a plain value; ``key`` is the key that it belongs to, "" in a list."""
        is_prose = key in PROSE and (value is None or isinstance(value, str))
        is_lost = event.value == "" and not key  # an item of a list that is only a comment
        is_text = is_prose or is_lost or (isinstance(value, str) and " " in value)
        if event.anchor and is_text:
            self._anchor(event, pointer())
        if not self._has_comments or not is_text:
            return
        line = event.end_mark.line
        comment = _COMMENT.match(self._line(line), event.end_mark.column)
        if comment is None and is_prose and key_mark:
            line, comment = self._around(event, key_mark)
        if comment and not _TO_TOOLS.match(comment[1]):
            self._cut(comment, line, pointer, is_prose=is_prose)

    def _around(self, event: Any, key_mark: Mark) -> tuple[int, re.Match[str] | None]:
        """A comment between a key and its text, or below the text and deeper than the key."""
        line = key_mark.line
        if line < event.start_mark.line:
            comment = _COMMENT.search(self._line(line), key_mark.column)
            while comment is None and (line := line + 1) < event.start_mark.line:
                comment = _COMMENT_LINE.match(self._line(line))
            if comment:
                return line, comment
        line = event.end_mark.line + 1
        while line < len(self._lines) and not self._line(line).strip():
            line += 1
        comment = _COMMENT_LINE.match(self._line(line))
        is_deeper = comment is not None and comment.start(1) > key_mark.column
        return line, comment if is_deeper else None

    def folded(self, event: Any, value: Any, pointer: Callable[[], str], key: str) -> None:
        """Check a text whose lines YAML joins with spaces: it may contain the items of a list."""
        if key not in PROSE or not isinstance(value, str):
            return
        # A text that ends by its indentation ends at the start of the next line.
        last = event.end_mark.line + (0 if event.style == ">" else 1)
        items = [
            (number, item)
            for number in range(event.start_mark.line + 1, last)
            if (item := _ITEM.match(self._line(number)))
            and not (event.style == '"' and _ESCAPED_BREAK.search(self._line(number - 1)))
        ]
        tried = items[:_MOST_TRIED] if len(items) >= _FEWEST_ITEMS else ()
        for number, item in tried:
            if not _follows_a_word(item[1], value):
                continue
            self._add(
                Finding(
                    "joined-lines",
                    pointer(),
                    "YAML joins the lines of this text with spaces, including a list or a heading.",
                    "write it on the lines below, after |, which keeps line breaks",
                    severity=Severity.WARNING,
                    length=len(item[1]),
                    position=Position(number + 1, item.start(1) + 1),
                )
            )
            return

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def _line(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def _cut(
        self, comment: re.Match[str], line: int, pointer: Callable[[], str], *, is_prose: bool
    ) -> None:
        """Add a comment after a text: without a space after the #, it is probably text."""
        is_certain = bool(comment[1][1:2].strip())
        if not is_certain and not is_prose:
            return
        hint = QUOTE_IT
        if not is_certain:
            hint += "; put a comment on a line of its own"
        self._add(
            Finding(
                "text-cut-off",
                pointer(),
                "Everything from # on is a comment, not part of the text.",
                hint,
                severity=Severity.ERROR if is_certain else Severity.WARNING,
                length=len(comment[1].rstrip()),
                position=Position(line + 1, comment.start(1) + 1),
            )
        )

    def _add(self, finding: Finding) -> None:
        if len(self._found) < MOST:
            self._found.append(finding)


def _follows_a_word(item: str, value: str) -> bool:
    """Whether the text has a list item after a word and a space."""
    *before, _ = value.split(f" {item}")
    return any(part and not part[-1].isspace() for part in before)
