"""What an apply did, as Markdown for the summary of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import code, markdown, markdown_joined
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.render.markdown.tables import table
from presetsync.view.phrases import lower, words

if TYPE_CHECKING:
    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.result_view import ResultsView, ResultView

MARKER = "<!-- presetsync:apply -->"
"""The first line, by which a workflow finds its comment again; it does not show."""

_COLUMNS = (words("preset"), words("outcome"), words("version"), words("remarks"))


def results_markdown(view: ResultsView, *, limit: int = LARGEST_COMMENT) -> Markdown:
    """The results as a table; ``limit`` as for `presetsync.render.markdown.plan.plan_markdown`."""
    title = markdown("### presetsync apply: {}: {}\n\n", lower(view.title), view.counts)
    head = markdown_joined([markdown(MARKER), markdown("\n"), title])
    if not view.results:
        return head
    return markdown_joined([head, table(_COLUMNS, map(_row, view.results), limit - size(head))])


def _row(result: ResultView) -> tuple[Markdown, ...]:
    outcome = markdown("✅ {}" if result.is_done else "❌ {}", result.outcome)
    version = markdown("{}", result.version) if result.version else markdown()
    remarks = (code(remark, in_cell=True) for remark in (*result.reasons, *result.warnings))
    return code(result.slug, in_cell=True), outcome, version, markdown_joined(remarks, "<br>")
