"""``model-expires``: a model with an expiry date in the catalogue. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.models.model_names import model_id
from presetsync.models.rule_hints import hint
from presetsync.validation.lint.model import Mistake
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.model_rules import ModelSubject


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """A model that may be removed after a date; aliases will resolve to another one by then."""
    lock = subject.lock
    for used in subject.used:
        model = lock.models.get(model_id(used.name, lock.ids, lock.canonical) or "")
        if model and model.expires and not model.alias_of:
            yield Mistake(
                used.path,
                f"{shown_name(used.name)} may be removed after {model.expires}, says the "
                "catalogue.",
                hint("Move to another model before that day."),
            )
