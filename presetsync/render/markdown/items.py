"""Short descriptions of a preset's changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import markdown, markdown_joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.changed_items import Item


def items_markdown(items: Iterable[Item], named: Callable[[str], Markdown]) -> Markdown:
    """The items with commas between them; ``named`` escapes a name."""
    return markdown_joined((_item(item, named) for item in items), ", ")


def _item(item: Item, named: Callable[[str], Markdown]) -> Markdown:
    name = named(item.name) if item.name else markdown()
    parts = (markdown("{}", item.word), name, markdown("{}", item.much))
    return markdown_joined((part for part in parts if part), " ")
