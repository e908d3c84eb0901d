"""The console blocks of the documentation, and what their commands print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import UUID

from tests.servers import recorded_sandbox
from tests.stories import BOTH_WORKSPACES, STAGES, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.servers import Recorder

ROOT = Path(__file__).parent.parent

_OUTPUT_OF_LOOPBACK = re.compile(
    r"^(?:! |[a-z0-9-]+: )?base_url is not the default: .*\n"
    r"|^More, in presetsync's repository: \S+#another-server\n|, (?:docs/\S+)?#another-server",
    re.MULTILINE,
)
"""What every command adds because the guide's server is not OpenRouter's."""

_SHOWN = (
    (re.compile(r"since \d{4}-\d\d-\d\d \d\d:\d\d UTC"), "since 2026-05-02 09:12 UTC"),
    (re.compile(r", \d+\.\d s\b"), ", 1.4 s"),
    (re.compile(r'"seconds": \d+\.\d+'), '"seconds": 1.412'),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?=  )"), "2026-05-02 09:12"),
    (re.compile(r"commit [0-9a-f]{7}"), "commit 83e347c"),
)
"""What is shown of clocks, and of a commit of files that `init` wrote."""

_AT = datetime(2026, 5, 2, 9, 12, 44, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tour:
    """A page, or a section of it, whose commands are run one after another.

    Attributes:
        page: relative to the root.
        section: the title of the section; None for the whole page.
        has_presets: whether it starts in a folder with the presets of this repository.
        server: what a server over a socket has in the beginning; None for no server. Each push to
            an empty one is a day after the one before. ``own`` is that of ``--sandbox``, served.
        story: what happened before, as a script (`tests.stories`).

    """

    page: str
    section: str | None = None
    has_presets: bool = False
    server: Literal["empty", "presets", "own"] | None = None
    story: str = ""

    def __str__(self) -> str:
        return self.section or self.page


TOURS = (
    Tour("README.md", "A five-minute tour", has_presets=True, server="own"),
    Tour("docs/guides/bring-in.md", server="presets"),
    Tour("docs/guides/editors.md", "Set up a repository", has_presets=True),
    Tour("docs/guides/environments.md", "Edits in one environment", server="empty", story=STAGES),
    Tour(
        "docs/guides/environments.md",
        "Import two workspaces",
        server="empty",
        story=BOTH_WORKSPACES,
    ),
    Tour("docs/guides/leaving.md", has_presets=True),
    Tour("docs/guides/monorepos.md"),
    Tour("docs/guides/pre-commit.md", has_presets=True),
    Tour("docs/guides/other-ci.md", server="empty"),
    Tour("docs/install.md"),
    Tour("docs/tutorial.md"),
    Tour("docs/guides/history.md", server="empty", story=TEAM),
    Tour("docs/guides/rename.md"),
    Tour("docs/guides/share-paragraphs.md"),
    Tour("docs/guides/models.md", has_presets=True, server="empty"),
    Tour("docs/guides/rollback.md", "Roll back at 3 a.m.", server="empty"),
    Tour("docs/guides/staging.md", server="empty"),
    Tour("docs/guides/status.md", server="empty", story=TEAM),
    Tour("docs/reference/states.md", server="empty", story=TEAM),
    Tour("docs/guides/try.md", has_presets=True),
)


class Step(NamedTuple):
    """A command, and what it prints."""

    command: str
    output: str

    def __str__(self) -> str:
        """As it is in a console block: with `> ` before the further lines of a command."""
        return "$ " + self.command.replace("\n", "\n> ") + "\n" + self.output


def section(text: str, title: str | None) -> str:
    """A section of a page; the whole page without a title."""
    return text if title is None else text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def written_steps(tour: Tour) -> list[Step]:
    """Each command of a tour with the output that it is said to have."""
    text = section((ROOT / tour.page).read_text(encoding="utf-8"), tour.section)
    steps: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *others = step.splitlines(keepends=True)
            more = [line[2:] for line in takewhile(_is_continued, others)]
            command = "".join([first, *more]).removesuffix("\n")
            steps.append(Step(command, "".join(others[len(more) :])))
    return steps


def _is_continued(line: str) -> bool:
    """Whether a line of a console block is still part of the command above it."""
    return line.startswith("> ")


def run_tour(tour: Tour, folder: Path) -> list[Step]:
    """Each command of a tour with the output that it has in an empty folder."""
    work = folder / "work"
    work.mkdir()
    if tour.has_presets:
        shutil.copytree(ROOT / "presets", work / "presets")
    with environment_of(tour, folder) as environment:
        if tour.story:
            told = output_of(["sh", "-c", tour.story], work, environment)
            assert "presetsync:" not in told, told
        return [
            Step(command, shown(output_of(["sh", "-c", command], work, environment), tour))
            for command, _ in written_steps(tour)
        ]


@contextmanager
def environment_of(tour: Tour, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a tour's commands, while its server runs."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("OPENROUTER_")
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    # git commits for nobody unless it is told for whom.
    person = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    environment |= person | {name.replace("NAME", "EMAIL"): "ada@example.com" for name in person}
    # One push after another: so the server's ids and times are the same in every run.
    environment["PRESETSYNC_APPLY_PARALLELISM"] = "1"
    # With them the ids of commits are.
    environment |= {f"GIT_{role}_DATE": _AT.isoformat() for role in ("AUTHOR", "COMMITTER")}
    if not tour.server:
        yield environment
        return
    if tour.server == "own":
        with _own_server(folder / "work", environment) as base_url:
            environment |= {"OPENROUTER_BASE_URL": base_url, "OPENROUTER_API_KEY": "sandbox"}
            yield environment
        return
    with _server(tour) as server:
        environment |= {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"}
        environment["OPENROUTER_API_KEY_STAGING"] = "sandbox:staging"
        if tour.server == "presets":
            shutil.copytree(ROOT / "presets", folder / "elsewhere" / "presets")
            output_of(["presetsync", "apply", "--yes"], folder / "elsewhere", environment)
        yield environment


@contextmanager
def _own_server(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """``presetsync sandbox serve`` in a folder; yields its base URL."""
    with subprocess.Popen(
        ["presetsync", "sandbox", "serve", "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as served:
        assert served.stdout
        yield served.stdout.readline().strip().partition("=")[2]
        served.terminate()


@contextmanager
def _server(tour: Tour) -> Iterator[Recorder]:
    """The server of a tour: its times and ids are the same in every run."""
    ids = count(1)

    def now() -> datetime:
        days = len(server.pushes()) - 1 if tour.server == "empty" else 0
        return _AT + timedelta(days=days)

    with recorded_sandbox(now, lambda: str(UUID(int=next(ids)))) as server:
        yield server


def shown(output: str, tour: Tour) -> str:
    """What a command prints, where nothing but a server over a socket tells the same each time."""
    for pattern, shown in () if tour.server in ("empty", "presets") else _SHOWN:
        output = pattern.sub(shown, output)
    return output


def output_of(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints, but for what it says of the address of the server."""
    output = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout
    return _OUTPUT_OF_LOOPBACK.sub("", output)
