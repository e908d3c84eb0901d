"""No regular expression of presetsync takes much longer than its text grows.

Each is found in the code, wherever it stands, and tried on texts that are made of itself: of what
it matches, of beginnings of that, over and over, with something in between that it does not match.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

import presetsync
from presetsync.keys import key_shapes, redaction
from presetsync.keys.key_issuers import ISSUERS
from tests.growth import is_about_linear

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# There is no other way to see into a pattern.
codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

FUNCTIONS = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
}

# Patterns that are made where they are used, by their module and their words in it.
MADE = {
    ("presetsync.keys.key_shapes", "shape(issuer)"): [
        key_shapes.shape(issuer) for issuer in ISSUERS
    ],
    ("presetsync.keys.key_shapes", "beginning(issuer)"): [
        key_shapes.beginning(issuer) for issuer in ISSUERS
    ],
    ("presetsync.keys.redaction", "pattern"): [
        "sk-1",
        f"(?<!{redaction._WORD})sk-1(?!{redaction._WORD})",
    ],
}

SIZE = 2048
MOST_TEXTS = 60
BETWEEN = ["", "é", "\0", "."]
REPEATS = [12, 1, 40]
BRANCHES = 3


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(presetsync.__path__, "presetsync."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns() -> Iterator[tuple[re.Pattern[Any], bool]]:
    """Every pattern that the package compiles or hands to a function of `re`.

    With each, whether it is searched for, rather than matched at one place of a text.
    """
    for module in modules():
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        if not re.search(r"\bimport re\b", text):
            continue
        source = ast.parse(text)
        calls = [
            node
            for node in ast.walk(source)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        used: dict[str, set[str]] = {}
        for call in calls:
            assert isinstance(call.func, ast.Attribute)
            used.setdefault(ast.unparse(call.func.value), set()).add(call.func.attr)
        names = {
            ast.unparse(node.value): ast.unparse(node.targets[0])
            for node in ast.walk(source)
            if isinstance(node, ast.Assign)
        }
        for call in calls:
            assert isinstance(call.func, ast.Attribute)
            if ast.unparse(call.func.value) == "re" and call.func.attr in FUNCTIONS:
                uses = used.get(names.get(ast.unparse(call), ""), {call.func.attr})
                for made in of_a_call(call, module):
                    yield made, not uses <= {"match", "fullmatch"}


def of_a_call(call: ast.Call, module: ModuleType) -> list[re.Pattern[Any]]:
    made: list[Any]
    written = ast.unparse(call.args[0])
    assert isinstance(call.func, ast.Attribute)
    flags = next((k.value for k in call.keywords if k.arg == "flags"), None)
    if call.func.attr == "compile" and call.args[1:]:
        flags = call.args[1]
    flag = eval(ast.unparse(flags), vars(module)) if flags else 0
    if (module.__name__, written) in MADE:
        made = MADE[module.__name__, written]
    else:
        try:
            made = [eval(written, vars(module))]
        except NameError:  # pragma: no cover - it is there for who writes the next one
            pytest.fail(f"{module.__name__}: name in MADE what {written} is made of")
    return [one if isinstance(one, re.Pattern) else re.compile(one, flag) for one in made]


ALL = {(one.pattern, one.flags, searched): one for one, searched in patterns()}


def sample(tree: Any, repeats: int, branch: int) -> str:
    """A text that a pattern matches, more or less: assertions are not looked at."""
    return "".join(of_node(code, value, repeats, branch) for code, value in tree)


def of_node(code: Any, value: Any, repeats: int, branch: int) -> str:  # noqa: PLR0911 - one a kind
    if code is codes.LITERAL:
        return chr(value)
    if code in (codes.NOT_LITERAL, codes.ANY):
        return "a"
    if code is codes.IN:
        return of_set(value, branch)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        low, high, inner = value
        times: int = min(max(low, repeats), high)
        return sample(inner, repeats, branch) * times
    if code is codes.BRANCH:
        choices = value[1]
        return sample(choices[branch % len(choices)], repeats, branch // len(choices))
    if code is codes.SUBPATTERN:
        return sample(value[3], repeats, branch)
    return ""


def of_set(items: Any, branch: int) -> str:
    """A character of a set, another one for another branch."""
    negated = items[0][0] is codes.NEGATE
    inside = "[" + ("^" if negated else "") + "]"
    likely = [c for c in 'aZ5_ -.:/\t\n"é{' if in_set(c, items) != negated]
    exact = [chr(v) for code, v in items if code is codes.LITERAL and not negated]
    exact += [chr(v[0]) for code, v in items if code is codes.RANGE and not negated]
    chosen = likely + exact
    assert chosen, inside
    return chosen[branch % len(chosen)]


def in_set(character: str, items: Any) -> bool:
    number = ord(character)
    kinds = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_NOT_SPACE: not character.isspace(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
        codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
    }
    return any(
        (code is codes.LITERAL and number == value)
        or (code is codes.RANGE and value[0] <= number <= value[1])
        or (code is codes.CATEGORY and kinds[value])
        for code, value in items
    )


def units(pattern: re.Pattern[Any]) -> Iterator[str]:
    """What a text that is hard for a pattern may be made of."""
    written = pattern.pattern
    tree = parser.parse(
        written, pattern.flags & ~re.UNICODE if isinstance(written, bytes) else pattern.flags
    )
    seen: set[str] = set()
    for repeats in REPEATS:
        for branch in range(BRANCHES):
            whole = sample(tree, repeats, branch)
            for end in sorted({len(whole), len(whole) - 1, len(whole) // 2, 3, 1}, reverse=True):
                for between in BETWEEN:
                    unit = whole[:end] + between
                    if unit and unit not in seen:
                        seen.add(unit)
                        yield unit


def texts(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size] + "\0"


def tried(pattern: re.Pattern[Any], text: str, *, searched: bool) -> None:
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    if searched:
        for _ in pattern.finditer(subject):
            pass
    else:
        pattern.match(subject)
        pattern.fullmatch(subject)


def hardest(pattern: re.Pattern[Any], *, searched: bool) -> str:
    """The unit of which a text takes longest."""

    def seconds(unit: str) -> float:
        text = texts(unit, SIZE)
        start = process_time()
        tried(pattern, text, searched=searched)
        return process_time() - start

    return max(islice(units(pattern), MOST_TEXTS), key=seconds)


def is_fast(pattern: re.Pattern[Any], unit: str, *, searched: bool, size: int = SIZE) -> bool:
    return is_about_linear(lambda n: tried(pattern, texts(unit, n), searched=searched), size)


@pytest.mark.parametrize("key", ALL, ids=lambda key: str(key[0])[:40])
def test_a_pattern_takes_time_as_its_text_grows(key: tuple[Any, int, bool]) -> None:
    pattern, searched = ALL[key], key[2]
    unit = hardest(pattern, searched=searched)
    assert is_fast(pattern, unit, searched=searched), unit


@pytest.mark.parametrize(
    ("written", "is_linear"),
    [(r"eyJ[\w-]{10,}\.eyJ", False), (r"[ \t]+$", False), (r"(?<![ \t])[ \t]+$", True)],
)
def test_a_quadratic_pattern_would_be_found(written: str, *, is_linear: bool) -> None:
    pattern = re.compile(written)
    unit = hardest(pattern, searched=True)
    # A quarter of the work of what is quadratic, which takes seconds.
    assert is_fast(pattern, unit, searched=True, size=SIZE // 2) is is_linear


def test_the_patterns_of_all_modules_are_found() -> None:
    found = {pattern for pattern, *_ in ALL}
    assert {key_shapes._URL.pattern, key_shapes.shape(ISSUERS[0]), b" +|x+"} <= found
    assert len(found) > 100
