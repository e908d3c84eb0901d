"""Overlays: what a preset file changes in its body for an environment. Pure.

``environments.<name>.body`` is a JSON merge patch (RFC 7396) on ``body``, and ``false`` instead of
the mapping excludes the preset there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.findings import BODY, Finding
from presetsync.jsonpointer import keys_of, pointer_of
from presetsync.presets.merge_patch import is_from_patch, merged, values_of, without_effect
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from presetsync.jsonpointer import Path

ENVIRONMENTS = "environments"
"""The member of a preset file with the overlays."""


def has_overlays(data: Any) -> bool:
    """Whether a preset file has settings for environments."""
    return isinstance(data, dict) and ENVIRONMENTS in data


def has_body(data: Any) -> bool:
    """Whether there is a body that overlays can patch."""
    return isinstance(data, dict) and isinstance(data.get(BODY), dict)


def is_left_out(data: Any, environment: str) -> bool:
    """Whether the preset does not exist in an environment."""
    return has_overlays(data) and _named(data).get(environment) is False


def overlay_of(data: Any, environment: str) -> Any:
    """The merge patch on the body in an environment; {} where there is none."""
    entry = _named(data).get(environment) if has_overlays(data) else None
    return entry.get(BODY, {}) if isinstance(entry, dict) else {}


def overlaid(data: Mapping[str, Any], environment: str) -> Mapping[str, Any]:
    """A preset file's data with the body that it has in an environment.

    The same data if no overlay changes it.
    """
    patch = overlay_of(data, environment)
    return {**data, BODY: merged(data.get(BODY), patch)} if patch else data


def with_overlay(
    data: Mapping[str, Any], environment: str, patch: Mapping[str, Any]
) -> dict[str, Any]:
    """A preset file's data with another overlay for an environment; {} for none.

    The preset is no longer excluded there.
    """
    named = {**_named(data)} if has_overlays(data) else {}
    entry = named.get(environment)
    kept = {key: value for key, value in entry.items() if key != BODY} if entry else {}
    if entry := kept | ({BODY: patch} if patch else {}):
        named[environment] = entry
    else:
        named.pop(environment, None)
    others = {key: value for key, value in data.items() if key != ENVIRONMENTS}
    # At its old position, if it has one.
    keys = dict.fromkeys([*data, ENVIRONMENTS])
    values = others | ({ENVIRONMENTS: named} if named else {})
    return {key: values[key] for key in keys if key in values}


def overlay_findings(data: Any, environments: Collection[str]) -> Iterator[Finding]:
    """The mistakes in the overlays themselves; ``environments`` are the existing ones."""
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
        elif has_body(data) and has_body(entry):
            yield from _without_effect(data.get(BODY), entry[BODY], (*place, BODY), name)


def _without_effect(body: Any, patch: Any, place: Path, name: str) -> Iterator[Finding]:
    dead = without_effect(body, patch)
    if len(dead) == len([*values_of(patch)]):
        yield Finding(
            "overlay-without-effect",
            pointer_of(place),
            f"the overlay for {name} changes nothing",
            "remove it: body already has this",
            environments=(name,),
        )
        return
    for path in dead:
        yield Finding(
            "overlay-without-effect",
            pointer_of((*place, *path)),
            f"this value changes nothing in {name}",
            "remove it: body already has this",
            severity=Severity.WARNING,
            environments=(name,),
        )


class BodyView(NamedTuple):
    """A preset file's data, with its body in one environment.

    Attributes:
        environment: its name; "" for the body without any overlay.
        data: the data.
        patch: the merge patch on the body; {} for none.

    """

    environment: str
    data: Mapping[str, Any]
    patch: Any

    def placed(self, finding: Finding) -> Finding:
        """A finding of this data, at its place in the file."""
        pointer = self.place(finding.pointer)
        return finding if pointer == finding.pointer else replace(finding, pointer=pointer)

    def place(self, pointer: str) -> str:
        """The pointer of a value of this data in the file."""
        if not self._is_overlaid(pointer):
            return pointer
        return _place(self.environment) + pointer.removeprefix(f"/{BODY}")

    def seen(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of a file that also apply to this data, at their places in it."""
        own = f"{_place(self.environment)}/"
        for finding in findings:
            if self.patch and finding.pointer.startswith(own):
                yield replace(finding, pointer=f"/{BODY}/{finding.pointer.removeprefix(own)}")
            elif not finding.pointer.startswith(f"/{ENVIRONMENTS}/") and not self._is_overlaid(
                finding.pointer
            ):
                yield finding

    def _is_overlaid(self, pointer: str) -> bool:
        """Whether a value of this data comes from the overlay."""
        member, *keys = keys_of(pointer) or [""]
        return (
            bool(self.patch) and member == BODY and bool(keys) and is_from_patch(keys, self.patch)
        )


def body_views(data: Mapping[str, Any], environments: Sequence[str]) -> list[BodyView]:
    """The different bodies of a preset in its environments.

    The first one is the body without any overlay, used by the environments that change nothing. It
    has no environments if each one has an overlay or excludes the preset.
    """
    return [
        BodyView("", data, {}),
        *(
            BodyView(name, overlaid(data, name), patch)
            for name in environments
            if not is_left_out(data, name) and (patch := overlay_of(data, name))
        ),
    ]


def findings_in_all(
    data: Mapping[str, Any],
    environments: Sequence[str],
    find: Callable[[BodyView], Iterable[Finding]],
) -> list[Finding]:
    """The mistakes of a preset in its environments, each finding once, at its place in the file.

    A mistake that the body alone does not have comes from the overlay, and is reported there.

    Args:
        data: the preset file's.
        environments: all environments, in order.
        find: finds the mistakes of a body.

    """
    present = [name for name in environments if not is_left_out(data, name)]
    first, *changed = body_views(data, environments)
    alone = [*find(first)]
    if not has_body(data):
        # An overlay cannot fix this: it needs a body to patch.
        return alone
    overlays = {view.environment: view for view in changed}
    found: dict[Finding, list[str]] = {}
    # Not used unchanged in any environment.
    for name in present or [""]:
        view = overlays.get(name)
        for finding in [_placed(each, view, alone) for each in find(view)] if view else alone:
            found.setdefault(finding, []).append(name)
    return [
        finding if len(names) == max(len(present), 1) else _in_some(finding, names)
        for finding, names in found.items()
    ]


def _placed(finding: Finding, view: BodyView, alone: Collection[Finding]) -> Finding:
    """A finding of an overlaid body, at its place in the file."""
    placed = view.placed(finding)
    if placed is not finding or finding in alone or keys_of(finding.pointer)[:1] != [BODY]:
        return placed
    return replace(finding, pointer=_place(view.environment), at_key=False, index=None, length=1)


def _place(environment: str) -> str:
    """The pointer of an environment's overlay in a preset file."""
    return pointer_of((ENVIRONMENTS, environment, BODY))


def _in_some(finding: Finding, names: Sequence[str]) -> Finding:
    """A finding that names its environments, unless its place does."""
    finding = replace(finding, environments=tuple(names))
    if finding.pointer.startswith(_place(names[0])):
        return finding
    message = finding.message
    if not message.startswith("`") and message[1:2].islower():
        message = message[0].lower() + message[1:]
    return replace(finding, message=f"in {' and '.join(names)}: {message}")


def _named(data: Mapping[str, Any]) -> Mapping[str, Any]:
    named = data[ENVIRONMENTS]
    return named if isinstance(named, dict) else {}
