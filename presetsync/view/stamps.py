"""Shortened times and commits."""

from __future__ import annotations

from datetime import UTC, datetime

_COMMIT = 7
"""Digits of a commit, as git abbreviates it."""


def minute(time: str) -> str:
    """A time in UTC to the minute; a text that is not an RFC 3339 time is unchanged."""
    try:
        return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return time


def minute_utc(time: str) -> str:
    """The same, marked as UTC."""
    shown = minute(time)
    return shown if shown == time else f"{shown} UTC"


def short_commit(commit: str) -> str:
    """The first digits of a commit."""
    return commit[:_COMMIT]
