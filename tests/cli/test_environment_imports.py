"""``import --env`` and ``rollback --env``: which part of a file an edit belongs to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.test_import_edits import changed_lines
from tests.stages import FILE, OVERLAY, PRESET, PRODUCTION, STAGING, Stages, stages

if TYPE_CHECKING:
    from tests.repositories import Repository
    from tests.servers import Recorder


@pytest.fixture
def applied(repository: Repository, server: Recorder) -> Stages:
    """One preset with an overlay for staging, applied to both environments."""
    staged = stages(repository, server)
    staged.apply()
    return staged


def imported(applied: Stages, environment: str, *arguments: str) -> Any:
    """The result for the preset."""
    ran = applied.run("import", "mails", "--env", environment, "--format", "json", *arguments)
    [result] = ran.json["results"]
    assert (ran.code == 0) is (result["outcome"] not in ("conflict", "refused")), ran.stderr
    return result


def effects(result: Any) -> dict[str, list[str]]:
    return {
        each["environment"]: [
            *(field["pointer"] for field in each["fields"]),
            *(["system"] if each["system"] else []),
        ]
        for each in result["effects"]
    }


def actions(applied: Stages, environment: str) -> list[str]:
    plan = applied.run("plan", "--refresh", "--env", environment, "--format", "json").json
    return [change["action"] for change in plan["changes"]]


def lock_entry(applied: Stages, environment: str) -> Any:
    path = applied.repository.root / f"presets.{environment}.lock.json"
    return json.loads(path.read_text())["presets"]["mails"]


def test_what_the_overlay_sets_is_written_there(applied: Stages) -> None:
    applied.edit(STAGING, model="m/cheaper")

    result = imported(applied, STAGING)

    assert (result["outcome"], result["overlaid"], result["effects"]) == ("updated", ["/model"], [])
    assert changed_lines(PRESET, applied.text) == [
        "-      model: openai/gpt-5.4-mini   # cheap",
        "+      model: m/cheaper   # cheap",
    ]
    assert actions(applied, STAGING) == actions(applied, PRODUCTION) == []


def test_what_it_does_not_set_is_written_to_the_body_and_its_effect_told(applied: Stages) -> None:
    applied.edit(STAGING, temperature=0.9, system="You write mails.\nKeep them very short.\n")

    result = imported(applied, STAGING)

    assert (result["overlaid"], effects(result)) == ([], {PRODUCTION: ["/temperature", "system"]})
    assert changed_lines(PRESET, applied.text) == [
        "-  temperature: 0.5",
        "+  temperature: 0.9",
        "-        Keep them short.",
        "+        Keep them very short.",
    ]
    assert (actions(applied, STAGING), actions(applied, PRODUCTION)) == ([], ["update"])
    source = lock_entry(applied, STAGING)["source_digest"]
    plan = applied.run("plan", "--env", STAGING, "--format", "json").json
    assert plan["changes"] == []
    applied.apply()
    assert lock_entry(applied, PRODUCTION)["source_digest"] == source


def test_the_effects_are_told_to_people(applied: Stages) -> None:
    applied.edit(STAGING, temperature=0.9, model="m/cheaper")

    shown = applied.run("import", "mails", "--env", STAGING)

    assert "for staging alone, in environments.staging: /model\n" in shown.stdout
    assert "changes production too: /temperature\n" in shown.stdout


def test_an_edit_where_there_is_no_overlay_leaves_the_overlaid_value(applied: Stages) -> None:
    applied.edit(PRODUCTION, model="m/better", top_p=0.8, temperature=0.4)

    result = imported(applied, PRODUCTION)

    assert effects(result) == {STAGING: ["/temperature"]}
    assert actions(applied, PRODUCTION) == []
    assert actions(applied, STAGING) == ["update"]


def test_an_overlay_that_loses_its_effect_goes(applied: Stages) -> None:
    applied.edit(PRODUCTION, model="openai/gpt-5.4-mini")

    result = imported(applied, PRODUCTION)

    assert result["effects"] == []
    assert changed_lines(PRESET, applied.text) == [
        "-  model: openai/gpt-5.4   # good",
        "+  model: openai/gpt-5.4-mini   # good",
        "-      model: openai/gpt-5.4-mini   # cheap",
    ]
    validated = applied.run("validate", "--format", "json").json["diagnostics"]
    assert "overlay-without-effect" not in [each["code"] for each in validated]
    applied.edit(PRODUCTION, top_p=...)
    imported(applied, PRODUCTION)
    assert "environments:" not in applied.text
    assert actions(applied, STAGING) == actions(applied, PRODUCTION) == []


@pytest.mark.parametrize(
    ("edit", "lines", "told"),
    [
        # Back to what body says.
        ({"model": "openai/gpt-5.4"}, ["-      model: openai/gpt-5.4-mini   # cheap"], {}),
        ({"top_p": 0.9}, ["-      top_p: null"], {}),
        # What the overlay deletes has another value.
        ({"top_p": 0.3}, ["-      top_p: null", "+      top_p: 0.3"], {}),
        # Deleted: in the overlay where that sets it, else in the body.
        (
            {"model": ...},
            ["-      model: openai/gpt-5.4-mini   # cheap", "+      model: null   # cheap"],
            {},
        ),
        ({"temperature": ...}, ["-  temperature: 0.5"], {PRODUCTION: ["/temperature"]}),
        # New: for all.
        ({"seed": 1}, ["+  seed: 1"], {PRODUCTION: ["/seed"]}),
    ],
)
def test_each_edit_has_its_place(
    applied: Stages, edit: dict[str, Any], lines: list[str], told: dict[str, list[str]]
) -> None:
    applied.edit(STAGING, **edit)

    result = imported(applied, STAGING)

    assert result["outcome"] == "updated"
    assert changed_lines(PRESET, applied.text) == lines
    assert effects(result) == told
    assert actions(applied, STAGING) == []
    assert imported(applied, STAGING)["outcome"] == "unchanged"


PROMPTED = PRESET.replace(
    OVERLAY,
    """
