"""`preset-reference`: a preset in place of a model. Also the `too-long` of model patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.validation.lint.model import Mistake, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject

MOST_CHARACTERS = 65_536
"""Of all patterns of `allowed_models` or `excluded_models` together, as the reference says."""


def preset_references(subject: Subject) -> Iterator[Mistake]:
    """Each reference to a preset."""
    for path, model in _models(subject.body):
        if isinstance(model, str) and "@preset/" in model:
            yield Mistake(
                path,
                "This is a preset; a preset cannot use another one as its model.",
                "Name a model, as in `author/name`.",
                Severity.ERROR,
            )
    if "preset" in subject.body:
        yield Mistake(
            ("body", "preset"),
            "A preset cannot extend another one.",
            "Copy its settings into this one.",
            Severity.ERROR,
            at_key=True,
        )


def _models(body: Body) -> Iterator[tuple[Path, Any]]:
    yield ("body", "model"), body.get("model")
    models = body.get("models")
    for number, model in enumerate(models if isinstance(models, list) else ()):
        yield ("body", "models", number), model
    for number, fallback in objects(body.get("fallbacks")):
        yield ("body", "fallbacks", number, "model"), fallback.get("model")


def long_patterns(subject: Subject) -> Iterator[Mistake]:
    """Each list of patterns that is too long."""
    for number, plugin in objects(subject.body.get("plugins")):
        for field in ("allowed_models", "excluded_models"):
            patterns = plugin.get(field)
            texts = patterns if isinstance(patterns, list) else []
            total = sum(len(text) for text in texts if isinstance(text, str))
            if total > MOST_CHARACTERS:
                yield Mistake(
                    ("body", "plugins", number, field),
                    f"{total} characters in total, but at most {MOST_CHARACTERS} are allowed.",
                    "Use wildcards, such as `anthropic/*`.",
                    Severity.ERROR,
                )
