"""Import takes an edit of the dashboard into the file, in just the lines that it changed."""

from __future__ import annotations

import difflib
import os
import random
from copy import deepcopy
from typing import Any

import pytest

from tests.cli.test_import import content, outcomes
from tests.faults.server import FaultServer
from tests.repositories import LOCK, Repository

PRESET = """\
# yaml-language-server: $schema=.schemas/preset.json
skin: chat/completions   # what a comment says here

description: 'Answers questions'
body:
    # Indented by four.
    model: "m/one"       # double quotes
    temperature: 0.70
    provider: {sort: price,   order: [a, b]}   # flow

    stop:
    - 'END'   # not indented
    - STOP
    messages:
      - {role: system, content: !file prompts/a.md}
      - role: user
        content: |-
          Hello

    # The end.
"""

PROMPT = "You answer questions.\n\n- Be brief.\n- Be kind.\n\nNever guess.\n"


@pytest.fixture
def applied(checkout: Repository) -> Repository:
    """A preset with comments in odd places, applied."""
    checkout.write("presets/a.yaml", PRESET)
    checkout.write("presets/prompts/a.md", PROMPT)
    assert checkout.apply().code == 0
    return checkout


def live(remote: FaultServer) -> tuple[dict[str, Any], str]:
    version = remote.live("a")
    assert version
    return deepcopy({**version.config}), version.system_prompt or ""


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_an_edit_changes_its_own_lines_alone(applied: Repository, remote: FaultServer) -> None:
    config, prompt = live(remote)
    config["temperature"] = 0.9
    config["provider"]["order"] = ["a", "c", "b"]
    remote.dashboard_edit("a", prompt.replace("Be kind.", "Be kind and exact."), config)

    assert outcomes(applied, "a") == {"a": "updated"}

    assert changed_lines(PRESET, (applied.root / "presets/a.yaml").read_text()) == [
        "-    temperature: 0.70",
        "-    provider: {sort: price,   order: [a, b]}   # flow",
        "+    temperature: 0.9",
        "+    provider: {sort: price,   order: [a, c, b]}   # flow",
    ]
    assert changed_lines(PROMPT, (applied.root / "presets/prompts/a.md").read_text()) == [
        "-- Be kind.",
        "+- Be kind and exact.",
    ]
    assert applied.plan() == {}
    assert applied.run("plan", "--detailed-exitcode").code == 0


def test_ten_random_edits_one_after_another_leave_no_other_trace(
    applied: Repository, remote: FaultServer
) -> None:
    draw = random.Random(7)
    untouched = [line for line in PRESET.splitlines() if "#" in line]
    for number in range(10):
        config, prompt = live(remote)
        match draw.randrange(5):
            case 0:
                config["temperature"] = draw.randrange(20) / 10
            case 1:
                config["stop"].append(f"stop {number}: #")
            case 2:
                config[draw.choice(["top_p", "max_tokens", "seed"])] = number + 1
            case 3:
                config["provider"]["order"].insert(0, f"p{number}")
            case _:
                config["model"] = f"m/{number}"
        lines = prompt.split("\n")
        lines.insert(draw.randrange(len(lines)), f"- Line {number}: {{{{x}}}} # yes")
        remote.dashboard_edit("a", "\n".join(lines), config)

        assert outcomes(applied, "a") == {"a": "updated"}
        assert applied.plan() == {}

    text = (applied.root / "presets/a.yaml").read_text()
    comments = [line.partition("#")[2] for line in untouched]
    assert [
        line.partition("#")[2] for line in text.splitlines() if "  #" in line or line[:1] == "#"
    ] == comments
    assert "content: !file prompts/a.md" in text


def test_changes_of_both_sides_are_merged_and_the_files_own_are_still_to_be_applied(
    applied: Repository, remote: FaultServer
) -> None:
    config, prompt = live(remote)
    remote.dashboard_edit("a", prompt.replace("You answer", "You always answer"), config)
    applied.edit("presets/a.yaml", "0.70", "0.5")
    applied.edit("presets/prompts/a.md", "Never guess.", "Never, ever guess.")
    assert applied.plan() == {"a": "conflict"}

    assert outcomes(applied, "a") == {"a": "merged"}

    assert applied.plan() == {"a": "update"}
    assert applied.apply().code == 0
    config, prompt = live(remote)
    assert config["temperature"] == 0.5
    assert prompt == PROMPT.replace("You answer", "You always answer").replace(
        "Never guess", "Never, ever guess"
    )


def conflicted(applied: Repository, remote: FaultServer) -> None:
    config, prompt = live(remote)
    config["temperature"] = 0.9
    remote.dashboard_edit("a", prompt.replace("Be kind.", "Be very kind."), config)
    applied.edit("presets/a.yaml", "0.70", "0.5")
    applied.edit("presets/prompts/a.md", "Be kind.", "Be polite.")


def test_a_conflict_shows_the_three_and_writes_nothing(
    applied: Repository, remote: FaultServer
) -> None:
    conflicted(applied, remote)
    before = content(applied.root)

    finished = applied.run("import", "a")

    assert finished.code == 1
    assert finished.stdout == (
        "conflict a  version 2\n"
        "    file and server changed the same field; nothing was written\n"
        "    pass --take server or --take file, or edit the file\n"
        "    /temperature\n"
        "      base   │ 0.7\n"
        "      file   │ 0.5\n"
        "      server │ 0.9\n"
        "    system prompt, line 4 of the file\n"
        "      base   │ - Be kind.\n"
        "      file   │ - Be polite.\n"
        "      server │ - Be very kind.\n"
        "Not done: 1 in conflict.\n"
    )
    assert content(applied.root) == before
    [result] = applied.run("import", "a", "--format", "json").json["results"]
    assert result["hint"] == "pass --take server or --take file, or edit the file"
    assert result["conflicts"][0] == {
        "pointer": "/temperature",
        "start": None,
        "base": 0.7,
        "file": 0.5,
        "server": 0.9,
    }


