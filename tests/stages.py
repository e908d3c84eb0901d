"""Two environments on one server, each with a workspace of its own."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from presetsync.sandbox.store import workspace_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.sandbox.store import Store
    from tests.repositories import Finished, Repository
    from tests.servers import Recorder

STAGING, PRODUCTION = "staging", "production"
CONFIG = """\
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production: {}
"""
KEYS = {
    "OPENROUTER_API_KEY": "sandbox:production",
    "OPENROUTER_API_KEY_STAGING": "sandbox:staging",
}
OVERLAY = """
environments:
  staging:
    body:
      model: openai/gpt-5.4-mini   # cheap
      top_p: null
"""
PRESET = f"""\
# One file for all environments.
skin: chat/completions
body:
  model: openai/gpt-5.4   # good
  temperature: 0.5
  top_p: 0.9
  messages:
    - role: system
      content: |
        You write mails.
        Keep them short.
{OVERLAY}"""
FILE = "presets/mails.yaml"


@dataclass
class Stages:
    """A repository with two environments, and the server that has both."""

    repository: Repository
    server: Recorder
    _minutes: Iterator[int]

    def run(self, *arguments: str) -> Finished:
        """Run a command."""
        return self.repository.run(*arguments)

    def apply(self, *names: str) -> None:
        """Apply to environments; to both where none is named."""
        for name in names or (STAGING, PRODUCTION):
            applied = self.run("apply", "--env", name, "--yes")
            assert applied.code == 0, applied.stderr

    def store(self, environment: str) -> Store:
        """The presets of an environment."""
        return self.server.store.in_workspace(workspace_id_of(environment))

    def live(self, environment: str, slug: str = "mails") -> tuple[dict[str, Any], str | None]:
        """The configuration and the system prompt that are live."""
        version = self.store(environment).get_preset(slug).designated_version
        assert version
        return deepcopy({**version.config}), version.system_prompt

    def edit(
        self, environment: str, slug: str = "mails", *, system: str | None = None, **config: Any
    ) -> None:
        """An edit in the dashboard; a field that is ... goes."""
        before, prompt = self.live(environment, slug)
        after = {key: value for key, value in (before | config).items() if value is not ...}
        self.store(environment).add_version(
            slug,
            after,
            prompt if system is None else system,
            now=f"2999-01-01T00:{next(self._minutes):02}:00Z",
            new_id=lambda: str(uuid4()),
        )

    @property
    def text(self) -> str:
        """The preset file."""
        return (self.repository.root / FILE).read_text()


def stages(repository: Repository, server: Recorder) -> Stages:
    """The repository with one preset that has an overlay, in two environments."""
    for slug in ("copywriter", "reviewer", "classifier"):
        repository.remove_preset(slug)
    repository.write("presetsync.yaml", CONFIG)
    repository.write(FILE, PRESET)
    repository.environment |= KEYS
    return Stages(repository, server, count(1))
