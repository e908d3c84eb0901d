"""The API keys, which come from environment variables and from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY = "OPENROUTER_API_KEY"
MANAGEMENT_KEY = "OPENROUTER_MANAGEMENT_KEY"
KEY_VARIABLES = (API_KEY, MANAGEMENT_KEY)

SHORTEST_KEY = 4
"""Characters of the shortest key that can be distinguished from other text."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The API keys; ``management`` is "" if there is none, and archiving is then refused."""

    api: str = field(default="", repr=False)
    management: str = field(default="", repr=False)


SANDBOX_KEYS = Keys(api="sandbox", management="sandbox-management")
"""Of the embedded server; they are documented words, and no secrets."""


def read_keys(environ: Mapping[str, str]) -> Keys:
    """The keys of an environment.

    Raises `UsageError` for a missing API key, and for a value that cannot be a key.
    """
    keys = {name: environ.get(name, "").strip() for name in KEY_VARIABLES}
    if not keys[API_KEY]:
        raise UsageError(
            f"{API_KEY} is not set",
            hint="set it in the environment, or try --sandbox, which needs no account",
        )
    for name, key in keys.items():
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
    return Keys(keys[API_KEY], keys[MANAGEMENT_KEY])
