"""The API keys, which come from environment variables and from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY = "OPENROUTER_API_KEY"
MANAGEMENT_KEY = "OPENROUTER_MANAGEMENT_KEY"
OURS = "OPENROUTER_"
"""How the names of variables begin that are OpenRouter's."""

KEY_VARIABLES = (API_KEY, MANAGEMENT_KEY)

SHORTEST_KEY = 4
"""Characters of the shortest key that can be distinguished from other text."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The API keys; ``management`` is "" if there is none, and archiving is then refused.

    ``management_hint`` says where to set that.
    """

    api: str = field(default="", repr=False)
    management: str = field(default="", repr=False)
    management_hint: str = f"set {MANAGEMENT_KEY}"


SANDBOX_KEYS = Keys(api="sandbox", management="sandbox-management")
"""Of the embedded server; they are documented words, and no secrets."""


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
        )
    if not management_key:
        return Keys(keys[api_key], management_hint="name its variable as management_key")
    return Keys(keys[api_key], keys[management_key], f"set {management_key}")


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
