"""Real runs against the embedded server, whose output the reference shows."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.tours import Tour, environment_of, output_of

_PRESET = """skin: chat/completions
body:
  model: {model}
  temperature: {temperature}
  messages:
    - role: system
      content: {prompt}
    - role: user
      content: Where is my parcel?
"""
_ENVIRONMENTS = """environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production:
    api_key: OPENROUTER_API_KEY
    lockfile: presets.lock.json
    after: staging
"""
_OVERLAY = """environments:
  staging:
    body: {model: openai/gpt-5.4-mini}
"""
_EDIT = """presetsync -q show {slug} live --as json {env} | sed '{change}' |
  curl -s -o /dev/null -d @- -H "Authorization: Bearer ${key}" \\
  "$OPENROUTER_BASE_URL/presets/{slug}/chat/completions"
"""


@cache
def outputs() -> dict[str, Any]:
    """What commands print as JSON, by what they show; `lock` and `plan file` are files."""
    with TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        (work / "presets").mkdir(parents=True)
        with environment_of(Tour("", server="empty"), Path(folder)) as environment:
            run = _Runs(work, environment)
            run.one_environment()
            run.two_environments()
            return run.found


class _Runs:
    """The runs, in one folder, one after another."""

    def __init__(self, work: Path, environment: dict[str, str]) -> None:
        self.work = work
        self.environment = environment
        self.found: dict[str, Any] = {}

    def one_environment(self) -> None:
        """A preset from its first plan to drift."""
        self._sh("git init -q -b main")
        self._write("openai/gpt-5.4-mini", "0.2\n  temprature: 0", "You answer customers.")
        self._json("validate", "validate")
        self._write("openai/gpt-5.4-mini", 0.2, "You answer customers.")
        self._sh("presetsync -q models update && git add . && git commit -qm 'Add support'")
        self._json("apply", "apply --yes")
        self._sh("git add . && git commit -qm 'Record versions'")
        self._write("openai/gpt-5.4", 0.3, "You answer customers, kindly.")
        self._json("models check", "models check")
        self._json("models update", "models update")
        self._json("models list", "models list")
        self._json("plan", "plan --out plan.json")
        self._json("try", "try support --yes")
        self.found["plan file"] = self._read("plan.json")
        self._sh("git commit -qam 'Be kind (#7)' && presetsync -q apply --yes")
        self._sh("git commit -qam 'Record versions'")
        self.found["lock"] = self._read("presets.lock.json")
        self._edit("s/0.3/0.5/")
        self._json("status", "status")
        self._json("plan refreshed", "plan --refresh")
        self._json("diff", "diff support")
        self._json("history", "history support")
        self._json("blame", "blame support")
        self._write("openai/gpt-5.4", 0.4, "You answer customers, kindly.")
        self._json("import", "import support")
        self._json("import list", "import")

    def two_environments(self) -> None:
        """An edit in the dashboard of staging."""
        self._write("openai/gpt-5.4", 0.3, "You answer customers, kindly.", _OVERLAY)
        (self.work / "presetsync.yaml").write_text(_ENVIRONMENTS)
        self._sh("presetsync -q apply --env staging --yes")
        self._json("plans", "plan")
        self._edit("s/0.3/0.6/", "staging")
        self._json("import staging", "import support --env staging")

    def _write(self, model: str, temperature: object, prompt: str, more: str = "") -> None:
        text = _PRESET.format(model=model, temperature=temperature, prompt=prompt)
        (self.work / "presets/support.yaml").write_text(text + more)

    def _edit(self, change: str, environment: str = "") -> None:
        """Store a version, as the dashboard does."""
        key = f"OPENROUTER_API_KEY_{environment.upper()}" if environment else "OPENROUTER_API_KEY"
        env = f"--env {environment}" if environment else ""
        self._sh(_EDIT.format(slug="support", change=change, key=key, env=env))

    def _read(self, name: str) -> Any:
        return _constant(json.loads((self.work / name).read_text(encoding="utf-8")))

    def _json(self, name: str, arguments: str) -> None:
        # People's hints go to stderr.
        printed = self._sh(f"presetsync {arguments} --format json 2>/dev/null")
        self.found[name] = _constant(json.loads(printed))

    def _sh(self, command: str) -> str:
        return output_of(["sh", "-c", command], self.work, self.environment)


_COMMIT = "83e347c0a9a4a4b1d6ff0e2a6a1b5c6f7e8d9012"


_SAME = {"presetsync_version": "0.2.0", "seconds": 1.412, "generation_id": "gen-1"}


def _constant(value: Any, name: str = "") -> Any:
    """The same without what is another in each run or release."""
    if isinstance(value, dict):
        return {name: _constant(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_constant(each) for each in value]
    if name == "base_url":
        return None  # as on OpenRouter
    if name in {"commit", "source_commit", "live_commit"} and value:
        return _COMMIT
    return _SAME.get(name, value)
