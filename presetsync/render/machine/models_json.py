"""Changes in the catalogue and the models in use, for programs: the shapes of format version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.render.machine.json import FORMAT_VERSION
from presetsync.view.safe import sanitize_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.catalogue.model_list import ListedModel
    from presetsync.view.models_view import NewsView
    from presetsync.view.safe import Safe


def news_json(news: Iterable[NewsView], *, written: bool | None = None) -> Safe:
    """The changes; ``written`` is whether an update replaced the file, None for a check."""
    listed = [
        {
            "model": each.model,
            "kind": each.kind.value,
            "message": "".join(each.message),
            "presets": [*each.presets],
        }
        for each in news
    ]
    update = {} if written is None else {"written": written}
    return sanitize_json({"format_version": FORMAT_VERSION, "news": listed, **update})


def models_json(models: Iterable[ListedModel], *, has_lock: bool) -> Safe:
    """The models in use."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "has_lock": has_lock,
            "models": [_model(model) for model in models],
        }
    )


def _model(model: ListedModel) -> dict[str, Any]:
    facts = model.facts
    return {
        "model": model.name,
        "known": model.is_known,
        "checked": facts is not None,
        "alias_of": model.alias_of,
        "presets": [{"slug": slug, "endpoints": model.left[slug]} for slug in model.presets],
        "of": model.of,
        "context_length": facts and facts.context_length,
        "max_completion_tokens": facts and facts.max_completion_tokens,
        "expires": facts and facts.expires,
        "prompt": model.prompt and model.prompt.to_json(),
        "completion": model.completion and model.completion.to_json(),
    }
