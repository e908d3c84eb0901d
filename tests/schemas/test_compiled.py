"""The compiled schemas may be stricter than the reference, and never laxer."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.repository.listing import find_presets
from presetsync.repository.loader import load
from presetsync.schemas.compiled import is_faultless
from presetsync.validation.schema_findings import schema_findings
from presetsync.validation.validator import validate

CORPUS = Path(__file__).parent.parent / "corpus"
ROOT = CORPUS.parent.parent


def documents(folder: str) -> list[Any]:
    found = (load(ROOT, path) for path in find_presets(ROOT, folder))
    return [document.data for document in found if not document.diagnostics]


def compiled_says_right(document: dict[str, Any]) -> bool:
    return is_faultless(schemas.PRESET, document) and is_faultless(
        document["skin"], document["body"]
    )


@pytest.mark.parametrize("folder", ["tests/corpus/valid", "tests/corpus/invalid", "presets"])
def test_both_say_the_same_of_every_preset_of_the_corpus(folder: str) -> None:
    found = documents(folder)

    assert found
    for document in found:
        assert validate(document) == schema_findings(document)


def test_valid_presets_are_waved_through() -> None:
    found = documents("tests/corpus/valid") + documents("presets")

    assert sum(map(compiled_says_right, found)) > len(found) * 0.9


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(["auto", "none", "high", "system", "user", "text", "2026-01-31", "2026-13-01"]),
)
NAMES = sorted({name for skin in SKINS for name in schemas.load(skin)["properties"]})
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "role", "content", "name", "function", "effort", "order", "id"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=100)
@given(
    skin=st.sampled_from(sorted(SKINS)),
    body=st.dictionaries(st.sampled_from([*NAMES, "unknown"]), VALUES, max_size=4),
)
def test_both_say_the_same_of_generated_bodies(skin: str, body: dict[str, Any]) -> None:
    document = {"skin": skin, "body": body}

    assert validate(document) == schema_findings(document)


VALID = [
    document
    for folder in ("tests/corpus/valid", "tests/corpus/lint", "presets")
    for document in documents(folder)
    if isinstance(document, dict)
]


def members(value: Any) -> list[tuple[Any, Any]]:
    """Every object or list in the value, with each of its keys or positions."""
    if not isinstance(value, dict | list):
        return []
    places = [*value] if isinstance(value, dict) else [*range(len(value))]
    found = [(value, place) for place in places]
    return found + [each for place in places for each in members(value[place])]


@settings(deadline=None, max_examples=150)
@given(document=st.sampled_from(VALID), data=st.data())
def test_both_say_the_same_of_presets_that_are_right_but_for_one_member(
    document: dict[str, Any], data: st.DataObject
) -> None:
    nearly = deepcopy(document)
    parent, place = data.draw(st.sampled_from(members(nearly)))
    match data.draw(st.sampled_from(["replaced", "removed", "added", "swapped"])):
        case "replaced":
            parent[place] = data.draw(VALUES)
        case "removed":
            del parent[place]
        case "added" if isinstance(parent, dict):
            parent[data.draw(st.sampled_from([*NAMES, "unknown", "type"]))] = data.draw(VALUES)
        case _:
            other, elsewhere = data.draw(st.sampled_from(members(document)))
            parent[place] = deepcopy(other[elsewhere])

    assert validate(nearly) == schema_findings(nearly)


def test_what_the_compiled_schemas_cannot_take_goes_to_the_reference() -> None:
    deep: Any = []
    for _ in range(2000):
        deep = [deep]

    assert not is_faultless("chat/completions", {"metadata": deep})


def test_advice_is_a_rule_here_so_that_it_is_not_lost() -> None:
    document = {"skin": "responses", "body": {"temperature": -1}}

    assert not compiled_says_right(document)
    assert [finding.severity for finding in validate(document)] == ["warning"]
