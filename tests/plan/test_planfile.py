"""Plan files: what they hold, and which ones are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.errors import PlanFileError
from presetsync.plan import planfile
from presetsync.plan.model import ACTIVE, Step
from presetsync.plan.planfile import SavedPlan, dump, parse, saved_plan
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.presets.canonical import digest
from presetsync.presets.skins import SKINS
from presetsync.state.lock import Lock
from tests.builders import make_lock, make_preset
from tests.rooted import rooted

SLUGS = st.text("abcXYZ019-_.~", min_size=1, max_size=6).filter(lambda slug: slug.strip("."))
VERSIONS = st.none() | st.integers(1, 10**9)


@st.composite
def saved_plans(draw: st.DrawFn) -> SavedPlan:
    slugs = sorted(draw(st.sets(SLUGS, max_size=4)))
    step = st.builds(
        Step,
        action=st.sampled_from(sorted(ACTIVE)),
        skin=st.sampled_from(sorted(SKINS)),
        content_digest=st.none() | st.text(max_size=6).map(digest),
        base_version=VERSIONS,
        slug=st.just(""),
    )
    steps = []
    for slug in slugs:
        drawn = draw(step)
        steps.append(Step(slug, drawn.action, drawn.skin, drawn.content_digest, drawn.base_version))
    return SavedPlan(
        steps=tuple(steps),
        locked={slug: draw(VERSIONS) for slug in slugs},
        options=PlanOptions(
            tuple(draw(st.just([]) | st.just(slugs))), draw(st.booleans()), draw(st.booleans())
        ),
        refreshed=draw(st.booleans()),
        workspace_id=draw(st.none() | SLUGS),
    )


def document() -> dict[str, Any]:
    """A plan file of one update and one create."""
    applied = make_preset("b", system="Old.")
    plan = make_plan([make_preset("a"), make_preset("b", system="New.")], make_lock(applied))
    document = json.loads(dump(saved_plan(plan, PlanOptions(), "workspace-1")))
    assert isinstance(document, dict)
    return document


@given(saved_plans())
def test_a_saved_plan_reads_back_equal(plan: SavedPlan) -> None:
    assert parse(dump(plan).decode()) == plan


def test_the_digest_is_that_of_the_plan() -> None:
    plan = make_plan([make_preset("a")], Lock())

    assert saved_plan(plan, PlanOptions(), None).digest == plan.digest
    assert json.loads(dump(saved_plan(plan, PlanOptions(), None)))["digest"] == plan.digest


def test_a_plan_file_holds_no_content() -> None:
    preset = make_preset("a", {"model": "m/secret-model"}, system="Secret words.")

    text = dump(saved_plan(make_plan([preset], Lock()), PlanOptions(), None)).decode()

    assert "secret" not in text.lower()


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("slug", "aa"),
        ("action", "restore"),
        ("skin", "messages"),
        ("content_digest", f"sha256:{64 * '0'}"),
        ("content_digest", None),
        ("base_version", 7),
    ],
)
def test_the_digest_reveals_an_edited_change(member: str, value: object) -> None:
    edited = document()
    edited["changes"][0][member] = value

    with pytest.raises(PlanFileError, match="edited: its digest does not match its changes"):
        parse(json.dumps(edited))


@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_an_unknown_format_version_is_refused(version: object) -> None:
    with pytest.raises(PlanFileError, match=r"format_version is .*; this presetsync knows 1"):
        parse(json.dumps(document() | {"format_version": version}))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "null", "{}", '{"digest": "x"}'])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(PlanFileError, match=r"not valid JSON|not a plan that presetsync saved"):
        parse(text)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["digest"], 1),
        (["refreshed"], "no"),
        (["workspace_id"], 5),
        (["options"], []),
        (["options", "prune"], None),
        (["options", "overwrite_drift"], 1),
        (["options", "targets"], ["../x"]),
        (["options", "targets"], [3]),
        (["options", "targets"], ["a"]),
        (["changes"], {}),
        (["changes", 0], "a"),
        (["changes", 0, "slug"], "a/b"),
        (["changes", 0, "slug"], 3),
        (["changes", 0, "slug"], "b"),
        (["changes", 0, "slug"], "c"),
        (["changes", 0, "action"], "unchanged"),
        (["changes", 0, "action"], "explode"),
        (["changes", 0, "base_version"], "1"),
        (["changes", 0, "base_version"], True),
        (["changes", 0, "locked_version"], 1.5),
        (["changes", 0, "locked_version"], 0),
        (["changes", 0, "base_version"], 10**4000),
        (["changes", 0, "base_version"], -1),
        (["changes", 0, "skin"], "../x"),
        (["changes", 0, "content_digest"], "sha256:0"),
        (["digest"], "x\x1b[2J"),
        (["workspace_id"], "w\nw"),
    ],
    ids=str,
)
def test_a_damaged_member_is_refused(path: list[Any], value: object) -> None:
    damaged: Any = document()
    *parents, last = path
    parent = damaged
    for key in parents:
        parent = parent[key]
    parent[last] = value

    with pytest.raises(PlanFileError, match=r"^damaged: ") as raised:
        parse(json.dumps(damaged))
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 100


@pytest.mark.parametrize("member", ["digest", "refreshed", "workspace_id", "options", "changes"])
def test_a_missing_member_is_named(member: str) -> None:
    torn = document()
    del torn[member]

    with pytest.raises(PlanFileError, match=f"'{member}' is missing"):
        parse(json.dumps(torn))


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    plan = saved_plan(make_plan([make_preset("a")], Lock()), PlanOptions(), None)
    path.write_text("older")

    planfile.write(rooted(path), plan)

    assert planfile.read(rooted(path)) == plan
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match=r"plan\.json cannot be written: No such file"):
        planfile.write(rooted(tmp_path / "nowhere/plan.json"), parse(json.dumps(document())))


def test_a_missing_or_binary_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match=r"plan\.json cannot be read: No such file"):
        planfile.read(rooted(tmp_path / "plan.json"))
    (tmp_path / "plan.json").write_bytes(b"\xff")
    with pytest.raises(PlanFileError, match=r"plan\.json is not UTF-8"):
        planfile.read(rooted(tmp_path / "plan.json"))
