from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.diagnostics import Diagnostic, Severity
from presetsync.plan.model import Action
from presetsync.plan.planner import PlanOptions, make_plan, with_diagnostics
from presetsync.view.groups import Group, grouped
from presetsync.view.review import review
from tests.builders import make_lock, make_preset, make_remote

if TYPE_CHECKING:
    from presetsync.plan.model import Plan
    from presetsync.presets.model import Preset

SLUGS = "abcd"


def groups_of(plan: Plan) -> tuple[Group, ...]:
    return grouped(review(change) for change in plan.noteworthy)


def slugs(groups: tuple[Group, ...]) -> list[str]:
    """The slugs of each group."""
    return ["".join(group.slugs) for group in groups]


def updates(old: list[Preset], new: list[Preset]) -> tuple[Group, ...]:
    return groups_of(make_plan(new, make_lock(*old)))


def models(*names: Any, **config: Any) -> list[Preset]:
    """Presets with these models."""
    return [
        make_preset(slug, {"model": model, **config})
        for slug, model in zip(SLUGS, names, strict=False)
    ]


def prompts(*texts: str, included: str = "") -> list[Preset]:
    """Presets with these prompts."""
    files = tuple(included.split())
    return [
        replace(make_preset(slug, {"model": "m"}, system=text), included=files)
        for slug, text in zip(SLUGS, texts, strict=False)
    ]


def test_equal_changes_of_many_presets_are_one_group() -> None:
    assert slugs(updates(models("x", "x", "x", "y"), models("z", "z", "z", "z"))) == ["abc", "d"]


def test_two_presets_are_shown_one_by_one_unless_they_share_the_file_that_changed() -> None:
    assert slugs(updates(models("x", "x"), models("y", "y"))) == ["a", "b"]
    old, new = ("One.\nrule", "Two.\nrule"), ("One.\nlaw", "Two.\nlaw")
    assert slugs(updates(prompts(*old), prompts(*new))) == ["a", "b"]
    [group] = updates(prompts(*old), prompts(*new, included="own.md tone.md"))
    assert (group.slugs, group.included) == (("a", "b"), ["own.md", "tone.md"])


def test_equal_lines_match_at_any_place() -> None:
    old = prompts("rule\n", "One.\nrule\n", "One.\nTwo.\nThree.\nrule\n")
    new = prompts("law\n", "One.\nlaw\n", "One.\nTwo.\nThree.\nlaw\n")
    assert slugs(updates(old, new)) == ["abc"]


def test_a_prompt_that_changes_in_the_same_lines_refers_to_the_one_before() -> None:
    old = prompts("One.\nrule", "Two.\nrule", "Three.\nrule")
    new = prompts("One.\nlaw", "Two.\nlaw", "Three.\nlaw", included="tone.md")
    new[2] = replace(new[2], body={**new[2].body, "n": 1})

    first, other = updates(old, new)

    assert (slugs((first, other)), other.first.prompt_like) == (["ab", "c"], "a")
    [(_, shown)], [(_, referring)] = first.first.comparisons, other.first.comparisons
    assert shown.system
    assert referring.system is None
    assert [field.pointer for field in referring.fields] == ["/n"]


def test_without_a_shared_file_nothing_refers_to_another_preset() -> None:
    old, new = prompts("One.\nrule", "Two.\nrule"), prompts("One.\nlaw", "Two.\nlaw")
    new[1] = replace(new[1], body={**new[1].body, "n": 1})

    assert [group.first.prompt_like for group in updates(old, new)] == ["", ""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"n": 1}, {"n": True}, id="true is not 1"),
        pytest.param({"tools": [{"name": "a"}]}, {"tools": [{"name": "b"}]}, id="tools"),
        pytest.param({}, {"stop": "one\ntwo"}, id="a long value"),
    ],
)
def test_another_difference_makes_another_group(before: Any, after: Any) -> None:
    old = [*models("x", "x", "x"), *models("x", "x", "x", "x", **before)[3:]]
    new = [*models("y", "y", "y"), *models("y", "y", "y", "y", **after)[3:]]
    assert slugs(updates(old, new)) == ["abc", "d"]


def test_equal_warnings_match_at_any_place() -> None:
    plan = make_plan(models("y", "y", "y", "y"), make_lock(*models("x", "x", "x", "x")))
    warned = {
        slug: (Diagnostic("a-rule", "Mind this.", f"{slug}.yaml", severity=Severity.WARNING),)
        for slug in "abc"
    }

    groups = groups_of(with_diagnostics(plan, warned))

    assert slugs(groups) == ["abc", "d"]
    assert groups[0].first.review.remarks == (("Mind this. [a-rule]", False),)


def test_only_updates_are_grouped() -> None:
    files = models("y", "y", "y")
    created = make_plan(files, make_lock())
    removed = make_plan([], make_lock(*files), options=PlanOptions(prune=True))
    live = {preset.slug: make_remote(make_preset(preset.slug, {"n": 1}), 2) for preset in files}
    drifted = make_plan(files, make_lock(*files), live, options=PlanOptions(overwrite_drift=True))

    assert {change.action for change in drifted.changes} == {Action.UPDATE}
    for plan in (created, removed, drifted):
        assert slugs(groups_of(plan)) == ["a", "b", "c"]
