"""Data written as YAML in any style that a person may use, comments in odd places included."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from presetsync.documents.scalar_styles import as_block, needs_escapes, on_one_line
from tests.edits.editing import FILES
from tests.strategies import as_yaml, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

_TEXTS = (
    *(
        "a",
        "b c",
        "no",
        "1e3",
        "null",
        "",
        " ",
        "it's",
        '"x"',
        "# x",
        "a # b",
        "- x",
        "k: v",
        "é 😀",
    ),
    *("one\ntwo\n", "one\n\ntwo", "x\n\n\n", "  deep\nflat\n", "# head\n\n- item\n", "\n\nlate\n"),
    *("a\n \nb\n", "words of a long line\nand another one\n\nand a last one\n", "{x}", "[y]", "\t"),
    *("cr\r\nlf\r\n", "nel\x85", "\ufeffbom", "x" * 120, "many words " * 12 + "end"),
    *(*FILES.values(), FILES["prompt.md"] + "\nBe kind."),
)
_KEYS = (*"abcdef", "no", "1", "a b", "é", "x: y", "#", "", "-", "&x")


def scalars() -> SearchStrategy[Any]:
    return (
        st.sampled_from(_TEXTS)
        | texts(4)
        | st.sampled_from((None, True, False, 0, 1, -2, 0.5, 1.0, 1e-7))
    )


def values() -> SearchStrategy[Any]:
    keys = st.sampled_from(_KEYS)
    return st.recursive(
        scalars(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=8,
    )


def documents() -> SearchStrategy[dict[str, Any]]:
    """Objects, in some of which a value is there several times."""
    keys = st.sampled_from(_KEYS)

    def repeated(data: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
        again = st.sampled_from([*data.values()])
        return st.dictionaries(keys, again | st.lists(again, max_size=2), max_size=2).map(
            lambda more: {**data, **more}
        )

    return st.dictionaries(keys, values(), min_size=1, max_size=5).flatmap(repeated)


def as_ascii(text: str) -> str:
    """A text as ``json.dumps`` writes it, with the one character that YAML does not take."""
    return json.dumps(text).replace("\x7f", "\\u007f")


@dataclass
class Styler:
    """Writes data as YAML; each choice is drawn."""

    draw: Callable[[SearchStrategy[Any]], Any]
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    anchors: list[tuple[str, str]] = field(default_factory=list)
    is_text: bool = False  # the last line is that of a block, whose comments are text

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def rarely(self) -> bool:
        return bool(self.draw(st.integers(0, 5)) == 1)

    def evenly(self) -> bool:
        return bool(self.draw(st.booleans()))

    def often(self) -> bool:
        return bool(self.draw(st.integers(0, 2)) < 2)

    def comment(self) -> str:
        self.comments.append(f"#c{len(self.comments)};")
        return self.comments[-1]

    def document(self, data: dict[str, Any]) -> str:
        if self.rarely():
            self.lines.append("# yaml-language-server: $schema=x.json")
        if self.rarely():
            self.lines.append("---")
        self.between(0)
        if self.rarely():
            written = self.flow(data, self.one_of("", "\n"))
            self.lines += written.split("\n")
        else:
            self.mapping("", 0, data)
        self.between(0)
        if self.rarely():
            self.lines.append("...")
        text = "\n".join(self.lines)
        return text if self.rarely() else f"{text}\n"

    def between(self, column: int) -> None:
        """Comments and empty lines between two members."""
        while self.rarely():
            if self.evenly():
                self.lines.append("")
            elif not self.is_text:
                self.lines.append(" " * self.one_of(column, column, 0, column + 3) + self.comment())
            else:
                # As deep as the members, or less: deeper it would be text.
                self.lines.append(" " * self.one_of(column, 0) + self.comment())
                self.is_text = False

    def end(self, line: str) -> None:
        """End a line, perhaps with a comment."""
        if self.rarely():
            line += self.one_of(" ", "   ") + self.comment()
        self.lines.append(line)
        self.is_text = False

    def mapping(self, lead: str, column: int, data: dict[str, Any]) -> None:
        """Write an object whose first key goes after a lead."""
        for key, value in data.items():
            written = on_one_line(key)
            if self.rarely():
                written = self.quoted(key)
            self.value(f"{lead}{written}:", column, value)
            lead = " " * column
            self.between(column)

    def sequence(self, lead: str, column: int, items: Sequence[Any]) -> None:
        for item in items:
            self.value(f"{lead}-", column, item)
            lead = " " * column
            self.between(column)

    def value(self, head: str, column: int, value: Any) -> None:
        """Write a value behind a key or a dash."""
        known = [name for name, json_text in self.anchors if json_text == json.dumps(value)]
        if known and self.evenly():
            self.end(f"{head} *{known[-1]}")
            return
        name = ""
        if self.rarely():
            name = f"n{len(self.anchors)}"
            head += f" &{name}"
        if isinstance(value, dict | list) and value and not self.rarely():
            self.block_collection(head, column, value, is_compact=not name)
        elif isinstance(value, dict | list):
            written = self.flow(value, self.one_of("", "\n" + " " * (column + 1)))
            *lines, last = f"{head} {written}".split("\n")
            self.lines += lines
            self.end(last)
        elif isinstance(value, str):
            self.text(head, column, value)
        else:
            self.end(f"{head} {self.scalar(value)}".rstrip(" "))
        if name:
            self.anchors.append((name, json.dumps(value)))

    def block_collection(self, head: str, column: int, value: Any, *, is_compact: bool) -> None:
        write = self.mapping if isinstance(value, dict) else self.sequence
        if head.endswith("-") and is_compact and self.often():
            spaces = " " * self.one_of(1, 1, 3)
            write(head + spaces, len(head + spaces), value)
            return
        self.end(head)
        steps: tuple[int, ...] = (1, 2, 2, 4)
        if isinstance(value, list) and not head.lstrip(" ").startswith("- ") and ":" in head:
            steps = (0, *steps)
        deeper = column + self.one_of(*steps)
        self.between(deeper)
        write(" " * deeper, deeper, value)

    def text(self, head: str, column: int, text: str) -> None:
        names = [name for name, content in FILES.items() if content == text]
        joined = f"{FILES['prompt.md']}\n{FILES['tone.md']}"
        style = self.one_of("", "'", '"', "|", "|", ">", "!")
        if style == "!" and names:
            self.end(f"{head} !file {self.one_of(*names)}")
        elif style == "!" and text == joined:
            self.end(f"{head} !file [prompt.md, tone.md]")
        elif style == "'" and not set("\n\t") & set(text) and not needs_escapes(text):
            doubled = text.replace("'", "''")
            self.end(f"{head} '{doubled}'")
        elif style in ("|", ">") and self.block(head, column, text, style):
            pass
        elif style == '"' or needs_escapes(text) or "\n" in text:
            self.end(f"{head} {self.quoted(text)}")
        else:
            written = on_one_line(text)
            if written[0] not in "'\"" and "  " not in written and self.rarely():
                written = written.replace(" ", "\n" + " " * (column + 2))
            *lines, last = f"{head} {written}".split("\n")
            self.lines += lines
            self.end(last)

    def quoted(self, text: str) -> str:
        return as_yaml(text) if self.evenly() else as_ascii(text)

    def block(self, head: str, column: int, text: str, style: str) -> bool:
        if style == ">":
            lines = text.rstrip("\n").split("\n")
            if any(not line or line[0] in " \t" for line in lines):
                return False
            body = "\n\n".join("\n".join(self.broken(line)) for line in lines)
            text = body + text[len(text.rstrip("\n")) :]
        block = as_block(text, 0)
        if block is None or block[1] in "123456789":
            return False
        header, *rows = block.split("\n")
        pad = " " * (column + self.one_of(1, 2, 2, 5))
        self.end(f"{head} {style}{header[1:]}")
        self.lines += [pad + row if row else self.one_of("", "", " ") for row in rows]
        self.is_text = True
        return True

    def broken(self, line: str) -> list[str]:
        """A line on several, broken at single spaces between words."""
        words = line.split(" ")
        if not all(words):
            return [line]
        lines = words[:1]
        for word in words[1:]:
            if self.often():
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def scalar(self, value: Any) -> str:
        if value is None:
            return str(self.one_of("null", "~", ""))
        if isinstance(value, bool):
            return str(self.one_of(json.dumps(value), str(value)))
        return json.dumps(value)

    def flow(self, value: Any, separator: str) -> str:
        """Write a value in brackets; ``separator`` begins the line of each member, or is empty."""
        if isinstance(value, dict):
            members = []
            for key, item in value.items():
                written = as_ascii(key) if self.evenly() else on_one_line(key, in_flow=True)
                members.append(f"{written}: {self.flow(item, '')}")
            return self.joined("{", members, "}", separator)
        if isinstance(value, list):
            return self.joined("[", [self.flow(item, "") for item in value], "]", separator)
        if isinstance(value, str):
            return self.quoted(value) if self.rarely() else on_one_line(value, in_flow=True)
        return self.scalar(value) or "null"

    def joined(self, first: str, members: Sequence[str], last: str, separator: str) -> str:
        if not members or not separator:
            space = str(self.one_of("", "", " "))
            comma = str(self.one_of(",", ", "))
            return first + space + comma.join(members) + space + last
        text = first
        for number, member in enumerate(members):
            text += f"{separator}{self.one_of('', '  ')}{member}"
            if number < len(members) - 1 or self.rarely():
                text += ","
            if self.rarely():
                text += f" {self.comment()}"
        return text + separator + last
