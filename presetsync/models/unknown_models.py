"""``unknown-model``: a model that the catalogue does not have. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.models.model_names import model_id
from presetsync.spelling import did_you_mean
from presetsync.validation.lint.model import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.model_rules import ModelSubject


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """A model that is none of the catalogue's."""
    lock = subject.lock
    for used in subject.used:
        if model_id(used.name, lock.ids, lock.canonical) is None:
            yield Mistake(
                used.path,
                f"The catalogue has no model `{used.name}`.",
                did_you_mean(used.name, lock.ids, "Use an id of `presetsync models list`."),
                Severity.ERROR,
            )
