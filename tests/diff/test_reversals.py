from __future__ import annotations

from dataclasses import replace
from typing import Any

from presetsync.diff.content_difference import Comparison, compare
from presetsync.diff.reversals import without_reversal
from presetsync.presets.model import Content


def tool(name: str, **members: Any) -> dict[str, Any]:
    return {"type": "function", "name": name, **members}


def beyond(applied: Content, live: Content, file: Content) -> Comparison:
    return without_reversal(compare(live, file), compare(applied, live))


def test_a_file_that_says_what_was_applied_only_undoes() -> None:
    applied = Content({"n": 1, "user": "u" * 90, "tools": [tool("a"), tool("b")]}, "One.\n")
    live = Content({"n": True, "user": "v" * 90, "tools": [tool("b"), tool("c", n=1)]}, "Two.\n")

    assert beyond(applied, live, applied).is_empty
    assert beyond(applied, replace(live, system=None), applied).is_empty


def test_what_the_file_changed_besides_is_left() -> None:
    applied, live = Content({"n": 1, "top_p": 1}, None), Content({"n": 2, "top_p": 1}, None)

    left = beyond(applied, live, Content({"n": 1, "top_p": 0.5}, None))

    assert [(field.pointer, field.before, field.after) for field in left.fields] == [
        ("/top_p", 1, 0.5)
    ]


def test_a_field_that_both_changed_goes_from_what_is_live_to_what_the_file_says() -> None:
    left = beyond(Content({"n": 1}, None), Content({"n": 2}, None), Content({"n": 3}, None))

    assert [(field.before, field.after) for field in left.fields] == [(2, 3)]


def test_of_a_prompt_that_both_changed_the_files_own_change_is_left() -> None:
    left = beyond(
        Content({}, "One.\nTwo.\n"), Content({}, "Uno.\nTwo.\n"), Content({}, "One.\nDue.\n")
    )

    assert left.system
    assert (left.system.old, left.system.new) == ("One.\nTwo.\n", "One.\nDue.\n")


def test_the_order_of_tools_that_is_put_back_is_no_change_besides() -> None:
    applied, live = (
        Content({"tools": [tool(name) for name in names]}, None) for names in ("ab", "ba")
    )

    assert beyond(applied, live, applied).is_empty
