"""Plans and results as Markdown, for a comment on a pull request or the summary of a job.

Text from outside stands in code only, as a span or in a fenced block: there Markdown makes no
links, mentions or HTML of it.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from presetsync.apply.results import DONE, is_complete
from presetsync.plan.groups import grouped
from presetsync.plan.model import Action
from presetsync.plan.review import passed_over, review
from presetsync.render import phrases
from presetsync.render.markdown.codespan import code
from presetsync.render.markdown.difference import difference_lines
from presetsync.render.markdown.fitting import Coded, Section, fitted
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.render.safe import Safe, sanitize_line
from presetsync.render.terminal.results import outcome_counts, receipt_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from presetsync.apply.results import Result
    from presetsync.plan.groups import Group
    from presetsync.plan.model import Plan
    from presetsync.plan.review import Comparison, Review

PLAN_MARKER = "<!-- presetsync:plan -->"
APPLY_MARKER = "<!-- presetsync:apply -->"
"""First lines, by which a workflow finds its comment again; nobody sees them."""

_LONGEST_MORE = 40
"""A last row of a table, which says that there are more."""

_LONGEST_NAME = 100
"""Characters of a slug, a pointer or a tool's name beside the triangle of a section."""

_MOST_PASSED_OVER = 3
_LONGEST_PASSED_OVER = 150
"""Warnings of what is passed over, and characters of one: they stand above what may be cut."""

_REFRESH = "plan --refresh"


