"""Plans, results and statuses as each format shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.render.html import plan as html
from presetsync.render.machine import json
from presetsync.render.markdown import plan as markdown
from presetsync.render.markdown import results as markdown_results
from presetsync.render.terminal import plan as terminal
from presetsync.render.terminal import results as terminal_results
from presetsync.render.terminal import status as terminal_status
from presetsync.view.plan_view import plan_view
from presetsync.view.result_view import result_view, results_view
from presetsync.view.status_view import status_view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.apply.results import Result
    from presetsync.plan.drift import Status
    from presetsync.plan.model import Plan
    from presetsync.render.terminal.style import Style

    Redact = Callable[[str], str]


def plan_text(plan: Plan, style: Style, *, redact: Redact = str, **options: Any) -> str:
    return terminal.plan_text(plan_view(plan, redact), style, **options)


def plan_markdown(plan: Plan, *, redact: Redact = str, **options: Any) -> str:
    return markdown.plan_markdown(plan_view(plan, redact), **options)


def plan_html(plan: Plan, *, redact: Redact = str, **options: Any) -> str:
    return html.plans_html([plan_view(plan, redact)], **options)


def plan_json(plan: Plan) -> str:
    return json.plan_json(plan_view(plan))


def result_text(
    result: Result, style: Style, width: int | None = None, redact: Redact = str
) -> str:
    return terminal_results.result_text(result_view(result, redact), style, width)


def results_text(results: Sequence[Result], style: Style) -> str:
    return terminal_results.results_text(results_view(results), style)


def results_markdown(results: Sequence[Result], *, redact: Redact = str, **options: Any) -> str:
    return markdown_results.results_markdown(results_view(results, redact), **options)


def status_text(status: Status, style: Style, **options: Any) -> str:
    return terminal_status.status_text(status_view(status), style, **options)
