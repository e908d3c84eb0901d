"""The model lock that an update replaces: ours, even if damaged, but never another file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from presetsync.errors import ModelLockError
from presetsync.models.model_lock import MODELS_VERSION
from presetsync.models.model_lockfile import parse_bytes, read_bytes

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.models.model import ModelLock

_VERSION = re.compile(r'"models_version"\s*:\s*(\d{1,9})')
_OTHER_NAME = "change the setting models to another file, or move this one away"


def read_to_replace(path: RootedPath) -> tuple[ModelLock | None, str]:
    """The model lock that is replaced, and why it says nothing; "" where it is well.

    Raises `ModelLockError` for a newer one, and for a file that is no model lock.
    """
    content = read_bytes(path)
    if content is None:
        return None, ""
    try:
        return parse_bytes(content, path), ""
    except ModelLockError as error:
        _check_ours(content.decode("utf-8", "replace"), path, error)
        return None, error.message


def _check_ours(text: str, path: RootedPath, error: ModelLockError) -> None:
    """Raise where a file that is no valid model lock may be something else, or a newer one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        versions = [int(version) for version in _VERSION.findall(text)]
    else:
        if isinstance(document, dict) and document.get("models_version") == MODELS_VERSION:
            return
        raise error
    if max(versions, default=0) > MODELS_VERSION:
        reason = "it is broken, and was written by a newer presetsync"
        raise ModelLockError(reason, hint="update presetsync", file=str(path)) from error
    if text.strip() and not versions:
        raise ModelLockError("it is not a model lock", hint=_OTHER_NAME, file=str(path)) from error
