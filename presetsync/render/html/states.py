"""The difference between two states of a preset as one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.html.difference import difference_html
from presetsync.render.html.fragments import html, sentence
from presetsync.render.html.page import page_html
from presetsync.view.phrases import lower, opened
from presetsync.view.states_view import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.html.fragments import Html
from presetsync.view.states_view import StatesView


def states_html(states: StatesView, *, full: bool = False) -> Html:
    """The difference as a page; ``full`` folds nothing."""
    title = html("presetsync: {} of {}", lower(states.title), states.slug)
    return page_html(title, _body(states, full=full))


def _body(states: StatesView, *, full: bool) -> Iterator[Html]:
    counts = html(": {}", states.counts) if states.counts else html()
    yield html("<header><p>presetsync</p><h1>{}{}</h1>", states.title, counts)
    yield html("<p>From {}</p>", sentence(states.before))
    yield html("<p>to {}.</p>", sentence(states.after))
    if states.left_out:
        yield html("<p>{}: <code>{}</code>.</p>", LEFT_OUT, states.left_out)
    yield html("</header><main><section>")
    yield html("<h2>{}</h2>", states.slug)
    if states.skins:
        yield html("<p>Skin: <code>{}</code> → <code>{}</code></p>", *states.skins)
    elif states.skin:
        yield html("<p><code>{}</code></p>", states.skin)
    for risk in states.risks:
        yield html('<p><strong class="risk">⚠ {}</strong></p>', risk)
    for line in states.prices:
        yield html("<p>{}.</p>", sentence(opened(line)))
    yield from difference_html(states.difference, full=full)
    yield html("</section></main>")
