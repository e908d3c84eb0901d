"""``diff``: any two states of a preset, through the command line."""

from __future__ import annotations

import pytest

from tests.repositories import Repository
from tests.servers import Recorder


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """Version 2 of one preset is live, and its file has changed since."""
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.7", "0.8")
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.8", "0.9")
    return repository


@pytest.mark.parametrize(
    ("ats", "before", "after"),
    [
        ((), 0.8, 0.9),
        (("1",), 0.7, 0.9),
        (("1", "live"), 0.7, 0.8),
        (("file", "v1"), 0.9, 0.7),
        (("lock", "file"), 0.8, 0.9),
    ],
)
def test_two_states_are_compared_in_their_order(
    changed: Repository, ats: tuple[str, ...], before: float, after: float
) -> None:
    shown = changed.run("diff", "copywriter", *ats, "--format", "json", "--detailed-exitcode")

    assert shown.code == 2
    assert shown.json["fields"] == [{"pointer": "/temperature", "before": before, "after": after}]
    text = changed.run("diff", "copywriter", *ats)
    assert text.code == 0
    assert f"    /temperature: {before} → {after}\n" in text.stdout


@pytest.mark.parametrize("output", ["text", "markdown", "html", "json"])
def test_states_that_say_the_same_exit_with_0(changed: Repository, output: str) -> None:
    shown = changed.run(
        "diff", "copywriter", "lock", "live", "--detailed-exitcode", "--format", output
    )

    assert shown.code == 0
    assert shown.stdout


def test_what_is_here_is_compared_without_a_key_or_a_request(
    changed: Repository, server: Recorder
) -> None:
    server.requests.clear()
    shown = changed.run("diff", "copywriter", "lock", "file", env={"OPENROUTER_API_KEY": ""})

    assert (shown.code, server.requests) == (0, [])
    assert changed.run("diff", "copywriter", env={"OPENROUTER_API_KEY": ""}).code == 64


def test_what_the_server_drops_is_no_difference_between_file_and_live(
    repository: Repository,
) -> None:
    repository.edit("presets/copywriter.yaml", "temperature: 0.7", "user: u-1")
    repository.run("apply", "--yes")

    shown = repository.run("diff", "copywriter", "--format", "json", "--detailed-exitcode")
    dropped = repository.locked["copywriter"]["receipt"]["dropped"]

    assert shown.code == 0
    assert (shown.json["fields"], shown.json["left_out"]) == ([], dropped)


def test_another_file_that_is_invalid_is_no_matter(changed: Repository) -> None:
    changed.write("presets/broken.yaml", "skin: nonsense\n")

    assert changed.run("diff", "copywriter").code == 0
    refused = changed.run("diff", "broken")
    assert refused.code == 1
    assert "presets/broken.yaml:1:" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("copywriter", "liev"), "did you mean `live`?"),
        (("copywriter", "now"), "use file, lock, live, or a version such as 3 or v3"),
        (("copywriter", "9"), "the server has versions 1 to 2"),
        (("copywritr",), "did you mean `copywriter`?"),
        (("..", "live"), "the slug .. is a step in a path"),
        (("nobody", "live", "1"), "no preset has the slug nobody, here or on the server"),
        ((), "Missing argument 'SLUG'"),
    ],
)
def test_a_state_that_there_is_not_is_wrong_usage(
    changed: Repository, arguments: tuple[str, ...], message: str
) -> None:
    refused = changed.run("diff", *arguments)

    assert (refused.code, refused.stdout) == (64, "")
    assert message in refused.stderr


def test_a_preset_that_only_the_server_has_can_be_imported(
    changed: Repository, server: Recorder
) -> None:
    server.store.add_version(
        "hot", {"model": "m/x"}, None, now="2026-01-01T00:00:00Z", new_id=lambda: "hot-1"
    )

    for command in ("diff", "show"):
        refused = changed.run(command, "hot")

        assert (refused.code, refused.stdout) == (64, "")
    refused = changed.run("diff", "hot")
    assert "hot is on the server, but has neither a file nor a lock entry here" in refused.stderr
    assert "run presetsync import hot" in refused.stderr
    assert changed.run("diff", "hot", "1", "live").code == 0


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_one_version_under_two_names_is_said_to_be_one(changed: Repository, output: str) -> None:
    ran = changed.run("diff", "copywriter", "2", "live", "--format", output)

    assert ran.code == 0
    assert "o difference, both are version 2" in ran.stdout
    other = changed.run("diff", "copywriter", "1", "live", "--format", output)
    assert "both are" not in other.stdout


def test_full_folds_nothing(changed: Repository) -> None:
    lines = "\n".join(f"        Rule {number}." for number in range(40))
    changed.edit("presets/copywriter.yaml", "        Keep them short.", lines)
    changed.run("apply", "--yes")
    changed.edit("presets/copywriter.yaml", "Rule 39.", "Rule forty.")

    assert "unchanged" in changed.run("diff", "copywriter").stdout
    for option in ("--full", "-v"):
        assert "unchanged" not in changed.run("diff", "copywriter", option).stdout
