from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diagnostics import Diagnostic, Position, Severity
from presetsync.render.machine.github import diagnostics_github

# How GitHub's runner takes a command apart: the first "::" after the properties ends them.
COMMAND = re.compile(r"::(?P<name>[a-z]+) (?P<properties>.*?)::(?P<message>.*)")
PROPERTY_ESCAPES = {"%2C": ",", "%3A": ":", "%0A": "\n", "%0D": "\r", "%25": "%"}


def unescaped(text: str) -> str:
    for escape, character in PROPERTY_ESCAPES.items():
        text = text.replace(escape, character)
    return text


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    command = COMMAND.fullmatch(line)
    assert command
    pairs = (pair.split("=", 1) for pair in command["properties"].split(","))
    return command["name"], {key: unescaped(value) for key, value in pairs}, command["message"]


def test_a_diagnostic_becomes_an_annotation() -> None:
    diagnostic = Diagnostic(
        "unknown-field",
        "The field is not known here.",
        "presets/a.yaml",
        Position(4, 3),
        "/b",
        "Eh?",
    )
    assert diagnostics_github([diagnostic]) == (
        "::error file=presets/a.yaml,line=4,col=3,title=presetsync unknown-field"
        "::The field is not known here. Eh?\n"
    )


def test_a_warning_is_one_and_the_path_starts_where_github_looks() -> None:
    diagnostic = Diagnostic("odd", "odd", "a.yaml", hint="mend it", severity=Severity.WARNING)
    name, properties, message = parsed(diagnostics_github([diagnostic], prefix="ai/").rstrip())
    assert (name, properties["file"], message) == ("warning", "ai/a.yaml", "odd. mend it")


@pytest.mark.parametrize(
    "text",
    [
        "::set-output name=a::b",
        "a\n::error::b",
        "100 %",
        "a:b,c=d::e",
        "##[error]x",
        "\r::stop-commands::x",
    ],
)
def test_a_value_cannot_start_or_end_a_command(text: str) -> None:
    diagnostic = Diagnostic(text, text, text, hint=text)
    (line,) = diagnostics_github([diagnostic]).splitlines()
    name, properties, _ = parsed(line)
    assert name == "error"
    assert set(properties) == {"file", "line", "col", "title"}
    assert "##[" not in line


@given(path=st.text(), message=st.text(), hint=st.text())
def test_whatever_a_diagnostic_says_it_is_one_command(path: str, message: str, hint: str) -> None:
    text = diagnostics_github([Diagnostic("code", message, path, hint=hint)])
    assert text.count("\n") == 1
    name, properties, _ = parsed(text[:-1])
    assert name == "error"
    assert properties["line"] == "1"
    assert set(properties) == {"file", "line", "col", "title"}


def test_nothing_wrong_is_no_command() -> None:
    assert diagnostics_github([]) == ""
