"""The environments of a configuration: one key, one workspace and one lock each. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.config import baseurl, settings
from presetsync.config.settings import SERVER_RULES, Problem, read_settings
from presetsync.jsonpointer import child_pointer
from presetsync.keys.credentials import API_KEY, KEY_VARIABLES, MANAGEMENT_KEY, OURS
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from presetsync.config.settings import ValueRule

SANDBOX = "sandbox"
"""The name of the embedded server in the Python API."""

MODELS = "models"

JOURNAL = ".journal"
"""The suffix of a journal's name after that of its lock."""

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_STATES = frozenset({"file", "lock", "live", "none"})
"""Names of states, which an environment cannot have."""

_VERSION = re.compile(r"v[0-9]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SUFFIX = re.compile(r"[A-Za-z0-9\-_.~]*")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class EnvironmentSettings:
    """The settings of one environment.

    Attributes:
        name: its name.
        lockfile: the lock of the environment.
        api_key: the environment variable that has its key.
        management_key: the environment variable that has its management key; "" for none.
        workspace: the id of the only workspace that its key may belong to; None for any.
        slug_suffix: the suffix of its slugs on the server.
        after: the environment where content must be applied first; None for none.
        overrides: overridden settings of `presetsync.config.model.Config`, by name.

    """

    name: str
    lockfile: str
    api_key: str = API_KEY
    management_key: str = MANAGEMENT_KEY
    workspace: str | None = None
    slug_suffix: str = ""
    after: str | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)


def read_environments(
    data: object, pointer: str, problems: list[Problem]
) -> dict[str, EnvironmentSettings]:
    """The environments by name, sorted by `after`, otherwise as written.

    Mistakes become problems.
    """
    if not isinstance(data, dict):
        hint = "write the name of an environment, then its settings below it"
        problems.append(Problem(pointer, "the environments are not a mapping", hint))
        return {}
    found = {}
    for name, value in data.items():
        place = child_pointer(pointer, name)
        if refusal := _name_refusal(name):
            message = f"{name!r} cannot be the name of an environment: {refusal}"
            problems.append(Problem(place, message, "rename it", at_key=True))
        else:
            found[name] = _environment(name, {} if value is None else value, place, problems)
    problems += _problems(found, pointer)
    return _in_order(found)


def _name_refusal(name: str) -> str:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return f"a name is up to {_LONGEST} of a-z 0-9 -, and starts with a letter"
    if name in _STATES or _VERSION.fullmatch(name):
        return "it names a state of a preset, as in presetsync diff"
    if name == MODELS:
        return "the model lock of the embedded server has the name that its lock would have"
    return "it names the embedded server" if name == SANDBOX else ""


def _environment(
    name: str, data: object, pointer: str, problems: list[Problem]
) -> EnvironmentSettings:
    defaults = {"lockfile": f"presets.{name}.lock.json", "api_key": API_KEY}
    values = read_settings(data, pointer, RULES, defaults, problems)
    own = {key: values[key] for key in _OWN if key in values}
    own.setdefault("lockfile", defaults["lockfile"])
    if "api_key" in own:
        # The management key of one environment must not be used in another one.
        own.setdefault("management_key", MANAGEMENT_KEY if own["api_key"] == API_KEY else "")
    overrides = {key: values[key] for key in SERVER_RULES if key in values}
    return EnvironmentSettings(name, **own, overrides=overrides)


def check_key_variables(
    environments: Mapping[str, EnvironmentSettings], base_url: str
) -> Iterator[Problem]:
    """A problem for each variable whose value would be sent to a server other than OpenRouter.

    A repository is not trusted: it may name any variable and any server. ``base_url`` is that
    of environments without their own.
    """
    for name, environment in environments.items():
        if baseurl.is_trusted(environment.overrides.get("base_url", base_url)):
            continue
        for key in ("api_key", "management_key"):
            variable = getattr(environment, key)
            if variable and not variable.startswith(OURS):
                yield Problem(
                    f"/environments/{name}/{key}",
                    f"{variable} would be sent to a server that is not OpenRouter's",
                    f"use a variable whose name starts with {OURS}",
                )


