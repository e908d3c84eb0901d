"""Plans as one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from presetsync.render.html.difference import difference_html
from presetsync.render.html.fragments import html, html_joined, sentence
from presetsync.render.html.page import page_html
from presetsync.view.phrases import capitalised, listed, lower, opened
from presetsync.view.plan_view import (
    ELSEWHERE,
    IGNORED,
    NOT_REFRESHED,
    REFRESH,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.plan.model import Action
    from presetsync.render.html.fragments import Html
    from presetsync.view.change_view import ChangeView
    from presetsync.view.changed_items import Item
    from presetsync.view.plan_view import PlanView


def plans_html(plans: Sequence[PlanView], *, full: bool = False) -> Html:
    """The plans as a page, those of several environments one below the other.

    ``full`` folds nothing.
    """
    titles = [html("{}: {}", lower(plan.title), plan.counts.rstrip(".")) for plan in plans]
    title = html("presetsync: {}", html_joined(titles, "; "))
    if len(plans) == 1:
        return page_html(title, _body(plans[0], full=full))
    return page_html(title, _bodies(plans, full=full))


def _bodies(plans: Sequence[PlanView], *, full: bool) -> Iterator[Html]:
    # A page has one main part.
    yield html("<main>")
    for plan in plans:
        yield html("<article>")
        yield from _body(plan, full=full, is_part=True)
        yield html("</article>")
    yield html("</main>")


def _body(plan: PlanView, *, full: bool, is_part: bool = False) -> Iterator[Html]:
    changes = plan.changes()
    counts = plan.counts.rstrip(".")
    yield html("<header><p>presetsync</p><h1>{}: {}</h1>", plan.title, counts)
    if plan.base_url:
        where = html("{} <code>{}</code>", ELSEWHERE, plan.base_url)
        yield html('<p><strong class="risk">⚠ {}</strong></p>', where)
    for warning in plan.passed_over:
        yield html("<p><strong>Warning</strong>: {}</p>", warning)
    if not plan.refreshed:
        yield html("<p>{}</p>", html(NOT_REFRESHED, REFRESH))
    if plan.ignored:
        yield html("<p>{}: <code>{}</code>.</p>", IGNORED, plan.ignored_names)
    if untracked := plan.untracked:
        names = ", ".join(untracked.slugs) if full else listed(untracked.slugs)
        advice = sentence(untracked.advice)
        yield html("<p>{}: <code>{}</code>. {}</p>", untracked.lead, names, advice)
    for note in filter(None, (plan.unchecked, plan.shallow)):
        yield html("<p>{}</p>", sentence(note))
    yield html("</header>")
    if changes:
        yield html('<nav aria-label="Presets"><ol>')
        yield from (_entry(each, _anchor(plan, each)) for each in changes)
        yield html("</ol></nav>")
    yield html("<div>") if is_part else html("<main>")
    for each in changes:
        yield from _section(each, _anchor(plan, each), full=full)
    yield html("</div>") if is_part else html("</main>")
    notes = [html("Digest: <code>{}</code>", plan.digest)] if plan.is_active else []
    notes += map(sentence, plan.reading.lines)
    if notes:
        yield html("<footer>{}</footer>", html_joined(html("<p>{}</p>", note) for note in notes))


def _entry(change: ChangeView, anchor: str) -> Html:
    marks = [html("✗ not pushed")] if change.stop else []
    marks += [html("⚠ {}", kind) for kind in change.kinds]
    risks = html_joined(html(' <strong class="risk">{}</strong>', mark) for mark in marks)
    link = html('<a href="#{}">{}</a>', anchor, _name(change))
    what = html("{}", change.explanation) or html_joined(map(_item, change.items), ", ")
    return html("<li>{} {}{} <span>{}</span></li>", _badge(change.action), link, risks, what)


def _item(item: Item) -> Html:
    name = html("<code>{}</code>", item.name) if item.name else html()
    parts = (html("{}", item.word), name, html("{}", item.much))
    return html_joined((part for part in parts if part), " ")


def _badge(action: Action) -> Html:
    return html('<b class="badge {}">{}</b>', action, action)


def _anchor(plan: PlanView, change: ChangeView) -> str:
    # A slug needs no quoting, but the content of a manipulated lock does.
    environment = f"{plan.environment}-" if plan.environment else ""
    return f"preset-{environment}{quote(change.slug, safe='', errors='replace')}"


def _name(change: ChangeView) -> str:
    return change.slug if change.is_one else f"{len(change.slugs)} presets"


def _section(change: ChangeView, anchor: str, *, full: bool) -> Iterator[Html]:
    yield html('<section id="{}" aria-labelledby="{}-title">', anchor, anchor)
    yield html('<h2 id="{}-title">{} {}</h2>', anchor, _badge(change.action), _name(change))
    skin = html("{}", change.skin)
    if change.former_skin:
        skin = html("{} instead of {}", skin, change.former_skin)
    if change.is_one:
        yield html("<p><code>{}</code>, {}, {}</p>", change.path, skin, change.base)
    else:
        yield html("<p>{}: <code>{}</code></p>", skin, ", ".join(change.slugs))
        if change.shown_for:
            yield html("<p>{}</p>", change.shown_for)
    yield from _remarks(change)
    for heading, difference in change.differences:
        if heading:
            yield html('<p class="between">{}</p>', capitalised(heading))
        yield from difference_html(difference, full=full)
    if change.hint:
        yield html("<p>{}.</p>", sentence(opened(change.hint)))
    yield html("</section>")


def _remarks(change: ChangeView) -> Iterator[Html]:
    """The lines about a change before its differences."""
    if change.explanation:
        yield html("<p>{}.</p>", capitalised(change.explanation))
    for risk in change.risks:
        yield html('<p><strong class="risk">⚠ {}</strong></p>', risk)
    for lead, remark in change.remarks:
        shown = html(
            '<strong class="risk">{}</strong>' if remark.is_error else "<strong>{}</strong>", lead
        )
        yield html("<p>{}: {}</p>", shown, remark.text)
    if change.stop:
        yield html('<p><strong class="risk">{}.</strong></p>', capitalised(change.stop))
    if change.waits:
        yield html("<p><strong>{}.</strong></p>", sentence(opened(change.waits)))
    if change.reference:
        yield html("<p>{}.</p>", change.reference)
    for line in change.notes:
        yield html("<p>{}.</p>", sentence(opened(line)))
