"""Plans as one HTML file: no script, nothing from elsewhere, readable on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from presetsync.plan.groups import grouped
from presetsync.plan.model import Action
from presetsync.plan.review import passed_over, review
from presetsync.render import phrases
from presetsync.render.html.difference import difference_html
from presetsync.render.html.fragments import html, html_joined, html_lines, stylesheet
from presetsync.render.phrases import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.plan.groups import Group
    from presetsync.plan.model import Plan
    from presetsync.plan.review import Review
    from presetsync.render.html.fragments import Html

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'sha256-{}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{}</title>
<style>{}</style>
</head>
<body>
{}
</body>
</html>
"""


def plan_html(plan: Plan, *, full: bool = False, redact: Callable[[str], str] = str) -> Html:
    """The plan as a page.

    ``full`` folds nothing away; ``redact`` takes secrets out of a text, see `review`.
    """
    groups = grouped(review(change, redact) for change in plan.noteworthy)
    title, counts = phrases.headline(plan)
    heading = f"presetsync: {title.lower()}: {counts.rstrip('.')}"
    digest, style = stylesheet()
    return html(_PAGE, digest, heading, style, html_lines(_body(plan, groups, redact, full=full)))


def _body(
    plan: Plan, groups: Sequence[Group], redact: Callable[[str], str], *, full: bool
) -> Iterator[Html]:
    title, counts = phrases.headline(plan)
    yield html("<header><p>presetsync</p><h1>{}: {}</h1>", title, counts.rstrip("."))
    if plan.base_url:
        told = html("{} <code>{}</code>", phrases.ELSEWHERE, plan.base_url)
        yield html('<p><strong class="risk">⚠ {}</strong></p>', told)
    for warning in passed_over(plan, redact):
        yield html("<p><strong>Warning</strong>: {}</p>", warning)
    if not plan.refreshed:
        yield html("<p>{}</p>", phrases.NOT_REFRESHED)
    if ignored := phrases.ignored(plan):
        yield html("<p>{}: <code>{}</code>.</p>", phrases.IGNORED, ignored)
    yield html("</header>")
    if groups:
        yield html('<nav aria-label="Presets"><ol>')
        yield from map(_entry, groups)
        yield html("</ol></nav>")
    yield html("<main>")
    for each in groups:
        yield from _section(each, full=full)
    yield html("</main>")
    if plan.active:
        yield html("<footer><p>Digest: <code>{}</code></p></footer>", plan.digest)


def _entry(group: Group) -> Html:
    review = group.first
    risks = html_joined(html(' <strong class="risk">⚠ {}</strong>', kind) for kind in review.kinds)
    link = html('<a href="#{}">{}</a>', _anchor(review), _name(group))
    told = html("{}", phrases.explained(review)) or html_joined(
        map(_named, phrases.named(review)), ", "
    )
    return html("<li>{} {}{} <span>{}</span></li>", _badge(review.action), link, risks, told)


def _named(change: tuple[str, str, str]) -> Html:
    word, name, much = change
    code = html("<code>{}</code>" if name else "{}", name)
    return html_joined((part for part in (html("{}", word), code, html("{}", much)) if part), " ")


def _badge(action: Action) -> Html:
    return html('<b class="badge {}">{}</b>', action, action)


def _anchor(review: Review) -> str:
    # A slug needs no quoting; what a lock that was tampered with holds does.
    return f"preset-{quote(review.slug, safe='', errors='replace')}"


def _name(group: Group) -> str:
    return group.first.slug if group.is_one else f"{len(group.reviews)} presets"


def _section(group: Group, *, full: bool) -> Iterator[Html]:
    review = group.first
    anchor = _anchor(review)
    yield html('<section id="{}" aria-labelledby="{}-title">', anchor, anchor)
    yield html('<h2 id="{}-title">{} {}</h2>', anchor, _badge(review.action), _name(group))
    skin = f"{review.skin} instead of {review.former_skin}" if review.former_skin else review.skin
    if group.is_one:
        base = phrases.base(review)
        yield html("<p><code>{}</code>, {}, {}</p>", review.path, skin, base)
    else:
        yield html("<p>{}: <code>{}</code></p>", skin, ", ".join(group.slugs))
        if told := phrases.shown_for(group):
            yield html("<p>{}</p>", told)
    yield from _remarks(group)
    for comparison in review.comparisons:
        if heading := phrases.heading(comparison, review):
            yield html('<p class="between">{}</p>', sentence(heading))
        flags = review.action is not Action.CREATE
        yield from difference_html(comparison, flags=flags, full=full)
    if ways_out := phrases.ways_out(review):
        yield html("<p>{}.</p>", sentence(ways_out))
    yield html("</section>")


def _remarks(group: Group) -> Iterator[Html]:
    """What to know of a change before what differs."""
    review = group.first
    if explained := phrases.explained(review):
        yield html("<p>{}.</p>", sentence(explained))
    for risk in phrases.unmarked(review):
        yield html('<p><strong class="risk">⚠ {}</strong></p>', risk)
    for lead, warning in phrases.warnings(group):
        yield html("<p><strong>{}</strong>: {}</p>", lead, warning)
    if like := phrases.prompt_like(review):
        yield html("<p>{}.</p>", like)
    if stored := phrases.stored(group):
        yield html("<p>{}.</p>", sentence(stored))
