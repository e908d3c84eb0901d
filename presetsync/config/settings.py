"""Reading settings from a mapping: the valid ones, and the mistakes of the others. Pure.

A rule returns why a value is not valid, as the end of a sentence, or "" if it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.config import baseurl
from presetsync.jsonpointer import child_pointer
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    ValueRule = Callable[[Any], str]

MAX_PARALLELISM = 64


class Problem(NamedTuple):
    """A mistake in the configuration, by JSON pointer."""

    pointer: str
    message: str
    hint: str
    at_key: bool = False


def read_settings(
    data: object,
    pointer: str,
    rules: Mapping[str, ValueRule | Mapping[str, ValueRule]],
    defaults: Mapping[str, object],
    problems: list[Problem],
) -> dict[str, Any]:
    """The valid settings in normal form; the others become problems.

    Args:
        data: the data in the file.
        pointer: its place.
        rules: by setting; nested rules for nested settings.
        defaults: by setting, for hints.
        problems: gets one for each mistake.

    """
    if not isinstance(data, dict):
        problems.append(Problem(pointer, "the settings are not a mapping", "write key: value"))
        return {}
    values: dict[str, Any] = {}
    for key, value in data.items():
        place, rule = child_pointer(pointer, key), rules.get(key)
        if rule is None:
            hint = did_you_mean(key, rules, f"the known settings are {', '.join(rules)}")
            problems.append(Problem(place, f"unknown setting {key}", hint, at_key=True))
        elif not callable(rule):
            values[key] = read_settings(value, place, rule, {}, problems)
        elif refusal := rule(value):
            hint = f"the default is {defaults.get(key) or 'none'}"
            problems.append(Problem(place, f"the setting {key} {refusal}", hint))
        else:
            values[key] = _NORMALISED[key](value) if key in _NORMALISED else value
    return values


def path(value: object) -> str:
    """The rule for paths inside the repository."""
    if not isinstance(value, str) or not value.strip("/ ") or not value.isprintable():
        return "is not a path"
    if value.startswith(("/", "~")) or "\\" in value or ".." in value.split("/"):
        return "must be a path inside the repository, relative to its root, with forward slashes"
    return ""


def integer(low: int, high: int) -> ValueRule:
    """The rule for a whole number in this range."""

    def refusal(value: object) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if right else f"must be a whole number from {low} to {high}"

    return refusal


def word(*words: str) -> ValueRule:
    """The rule for one of these words."""
    return lambda value: "" if value in words else f"must be {' or '.join(words)}"


def header(value: object) -> str:
    """The rule for the value of an HTTP header."""
    # A line break would start another header.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return "must be printable ASCII text, as it is sent as a header"
    return "" if value == value.strip() else "must not start or end with a space, as a header"


SERVER_RULES: Mapping[str, ValueRule | Mapping[str, ValueRule]] = {
    "base_url": baseurl.refusal,
    "parallelism": integer(1, MAX_PARALLELISM),
    "on_dropped": word("warn", "error"),
    "max_change_percent": integer(0, 100),
    "app": dict.fromkeys(("referer", "title", "categories"), header),
}
"""The rules of server settings, which an environment can override."""

_NORMALISED: Mapping[str, Callable[[str], str]] = {
    "presets": lambda folder: folder.rstrip("/"),
    "base_url": baseurl.normalised,
}
