"""Each code that a diagnostic can carry has a page, and each page a code that occurs."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import presetsync
from presetsync.models.model_rules import CODES
from presetsync.validation import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = Path(presetsync.__file__).parent
MAKERS = {"Diagnostic", "Finding", "ModelRule", "Refusal", "LintRule", "report", "_stop"}
CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that are written where diagnostics are made, and in tables of codes and texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from of_a_call(node)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("code_and_message"):
            yield from first_of_tuples(
                each for each in ast.walk(node) if isinstance(each, ast.Return)
            )
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_SENTENCES":
            yield from first_of_tuples([node])


def of_a_call(call: ast.Call) -> Iterator[str]:
    if ast.unparse(call.func).rpartition(".")[2] in MAKERS:
        for argument in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "code")):
            yield from texts(argument)


def first_of_tuples(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Tuple):
                yield from texts(inner.elts[0])


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    rooms = ("documents", "models", "presets", "repository", "validation")
    paths = [path for room in rooms for path in (PACKAGE / room).rglob("*.py")]
    found = {code for path in paths for code in codes_in(ast.parse(path.read_text("utf-8")))}
    assert found == set(rules.codes())


@pytest.mark.parametrize("code", rules.codes())
def test_a_page_says_what_it_is_about(code: str) -> None:
    rule = rules.rule(code)
    assert CODE.fullmatch(code)
    assert rule.code == code
    assert rule.title
    assert not rule.title.endswith(".")
    assert len(rule.page.splitlines()) > 4
    assert all(len(line) <= 104 for line in rule.page.splitlines())
    assert rule.page.endswith("\n")


def test_a_page_names_each_severity_that_its_code_is_made_with() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")]
    calls = [each for tree in trees for each in ast.walk(tree) if isinstance(each, ast.Call)]
    made = {pair for call in calls for pair in severities_in(call)}
    assert {severity for code, severity in made if code == "overlay-without-effect"} == {
        "error",
        "warning",
    }
    for code, severity in made:
        assert severity in rules.rule(code).page.splitlines()[2], (code, severity)


def severities_in(call: ast.Call) -> Iterator[tuple[str, str]]:
    """The code and each severity of a call that writes both; without one, it is an error."""
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    severities = re.findall(r"Severity\.([A-Z]+)", given.get("severity", "Severity.ERROR"))
    if ast.unparse(call.func) in {"Diagnostic", "Finding"}:
        for code in call.args[:1]:
            yield from ((each, severity.lower()) for each in texts(code) for severity in severities)


def test_there_is_no_page_for_a_code_that_is_none() -> None:
    with pytest.raises(KeyError):
        rules.rule("../rules/secret")


def test_errors_can_be_ignored_that_depend_on_facts_which_may_be_out_of_date() -> None:
    ignorable = {code for code in rules.codes() if rules.rule(code).errors_can_be_ignored}
    assert ignorable == {"unknown-field"} | {
        code for code in CODES if rules.rule(code).page.splitlines()[2].count("error")
    }
    assert len(ignorable) == 11
