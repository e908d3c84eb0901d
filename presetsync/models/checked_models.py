"""The models that answer a body's requests, with their facts in the model lock. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.model_names import model_id
from presetsync.models.routing import RoutedBody
from presetsync.models.used_models import ModelUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.models.model import Endpoint, ModelLock
    from presetsync.models.parameters import AskedParameter
    from presetsync.models.routing import Routing
    from presetsync.models.used_models import UsedModel
    from presetsync.validation.lint.model import Body


class CheckedModel(NamedTuple):
    """A model that answers.

    Attributes:
        used: its name, and the place of that.
        routing: where requests with the body can go; for an alias, that of the model that it
            currently resolves to.
        is_alias: whether it is an alias for the newest model of a family.

    """

    used: UsedModel
    routing: Routing
    is_alias: bool

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that the body leaves; all where it leaves none."""
        return self.routing.left or self.routing.model.endpoints

    def supports(self, asked: AskedParameter) -> bool:
        """Whether one of those endpoints supports a parameter."""
        return any(map(asked.supported_by, self.endpoints))


def checked_models(
    body: Body, used: Iterable[UsedModel], lock: ModelLock
) -> Iterator[CheckedModel]:
    """The body's model and its fallbacks, but for those of which there are no endpoints.

    Routers have none, as they choose a model themselves. The models of server tools are not
    given the body's parameters.
    """
    routed = RoutedBody(body, lock)
    for each in used:
        routing = None if each.use is ModelUse.TOOL else routed.route(each.name)
        if routing:
            model = lock.models.get(model_id(each.name, lock.ids, lock.canonical) or "")
            yield CheckedModel(each, routing, model is not None and model.alias_of is not None)
