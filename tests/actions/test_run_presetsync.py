"""What a step of the action leaves behind: log, summary, outputs, and its exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import run_presetsync

from tests.actions.steps import PRESETSYNC, Step
from tests.repositories import Repository

if TYPE_CHECKING:
    from tests.servers import Recorder


def test_validate_annotates_and_summarises_what_is_wrong(
    step: Step, repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run("validate") == 0
    assert (step.summary, step.outputs) == ("", {"exit-code": "0"})
    repository.edit("presets/copywriter.yaml", "temperature", "temprature")

    assert step.run("validate") == 1

    assert "::error file=presets/copywriter.yaml,line=4," in capfd.readouterr().out
    assert "presets/copywriter.yaml:4:3: error" in step.summary
    assert step.outputs == {"exit-code": "1"}


def test_plan_leaves_each_format_and_what_is_to_be_known_of_it(
    step: Step, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run("plan", "--target copywriter --target 'reviewer'") == 0

    outputs = step.outputs
    saved = json.loads(Path(outputs["plan-file"]).read_text(encoding="utf-8"))
    assert saved["digest"] == outputs["digest"]
    assert saved["options"]["targets"] == ["copywriter", "reviewer"]
    assert json.loads(outputs["counts"]) == {"create": 2}
    assert (outputs["changes"], outputs["exit-code"]) == ("2", "0")
    markdown = Path(outputs["plan-markdown"]).read_text(encoding="utf-8")
    assert markdown.startswith("<!-- presetsync:plan -->\n")
    assert step.summary == f"{markdown}\n"
    assert "<!doctype html>" in Path(outputs["plan-html"]).read_text(encoding="utf-8").lower()
    assert "+ create copywriter" in capfd.readouterr().out


def test_every_format_is_from_one_run_which_warns_once_and_asks_once(
    step: Step,
    server: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run_presetsync, "presetsync", PRESETSYNC)  # the program itself
    step.run("apply", "--target reviewer")
    begun = len(server.requests)
    step.run("status", "--target copywriter")
    asked = [request.path for request in server.requests[begun:]]
    begun = len(server.requests)
    monkeypatch.setenv("PRESETSYNC_PLAN_TARGETS", "copywriter")
    capfd.readouterr()

    assert step.run("plan", "--refresh") == 0

    log = capfd.readouterr()
    assert log.out.count("+ create copywriter") == 1
    assert log.err.count("warning: PRESETSYNC_PLAN_TARGETS was renamed to") == 1
    paths = [request.path for request in server.requests[begun:]]
    assert 0 < len(paths) == len(set(paths)), asked
    assert step.summary.startswith("<!-- presetsync:plan -->\n")
    assert Path(step.outputs["plan-html"]).stat().st_size > 1000


def test_a_plan_of_which_a_report_cannot_be_written_fails_with_the_reason(
    step: Step,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("run_presetsync.tempfile.mkdtemp", lambda **_: str(tmp_path))
    for name in ("plan.md", "plan.html"):
        (tmp_path / name).mkdir()

        assert step.run("plan") == 1

        assert f"{name} cannot be written" in capfd.readouterr().err
        assert step.outputs == {"exit-code": "1"}
        (tmp_path / name).rmdir()


def test_wrong_arguments_for_plan_are_named_once(
    step: Step, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run("plan", "--nonsense") == 64
    assert capfd.readouterr().err.count("--nonsense") == 1


def test_changes_are_an_answer_and_no_failure(step: Step) -> None:
    assert step.run("plan", "--detailed-exitcode") == 0
    assert step.outputs["exit-code"] == "2"


ENVIRONMENTS = """\
environments:
  staging: {api_key: OPENROUTER_API_KEY_STAGING}
  production: {after: staging}
