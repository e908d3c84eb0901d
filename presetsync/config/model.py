"""``presetsync.yaml`` and the environment variables as one value; every setting has a default."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Literal

from presetsync.config import baseurl, settings
from presetsync.config.baseurl import DEFAULT_BASE_URL
from presetsync.config.environment_settings import (
    check_key_variables,
    check_lockfiles,
    read_environments,
)
from presetsync.config.settings import SERVER_RULES, Problem, read_settings
from presetsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.config.environment_settings import EnvironmentSettings
    from presetsync.config.settings import ValueRule


@dataclass(frozen=True, slots=True)
class App:
    """The attribution headers that name the application to OpenRouter.

    Attributes:
        referer: sent as `HTTP-Referer`: the address of the application.
        title: sent as `X-OpenRouter-Title`: its name.
        categories: sent as `X-OpenRouter-Categories`, separated by commas.

    """

    referer: str = ""
    title: str = ""
    categories: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a repository.

    Attributes:
        presets: the folder of the preset files.
        lockfile: the lock. With environments, each has its own instead.
        models: the model lock.
        base_url: the address of the API. Keys are sent there, so plans report a changed one.
        parallelism: the maximum number of concurrent requests.
        unknown_fields: the severity of body fields that are not in the schemas.
        on_dropped: the severity of fields that the server did not keep.
        max_change_percent: apply needs ``--force`` for a plan that changes a larger share of the
            presets in the lock than this, from 10 presets on.
        app: the headers that name the application to OpenRouter.
        environments: the environments by name, sorted by `after`; {} for none.

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
    environments: Mapping[str, EnvironmentSettings] = field(default_factory=dict)


def parse(data: object) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration in a parsed ``presetsync.yaml``, with all its mistakes."""
    problems: list[Problem] = []
    defaults = {each.name: each.default for each in fields(Config)}
    values = read_settings(data, "", RULES, defaults, problems)
    if "app" in values:
        values["app"] = App(**values["app"])
    if "environments" in values:
        values["environments"] = read_environments(
            values["environments"], "/environments", problems
        )
    config = replace(Config(), **values)
    problems += check_key_variables(config.environments, config.base_url)
    problems += check_lockfiles(config.environments, config.models)
    return config, tuple(problems)


def with_settings(config: Config, environment: EnvironmentSettings) -> Config:
    """The configuration with the lock and the settings of one environment."""
    overrides = dict(environment.overrides)
    if "app" in overrides:
        overrides["app"] = App(**overrides["app"])
    return replace(config, lockfile=environment.lockfile, **overrides)


def with_variables(config: Config, environ: Mapping[str, str]) -> Config:
    """The configuration with ``OPENROUTER_BASE_URL`` in place of its ``base_url``.

    Raises `UsageError` if it is not valid, or some environment would not use it.
    """
    url = environ.get("OPENROUTER_BASE_URL", "").strip()
    if not url:
        return config
    if refusal := baseurl.refusal(url):
        raise UsageError(f"OPENROUTER_BASE_URL {refusal}", hint="fix or unset it")
    if own := [n for n, each in config.environments.items() if "base_url" in each.overrides]:
        raise UsageError(
            f"OPENROUTER_BASE_URL is set, and presetsync.yaml has a base_url for {', '.join(own)}",
            hint="unset it",
        )
    return replace(config, base_url=baseurl.normalised(url))


RULES: Mapping[str, ValueRule | Mapping[str, ValueRule]] = {
    "presets": settings.path,
    "lockfile": settings.path,
    "models": settings.path,
    "base_url": SERVER_RULES["base_url"],
    "parallelism": SERVER_RULES["parallelism"],
    "unknown_fields": settings.word("error", "warn"),
    "on_dropped": SERVER_RULES["on_dropped"],
    "max_change_percent": SERVER_RULES["max_change_percent"],
    "app": SERVER_RULES["app"],
    # `presetsync.config.environment_settings` has the rules.
    "environments": lambda _: "",
}
