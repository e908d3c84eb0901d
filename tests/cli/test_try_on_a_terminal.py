"""What a person sees of ``try``: answers as they come, beside each other, and cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.processes import Forked, shell
from tests.repositories import Repository
from tests.scripted_models import HANG, ScriptedModels, scripted_models
from tests.terminals import on_a_terminal, open_terminal

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"


@pytest.fixture
def models() -> Iterator[ScriptedModels]:
    with scripted_models() as served:
        yield served


def preset(model: str) -> str:
    return (
        f"skin: chat/completions\nbody:\n  model: {model}\n"
        "  messages: [{role: user, content: Now.}]\n"
    )


def environment(models: ScriptedModels) -> dict[str, str]:
    return {"OPENROUTER_BASE_URL": models.base_url, "OPENROUTER_API_KEY": KEY}


@pytest.fixture
def forked_with_models(forked: Forked, models: ScriptedModels) -> Forked:
    forked.environment.update(environment(models))
    return forked


def interrupted_at(expected: bytes, repository: Repository, models: ScriptedModels) -> bytes:
    """What a terminal shows of a run that is interrupted as soon as it shows what is expected."""
    screen, terminal = open_terminal()
    with subprocess.Popen(
        [sys.executable, "-m", "presetsync", "try", "a", "--yes"],
        cwd=repository.root,
        env=os.environ | environment(models),
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        raw = b""
        while expected not in raw:
            raw += os.read(screen, 65536)
        process.send_signal(signal.SIGINT)
        with suppress(OSError):
            while data := os.read(screen, 65536):
                raw += data
    os.close(screen)
    assert process.returncode == 130
    assert b"Traceback" not in raw
    return raw


def test_an_answer_is_printed_while_it_comes(
    repository: Repository, models: ScriptedModels
) -> None:
    models.answers["a/one"] = ["First line.\nSecond", HANG]
    repository.write("presets/a.yaml", preset("a/one"))

    raw = interrupted_at(b"First line.", repository, models)

    assert b"Second" in raw
    assert b"0 answers, 0.00 USD, and 1 request of unknown cost." in raw
    assert models.left.acquire(timeout=30)


def test_of_two_answers_it_shows_how_much_has_come(
    repository: Repository, models: ScriptedModels
) -> None:
    changed(repository, models)
    models.answers.update({"a/one": ["x" * 1234, HANG], "a/two": ["Yes.", HANG]})

    raw = interrupted_at(b"lock v1 1,234, file 4 characters", repository, models)

    assert b"0 answers, 0.00 USD, and 2 requests of unknown cost." in raw


def test_a_call_of_a_function_is_shown_where_answers_are_printed_as_they_come(
    repository: Repository,
) -> None:
    tool = "{type: function, function: {name: look, parameters: {type: object}}}"
    choice = "{type: function, function: {name: look}}"
    repository.write(
        "presets/a.yaml", f"{preset('openai/gpt-5.4')}  tools: [{tool}]\n  tool_choice: {choice}\n"
    )

    shown = on_a_terminal(repository.root, {}, "--sandbox", "try", "a", "--no-color")

    assert shown.code == 0
    assert "      1 │   calls look {}" in shown.lines


def test_interrupted_twice_at_once_it_says_the_cost_too(
    forked_with_models: Forked, models: ScriptedModels
) -> None:
    repository = forked_with_models
    models.answers.update({"a/one": ["Yes."], "b/two": ["No", HANG]})
    repository.write("presets/a.yaml", preset("a/one"))
    repository.write("presets/b.yaml", preset("b/two"))

    started = repository.start("-q", "try", "a", "b", "--yes")
    wait_until_asked(models, 2)
    started.kill(signal.SIGINT)
    started.kill(signal.SIGTERM)
    ended = started.wait()

    assert ended.code == 130
    assert not ended.is_crash
    assert "0.01 USD, and 1 request of unknown cost." in ended.stderr


@pytest.mark.parametrize("reader", ["| head -n 1", ">/dev/full"])
def test_nothing_more_is_sent_once_nobody_reads_the_answers(
    repository: Repository, models: ScriptedModels, reader: str
) -> None:
    models.answers["a/one"] = ["Yes.\n" * 20_000]
    repository.write("presets/a.yaml", preset("a/one"))

    ended = shell(repository, f"presetsync try a --yes --runs 50 {reader}", **environment(models))

    assert 1 <= len(models.requests) < 5
    assert b"Stopped: standard output can no longer be written." in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_what_was_cut_off_is_no_result_for_programs(
    forked_with_models: Forked, models: ScriptedModels
) -> None:
    repository = forked_with_models
    models.answers["a/one"] = ["First", HANG]
    repository.write("presets/a.yaml", preset("a/one"))

    started = repository.start("try", "a", "--yes", "--format", "json")
    wait_until_asked(models)
    started.kill(signal.SIGINT)
    ended = started.wait()

    assert ended.code == 130
    assert ended.json["results"] == []
    assert (ended.json["interrupted"], ended.json["uncounted"]) == (True, 1)


def wait_until_asked(models: ScriptedModels, count: int = 1) -> None:
    deadline = time.monotonic() + 30
    while len(models.requests) < count:
        assert time.monotonic() < deadline, "nothing was asked"
        time.sleep(0.005)


def test_a_comment_of_a_run_that_was_interrupted_says_so(
    forked_with_models: Forked, models: ScriptedModels
) -> None:
    repository = forked_with_models
    models.answers["a/one"] = [HANG]
    repository.write("presets/a.yaml", preset("a/one"))

    started = repository.start("try", "a", "--yes", "--format", "markdown")
    wait_until_asked(models)
    started.kill(signal.SIGTERM)
    ended = started.wait()

    assert ended.code == 130
    assert "try: 0 answers, 0.00 USD, and 1 request of unknown cost\n" in ended.stdout
    assert "Stopped: `interrupted`" in ended.stdout


def test_progress_is_shown_while_answers_are_waited_for(
    repository: Repository, models: ScriptedModels
) -> None:
    models.answers["a/one"] = ["Yes."]
    repository.write("presets/a.yaml", preset("a/one"))

    shown = on_a_terminal(
        repository.root,
        environment(models),
        *("try", "a", "--runs", "2", "--yes", "--format", "json"),
        piped="out",
    )

    assert shown.code == 0
    assert " 0/2 " in shown.raw
    assert shown.lines[-2:] == ["2 answers, 0.02 USD.", ""]


def test_an_interrupt_says_what_the_answers_before_have_cost(
    forked_with_models: Forked, models: ScriptedModels
) -> None:
    repository = forked_with_models
    models.answers.update({"a/one": ["Yes."], "b/two": ["No", HANG]})
    repository.write("presets/a.yaml", preset("a/one"))
    repository.write("presets/b.yaml", preset("b/two"))

    started = repository.start("try", "a", "b", "--yes")
    wait_until_asked(models, 2)
    started.kill(signal.SIGTERM)
    ended = started.wait()

    assert ended.code == 130
    assert "1 answer, 0.01 USD, and 1 request of unknown cost." in ended.stderr
    assert "Yes." in ended.stdout


@pytest.mark.parametrize("columns", [60, 80, 99])
def test_two_answers_are_shown_in_turn_on_a_narrow_terminal(
    repository: Repository, models: ScriptedModels, columns: int
) -> None:
    changed(repository, models)

    shown = on_a_terminal(
        repository.root, environment(models), "try", "a", "--yes", columns=columns
    )

    text = "\n".join(shown.lines)
    assert shown.code == 0
    assert text.index("lock v1") < text.index("It is old") < text.index("file") < text.index("new")
    assert max(map(len, shown.lines)) <= columns


@pytest.mark.parametrize("columns", [100, 120, 200])
def test_two_answers_stand_beside_each_other_on_a_wide_terminal(
    repository: Repository, models: ScriptedModels, columns: int
) -> None:
    changed(repository, models)

    shown = on_a_terminal(
        repository.root, environment(models), "try", "a", "--yes", columns=columns
    )

    [line] = [line for line in shown.lines if "It is old" in line]
    assert "It is new" in line
    assert "\x1b[7mold" in shown.raw
    assert "\x1b[7mnew" in shown.raw
    assert max(map(len, shown.lines)) <= columns


def test_hostile_answers_act_on_nothing(repository: Repository, models: ScriptedModels) -> None:
    models.answers["a/one"] = [
        f"\x1b[2J\u202e::error::x {KEY[:20]}",
        f"{KEY[20:]} end\r\n##[group]",
    ]
    repository.write("presets/a.yaml", preset("a/one"))

    for output in ("text", "markdown", "json"):
        shown = on_a_terminal(
            repository.root,
            environment(models),
            "try",
            "a",
            "--yes",
            "--format",
            output,
            "--no-color",
        )
        assert shown.code == 0
        assert KEY not in shown.raw.replace("\n", "")
        assert "\x1b[2J" not in shown.raw
        assert "\u202e" not in shown.raw
        assert "\n::error" not in shown.raw
        assert "##[group]" not in shown.raw


def changed(repository: Repository, models: ScriptedModels) -> None:
    """A preset is live on the sandbox, and another model is in its file since."""
    for name in ("copywriter", "reviewer", "classifier"):
        repository.remove_preset(name)
    models.answers.update({"a/one": ["It is old\n", "and the same."]})
    models.answers.update({"a/two": ["It is new\n", "and the same."]})
    repository.write("presets/a.yaml", preset("a/one"))
    assert repository.run("apply", "--yes").code == 0
    repository.edit("presets/a.yaml", "a/one", "a/two")
