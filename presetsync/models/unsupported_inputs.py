"""``unsupported-input``: images, audio or video that a model does not accept. Pure.

The example conversation counts although a preset does not keep it: it shows what the preset is
called with. Files count not: OpenRouter reads them for models that do not
(/guides/overview/multimodal/pdfs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.models.rule_hints import hint, named
from presetsync.validation.lint.model import Mistake, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.models.model_rules import ModelSubject
    from presetsync.validation.lint.model import Body

MODALITIES = {
    "image": "image",
    "image_url": "image",
    "input_image": "image",
    "input_audio": "audio",
    "input_video": "video",
    "video_url": "video",
}
"""By type of a part of a message in one of the skins: the modality of the catalogue."""

_CONVERSATIONS = ("messages", "input")
_PARTS = ("content", "output")
"""Where a message, or what a tool gave, has its parts."""


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """The first part of each modality that a model does not take."""
    inputs = [(each.used, each.routing.model.input) for each in subject.checked]
    waiting = {m for m in MODALITIES.values() for _, known in inputs if known and m not in known}
    for path, modality in _modalities(subject.body) if waiting else ():
        if modality in waiting:
            waiting.remove(modality)
            lacking = [used for used, known in inputs if known and modality not in known]
            yield Mistake(
                path,
                f"According to the catalogue, {named(lacking)} does not accept "
                f"{_plural(modality)}.",
                hint(f"Use a model that accepts {_plural(modality)}, or an example without."),
                Severity.ERROR,
            )


def _modalities(body: Body) -> Iterator[tuple[Path, str]]:
    """Every part of the example that is not text, with its modality."""
    for field in _CONVERSATIONS:
        yield from _parts(("body", field), body.get(field))


def _parts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    for number, part in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(part, dict):
            continue
        if modality := MODALITIES.get(text_of(part, "type")):
            yield (*path, number, "type"), modality
        for field in _PARTS:
            yield from _parts((*path, number, field), part.get(field))


def _plural(modality: str) -> str:
    return "images" if modality == "image" else modality
