"""This repository's workflows under the real runner `act`, on this machine and nothing else.

What is real: the workflow files, the actions, git, presetsync installed from the checkout and the
locked wheels, and the sandbox as the server. What stands in: GitHub's API, the remote (a bare
repository), the package index (on loopback), and those of GitHub's own actions that cannot be
fetched here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presetsync.sandbox.store import workspace_id_of
from tests.actions.github_stand_in import REPOSITORY, TOKEN
from tests.actions.package_index import package_index
from tests.repositories import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.actions.github_stand_in import GitHubStandIn
    from tests.servers import Recorder

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).parent / "stand_ins"
ACT = Path(sys.executable).with_name("act")
KEY = "sandbox"
PUBLISHED = "acme/presetsync"

_USES = re.compile(r"uses: (actions/([\w-]+)@[0-9a-f]{40})")
_PERSON = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


@dataclass(frozen=True)
class Run:
    """A finished workflow run."""

    code: int
    log: str
    artifacts: dict[str, str]


@dataclass
class Project:
    """A project on GitHub, as far as there is one here."""

    folder: Path
    github: GitHubStandIn
    server: Recorder
    python: Python
    runs: int = 0
    keys: dict[str, str] = field(default_factory=lambda: {"OPENROUTER_API_KEY": KEY})

    @property
    def origin(self) -> Path:
        """The remote."""
        return self.folder / "origin.git"

    @property
    def clone(self) -> Path:
        """A person's clone."""
        return self.folder / "clone"

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git in the clone."""
        finished = subprocess.run(
            ["git", *_PERSON, *arguments],
            cwd=cwd or self.clone,
            check=True,
            capture_output=True,
            text=True,
        )
        return finished.stdout.strip()

    def begin(self) -> None:
        """Lay this repository's tree as the first commit of main."""
        self.git("init", "--quiet", "--bare", "-b", "main", str(self.origin), cwd=self.folder)
        self.git("config", "uploadpack.allowAnySHA1InWant", "true", cwd=self.origin)
        self.git("clone", "--quiet", str(self.origin), str(self.clone), cwd=self.folder)
        shutil.copytree(self.python.tree, self.clone, dirs_exist_ok=True)
        for workflow in (self.clone / ".github/workflows").iterdir():
            self._adapt(workflow)
        self.commit("Begin")
        self.git("push", "--quiet", "origin", "main")

    def _adapt(self, workflow: Path) -> None:
        """Have a workflow use the actions beside it, and nothing that act does not know."""
        text = workflow.read_text(encoding="utf-8")
        text = re.sub(rf"uses: {re.escape(PUBLISHED)}(/[\w/-]+)?@v1", r"uses: .\1", text)
        # act runs one workflow at a time and does not know this member yet.
        text = re.sub(r"^ +queue: max\n", "", text, flags=re.MULTILINE)
        workflow.write_text(text.replace("uses: .\n", "uses: ./\n"), encoding="utf-8")

    def initialise(self, *arguments: str, folder: str = ".") -> None:
        """Have init write the workflows of a root anew, and commit them."""
        root = self.clone / folder
        for file in [*(self.clone / ".github/workflows").glob("presets-*.yml")]:
            if folder == ".":
                file.unlink()
        done = Repository(root).run("init", "--action", f"{PUBLISHED}@v1", *arguments)
        assert done.code == 0, done.stderr
        workflows = self.clone / ".github/workflows"
        for file in [*(root / ".github/workflows").glob("presets-*.yml")]:
            self._adapt(file.rename(workflows / file.name))
        self.commit(f"Set up {folder}")
        self.git("push", "--quiet", "origin", "main")

    def before(self, job: str, script: str) -> None:
        """Have a script run in the clone before a job checks out; it fails the job if it fails."""
        hook = self.folder / "hooks" / job
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh -e\ncd '{self.clone}'\n{script}\n", encoding="utf-8")
        hook.chmod(0o755)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in the clone."""
        file = self.clone / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def commit(self, message: str) -> str:
        """Commit everything in the clone; returns the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD")

    def pull(self) -> None:
        """Bring the clone's main to the remote's."""
        self.git("checkout", "--quiet", "main")
        self.git("fetch", "--quiet", "origin", "main")
        self.git("reset", "--quiet", "--hard", "origin/main")

    def merge(self) -> str:
        """Push the clone's main, as a merge of a pull request does."""
        self.git("push", "--quiet", "origin", "HEAD:main")
        return self.git("rev-parse", "HEAD")

    def protect(self, branch: str = "main") -> None:
        """Have the remote refuse pushes to a branch, as GitHub refuses them."""
        hook = self.origin / "hooks/update"
        hook.write_text(
            f'#!/bin/sh\n[ "$1" != refs/heads/{branch} ] || '
            "{ echo 'GH006: Protected branch update failed'; exit 1; }\n",
            encoding="utf-8",
        )
        hook.chmod(0o755)

    def unprotect(self) -> None:
        """Have the remote take every push again."""
        (self.origin / "hooks/update").unlink()

    def race(self) -> None:
        """Have the clone's HEAD become main in the moment in which somebody pushes to it."""
        self.git("push", "--quiet", "origin", "HEAD:refs/scenario/race")
        hook = self.origin / "hooks/update"
        hook.write_text(
            '#!/bin/sh\nrm "$0"\ngit update-ref refs/heads/main refs/scenario/race\n',
            encoding="utf-8",
        )
        hook.chmod(0o755)

    @property
    def lock(self) -> Any:
        """The lock on the remote's main."""
        return self.lock_on("main")

    def lock_on(self, branch: str, path: str = "presets.lock.json") -> Any:
        """A lock on a branch of the remote."""
        return json.loads(self.git("show", f"{branch}:{path}", cwd=self.origin))

    def live(self, slug: str, workspace: str = "") -> int:
        """The version that is live on the server."""
        store = self.server.store.in_workspace(workspace_id_of(workspace))
        version = store.get_preset(slug).designated_version
        assert version is not None
        return version.version

    def pull_request(self, number: int, *, fork: bool = False, suffix: str = "") -> Run:
        """Run the plan workflow for the clone's HEAD as a pull request's last push."""
        event = self._pull_request_event(number, fork=fork)
        return self._act("pull_request", f"presets-plan{suffix}.yml", event, secret=False)

    def tried(
        self,
        number: int,
        *,
        labelled: str = "",
        labels: Sequence[str] = ("try",),
        fork: bool = False,
        secret: bool = True,
    ) -> Run:
        """Run the try workflow for a push of the clone's HEAD, or for a label that it was given.

        ``labels`` are those that the pull request then has.
        """
        event = self._pull_request_event(number, fork=fork)
        event["pull_request"]["labels"] = [{"name": label} for label in labels]
        event["action"] = "labeled" if labelled else "synchronize"
        if labelled:
            event["label"] = {"name": labelled}
        return self._act("pull_request", "presets-try.yml", event, secret=secret)

    def _pull_request_event(self, number: int, *, fork: bool) -> dict[str, Any]:
        merge = f"refs/pull/{number}/merge"
        self.git("push", "--quiet", "--force", "origin", f"HEAD:{merge}")
        head = "somebody/prompts" if fork else REPOSITORY
        return {
            "number": number,
            "pull_request": {
                "number": number,
                "head": {
                    "ref": "topic",
                    "sha": self.git("rev-parse", "HEAD"),
                    "repo": {"full_name": head},
                },
                "base": {"ref": "main", "repo": {"full_name": REPOSITORY}},
            },
        }

    def merge_group(self, number: int) -> Run:
        """Run the plan workflow for the clone's HEAD as what a merge queue would merge."""
        head = self.git("rev-parse", "HEAD")
        branch = f"refs/heads/gh-readonly-queue/main/pr-{number}-{head}"
        self.git("push", "--quiet", "--force", "origin", f"HEAD:{branch}")
        base = self.git("rev-parse", "main", cwd=self.origin)
        group = {
            "head_ref": branch,
            "head_sha": head,
            "base_ref": "refs/heads/main",
            "base_sha": base,
        }
        event = {"action": "checks_requested", "merge_group": group, "ref": branch}
        return self._act("merge_group", "presets-plan.yml", event, secret=False)

    def pushed(self, *, secret: bool = True, suffix: str = "") -> Run:
        """Run the apply workflow for a push of the clone's HEAD to main."""
        event = {"ref": "refs/heads/main", "after": self.git("rev-parse", "HEAD")}
        return self._act("push", f"presets-apply{suffix}.yml", event, secret=secret)

    def scheduled(self) -> Run:
        """Run the drift workflow."""
        return self._act("schedule", "presets-drift.yml", {}, secret=True)

    def checked(self) -> Run:
        """Run the workflow for models."""
        return self._act("schedule", "presets-models.yml", {}, secret=False)

    def _act(self, event: str, workflow: str, payload: dict[str, Any], *, secret: bool) -> Run:
        self.runs += 1
        folder = self.folder / f"run-{self.runs}"
        folder.mkdir()
        (folder / "artifacts").mkdir()
        repository = {"full_name": REPOSITORY, "default_branch": "main"}
        document = {**payload, "repository": repository}
        (folder / "event.json").write_text(json.dumps(document), encoding="utf-8")
        # act shares its workspace with what it reads the workflow from: not the person's clone.
        self.git("clone", "--quiet", str(self.clone), str(folder / "tree"), cwd=self.folder)
        given = {
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "OPENROUTER_BASE_URL": self.server.base_url,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.python.index,
            "SCENARIO_HOOKS": str(self.folder / "hooks"),
            "SCENARIO_ARTIFACTS": str(folder / "artifacts"),
            "SCENARIO_PYTHON": str(self.python.path),
            "SCENARIO_REMOTE": self.origin.as_uri(),
        }
        secrets = {"GITHUB_TOKEN": TOKEN} | (self.keys if secret else {})
        command = [
            *(str(ACT), event, "--directory", str(folder / "tree")),
            *("--workflows", f".github/workflows/{workflow}"),
            *("--eventpath", str(folder / "event.json")),
            *("--platform", "ubuntu-latest=-self-hosted"),
            *("--action-cache-path", str(folder / "cache")),
            *("--no-skip-checkout", "--no-cache-server", "--defaultbranch", "main"),
            *(f"--local-repository={uses}={stand_in}" for uses, stand_in in stand_ins().items()),
            *(f"--env={name}={value}" for name, value in given.items()),
            *(f"--secret={name}={value}" for name, value in secrets.items()),
        ]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("OPENROUTER")
        }
        finished = subprocess.run(
            command,
            env={**environment, "XDG_CONFIG_HOME": str(folder / "config")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=600,
            text=True,
        )
        (folder / "log.txt").write_text(finished.stdout, encoding="utf-8")
        return Run(
            code=finished.returncode,
            log=finished.stdout,
            artifacts={
                str(file.relative_to(folder / "artifacts")): file.read_text(encoding="utf-8")
                for file in (folder / "artifacts").rglob("*")
                if file.is_file()
            },
        )


@dataclass(frozen=True)
class Python:
    """The interpreter that actions/setup-python is said to have found.

    ``index`` is the address of an index on loopback, which has what the action locks. ``tree`` is
    this repository.
    """

    path: Path
    index: str
    tree: Path


@contextmanager
def prepared_python(folder: Path) -> Iterator[Python]:
    """Take this repository's tree as it is now, and its locked wheels; this alone asks an index."""
    tree, wheels = _copied_tree(folder / "tree"), folder / "wheels"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    wanted = ("--require-hashes", "--only-binary", ":all:", "--no-deps")
    locks = [f"--requirement={lock}" for lock in (tree / "actions/requirements").iterdir()]
    subprocess.run([*pip, "download", *wanted, *locks, "--dest", str(wheels)], check=True)
    with package_index(wheels) as index:
        yield Python(Path(sys.executable), index, tree)


def _copied_tree(folder: Path) -> Path:
    """A copy of what git has or would take of this repository, but for its tests and its lock."""
    listing = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith(("tests/", "presets.lock")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def stand_ins() -> dict[str, Path]:
    """A stand-in for each of GitHub's actions that the workflows and actions use."""
    files = [*(ROOT / ".github/workflows").glob("presets-*.yml"), ROOT / "action.yml"]
    used = {m[1]: m[2] for file in files for m in _USES.finditer(file.read_text(encoding="utf-8"))}
    return {uses: STAND_INS / name for uses, name in used.items()}
