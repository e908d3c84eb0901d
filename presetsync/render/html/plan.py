"""Plans as one HTML file: no script, nothing from elsewhere, readable on a phone and on paper."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from presetsync.plan.groups import grouped
from presetsync.plan.model import Action
from presetsync.plan.review import passed_over, review
from presetsync.render import phrases
from presetsync.render.html.difference import difference_html, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.plan.groups import Group
    from presetsync.plan.model import Plan
    from presetsync.plan.review import Review

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def plan_html(plan: Plan, *, full: bool = False, redact: Callable[[str], str] = str) -> str:
    """The plan as a page.

    ``full`` folds nothing away; ``redact`` takes secrets out of a text, see `review`.
    """
    style = files("presetsync.render.html").joinpath("page.css").read_text(encoding="utf-8")
    groups = grouped(review(change, redact) for change in plan.noteworthy)
    title, counts = phrases.headline(plan)
    return _PAGE.format(
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        style=style,
        title=f"presetsync: {title.lower()}: {counts.rstrip('.')}",
        body="\n".join(_body(plan, groups, redact, full=full)),
    )


def _body(
    plan: Plan, groups: Sequence[Group], redact: Callable[[str], str], *, full: bool
) -> Iterator[str]:
    title, counts = phrases.headline(plan)
    yield f"<header><p>presetsync</p><h1>{title}: {counts.rstrip('.')}</h1>"
    if plan.base_url:
        told = f"{phrases.ELSEWHERE} <code>{said(plan.base_url)}</code>"
        yield f'<p><strong class="risk">⚠ {told}</strong></p>'
    for warning in passed_over(plan, redact):
        yield f"<p><strong>Warning</strong>: {said(warning)}</p>"
    if not plan.refreshed:
        yield f"<p>{phrases.NOT_REFRESHED}</p>"
    if ignored := phrases.ignored(plan):
        yield f"<p>{phrases.IGNORED}: <code>{said(ignored)}</code>.</p>"
    yield "</header>"
    if groups:
        yield '<nav aria-label="Presets"><ol>'
        yield from map(_entry, groups)
        yield "</ol></nav>"
    yield "<main>"
    for each in groups:
        yield from _section(each, full=full)
    yield "</main>"
    if plan.active:
        yield f"<footer><p>Digest: <code>{plan.digest}</code></p></footer>"


def _entry(group: Group) -> str:
    review = group.first
    risks = "".join(f' <strong class="risk">⚠ {risk}</strong>' for risk in review.kinds)
    link = f'<a href="#{_anchor(review)}">{_name(group)}</a>'
    told = phrases.explained(review) or ", ".join(
        " ".join(part for part in (word, name and f"<code>{said(name)}</code>", much) if part)
        for word, name, much in phrases.named(review)
    )
    return f"<li>{_badge(review.action)} {link}{risks} <span>{told}</span></li>"


def _badge(action: Action) -> str:
    return f'<b class="badge {action}">{action}</b>'


def _anchor(review: Review) -> str:
    # A slug needs no quoting; what a lock that was tampered with holds does.
    return f"preset-{quote(review.slug, safe='', errors='replace')}"


def _name(group: Group) -> str:
    return said(group.first.slug) if group.is_one else f"{len(group.reviews)} presets"


def _section(group: Group, *, full: bool) -> Iterator[str]:
    review = group.first
    anchor = _anchor(review)
    yield f'<section id="{anchor}" aria-labelledby="{anchor}-title">'
    yield f'<h2 id="{anchor}-title">{_badge(review.action)} {_name(group)}</h2>'
    former = f" instead of {said(review.former_skin)}" if review.former_skin else ""
    if group.is_one:
        yield (
            f"<p><code>{said(review.path)}</code>, {said(review.skin)}{former}, "
            f"{phrases.base(review)}</p>"
        )
    else:
        yield f"<p>{said(review.skin)}{former}: <code>{said(', '.join(group.slugs))}</code></p>"
        if told := phrases.shown_for(group):
            yield f"<p>{said(told)}</p>"
    yield from _remarks(group)
    for comparison in review.comparisons:
        if heading := phrases.heading(comparison, review):
            yield f'<p class="between">{heading[0].upper()}{heading[1:]}</p>'
        flags = review.action is not Action.CREATE
        yield from difference_html(comparison, flags=flags, full=full)
    if ways_out := phrases.ways_out(review):
        yield f"<p>{ways_out[0].upper()}{ways_out[1:]}.</p>"
    yield "</section>"


def _remarks(group: Group) -> Iterator[str]:
    """What to know of a change before what differs."""
    review = group.first
    if explained := phrases.explained(review):
        yield f"<p>{explained[0].upper()}{explained[1:]}.</p>"
    for risk in phrases.unmarked(review):
        yield f'<p><strong class="risk">⚠ {said(risk)}</strong></p>'
    for lead, warning in phrases.warnings(group):
        yield f"<p><strong>{lead}</strong>: {said(warning)}</p>"
    if like := phrases.prompt_like(review):
        yield f"<p>{said(like)}.</p>"
    if stored := phrases.stored(group):
        yield f"<p>{said(stored[0].upper() + stored[1:])}.</p>"
