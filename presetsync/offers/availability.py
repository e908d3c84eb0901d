"""Why no model can answer, as the API says it in ``availability``.

Source: "Model availability errors" on the page on errors. Codes for what a sandbox cannot know,
such as capacity, are not here. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.offers.names import model_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.models.routing import Routing
    from presetsync.offers.listed import Listed

_DOCS = "https://openrouter.ai/docs/errors"

_STATUS = {"model_not_found": 400, "wrong_endpoint": 400}
"""The HTTP status of a code; that of all others is 404."""

_ZDR = "data_policy:zdr"
_CONSTRAINTS = ("max_price", "context_length", "require_parameters", "quantization")
_VOCABULARY = (*_CONSTRAINTS, _ZDR, "allowed_providers")
"""The documented words of ``excluded_by`` that routing here can have."""

_OTHER_ENDPOINTS = {"embeddings": "/api/v1/embeddings"}
"""Where models are called that answer with something else than text."""


class UnavailableModelError(Exception):
    """No endpoint of a model can answer.

    Attributes:
        status: of HTTP.
        availability: the object of the reply, but for ``requested_models``.

    """

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = _STATUS.get(code, 404)
        self.availability: Mapping[str, Any] = {
            "code": code,
            "retryable": False,
            **details,
            "docs_url": f"{_DOCS}#{code}",
        }


def not_found(name: str) -> UnavailableModelError:
    """The catalogue has no such model; a legacy name is resolved by it, and suggested."""
    known = model_named(name)
    suggested: dict[str, Any] = {"fallback_models": [known.id]} if known else {}
    return UnavailableModelError("model_not_found", f"{name} is not a valid model ID", **suggested)


def wrong_endpoint(model: Listed) -> UnavailableModelError:
    """The model answers with something else than text."""
    path = _OTHER_ENDPOINTS.get(model.gives, "")
    detail = f"{model.id} gives {model.gives}: call it at {path}"
    return UnavailableModelError(
        "wrong_endpoint", detail, constraint={"field": "model", "detail": detail}
    )


def no_eligible_model() -> UnavailableModelError:
    """The restrictions of a router leave it no model."""
    message = "No models match your request and model restrictions"
    return UnavailableModelError("no_endpoints", message)


def none_left(model: Listed, routing: Routing) -> UnavailableModelError:
    """A request leaves a model no endpoint."""
    blocking = routing.relaxable or routing.reasons
    said = tuple(dict.fromkeys(reason.excluded_by for reason in blocking))
    words = [word for word in said if word in _VOCABULARY]
    details: dict[str, Any] = {"affected_providers": _providers(routing)}
    if words:
        details["excluded_by"] = words
    if _ZDR in words:
        message = f"No endpoints of {model.id} match your data policy (zero data retention)"
        return UnavailableModelError("privacy_restricted", message, **details)
    if constraints := [word for word in words if word in _CONSTRAINTS]:
        message = f"No endpoints of {model.id} satisfy {', '.join(constraints)}"
        details["constraint"] = {"field": constraints[0], "detail": message}
        return UnavailableModelError("constraint_filtered", message, **details)
    options = " and ".join(dict.fromkeys(".".join(map(str, r.path[1:])) for r in blocking))
    served = ", ".join(_providers(routing))
    message = (
        f"No allowed providers are available for {model.id}: {options} leaves none of {served}"
    )
    return UnavailableModelError("no_endpoints", message, **details)


def _providers(routing: Routing) -> list[str]:
    return [*dict.fromkeys(endpoint.provider for endpoint in routing.model.endpoints)]