"""


def test_a_plan_of_all_environments_is_one_text_and_binds_nothing(
    step: Step, repository: Repository
) -> None:
    repository.write("presetsync.yaml", ENVIRONMENTS)

    assert step.run("plan") == 0

    assert "digest" not in step.outputs
    assert "plan-file" not in step.outputs
    assert json.loads(step.outputs["counts"]) == {"create": 6}
    assert step.outputs["changes"] == "6"
    for name in ("staging", "production"):
        assert f"plan for {name}" in step.summary.lower()
    assert step.summary.count("<!-- presetsync:plan -->") == 1


def test_the_environment_counts_for_each_command_of_the_step(
    step: Step, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("presetsync.yaml", ENVIRONMENTS)
    monkeypatch.setenv("PRESETSYNC_ENV", "")  # for its end
    monkeypatch.setenv("ACTION_ENVIRONMENT", "staging")
    monkeypatch.setenv("OPENROUTER_API_KEY_STAGING", "sandbox")
    monkeypatch.delenv("OPENROUTER_API_KEY")

    assert step.run("plan") == 0
    digest = step.outputs["digest"]
    assert step.run("apply", f"--expect-digest {digest}") == 0
    assert step.run("apply", f"--expect-digest {digest}") == 1, "the plan is empty by now"
    assert (repository.root / "presets.staging.lock.json").exists()


def test_apply_outputs_the_outcome_of_each_preset(
    step: Step, repository: Repository, server: Recorder, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run("apply") == 0
    assert "applied copywriter, version 1\n" in capfd.readouterr().out
    assert json.loads(step.outputs["counts"]) == {"applied": 3}
    assert step.run("apply") == 0
    assert "done: nothing to do" in step.summary
    assert step.outputs["changes"] == "0"

    server.store.add_version(
        "copywriter", {"model": "m"}, "By hand.", now="2026-01-02T03:04:05Z", new_id=lambda: "v"
    )
    repository.edit("presets/reviewer.yaml", "1024", "2048")

    assert step.run("apply") == 1
    told = capfd.readouterr().out
    assert "applied reviewer, version 2\n" in told
    assert "conflict copywriter: " in told
    assert "| `reviewer` | ✅ applied | 2, after 1<br>`" in step.summary
    assert "| `copywriter` | ❌ conflict |  | `version 2 is live on the server" in step.summary
    assert json.loads(step.outputs["counts"]) == {"applied": 1, "conflict": 1}


@pytest.mark.parametrize("command", ["plan", "apply", "status", "lock rebuild"])
def test_the_log_names_a_server_that_is_not_the_default(
    step: Step, server: Recorder, capfd: pytest.CaptureFixture[str], command: str
) -> None:
    step.run(command)

    told = "".join(capfd.readouterr())
    assert "base_url is not the default" in told
    assert server.base_url in told


def test_a_lock_with_conflict_markers_is_made_true_before_apply(
    step: Step, repository: Repository
) -> None:
    step.run("apply")
    path = repository.root / "presets.lock.json"
    lock = path.read_text(encoding="utf-8")
    path.write_text(f"<<<<<<< HEAD\n{lock}=======\n{lock}>>>>>>> x\n", encoding="utf-8")

    assert step.run("apply") == 0

    assert path.read_text(encoding="utf-8") == lock
    assert "done: nothing to do" in step.summary


def test_a_saved_plan_is_applied_by_its_file(step: Step) -> None:
    step.run("plan")
    plan_file = step.outputs["plan-file"]

    assert step.run("apply", f"'{plan_file}'") == 0
    assert step.run("apply", f"'{plan_file}'") == 1
    assert step.outputs == {"exit-code": "1"}


def test_status_outputs_drift(step: Step, server: Recorder) -> None:
    step.run("apply")
    assert step.run("status") == 0
    assert (step.outputs["drift"], step.outputs["changes"]) == ("false", "0")
    server.store.add_version(
        "copywriter", {"model": "m"}, "<b>", now="2026-01-02T03:04:05Z", new_id=lambda: "v"
    )

    assert step.run("status", "--detailed-exitcode") == 0

    outputs = step.outputs
    assert (outputs["drift"], outputs["changes"], outputs["exit-code"]) == ("true", "1", "2")
    report = Path(outputs["report"]).read_text(encoding="utf-8")
    assert "<b>drifted</b> <code>copywriter</code>" in report
    assert "\n+ <b>\n" in report, "in a block, where it is text"
    assert step.summary == f"{report}\n"


@pytest.mark.parametrize("command", ["plan", "apply", "status"])
def test_a_command_that_fails_fails_the_step_and_leaves_no_answer(
    step: Step, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("OPENROUTER_BASE_URL", "http://example.com")

    assert step.run(command) == 64
    assert step.outputs == {"exit-code": "64"}


def test_any_other_command_is_run_as_it_is(step: Step, capfd: pytest.CaptureFixture[str]) -> None:
    assert step.run("schema", "messages") == 0
    assert '"$schema"' in capfd.readouterr().out
    assert step.run("lock rebuild") == 0


@pytest.mark.parametrize("command", ["", "'plan"])
def test_what_is_no_command_is_refused_in_words(
    step: Step, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run(command) == 1
    assert "::error::command and args must be words" in capfd.readouterr().out


def test_a_shell_never_sees_the_arguments(
    step: Step, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_presetsync, "presetsync", PRESETSYNC)
    assert step.run("plan", "--target '$(touch injected)'") == 64
    assert not (repository.root / "injected").exists()


def test_a_summary_that_github_would_refuse_is_named_instead(step: Step) -> None:
    run_presetsync.summarise("x" * run_presetsync.LONGEST_SUMMARY)
    run_presetsync.summarise("é" * run_presetsync.LONGEST_SUMMARY)

    assert step.summary.endswith("x\nThe summary would be too long; the log has all of it.\n\n")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("", "failed a, version 3"),
        ("No\n::error::way", "failed a, version 3: No\\n::error::way"),
        ("No ##[error]way", "failed a, version 3: No \\u0023#[error]way"),
        ("\x1b[31m\u202e", "failed a, version 3: \\u001b[31m\\u202e"),
    ],
)
def test_a_message_of_the_server_stays_on_its_line(error: str, shown: str) -> None:
    result = {"slug": "a", "outcome": "failed", "version": 3, "error": error}

    assert run_presetsync._result(result) == shown


def test_try_asks_once_and_leaves_a_file_with_the_answers(
    step: Step, repository: Repository, server: Recorder
) -> None:
    step.run("apply")
    repository.edit("presets/copywriter.yaml", "0.7", "0.9")
    before = len(server.pushes())

    assert step.run("try", "--changed") == 0

    assert len(server.pushes()) == before + 2, "the file, and what the lock has"
    answers = Path(step.outputs["report"]).read_text(encoding="utf-8")
    assert answers.startswith("<!-- presetsync:try -->\n")
    assert "<code>copywriter</code>" in answers
    assert "reviewer" not in answers
    assert step.summary == f"{answers}\n"


def test_try_that_is_not_answered_fails_the_step_and_says_why_in_the_file(
    step: Step, repository: Repository
) -> None:
    step.run("apply")
    repository.edit("presets/copywriter.yaml", "model: ", "model: no-such-author/")

    assert step.run("try", "--changed") == 1

    assert "not answered" in Path(step.outputs["report"]).read_text(encoding="utf-8")
    assert step.outputs["exit-code"] == "1"


def test_try_of_presets_that_are_not_valid_leaves_no_file(
    step: Step, repository: Repository
) -> None:
    repository.edit("presets/copywriter.yaml", "temperature", "temprature")

    assert step.run("try", "--changed") == 1

    assert step.outputs == {"exit-code": "1"}


REPORT = "### presetsync models: 1 change\n\n- `x-ai/grok-4` expires on `2026-05-15`, used by `a`\n"


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch, step: Step) -> dict[str, tuple[int, str]]:
    """What `presetsync models` says, by its arguments; the step runs nothing else."""
    assert step
    said = {
        "list --format json": (0, '{"has_lock": true}'),
        "check --format json": (2, '{"news": [{"model": "x-ai/grok-4"}]}'),
        "check --format markdown": (2, REPORT),
    }

    def run(command: str, *arguments: str, **_: bool) -> subprocess.CompletedProcess[str]:
        assert command == "models"
        code, text = said[" ".join(arguments)]
        return subprocess.CompletedProcess(arguments, code, text)

    monkeypatch.setattr(run_presetsync, "presetsync", run)
    return said


@pytest.mark.usefixtures("catalogue")
def test_models_check_says_how_much_news_there_is_and_leaves_a_file_with_it(
    step: Step, capfd: pytest.CaptureFixture[str]
) -> None:
    assert step.run("models check") == 0

    outputs = step.outputs
    assert (outputs["news"], outputs["changes"], outputs["exit-code"]) == ("true", "1", "2")
    assert Path(outputs["report"]).read_text(encoding="utf-8") == REPORT
    assert step.summary == f"{REPORT}\n"
    assert REPORT in capfd.readouterr().out


def test_models_check_without_news_says_so(
    step: Step, catalogue: dict[str, tuple[int, str]]
) -> None:
    catalogue["check --format json"] = (0, '{"news": []}')

    assert step.run("models check") == 0

    outputs = step.outputs
    assert (outputs["news"], outputs["changes"], outputs["exit-code"]) == ("false", "0", "0")


def test_models_check_without_a_model_lock_says_how_to_begin(
    step: Step, catalogue: dict[str, tuple[int, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    catalogue["list --format json"] = (0, '{"has_lock": false}')

    assert step.run("models check") == 0

    assert step.outputs == {"exit-code": "0"}
    assert f"::notice::{run_presetsync.NO_MODEL_LOCK}" in capfd.readouterr().out


@pytest.mark.parametrize("failing", ["list --format json", "check --format json"])
def test_models_check_that_fails_leaves_no_news(
    step: Step, catalogue: dict[str, tuple[int, str]], failing: str
) -> None:
    catalogue[failing] = (1, "")

    assert step.run("models check") == 1

    assert step.outputs == {"exit-code": "1"}
