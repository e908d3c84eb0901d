"""A page without scripts or external resources, readable on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.html.fragments import html, html_lines, stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def page_html(title: Html, body: Iterable[Html]) -> Html:
    """A page of blocks of HTML."""
    digest, style = stylesheet()
    return html(_PAGE, digest, title, style, html_lines(body))