def check_lockfiles(
    environments: Mapping[str, EnvironmentSettings], models: str
) -> Iterator[Problem]:
    """A problem for each lock with the path of the model lock, or of a lock's journal."""
    taken = {_path(models): "the model lock"}
    for name, environment in environments.items():
        taken[_path(f"{environment.lockfile}{JOURNAL}")] = f"the journal of {name}'s lock"
    for name, environment in environments.items():
        if whose := taken.get(_path(environment.lockfile)):
            yield Problem(
                f"/environments/{name}/lockfile",
                f"the lockfile of {name}, {environment.lockfile}, is {whose}",
                "name another file",
            )


def _problems(found: Mapping[str, EnvironmentSettings], pointer: str) -> Iterator[Problem]:
    """Mistakes in the combination of environments."""
    for name, environment in found.items():
        place, after = child_pointer(pointer, name), environment.after
        if after is not None and after not in found:
            hint = did_you_mean(after, found, f"the environments are {', '.join(found)}")
            yield Problem(f"{place}/after", f"there is no environment {after}", hint)
        elif name in (chain := _chain(found, after)):
            loop = " after ".join([name, *chain])
            yield Problem(f"{place}/after", f"a loop: {loop}", "remove one of these settings")
    for number, one in enumerate(found.values()):
        for other in [*found.values()][:number]:
            yield from _shared(one, other, child_pointer(pointer, one.name))


def _chain(found: Mapping[str, EnvironmentSettings], name: str | None) -> list[str]:
    """The environments before this one, nearest first, each once."""
    chain: list[str] = []
    while name is not None and name in found and name not in chain:
        chain.append(name)
        name = found[name].after
    return chain


def _shared(
    one: EnvironmentSettings, other: EnvironmentSettings, pointer: str
) -> Iterator[Problem]:
    """Settings that two environments must not share."""
    if _path(one.lockfile) == _path(other.lockfile):
        message = f"{one.name} and {other.name} have the same lockfile, {one.lockfile}"
        yield Problem(f"{pointer}/lockfile", message, "give each its own")
    if one.api_key == other.api_key and one.slug_suffix == other.slug_suffix:
        yield Problem(
            f"{pointer}/api_key",
            f"{one.name} and {other.name} have the same key, {one.api_key}, and would write to the "
            "same presets",
            "give each its own key, or slug_suffix to one of them",
        )
    if one.workspace and one.workspace == other.workspace and one.slug_suffix == other.slug_suffix:
        yield Problem(
            f"{pointer}/workspace",
            f"{one.name} and {other.name} have the same workspace, {one.workspace}",
            "correct the one that is wrong, or give slug_suffix to one of them",
        )


def _path(path: str) -> str:
    """A path in the form that a case-insensitive file system compares."""
    return "/".join(step for step in path.casefold().split("/") if step not in ("", "."))


def _in_order(found: Mapping[str, EnvironmentSettings]) -> dict[str, EnvironmentSettings]:
    """The environments, sorted by `after`."""
    ordered: dict[str, EnvironmentSettings] = {}
    for name in found:
        for each in [*reversed(_chain(found, found[name].after)), name]:
            ordered.setdefault(each, found[each])
    return ordered


def _variable(value: object) -> str:
    if isinstance(value, str) and _VARIABLE.fullmatch(value):
        return ""
    if isinstance(value, str) and value.startswith("sk-"):
        return "looks like a key: it must be the name of an environment variable that has the key"
    return "must be the name of an environment variable"


def _workspace(value: object) -> str:
    plain = isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST
    return "" if plain else "must be the id of a workspace"


def _suffix(value: object) -> str:
    if isinstance(value, str) and _SUFFIX.fullmatch(value) and len(value) <= _LONGEST:
        return ""
    return "may contain only A-Z a-z 0-9 - _ . ~, as it becomes part of a slug"


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value else "must be the name of an environment"


_OWN: Mapping[str, ValueRule] = {
    "api_key": _variable,
    "management_key": _variable,
    "lockfile": settings.path,
    "workspace": _workspace,
    "slug_suffix": _suffix,
    "after": _text,
}
RULES: Mapping[str, ValueRule | Mapping[str, ValueRule]] = {**_OWN, **SERVER_RULES}
"""The rules of an environment's settings."""


def key_variables(environments: Iterable[EnvironmentSettings]) -> tuple[str, ...]:
    """All variables with keys: those of the environments, and the default ones."""
    named = [name for each in environments for name in (each.api_key, each.management_key) if name]
    return tuple(dict.fromkeys([*KEY_VARIABLES, *named]))