def plan_markdown(
    plan: Plan,
    *,
    limit: int = LARGEST_COMMENT,
    full: bool = False,
    redact: Callable[[str], str] = str,
) -> Safe:
    """The plan: a table, then a section that folds for each preset.

    ``limit`` is the longest that it may get, in characters, at least `sizes.SMALLEST`; what has
    no place in it is left out, and said so. ``full`` folds nothing away. ``redact`` takes secrets
    out of a text; see `review`.
    """
    groups = grouped(review(change, redact) for change in plan.noteworthy)
    title, counts = phrases.headline(plan)
    head = f"{PLAN_MARKER}\n### presetsync: {title.lower()}: {counts}\n\n"
    if plan.base_url:
        head += f"⚠️ {phrases.ELSEWHERE} {code(plan.base_url)}\n\n"
    head += "".join(_passed_over(plan, redact))
    foot = "\n".join(_footer(plan)) + "\n"
    room = limit - size(head) - size(foot) - size(_left_out(len(groups), len(groups)))
    table = _table(("preset", "action", "what changes", "risk"), map(_table_row, groups), room // 2)
    sections = [
        Section(_title(each), tuple(_section(each, full=full)), tuple(_above(each)))
        for each in groups
    ]
    shown = fitted([each for each in sections if each.lines or each.above], room - size(table))
    note = _left_out(
        missing=sum(not each.text for each in shown),
        cut=sum(bool(each.text and each.left_out) for each in shown),
    )
    return Safe(head + table + "".join(each.text for each in shown) + note + foot)


def _passed_over(plan: Plan, redact: Callable[[str], str]) -> Iterator[str]:
    warnings = passed_over(plan, redact)
    for warning in warnings[:_MOST_PASSED_OVER]:
        yield f"**Warning**: {code(warning[:_LONGEST_PASSED_OVER])}\n\n"
    if len(warnings) > _MOST_PASSED_OVER:
        more = len(warnings) - _MOST_PASSED_OVER
        yield f"**Warning**: {more} more are passed over; `presetsync validate` names all.\n\n"


def _left_out(missing: int, cut: int) -> str:
    told = [f"{missing} not shown at all"] * bool(missing) + [f"{cut} in part"] * bool(cut)
    if not told:
        return ""
    return (
        f"**This is not the whole plan**: {', '.join(told)}. `presetsync plan --full` on the same "
        "commit shows all of it, with no key; so does `--format html`.\n\n"
    )


def _footer(plan: Plan) -> Iterator[str]:
    if ignored := phrases.ignored(plan):
        yield f"{phrases.IGNORED}: {code(ignored)}.\n"
    drift = [] if plan.refreshed else [phrases.NOT_REFRESHED.replace(_REFRESH, f"`{_REFRESH}`")]
    digest = [f"Digest: `{plan.digest}`"] if plan.active else []
    if told := drift + digest:
        yield f"<sub>{'<br>'.join(told)}</sub>"


def _title(group: Group) -> str:
    """What stands beside the triangle: HTML, in which GitHub resolves nothing within ``code``."""
    review = group.first
    risk = f" · ⚠️ {', '.join(review.kinds)}" if review.kinds else ""
    told = phrases.explained(review) or _changes(review, lambda name: f"<code>{_said(name)}</code>")
    changes = f": {told}" if told else ""
    if not group.is_one:
        return f"<b>{review.action}</b> {len(group.reviews)} presets{changes}{risk}"
    head = f"<b>{review.action}</b> <code>{_said(review.slug)}</code>, {phrases.base(review)}"
    return f"{head}{changes}{risk}"


def _said(text: str) -> str:
    return html.escape(sanitize_line(text)[:_LONGEST_NAME])


def _changes(review: Review, named: Callable[[str], str]) -> str:
    """What changes, in a few words."""
    return ", ".join(
        " ".join(part for part in (word, name and named(name), much) if part)
        for word, name, much in phrases.named(review)
    )


def _above(group: Group) -> Iterator[str]:
    """What is not to be missed where a section is folded."""
    review = group.first
    name = code(review.slug) if group.is_one else f"{len(group.reviews)} presets"
    for risk in phrases.unmarked(review):
        yield f"⚠️ {name}: {code(risk)}"
    for lead, warning in phrases.warnings(group):
        yield f"**{lead}**: {name}: {code(warning)}"


def _section(group: Group, *, full: bool) -> Iterator[str | Coded]:
    """The lines of a section; none where the table says it all."""
    review = group.first
    flags = review.action is not Action.CREATE
    lines = [
        line for c in review.comparisons for line in _comparison(c, review, flags=flags, full=full)
    ]
    like = phrases.prompt_like(review)
    ways_out = phrases.ways_out(review)
    if not (lines or like or ways_out):
        return
    if stored := phrases.stored(group):
        lines.insert(0, f"{code(stored)}")
    if ways_out:
        lines.append(f"{ways_out[0].upper()}{ways_out[1:]}.")
    former = f" instead of {code(review.former_skin)}" if review.former_skin else ""
    if group.is_one:
        yield f"{code(review.path)}, {code(review.skin)}{former}"
    else:
        yield f"{code(review.skin)}{former}: {', '.join(map(code, group.slugs))}"
        if told := phrases.shown_for(group):
            yield code(told)
    if like:
        yield code(like)
    yield from lines


def _comparison(
    comparison: Comparison, review: Review, *, flags: bool, full: bool
) -> Iterator[str | Coded]:
    if heading := phrases.heading(comparison, review):
        yield f"**{heading[0].upper()}{heading[1:]}**"
    yield from difference_lines(comparison, flags=flags, full=full)


def _table_row(group: Group) -> tuple[str, ...]:
    review = group.first
    risk = f"⚠️ {', '.join(review.kinds)}" if review.kinds else ""
    told = phrases.explained(review) or _changes(review, lambda name: code(name, in_cell=True))
    if group.is_one:
        name, action = code(review.slug, in_cell=True), f"{review.action}, {phrases.base(review)}"
    else:
        names = phrases.listed([code(slug, in_cell=True) for slug in group.slugs])
        name, action = f"{len(group.reviews)} presets: {names}", f"{review.action}"
    return name, action, told, risk


def results_markdown(
    results: Sequence[Result],
    *,
    limit: int = LARGEST_COMMENT,
    redact: Callable[[str], str] = str,
) -> Safe:
    """What came of an apply: a table; ``limit`` and ``redact`` as for `plan_markdown`."""
    counts = outcome_counts(results)
    title = "done" if is_complete(results) else "not done"
    head = f"{APPLY_MARKER}\n### presetsync apply: {title}: {counts or 'nothing to do'}\n\n"
    rows = (
        (
            code(result.slug, in_cell=True),
            ("✅ " if result.outcome in DONE else "❌ ") + result.outcome.replace("_", " "),
            str(result.version or ""),
            "<br>".join(code(redact(remark), in_cell=True) for remark in _remarks(result)),
        )
        for result in results
    )
    columns = ("preset", "outcome", "version", "remarks")
    return Safe(head + (_table(columns, rows, limit - size(head)) if results else ""))


def _remarks(result: Result) -> Iterator[str]:
    yield from (text for text in (result.error, result.hint) if text)
    yield from receipt_warnings(result.receipt)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], room: int) -> str:
    """A table, or as many rows of it as there is room for."""
    lines = [f"| {' | '.join(columns)} |\n", f"|{' --- |' * len(columns)}\n"]
    room -= sum(map(size, lines)) + _LONGEST_MORE
    more = 0
    for row in rows:
        line = f"| {' | '.join(row)} |\n"
        room -= size(line)
        if room < 0:
            more += 1
        else:
            lines.append(line)
    if more:
        lines.append(f"| … and {more} more |{' |' * (len(columns) - 1)}\n")
    return "".join(lines) + "\n"
