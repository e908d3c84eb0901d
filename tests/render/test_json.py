from __future__ import annotations

import json
from typing import Any

from presetsync.apply.results import Outcome, Result
from presetsync.plan.drift import PresetStatus, Status, SyncStatus
from presetsync.plan.model import Action
from presetsync.plan.planner import make_plan
from presetsync.render.machine.json import results_json, status_json
from presetsync.state.receipt import Receipt
from tests.builders import CREATED, make_entry, make_lock, make_preset, make_version
from tests.render.shown import plan_json

NO_ORIGIN = dict.fromkeys(
    ("origin", "source_commit", "commit", "author", "subject", "pull_request", "merged_by")
)


def locked(slug: str) -> dict[str, Any]:
    """What is said of a version that the lock has without a commit."""
    version = {"version": 1, "version_id": f"{slug}-v1", "created_at": CREATED}
    return version | NO_ORIGIN | {"origin": "no_commit"}


def test_a_plan_lists_fields_by_pointer_tools_included() -> None:
    def config(limit: int) -> dict[str, Any]:
        return {"model": "m", "tools": [{"name": "a", "limit": limit}]}

    old, new = make_preset(config=config(1), system="One."), make_preset(config=config(2))
    plan = make_plan([new, make_preset("b")], make_lock(old, make_preset("b"), make_preset("c")))

    assert json.loads(plan_json(plan)) == {
        "format_version": 1,
        "digest": plan.digest,
        "environment": None,
        "refreshed": False,
        "base_url": None,
        "summary": {"update": 1, "unmanaged": 1, "unchanged": 1},
        "changes": [
            {
                "slug": "a",
                "action": "update",
                "skin": "chat/completions",
                "path": "presets/a.yaml",
                "base_version": 1,
                "restores": None,
                "locked": locked("a"),
                "fields": [{"pointer": "/tools/0/limit", "before": 1, "after": 2}],
                "system": {"before": "One.", "after": None},
                "drift": None,
                "errors": [],
                "stopped": False,
                "warnings": [],
                "risks": [],
                "routing": None,
                "promotion": None,
            },
            {
                "slug": "c",
                "action": "unmanaged",
                "skin": "chat/completions",
                "path": "presets/c.yaml",
                "base_version": 1,
                "restores": None,
                "locked": locked("c"),
                "fields": [],
                "system": None,
                "drift": None,
                "errors": [],
                "stopped": False,
                "warnings": [],
                "risks": [],
                "routing": None,
                "promotion": None,
            },
        ],
        "diagnostics": [],
        "untracked": None,
        "unchecked_models": [],
    }


def test_a_side_on_which_a_field_is_not_is_null() -> None:
    plan = make_plan([make_preset(config={"n": 1})], make_lock(make_preset(config={"stop": "x"})))

    assert json.loads(plan_json(plan))["changes"][0]["fields"] == [
        {"pointer": "/n", "before": None, "after": 1},
        {"pointer": "/stop", "before": "x", "after": None},
    ]


def test_results_say_what_was_dropped_and_why_it_failed() -> None:
    results = [
        Result("a", Action.UPDATE, Outcome.APPLIED, 3, "v3", Receipt(dropped=("/top_a",))),
        Result("b", Action.CREATE, Outcome.FAILED, error="No.", hint="Wait."),
    ]

    assert json.loads(results_json(results)) == {
        "format_version": 1,
        "summary": {"applied": 1, "failed": 1},
        "results": [
            {
                "slug": "a",
                "action": "update",
                "outcome": "applied",
                "version": 3,
                "version_id": "v3",
                "former_version": None,
                **NO_ORIGIN,
                "dropped": ["/top_a"],
                "changed": {},
                "added": {},
                "error": None,
                "hint": None,
            },
            {
                "slug": "b",
                "action": "create",
                "outcome": "failed",
                "version": None,
                "version_id": None,
                "former_version": None,
                **NO_ORIGIN,
                "dropped": [],
                "changed": {},
                "added": {},
                "error": "No.",
                "hint": "Wait.",
            },
        ],
    }


def test_status_compares_what_is_live_with_what_was_applied() -> None:
    applied, live = make_preset(config={"n": 1}), make_preset(config={"n": 2})
    presets = (
        PresetStatus("a", SyncStatus.DRIFTED, make_entry(applied), make_version(live, 2)),
        PresetStatus("b", SyncStatus.MISSING, make_entry(applied)),
    )

    document = json.loads(status_json(Status(presets, untracked=("c",))))

    assert document["summary"] == {"drifted": 1, "missing": 1}
    assert document["untracked"] == ["c"]
    assert [(p["status"], p["live_version"], p["fields"]) for p in document["presets"]] == [
        ("drifted", 2, [{"pointer": "/n", "before": 1, "after": 2}]),
        ("missing", None, []),
    ]
