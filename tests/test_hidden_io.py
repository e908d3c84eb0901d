"""Planning, diffing and validation work on what is loaded: no value reads a file behind them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from presetsync.api.wire import RemotePreset
from presetsync.documents.document import Document
from presetsync.plan.planner import make_plan, pushed_slugs
from presetsync.presets.model import Preset
from presetsync.repository.cache import Cache
from presetsync.repository.listing import find_presets
from presetsync.repository.loader import load
from presetsync.repository.preset_files import PresetFiles, load_bodies, read_preset_files
from presetsync.validation.diagnosis import diagnose
from presetsync.validation.lint.linter import lint
from presetsync.validation.validator import validate
from presetsync.view.groups import grouped
from presetsync.view.review import review
from tests.builders import make_lock, make_preset, make_remote
from tests.repositories import Repository

ROOT = Path(__file__).parents[1]
OUTSIDE = ("open", "os.", "socket.", "subprocess.", "shutil.", "glob.", "pathlib.")


def preset(slug: str, text: str) -> Preset:
    """The preset that `Repository.write_preset` writes."""
    return make_preset(slug, {"model": "m/one"}, system=text)


LOCK = make_lock(
    preset("same", "Be brief."),
    preset("changed", "Be long."),
    preset("gone", "Be gone."),
)


def read(root: Path, *, cached: bool) -> tuple[PresetFiles, list[Document]]:
    cache = Cache(root, "") if cached else None
    paths = find_presets(root, "presets")
    found = read_preset_files(root, paths, cache=cache)
    documents = [load(root, path) for path in paths]
    return load_bodies(found, pushed_slugs(found.summaries, LOCK)), documents


def use(found: PresetFiles, documents: list[Document]) -> list[str]:
    """Plan, diff and validate; the actions of the plan."""
    plan = make_plan(found.presets, LOCK, unloaded=found.summaries)
    plans = [plan]
    if not found.summaries:
        remote: dict[str, RemotePreset | None] = {
            each.slug: make_remote(each, 7) for each in found.presets
        }
        plans.append(make_plan(found.presets, LOCK, remote))
    for each in plans:
        assert each.digest
        assert grouped(review(change) for change in each.noteworthy)
    for document in documents:
        diagnose(document, [*validate(document.data), *lint(document.data)])
    return [str(change.action) for change in plan.changes]


def record(root: Path) -> dict[str, Any]:
    """The audit events of planning, once imports are done and files are loaded."""
    read(root, cached=True)
    for cached in (False, True):
        use(*read(root, cached=cached))
    inputs = [read(root, cached=False), read(root, cached=True)]
    events: list[str] = []
    sys.addaudithook(lambda event, _: events.append(event) if event.startswith(OUTSIDE) else None)
    actions = [use(*found) for found in inputs]
    planned = [*events]
    (root / "presets/same.yaml").read_bytes()
    return {
        "events": planned,
        "of a read": events[len(planned) :],
        "unloaded": [len(found.summaries) for found, _ in inputs],
        "actions": actions,
    }


def test_planning_opens_no_file_and_no_socket(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write_preset("same", "Be brief.")
    repository.write_preset("changed", "Be brief.", more="# presetsync: ignore same-content\n")
    repository.write_preset("new", "Be new.")

    code = (
        "import json, sys; from pathlib import Path; from tests.test_hidden_io import record; "
        "print(json.dumps(record(Path(sys.argv[1]))))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )

    found = json.loads(ran.stdout)
    actions = ["update", "unmanaged", "create", "unchanged"]
    assert found["actions"] == [actions, actions]
    assert found["unloaded"] == [0, 1]
    assert "open" in found["of a read"]
    assert found["events"] == []
