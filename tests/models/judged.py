"""Bodies, and what the rules of the model lock find in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.models.model_rules import judge
from tests.models.catalogue import model, model_lock

if TYPE_CHECKING:
    from presetsync.findings import Finding
    from presetsync.models.model import Endpoint, Model, ModelLock

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"
NAME = "openai/gpt-5"


def findings(body: dict[str, Any], lock: ModelLock | None, skin: str = CHAT) -> list[Finding]:
    """What is found in a body."""
    return list(judge({"skin": skin, "body": body}, lock).findings)


def reported(
    body: dict[str, Any], lock: ModelLock | None, skin: str = CHAT
) -> list[tuple[str, str]]:
    """The codes and places of that."""
    return [(each.code, each.pointer) for each in findings(body, lock, skin)]


def lock_of(*endpoints: Endpoint, **changes: Any) -> ModelLock:
    """A model lock of one model with these endpoints, and the facts of it that matter."""
    return model_lock({NAME: model(*endpoints, **changes)})


def lock_with(**models: Model) -> ModelLock:
    """A model lock of models of one author: ``lock_with(b=model())`` has ``a/b``."""
    return model_lock({f"a/{name}": facts for name, facts in models.items()})


def one(body: dict[str, Any], lock: ModelLock | None, skin: str = CHAT) -> Finding:
    """The only finding in a body."""
    (found,) = findings(body, lock, skin)
    return found
