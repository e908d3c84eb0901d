from __future__ import annotations

import pytest

from presetsync.documents.scalar_types import NotJsonError, is_text, plain_value

STRINGS = [
    *("no", "on", "yes", "off", "y", "n", "No", "YES"),
    *("tRUE", "nULL", "None", "undefined", "~~"),
    *("2026-01-31", "2026-01-31T12:00:00Z", "12:30", "12:30:45", "1.2.3", "v1"),
    *("1_000", "0b101", "0O17", "0X1F", "0o8", "0o", "0x", "0xG", "-0o17", "+0x1F"),
    *("1e", "e3", "1e+", ".", "+", "-", "-.", "+.e3", "1.e3.", "--1", "+-1", "1 000", "1,5"),
    *(".Nan", "inf", "nan", "Infinity", "+.nan", ".infinity", "..inf"),
    *("١٢", "1\n", "=", "<<", "a", "-a"),
]

NUMBERS = {
    "0": 0,
    "-0": 0,
    "+1": 1,
    "007": 7,
    "-12": -12,
    "0o17": 15,
    "0x1F": 31,
    "0xff": 255,
    "9007199254740991": 9007199254740991,
    "-9007199254740991": -9007199254740991,
    "0x1FFFFFFFFFFFFF": 9007199254740991,
    "1e-3": 0.001,
    "1e3": 1000.0,
    "1.5E+2": 150.0,
    ".5": 0.5,
    "+.5": 0.5,
    "-.5e1": -5.0,
    "5.": 5.0,
    "1.0": 1.0,
    "1.7976931348623157e308": 1.7976931348623157e308,
}

NOT_FINITE = [
    *(".inf", ".Inf", ".INF", "-.inf", "+.inf", ".nan", ".NaN", ".NAN"),
]
TOO_LARGE = [
    *("9007199254740992", "-9007199254740992", "0x20000000000000", "0o400000000000000000"),
    *("1" * 41, "-" + "9" * 5000, "0x" + "f" * 5000),
]


@pytest.mark.parametrize("text", STRINGS)
def test_what_yaml_1_1_or_python_would_convert_is_a_string(text: str) -> None:
    assert plain_value(text) == text
    assert is_text(text)


@pytest.mark.parametrize(("text", "number"), NUMBERS.items(), ids=NUMBERS)
def test_numbers_of_the_core_schema(text: str, number: float) -> None:
    value = plain_value(text)
    assert (type(value), value) == (type(number), number)
    assert not is_text(text)


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null(text: str) -> None:
    assert plain_value(text) is None
    assert not is_text(text)


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "false", "False", "FALSE"])
def test_booleans(text: str) -> None:
    assert plain_value(text) is (text.lower() == "true")
    assert not is_text(text)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (NOT_FINITE, "JSON has no infinity and no NaN"),
        (TOO_LARGE, "an integer beyond ±(2^53 - 1) is not exact in JSON"),
        (["1e309", "-1e309", "1e99999999999999999999"], "the number is too large for JSON"),
    ],
    ids=["not-finite", "integers", "floats"],
)
def test_numbers_without_a_json_counterpart_are_refused(texts: list[str], message: str) -> None:
    for text in texts:
        with pytest.raises(NotJsonError) as refusal:
            plain_value(text)
        assert str(refusal.value) == message
        assert not is_text(text)
