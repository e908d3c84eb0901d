"""The headers that identify an application to OpenRouter. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.config.model import App


def app_headers(app: App) -> dict[str, str]:
    """The attribution headers of an application ("App Attribution" in the documentation)."""
    named = {
        "HTTP-Referer": app.referer,
        "X-OpenRouter-Title": app.title,
        "X-OpenRouter-Categories": app.categories,
    }
    return {name: value for name, value in named.items() if value}
