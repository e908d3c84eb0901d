"""The real command line in real processes that cost little, with short waits."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.faults.command import DISK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.server import FaultServer
    from tests.faults.zygote import Ended, Started, Zygote

LOCK = "presets.lock.json"
JOURNAL = f"{LOCK}.journal"


@dataclass
class Forked:
    """A folder with presets in it, and the command to run there."""

    root: Path
    environment: dict[str, str]
    processes: Zygote

    def write(self, slug: str, text: str, *, more: str = "") -> None:
        """Write a preset file whose system prompt is the text."""
        body = {"model": "m/one", "messages": [{"role": "system", "content": text}]}
        head = f"skin: chat/completions\n{more}"
        (self.root / f"presets/{slug}.yaml").write_text(f"{head}body: {json.dumps(body)}\n")

    def remove(self, slug: str) -> None:
        """Delete a preset file."""
        (self.root / f"presets/{slug}.yaml").unlink()

    def start(
        self, *arguments: str, disk: str = "", stdin: str = os.devnull, **environment: str
    ) -> Started:
        """Start the command; ``stdin`` is the path of what it reads."""
        variables = self.environment | environment | ({DISK: disk} if disk else {})
        return self.processes.start(self.root, variables, *arguments, stdin=stdin)

    def run(self, *arguments: str, disk: str = "", **environment: str) -> Ended:
        """Run the command to its end."""
        return self.start(*arguments, disk=disk, **environment).wait()

    def apply(self, *arguments: str, disk: str = "") -> Ended:
        """Run ``apply --yes``, results as JSON."""
        return self.run("apply", "--yes", "--format", "json", *arguments, disk=disk)

    def plan(self, *arguments: str) -> dict[str, str]:
        """What ``plan --refresh`` would do with each preset, the unchanged left out."""
        changes = self.run("plan", "--refresh", "--format", "json", *arguments).json["changes"]
        return {change["slug"]: change["action"] for change in changes}

    @property
    def lock(self) -> Any:
        """The presets of the lock; none where there is no lock."""
        path = self.root / LOCK
        return json.loads(path.read_bytes())["presets"] if path.exists() else {}

    @property
    def files(self) -> set[str]:
        """What stands in the root, but for presets and the folder of the checkout."""
        return {path.name for path in self.root.iterdir()} - {"presets", ".presetsync"}


def outcomes(ended: Ended) -> dict[str, str]:
    """What came of each preset."""
    return {result["slug"]: result["outcome"] for result in ended.json["results"]}


def live(remote: FaultServer, slug: str) -> tuple[int, str] | None:
    """Number and system prompt of what is live."""
    version = remote.live(slug)
    return (version.version, version.system_prompt or "") if version else None
