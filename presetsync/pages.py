"""The pages of the documentation about what a message asks somebody to decide."""

from __future__ import annotations

from enum import StrEnum

DOCS = "docs"
"""The folder of the pages."""

PLACE = "in presetsync's repository"
"""Where that folder is, for readers who look for it in their own."""

MORE = f"More, {PLACE}: "
"""What begins a line that names a page."""

_DECISIONS = f"{DOCS}/guides/decisions.md"
_ENVIRONMENTS = f"{DOCS}/guides/environments.md"
_MODELS = f"{DOCS}/guides/models.md"
_RELIABILITY = f"{DOCS}/concepts/reliability.md"
_VARIABLES = f"{DOCS}/reference/environment-variables.md"


class Topic(StrEnum):
    """What there is to decide; its value is the page about it, with the anchor of the section."""

    CONFLICT = f"{_DECISIONS}#conflict"
    DRIFTED = f"{_DECISIONS}#drifted"
    MISSING = f"{_DECISIONS}#missing"
    UNMANAGED = f"{_DECISIONS}#unmanaged"
    UNTRACKED = f"{_DECISIONS}#untracked"
    ARCHIVE = f"{_DECISIONS}#archive"
    RENAME = f"{DOCS}/guides/rename.md"
    WAITING = f"{_DECISIONS}#waiting"
    DISABLED = f"{_DECISIONS}#disabled"
    NOT_KEPT = f"{_DECISIONS}#fields-not-kept"
    TOO_MANY_CHANGES = f"{_DECISIONS}#too-many-changes"
    SAVED_PLAN = f"{_DECISIONS}#saved-plan"
    INTERRUPTED = f"{_DECISIONS}#interrupted-apply"
    ANOTHER_APPLY = f"{_DECISIONS}#another-apply"
    LOCK = f"{_DECISIONS}#lock"
    LOCK_CONFLICT = f"{_DECISIONS}#conflict-markers-in-the-lock"
    KEY_IN_A_PRESET = f"{_DECISIONS}#key-in-a-preset"
    LOST_REPLY = f"{_RELIABILITY}#how-it-works"
    UNCHECKED_MODELS = f"{_MODELS}#write-the-model-lock"
    MODEL_LOCK = f"{_MODELS}#in-an-emergency"
    WORKSPACE = f"{_ENVIRONMENTS}#one-workspace-or-several"
    ENVIRONMENT = _ENVIRONMENTS
    KEYS = f"{_VARIABLES}#keys-and-server"
    OTHER_SERVER = f"{_DECISIONS}#another-server"
