"""The API keys, which only come from environment variables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.pages import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY = "OPENROUTER_API_KEY"
MANAGEMENT_KEY = "OPENROUTER_MANAGEMENT_KEY"
OURS = "OPENROUTER_"
"""The prefix of OpenRouter's environment variables."""

KEY_VARIABLES = (API_KEY, MANAGEMENT_KEY)

SHORTEST_KEY = 4
"""Minimum characters of a key, so that it can be distinguished from other text."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The API keys, with their variables.

    ``management`` is "" if there is none, and archiving is then refused; ``management_name`` is ""
    where the configuration names no variable for it.
    """

    api: str = field(default="", repr=False)
    management: str = field(default="", repr=False)
    api_name: str = field(default=API_KEY, repr=False)
    management_name: str = field(default=MANAGEMENT_KEY, repr=False)

    @property
    def management_hint(self) -> str:
        """Where to set the management key."""
        if self.management_name:
            return f"set {self.management_name}"
        return (
            "set management_key of the environment in presetsync.yaml to the variable with the key"
        )


SANDBOX_KEYS = Keys(api="sandbox", management="sandbox-management")
"""The keys of the embedded server's default workspace; they are documented, and not secret."""

_SANDBOX_KEY = re.compile(r"(sandbox(?:-management)?)(?::([a-z][a-z0-9-]{0,63}))?")


def sandbox_keys(workspace: str) -> Keys:
    """The keys of a workspace of the embedded server; "" is the default one."""
    keys, named = SANDBOX_KEYS, f":{workspace}" if workspace else ""
    return Keys(f"{keys.api}{named}", f"{keys.management}{named}")


def sandbox_key(key: str) -> tuple[str, str] | None:
    """Split a key of the embedded server into the key and the name of its workspace."""
    match = _SANDBOX_KEY.fullmatch(key)
    return (match[1], match[2] or "") if match else None


def read_keys(
    environ: Mapping[str, str], api_key: str = API_KEY, management_key: str = MANAGEMENT_KEY
) -> Keys:
    """The keys of an environment.

    Args:
        environ: environment variables.
        api_key: the variable that has the API key.
        management_key: the one that has the management key; "" for none.

    Raises:
        UsageError: the API key is missing, or a value cannot be a key.

    """
    keys = {name: read_key_of(environ, name) for name in (api_key, management_key) if name}
    if not keys[api_key]:
        raise UsageError(
            f"{api_key} is not set",
            hint="set it in the environment, or try --sandbox, which needs no account",
            topic=Topic.KEYS,
        )
    return Keys(keys[api_key], keys.get(management_key, ""), api_key, management_key)


def read_key_of(environ: Mapping[str, str], name: str) -> str:
    """The key in an environment variable, "" for none.

    Raises `UsageError` for a value that cannot be a key.
    """
    key = environ.get(name, "").strip()
    # A header cannot carry anything else; the message must not show the key.
    if not key.isascii() or not key.isprintable():
        raise UsageError(
            f"{name} contains characters that a key cannot contain", hint="set it again"
        )
    if 0 < len(key) < SHORTEST_KEY:
        raise UsageError(
            f"{name} is shorter than {SHORTEST_KEY} characters, so it is not a key",
            hint="set it again",
        )
    return key
