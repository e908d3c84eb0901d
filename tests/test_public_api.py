"""What `presetsync` exports, and the program that the documentation shows."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import presetsync
from presetsync import ApplyCallbacks, ApplyOptions, PlanOptions, Project
from presetsync.errors import InvalidFilesError, PresetsyncError, UsageError
from presetsync.plan import planfile
from tests.repositories import CHAT

ROOT = Path(__file__).parent.parent
[PROGRAM] = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "presets", tmp_path / "presets")
    return tmp_path


def sandbox(root: Path) -> Project:
    return Project.open(root, environment="sandbox", environ={})


def test_the_documented_program_runs(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
    )
    slugs = sorted(path.stem for path in (root / "presets").rglob("*.yaml"))
    expected = [f"{slug}: create" for slug in slugs]
    applied = [line for line in ran.stdout.splitlines() if ": applied, version 1" in line]
    assert [line for line in ran.stdout.splitlines() if line.endswith(": create")] == expected
    assert sorted(applied) == [f"{slug}: applied, version 1" for slug in slugs]
    assert ran.stdout.splitlines()[-1] == f"{len(slugs)} results; {len(slugs)} in sync"


@pytest.mark.parametrize("name", presetsync.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(presetsync, name) is not None


def test_every_name_that_is_imported_late_is_public() -> None:
    late = {name for names in presetsync._HOMES.values() for name in names}
    assert late | {"__version__"} == {*presetsync.__all__}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        presetsync.nothing  # noqa: B018 - to read it is the test


def test_enums_are_strings(root: Path) -> None:
    [change, *_] = sandbox(root).plan().changes
    assert str(change.action) == "create"


def test_a_plan_that_is_not_confirmed_applies_nothing(root: Path) -> None:
    project = sandbox(root)
    with pytest.raises(PresetsyncError, match="nothing was applied"):
        project.apply(callbacks=ApplyCallbacks(confirm=lambda _: False))
    assert project.lock().presets == {}


def test_the_callbacks_come_in_their_order(root: Path) -> None:
    calls: list[str] = []

    def confirm(_: object) -> bool:
        calls.append("confirm")
        return True

    callbacks = ApplyCallbacks(
        show_plan=lambda _plan, _refusal: calls.append("show_plan"),
        confirm=confirm,
        report=lambda result: calls.append(str(result.outcome)),
    )
    results = sandbox(root).apply(callbacks=callbacks)
    assert calls == ["show_plan", "confirm", *["applied"] * len(results)]


def test_a_plan_knows_its_targets(root: Path) -> None:
    project = sandbox(root)
    [first, *_] = project.plan().changes
    assert [c.slug for c in project.plan(PlanOptions((first.slug,))).changes] == [first.slug]


def test_a_folder_or_an_environment_that_is_not_there_is_refused(root: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        Project.open(root / "gone")
    with pytest.raises(UsageError, match="there is no environment staging"):
        Project.open(root, "staging")


def test_a_wrong_configuration_is_reported_and_stops_what_needs_it(root: Path) -> None:
    (root / "presetsync.yaml").write_text("paralelism: 2\n")
    project = Project.open(root, environ={})
    assert [d.code for d in project.validate().diagnostics] == ["configuration"]
    with pytest.raises(InvalidFilesError):
        project.plan()


def test_without_a_presets_folder_there_is_nothing_to_plan(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder presets"):
        Project.open(tmp_path).plan()


def test_a_project_shows_no_key(root: Path) -> None:
    (root / "presets/a.yaml").write_text(CHAT)
    project = Project.open(root, environ={"OPENROUTER_API_KEY": "sk-or-v1-0123456789"})
    assert "0123456789" not in repr(project)


@pytest.mark.parametrize("parallelism", [-1, 0, 65])
def test_a_parallelism_that_cannot_be_is_refused(parallelism: int) -> None:
    with pytest.raises(UsageError, match=f"parallelism is {parallelism}"):
        ApplyOptions(parallelism=parallelism)


@pytest.mark.parametrize("digest", ["", "garbage", "sha256:"])
def test_an_expected_digest_is_one(digest: str) -> None:
    with pytest.raises(UsageError):
        ApplyOptions(expect_digest=digest)


def test_a_saved_plan_brings_its_own_options(root: Path) -> None:
    project = sandbox(root)
    [first, second, *_] = project.plan().changes
    plan = project.plan(PlanOptions((first.slug,)))
    project.save_plan(plan, project.path("plan.json"))
    saved = planfile.read(project.path("plan.json"))

    assert saved.options == PlanOptions((first.slug,))
    with pytest.raises(UsageError, match="already sets"):
        ApplyOptions(PlanOptions((second.slug,)), saved)
    results = project.apply(ApplyOptions(saved=saved))
    assert [result.slug for result in results] == [first.slug]


def test_one_slug_is_no_collection_of_slugs(root: Path) -> None:
    with pytest.raises(UsageError, match="summarizer is one slug"):
        sandbox(root).plan(PlanOptions("summarizer"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="summarizer is one slug"):
        sandbox(root).status("summarizer")
    with pytest.raises(UsageError, match="summarizer is one slug"):
        sandbox(root).trials("summarizer")
    with pytest.raises(UsageError, match="summarizer is one slug"):
        sandbox(root).exported_trials("summarizer")


def test_within_an_event_loop_it_says_what_to_do(root: Path) -> None:
    async def ask() -> None:
        with pytest.raises(UsageError, match="an event loop is running"):
            sandbox(root).plan(refresh=True)
        assert len((await asyncio.to_thread(sandbox(root).plan, refresh=True)).changes) > 1

    asyncio.run(ask())


def test_saving_a_plan_reads_nothing_again(root: Path) -> None:
    project = sandbox(root)
    project.apply()
    plan = project.plan()
    workspace_id = project.lock().workspace_id
    (root / ".presetsync/sandbox.lock.json").unlink()
    (root / "presets/half.yaml").write_text("skin: [")

    project.save_plan(plan, project.path("plan.json"))

    assert workspace_id
    assert planfile.read(project.path("plan.json")).workspace_id == workspace_id
    [include, *_] = [path for paths in plan.sources.values() for path in paths]
    with pytest.raises(UsageError, match="a file that a preset includes"):
        project.save_plan(plan, project.path(include))


def test_a_plan_without_the_server_cannot_overwrite_drift(root: Path) -> None:
    with pytest.raises(UsageError, match="needs --refresh"):
        sandbox(root).plan(PlanOptions(overwrite_drift=True))


def test_validate_takes_paths_and_no_single_text(root: Path) -> None:
    project = sandbox(root)
    [path, *_] = project.plan().sources
    assert project.validate([Path(path)]).files == 1
    with pytest.raises(UsageError, match="is one path"):
        project.validate(path)


def test_a_rollback_is_written_and_pushed_step_by_step(root: Path) -> None:
    project, slug = sandbox(root), "email-copywriter"
    project.apply()
    file = root / f"presets/{slug}.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("temperature: 0.7", "temperature: 0.9"), encoding="utf-8")
    project.apply()

    rollback = project.rollback(slug)
    assert (rollback.slug, rollback.live, rollback.version) == (slug, 2, 1)
    file.write_text(before.replace("temperature: 0.7", "temperature: 1"), encoding="utf-8")
    with pytest.raises(PresetsyncError, match=f"{slug}.yaml does not say what version 1 says"):
        project.apply_rollback(rollback)
    file.write_text(before.replace("temperature: 0.7", "temperature: 0.9"), encoding="utf-8")
    project.write_rollback(rollback)
    [result] = project.apply_rollback(rollback)

    assert file.read_text(encoding="utf-8") == before
    assert (str(result.outcome), result.version) == ("applied", 3)
    with pytest.raises(PresetsyncError, match="changed in the meantime"):
        project.write_rollback(rollback)
