"""Receipts: what the server made of what was sent, and which of it is known of the server."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from presetsync.presets.model import Content, normal_content
from presetsync.state.receipt import (
    Receipt,
    is_accounted_for,
    merged,
    normalisations_of,
    receipt_of,
    stored_content,
)
from tests.builders import CONFIGS
from tests.strategies import configs, server_edits, texts


def changed(pointer: str, sent: Any, stored: Any) -> Receipt:
    return Receipt(changed={pointer: {"sent": sent, "stored": stored}})


@pytest.mark.parametrize(
    ("sent", "stored", "receipt"),
    [
        pytest.param({"a": 1}, {"a": 1}, Receipt(), id="the same"),
        pytest.param({"a": 1}, {"a": 1.0}, Receipt(), id="a float of a whole number"),
        pytest.param({"a": 1e20}, {"a": 10**20}, Receipt(), id="a large float as JavaScript"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, Receipt(), id="order"),
        pytest.param({"a": 1}, {}, Receipt(dropped=("/a",)), id="dropped"),
        pytest.param({"a": None}, {}, Receipt(dropped=("/a",)), id="null dropped"),
        pytest.param({"b": 1, "a": 1}, {}, Receipt(dropped=("/a", "/b")), id="sorted"),
        pytest.param({}, {"a": None}, Receipt(added={"/a": None}), id="added"),
        pytest.param({"a": 1}, {"a": 2}, changed("/a", 1, 2), id="changed"),
        pytest.param({"a": 1}, {"a": True}, changed("/a", 1, stored=True), id="1 is not true"),
        pytest.param({"a": 0}, {"a": None}, changed("/a", 0, None), id="0 is not null"),
        pytest.param({"a": {}}, {"a": []}, changed("/a", {}, []), id="object is not list"),
        pytest.param(
            {"a": {"b": 1, "c": 1}}, {"a": {"b": 1}}, Receipt(dropped=("/a/c",)), id="below"
        ),
        pytest.param({"a": [1, 2]}, {"a": [1]}, changed("/a", [1, 2], [1]), id="shorter list"),
        pytest.param(
            {"a": [{"b": 1}]},
            {"a": [{"b": True}]},
            changed("/a", [{"b": 1}], [{"b": True}]),
            id="a list is one value",
        ),
        pytest.param({"a/b": {"~": 1}}, {"a/b": {}}, Receipt(dropped=("/a~1b/~0",)), id="escaped"),
    ],
)
def test_a_receipt_names_the_deepest_fields_that_differ(
    sent: dict[str, Any], stored: dict[str, Any], receipt: Receipt
) -> None:
    assert receipt_of(Content(sent, None), Content(stored, None)) == receipt


@pytest.mark.parametrize(
    ("sent", "stored", "receipt"),
    [
        pytest.param("x", "x", Receipt(), id="the same"),
        pytest.param("x", None, Receipt(dropped=("/system",)), id="dropped"),
        pytest.param(None, "x", Receipt(added={"/system": "x"}), id="added"),
        pytest.param("x", "y", changed("/system", "x", "y"), id="changed"),
    ],
)
def test_the_system_prompt_has_a_pointer_of_its_own(
    sent: str | None, stored: str | None, receipt: Receipt
) -> None:
    assert receipt_of(Content({}, sent), Content({}, stored)) == receipt


@given(CONFIGS)
def test_the_same_content_has_an_empty_receipt(config: dict[str, Any]) -> None:
    assert receipt_of(Content(config, "x"), Content(config, "x")) == Receipt()


@settings(max_examples=50)
@given(CONFIGS, CONFIGS)
def test_what_is_known_accounts_for_itself(sent: dict[str, Any], stored: dict[str, Any]) -> None:
    receipt = receipt_of(Content(sent, None), Content(stored, None))
    assert is_accounted_for(receipt, receipt)
    assert is_accounted_for(receipt, Receipt()) is (receipt == Receipt())


@pytest.mark.parametrize(
    ("receipt", "known", "expected"),
    [
        pytest.param(Receipt(), Receipt(("/a",)), True, id="less than is known"),
        pytest.param(Receipt(("/a",)), Receipt(("/a",)), True, id="dropped"),
        pytest.param(Receipt(("/a/b",)), Receipt(("/a",)), True, id="below what is dropped"),
        pytest.param(Receipt(("/ab",)), Receipt(("/a",)), False, id="beside what is dropped"),
        pytest.param(Receipt(("/a",)), Receipt(("/a/b",)), False, id="above what is dropped"),
        pytest.param(changed("/a", 1, 2), changed("/a", 1, 2), True, id="changed"),
        pytest.param(changed("/a", 1, 2), changed("/a", 1, 3), False, id="changed otherwise"),
        pytest.param(changed("/a", 1, 2), changed("/b", 1, 2), False, id="changed elsewhere"),
        pytest.param(
            changed("/a", 1, 2), changed("/a", sent=True, stored=2), False, id="true is not 1"
        ),
        pytest.param(Receipt(added={"/a": 1}), Receipt(added={"/a": 1}), True, id="added"),
        pytest.param(
            Receipt(added={"/a": None}), Receipt(added={"/b": None}), False, id="added elsewhere"
        ),
        pytest.param(
            Receipt(added={"/a": 1}), Receipt(added={"/a": True}), False, id="added otherwise"
        ),
    ],
)
def test_only_the_very_difference_that_is_known_is_accounted_for(
    receipt: Receipt,
    known: Receipt,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert is_accounted_for(receipt, known) is expected


def test_several_receipts_tell_the_normalisations_of_the_server() -> None:
    receipts = [
        Receipt(("/b", "/a"), {"/x": {"sent": 1, "stored": 2}}, {"/n": 1, "/m": 0}),
        Receipt(("/a",), {"/y": {"sent": 1, "stored": 2}}, {"/n": True, "/o": 2, "/m": 0}),
        Receipt((), {"/y": {"sent": 3, "stored": 2}}, {"/n": 1}),
    ]
    assert merged(receipts) == Receipt(
        ("/a", "/b"), {"/x": {"sent": 1, "stored": 2}}, {"/m": 0, "/o": 2}
    )


def test_no_receipts_tell_nothing() -> None:
    assert merged([]) == Receipt()


def test_what_is_known_of_a_preset_goes_before_the_normalisations_of_the_server() -> None:
    normalisations = Receipt(("/a",), {"/x": {"sent": 1, "stored": 2}}, {"/n": 1, "/o": 1})
    own = Receipt(("/b",), {"/x": {"sent": 3, "stored": 4}}, {"/n": 2})
    assert own.over(normalisations) == Receipt(
        ("/a", "/b"), {"/x": {"sent": 3, "stored": 4}}, {"/n": 2, "/o": 1}
    )


KEPT = (Content({"a": 1, "o": {"b": 1}}, "x"), Receipt())


@pytest.mark.parametrize(
    ("sent", "receipt", "is_known"),
    [
        ({"z": 1}, Receipt(("/z",)), True),
        ({"a": 1}, Receipt(("/a",)), False),
        ({"o": {"b": 1}}, Receipt(("/o/b",)), False),
        ({"o": {"c": 1}}, Receipt(("/o/c",)), True),
        ({}, Receipt(("/system",)), False),
        ({"a": 2}, changed("/a", 2, 3), True),
        ({"a": 1}, changed("/a", 1, 3), False),
        ({}, Receipt(added={"/n": 1}), False),
        ({}, Receipt(added={"/o/n": 1}), False),
        ({}, Receipt(added={"/p/n": 1}), True),
        ({"a~/": 1}, Receipt(("/a~0~1",)), True),
    ],
)
def test_what_the_server_does_to_one_push_only_is_no_normalisation(
    sent: dict[str, Any],
    receipt: Receipt,
    is_known: bool,  # noqa: FBT001 - a column of the table
) -> None:
    known = normalisations_of([(Content(sent, "y"), receipt), KEPT])
    assert known == (receipt if is_known else Receipt())


@given(config=configs(), edit=server_edits(), system=texts(), stored=texts())
def test_a_receipt_and_what_was_sent_are_what_was_stored(
    config: dict[str, Any], edit: Any, system: str, stored: str
) -> None:
    sent = normal_content(Content(config, system or None))
    version = normal_content(Content(edit(config), stored or None))

    assert stored_content(sent, receipt_of(sent, version)) == version


@pytest.mark.parametrize(
    ("known", "stored"),
    [
        (Receipt(("/a", "/o/b", "/x")), {"o": {"c": 2}}),
        (changed("/a", 1, 3), {"a": 3, "o": {"b": 1, "c": 2}}),
        (changed("/a", 2, 3), {"a": 1, "o": {"b": 1, "c": 2}}),
        (changed("/o", {"b": 1, "c": 2}, []), {"a": 1, "o": []}),
        (
            Receipt(added={"/n": 1, "/a": 2, "/o/d": 3, "/p/e": 4}),
            {"a": 1, "o": {"b": 1, "c": 2, "d": 3}, "n": 1},
        ),
        (Receipt(added={"/system": "x"}), {"a": 1, "o": {"b": 1, "c": 2}}),
    ],
)
def test_of_another_content_what_is_known_is_stored_where_it_applies(
    known: Receipt, stored: dict[str, Any]
) -> None:
    sent = Content({"a": 1, "o": {"b": 1, "c": 2}}, "p")

    assert stored_content(sent, known) == Content(stored, "p")


@pytest.mark.parametrize(
    "known", [Receipt(added={"/system": 5}), changed("/system", "p", 5)], ids=["added", "changed"]
)
def test_what_is_no_text_is_no_system_prompt(known: Receipt) -> None:
    sent = Content({"model": "m"}, None if known.added else "p")

    assert stored_content(sent, known).system is None
