"""A key is in no output and in no file, wherever it comes into a command from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from presetsync.sandbox.records import StoredPreset
from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.faults.wire import KEY
from tests.repositories import LOCK, Repository

ODD = """k"e\\y's <&> 100%+="""


@pytest.mark.parametrize("key", [KEY, ODD, "k3y!", f"  {KEY} \n"], ids=repr)
@pytest.mark.parametrize(
    "arguments",
    [
        ["{}"],
        ["plan", "--format", "{}"],
        ["plan", "--{}"],
        ["plan", "--target", "{}"],
        ["-v", "plan", "--target", "{}"],
        ["-C", "{}", "plan"],
        ["--config", "{}", "plan"],
        ["apply", "--expect-digest", "{}"],
        ["apply", "{}"],
        ["validate", "{}"],
        ["validate", "--explain", "{}"],
        ["validate", "{}", "--format", "json"],
        ["validate", "{}", "--format", "github"],
        ["validate", "{}", "--format", "sarif"],
        ["schema", "{}"],
        ["init", "--action", "{}"],
        ["sandbox", "serve", "--port", "{}"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("variable", ["OPENROUTER_API_KEY", "OPENROUTER_MANAGEMENT_KEY"])
def test_a_key_on_the_command_line_is_not_printed(
    repository: Repository, arguments: list[str], key: str, variable: str
) -> None:
    ran = repository.run(
        *(part.replace("{}", key.strip()) for part in arguments), env={variable: key}
    )

    printed = ran.stdout + ran.stderr
    assert ran.code in (1, 64)
    for form in (key.strip(), json.dumps(key.strip())[1:-1], repr(key.strip())[1:-1]):
        assert form not in printed
    assert f"<{variable}>" in printed or "--expect-digest" in arguments
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "variable",
    ["PRESETSYNC_PLAN_FORMAT", "PRESETSYNC_COLOR", "PRESETSYNC_PLAN_TARGET", "OPENROUTER_BASE_URL"],
)
def test_a_key_in_another_variable_is_not_printed(repository: Repository, variable: str) -> None:
    ran = repository.run("plan", env={"OPENROUTER_API_KEY": KEY, variable: KEY})
    assert ran.code == 64
    assert KEY not in ran.stdout + ran.stderr


def test_a_key_in_a_file_name_is_not_printed(repository: Repository) -> None:
    (repository.root / "presets/copywriter.yaml").rename(repository.root / f"presets/{KEY}.yaml")
    for arguments in (
        ["plan"],
        ["plan", "--format", "markdown"],
        ["plan", "--format", "json"],
        ["plan", "--format", "html"],
        ["validate"],
    ):
        ran = repository.run(*arguments, env={"OPENROUTER_API_KEY": KEY})
        assert ran.code == 0
        assert KEY not in ran.stdout + ran.stderr


def test_no_plan_is_saved_that_would_hold_a_key(repository: Repository) -> None:
    (repository.root / "presets/copywriter.yaml").rename(repository.root / f"presets/{KEY}.yaml")
    ran = repository.run("plan", "--out", "plan.json", env={"OPENROUTER_API_KEY": KEY})
    assert ran.code == 1
    assert "the file would contain the value of OPENROUTER_API_KEY" in ran.stderr
    assert not (repository.root / "plan.json").exists()


def holders(checkout: Repository, key: str = KEY) -> list[str]:
    """The files that have the key in them."""
    files = (path for path in checkout.root.rglob("*") if path.is_file())
    return [path.name for path in files if key.encode() in path.read_bytes()]


def test_a_preset_with_the_key_in_it_is_not_sent(checkout: Repository, remote: FaultServer) -> None:
    checkout.write_preset("a", f"call with {ODD}")
    checkout.write_preset("b", "two")
    checkout.environment["OPENROUTER_MANAGEMENT_KEY"] = ODD

    ended = checkout.apply()

    assert ended.code == 1
    assert ended.outcomes == {"a": "failed", "b": "applied"}
    assert "the preset contains the value of OPENROUTER_MANAGEMENT_KEY" in ended.stdout
    assert json.dumps(ODD)[1:-1] not in ended.stdout + ended.stderr
    assert [*checkout.locked] == ["b"]
    assert holders(checkout, json.dumps(ODD)[1:-1]) == ["a.yaml"]
    assert remote.live("a") is None


def echo(remote: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the server put the key of its client into what it stores for the preset a."""
    store = remote.store.add_version

    def with_key(slug: str, config: Mapping[str, Any], *rest: Any, **named: Any) -> StoredPreset:
        more = {"headers": {"Authorization": f"Bearer {KEY}"}} if slug == "a" else {}
        return store(slug, {**config, **more}, *rest, **named)

    monkeypatch.setattr(remote.store, "add_version", with_key)


@pytest.mark.parametrize("output", ["text", "markdown", "json"])
def test_a_key_that_the_server_stores_is_not_recorded(
    checkout: Repository, remote: FaultServer, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    echo(remote, monkeypatch)
    checkout.write_preset("a", "one")
    checkout.write_preset("b", "two")

    ended = checkout.run("-v", "apply", "--yes", "--format", output)

    assert ended.code == 1
    assert "contains the value of OPENROUTER_API_KEY" in ended.stdout
    assert KEY not in ended.stdout + ended.stderr
    assert [*checkout.locked] == ["b"]
    assert checkout.files == {LOCK}
    assert holders(checkout) == []
    # And it is told again, rather than sent again.
    for command in (["plan", "--refresh"], ["apply", "--yes"], ["lock", "rebuild"], ["status"]):
        again = checkout.run(*command)
        assert KEY not in again.stdout + again.stderr
        assert again.code == int(command[0] == "apply")
    assert len(remote.versions("a")) == 1
    assert holders(checkout) == []


def test_a_key_that_came_with_a_lost_reply_is_not_recorded(
    checkout: Repository, remote: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo(remote, monkeypatch)
    remote.choose = lambda request: Fault.HANG_AFTER if request.method == "POST" else None
    checkout.write_preset("a", "one")

    ended = checkout.apply()

    assert (ended.code, KEY in ended.stdout + ended.stderr) == (1, False)
    assert holders(checkout) == []
    assert len(remote.versions("a")) == 1


@pytest.mark.parametrize("key", ["k", "key"])
def test_a_key_that_no_text_can_be_kept_free_of_is_refused(
    repository: Repository, key: str
) -> None:
    ran = repository.run("status", "--target", "nobody", env={"OPENROUTER_API_KEY": key})
    assert ran.code == 64
    ran = repository.run("plan", "--refresh", env={"OPENROUTER_API_KEY": key})
    assert ran.code == 64
    assert "OPENROUTER_API_KEY is shorter than 4 characters" in ran.stderr


def test_a_rebuilt_lock_leaves_out_what_holds_a_key(checkout: Repository) -> None:
    checkout.write_preset("a", f"call with {ODD}")
    checkout.write_preset("b", "two")
    # At that time it was no key of ours.
    checkout.environment["OPENROUTER_MANAGEMENT_KEY"] = ""
    assert checkout.apply().outcomes == {"a": "applied", "b": "applied"}
    (checkout.root / LOCK).unlink()
    checkout.environment["OPENROUTER_MANAGEMENT_KEY"] = ODD

    ended = checkout.run("lock", "rebuild")

    assert ended.code == 1
    assert (
        "a: version 1 is omitted: its content on the server contains the value of "
        "OPENROUTER_MANAGEMENT_KEY\n"
    ) in ended.stdout
    assert "The lock has 1 preset.\n" in ended.stderr
    assert [*checkout.locked] == ["b"]
    assert holders(checkout, json.dumps(ODD)[1:-1]) == ["a.yaml"]
