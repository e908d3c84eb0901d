"""``make bench``: presetsync compared with its lower bounds and its peers, as whole processes.

Builds its data in a temporary folder, measures the medians of several interleaved runs, and prints
Markdown: one table a question, and last which targets are met. Absolute times depend on the
machine: read the ratios. Peers that are not installed are left out and named; they are not run on
more presets than ``--peers-up-to``, which would take hours.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import data
import report
from measure import Contender, Figure, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
PYTHON = sys.executable
FLOORS = [PYTHON, str(HERE / "floors.py")]
TERRAFORM = shutil.which("terraform")
OCTODNS = shutil.which(
    "octodns-sync", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"
)

APPLIED, IMPORTED, AT_ONCE, LATENCY_MS = 200, 1000, 16, 50
PAGE = 100
"""Presets on one page of the server's list; the pages after the first are fetched at once."""


class Bench:
    """One run of all questions; ``trees`` are checkouts of presetsync by their label."""

    def __init__(self, folder: Path, runs: int, trees: dict[str, Path]) -> None:
        self.folder = folder
        self.runs = runs
        self.trees = trees

    def presetsync(
        self,
        name: str,
        arguments: Sequence[str],
        root: Path,
        before: Callable[[Path], object] = lambda _: None,
        environment: Callable[[], dict[str, str]] = dict,
    ) -> Iterator[tuple[str, Contender]]:
        """The command of each tree, on its own copy of ``root`` and in its own environment."""
        for label, tree in self.trees.items():
            own = root
            if label:
                own = root.with_name(f"{root.name}-{len(label)}")
                shutil.copytree(root, own, dirs_exist_ok=True)
            command = [PYTHON, "-m", "presetsync", *arguments]
            cache = {"XDG_CACHE_HOME": str(_cache(own))}
            variables = {**_environment(tree), **cache, **environment()}
            yield f"{name}{label}", Contender(command, own, variables, partial(before, own))

    def floor(self, command: Sequence[str], root: Path) -> Contender:
        """A command that has nothing to do with presetsync."""
        return Contender(command, root, _environment(HERE.parent))

    def repository(self, name: str, count: int, *, locked: bool = False) -> Path:
        """A repository of so many presets."""
        root = self.folder / name
        data.presets(root, count)
        if locked:
            _lock(root)
        return root

    def start_up(self) -> dict[str, Figure]:
        """What the program costs before it does anything."""
        root = self.repository("one", 1)
        return measure(
            {
                report.PASS: self.floor([PYTHON, "-c", "pass"], root),
                report.CLICK: self.floor([PYTHON, "-c", "import click"], root),
                **dict(self.presetsync(report.VERSION, ["--version"], root)),
                **dict(self.presetsync(report.VALIDATE_ONE, ["validate"], root)),
            },
            self.runs,
        )

    def plan(self, count: int, *, with_peers: bool) -> dict[str, Figure]:
        """What a plan costs, new and with nothing to do."""
        new = self.repository(f"new-{count}", count)
        same = self.repository(f"same-{count}", count, locked=True)
        contenders = {
            report.PASS: self.floor([PYTHON, "-c", "pass"], new),
            report.HASH: self.floor([*FLOORS, "hash"], new),
            report.PARSE: self.floor([*FLOORS, "parse"], new),
            **dict(self.presetsync(report.VERSION, ["--version"], new)),
            **dict(self.presetsync(report.VALIDATE, ["validate"], new)),
            **dict(self.presetsync(report.PLAN_NEW, ["plan"], new, _forget)),
            **dict(self.presetsync(report.PLAN_SAME, ["plan"], same)),
        }
        if with_peers and TERRAFORM:
            contenders[report.TERRAFORM] = self.terraform(TERRAFORM, count)
        if with_peers and OCTODNS:
            contenders[report.OCTODNS] = self.octodns(OCTODNS, count)
        found = measure(contenders, self.runs)
        start_up = (found[report.VERSION], found[report.PASS])
        return {
            report.HASH_PLUS: found[report.HASH].plus(*start_up),
            report.PARSE_PLUS: found[report.PARSE].plus(*start_up),
            **found,
        }

    def models(self, count: int) -> dict[str, Figure]:
        """What a model lock of 60 models costs: the same commands with and without it."""
        contenders: dict[str, Contender] = {}
        for has_models in (False, True):
            root = self.repository(f"models-{has_models}-{count}", count, locked=True)
            changed = self.repository(f"options-{has_models}-{count}", count, locked=True)
            data.change_options(changed)
            if has_models:
                data.model_lock(root)
                data.model_lock(changed)
            for name, folder, arguments, before in (
                (report.VALIDATE, root, ["validate"], _keep),
                (report.PLAN_COLD, root, ["plan"], _forget),
                (report.PLAN_SAME, root, ["plan"], _keep),
                (report.PLAN_CHANGED, changed, ["plan"], _forget),
            ):
                shown = report.with_models(name) if has_models else name
                contenders |= [next(self.presetsync(shown, arguments, folder, before))]
        return measure(contenders, self.runs)

    def terraform(self, terraform: str, count: int) -> Contender:
        """Terraform with the same files decoded into as many resources."""
        root = self.repository(f"terraform-{count}", count)
        data.terraform(root)
        for command in (["init"], ["apply", "-auto-approve"]):
            run([terraform, *command], cwd=root, check=True, stdout=DEVNULL, stderr=DEVNULL)
        return self.floor([terraform, "plan"], root)

    def octodns(self, octodns: str, count: int) -> Contender:
        """OctoDNS with as many records of the same size."""
        root = self.folder / f"octodns-{count}"
        data.octodns(root, count)
        return self.floor([octodns, "--config-file", "octodns/config.yaml", "--quiet"], root)

    def apply(self, count: int, *, with_sdk: bool) -> dict[str, Figure]:
        """What an apply costs over a network; the ideal is the network's time and nothing else."""
        root = self.repository(f"apply-{count}", count)
        data.bodies(root, count)
        apply = ["-q", "apply", "--yes", "--parallelism", str(AT_ONCE), "--force"]
        with ExitStack() as servers:
            # A server for each: it costs more, the more presets it has.
            serve = partial(_serve, servers)
            contenders = dict(self.presetsync(report.APPLY, apply, root, data.change_all, serve))
            if with_sdk:
                loop = self.floor([*FLOORS, "sdk"], root)
                contenders[report.SDK] = replace(loop, environment={**loop.environment, **serve()})
            found = measure(contenders, self.runs)
        ideal = 2 * count / AT_ONCE * LATENCY_MS / 1000
        return {report.IDEAL: Figure(ideal, ideal, ideal, 0, 0), **found}

    def imports(self, count: int) -> dict[str, Figure]:
        """The cost of importing a whole workspace, compared with the network's time."""
        source = self.repository(f"imported-{count}", count)
        empty = self.folder / f"import-{count}"
        empty.mkdir()
        (empty / "presetsync.yaml").write_text(f"parallelism: {AT_ONCE}\n", encoding="utf-8")
        with ExitStack() as servers:
            environment = _serve(servers)
            apply = [PYTHON, "-m", "presetsync", "-q", "apply", "--yes", "--parallelism", "32"]
            everything = {**os.environ, **_environment(HERE.parent), **environment}
            run(apply, cwd=source, env=everything, check=True, stdout=DEVNULL, stderr=DEVNULL)
            command = ["-q", "import", "--all"]
            # Another checkout may not have the command yet.
            ours = self.presetsync(report.IMPORT, command, empty, _empty, lambda: environment)
            found = measure(dict([next(ours)]), self.runs)
        pages = 2 if count > PAGE else 1
        ideal = (pages + count / AT_ONCE) * LATENCY_MS / 1000
        return {report.IMPORT_IDEAL: Figure(ideal, ideal, ideal, 0, 0), **found}


