"""JSON, text, Markdown and HTML list the same fields, and those are the ones that differ."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.plan.drift import Status, statuses
from presetsync.plan.model import Action
from presetsync.plan.planner import make_plan
from presetsync.presets.canonical import MAX_SAFE_INTEGER, digest, normal
from presetsync.presets.model import Content, Preset
from presetsync.render.machine.json import status_json
from presetsync.render.terminal.style import Style
from presetsync.state.lock import Lock
from presetsync.state.receipt import is_accounted_for, receipt_of
from tests.builders import WORKSPACE, make_entry, make_preset, make_remote
from tests.render.shown import plan_html, plan_json, plan_markdown, plan_text, status_text
from tests.strategies import reordered

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.plan.model import Plan

NAMES = ("model", "temperature", "provider", "stop", "reasoning", "new_field")
LEAVES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 1.0, -0.0, 0.1, 1e20, "a", "1", [], {}, [1, 1.0], [None]),
)

# A field of a plan in text, Markdown or HTML: its pointer, and what stands there right behind it.
SHOWN = {
    "text": re.compile(r"^[ !]{4}(/[\w/]+): ", re.MULTILINE),
    "markdown": re.compile(r"^[-+] (/[\w/]+): ", re.MULTILINE),
    "html": re.compile(r'<th scope="row"><code>(/[\w/]+)</code>'),
}


def configs() -> SearchStrategy[dict[str, Any]]:
    values = st.sampled_from(LEAVES)
    return st.dictionaries(
        st.sampled_from(NAMES), values | st.dictionaries(st.sampled_from(NAMES[:3]), values)
    )


@st.composite
def servers(draw: st.DrawFn) -> Any:
    """A server: it drops some fields, adds others, and writes numbers and keys its own way."""
    dropped = draw(st.sets(st.sampled_from(NAMES), max_size=2))
    values: SearchStrategy[Any] = st.sampled_from([None, {}, 1])
    added = draw(st.dictionaries(st.sampled_from(["zdr", "route"]), values))

    def store(config: dict[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in config.items() if key not in dropped}
        result: dict[str, Any] = as_written(reordered({**added, **kept}))
        return result

    return store


def as_written(value: Any) -> Any:
    """The value with numbers beyond what an integer keeps exact as integers, as Go writes them."""
    if isinstance(value, dict):
        return {key: as_written(member) for key, member in value.items()}
    return int(value) if isinstance(value, float) and abs(value) > MAX_SAFE_INTEGER else value


def version_of(preset: Preset, number: int, config: dict[str, Any]) -> Version:
    version = make_remote(preset, number).designated
    assert version
    return replace(version, config=config)


def remote_of(version: Version) -> RemotePreset:
    remote = make_remote(make_preset(), version.version)
    return replace(remote, designated=version, designated_version_id=version.id)


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The top-level fields whose canonical bytes differ."""
    return {
        key
        for key in {*before, *after}
        if (key in before) is not (key in after)
        or digest(normal(before.get(key))) != digest(normal(after.get(key)))
    }


def top_level(pointers: set[str]) -> set[str]:
    return {pointer.split("/")[1] for pointer in pointers}


def listed(fields: list[dict[str, Any]]) -> set[str]:
    return {field["pointer"] for field in fields}


def all_formats(plan: Plan) -> dict[str, set[str]]:
    """The pointers that each format for people shows."""
    pages = {
        "text": plan_text(plan, Style(), full=True),
        "markdown": plan_markdown(plan),
        "html": plan_html(plan),
    }
    return {name: {*SHOWN[name].findall(page)} for name, page in pages.items()}


@settings(deadline=None)
@given(configs(), configs(), configs(), servers())
def test_every_format_lists_what_differs_whatever_the_server_makes_of_it(
    sent: dict[str, Any], file: dict[str, Any], edited: dict[str, Any], store: Any
) -> None:
    applied, preset, edit = (make_preset(config=config) for config in (sent, file, edited))
    first = version_of(applied, 1, store(sent))
    live = version_of(edit, 2, store(edited))
    receipt = receipt_of(applied.content, Content(first.config, None))
    lock = Lock(WORKSPACE, {"a": make_entry(applied, receipt=receipt)})

    plan = make_plan([preset], lock, {"a": remote_of(live)})
    [change] = plan.changes
    plan = replace(plan, changes=(replace(change, applied=first),))
    changes = json.loads(plan_json(plan))["changes"]
    pushed = listed(changes[0]["fields"]) if changes else set()
    since = listed(changes[0]["drift"]["fields"]) if changes and changes[0]["drift"] else set()

    for name, shown in all_formats(plan).items():
        assert top_level(shown) == top_level(pushed | since), name
    if change.action in (Action.ADOPT, Action.UNCHANGED):
        assert pushed | since == set()
        return
    assert top_level(since) == differing(dict(first.config), dict(live.config))
    unlike = receipt_of(preset.content, Content(live.config, None))
    unaccounted = {
        pointer
        for pointer in [*unlike.dropped, *unlike.changed, *unlike.added]
        if not is_accounted_for(only(unlike, pointer), change.known)
    }
    assert top_level(pushed) == top_level(unaccounted)
    assert top_level(pushed) <= differing(dict(live.config), file)


def only(receipt: Any, pointer: str) -> Any:
    """The receipt of one pointer."""
    return replace(
        receipt,
        dropped=tuple(p for p in receipt.dropped if p == pointer),
        changed={p: pair for p, pair in receipt.changed.items() if p == pointer},
        added={p: value for p, value in receipt.added.items() if p == pointer},
    )


@settings(deadline=None)
@given(configs(), configs())
def test_every_format_lists_what_a_file_changed(sent: dict[str, Any], file: dict[str, Any]) -> None:
    applied, preset = make_preset(config=sent), make_preset(config=reordered(file))
    plan = make_plan([preset], Lock(WORKSPACE, {"a": make_entry(applied)}))
    changes = json.loads(plan_json(plan))["changes"]
    pushed = listed(changes[0]["fields"]) if changes else set()

    assert top_level(pushed) == differing(sent, file)
    for name, shown in all_formats(plan).items():
        assert shown == pushed, name


@settings(deadline=None)
@given(configs(), configs(), servers(), st.booleans())
def test_status_lists_what_differs_in_both_of_its_formats(
    sent: dict[str, Any],
    edited: dict[str, Any],
    store: Any,
    forgotten: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    applied, edit = make_preset(config=sent), make_preset(config=edited)
    first, live = version_of(applied, 1, store(sent)), version_of(edit, 2, store(edited))
    receipt = receipt_of(applied.content, Content(first.config, None))
    lock = Lock(WORKSPACE, {"a": make_entry(applied, receipt=receipt)})

    [status] = statuses(lock, {"a": remote_of(live)})
    status = replace(status, applied=None if forgotten else first)
    [told] = json.loads(status_json(Status((status,))))["presets"]
    shown = {*SHOWN["text"].findall(status_text(Status((status,)), Style()))}

    assert shown == listed(told["fields"])
    if not forgotten:
        assert top_level(shown) == differing(dict(first.config), dict(live.config))