environments:
  staging:
    body:
      messages:
        # Of staging.
        - {role: system, content: !file prompts/staging.md}
        - role: user
          content: Hello
""",
)


def test_a_prompt_in_the_overlay_is_written_to_its_file(applied: Stages) -> None:
    applied.repository.write("presets/prompts/staging.md", "Be brief.\nBe kind.\n")
    applied.repository.write(FILE, PROMPTED)
    applied.apply()
    applied.edit(STAGING, system="Be brief.\nBe very kind.\n")

    result = imported(applied, STAGING)

    assert result["files"] == ["presets/prompts/staging.md"]
    assert result["overlaid"] == ["/messages"]
    assert result["effects"] == []
    assert applied.text == PROMPTED
    prompt = applied.repository.root / "presets/prompts/staging.md"
    assert prompt.read_text() == "Be brief.\nBe very kind.\n"
    assert actions(applied, STAGING) == actions(applied, PRODUCTION) == []


def test_a_file_that_body_and_overlay_share_is_not_changed_for_one(applied: Stages) -> None:
    text = PROMPTED.replace("prompts/staging.md", "prompts/both.md").replace(
        "content: |\n        You write mails.\n        Keep them short.\n",
        "content: !file prompts/both.md\n",
    )
    applied.repository.write("presets/prompts/both.md", "Be brief.\n")
    applied.repository.write(FILE, text)
    applied.apply()
    applied.edit(STAGING, system="Be kind.\n")

    result = imported(applied, STAGING)

    assert result["outcome"] == "refused"
    assert applied.text == text
    assert (applied.repository.root / "presets/prompts/both.md").read_text() == "Be brief.\n"


def test_a_null_in_an_overlay_is_refused(applied: Stages) -> None:
    overlay = OVERLAY.replace("top_p: null", "provider: {sort: price}")
    applied.repository.write(FILE, PRESET.replace(OVERLAY, overlay))
    applied.apply()
    before = applied.text
    applied.edit(STAGING, provider={"sort": None})

    result = imported(applied, STAGING)

    assert result["outcome"] == "refused"
    assert (
        "sort cannot become null in staging alone: in an overlay null deletes" in result["reason"]
    )
    assert result["reason"].startswith("presets/mails.yaml:17:24:")
    assert applied.text == before


def test_both_sides_are_merged_with_the_lock_of_the_environment(applied: Stages) -> None:
    applied.repository.edit(FILE, "temperature: 0.5", "temperature: 0.6")
    applied.edit(STAGING, model="m/cheaper")

    result = imported(applied, STAGING)

    assert (result["outcome"], result["overlaid"]) == ("merged", ["/model"])
    assert lock_entry(applied, STAGING)["source_digest"] is None
    assert actions(applied, STAGING) == ["update"]
    applied.edit(STAGING, temperature=0.1)
    assert imported(applied, STAGING)["outcome"] == "conflict"
    assert imported(applied, STAGING, "--take", "server")["outcome"] == "merged"
    assert "temperature: 0.1" in applied.text


def test_a_plan_names_the_way_out_of_drift_in_its_environment(applied: Stages) -> None:
    applied.edit(STAGING, temperature=0.9)
    told = " ".join(applied.run("plan", "--refresh", "--env", STAGING).stdout.split())
    assert "run presetsync import --env staging mails; to replace" in told
    assert "run presetsync apply --env staging --target mails --overwrite-drift" in told


def test_a_dry_run_tells_the_same_and_writes_nothing(applied: Stages) -> None:
    applied.edit(STAGING, temperature=0.9)

    result = imported(applied, STAGING, "--dry-run")

    assert effects(result) == {PRODUCTION: ["/temperature"]}
    assert applied.text == PRESET


@pytest.mark.parametrize("order", [(STAGING, PRODUCTION), (PRODUCTION, STAGING)])
def test_two_workspaces_are_brought_into_one_set_of_files(
    applied: Stages, order: tuple[str, str]
) -> None:
    """Also presets that only one of the two has; the next plans are empty."""
    root = applied.repository.root
    other = PRESET.replace(OVERLAY, "environments: {production: false}\n")
    applied.repository.write("presets/drafts.yaml", other)
    applied.apply(STAGING)
    for path in ("presets/mails.yaml", "presets/drafts.yaml"):
        (root / path).unlink()
    for name in (STAGING, PRODUCTION):
        (root / f"presets.{name}.lock.json").unlink()

    for name in order:
        ran = applied.run("import", "--all", "--env", name)
        assert ran.code == 0, ran.stdout + ran.stderr

    assert actions(applied, STAGING) == actions(applied, PRODUCTION) == []
    assert f"  {order[1]}:\n    body:\n" in applied.text
    assert f"{order[0]}:" not in applied.text
    assert (
        (root / "presets/drafts.yaml").read_text().endswith("environments:\n  production: false\n")
    )
    sources = {lock_entry(applied, name)["source_digest"] for name in order}
    assert len(sources) == 1
    again = applied.run("import", "--all", "--env", STAGING, "--format", "json").json
    assert {each["outcome"] for each in again["results"]} == {"unchanged"}


def test_a_preset_of_one_environment_is_not_created_in_another(applied: Stages) -> None:
    (applied.repository.root / FILE).unlink()
    (applied.repository.root / "presets.staging.lock.json").unlink()

    shown = applied.run("import", "mails", "--env", STAGING)

    assert shown.code == 0
    assert "not for production: to apply it there, remove its line in the file" in " ".join(
        shown.stdout.split()
    )
    assert actions(applied, STAGING) == []
    assert actions(applied, PRODUCTION) == ["unmanaged"]


def test_a_preset_that_was_taken_out_comes_back_by_its_name_alone(applied: Stages) -> None:
    applied.repository.write(FILE, PRESET.replace(OVERLAY, "environments: {staging: false}\n"))

    listed = applied.run("import", "--all", "--env", STAGING, "--format", "json").json
    assert [each["reason"] for each in listed["results"]] == [
        "the lock has it, but its file leaves staging out"
    ]
    told = applied.run("import", "--all", "--env", STAGING).stdout
    assert "to bring it back, run presetsync import --env staging mails" in told

    result = imported(applied, STAGING)

    assert (result["outcome"], result["overlaid"]) == ("imported", ["/model", "/top_p"])
    assert actions(applied, STAGING) == actions(applied, PRODUCTION) == []


def test_a_rollback_writes_what_its_environment_said(applied: Stages) -> None:
    applied.repository.edit(FILE, "model: openai/gpt-5.4-mini", "model: m/cheaper")
    applied.repository.edit(FILE, "temperature: 0.5", "temperature: 0.6")
    applied.apply()
    live = applied.live(PRODUCTION)

    shown = applied.run("rollback", "mails", "--env", STAGING)

    assert shown.code == 0, shown.stderr
    assert "presetsync rollback --to 1 --apply --env staging mails" in shown.stderr
    assert applied.text == PRESET
    applied.run("rollback", "mails", "--env", STAGING, "--apply", "--yes")
    assert "for staging alone, in environments.staging: /model" in shown.stdout
    assert "changes production too: /temperature" in shown.stdout
    assert applied.text == PRESET
    assert applied.live(STAGING)[0] == {"model": "openai/gpt-5.4-mini", "temperature": 0.5}
    assert applied.live(PRODUCTION) == live
    assert (actions(applied, STAGING), actions(applied, PRODUCTION)) == ([], ["update"])


def test_what_is_left_out_is_not_rolled_back(applied: Stages) -> None:
    applied.repository.write(FILE, PRESET.replace(OVERLAY, "environments: {staging: false}\n"))

    refused = applied.run("rollback", "mails", "--env", STAGING, "--to", "1")

    assert refused.code == 64
    assert "mails does not exist in staging" in refused.stderr


def test_a_preset_that_is_left_out_and_there_is_untracked(applied: Stages) -> None:
    applied.repository.write(FILE, PRESET.replace(OVERLAY, "environments: {staging: false}\n"))
    (applied.repository.root / "presets.staging.lock.json").unlink()

    listed = applied.run("import", "--env", STAGING, "--format", "json").json["untracked"]
    plan = applied.run("plan", "--refresh", "--env", STAGING, "--format", "json").json

    assert listed == plan["untracked"] == ["mails"]
    assert applied.run("import", "--env", PRODUCTION, "--format", "json").json["untracked"] == []