def _empty(root: Path) -> None:
    shutil.rmtree(root / "presets", ignore_errors=True)
    (root / "presets.lock.json").unlink(missing_ok=True)


def _serve(servers: ExitStack) -> dict[str, str]:
    """Start a slow server, which ends with ``servers``; the variables that lead a client to it."""
    command = [PYTHON, str(HERE / "slow_server.py"), str(LATENCY_MS)]
    environment = {**os.environ, **_environment(HERE.parent)}
    server = servers.enter_context(Popen(command, env=environment, stdout=PIPE, text=True))
    servers.callback(server.terminate)
    url = server.stdout.readline().strip() if server.stdout else ""
    return {"OPENROUTER_BASE_URL": url, "OPENROUTER_API_KEY": "sandbox"}


def _environment(tree: Path) -> dict[str, str]:
    # Compiled once for all runs, also if the shell forbids it.
    return {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}


def _cache(root: Path) -> Path:
    return root.with_name(f"{root.name}-cache")


def _keep(_: Path) -> None:
    """Leave everything as it is."""


def _forget(root: Path) -> None:
    # A checkout of an older commit keeps its cache below the root.
    for folder in (_cache(root), root / ".presetsync"):
        shutil.rmtree(folder, ignore_errors=True)


def _lock(root: Path) -> None:
    # A process of its own: a child's peak of memory counts what its parent had when it began.
    command = [PYTHON, str(HERE / "locked.py")]
    run(command, cwd=root, env={**os.environ, **_environment(HERE.parent)}, check=True)


