"""The times in the sandbox's replies, in the form of the API's documentation."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The current time."""
    return datetime.now(UTC)


def timestamp(time: datetime) -> str:
    """An aware time as the documentation's examples write it: RFC 3339, UTC, whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
