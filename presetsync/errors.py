"""Every expected failure, in one tree; the class carries the exit code.

``message`` says what is wrong, ``hint`` what to do, ``topic`` where to read on; None for nowhere.
`presetsync.cli.main` turns them into output and an exit code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.pages import Topic

if TYPE_CHECKING:
    from presetsync.diagnostics import Diagnostic


class PresetsyncError(Exception):
    """Base of all expected failures: failed or refused, in part or in whole (exit code 1)."""

    exit_code = 1
    topic: Topic | None = None

    def __init__(self, message: str, *, hint: str = "", topic: Topic | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.topic = topic or self.topic


class UsageError(PresetsyncError):
    """The command line or the environment is wrong (exit code 64, EX_USAGE of sysexits.h)."""

    exit_code = 64


class InvalidFilesError(PresetsyncError):
    """Presets, the configuration or a request are not valid; carries every error."""

    def __init__(
        self, diagnostics: tuple[Diagnostic, ...], message: str = "the files are not valid"
    ) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class UnsafePathError(PresetsyncError):
    """A link, FIFO or device is in place of a file; nothing was touched."""


class LockError(PresetsyncError):
    """The lock cannot be read or trusted; it was not changed."""

    topic = Topic.LOCK


class ModelLockError(PresetsyncError):
    """The model lock cannot be read or trusted; it was not changed.

    ``reason`` is the message without the file, and ``line`` where in it that is, from 1.
    """

    topic = Topic.MODEL_LOCK

    def __init__(self, reason: str, *, hint: str = "", file: str = "", line: int = 1) -> None:
        place = f"{file}:{line}" if line > 1 else file
        super().__init__(f"{place}: {reason}" if file else reason, hint=hint)
        self.reason = reason
        self.line = line


class SecretError(PresetsyncError):
    """A record contains the value of a key; it was not written."""

    topic = Topic.KEY_IN_A_PRESET


class PlanFileError(PresetsyncError):
    """A saved plan cannot be written, read or trusted; nothing was sent."""

    topic = Topic.SAVED_PLAN


class StalePlanError(PresetsyncError):
    """The present plan is not the one that was reviewed; nothing was sent."""

    topic = Topic.SAVED_PLAN


class BusyError(PresetsyncError):
    """Another apply is running on this checkout."""

    topic = Topic.ANOTHER_APPLY


class InterruptedRunError(PresetsyncError):
    """Ctrl-C (exit code 130, as a shell reports SIGINT)."""

    exit_code = 130


class ApiError(PresetsyncError):
    """A request to the server failed."""


class ApiUnreachableError(ApiError):
    """No connection, no answer in time, or an answer in an unknown format."""


class ApiUnsentError(ApiUnreachableError):
    """No connection: no byte of the request was sent."""


class ApiThrottledError(ApiError):
    """The server asks for a wait, and did nothing: 429, or 503 to a request for an answer.

    ``retry_after`` is in seconds; None if it does not say how long.
    """

    def __init__(self, message: str, *, retry_after: float | None) -> None:
        super().__init__(message, hint="wait, or lower parallelism")
        self.retry_after = retry_after


class ApiRefusedError(ApiError):
    """The server refused the request.

    ``status`` is the HTTP status code.
    """

    def __init__(self, message: str, *, status: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


class ApiAuthError(ApiRefusedError):
    """401 or 403: the key is missing, wrong, or lacks a permission; other requests fail, too."""

    topic = Topic.KEYS


class ApiNotFoundError(ApiRefusedError):
    """404: no such preset or version, or it is archived."""


class WrongWorkspaceError(PresetsyncError):
    """The server answered for a workspace that is not the environment's, or none can be right."""

    topic = Topic.WORKSPACE


def stops_the_run(error: PresetsyncError) -> bool:
    """Whether every other request of a run would fail too."""
    if isinstance(error, ApiThrottledError):
        # The server asks for a wait beyond the limit, and its rate limit is for all requests.
        return error.retry_after is not None
    return isinstance(error, ApiAuthError | LockError | WrongWorkspaceError)
