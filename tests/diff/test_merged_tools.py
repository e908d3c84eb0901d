"""Merging lists of tools, plugins and blocks: one by one, and by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.fields import ABSENT
from presetsync.diff.merge_chunks import Side
from presetsync.diff.three_way import MergeConflict, merge
from presetsync.presets.canonical import same_json
from presetsync.presets.model import Content

NAMED = st.fixed_dictionaries(
    {"name": st.sampled_from("abc")},
    optional={"x": st.integers(0, 2), "y": st.lists(st.integers(0, 2), max_size=3)},
)
LISTS = st.lists(NAMED, max_size=5)


def content(config: dict[str, Any]) -> Content:
    return Content(config, None)


def tool(name: str, **members: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, **members}}


@pytest.mark.parametrize(
    ("base", "file", "server", "expected"),
    [
        pytest.param(
            [tool("a"), tool("b")], [tool("a", s=1), tool("b")], [tool("a"), tool("b", d=1)],
            [tool("a", s=1), tool("b", d=1)], id="neighbours",
        ),
        pytest.param(
            [tool("a", c=1, d=1)], [tool("a", c=2, d=1)], [tool("a", c=1, d=2)],
            [tool("a", c=2, d=2)], id="fields of one",
        ),
        pytest.param(
            [{"id": "web"}, {"id": "pdf"}], [{"id": "web", "n": 1}, {"id": "pdf"}],
            [{"id": "web"}, {"id": "pdf", "n": 2}], [{"id": "web", "n": 1}, {"id": "pdf", "n": 2}],
            id="plugins",
        ),
    ],
)  # fmt: skip
def test_tools_and_plugins_are_merged_one_by_one_and_by_field(
    base: list[Any], file: list[Any], server: list[Any], expected: list[Any]
) -> None:
    merged = merge(content({"a": base}), content({"a": file}), content({"a": server}))

    assert (merged.content.config, merged.conflicts) == ({"a": expected}, ())


def test_a_field_of_one_tool_conflicts_alone() -> None:
    base = content({"a": [tool("x"), tool("a", c=1, d=1), tool("b", c=1)]})
    file = content({"a": [tool("a", c=2, d=1), tool("b", c=2)]})
    server = content({"a": [tool("x"), tool("a", c=3, d=2), tool("b", c=1)]})

    assert merge(base, file, server).conflicts == (
        MergeConflict("/a", base.config["a"], file.config["a"], server.config["a"]),
    )
    file = content({"a": [tool("x"), *file.config["a"]]})
    assert merge(base, file, server).conflicts == (MergeConflict("/a/1/function/c", 1, 2, 3),)
    assert merge(None, file, server).conflicts == (
        MergeConflict("/a/1/function/c", ABSENT, 2, 3, is_base_known=False),
        MergeConflict("/a/1/function/d", ABSENT, 1, 2, is_base_known=False),
        MergeConflict("/a/2/function/c", ABSENT, 2, 1, is_base_known=False),
    )


@pytest.mark.parametrize(
    ("file", "server"),
    [
        pytest.param([tool("b"), tool("c")], [tool("a"), tool("b", d=1)], id="one moved"),
        pytest.param([tool("a"), tool("c")], [tool("a", d=1), tool("b", d=1)], id="another one"),
        pytest.param([tool("b", d=2)], [tool("a"), tool("b", d=1)], id="one less"),
    ],
)
def test_what_are_other_tools_is_not_merged_by_field(file: list[Any], server: list[Any]) -> None:
    base = content({"a": [tool("a"), tool("b")]})

    merged = merge(base, content({"a": file}), content({"a": server}))

    assert merged.conflicts == (MergeConflict("/a", base.config["a"], file, server),)


@given(LISTS, LISTS, LISTS)
def test_named_items_merge_from_both_sides_alike(
    base: list[Any], file: list[Any], server: list[Any]
) -> None:
    one, ours, theirs = (content({"a": items}) for items in (base, file, server))

    assert same_json(merge(one, one, theirs).content.config, theirs.config)
    assert same_json(merge(one, ours, one).content.config, ours.config)
    merged, mirrored = merge(one, ours, theirs), merge(one, theirs, ours, Side.SERVER)
    assert same_json(merged.content.config, mirrored.content.config)
    assert len(merged.conflicts) == len(mirrored.conflicts)
    for side, expected in ((Side.FILE, ours), (Side.SERVER, theirs)):
        assert same_json(merge(None, ours, theirs, side).content.config, expected.config)
