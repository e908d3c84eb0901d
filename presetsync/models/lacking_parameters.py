"""Parameters of a body that no endpoint of a model supports. Pure.

It is none of the model's endpoints, or none of those that the body's provider options leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.parameters import asked_parameters
from presetsync.models.rule_hints import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.jsonpointer import Path
    from presetsync.models.checked_models import CheckedModel
    from presetsync.validation.lint.model import Body


class LackingParameter(NamedTuple):
    """A parameter of a body that models lack.

    Attributes:
        path: its place.
        name: what the catalogue calls it.
        models: those without it.

    """

    path: Path
    name: str
    models: tuple[CheckedModel, ...]

    @property
    def said(self) -> str:
        """Which endpoints lack it."""
        others = any(
            self.name in endpoint.parameters
            for each in self.models
            for endpoint in each.routing.model.endpoints
        )
        which = " that the preset leaves" if others else ""
        return (
            "According to the catalogue, no endpoint of "
            f"{named(each.used for each in self.models)}{which}"
        )


def lacking_parameters(body: Body, checked: Sequence[CheckedModel]) -> Iterator[LackingParameter]:
    """What a body asks for and models lack, each once."""
    seen: set[str] = set()
    for asked in asked_parameters(body) if checked else ():
        models = tuple(each for each in checked if not each.supports(asked))
        name = asked.names[0]
        if models and name not in seen:
            seen.add(name)
            yield LackingParameter(asked.path, name, models)
