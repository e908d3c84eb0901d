"""The promises that hold whatever happens to a repository and its server."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.wire import KEY, MANAGEMENT_KEY
from tests.repositories import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.schedule import Scenario
    from tests.faults.server import Commit

_TEMPORARY = re.compile(rf"\.{LOCK}\.(journal\.)?[0-9a-f]{{16}}\.tmp")


def violations(scenario: Scenario) -> Iterator[str]:
    """Every promise that was broken; after `recover`."""
    if crashes := [*_crashes(scenario)]:
        yield from crashes
        return
    plan, blocked = _blocked(scenario)
    yield from plan
    yield from _lost(scenario, blocked)
    yield from _duplicated(scenario)
    yield from _overwritten(scenario)
    yield from _told(scenario)
    yield from _lock(scenario, blocked)
    yield from _keys(scenario)
    yield from _leftovers(scenario)


def _crashes(scenario: Scenario) -> Iterator[str]:
    for run, command in scenario.ended:
        if command.is_crash:
            yield f"run {run} crashed: {command.stdout}{command.stderr}"
    for name, ended in scenario.final.items():
        if not ended.stdout:
            yield f"{name} failed: {ended.stderr}"


def _blocked(scenario: Scenario) -> tuple[list[str], set[str]]:
    """What the last plan wants still, and the presets that it leaves to a person."""
    blocked, wanted = set(), []
    results = scenario.final["apply"].json["results"]
    # The server hides what is archived; where the lock that knew it was lost, it is a failure.
    hidden = {r["slug"] for r in results if "archived; restore it" in (r["error"] or "")}
    for change in scenario.final["plan"].json["changes"]:
        if change["action"] in ("conflict", "drifted"):
            blocked.add(change["slug"])
            if change["slug"] not in scenario.excused:
                wanted.append(f"{change['slug']} is {change['action']} without a reason")
        elif change["slug"] in hidden & scenario.excused:
            blocked.add(change["slug"])
        elif change["action"] != "unmanaged":
            wanted.append(f"the second plan wants to {change['action']} {change['slug']}")
    return wanted, blocked


def _lost(scenario: Scenario, blocked: set[str]) -> Iterator[str]:
    for slug, text in scenario.texts.items():
        live = scenario.server.live(slug)
        if slug not in blocked and (live is None or live.system_prompt != text):
            yield f"lost: {slug} has {live and live.system_prompt!r} live, not {text!r}"


def _duplicated(scenario: Scenario) -> Iterator[str]:
    seen: Counter[tuple[str | None, int]] = Counter()
    for commit in scenario.server.commits:
        asked = (commit.version.system_prompt, commit.generation)
        if asked not in seen or commit.run not in scenario.overwriting:
            seen[asked] += 1
        if seen[asked] > 1:
            yield f"duplicated: {asked[0]!r} is version {commit.version.version} as well"


def _overwritten(scenario: Scenario) -> Iterator[str]:
    for commit in scenario.server.commits:
        replaced = commit.replaced
        if not replaced or not commit.theirs or commit.run in scenario.overwriting:
            continue
        if commit.seen:
            yield f"overwritten: {replaced.system_prompt!r} by {commit.version.system_prompt!r}"
        elif not _is_told(scenario, commit):
            yield f"not told: {replaced.system_prompt!r} was covered"
    for archived in scenario.server.archived:
        is_asked_for = archived.run in scenario.overwriting or not archived.theirs
        if archived.slug in scenario.filed[archived.run]:
            yield f"overwritten: {archived.slug} was archived, and has a file"
        if not is_asked_for:
            yield f"overwritten: {archived.version.system_prompt!r} was archived"


def _told(scenario: Scenario) -> Iterator[str]:
    """What a run said that it did is what the server has."""
    pushed = {(commit.run, commit.slug) for commit in scenario.server.commits}
    stored_by = {(c.slug, c.version.version): c.run for c in scenario.server.commits}
    for run, result in scenario.results:
        slug, outcome = result["slug"], result["outcome"]
        stored = {v.version: v.id for v in scenario.server.versions(slug)}
        # The server hides the versions of what is archived.
        named = stored.get(result["version"], "") if stored else result["version_id"]
        if result["version"] and named != result["version_id"]:
            yield f"wrongly told: {result} by run {run}, and the server has {stored}"
        told = re.search("on top of version ([0-9and ]+)", result["error"] or "")
        others = told[1].split(" and ") if told else []
        if any(stored_by.get((slug, int(number))) == run for number in others):
            yield f"wrongly told: {result} by run {run}, which stored that version"
        if outcome == "not_attempted" and (run, slug) in pushed:
            yield f"wrongly told: {result} by run {run}, which stored a version"


def _is_told(scenario: Scenario, commit: Commit) -> bool:
    """Whether somebody could read that an edit was covered, or nobody was left to say so."""
    assert commit.replaced
    words = f"on top of version {commit.replaced.version}"
    since = [run for run in scenario.output if run >= commit.run]
    return (
        any(words in scenario.output[run] for run in since)
        or bool(scenario.killed & {*since[:2]})
        or scenario.lost_journal
    )


def _lock(scenario: Scenario, blocked: set[str]) -> Iterator[str]:
    if not (scenario.root / LOCK).exists():
        if set(scenario.texts) - blocked:
            yield "there is no lock"
        return
    lock = json.loads((scenario.root / LOCK).read_bytes())
    for slug, entry in lock["presets"].items():
        live = scenario.server.live(slug)
        # The server hides what is archived; where the lock does not know it, status tells.
        if not live and (entry.get("archived") or slug in _drifted(scenario)):
            continue
        versions = {version.version: version.id for version in scenario.server.versions(slug)}
        if versions.get(entry["version"]) != entry["version_id"]:
            yield f"the lock names version {entry['version']} of {slug}, which is not there"
        if live and live.id != entry["version_id"] and slug not in blocked | _drifted(scenario):
            yield f"the lock names version {entry['version']}, live is {live.version}"


def _drifted(scenario: Scenario) -> set[str]:
    presets = scenario.final["status"].json["presets"]
    return {preset["slug"] for preset in presets if preset["status"] in ("drifted", "missing")}


def _keys(scenario: Scenario) -> Iterator[str]:
    secrets = (KEY, MANAGEMENT_KEY)
    for run, output in scenario.output.items():
        if any(secret in output for secret in secrets):
            yield f"run {run} printed a key"
    for path in scenario.root.rglob("*"):
        if path.is_file() and any(s.encode() in path.read_bytes() for s in secrets):
            yield f"{path.name} holds a key"


def _leftovers(scenario: Scenario) -> Iterator[str]:
    expected = {"presets", LOCK, ".presetsync"}
    left = {path.name for path in scenario.root.iterdir()} - expected
    # A temporary file of a killed run goes with the next write; there may have been none.
    left -= {name for name in left if _TEMPORARY.fullmatch(name)}
    if left:
        yield f"left over: {sorted(left)}"
