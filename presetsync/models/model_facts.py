"""The facts for one command: the model lock, read once, and parsed once on demand."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from presetsync.errors import ModelLockError, UnsafePathError
from presetsync.models.model_lockfile import parse_bytes, read_bytes

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.models.model import ModelLock

_ERRORS = (ModelLockError, UnsafePathError)


class ModelFacts:
    """What the catalogue says, as one command finds it in the model lock."""

    def __init__(self, path: RootedPath) -> None:
        """Begin; nothing is read yet."""
        self.path = path

    @property
    def is_missing(self) -> bool:
        """Whether there is no model lock."""
        return self._content is None

    @cached_property
    def digest(self) -> str:
        """Equal for equal facts, without parsing. "" where there is no model lock."""
        if isinstance(self._content, bytes):
            return sha256(self._content).hexdigest()
        return self._content.message if self._content else ""

    @property
    def lock(self) -> ModelLock | None:
        """The facts; None if there are none.

        Raises `ModelLockError`, or `presetsync.errors.UnsafePathError`.
        """
        if self.error:
            raise self.error
        return self.known

    @property
    def known(self) -> ModelLock | None:
        """The facts; None if there are none, or where the model lock is broken."""
        return None if isinstance(self._parsed, _ERRORS) else self._parsed

    @property
    def error(self) -> ModelLockError | UnsafePathError | None:
        """Why the model lock cannot be used; None if it can, or where there is none."""
        return self._parsed if isinstance(self._parsed, _ERRORS) else None

    @cached_property
    def _content(self) -> bytes | ModelLockError | UnsafePathError | None:
        try:
            return read_bytes(self.path)
        except _ERRORS as error:
            return error

    @cached_property
    def _parsed(self) -> ModelLock | ModelLockError | UnsafePathError | None:
        if not isinstance(self._content, bytes):
            return self._content
        try:
            return parse_bytes(self._content, self.path)
        except ModelLockError as error:
            return error