def _machine(runs: int) -> str:
    model = "unknown processor"
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        named = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return (
        f"{platform.system()} {platform.release()}, {model}, {os.cpu_count()} cores; "
        f"Python {platform.python_version()}; one warm-up and {runs} runs each, in turns."
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=[10, 100, 1000, 10000])
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--peers-up-to", type=int, default=1000, metavar="PRESETS")
    arguments.add_argument("--before", type=Path, help="another checkout, to be measured beside")
    arguments.add_argument("--no-apply", action="store_true", help="leave out what takes a server")
    options = arguments.parse_args()
    peers = {"terraform": TERRAFORM, "octodns": OCTODNS}
    missing = [name for name, found in peers.items() if not found]
    print(_machine(options.runs))
    if missing:
        print(f"Not installed, so not measured: {', '.join(missing)}.")
    trees = {"": HERE.parent} | ({", before": options.before.resolve()} if options.before else {})
    plans: dict[int, dict[str, Figure]] = {}
    applies: dict[int, dict[str, Figure]] = {}
    imports: dict[str, Figure] = {}
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.runs, trees)
        start_up = bench.start_up()
        print(report.table("Start-up", start_up, [report.CLICK]), flush=True)
        for count in options.sizes:
            plans[count] = bench.plan(count, with_peers=count <= options.peers_up_to)
            references = [report.HASH_PLUS, report.PARSE_PLUS]
            print(report.table(f"{count} presets", plans[count], references), flush=True)
        models = bench.models(report.MANY)
        title = f"{report.MANY} presets, without and with a model lock of 60 models"
        print(report.table(title, models, []), flush=True)
        for count in () if options.no_apply else (APPLIED, 10 * APPLIED):
            applies[count] = bench.apply(count, with_sdk=count == APPLIED)
            title = f"Apply: {count} changed presets, {LATENCY_MS} ms a request, {AT_ONCE} at once"
            print(report.table(title, applies[count], [report.IDEAL]), flush=True)
        if not options.no_apply:
            title = f"Import: {IMPORTED} presets, {LATENCY_MS} ms a request, {AT_ONCE} at once"
            imports = bench.imports(IMPORTED)
            print(report.table(title, imports, [report.IMPORT_IDEAL]), flush=True)
    print(report.targets(start_up, plans, models, applies, imports))


if __name__ == "__main__":
    main()
