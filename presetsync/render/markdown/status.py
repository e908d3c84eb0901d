"""A status as Markdown, for an issue whose readers may not know presetsync."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.difference import difference_lines
from presetsync.render.markdown.fitting import Section, commands, fitted
from presetsync.render.markdown.fragments import (
    LONGEST,
    code_element,
    markdown,
    markdown_joined,
    sentence,
)
from presetsync.render.markdown.items import items_markdown
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.view.drift_resolution import PLACEHOLDER
from presetsync.view.phrases import capitalised, listed, opened
from presetsync.view.safe import sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.markdown.fitting import Coded
    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.drift_resolution import DriftResolution
    from presetsync.view.status_view import PresetStatusView, StatusView

MARKER = "<!-- presetsync:status -->"
"""The first line, by which a workflow finds it; it is invisible."""

_EXPLAINED = """\
presetsync applied these presets from the files in this repository. Now \
another version is live: somebody stored it in the dashboard or through the API, without review. \
Applications get that version, and nothing replaces it until you decide.

"""

_KEEP = """\
**To keep it**, import it into the files, and have it reviewed and merged. With the API key in {}:

{}

"""

_REPLACE = """\
**To undo it**, restore the content of the files. The server keeps the replaced versions; \
{} lists them.

{}

"""


def status_markdown(status: StatusView, *, limit: int = LARGEST_COMMENT) -> Markdown:
    """The presets that need attention, and what to do; ``limit`` is in characters.

    Presets in sync are only counted.
    """
    head, foot = markdown_joined(_head(status)), markdown_joined(_foot(status))
    room = limit - size(head) - size(foot) - size(_left_out(len(status.details), status.flags))
    sections = [Section(_title(each), tuple(_section(each))) for each in status.details]
    shown = fitted(sections, room)
    note = _left_out(sum(bool(each.left_out) for each in shown), status.flags)
    return markdown_joined([head, *(each.text for each in shown), note, foot])


def _head(status: StatusView) -> Iterator[Markdown]:
    yield markdown(MARKER)
    yield markdown("\n### presetsync status: {}\n\n", status.counts)
    if status.resolution:
        yield markdown(_EXPLAINED)


def _title(preset: PresetStatusView) -> Markdown:
    """The heading next to the triangle: HTML on one line."""
    items = items_markdown(preset.items, code_element)
    changes = markdown(": {}", items) if items else markdown()
    return markdown("<b>{}</b> {}{}", preset.label, code_element(preset.row.slug), changes)


def _section(preset: PresetStatusView) -> Iterator[Markdown | Coded]:
    status = preset.row.state
    suffix = markdown() if status == preset.label else markdown(", {}", status)
    yield markdown("{}, {}{}", preset.path, preset.skin, suffix)
    for version in (preset.stored, preset.recorded):
        if version:
            yield markdown("{}.", sentence(opened(version)))
    if preset.is_disabled:
        yield markdown("Calls of it fail until it is enabled in the dashboard.")
    if preset.heading:
        yield markdown("**{}**", capitalised(preset.heading))
    if preset.difference:
        yield from difference_lines(preset.difference)
    if preset.hint and not preset.can_be_taken:
        yield markdown("{}.", sentence(opened(preset.hint)))


def _foot(status: StatusView) -> Iterator[Markdown]:
    if status.resolution:
        yield from _resolution(status.resolution)
    if untracked := status.untracked:
        names = listed(untracked.slugs, LONGEST)
        yield markdown("{}: {}. {}\n", untracked.lead, names, sentence(untracked.advice))
    if status.shallow:
        yield markdown("\n<sub>{}</sub>\n", sentence(status.shallow))


def _resolution(resolution: DriftResolution) -> Iterator[Markdown]:
    """The commands for both ways to resolve drift."""
    if resolution.is_general:
        yield markdown("Replace {} with one or more of the presets.\n\n", PLACEHOLDER)
    keep = commands(map(sanitize_line, resolution.keep))
    replace = commands([sanitize_line(resolution.replace)])
    yield markdown(_KEEP, "OPENROUTER_API_KEY", keep)
    yield markdown(_REPLACE, resolution.history, replace)


def _left_out(cut: int, flags: str) -> Markdown:
    if not cut:
        return markdown()
    command = f"presetsync status{flags}"
    return markdown("**This is not everything**: {} in part. {} shows all of it.\n\n", cut, command)
