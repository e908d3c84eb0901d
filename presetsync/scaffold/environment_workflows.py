"""The workflows of a repository with environments: jobs for each, in the order of promotion.

Like those without environments they are presetsync's own, with the actions of this repository; see
`presetsync.scaffold.layout`.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from presetsync.keys.credentials import API_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.config.environment_settings import EnvironmentSettings

_EVERYWHERE = "all environments"


def apply_workflow(environments: Mapping[str, EnvironmentSettings], folder: str) -> str:
    """The workflow that applies to each environment, in the order of `after`.

    ``folder`` is the path of the root in its git repository.
    """
    choices = json.dumps([_EVERYWHERE, *environments])
    head = _template("presets-apply.yml").replace("<choices>", choices)
    job = _template("apply-jobs.yml")
    return head + "\n".join(
        _filled(job, _values(environments, name, folder)) for name in environments
    )


def drift_workflow(environments: Mapping[str, EnvironmentSettings], folder: str) -> str:
    """The workflow that checks each environment for drift."""
    job = _template("drift-job.yml")
    return _template("presets-drift.yml") + "\n".join(
        _filled(job, _values(environments, name, folder)) for name in environments
    )


def try_workflow(environments: Mapping[str, EnvironmentSettings], workflow: str) -> str:
    """The workflow that tries changed presets, for the environment that they come to first."""
    name, settings = next(iter(environments.items()))
    command = "          command: try\n"
    workflow = workflow.replace(command, f"{command}          environment: {name}\n")
    kind = "          kind: try\n"
    workflow = workflow.replace(kind, f"{kind}          environment: {name}\n")
    return workflow.replace(API_KEY, settings.api_key)


def lockfiles(environments: Mapping[str, EnvironmentSettings]) -> str:
    """All locks, one per line."""
    return "\n".join(each.lockfile for each in environments.values())


def text_value(text: str) -> str:
    """A text as a value in a workflow, in which GitHub evaluates no expression.

    Otherwise, a name of a folder or a lock with one could read a secret.
    """
    # JSON of a string is YAML, too.
    return json.dumps(text).replace("${{", "${{ '${{' }}")


def _values(
    environments: Mapping[str, EnvironmentSettings], name: str, folder: str
) -> dict[str, str]:
    """The values in the jobs of one environment, by placeholder."""
    settings = environments[name]
    before = [
        job
        for each in _before(environments, settings.after)
        for job in (f"plan-{each}", f"apply-{each}")
    ]
    condition = f"!failure() && !cancelled() && needs.plan-{name}.result == 'success'"
    if name not in {each.after for each in environments.values()}:
        # No approval without changes. If another environment comes after it, an apply without
        # changes still records what was applied.
        condition += f" && needs.plan-{name}.outputs.changes != '0'"
    return {
        "name": name,
        "before": _list(before),
        "and_plan": _list([*before, f"plan-{name}"]),
        "condition": f"${{{{ {condition} }}}}",
        "key": settings.api_key,
        "management_key": settings.management_key,
        "lock": text_value(settings.lockfile),
        "locks": text_value(lockfiles(environments)),
        "kept": text_value(f"{PurePosixPath(folder, settings.lockfile)}*"),
    }


def _before(environments: Mapping[str, EnvironmentSettings], after: str | None) -> Iterator[str]:
    """The environments up to ``after``, in order."""
    if after is not None:
        yield from _before(environments, environments[after].after)
        yield after


def _list(names: list[str]) -> str:
    return f"[{', '.join(names)}]" if names else ""


def _filled(job: str, values: Mapping[str, str]) -> str:
    """A job without the lines that would be empty."""
    lines = []
    for line in job.splitlines(keepends=True):
        named = [name for name in values if f"<{name}>" in line]
        if all(values[name] for name in named):
            for name in named:
                line = line.replace(f"<{name}>", values[name])  # noqa: PLW2901
            lines.append(line)
    return "".join(lines)


def _template(name: str) -> str:
    path = Path(__file__).parent / "templates" / "environments" / name
    return path.read_text(encoding="utf-8")
