from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.diagnostics import Diagnostic, Position, Severity
from presetsync.render.terminal.diagnostics import diagnostics_text, sentences, validation_summary
from presetsync.render.terminal.style import Style

ERROR = Diagnostic("unknown-field", "This is wrong.", "a.yaml", Position(3, 7), "/a", "Mend it.")
WARNING = Diagnostic("odd", "This is odd.", "b.yaml", severity=Severity.WARNING)


def test_the_place_comes_first_and_the_hint_below() -> None:
    assert diagnostics_text([ERROR, WARNING], Style()) == (
        "a.yaml:3:7: error: This is wrong. [unknown-field]\n"
        "    Mend it.\n"
        "b.yaml:1:1: warning: This is odd. [odd]\n"
    )


SOURCE = replace(ERROR, hint="", source="temprature: 0.7")


@pytest.mark.parametrize(
    ("column", "source", "shown", "caret"),
    [
        (1, "a: b", "a: b", "^"),
        (4, "a: b", "a: b", "   ^"),
        (5, "a:\tb\x1b", "a: b\\x1b", "    ^^^^"),
        (9, "漢字: 'a'  ", "漢字: 'a'", "         ^"),
        (99, "a: b", "a: b", "    ^"),
        (1, "x" * 30, "x" * 19 + "…", "^"),
        (21, "a" * 20 + "b" * 20, "…" + "a" * 5 + "b" * 13 + "…", "      ^"),
        (40, "a" * 39 + "b", "…" + "a" * 18 + "b", " " * 19 + "^"),
    ],
    ids=["start", "value", "tab-and-escape", "wide", "beyond", "long", "middle", "end"],
)
def test_the_line_is_shown_with_a_caret_below_the_place(
    column: int, source: str, shown: str, caret: str
) -> None:
    found = replace(SOURCE, position=Position(3, column), source=source)
    assert diagnostics_text([found], Style(), width=28).splitlines()[1:] == [
        f"    3 | {shown}",
        f"      | {caret}",
    ]


@pytest.mark.parametrize(
    ("column", "width", "source", "shown", "carets"),
    [
        (4, 3, "a: one", "a: one", "   ^^^"),
        (4, 3, "a: 漢字x", "a: 漢字x", "   ^^^^^"),
        (1, 2, "漢字: 'a'", "漢字: 'a'", "^^^^"),
        (1, 2, "e\u0301: 1", "e\u0301: 1", "^"),
        (4, 3, "a: b\tc", "a: b c", "   ^^^"),
        (4, 1, "a: \x1bc", "a: \\x1bc", "   ^^^^"),
        (4, 9, "a: one  ", "a: one", "   ^^^"),
        (7, 1, "a: one", "a: one", "      ^"),
        (2, 90, "x" * 90, "x" * 19 + "…", " " + "^" * 19),
        (21, 3, "a" * 20 + "b" * 20, "…" + "a" * 5 + "b" * 13 + "…", "      ^^^"),
    ],
    ids=[
        "word",
        "wide",
        "wide-key",
        "combining",
        "tab",
        "escape",
        "spaces",
        "end",
        "cut",
        "middle",
    ],
)
def test_what_it_is_about_is_underlined_in_columns(
    column: int, width: int, source: str, shown: str, carets: str
) -> None:
    found = replace(SOURCE, position=Position(3, column), source=source, width=width)
    assert diagnostics_text([found], Style(), width=28).splitlines()[1:] == [
        f"    3 | {shown}",
        f"      | {carets}",
    ]


@pytest.mark.parametrize("source", ["", "  \t"])
def test_a_line_with_nothing_on_it_is_not_shown(source: str) -> None:
    assert len(diagnostics_text([replace(SOURCE, source=source)], Style()).splitlines()) == 1


def test_nothing_wrong_is_nothing_to_read() -> None:
    assert diagnostics_text([], Style()) == ""


def test_colours_tell_the_place_and_the_severity() -> None:
    assert diagnostics_text([ERROR], Style(color=True)) == (
        "\x1b[1ma.yaml:3:7\x1b[0m: \x1b[31merror\x1b[0m: "
        "This is wrong. \x1b[2m[unknown-field]\x1b[0m\n"
        "    Mend it.\n"
    )
    assert diagnostics_text([WARNING], Style(color=True)) == (
        "\x1b[1mb.yaml:1:1\x1b[0m: \x1b[33mwarning\x1b[0m: This is odd. \x1b[2m[odd]\x1b[0m\n"
    )


def test_a_diagnostic_cannot_write_lines_or_commands_of_its_own() -> None:
    forged = Diagnostic("a", "b\n::error::c\x1b[2K", "::warning::\n.yaml", hint="::d\te\u202e")
    assert diagnostics_text([forged], Style()) == (
        "\\x3a:warning::\\n.yaml:1:1: error: b\\n\\x3a:error::c\\x1b[2K [a]\n"
        "    \\x3a:d\\te<U+202E>\n"
    )


@pytest.mark.parametrize(
    ("message", "hint", "expected"),
    [
        ("This is wrong.", "Mend it.", "This is wrong. Mend it."),
        ("this is wrong", "mend it", "this is wrong. mend it"),
        ("Is this right?", "Mend it.", "Is this right? Mend it."),
        ("this is wrong", "", "this is wrong"),
        ("a\nb", "c\x1b", "a\\nb. c\\x1b"),
    ],
)
def test_message_and_hint_fit_on_one_line(message: str, hint: str, expected: str) -> None:
    assert sentences(replace(ERROR, message=message, hint=hint)) == expected


@pytest.mark.parametrize(
    ("diagnostics", "files", "expected"),
    [
        ([], 0, "0 presets checked: all valid.\n"),
        ([], 1, "1 preset checked: all valid.\n"),
        ([ERROR], 2, "2 presets checked: 1 error.\n"),
        ([WARNING, WARNING], 1, "1 preset checked: 2 warnings.\n"),
        ([WARNING, ERROR, ERROR], 3, "3 presets checked: 2 errors, 1 warning.\n"),
    ],
)
def test_the_summary_counts(diagnostics: list[Diagnostic], files: int, expected: str) -> None:
    assert validation_summary(diagnostics, files) == expected


@pytest.mark.parametrize(
    ("style", "names", "expected"),
    [
        (Style(color=True), ("red",), "\x1b[31ma\x1b[0m"),
        (Style(color=True), ("bold", "green"), "\x1b[1;32ma\x1b[0m"),
        (Style(color=True), (), "a"),
        (Style(color=False), ("red",), "a"),
        (Style(), ("red", "bold"), "a"),
    ],
)
def test_a_style_wraps_in_colours_or_leaves_alone(
    style: Style, names: tuple[str, ...], expected: str
) -> None:
    assert style("a", *names) == expected
    assert style("", *names) == ""
