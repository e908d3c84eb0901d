"""Completion in real shells, turned on as ``--help`` says, at a terminal."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.cli.help import COMPLETION
from tests.repositories import CHAT, Repository, neutral_environment
from tests.stages import CONFIG
from tests.terminals import open_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(sys.executable).with_name("presetsync")
# Answers as presetsync does while a line is typed; where it is run, it notes its arguments.
STAND_IN = f"""\
#!{sys.executable}
import json, os, sys
if os.environ.get("_PRESETSYNC_COMPLETE"):
    os.execv("{PROGRAM}", ["presetsync", *sys.argv[1:]])
with open(os.environ["NOTED"] + ".new", "w") as file:
    json.dump(sys.argv[1:], file)
os.replace(os.environ["NOTED"] + ".new", os.environ["NOTED"])
"""
# The terminal becomes that of the shell, as at a login.
LOGIN = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], [sys.argv[1], "-i"])
"""
LINES = dict(zip(("bash", "zsh", "fish"), COMPLETION[1::2], strict=True))
FILES = {
    "bash": (".bashrc", "{}"),
    "zsh": (".zshrc", "autoload -Uz compinit && compinit -u\n{}"),
    "fish": (".config/fish/completions/presetsync.fish", "{}"),
}
SECONDS = 60


@dataclass
class Typing:
    """A shell at a terminal."""

    terminal: int
    noted: Path
    shown: bytes = b""

    def run(self, line: str, seconds: float = SECONDS) -> list[str] | None:
        """Type a line, and return the arguments that presetsync is run with; None if it is not."""
        self.noted.unlink(missing_ok=True)
        os.write(self.terminal, f"{line}\r".encode())
        end = time.monotonic() + seconds
        while not self.noted.exists():
            if time.monotonic() > end:
                return None
            ready, _, _ = select.select([self.terminal], [], [], 0.05)
            self.shown += os.read(self.terminal, 65536) if ready else b""
        arguments: list[str] = json.loads(self.noted.read_text(encoding="utf-8"))
        return arguments


@contextmanager
def shell(name: str, root: Path, home: Path) -> Iterator[Typing]:
    """A shell in a folder, with completion turned on."""
    programs = home / "bin"
    programs.mkdir(parents=True)
    (programs / "presetsync").write_text(STAND_IN, encoding="utf-8")
    (programs / "presetsync").chmod(0o755)
    file, text = FILES[name]
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(text.format(LINES[name]) + "\n", encoding="utf-8")
    # Without it fish reads all manual pages of the system, in a process that outlives the shell.
    (home / ".data/fish/generated_completions").mkdir(parents=True)
    environment = {
        **neutral_environment(),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".data"),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "NOTED": str(home / "noted"),
        "TERM": "xterm",
    }
    person, terminal = open_terminal(120)
    with subprocess.Popen(
        [sys.executable, "-c", LOGIN, name],
        cwd=root,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        typing = Typing(person, home / "noted")
        # What is typed before the shell is ready may be lost.
        while typing.run("presetsync ready", 5) != ["ready"]:
            assert process.poll() is None, typing.shown
        try:
            yield typing
        finally:
            process.kill()
            os.close(person)


@pytest.fixture(params=list(LINES))
def name(request: pytest.FixtureRequest) -> str:
    """A shell that is installed."""
    found: str = request.param
    if not shutil.which(found):
        pytest.skip(f"needs {found}")
    return found


def test_a_shell_completes(name: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    repository.write("presetsync.yaml", CONFIG)
    for slug in ("reviewer", "copywriter"):
        repository.write(f"presets/{slug}.yaml", CHAT)
    repository.write("other/presets/single.yaml", CHAT)
    with shell(name, repository.root, tmp_path / "home") as typing:
        assert typing.run("presetsync sta\t") == ["status"]
        assert typing.run("presetsync show rev\tli\t") == ["show", "reviewer", "live"]
        assert typing.run("presetsync plan --form\tjs\t") == ["plan", "--format", "json"]
        assert typing.run("presetsync plan --format=js\t") == ["plan", "--format=json"]
        assert typing.run("presetsync --env st\tplan --targ\tcop\t") == [
            *("--env", "staging", "plan", "--target", "copywriter")
        ]
        _, folder, *others = typing.run("presetsync -C oth\t show sin\t") or ["", "", ""]
        assert (folder.rstrip("/"), others) == ("other", ["show", "single"])
        assert typing.run("presetsync validate --explain unknown-fi\t") == [
            *("validate", "--explain", "unknown-field")
        ]
        assert typing.run("presetsync validate presetsync.y\t") == ["validate", "presetsync.yaml"]


@pytest.mark.parametrize(
    "file",
    ["evil $(touch pwned)", "evil;touch pwned", "evil'`touch pwned`\"", "evil\n$(touch pwned)"],
)
def test_names_of_files_do_nothing(name: str, file: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    repository.write(f"presets/{file}.yaml", CHAT)
    repository.write("presets/fine.yaml", f"{CHAT}slug: evil\n")
    repository.write("presets/other.yaml", f"{CHAT}slug: $(touch pwned)\n")
    with shell(name, repository.root, tmp_path / "home") as typing:
        assert typing.run("presetsync show ev\t") == ["show", "evil"]
        found = typing.run("presetsync validate presets/ev\t")
        # fish takes the lines of a name for several.
        assert found == ["validate", f"presets/{file}.yaml"] or (name == "fish" and "\n" in file)
    assert [path.name for path in repository.root.iterdir()] == ["presets"]
