"""States of presets by their names."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.errors import UsageError
from presetsync.project import named_states
from presetsync.project.project import Project

if TYPE_CHECKING:
    from tests.repositories import Repository

SLUGS = ("copywriter", "reviewer", "classifier")


def test_the_first_preset_that_lacks_a_state_is_named_whichever_reply_comes_first(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = dict(zip(SLUGS, (0.02, 0.01, 0.0), strict=True))

    async def read(_: object, known: Any, __: object) -> None:
        await asyncio.sleep(waits[known.slug])
        raise UsageError(f"{known.slug} has no version 7", hint="")

    monkeypatch.setattr(named_states, "read_states", read)
    assert repository.run("apply", "--yes").code == 0
    project = Project.open(repository.root, environ=repository.environment)

    with pytest.raises(UsageError, match="copywriter has no version 7"):
        named_states.named_states(project, SLUGS, ("7",))
