"""What click writes as `--help`, as Markdown."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scripts.reference.markdown import block, code, prose, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_HEADS = {"Commands": ("command", "meaning"), "Exit codes": ("code", "meaning")}
_DEFAULT = re.compile(r"\s*\[(default: [^\]]*?|[\d<=x>]+)(?:; ([\d<=x>]+))?\]$")


class MarkdownFormatter(click.HelpFormatter):
    """Takes the sections of a help text, and keeps them as Markdown by their titles.

    What comes before the first section has the title "".
    """

    def __init__(self, left_out: Collection[str] = ()) -> None:
        """Make one; ``left_out`` are terms that need no row."""
        super().__init__(width=100)
        self._left_out = {code(term) for term in left_out}
        self.sections: dict[str, str] = {"": ""}
        self._title = ""
        self._lines: list[str] = []

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Keep what is written within as one section."""
        outside, self._title, self._lines = self._title, name, []
        self.sections[name] = ""
        yield
        if self._lines:
            self._add(block("\n".join(line.strip() for line in self._lines), "sh"))
        self._title, self._lines = outside, []

    def write(self, string: str) -> None:
        """Keep lines that are not to be wrapped: those of a shell."""
        if string.strip():
            self._lines += string.splitlines()

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how to call the command."""
        del prefix
        self._add(block(f"{prog} {args}", "text"))

    def write_heading(self, heading: str) -> None:
        """Headings are titles of sections."""

    def write_paragraph(self) -> None:
        """Paragraphs are apart anyway."""

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        for paragraph in re.split(r"\n\s*\n", text.strip()):
            self._add(f"{prose(' '.join(paragraph.split()))}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean."""
        del col_max, col_spacing
        rows = [(code(term.strip()), _meaning(text)) for term, text in rows]
        head = _HEADS.get(self._title, ("option", "meaning"))
        if shown := [row for row in rows if row[0] not in self._left_out]:
            self._add(table(head, shown))

    def _add(self, text: str) -> None:
        self.sections[self._title] += f"\n{text}"


def _meaning(text: str) -> str:
    """The help of an option; its default and its range are a sentence."""
    found = _DEFAULT.search(text)
    if not found:
        return prose(text)
    said = prose(text[: found.start()])
    for part in filter(None, found.groups()):
        name, _, value = part.partition(": ")
        said += f" Default: `{value}`." if name == "default" else f" Range: `{part}`."
    return said.strip()


def sections_of(
    command: click.Command, ctx: click.Context, left_out: Collection[str] = ()
) -> dict[str, str]:
    """The help of a command, as Markdown by title; ``left_out`` are terms that need no row."""
    formatter = MarkdownFormatter(left_out)
    command.format_help(ctx, formatter)
    return formatter.sections
