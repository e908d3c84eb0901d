"""The reference of `presetsync.yaml`: its settings, their rules and defaults."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

import yaml

from presetsync.config import environment_settings, model
from presetsync.config.environment_settings import EnvironmentSettings
from presetsync.config.model import App, Config
from presetsync.config.settings import SERVER_RULES
from presetsync.keys.credentials import MANAGEMENT_KEY
from scripts.reference.docstrings import attributes_of
from scripts.reference.markdown import block, code, sentence, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTRODUCTION = """# Configuration

`presetsync.yaml` is optional, and so is every setting in it. It is in the root of the repository,
the folder that holds `presets/`. Without `-C` presetsync looks for the root in the current folder
and above it, up to the top of the git repository. `--config FILE` names another file.

These are the defaults:
"""

RULES_OF_FILE = """An unknown setting is an error, and so is a value that does not fit. API keys are
never in this file: they come from [environment variables](environment-variables.md).

## Settings
"""

ENVIRONMENTS = """## Settings of an environment

`environments` has a name for each environment, and its settings below the name:

```yaml
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production:
    api_key: OPENROUTER_API_KEY
    lockfile: presets.lock.json
    after: staging
```

A name is up to 64 of `a-z 0-9 -` and starts with a letter. It must not be `file`, `lock`,
`live`, `none`, `models` or `sandbox`, or look like a version (`v1`).
See [Environments and promotion](../guides/staging.md).
"""

_HEAD = ("setting", "value", "default", "meaning")
_SAMPLES = (None, "/x", "sk-x", " ")
"""Values that are not valid: what is said about them says what is."""

_VALUES = {
    "app": "see [below](#headers)",
    "environments": "see [below](#settings-of-an-environment)",
    "base_url": "an address that is https, or http on loopback",
}


_DEFAULTS = {
    "management_key": f"{code(MANAGEMENT_KEY)} beside the default `api_key`, else none",
}


def configuration_page() -> str:
    """All settings."""
    defaults = {each.name: _default(each) for each in fields(Config)}
    shown = {**defaults, "app": {each.name: "" for each in fields(App)}, "environments": {}}
    written = yaml.safe_dump(shown, sort_keys=False)
    return "\n".join(
        [
            INTRODUCTION,
            block(written, "yaml"),
            RULES_OF_FILE,
            table(_HEAD, _rows(model.RULES, attributes_of(Config), defaults)),
            "## Headers\n\nThe settings of `app`:\n",
            table(_HEAD, _rows(SERVER_RULES["app"], attributes_of(App), {})),
            ENVIRONMENTS,
            table(_HEAD, _environment_rows()),
        ]
    )


def _default(each: Any) -> Any:
    return each.default if each.default is not MISSING else None


def _rows(
    rules: Any, meanings: Mapping[str, str], defaults: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    for name, rule in rules.items():
        plain = isinstance(defaults.get(name), str | int)
        default = code(str(defaults[name])) if plain else "none"
        default = _DEFAULTS.get(name, default)
        yield code(name), _value(name, rule), default, sentence(_for_people(meanings[name]))


def _environment_rows() -> Iterator[tuple[str, str, str, str]]:
    own = environment_settings.RULES.keys() - SERVER_RULES.keys()
    defaults = {each.name: each.default for each in fields(EnvironmentSettings)}
    defaults |= {"lockfile": "presets.NAME.lock.json", "slug_suffix": None, "management_key": None}
    rules = {name: rule for name, rule in environment_settings.RULES.items() if name in own}
    yield from _rows(rules, attributes_of(EnvironmentSettings), defaults)
    for name in SERVER_RULES:
        yield code(name), "as above", "the setting above", "In this environment."


def _value(name: str, rule: Any) -> str:
    """What is valid, by what a rule says about values that are not."""
    if name in _VALUES:
        return _VALUES[name]
    refusals = [rule(sample) for sample in _SAMPLES]
    said = [each for each in refusals if each.startswith(("must ", "may "))]
    text = said[0].removeprefix("must be ").partition(",")[0]
    return text.replace("may contain only", "only")


def _for_people(text: str) -> str:
    return (
        text.replace("; None for any", "; any without it")
        .replace("; None for none", "")
        .replace('; "" for none', "")
    )
