"""The three inference routes: a request, its preset, an endpoint, an answer.

Sources: the page on streaming, for comments among the events and the header with the id of the
generation; the guide on router metadata.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, StreamingResponse

from presetsync.api.wire import DISABLED
from presetsync.offers.availability import UnavailableModelError
from presetsync.offers.chosen_endpoint import candidates
from presetsync.sandbox.error_replies import error_reply
from presetsync.sandbox.inference import router_metadata
from presetsync.sandbox.inference.chat_replies import chat_chunks, chat_reply
from presetsync.sandbox.inference.effective_request import effective_request, preset_named
from presetsync.sandbox.inference.fixed_answer import answer_to, generation_of
from presetsync.sandbox.inference.message_replies import message_events, message_reply
from presetsync.sandbox.inference.response_replies import response_events, response_reply
from presetsync.sandbox.requests import body_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from presetsync.sandbox.inference.effective_request import EffectiveRequest
    from presetsync.sandbox.inference.fixed_answer import FixedAnswer
    from presetsync.sandbox.records import StoredVersion
    from presetsync.sandbox.store import Store

_Json = dict[str, Any]

_REPLIES: Mapping[
    str, tuple[Callable[[FixedAnswer], _Json], Callable[[FixedAnswer], Iterable[_Json]]]
] = {
    "chat/completions": (chat_reply, chat_chunks),
    "messages": (message_reply, message_events),
    "responses": (response_reply, response_events),
}

_GENERATION = "X-Generation-Id"
_COMMENT = ": OPENROUTER PROCESSING\n\n"
_COMMENT_EVERY = 10
"""Events from one comment to the next."""


async def infer(skin: str, request: Request, store: Store, created: int) -> Response:
    """Answer a request; ``created`` in seconds since 1970.

    Raises `HTTPException` and `PresetNotFoundError`.
    """
    body = await body_of(request)
    version = await _live_version(body, store)
    generation = generation_of(skin, body, version.id if version else None)
    effective = effective_request(skin, body, version)
    wants_metadata = router_metadata.is_asked_for(request.headers)
    try:
        found = candidates(effective.config, effective.models)
    except UnavailableModelError as error:
        metadata = router_metadata.of_failure(effective) if wants_metadata else None
        return _unavailable(request, effective, error, f"gen-{generation}", metadata)
    answer = answer_to(
        effective,
        found[0],
        generation=generation,
        created=created,
        metadata=router_metadata.of_answer(effective, found) if wants_metadata else None,
    )
    headers = {_GENERATION: answer.generation_id}
    whole, events = _REPLIES[skin]
    if body.get("stream") is not True:
        return JSONResponse(whole(answer), headers=headers)
    return StreamingResponse(
        _sent(skin, events(answer)), media_type="text/event-stream", headers=headers
    )


async def _live_version(body: Mapping[str, Any], store: Store) -> StoredVersion | None:
    """The live version of the preset that a request names; None if it names none."""
    slug = preset_named(body)
    if slug is None:
        return None
    preset = await run_in_threadpool(store.get_preset, slug)
    if preset.status == DISABLED:
        # Which status the API answers with is not documented.
        raise HTTPException(403, f"Preset {slug} is disabled")
    return preset.designated_version


def _unavailable(
    request: Request,
    effective: EffectiveRequest,
    error: UnavailableModelError,
    generation_id: str,
    metadata: _Json | None,
) -> JSONResponse:
    availability = {**error.availability, "requested_models": [*effective.models]}
    return error_reply(
        request,
        error.status,
        str(error),
        headers={_GENERATION: generation_id},
        availability=availability,
        metadata=metadata,
    )


def _sent(skin: str, events: Iterable[_Json]) -> Iterator[str]:
    """Events as they are sent: named in one skin, with an end in the others."""
    is_named = skin == "messages"
    for number, event in enumerate(events):
        if number % _COMMENT_EVERY == 0:
            yield _COMMENT
        name = f"event: {event['type']}\n" if is_named else ""
        yield f"{name}data: {json.dumps(event)}\n\n"
    if not is_named:
        yield "data: [DONE]\n\n"
