from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings

from presetsync.presets.canonical import digest, normal, same_json
from tests.strategies import json_values, reordered


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
        ([], "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"),
        (None, "sha256:74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"),
        (
            {"b": [1.0, -0.0, 1e30, True], "a": "€\u000f"},
            "sha256:28d950480e45f7e2070232ea7395bc462b1db89044e79ec7843c5f8d403168e7",
        ),
    ],
    ids=["object", "array", "null", "mixed"],
)
def test_the_digest_is_of_the_rfc_8785_bytes(value: Any, expected: str) -> None:
    assert digest(value) == expected


@settings(deadline=None, max_examples=200)
@given(json_values())
@example({"\U0001f600": 1, "\ue000": 2, "\ufb33": 3, "a": 4, "": 5})
@example(['\x00\x1f\x7f\x80\u2028\\"/\b\f\n\r\t', 1e21, 1e-7, 123456789012345.6, -0.0, False])
def test_the_bytes_are_those_of_the_rfc8785_package(value: Any) -> None:
    assert digest(value) == f"sha256:{sha256(rfc8785.dumps(value)).hexdigest()}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"€": 1, "\U0001f600": 2, "a": 3}, {"a": 3, "\U0001f600": 2, "€": 1}),
        (1, 1.0),
        (0, -0.0),
        (10.0**15, 10**15),
        (1e-7, 0.0000001),
    ],
)
def test_what_json_does_not_tell_apart_has_one_digest(one: Any, other: Any) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        (False, 0),
        (None, False),
        ("1", 1),
        ([], {}),
        ("", None),
        ([1, 2], [2, 1]),
        ("é", "e\u0301"),
        ({"a": None}, {}),
    ],
)
def test_what_json_tells_apart_has_two(one: Any, other: Any) -> None:
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (9007199254740991.0, "9007199254740991"),
        (9007199254740992.0, "9007199254740992.0"),
        (1e300, "1e+300"),
        (True, "true"),
        ("1.0", '"1.0"'),
        (None, "null"),
        ({"a": [2.0, {"b": 3.0}]}, '{"a": [2, {"b": 3}]}'),
    ],
)
def test_a_normal_number_is_written_as_rfc_8785_does_where_an_integer_is_exact(
    value: Any, expected: str
) -> None:
    assert json.dumps(normal(value)) == expected


def test_normal_leaves_the_value_alone() -> None:
    value = {"a": [1.0]}
    normal(value)
    assert type(value["a"][0]) is float


@settings(deadline=None, max_examples=50)
@given(json_values())
def test_equal_digests_mean_equal_json_text_once_normal(value: Any) -> None:
    other = reordered(value)
    assert digest(other) == digest(value)
    texts = [json.dumps(normal(each), sort_keys=True) for each in (value, other)]
    assert texts[0] == texts[1]


@settings(deadline=None, max_examples=50)
@given(json_values())
def test_normal_changes_neither_the_value_nor_its_digest(value: Any) -> None:
    assert normal(value) == value
    assert digest(normal(value)) == digest(value)
    assert json.dumps(normal(normal(value))) == json.dumps(normal(value))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (1, "1", False),
        (None, False, False),
        ("", None, False),
        ([], {}, False),
        ([1], [1, 1], False),
        ([[True]], [[1]], False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": {"b": [1]}}, {"a": {"b": [1]}}, True),
        (1e23, 10**23, False),
    ],
)
def test_equality_is_of_values_and_true_is_none_of_the_numbers(
    one: Any,
    other: Any,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert same_json(one, other) is expected
    assert same_json(other, one) is expected


@given(json_values())
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    assert same_json(value, value)
