"""Names of people, subjects of commits and ids of creators act on nothing that shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.apply.results import Outcome, Result
from presetsync.history.origins import Gap, Origin, OriginKind, Provenance
from presetsync.plan.drift import PresetStatus, Status, SyncStatus
from presetsync.plan.model import Action, Plan
from presetsync.plan.planner import make_plan
from presetsync.render.html.plan import plans_html
from presetsync.render.machine.json import plan_json, results_json, status_json
from presetsync.render.markdown.plan import plan_markdown
from presetsync.render.markdown.results import results_markdown
from presetsync.render.markdown.status import status_markdown
from presetsync.render.terminal.plan import plan_text
from presetsync.render.terminal.status import status_text
from presetsync.render.terminal.style import Style
from presetsync.state.lock import Lock, LockEntry
from presetsync.view.plan_view import plan_view
from presetsync.view.result_view import results_view
from presetsync.view.status_view import status_view
from tests.builders import WORKSPACE, make_entry, make_preset, make_version
from tests.render.harmless import HOSTILE, check_html, check_markdown, check_text

COMMIT, LATER = "0123456789" * 4, "abcdef0123" * 4
SLUGS = ("a", "b", "c", "d")
KEY = "sk-secret-of-mine"


def entry_of(slug: str, prompt: str = "One.") -> LockEntry:
    entry = make_entry(make_preset(slug, system=prompt))
    return replace(entry, snapshot=replace(entry.snapshot, source_commit=COMMIT))


def plan() -> Plan:
    """Three presets change alike, and one in its own way."""
    files = [make_preset(slug, system="Two.") for slug in SLUGS[:3]]
    files.append(make_preset("d", system="Three."))
    return make_plan(files, Lock(WORKSPACE, {slug: entry_of(slug) for slug in SLUGS}))


def origins(text: str, *, gaps: tuple[Gap, ...] = ()) -> Provenance:
    """Origins whose people and subjects are this text; that of one preset is cut off."""
    known = Origin(OriginKind.COMMIT, COMMIT, LATER, text, text, 12, text)
    found = {f"{slug}-v1": known for slug in SLUGS}
    return Provenance(found | {"c-v1": Origin(OriginKind.SHALLOW, COMMIT)}, gaps)


def results() -> list[Result]:
    done = [
        Result(slug, Action.UPDATE, Outcome.APPLIED, 1, f"{slug}-v1", entry=entry_of(slug))
        for slug in SLUGS
    ]
    return [*done, Result("e", Action.UPDATE, Outcome.FAILED, error="No.")]


def status(text: str) -> Status:
    live = replace(make_version(make_preset(system=f"{text}."), 2), creator_id=text)
    drifted = PresetStatus("a", SyncStatus.DRIFTED, entry_of("a"), live)
    return Status((drifted, PresetStatus("b", SyncStatus.MISSING, entry_of("b"))))


def check(text: str) -> None:
    provenance = origins(text, gaps=(Gap.SHALLOW,))
    view = plan_view(plan(), provenance=provenance)
    for width in (None, 60):
        check_text(plan_text(view, Style(), width=width))
        check_text(status_text(status_view(status(text), str, provenance), Style(), width=width))
    check_markdown(plan_markdown(view))
    check_html(plans_html([view]))
    check_markdown(results_markdown(results_view(results(), str, provenance)))
    check_markdown(status_markdown(status_view(status(text), str, provenance)))
    for document in (
        plan_json(view),
        results_json(results(), provenance),
        status_json(status(text), provenance),
    ):
        assert document.isascii()
        check_text(document)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_harmless_in_every_sink(text: str) -> None:
    check(text)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, *"#[:`|<>\\\n\t @&", "::", "##", ", written by Ada"])
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=4,
    ).map("".join)
)
def test_any_name_is_harmless_in_every_sink(text: str) -> None:
    check(text)


def test_the_name_of_an_author_cannot_say_who_merged() -> None:
    """It is the last on its line, and in Markdown in a code span of its own."""
    forged = "Eve, merged by Ada, written by Grace"
    found = {"d-v1": Origin(OriginKind.COMMIT, COMMIT, LATER, forged, "", 12, "Linus")}
    view = plan_view(plan(), provenance=Provenance(found))

    said = f"commit abcdef0, pull request #12, merged by Linus, written by {forged}\n"
    assert said in plan_text(view, Style())
    shown = f"commit `abcdef0`, pull request `#12`, merged by `Linus`, written by `{forged}`."
    assert shown in plan_markdown(view)


def test_a_key_in_a_name_is_redacted() -> None:
    def redact(text: str) -> str:
        return text.replace(KEY, "KEY")

    provenance = origins(KEY)
    shown = (
        plan_markdown(plan_view(plan(), redact, provenance))
        + results_markdown(results_view(results(), redact, provenance))
        + status_markdown(status_view(status("Bo"), redact, provenance))
    )

    assert "sk-" not in shown
    assert shown.count("written by `KEY`") >= 3


def test_presets_that_change_alike_name_each_commit_once() -> None:
    view = plan_view(plan(), provenance=origins("Ada"))

    shown = plan_markdown(view)

    known = "commit `abcdef0`, pull request `#12`, merged by `Ada`, written by `Ada`.\n"
    assert f"\nLive according to the lock: `a` version 1, `b` version 1: from {known}" in shown
    assert "\nLive according to the lock: `c` version 1: from commit `0123456`.\n" in shown
    assert shown.count("merged by") == 2, "once for the group, once for the other one"


def test_many_commits_behind_one_change_are_counted() -> None:
    slugs = [f"p{number:02}" for number in range(30)]
    files = [make_preset(slug, system="Two.") for slug in slugs]
    applied = make_plan(files, Lock(WORKSPACE, {slug: entry_of(slug) for slug in slugs}))
    found = {
        f"{slug}-v1": Origin(
            OriginKind.COMMIT, COMMIT, f"{min(number // 2, 9):07}" + "0" * 33, "Ada"
        )
        for number, slug in enumerate(slugs)
    }

    shown = plan_markdown(plan_view(applied, provenance=Provenance(found)))

    assert shown.count("Live according to the lock: ") == 3
    assert "\n14 presets from 7 other commits.\n" in shown


def test_where_versions_come_from_stands_below_the_table_of_an_apply() -> None:
    def shown(*slugs: str) -> str:
        some = [result for result in results() if result.slug in slugs]
        return results_markdown(results_view(some, str, origins("Ada")))

    source = "commit `abcdef0`, pull request `#12`, merged by `Ada`, written by `Ada`"
    assert shown("a", "b").endswith(f" |\n\nApplied from {source}.\n\n")
    assert shown("a", "b", "c").endswith(
        f" |\n\n- `a`, `b` from {source}\n- `c` from commit `0123456`\n\n"
    )


def test_a_shallow_clone_is_said_once_and_only_where_it_matters() -> None:
    shallow = origins("Ada", gaps=(Gap.SHALLOW,))
    whole = Provenance({"d-v1": shallow.of("d-v1")}, (Gap.SHALLOW,))
    note = "This clone is shallow, so older commits are not known."

    assert plan_markdown(plan_view(plan(), provenance=shallow)).count(note) == 1
    assert note in results_markdown(results_view(results(), str, shallow))
    one = [result for result in results() if result.slug == "d"]
    assert note not in results_markdown(results_view(one, str, whole))
