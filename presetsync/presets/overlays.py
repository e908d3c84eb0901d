"""Overlays: what a preset file changes in its body for an environment. Pure.

One rule: ``environments.<name>.body`` is a JSON merge patch (RFC 7396) on ``body``, and ``false``
in place of the mapping leaves the preset out there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import BODY, Finding
from presetsync.jsonpointer import keys_of, pointer_of
from presetsync.presets.merge_patch import is_from_patch, merged, values_of, without_effect
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from presetsync.jsonpointer import Path

ENVIRONMENTS = "environments"
"""The member of a preset file that has the overlays."""


def has_overlays(data: Any) -> bool:
    """Whether a preset file's data says anything of environments."""
    return isinstance(data, dict) and ENVIRONMENTS in data


def is_left_out(data: Any, environment: str) -> bool:
    """Whether the preset does not exist in an environment."""
    return has_overlays(data) and _named(data).get(environment) is False


def overlay_of(data: Any, environment: str) -> Any:
    """The merge patch on the body in an environment; {} where there is none."""
    entry = _named(data).get(environment) if has_overlays(data) else None
    return entry.get(BODY, {}) if isinstance(entry, dict) else {}


def overlaid(data: Mapping[str, Any], environment: str) -> Mapping[str, Any]:
    """A preset file's data with the body that it has in an environment.

    The data itself, where no overlay changes it.
    """
    patch = overlay_of(data, environment)
    return {**data, BODY: merged(data.get(BODY), patch)} if patch else data


def overlay_findings(data: Any, environments: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the overlays themselves; ``environments`` are those that there are."""
    if not has_overlays(data):
        return
    for name, entry in _named(data).items():
        place: Path = (ENVIRONMENTS, name)
        if name not in environments:
            known = f"the environments are {', '.join(environments)}"
            nowhere = "add environments to presetsync.yaml, or remove this"
            hint = did_you_mean(name, environments, known if environments else nowhere)
            message = f"there is no environment {name}"
            yield Finding("unknown-environment", pointer_of(place), message, hint, at_key=True)
        elif isinstance(entry, dict) and isinstance(entry.get(BODY), dict):
            yield from _without_effect(data.get(BODY), entry[BODY], (*place, BODY), name)


def _without_effect(body: Any, patch: Any, place: Path, name: str) -> Iterator[Finding]:
    dead = without_effect(body, patch)
    if len(dead) == len([*values_of(patch)]):
        yield Finding(
            "overlay-without-effect",
            pointer_of(place),
            f"the overlay for {name} changes nothing",
            "remove it: body says the same",
        )
        return
    for path in dead:
        yield Finding(
            "overlay-without-effect",
            pointer_of((*place, *path)),
            f"this value changes nothing in {name}",
            "remove it: body says the same",
            severity=Severity.WARNING,
        )


def findings_in_all(
    data: Mapping[str, Any],
    environments: Sequence[str],
    find: Callable[[Mapping[str, Any]], Iterable[Finding]],
) -> list[Finding]:
    """What is wrong with a preset in its environments, each finding once, at its place in the file.

    What is not wrong with the body alone is the overlay's doing, and is told there.

    Args:
        data: the preset file's.
        environments: all that there are, in order; at least one.
        find: finds what is wrong with data whose body is that of one environment.

    """
    present = [name for name in environments if not is_left_out(data, name)]
    changed = [name for name in present if overlay_of(data, name)]
    # In no environment the body counts as it stands.
    alone = [*find(data)]
    found: dict[Finding, list[str]] = {}
    for name in present or [""]:
        patch = overlay_of(data, name)
        for finding in find(overlaid(data, name)) if name in changed else alone:
            placed = _placed(finding, name, patch, alone) if patch else finding
            found.setdefault(placed, []).append(name)
    return [
        finding if len(names) == max(len(present), 1) else _in_some(finding, names)
        for finding, names in found.items()
    ]


def _placed(finding: Finding, name: str, patch: Any, alone: Collection[Finding]) -> Finding:
    """A finding of the merged body, at its place in the file."""
    member, *keys = keys_of(finding.pointer) or [""]
    place = pointer_of((ENVIRONMENTS, name, BODY))
    if member == BODY and keys and is_from_patch(keys, patch):
        return replace(finding, pointer=place + finding.pointer.removeprefix(f"/{BODY}"))
    if member != BODY or finding in alone:
        return finding
    return replace(finding, pointer=place, at_key=False, index=None, length=1)


def _in_some(finding: Finding, names: Sequence[str]) -> Finding:
    """A finding that says in which environments it is one, unless its place does."""
    if finding.pointer.startswith(pointer_of((ENVIRONMENTS, names[0], BODY))):
        return finding
    message = finding.message
    if not message.startswith("`") and message[1:2].islower():
        message = message[0].lower() + message[1:]
    return replace(finding, message=f"in {' and '.join(names)}: {message}")


def _named(data: Mapping[str, Any]) -> Mapping[str, Any]:
    named = data[ENVIRONMENTS]
    return named if isinstance(named, dict) else {}
