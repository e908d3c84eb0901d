"""The results of an apply, as Markdown for the summary of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import code, markdown, markdown_joined, sentence
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.render.markdown.tables import table
from presetsync.view.phrases import MOST_NAMES, counted, lower, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.result_view import ResultsView, ResultView

MARKER = "<!-- presetsync:apply -->"
"""The first line, by which a workflow finds its comment; it is invisible."""

_COLUMNS = (words("preset"), words("outcome"), words("version"))
_REMARKS = words("remarks")

_MOST_SOURCES = 20


def results_markdown(view: ResultsView, *, limit: int = LARGEST_COMMENT) -> Markdown:
    """The results as a table; ``limit`` as for `presetsync.render.markdown.plan.plan_markdown`."""
    head, foot = markdown_joined(_head(view)), markdown_joined(_foot(view))
    if not view.results:
        return head
    # An empty column would make the table too wide for a phone.
    has_remarks = any(map(_remarks, view.results))
    columns = [*_COLUMNS, *([_REMARKS] * has_remarks)]
    rows = ([*_row(each), *([_remarks(each)] * has_remarks)] for each in view.results)
    return markdown_joined([head, table(columns, rows, limit - size(head) - size(foot)), foot])


def _head(view: ResultsView) -> Iterator[Markdown]:
    yield markdown(MARKER)
    yield markdown("\n### presetsync apply: {}: {}\n\n", lower(view.title), view.counts)


def _foot(view: ResultsView) -> Iterator[Markdown]:
    """Where the versions come from; as a column, the table would be too wide."""
    sources = {source: slugs for source, slugs in view.sources.items() if source}
    if len(view.sources) == 1:
        for source in sources:
            yield markdown("Applied from {}.\n\n", sentence(source))
    else:
        for source, slugs in [*sources.items()][:_MOST_SOURCES]:
            names = markdown_joined(map(code, slugs[:MOST_NAMES]), ", ")
            more = len(slugs) - MOST_NAMES
            rest = markdown(" and {} more", more) if more > 0 else markdown()
            yield markdown("- {}{} from {}\n", names, rest, sentence(source))
        if (more := len(sources) - _MOST_SOURCES) > 0:
            yield markdown("- and {}\n", counted(more, "other commit"))
        if sources:
            yield markdown("\n")
    if notes := [*([view.shallow] if view.shallow else []), *view.reading.lines]:
        yield markdown("<sub>{}</sub>\n", markdown_joined(map(sentence, notes), "<br>"))


def _row(result: ResultView) -> tuple[Markdown, ...]:
    outcome = markdown("✅ {}" if result.is_done else "❌ {}", result.outcome)
    return code(result.slug, in_cell=True), outcome, _version(result)


def _version(result: ResultView) -> Markdown:
    if not result.version:
        return markdown()
    former = markdown()
    if result.former_version:
        former = markdown(", after {}", result.former_version)
    version_id = markdown()
    if result.version_id:
        version_id = markdown("<br>{}", code(result.version_id, in_cell=True))
    return markdown("{}{}{}", result.version, former, version_id)


def _remarks(result: ResultView) -> Markdown:
    remarks = (code(remark, in_cell=True) for remark in (*result.reasons, *result.warnings))
    return markdown_joined(remarks, "<br>")
