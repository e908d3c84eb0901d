"""``presetsync.yaml`` and the environment, as one value; every setting has a default."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from presetsync import baseurl
from presetsync.baseurl import DEFAULT_BASE_URL
from presetsync.errors import UsageError
from presetsync.jsonpointer import child_pointer
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_PARALLELISM = 64


@dataclass(frozen=True, slots=True)
class App:
    """The attribution headers that name the application to OpenRouter."""

    referer: str = ""
    title: str = ""
    categories: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a repository.

    Attributes:
        presets: the folder of preset files, relative to the root.
        lockfile: the lock, relative to the root.
        models: the model lock, relative to the root.
        base_url: where the API is, as `presetsync.baseurl.normalised` writes it.
        parallelism: the most requests under way at once.
        unknown_fields: the severity of a body field that the schemas do not know.
        on_dropped: the severity of a field that the server did not keep.
        max_change_percent: above this share of locked presets, apply needs ``--force``.
        app: attribution headers.

    """

    presets: str = "presets"
    lockfile: str = "presets.lock.json"
    models: str = "models.lock.json"
    base_url: str = DEFAULT_BASE_URL
    parallelism: int = 8
    unknown_fields: Literal["error", "warn"] = "error"
    on_dropped: Literal["warn", "error"] = "warn"
    max_change_percent: int = 30
    app: App = App()


class Problem(NamedTuple):
    """A mistake in the configuration, by JSON pointer."""

    pointer: str
    message: str
    hint: str
    at_key: bool = False


def parse(data: object) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration in a parsed ``presetsync.yaml``, and every mistake in it."""
    problems: list[Problem] = []
    values = _members(data, "", _RULES, problems)
    app = values.pop("app", None)
    config = replace(Config(), **values)
    return (replace(config, app=app) if app else config), tuple(problems)


def with_environment(config: Config, environment: Mapping[str, str]) -> Config:
    """The configuration with ``OPENROUTER_BASE_URL`` in place of its ``base_url``."""
    url = environment.get("OPENROUTER_BASE_URL", "").strip()
    if not url:
        return config
    if refusal := baseurl.refusal(url):
        raise UsageError(f"OPENROUTER_BASE_URL {refusal}", hint="fix or unset it")
    return replace(config, base_url=baseurl.normalised(url))


def _members(
    data: object,
    pointer: str,
    rules: Mapping[str, Callable[[Any], str]],
    problems: list[Problem],
) -> dict[str, Any]:
    """The valid members; the others become problems."""
    if not isinstance(data, dict):
        problems.append(Problem(pointer, "the settings are not a mapping", "write key: value"))
        return {}
    values: dict[str, Any] = {}
    for key, value in data.items():
        place = child_pointer(pointer, key)
        if key not in rules:
            hint = did_you_mean(key, rules, f"the known settings are {', '.join(rules)}")
            problems.append(Problem(place, f"unknown setting {key}", hint, at_key=True))
        elif key == "app":
            values[key] = App(**_members(value, place, _APP_RULES, problems))
        elif refusal := rules[key](value):
            problems.append(
                Problem(place, f"the setting {key} {refusal}", f"the default is {_default(key)}")
            )
        else:
            values[key] = _NORMALISED[key](value) if key in _NORMALISED else value
    return values


def _default(key: str) -> str:
    return next((str(field.default) for field in fields(Config) if field.name == key), "none")


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.strip("/ ") or not value.isprintable():
        return "is not a path"
    if value.startswith(("/", "~")) or "\\" in value or ".." in value.split("/"):
        return "must be a path inside the repository, relative to its root, with forward slashes"
    return ""


def _integer(low: int, high: int) -> Callable[[Any], str]:
    def refusal(value: object) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if right else f"must be a whole number from {low} to {high}"

    return refusal


def _word(*words: str) -> Callable[[Any], str]:
    return lambda value: "" if value in words else f"must be {' or '.join(words)}"


def _header(value: object) -> str:
    # A line break would start another header.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return "must be printable ASCII text, as it is sent as a header"
    return "" if value == value.strip() else "must not start or end with a space, as a header"


_RULES: dict[str, Callable[[Any], str]] = {
    "presets": _path,
    "lockfile": _path,
    "models": _path,
    "base_url": baseurl.refusal,
    "parallelism": _integer(1, MAX_PARALLELISM),
    "unknown_fields": _word("error", "warn"),
    "on_dropped": _word("warn", "error"),
    "max_change_percent": _integer(0, 100),
    "app": lambda _: "",
}
_NORMALISED: dict[str, Callable[[str], str]] = {
    "presets": lambda folder: folder.rstrip("/"),
    "base_url": baseurl.normalised,
}
_APP_RULES: dict[str, Callable[[Any], str]] = dict.fromkeys(
    ("referer", "title", "categories"), _header
)
