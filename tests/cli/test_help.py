"""``--help`` of every command: it reads well, and its examples run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from presetsync.cli.help import COMPLETION, PAGES, examples_of, exit_codes_of
from presetsync.cli.main import COMMANDS, SECTIONS, cli
from tests.repositories import LOCK, Repository, neutral_environment, run_here
from tests.servers import recorded_sandbox
from tests.stages import CONFIG, KEYS
from tests.terminals import open_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CURL = """\
curl https://openrouter.ai/api/v1/chat/completions -d '{"model": "openai/gpt-5.4",
"messages": [{"role": "system", "content": "You answer."}, {"role": "user", "content": "Hi"}]}'
"""


def commands(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Every command that help shows, by its path."""
    yield ctx.command_path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            its = command.get_command(ctx, name)
            assert its
            if not its.hidden:
                yield from commands(its, click.Context(its, parent=ctx, info_name=name))


# click keeps the help option of each command as the first context has it.
_ROOT = click.Context(cli, info_name="presetsync", help_option_names=["-h", "--help"])
ALL = dict(commands(cli, _ROOT))
EXAMPLES = sorted({line for command in ALL.values() for line in examples_of(command)})


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_help_fits_the_terminal(path: str, columns: int) -> None:
    shown = run_here(*path.split()[1:], "--help", env={"COLUMNS": str(columns)})
    assert (shown.code, shown.stderr) == (0, "")
    assert max(map(len, shown.stdout.splitlines())) <= columns


@pytest.mark.parametrize("path", ALL)
def test_help_has_examples_exit_codes_and_where_to_read_on(path: str) -> None:
    shown = run_here(*path.split()[1:], "--help", env={"COLUMNS": "120"}).stdout
    examples, codes = examples_of(ALL[path]), exit_codes_of(ALL[path])
    assert examples
    assert all(f"\n  {line}\n" in shown for line in examples)
    assert {0, 1, 64, 130} <= {*codes}
    assert all(f"\n  {code:<4} {text}\n" in shown for code, text in codes.items())
    assert f"\n  {PAGES[' '.join(path.split()[1:2])]}\n" in shown
    assert "Shell completion:\n" in shown


def test_the_pages_that_help_names_are_there_and_are_those_of_the_commands() -> None:
    assert {*PAGES} == {"", *COMMANDS}
    assert [page for page in PAGES.values() if not (ROOT / page).is_file()] == []


def test_completion_is_turned_on_as_its_page_says() -> None:
    page = (ROOT / "docs/guides/completion.md").read_text(encoding="utf-8")
    shown = run_here("--help").stdout
    for line in COMPLETION[1::2]:
        assert f"\n{line}\n" in page
        assert f"\n  {line}\n" in shown


def test_the_list_of_commands_is_in_sections() -> None:
    shown = run_here("--help").stdout
    assert {*SECTIONS} <= {*COMMANDS}
    places = [shown.index(f"\n{title}:\n  {name} ") for name, title in SECTIONS.items()]
    assert places == sorted(places)
    assert all(f"\n  {name} " in shown for name in COMMANDS)


def test_exit_code_2_is_explained_by_the_option_that_gives_it() -> None:
    having = {path for path, command in ALL.items() if 2 in exit_codes_of(command)}
    assert having == {
        *("presetsync", "presetsync plan", "presetsync status", "presetsync diff"),
        *("presetsync models", "presetsync models check"),
    }
    assert exit_codes_of(ALL["presetsync status"])[2] == "With --detailed-exitcode: there is drift."


def test_a_comment_stands_above_its_example_where_there_is_no_room_beside_it() -> None:
    shown = run_here("apply", "--help", env={"COLUMNS": "60"}).stdout
    assert "\n  # exactly what plan --out saved\n  presetsync apply plan.json\n" in shown


@contextmanager
def opened_shop(folder: Path) -> Iterator[Repository]:
    """A repository with its server, at whose presets there is something to see."""
    with recorded_sandbox() as server:
        repository = Repository(
            folder, {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"}
        )
        shutil.copytree(ROOT / "presets", folder / "presets")
        name = "presets/email-copywriter.yaml"
        for number in range(4):
            assert repository.run("apply", "--yes").code == 0
            repository.edit(name, f"temperature: 0.{7 - number}", f"temperature: 0.{6 - number}")
        repository.write("request.sh", CURL)
        repository.write("request.json", '{"model": "openai/gpt-5.4", "messages": []}')
        for side in ("base", "ours", "theirs"):
            shutil.copy(folder / LOCK, folder / f"{side}.json")
        assert repository.run("models", "update").code == 0
        assert repository.run("plan", "--out", "plan.json").code == 0
        yield repository


@pytest.fixture(scope="module")
def shared_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """One for all examples that change nothing on the server."""
    with opened_shop(tmp_path_factory.mktemp("shop")) as repository:
        yield repository


@pytest.fixture
def shop(shared_shop: Repository, tmp_path: Path) -> Repository:
    """A copy of its files."""
    copied = shutil.copytree(shared_shop.root, tmp_path / "copy")
    return Repository(copied, dict(shared_shop.environment))


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Repository]:
    """One for an example that pushes."""
    (tmp_path / "own").mkdir()
    with opened_shop(tmp_path / "own") as repository:
        yield repository


@pytest.fixture
def staged(shop: Repository) -> Repository:
    """The same with two environments."""
    shop.write("presetsync.yaml", CONFIG)
    (shop.root / LOCK).unlink()
    shop.environment |= KEYS
    for name in ("staging", "production"):
        assert shop.run("apply", "--yes", "--env", name).code == 0
    return shop


@pytest.fixture
def new(tmp_path: Path) -> Repository:
    """An empty folder."""
    (tmp_path / "new").mkdir()
    return Repository(tmp_path / "new")


def place(example: str) -> str:
    """The fixture that an example runs in."""
    if " init" in example:
        return "new"
    if "staging" in example:
        return "staged"
    return "own_shop" if "apply" in example.partition("  # ")[0] else "shop"


def ended(example: str, repository: Repository) -> subprocess.CompletedProcess[str]:
    """The example, run by a shell; whatever it asks is answered with yes."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    person, terminal = open_terminal()
    os.write(person, b"y\n")
    try:
        return subprocess.run(
            ["sh", "-c", example],
            cwd=repository.root,
            env={**neutral_environment(), **repository.environment, "PATH": path},
            stdin=terminal,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(person)
        os.close(terminal)


@pytest.mark.parametrize("example", [line for line in EXAMPLES if " sandbox serve" not in line])
def test_an_example_runs(example: str, request: pytest.FixtureRequest) -> None:
    if "curl" in example and not shutil.which("curl"):
        pytest.skip("needs curl")
    repository = request.getfixturevalue(place(example))
    ran = ended(example, repository)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "error" not in ran.stderr


def test_the_example_of_serving_serves(tmp_path: Path) -> None:
    [example] = [line for line in EXAMPLES if " sandbox serve" in line]
    program = Path(sys.executable).with_name("presetsync")
    with subprocess.Popen(
        [program, *example.split()[1:], "--port", "0"],  # of two the last counts
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as served:
        assert served.stdout
        assert "OPENROUTER_BASE_URL=http://127.0.0.1:" in served.stdout.readline()
        served.send_signal(signal.SIGINT)
        assert served.wait(30) == 0
