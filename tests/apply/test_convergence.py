"""After an apply there is nothing left to do, whatever the server makes of what it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.plan.live import refreshed_plan
from presetsync.plan.model import Plan
from presetsync.plan.planner import make_plan
from presetsync.presets.model import Preset
from presetsync.state.lock import dump, parse
from tests.apply.runs import apply
from tests.builders import make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, make_context, run
from tests.strategies import configs, reordered, server_edits, slugs, texts

FILES = st.dictionaries(slugs(), st.tuples(configs(), texts()), min_size=1, max_size=3)
STATUSES = st.sampled_from(("active", "paused until May"))


Files = dict[str, tuple[dict[str, Any], str]]
Edit = Callable[[Mapping[str, Any]], dict[str, Any]]


def presets_of(files: Files) -> list[Preset]:
    return [
        make_preset(slug, config, system=prompt or None) for slug, (config, prompt) in files.items()
    ]


def plan_again(presets: list[Preset], api: FakeApi, ledger: FakeLedger) -> Plan:
    async def main() -> Plan:
        return await refreshed_plan(presets, ledger.lock, make_context(api, ledger).session)

    return run(main())


@settings(max_examples=40)
@given(files=FILES, edit=server_edits(), status=STATUSES)
def test_a_plan_after_an_apply_is_empty(files: Files, edit: Edit, status: str) -> None:
    presets = presets_of(files)
    api, ledger = FakeApi(makes=edit, status=status), FakeLedger()

    ended = apply(presets, api, ledger)

    assert {result.outcome for result in ended.results} == {"applied"}
    turned = [replace(preset, body=reordered(preset.body)) for preset in reversed(presets)]
    for files_now in (presets, turned):
        again = plan_again(files_now, api, ledger)
        assert (again.active, again.has_changes) == ((), False)
        # An unknown status is shown, though there is nothing to do about it.
        assert bool(again.noteworthy) is (status != "active")
        assert make_plan(files_now, ledger.lock).active == ()
    assert len(ledger.intents) == len(presets)


@settings(max_examples=40)
@given(files=FILES, edit=server_edits())
def test_the_lock_of_an_apply_says_the_same_when_it_is_read(files: Files, edit: Edit) -> None:
    presets = presets_of(files)
    ledger = FakeLedger()
    apply(presets, FakeApi(makes=edit), ledger)

    written = dump(ledger.lock)

    assert parse(written.decode()) == ledger.lock
    assert dump(parse(written.decode())) == written


@settings(max_examples=40)
@given(config=configs(), prompt=texts(), edit=server_edits())
def test_a_lost_entry_is_adopted_where_another_receipt_explains_the_difference(
    config: dict[str, Any], prompt: str, edit: Edit
) -> None:
    presets = presets_of({"a": (config, prompt), "b": (config, prompt)})
    api, ledger = FakeApi(makes=edit), FakeLedger()
    apply(presets, api, ledger)
    ledger.lock = replace(ledger.lock, presets={"a": ledger.lock.presets["a"]})

    again = apply(presets, api, ledger)

    assert again.outcomes == ["b adopted 1"]
    assert plan_again(presets, api, ledger).active == ()
