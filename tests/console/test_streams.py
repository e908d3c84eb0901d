"""Output cannot make a command fail, and nothing that a stream cannot carry stops it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes import shell
from tests.repositories import Repository

FULL = Path("/dev/full")


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """A repository with one changed preset, whose plan has signs beyond ASCII."""
    assert repository.run("apply", "--yes").code == 0
    repository.edit("presets/copywriter.yaml", "Keep them short.", "Keep them short… 🚀 é")
    return repository


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("output", ["text", "markdown", "json", "html"])
def test_a_plan_is_printed_in_any_encoding(changed: Repository, encoding: str, output: str) -> None:
    ran = shell(changed, f"presetsync plan --format {output}", PYTHONIOENCODING=encoding)

    assert (ran.returncode, ran.stderr) == (0, b"")
    text = ran.stdout.decode(encoding)
    if output == "json":
        [change] = json.loads(text)["changes"]
        assert change["system"]["after"].endswith("short… 🚀 é\n")
    elif output == "html":
        assert "&#128640;" in text
        assert text.isascii()
    else:
        assert "\\ud83d\\ude80" in text


def test_a_schema_that_is_printed_in_ascii_is_json_still(repository: Repository) -> None:
    plain = shell(repository, "presetsync schema", PYTHONIOENCODING="ascii")
    assert json.loads(plain.stdout) == json.loads(shell(repository, "presetsync schema").stdout)


def test_an_error_is_printed_in_any_encoding(repository: Repository) -> None:
    ran = shell(repository, "presetsync plan --target 'é→🚀'", PYTHONIOENCODING="ascii")
    assert ran.returncode == 64
    assert b"no preset has the slug \\u00e9->\\ud83d\\ude80" in ran.stderr


def test_a_name_that_is_no_text_is_an_error(repository: Repository) -> None:
    ran = shell(repository, "presetsync plan --target \"$(printf 'a\\377')\"; echo $? >&2")
    assert b"no preset has the slug a" in ran.stderr
    assert ran.stderr.endswith(b"\n64\n")


@pytest.mark.parametrize("output", ["text", "markdown", "json"])
def test_an_apply_goes_on_when_its_reader_has_gone(repository: Repository, output: str) -> None:
    script = f"(presetsync apply --yes --format {output}; echo $? > code) | true; cat code"
    ran = shell(repository, script)

    assert (ran.stdout, b"Traceback" in ran.stderr) == (b"0\n", False)
    assert len(repository.lock["presets"]) == 3


def test_an_apply_that_failed_says_so_to_nobody_all_the_same(repository: Repository) -> None:
    script = "(presetsync apply --yes; echo $? > code) 2>&1 | true; cat code"
    ran = shell(repository, script, OPENROUTER_API_KEY="wrong-key-of-some-length")
    assert ran.stdout == b"1\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing(repository: Repository, closed: str) -> None:
    ran = shell(repository, f"presetsync apply --yes {closed}; echo $?; ls")
    assert ran.stdout.endswith(b"presets\npresets.lock.json\n")
    assert ran.stdout.splitlines()[-3] == b"0"
    assert len(repository.lock["presets"]) == 3


def test_without_standard_input_there_is_nobody_to_ask(repository: Repository) -> None:
    ran = shell(repository, "presetsync apply <&-")
    assert ran.returncode == 1
    assert b"there is no terminal for the confirmation" in ran.stderr


def test_a_plan_whose_reader_has_gone_has_not_failed(repository: Repository) -> None:
    ran = shell(repository, "(presetsync plan; echo $? > code) | true; cat code")
    assert (ran.stdout, ran.stderr) == (b"0\n", b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_plan_that_cannot_be_written_says_so(repository: Repository) -> None:
    ran = shell(repository, "presetsync plan > /dev/full")
    assert ran.returncode == 1
    assert ran.stderr == (b"presetsync: the output could not be written: No space left on device\n")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_an_apply_that_cannot_print_has_applied_all_the_same(repository: Repository) -> None:
    ran = shell(repository, "presetsync -q apply --yes > /dev/full")
    assert ran.returncode == 0
    assert b"the output could not be written" in ran.stderr
    assert len(repository.lock["presets"]) == 3


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_messages_that_cannot_be_written_are_dropped(repository: Repository) -> None:
    assert shell(repository, "presetsync plan --target nobody 2> /dev/full").returncode == 64
    assert shell(repository, "presetsync apply --yes 2> /dev/full").returncode == 0
