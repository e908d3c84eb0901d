"""Slugs of presets: 1 to 128 unreserved characters (RFC 3986)."""

from __future__ import annotations

from posixpath import basename, splitext
from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

import re

MAX_LENGTH = 128
PATTERN = r"^[A-Za-z0-9\-_.~]+$"

_SLUG = re.compile(PATTERN)


def slug_refusal(slug: str) -> str:
    """Why this is not a slug, as the end of a sentence; "" if it is one."""
    if slug in (".", ".."):
        return "is a step in a path"
    if len(slug) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    if not _SLUG.fullmatch(slug):
        return "may contain only A-Z a-z 0-9 - _ . ~"
    return ""


def slug_argument(slug: str) -> str:
    """A slug as the last argument of a command: not an option, and without shell expansion."""
    if slug.startswith("-"):
        return f"-- {slug}"
    return f"'{slug}'" if slug.startswith("~") else slug


def target_option(slug: str) -> str:
    """The option of plan and apply for one preset, without shell expansion."""
    return f"--target={slug}" if slug.startswith("-") else f"--target {slug_argument(slug)}"


def default_slug(path: str) -> str:
    """The default slug of a preset file: its name without the suffix."""
    return splitext(basename(path))[0]


def check_collection(slugs: Collection[str]) -> None:
    """Refuse one slug in place of several, whose characters would be taken for slugs."""
    if isinstance(slugs, str):
        raise UsageError(f"{slugs} is one slug", hint=f"pass a collection, as in [{slugs!r}]")


def check_known(slugs: Collection[str], known: Collection[str], place: str) -> None:
    """Refuse an unknown slug, suggesting the closest known one.

    Args:
        slugs: as given by the user.
        known: the existing slugs.
        place: where they come from, in words.

    Raises:
        UsageError: one of them is not known.

    """
    check_collection(slugs)
    if unknown := sorted({*slugs} - {*known}):
        hint = did_you_mean(unknown[0], known, f"use the slug of {place}")
        raise UsageError(f"no preset has the slug {unknown[0]}", hint=hint)
