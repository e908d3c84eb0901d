"""Every failure that a user can meet, in one tree; the class carries the exit code.

A message says what is wrong, ``hint`` what to do. `presetsync.cli.main` is the one place where
they become output and an exit code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.diagnostics import Diagnostic


class PresetsyncError(Exception):
    """Base of all expected failures: failed or refused, in part or in whole (exit code 1)."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PresetsyncError):
    """The command line or the environment is wrong (exit code 64, EX_USAGE of sysexits.h)."""

    exit_code = 64


class InvalidFilesError(PresetsyncError):
    """Presets or the configuration are not valid; carries every error."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("the files are not valid")
        self.diagnostics = diagnostics


class UnsafePathError(PresetsyncError):
    """A link, FIFO or device stands where a file should be; nothing was touched."""


class LockError(PresetsyncError):
    """The lock cannot be read, or cannot be trusted; it was not touched."""


class SecretError(PresetsyncError):
    """What is to be recorded holds the value of a key; it was not written anywhere."""


class PlanFileError(PresetsyncError):
    """A saved plan cannot be written, or cannot be read or trusted; nothing was sent."""


class StalePlanError(PresetsyncError):
    """What was reviewed is not what would be done now; nothing was sent."""


class BusyError(PresetsyncError):
    """Another apply is running on this checkout."""


class InterruptedRunError(PresetsyncError):
    """Ctrl-C (exit code 130, as a shell reports SIGINT)."""

    exit_code = 130


class ApiError(PresetsyncError):
    """A request to the server did not do what was asked."""


class ApiUnreachableError(ApiError):
    """No connection, or the server did not answer in time, or not in its own format."""


class ApiUnsentError(ApiUnreachableError):
    """No connection: no byte of the request left."""


class ApiThrottledError(ApiError):
    """429 to a request that changes nothing; ``retry_after`` in seconds, None if not said."""

    def __init__(self, message: str, *, retry_after: float | None) -> None:
        super().__init__(message, hint="wait, or lower parallelism")
        self.retry_after = retry_after


class ApiRefusedError(ApiError):
    """The server answered and said no.

    ``status`` is the HTTP status code.
    """

    def __init__(self, message: str, *, status: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


class ApiAuthError(ApiRefusedError):
    """401 or 403: the key is missing, wrong, or lacks the right; nothing else will work either."""


class ApiNotFoundError(ApiRefusedError):
    """404: no such preset or version, or it is archived."""


class WrongWorkspaceError(PresetsyncError):
    """The server answers for another workspace than the lock's."""
