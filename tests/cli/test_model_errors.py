"""An error about a model stops the push of its preset, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump
from tests.models.catalogue import MODELS, model, model_lock, use_model, write_models

if TYPE_CHECKING:
    from tests.faults.server import FaultServer
    from tests.repositories import Finished, Repository

KNOWN = "m/one"
GONE = "m/two"
HINT = "Use an id of https://openrouter.ai/models."
FORMATS = ["text", "markdown", "html", "json"]


@pytest.fixture
def stopped(checkout: Repository) -> Repository:
    """A repository with two presets, of which one uses a model that the catalogue lacks."""
    write_models(checkout, KNOWN)
    use_model(checkout, "bad", GONE)
    use_model(checkout, "good", KNOWN)
    return checkout


def pushed(remote: FaultServer) -> list[str]:
    """The slugs of the presets that something was sent for that is no GET."""
    return [
        each.path.partition("/presets/")[2].partition("/")[0]
        for each in remote.requests
        if each.method != "GET"
    ]


def severities(finished: Finished) -> dict[str, str]:
    """The severity of what is said of models, by file."""
    return {
        each["path"]: each["severity"]
        for each in finished.json["diagnostics"]
        if each["code"] == "unknown-model"
    }


@pytest.mark.parametrize("output", ["text", "json", "github"])
def test_validate_fails_by_it_where_the_preset_is_about_to_be_pushed(
    stopped: Repository, output: str
) -> None:
    new = stopped.run("validate", "--format", output)
    stopped.run("apply", "--yes")
    use_model(stopped, "bad", KNOWN)
    assert stopped.run("apply", "--yes").code == 0
    use_model(stopped, "bad", GONE)
    stopped.run("validate", "--format", output)
    changed = stopped.run("validate", "--format", output, "presets/bad.yaml")
    (stopped.root / MODELS).unlink()
    assert stopped.run("apply", "--yes").code == 0
    write_models(stopped, KNOWN)
    applied = stopped.run("validate", "--format", output)

    assert (new.code, changed.code, applied.code) == (1, 1, 0)
    assert "error" in new.stdout
    for each in (new, changed, applied):
        assert f"The catalogue has no model `{GONE}`." in each.stdout
    if output == "json":
        assert severities(applied) == {"presets/bad.yaml": "warning"}


def test_a_lock_that_cannot_be_read_counts_as_nothing_applied(stopped: Repository) -> None:
    (stopped.root / MODELS).unlink()
    assert stopped.run("apply", "--yes").code == 0
    write_models(stopped, KNOWN)
    assert stopped.run("validate").code == 0
    stopped.write("presets.lock.json", "<<<<<<< ours\n")

    assert stopped.run("validate").code == 1


@pytest.mark.parametrize("output", FORMATS)
def test_plan_shows_it_at_its_change_and_says_that_apply_leaves_the_preset(
    stopped: Repository, output: str
) -> None:
    shown = stopped.run("plan", "--format", output)
    asked = stopped.run("plan", "--refresh", "--format", output)
    detailed = stopped.run("plan", "--detailed-exitcode")

    assert (shown.code, asked.code, detailed.code) == (0, 0, 2)
    for each in (shown, asked):
        assert f"presets/bad.yaml:3:10: The catalogue has no model `{GONE}`." in each.stdout
        if output == "json":
            changes = {change["slug"]: change for change in each.json["changes"]}
            assert changes["bad"]["stopped"] is True
            assert changes["bad"]["warnings"] == []
            assert len(changes["bad"]["errors"]) == 1
            assert (changes["good"]["stopped"], changes["good"]["errors"]) == (False, [])
            assert severities(each) == {"presets/bad.yaml": "error"}
        else:
            assert "does not push it until the error is fixed" in each.stdout
            assert "2 to create. 1 error" in each.stdout


def test_the_contents_of_the_page_and_the_comment_say_which_preset_is_not_pushed(
    stopped: Repository,
) -> None:
    page = stopped.run("plan", "--format", "html").stdout
    comment = stopped.run("plan", "--format", "markdown").stdout

    bad, good = page.partition("<nav")[2].partition("</nav>")[0].split("<li>")[1:]
    assert "not pushed" in bad
    assert "not pushed" not in good
    [row] = [line for line in comment.splitlines() if line.startswith("| `bad` |")]
    assert row.endswith("❌ not pushed |")


def test_the_digest_of_a_plan_does_not_depend_on_the_catalogue(stopped: Repository) -> None:
    with_errors = stopped.run("plan", "--format", "json").json["digest"]
    (stopped.root / MODELS).unlink()

    assert stopped.run("plan", "--format", "json").json["digest"] == with_errors


def test_apply_leaves_that_preset_alone_and_goes_on(
    stopped: Repository, remote: FaultServer
) -> None:
    ended = stopped.apply()

    assert ended.code == 1
    assert ended.outcomes == {"bad": "failed", "good": "applied"}
    [bad, _] = ended.json["results"]
    assert bad["error"] == (
        f"not pushed: presets/bad.yaml:3:10: The catalogue has no model `{GONE}`. [unknown-model]"
    )
    assert bad["hint"].startswith(HINT)
    assert pushed(remote) == ["good"]
    assert [*stopped.locked] == ["good"]


@pytest.mark.parametrize("output", ["text", "markdown"])
@pytest.mark.parametrize("quiet", [(), ("-q",)], ids=["", "quiet"])
def test_what_was_not_pushed_is_said_in_the_other_formats_of_apply(
    stopped: Repository, output: str, quiet: tuple[str, ...]
) -> None:
    ended = stopped.run("apply", "--yes", "--format", output, *quiet)

    assert ended.code == 1
    assert f"not pushed: presets/bad.yaml:3:10: The catalogue has no model `{GONE}`" in ended.stdout
    assert HINT in ended.stdout
    assert "1 applied, 1 failed" in ended.stdout


def test_where_nothing_is_left_to_push_nobody_is_asked(
    stopped: Repository, remote: FaultServer
) -> None:
    stopped.remove_preset("good")

    ended = stopped.run("apply")

    assert (ended.code, pushed(remote)) == (1, [])
    assert "there is no terminal for the confirmation" not in ended.stderr


def test_a_saved_plan_and_an_expected_digest_stop_at_it_likewise(
    stopped: Repository, remote: FaultServer
) -> None:
    (stopped.root / MODELS).unlink()
    digest = stopped.run("plan", "--format", "json").json["digest"]
    assert stopped.run("plan", "--out", "plan.json").code == 0
    write_models(stopped, KNOWN)

    saved = stopped.run("apply", "--yes", "plan.json")
    assert (saved.code, pushed(remote)) == (1, ["good"])
    assert "1 applied, 1 failed" in saved.stdout
    use_model(stopped, "good", KNOWN, "Hello.")
    digest = stopped.run("plan", "--format", "json").json["digest"]
    remote.requests.clear()
    expected = stopped.run("apply", "--yes", "--expect-digest", digest)
    assert (expected.code, pushed(remote)) == (1, ["good"])


def test_a_comment_lets_it_pass(stopped: Repository) -> None:
    use_model(
        stopped, "bad", GONE, comment="  # presetsync: ignore unknown-model - newer than the lock"
    )

    assert stopped.run("validate", "--strict").code == 0
    assert "error" not in stopped.run("plan").stdout
    assert stopped.apply().outcomes == {"bad": "applied", "good": "applied"}


def test_a_comment_that_silences_nothing_is_unused_only_where_the_rule_could_say_so(
    stopped: Repository,
) -> None:
    use_model(stopped, "bad", KNOWN, comment="  # presetsync: ignore unknown-model")
    judged = stopped.run("validate")
    lock = model_lock({}, others=[KNOWN])
    stopped.write(MODELS, dump(lock).decode())
    unchecked = stopped.run("validate")
    (stopped.root / MODELS).unlink()
    without = stopped.run("validate")

    assert "[unused-ignore]" in judged.stdout
    assert (unchecked.stdout, without.stdout) == ("2 presets checked: all valid.\n",) * 2


def test_an_error_that_is_found_without_the_catalogue_leaves_models_unjudged(
    stopped: Repository,
) -> None:
    stopped.edit("presets/bad.yaml", "  model:", "  temprature: 1\n  model:")

    shown = stopped.run("validate").stdout

    assert "[unknown-field]" in shown
    assert "[unknown-model]" not in shown


def test_a_plan_goes_by_the_model_lock_of_now_whatever_the_cache_knows(
    stopped: Repository,
) -> None:
    def shown() -> str:
        """What two plans say; the second one parses no file again."""
        first, second = (stopped.run("plan", "--format", "json") for _ in range(2))
        assert first.stdout == second.stdout
        errors = [each["code"] for each in second.json["diagnostics"]]
        return " ".join([*errors, *(second.json["unchecked_models"] or ())])

    assert shown() == "unknown-model"
    write_models(stopped, KNOWN, GONE)
    assert shown() == ""
    lock = model_lock({KNOWN: model()}, others=[GONE])
    stopped.write(MODELS, dump(lock).decode())
    assert shown() == GONE
    (stopped.root / MODELS).unlink()
    assert shown() == ""
    write_models(stopped, KNOWN)
    assert shown() == "unknown-model"


def test_a_preset_whose_new_slug_is_not_pushed_is_not_archived(stopped: Repository) -> None:
    """A rename: archived, callers of the former slug would have neither."""
    use_model(stopped, "bad", KNOWN)
    assert stopped.apply().code == 0
    write_models(stopped, "m/other")
    (stopped.root / "presets/bad.yaml").rename(stopped.root / "presets/new.yaml")
    planned = stopped.run("plan", "--prune", "--format", "json").json
    actions = {change["slug"]: change["action"] for change in planned["changes"]}
    assert actions == {"bad": "unmanaged", "new": "create"}
    done = stopped.apply("--prune", "--expect-digest", planned["digest"])
    assert done.outcomes == {"new": "failed"}
    assert "bad" in stopped.locked
    assert not stopped.locked["bad"].get("archived")