@pytest.mark.parametrize(
    ("side", "temperature", "plan"), [("server", 0.9, {}), ("file", 0.5, {"a": "update"})]
)
def test_a_conflict_is_decided_for_a_side(
    applied: Repository, remote: FaultServer, side: str, temperature: float, plan: dict[str, str]
) -> None:
    conflicted(applied, remote)

    found = outcomes(applied, "a", "--take", side)

    assert found["a"] in ("merged", "updated", "unchanged")
    assert applied.plan() == plan
    assert f"temperature: {temperature}" in (applied.root / "presets/a.yaml").read_text()


def test_a_text_that_other_presets_include_is_not_changed_for_one(
    applied: Repository, remote: FaultServer
) -> None:
    applied.write("presets/b.yaml", PRESET)
    assert applied.apply().code == 0
    before = content(applied.root)
    config, prompt = live(remote)
    remote.dashboard_edit("a", prompt.replace("brief", "short"), config)

    finished = applied.run("import", "a")

    assert finished.code == 1
    assert "presets/prompts/a.md would change, which other presets use: b" in finished.stdout
    assert content(applied.root) == before


@pytest.mark.skipif(os.name != "posix", reason="a link takes rights there")
@pytest.mark.parametrize("how", ["include", "include by a link", "the same file"])
def test_the_file_of_another_preset_is_not_changed_for_one(
    applied: Repository, remote: FaultServer, how: str
) -> None:
    other = applied.root / "presets/b.yaml"
    if how == "the same file":
        other.symlink_to("a.yaml")
    elif how == "include":
        applied.write("presets/b.yaml", PRESET)
        applied.edit("presets/a.yaml", "prompts/a.md", "b.yaml")
    else:
        applied.write("real/b.yaml", PRESET.replace("prompts/", "../presets/prompts/"))
        other.symlink_to("../real/b.yaml")
        applied.edit("presets/a.yaml", "prompts/a.md", "../real/b.yaml")
    assert applied.apply().code == 0
    before = content(applied.root)
    config, prompt = live(remote)
    if how == "the same file":
        config["seed"] = 1
    remote.dashboard_edit("a", prompt.replace("Hello", "Bye"), config)

    finished = applied.run("import", "a")

    assert finished.code == 1
    assert "would change, which other presets use: b" in finished.stdout
    assert content(applied.root) == before


def test_an_edited_entry_is_given_as_the_reason_of_a_conflict(
    applied: Repository, remote: FaultServer
) -> None:
    config, prompt = live(remote)
    remote.dashboard_edit("a", prompt, config | {"temperature": 0.9})
    applied.edit(LOCK, "0.7", "0.6")

    finished = applied.run("import", "a")

    assert finished.code == 1
    assert "the lock's entry is not as presetsync wrote it" in finished.stdout
    assert "changed the same" not in finished.stdout
    assert outcomes(applied, "a", "--take", "server") == {"a": "updated"}
    assert applied.plan() == {}


def test_line_breaks_and_byte_order_mark_stay(applied: Repository, remote: FaultServer) -> None:
    file = applied.root / "presets/a.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + PRESET.replace("\n", "\r\n").encode())
    assert applied.plan() == {}
    config, prompt = live(remote)
    config["temperature"] = 1.5
    remote.dashboard_edit("a", prompt, config)

    assert outcomes(applied, "a") == {"a": "updated"}

    expected = PRESET.replace("0.70", "1.5").replace("\n", "\r\n").encode()
    assert file.read_bytes() == b"\xef\xbb\xbf" + expected


def test_a_dry_run_shows_what_would_change(applied: Repository, remote: FaultServer) -> None:
    config, prompt = live(remote)
    config["temperature"] = 0.9
    remote.dashboard_edit("a", prompt, config)
    before = content(applied.root)

    shown = applied.run("import", "a", "--dry-run")

    assert shown.code == 0
    assert "updated a  version 2\n    presets/a.yaml\n    /temperature: 0.7 → 0.9\n" in shown.stdout
    assert content(applied.root) == before


def test_a_dry_run_claims_no_record(applied: Repository, remote: FaultServer) -> None:
    config, prompt = live(remote)
    remote.dashboard_edit("a", prompt, config | {"temperature": 0.9})
    applied.edit("presets/a.yaml", "0.70", "0.5")
    before = content(applied.root)

    tried = applied.run("import", "a", "--take", "file", "--dry-run")

    assert tried.stdout == (
        "unchanged a  version 2\n    the lock would record this version\nDry run: 1 unchanged.\n"
    )
    assert content(applied.root) == before
    taken = applied.run("import", "a", "--take", "file")
    assert "    the lock records this version now\n" in taken.stdout


def test_all_takes_edits_and_new_presets_alike(applied: Repository, remote: FaultServer) -> None:
    config, prompt = live(remote)
    remote.dashboard_edit("a", prompt, config | {"seed": 1})
    remote.dashboard_edit("new", "Be brief.")

    assert outcomes(applied, "--all") == {"a": "updated", "new": "imported"}
    assert applied.plan() == {}


def test_an_init_after_an_import_does_not_send_people_to_the_sandbox(checkout: Repository) -> None:
    checkout.write("presets.lock.json", '{"lock_version": 1, "workspace_id": null, "presets": {}}')

    said = checkout.run("init").stderr

    assert "2. presetsync plan --refresh " in said
    assert "--sandbox" not in said
