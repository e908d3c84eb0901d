"""Where to read on: what asks for a decision names its page, once, at the end of the output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump
from presetsync.pages import Topic
from tests.faults.kinds import Fault
from tests.faults.server import NOW
from tests.models.catalogue import MODELS, model_lock, use_model, write_models
from tests.repositories import LOCK
from tests.stages import FILE, stages

if TYPE_CHECKING:
    from tests.faults.server import FaultServer
    from tests.processes import Forked
    from tests.repositories import Finished, Repository
    from tests.servers import Recorder

# The server of these tests is not the default one, which a plan says, too.
SERVER = Topic.OTHER_SERVER
WORD = re.compile(r"docs/\S+?\.md(?:#[\w-]+)?|#[\w-]+")


def topics(text: str) -> list[Topic]:
    """The pages that the lines about them name, in order."""
    found, page = [], ""
    for line in re.findall(r"^ *More, in presetsync's repository: (.*)$", text, re.MULTILINE):
        for name in WORD.findall(line):
            page = name.partition("#")[0] or page
            found.append(Topic(name if name.startswith(page) else f"{page}{name}"))
    return found


def explained(text: str) -> list[str]:
    """The rules that an output says how to explain."""
    return re.findall(
        r"^ *Explain a rule: presetsync validate --explain (\S+)$", text, re.MULTILINE
    )


def ends(finished: Finished, *expected: Topic) -> bool:
    """Whether a command names these pages, each once, in the last line of what it prints."""
    text = finished.stdout or finished.stderr
    last = text.splitlines()[-1]
    return topics(text) == topics(last) == [*expected]


@pytest.fixture
def applied(checkout: Repository) -> Repository:
    """Two presets, applied."""
    for slug in ("a", "b"):
        checkout.write_preset(slug, f"one, {slug}")
    assert checkout.apply().code == 0
    return checkout


def test_thirty_conflicts_name_the_page_once(checkout: Repository, remote: FaultServer) -> None:
    slugs = [f"p{number}" for number in range(30)]
    for slug in slugs:
        checkout.write_preset(slug, "one")
    assert checkout.apply().code == 0
    for slug in slugs:
        checkout.write_preset(slug, f"ours, {slug}")
        remote.dashboard_edit(slug, f"theirs, {slug}")

    assert ends(checkout.run("plan", "--refresh"), Topic.CONFLICT, SERVER)
    ended = checkout.run("apply", "--yes", "--force")
    assert ended.stdout.count("\nconflict p") == 30
    # The plan that apply shows has named it.
    assert topics(ended.stdout) == [Topic.CONFLICT, SERVER]
    assert ended.stdout.splitlines()[-1] == "Not done: 30 in conflict."


def test_several_decisions_share_one_line(applied: Repository, remote: FaultServer) -> None:
    remote.dashboard_edit("a", "theirs")
    remote.dashboard_edit("playground", "theirs")
    applied.remove_preset("b")

    planned = applied.run("plan", "--refresh")

    assert ends(planned, Topic.DRIFTED, Topic.UNMANAGED, Topic.UNTRACKED, SERVER)
    assert planned.stdout.endswith(
        "\nMore, in presetsync's repository: docs/guides/decisions.md#drifted, #unmanaged, "
        "#untracked, #another-server\n"
    )
    assert ends(applied.run("plan", "--refresh", "--prune", "--target", "b"), Topic.ARCHIVE, SERVER)


def test_markdown_and_html_name_the_page_once_too(applied: Repository, remote: FaultServer) -> None:
    remote.dashboard_edit("a", "theirs")

    plans = {
        output: applied.run("plan", "--refresh", "--format", output).stdout
        for output in ("markdown", "html", "json")
    }
    results = applied.run("apply", "--yes", "--format", "markdown").stdout

    page = "decisions.md#drifted"
    assert (
        "More, in presetsync's repository: `docs/guides/decisions.md#drifted`, `#another-server`"
        in plans["markdown"]
    )
    assert (
        "More, in presetsync&#x27;s repository: <code>docs/guides/decisions.md#drifted</code>"
        in plans["html"]
    )
    assert [text.count(page) for text in plans.values()] == [1, 1, 0]
    assert results.endswith(
        "<sub>More, in presetsync's repository: `docs/guides/decisions.md#drifted`</sub>\n"
    )


def test_quiet_and_machine_formats_of_apply(applied: Repository, remote: FaultServer) -> None:
    remote.dashboard_edit("a", "theirs")

    assert topics(applied.run("-q", "apply", "--yes").stdout) == [Topic.DRIFTED]
    ended = applied.apply()
    assert topics(ended.stdout) == []
    assert topics(ended.stderr) == [Topic.DRIFTED, SERVER]


def test_a_preset_that_is_gone_disabled_or_renamed(
    applied: Repository, remote: FaultServer
) -> None:
    remote.store.edit("a", now=NOW, status="disabled")
    assert ends(applied.run("plan", "--refresh"), Topic.DISABLED, SERVER)
    remote.store.edit("a", now=NOW, status="active")
    remote.store.archive("a", now=NOW)
    assert ends(applied.run("plan", "--refresh"), Topic.MISSING, SERVER)
    (applied.root / "presets/b.yaml").rename(applied.root / "presets/c.yaml")
    assert ends(applied.run("plan"), Topic.RENAME, SERVER)


def test_fields_that_the_server_does_not_keep(checkout: Repository, remote: FaultServer) -> None:
    remote.normalise = lambda body: {key: body[key] for key in body if key != "model"}
    checkout.write_preset("a", "one")

    assert ends(checkout.run("-q", "apply", "--yes"), Topic.NOT_KEPT)
    checkout.write_preset("a", "two")
    assert ends(checkout.run("plan"), Topic.NOT_KEPT, SERVER)
    checkout.write("presetsync.yaml", "on_dropped: error\n")
    ended = checkout.run("-q", "apply", "--yes")
    assert (ended.code, ends(ended, Topic.NOT_KEPT)) == (1, True)


def test_what_apply_refuses(checkout: Repository) -> None:
    for number in range(10):
        checkout.write_preset(f"p{number}", "one")
    assert checkout.run("plan", "--out", "plan.json").code == 0
    assert checkout.apply().code == 0
    stale = checkout.run("apply", "--yes", "plan.json")
    for number in range(10):
        checkout.write_preset(f"p{number}", "two")
    large = checkout.run("apply", "--yes")

    assert (stale.code, topics(stale.stderr)) == (1, [Topic.SAVED_PLAN])
    assert (large.code, topics(large.stderr)) == (1, [Topic.TOO_MANY_CHANGES])


def test_a_lock_that_cannot_be_used(applied: Repository) -> None:
    lock = applied.root / LOCK
    lock.write_text(f"<<<<<<< ours\n{lock.read_text()}")
    assert ends(applied.run("plan"), Topic.LOCK_CONFLICT)
    lock.write_text("{}")
    assert ends(applied.run("plan"), Topic.LOCK)
    lock.unlink()
    applied.write("models.lock.json", "{")
    assert ends(applied.run("plan"), Topic.MODEL_LOCK)
    assert explained(applied.run("validate").stdout) == ["model-lock"]


def test_keys_and_workspaces(applied: Repository, remote: FaultServer) -> None:
    assert ends(applied.run("apply", env={"OPENROUTER_API_KEY": ""}), Topic.KEYS)
    applied.remove_preset("b")
    ended = applied.run("apply", "--yes", "--prune", env={"OPENROUTER_MANAGEMENT_KEY": ""})
    assert topics(ended.stderr) == [Topic.KEYS]
    remote.store.reset()
    remote.store.workspace_id = "5a4db0c5-0000-4000-8000-000000000002"
    remote.dashboard_edit("theirs", "theirs")
    assert topics(applied.run("apply", "--yes").stderr) == [Topic.WORKSPACE]
    applied.write("presetsync.yaml", "environments: {one: {api_key: A}, two: {api_key: B}}\n")
    assert ends(applied.run("apply"), Topic.ENVIRONMENT)


def test_a_key_in_a_preset_and_a_reply_that_is_lost(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "the-gateway-s-key")
    ended = checkout.run("apply", "--yes", env={"OPENROUTER_MANAGEMENT_KEY": "the-gateway-s-key"})
    assert (ended.code, topics(ended.stdout)[-1]) == (1, Topic.KEY_IN_A_PRESET)
    remote.choose = lambda request: Fault.ERROR_BEFORE if request.method == "POST" else None
    ended = checkout.run("-q", "apply", "--yes")
    assert (ended.code, ends(ended, Topic.LOST_REPLY)) == (1, True)


def test_models_that_the_model_lock_does_not_have(checkout: Repository) -> None:
    checkout.write(MODELS, dump(model_lock({}, others=["m/one"])).decode())
    use_model(checkout, "a", "m/one")
    assert ends(checkout.run("plan"), Topic.UNCHECKED_MODELS, SERVER)


def test_a_change_that_waits(repository: Repository, server: Recorder) -> None:
    staged = stages(repository, server)
    staged.apply()
    repository.edit("presetsync.yaml", "production: {}", "production: {after: staging}")
    repository.edit(FILE, "them short", "them very short")

    planned = staged.run("plan", "--env", "production")

    assert ends(planned, Topic.WAITING, SERVER)
    ended = staged.run("-q", "apply", "--yes", "--env", "production")
    assert (ended.code, ends(ended, Topic.WAITING)) == (1, True)


def test_an_error_about_a_model(checkout: Repository) -> None:
    write_models(checkout, "m/one")
    use_model(checkout, "bad", "m/two")

    assert explained(checkout.run("validate").stdout) == ["unknown-model"]
    assert explained(checkout.run("plan").stdout) == ["unknown-model"]
    ended = checkout.run("-q", "apply", "--yes")
    assert (ended.code, explained(ended.stdout)) == (1, ["unknown-model"])
    shown = checkout.run("plan", "--format", "markdown").stdout
    assert "Explain a rule: `presetsync validate --explain unknown-model`" in shown


def test_rules_are_explained_where_people_read_and_once(checkout: Repository) -> None:
    for slug in ("a", "b"):
        checkout.write_preset(slug, "one")
        checkout.edit(f"presets/{slug}.yaml", '"model"', '"modle"')

    found = {
        output: checkout.run("validate", "--format", output)
        for output in ("text", "github", "sarif", "json")
    }

    assert explained(found["text"].stdout) == ["unknown-field"]
    assert explained(found["github"].stderr) == ["unknown-field"]
    assert [explained(found[each].stdout) for each in ("github", "sarif", "json")] == [[], [], []]
    assert explained(found["sarif"].stderr) == []
    assert explained(checkout.run("-q", "validate").stdout) == []
    assert explained(checkout.run("plan").stderr) == ["unknown-field"]


def test_an_apply_that_was_cut_off(forked: Forked, remote: FaultServer) -> None:
    forked.write_preset("a", "one")
    remote.choose = lambda request: Fault.HANG_BEFORE if request.method == "POST" else None
    first = forked.start("apply", "--yes")
    while not any(request.method == "POST" for request in remote.requests):
        pass

    second = forked.run("apply", "--yes")
    first.kill()
    first.wait()
    remote.choose = lambda _: None

    assert topics(second.stderr) == [Topic.ANOTHER_APPLY]
    planned = forked.run("plan")
    assert (
        f"The next apply will find out. More, in presetsync's repository: {Topic.INTERRUPTED}"
        in planned.stderr
    )


def test_nothing_to_decide_names_no_page(repository: Repository) -> None:
    for command in (["validate"], ["--sandbox", "plan"], ["--sandbox", "apply", "--yes"]):
        ended = repository.run(*command)
        assert (ended.code, "More, in" in ended.stdout + ended.stderr) == (0, False)
