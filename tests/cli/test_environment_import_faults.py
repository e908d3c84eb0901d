"""Killed or without a disk, an import into an overlay leaves whole files, and the next goes on."""

from __future__ import annotations

import json

import pytest

from tests.faults.server import FaultServer
from tests.processes import Forked

CONFIG = """\
parallelism: 1
environments:
  staging: {}
  production:
    api_key: OPENROUTER_API_KEY_PRODUCTION
"""
PRESET = """\
skin: chat/completions
body:
  model: m/one   # ours
  temperature: 0.5
  messages:
    - role: system
      content: Be brief.
"""
OVERLAY = """\
environments:
  staging:
    body:
      messages:
        - role: system
          content: !file prompts/staging.md
"""
FILES = {
    "presetsync.yaml": CONFIG,
    "presets/a.yaml": PRESET + OVERLAY,
    "presets/prompts/staging.md": "Be kind.\n",
}
LOCK = "presets.staging.lock.json"


class Case:
    """A repository, to be set back to how it was before an import."""

    def __init__(self, workspace: Forked) -> None:
        self.workspace = workspace
        self._before = self.files()

    def files(self) -> dict[str, str]:
        """What is in the repository, but for what belongs to the checkout."""
        root = self.workspace.root
        paths = (path for path in root.rglob("*") if path.is_file())
        names = {path.relative_to(root).as_posix(): path for path in paths}
        return {
            name: path.read_text()
            for name, path in names.items()
            if not name.startswith(".presetsync/")
        }

    def reset(self) -> None:
        """Put everything back."""
        for name in self.files().keys() - self._before.keys():
            (self.workspace.root / name).unlink()
        for name, text in self._before.items():
            self.workspace.write(name, text)

    def run(self, disk: str = "") -> int:
        """Import; returns the exit code."""
        return self.workspace.run("import", "a", "--env", "staging", disk=disk).code

    def check(self, expected: dict[str, str]) -> None:
        """The next import leaves what an undisturbed one does."""
        assert self.run() == 0
        assert self.files() == expected
        plan = self.workspace.run("plan", "--env", "staging", "--format", "json").json
        assert plan["changes"] == []


@pytest.fixture(params=["edit", "second"])
def case(forked: Forked, remote: FaultServer, request: pytest.FixtureRequest) -> Case:
    """An edit of what overlay and body say, or a preset that production has and staging not yet."""
    for name, text in FILES.items():
        forked.write(name, text)
    assert forked.run("apply", "--env", "staging", "--yes").code == 0
    if request.param == "second":
        # Production's lock: what it says is not asked for.
        lock = json.loads((forked.root / LOCK).read_text())
        lock["workspace_id"] = "another"
        forked.write("presets.production.lock.json", json.dumps(lock))
        (forked.root / LOCK).unlink()
        forked.write("presets/a.yaml", PRESET)
    config = {"model": "m/one", "temperature": 0.9}
    remote.dashboard_edit("a", "Be very kind.\n", config)
    return Case(forked)


@pytest.mark.parametrize(("kind", "step", "most"), [("cut", 1, 99), ("once", 4, 30)])
def test_at_whatever_call_it_fails_the_next_import_goes_on(
    case: Case, kind: str, step: int, most: int
) -> None:
    assert case.run() == 0
    expected = case.files()
    assert f"{LOCK}.journal" not in expected
    for at in range(1, most, step):
        case.reset()
        code = case.run(f"{kind}@{at}")
        if code == 0 and kind == "cut":
            # It makes fewer calls.
            break
        assert code in (-9, 0, 1), at
        case.check(expected)
    assert at > 10
    assert kind != "cut" or at < most - 1
