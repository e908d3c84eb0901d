"""A body of one model, and where it can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.models.routing import Routing, route
from tests.models.catalogue import model, model_lock

if TYPE_CHECKING:
    from presetsync.models.model import Endpoint

NAME = "openai/gpt-5"


def routed(body: dict[str, Any], *endpoints: Endpoint, name: str = NAME) -> Routing:
    """The routing of a body for a model with these endpoints."""
    found = route({"model": name, **body}, name, model_lock({NAME: model(*endpoints)}))
    assert found is not None
    return found


def left(body: dict[str, Any], *endpoints: Endpoint, name: str = NAME) -> list[str]:
    """The tags of the endpoints that a body leaves."""
    return [endpoint.tag for endpoint in routed(body, *endpoints, name=name).left]


def words(body: dict[str, Any], *endpoints: Endpoint, name: str = NAME) -> dict[str, list[str]]:
    """Why the others are out, by their tags."""
    return {
        each.endpoint.tag: [reason.excluded_by for reason in each.reasons]
        for each in routed(body, *endpoints, name=name).excluded
    }
