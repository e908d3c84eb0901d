"""What is YAML and hardly what was meant: a comment that cuts a text off, an anchor that is a word.

The data does not show either. Where a person may have meant a comment it is a warning. Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Position, Severity
from presetsync.presets.findings import Finding, shortened
from presetsync.presets.positions import position_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.presets.positions import Mark

QUOTE_IT = "put the whole text into quotes, or write it on the lines below, after |"
"""What to do about a text that YAML reads as something else."""

PROSE = frozenset({"content", "text", "system", "instructions", "description", "prompt"})
"""Fields that hold text for people or models."""

MOST = 100
"""Nobody reads more."""

_COMMENT = re.compile(r"(?<![ \t])[ \t]+(#.*)")
_TO_TOOLS = re.compile(r"#[ \t]*(?:presetsync:|yaml-language-server:|noqa|nosec|TODO|FIXME)")


class Traps:
    """The traps of one text, found as its values are read.

    Attributes:
        possible: whether it is worth looking for any, which most files tell at once.

    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n") if " #" in text or "\t#" in text else []
        self.possible = bool(self._lines) or "&" in text
        self._found: list[Finding] = []
        self._anchors: dict[str, Finding] = {}

    def findings(self) -> Iterator[Finding]:
        """All traps, once everything is read; of anchors those that nothing refers to."""
        yield from self._found
        yield from self._anchors.values()

    def defined(self, anchor: str) -> None:
        """A name is given to another value: nothing can refer to the one before any more."""
        if anchor in self._anchors:
            self._add(self._anchors.pop(anchor))

    def used(self, anchor: str) -> None:
        """Something refers to an anchor."""
        self._anchors.pop(anchor, None)

    def _anchor(self, event: Any, pointer: str) -> None:
        name = event.anchor
        if len(self._anchors) < MOST:
            self._anchors[name] = Finding(
                "unused-anchor",
                pointer,
                f"&{shortened(name)} is an anchor that nothing refers to, not a part of the text.",
                f"{QUOTE_IT}; remove it where it is left over",
                length=len(name) + 1,
                position=position_of(event.start_mark),
            )

    def plain(
        self, event: Any, value: Any, pointer: Callable[[], str], key: str, key_mark: Mark | None
    ) -> None:
        """A plain value, with the key that it stands at; "" in a list."""
        is_prose = key in PROSE and (value is None or isinstance(value, str))
        is_lost = value is None and not key  # an item of a list that is a comment alone
        is_text = is_prose or is_lost or (isinstance(value, str) and " " in value)
        if event.anchor and is_text:
            self._anchor(event, pointer())
        if not self._lines or not is_text:
            return
        line = event.end_mark.line
        comment = _COMMENT.match(self._line(line), event.end_mark.column)
        if comment is None and is_prose and key_mark and key_mark.line < event.start_mark.line:
            line = key_mark.line
            comment = _COMMENT.search(self._line(line), key_mark.column)
        if comment and not _TO_TOOLS.match(comment[1]):
            self._cut(comment, line, pointer, is_prose=is_prose)

    def _line(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def _cut(
        self, comment: re.Match[str], line: int, pointer: Callable[[], str], *, is_prose: bool
    ) -> None:
        """A comment behind a text: without a space after its # it is hardly one."""
        is_certain = bool(comment[1][1:2].strip())
        if not is_certain and not is_prose:
            return
        hint = QUOTE_IT
        if not is_certain:
            hint += "; a comment can stand on a line of its own"
        self._add(
            Finding(
                "text-cut-off",
                pointer(),
                "From # on this is a comment, and no part of the text.",
                hint,
                severity=Severity.ERROR if is_certain else Severity.WARNING,
                length=len(comment[1].rstrip()),
                position=Position(line + 1, comment.start(1) + 1),
            )
        )

    def _add(self, finding: Finding) -> None:
        if len(self._found) < MOST:
            self._found.append(finding)
