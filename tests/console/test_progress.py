"""Progress stands below the results, never in them."""

from __future__ import annotations

import pytest

from presetsync.console.command_context import Context
from presetsync.console.progress import Progress
from presetsync.remote.wait_events import Wait, WaitKind
from presetsync.render.terminal.layout import columns
from tests.repositories import Repository
from tests.terminals import on_a_terminal

APPLIED = [f"applied {slug}  version 1" for slug in ("classifier", "copywriter", "reviewer")]


@pytest.mark.parametrize("width", [40, 60, 200])
def test_results_are_printed_above_the_bar(repository: Repository, width: int) -> None:
    shown = on_a_terminal(repository.root, repository.environment, "apply", "--yes", columns=width)

    assert shown.code == 0
    assert "─ 0/3  0:00" in shown.raw
    assert [line for line in shown.lines if "applied" in line] == [*APPLIED, "Done: 3 applied."]
    assert not [line for line in shown.lines if "/3" in line or "━" in line or "─" in line]


def test_results_that_go_elsewhere_are_plain(repository: Repository) -> None:
    shown = on_a_terminal(repository.root, repository.environment, "apply", "--yes", piped="out")

    assert "─ 0/3  0:00" in shown.raw
    assert [*filter(None, shown.lines)] == []
    assert "\x1b" not in shown.out
    assert shown.out.splitlines()[-4:] == [*APPLIED, "Done: 3 applied."]


def test_where_stderr_goes_elsewhere_there_is_no_bar(repository: Repository) -> None:
    shown = on_a_terminal(repository.root, repository.environment, "apply", "--yes", piped="err")

    assert (shown.err, "0/3" in shown.raw) == ("", False)
    assert shown.lines[-5:-1] == [*APPLIED, "Done: 3 applied."]


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["-q"], {}), ([], {"TERM": "dumb"})], ids=["quiet", "dumb"]
)
def test_who_wants_no_bar_gets_none(
    repository: Repository, arguments: list[str], environment: dict[str, str]
) -> None:
    shown = on_a_terminal(
        repository.root, repository.environment | environment, *arguments, "apply", "--yes"
    )
    assert shown.code == 0
    assert "\x1b[K" not in shown.raw


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_bar_is_drawn_in_any_encoding(repository: Repository, encoding: str) -> None:
    environment = repository.environment | {"PYTHONIOENCODING": encoding}
    shown = on_a_terminal(repository.root, environment, "apply", "--yes")
    assert shown.code == 0
    assert "- 0/3  0:00" in shown.raw


def test_an_error_is_broken_at_words_and_a_path_never(repository: Repository) -> None:
    path = f"saved/{'plans-' * 12}.json"
    shown = on_a_terminal(repository.root, repository.environment, "apply", path, columns=40)

    assert shown.code == 1
    assert path.rpartition("/")[2] in "\n".join(shown.lines)
    others = [line for line in shown.lines if "plans-" not in line and "docs/" not in line]
    assert all(len(line) <= 40 for line in others)


def test_without_a_terminal_no_line_is_broken(repository: Repository) -> None:
    ran = repository.run("apply", "x" * 300, env={"COLUMNS": "40"})
    assert len(ran.stderr.splitlines()) == 3


@pytest.fixture
def progress(monkeypatch: pytest.MonkeyPatch) -> Progress:
    progress = Progress(Context(color=False))
    progress._draw = lambda: None
    monkeypatch.setattr("presetsync.console.progress.width", lambda **_: 60)
    return progress


def test_a_wait_is_shown_beside_the_bar(progress: Progress) -> None:
    assert progress.line() == ""
    progress.start(200)
    progress.advance()
    progress.waiting(Wait(WaitKind.THROTTLED, "the server answered 429", 30.0))
    assert progress.line() == "─" * 19 + " 1/200  0:00  waiting 30 s: the server …"
    progress.waiting(Wait(WaitKind.SETTLING, "the reply was \x1b[31m lost", 0.0, "a"))
    assert progress.line() == "─" * 19 + " 1/200  0:00"


def test_how_far_a_step_is_is_shown_unless_it_waits(progress: Progress) -> None:
    progress.start(2)
    progress.detail = "file 12 \x1b characters"
    assert progress.line() == "─" * 19 + " 0/2  0:00  file 12 \\x1b characters"
    progress.waiting(Wait(WaitKind.THROTTLED, "429", 30.0))
    assert progress.line() == "─" * 19 + " 0/2  0:00  waiting 30 s: 429"


def test_a_wait_before_anything_is_counted_is_shown_alone(progress: Progress) -> None:
    progress.waiting(Wait(WaitKind.RETRYING, "no \x1b answer\n", 9.0, "a"))
    assert progress.line() == "waiting 9 s: a: no \\x1b answer\\n"


@pytest.mark.parametrize("done", [0, 1, 100, 199, 200])
@pytest.mark.parametrize("width", [10, 20, 60, 200])
def test_the_line_never_reaches_the_edge(
    progress: Progress, monkeypatch: pytest.MonkeyPatch, done: int, width: int
) -> None:
    monkeypatch.setattr("presetsync.console.progress.width", lambda **_: width)
    progress.start(200)
    progress.done = done
    progress.waiting(Wait(WaitKind.THROTTLED, "宽字符 " * 40, 5.0))
    assert columns(progress.line()) < width
