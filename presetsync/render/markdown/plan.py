"""Plans as Markdown, for a comment on a pull request or the summary of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.difference import difference_lines
from presetsync.render.markdown.fitting import Section, fitted
from presetsync.render.markdown.fragments import (
    LONGEST,
    code,
    code_element,
    markdown,
    markdown_joined,
    sentence,
)
from presetsync.render.markdown.items import items_markdown
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.render.markdown.tables import table
from presetsync.view.phrases import (
    MOST_NAMES,
    capitalised,
    listed,
    lower,
    opened,
    words,
    words_joined,
)
from presetsync.view.plan_view import (
    ELSEWHERE,
    IGNORED,
    NOT_REFRESHED,
    REFRESH,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.render.markdown.fitting import Coded
    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.change_view import ChangeView
    from presetsync.view.plan_view import PlanView

MARKER = "<!-- presetsync:plan -->"
"""The first line, by which a workflow finds its comment; it is invisible."""

_COLUMNS = (words("preset"), words("action"), words("what changes"), words("risk"))

_MOST_PASSED_OVER = 3
_LONGEST_PASSED_OVER = 150
"""Maximum number of warnings about skipped files, and characters of each."""


def plan_markdown(plan: PlanView, *, limit: int = LARGEST_COMMENT, full: bool = False) -> Markdown:
    """The plan: a table, then a folding section for each preset.

    ``limit`` is the maximum number of characters, at least `sizes.SMALLEST`; omissions are
    reported. ``full`` folds nothing.
    """
    return markdown("{}\n{}", markdown(MARKER), _plan(plan, limit - size(MARKER) - 1, full=full))


def plans_markdown(
    plans: Sequence[PlanView], *, limit: int = LARGEST_COMMENT, full: bool = False
) -> Markdown:
    """The plans of several environments, one below the other; the rest is as in `plan_markdown`.

    Each has an equal share of the limit; the next one gets the unused rest.
    """
    parts = [markdown(MARKER)]
    room = limit - size(MARKER)
    for number, plan in enumerate(plans):
        parts.append(_plan(plan, room // (len(plans) - number) - 1, full=full))
        room -= size(parts[-1]) + 1
    return markdown_joined(parts, "\n")


def _plan(plan: PlanView, limit: int, *, full: bool) -> Markdown:
    changes = plan.changes()
    head = markdown_joined(_head(plan))
    foot = markdown("{}\n", markdown_joined(_footer(plan), "\n"))
    room = limit - size(head) - size(foot) - size(_left_out(len(changes), len(changes), plan.flags))
    rows = map(_table_row, changes)
    overview = table(_COLUMNS, rows, room // 2)
    sections = [
        Section(_title(each), tuple(_section(each, full=full)), tuple(_above(each)))
        for each in changes
    ]
    shown = fitted([each for each in sections if each.lines or each.above], room - size(overview))
    note = _left_out(
        missing=sum(not each.text for each in shown),
        cut=sum(bool(each.text and each.left_out) for each in shown),
        flags=plan.flags,
    )
    return markdown_joined([head, overview, *(each.text for each in shown), note, foot])


def _head(plan: PlanView) -> Iterator[Markdown]:
    said = lower(plan.title) if plan.has_changes else words("plan: {}", lower(plan.title))
    yield markdown("### presetsync {}: {}\n\n", said, plan.counts)
    if plan.base_url:
        yield markdown("⚠️ {} {}\n\n", ELSEWHERE, plan.base_url)
    for warning in plan.passed_over[:_MOST_PASSED_OVER]:
        yield markdown("**Warning**: {}\n\n", warning[:_LONGEST_PASSED_OVER])
    if len(plan.passed_over) > _MOST_PASSED_OVER:
        more = len(plan.passed_over) - _MOST_PASSED_OVER
        yield markdown(
            "**Warning**: {} more are not read; {} lists all of them.\n\n",
            more,
            "presetsync validate",
        )


def _left_out(missing: int, cut: int, flags: str) -> Markdown:
    parts = [markdown("{} not shown at all", missing)] * bool(missing)
    parts += [markdown("{} in part", cut)] * bool(cut)
    if not parts:
        return markdown()
    return markdown(
        "**This is not the whole plan**: {}. {} on the same commit shows all of it, without a key; "
        "so does {}.\n\n",
        markdown_joined(parts, ", "),
        f"presetsync plan{flags} --full",
        "--format html",
    )


def _footer(plan: PlanView) -> Iterator[Markdown]:
    if plan.ignored:
        yield markdown("{}: {}.\n", IGNORED, plan.ignored_names)
    if untracked := plan.untracked:
        names = listed(untracked.slugs, LONGEST)
        yield markdown("{}: {}. {}\n", untracked.lead, names, sentence(untracked.advice))
    if plan.unchecked:
        yield markdown("{}\n", sentence(plan.unchecked))
    notes = [] if plan.refreshed else [markdown(NOT_REFRESHED, REFRESH)]
    notes += [sentence(plan.shallow)] if plan.shallow else []
    notes += [markdown("Digest: {}", plan.digest)] if plan.is_active else []
    notes += map(sentence, plan.reading.lines)
    if notes:
        yield markdown("<sub>{}</sub>", markdown_joined(notes, "<br>"))


def _title(change: ChangeView) -> Markdown:
    """The heading next to the triangle: HTML on one line."""
    what = _what(change, code_element)
    changes = markdown(": {}", what) if what else what
    risk = (
        markdown(" · {}", _risk(change))
        if change.kinds or change.stop or change.waits
        else markdown()
    )
    if not change.is_one:
        count = len(change.slugs)
        return markdown("<b>{}</b> {} presets{}{}", change.action, count, changes, risk)
    name = code_element(change.slug)
    return markdown("<b>{}</b> {}, {}{}{}", change.action, name, change.base, changes, risk)


def _what(change: ChangeView, named: Callable[[str], Markdown]) -> Markdown:
    """Why a preset is in the plan, or a short description of its changes."""
    if change.explanation:
        return markdown("{}", change.explanation)
    return items_markdown(change.items, named)


def _risk(change: ChangeView) -> Markdown:
    parts = [markdown("❌ not pushed")] if change.stop else []
    parts += [markdown("⏳ waiting")] if change.waits else []
    parts += [markdown("⚠️ {}", words_joined(change.kinds))] if change.kinds else []
    return markdown_joined(parts, " · ")


def _above(change: ChangeView) -> Iterator[Markdown]:
    """The lines that must show even if a section is folded."""
    name = code(change.slug) if change.is_one else markdown("{} presets", len(change.slugs))
    for risk in change.risks:
        yield markdown("⚠️ {}: {}", name, risk)
    for lead, remark in change.remarks:
        mark = markdown("❌ ") if remark.is_error else markdown()
        yield markdown("{}**{}**: {}: {}", mark, lead, name, remark.text)
    if change.stop:
        yield markdown("❌ {}: {}", name, change.stop)
    if change.waits:
        yield markdown("⏳ {} {}", name, sentence(change.waits))


def _section(change: ChangeView, *, full: bool) -> Iterator[Markdown | Coded]:
    """The lines of a section; none if the table says everything."""
    if not change.has_details:
        return
    former = markdown()
    if change.former_skin:
        former = markdown(" instead of {}", change.former_skin)
    if change.is_one:
        yield markdown("{}, {}{}", change.path, change.skin, former)
    else:
        slugs = markdown_joined(map(code, change.slugs), ", ")
        yield markdown("{}{}: {}", change.skin, former, slugs)
        if change.shown_for:
            yield markdown("{}", change.shown_for)
    if change.reference:
        yield markdown("{}", change.reference)
    for line in change.notes:
        yield markdown("{}.", sentence(opened(line)))
    for heading, difference in change.differences:
        if heading:
            yield markdown("**{}**", capitalised(heading))
        yield from difference_lines(difference, full=full)
    if change.hint:
        yield markdown("{}.", sentence(opened(change.hint)))


def _table_row(change: ChangeView) -> tuple[Markdown, ...]:
    what = _what(change, lambda name: code(name, in_cell=True))
    if change.is_one:
        name = code(change.slug, in_cell=True)
        return name, markdown("{}, {}", change.action, change.base), what, _risk(change)
    count, names = len(change.slugs), [code(slug, in_cell=True) for slug in change.slugs]
    more = markdown(" and {} more", count - MOST_NAMES) if count > MOST_NAMES else markdown()
    shown = markdown("{}{}", markdown_joined(names[:MOST_NAMES], ", "), more)
    name = markdown("{} presets: {}", count, shown)
    return name, markdown("{}", change.action), what, _risk(change)
