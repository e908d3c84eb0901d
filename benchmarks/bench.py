"""``make bench``: presetsync beside its floors and its peers, as whole processes.

Builds its data in a temporary folder, measures medians of several runs, and prints one Markdown
table a question. Absolute times depend on the machine; the ratios are what to read. Peers that are
not installed are left out, and said to be.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import data  # noqa: E402 - found by the path above
from measure import Figure, measure  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PYTHON = sys.executable
PRESETSYNC = [PYTHON, "-m", "presetsync"]
FLOORS = [PYTHON, str(HERE / "floors.py")]
TERRAFORM = shutil.which("terraform")
OCTODNS = shutil.which(
    "octodns-sync", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"
)

APPLIED, AT_ONCE, LATENCY_MS = 200, 16, 50
ENVIRONMENT = {"PYTHONPATH": str(HERE.parent), "PYTHONDONTWRITEBYTECODE": ""}


class Bench:
    """One run of all questions."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs

    def figure(
        self, command: Sequence[str], cwd: Path, before: Callable[[], object] = lambda: None
    ) -> Figure:
        """Measure one command."""
        print(f"  {' '.join(command[-4:])}", file=sys.stderr)
        return measure(command, cwd=cwd, env=ENVIRONMENT, runs=self.runs, before=before)

    def repository(self, count: int) -> Path:
        """A repository of so many presets."""
        root = self.folder / str(count)
        root.mkdir()
        data.presets(root, count)
        return root

    def start_up(self) -> str:
        """What the program costs before it does anything."""
        root = self.repository(1)
        click = self.figure([PYTHON, "-c", "import click"], root)
        rows = [
            ("`python -c pass`", self.figure([PYTHON, "-c", "pass"], root)),
            ("`python -c 'import click'`", click),
            ("`presetsync --version`", self.figure([*PRESETSYNC, "--version"], root)),
            ("`presetsync validate` of one preset", self.figure([*PRESETSYNC, "validate"], root)),
        ]
        return _table("Start-up", rows, {"importing click": click})

    def plan(self, count: int) -> str:
        """What a plan costs, new and with nothing to do."""
        root = self.repository(count)
        state = root / ".presetsync"
        hashing = self.figure([*FLOORS, "hash"], root)
        parsing = self.figure([*FLOORS, "parse"], root)
        rows = [
            ("sha256 of the files", hashing),
            ("libyaml parse of the files", parsing),
            ("`validate`", self.figure([*PRESETSYNC, "validate"], root)),
            (
                "`plan`, everything new",
                self.figure(
                    [*PRESETSYNC, "plan"], root, lambda: shutil.rmtree(state, ignore_errors=True)
                ),
            ),
        ]
        _lock(root)
        rows.append(("`plan`, nothing to do", self.figure([*PRESETSYNC, "plan"], root)))
        if TERRAFORM:
            rows.append(("`terraform plan`, nothing to do", self.terraform(root)))
        if OCTODNS:
            rows.append(("`octodns-sync`, nothing to do", self.octodns(root, count)))
        return _table(f"{count} presets", rows, {"hashing": hashing, "parsing": parsing})

    def terraform(self, root: Path) -> Figure:
        """Terraform with the same files decoded into as many resources."""
        assert TERRAFORM
        data.terraform(root)
        for command in (["init"], ["apply", "-auto-approve"]):
            subprocess.run(  # noqa: S603 - found on the path, on purpose
                [TERRAFORM, *command], cwd=root, check=True, stdout=subprocess.DEVNULL
            )
        return self.figure([TERRAFORM, "plan"], root)

    def octodns(self, root: Path, count: int) -> Figure:
        """OctoDNS with as many records of the same size."""
        assert OCTODNS
        data.octodns(root, count)
        return self.figure(
            [OCTODNS, "--config-file", str(root / "octodns" / "config.yaml"), "--quiet"], root
        )

    def apply(self) -> str:
        """What an apply costs over a network."""
        root = self.folder / "apply"
        data.presets(root, APPLIED)
        data.bodies(root, APPLIED)
        command = [PYTHON, str(HERE / "slow_server.py"), str(LATENCY_MS)]
        with subprocess.Popen(  # noqa: S603 - our own server
            command, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout
            os.environ["OPENROUTER_BASE_URL"] = server.stdout.readline().strip()
            os.environ["OPENROUTER_API_KEY"] = "sandbox"
            try:
                rows = self._apply_rows(root)
            finally:
                server.terminate()
        return _table(
            f"Apply: {APPLIED} changed presets, {LATENCY_MS} ms a request, {AT_ONCE} at once",
            rows,
            {"the ideal": rows[0][1]},
        )

    def _apply_rows(self, root: Path) -> list[tuple[str, Figure]]:
        changes = iter(range(1000))

        def change_all() -> None:
            number = next(changes)
            for file in root.rglob("*.yaml"):
                text = file.read_text(encoding="utf-8")
                file.write_text(f"{text.split('# ')[0]}  top_k: {number} # x\n", encoding="utf-8")

        ideal = 2 * APPLIED / AT_ONCE * LATENCY_MS / 1000
        apply = [*PRESETSYNC, "-q", "apply", "--yes", "--parallelism", str(AT_ONCE), "--force"]
        return [
            ("two requests a preset, nothing else", Figure(ideal, ideal, ideal, 0)),
            ("`presetsync apply`", self.figure(apply, root, change_all)),
            ("the official SDK in a loop", self.figure([*FLOORS, "sdk"], root)),
        ]


def _lock(root: Path) -> None:
    """A lock as apply would have written it, without the wait for a server."""
    from presetsync.api.wire import Version
    from presetsync.apply.receipts import entry_of, intent_of
    from presetsync.presets.catalog import read_catalog
    from presetsync.presets.files import find_presets
    from presetsync.state.lock import Lock
    from presetsync.state.lockfile import write

    entries = {}
    for preset in read_catalog(root, find_presets(root, "presets")).presets:
        content = preset.content
        version = Version("v", "p", 1, content.config, content.system, "2026-01-01T00:00:00Z")
        entries[preset.slug] = entry_of(intent_of(preset, "create", 0), version)
    write(root / "presets.lock.json", Lock("w", entries))


def _table(title: str, rows: Sequence[tuple[str, Figure]], references: dict[str, Figure]) -> str:
    head = ["", "seconds", "fastest to slowest", "peak MiB", *(f"x {name}" for name in references)]
    lines = [
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * (len(head) - 1)}",
    ]
    for name, figure in rows:
        ratios = [f"{figure.seconds / reference.seconds:.2f}" for reference in references.values()]
        spread = f"{figure.fastest:.3f} to {figure.slowest:.3f}"
        cells = [name, f"{figure.seconds:.3f}", spread, f"{figure.peak_mib:.0f}", *ratios]
        lines.append(f"| {' | '.join(cells)} |")
    return f"### {title}\n\n" + "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=[10, 100, 1000, 10000])
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    missing = [
        name for name, found in (("terraform", TERRAFORM), ("octodns", OCTODNS)) if not found
    ]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.runs} runs each.")
    if missing:
        print(f"Not installed, so not measured: {', '.join(missing)}.")
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.runs)
        print(f"\n{bench.start_up()}", flush=True)
        for count in options.sizes:
            print(f"\n{bench.plan(count)}", flush=True)
        print(f"\n{bench.apply()}", flush=True)


if __name__ == "__main__":
    main()
