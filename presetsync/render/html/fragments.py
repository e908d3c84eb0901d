"""Fragments of a page, which sanitize and escape everything inserted into them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from presetsync.view.phrases import Words
from presetsync.view.safe import Safe, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.view.phrases import Sentence


class Html(Safe):
    """Markup; only this module creates it."""

    __slots__ = ()


def html(template: str = "", *parts: str | int) -> Html:
    """The template, which is a literal, with each part in place of a ``{}``.

    A part that is not `Html` is text, on one line.
    """
    return Html(template.format(*map(_markup, parts)))


def html_lines(parts: Iterable[Html]) -> Html:
    """The fragments, each on its own lines."""
    return Html("\n".join(parts))


def html_joined(parts: Iterable[Html], separator: str = "") -> Html:
    """The fragments, with text between each and the next."""
    return Html(_markup(separator).join(parts))


def sentence(parts: Sentence) -> Html:
    """A sentence with names and commands as code."""
    return html_joined(
        html("{}" if isinstance(part, Words) else "<code>{}</code>", part) for part in parts
    )


def stylesheet() -> tuple[str, Html]:
    """The SHA-256 of the style sheet, in base64 as a page's policy has it, and the style sheet."""
    style = files("presetsync.render.html").joinpath("page.css").read_text(encoding="utf-8")
    return b64encode(sha256(style.encode()).digest()).decode(), Html(style)


def _markup(part: str | int) -> str:
    if isinstance(part, Html | int):
        return str(part)
    return escape(part if isinstance(part, Safe) else sanitize_line(part))
