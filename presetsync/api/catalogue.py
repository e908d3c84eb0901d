"""The calls of the catalogue of models, which needs no key.

One call makes one request: the caller decides whether and when to retry. A key is sent only to a
server that answered 401 without one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from presetsync.api import catalogue_facts as facts
from presetsync.api.refusals import answered, raise_for_status
from presetsync.api.reply_json import read_json
from presetsync.api.transport import Transport
from presetsync.api.wire import MalformedReplyError
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.errors import ApiAuthError, ApiNotFoundError, ApiUnreachableError
from presetsync.keys.credentials import API_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from presetsync.api.transport import Reply

T = TypeVar("T")

_ALL = {"output_modalities": "all"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Catalogue:
    """The catalogue of one server; `aclose` closes its connections."""

    def __init__(
        self,
        base_url: str,
        read_key: Callable[[], str],
        *,
        key_name: str = API_KEY,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            base_url: where the API is.
            read_key: returns the API key, "" for none; called if the server requires it.
            key_name: the environment variable that has it.
            transport: replaces the network, as the sandbox does.

        Raises:
            UsageError: the base URL, or a proxy or certificates that the environment sets, cannot
                be used.

        """
        self._read_key, self._key_name = read_key, key_name
        self._key = ""
        self._transport = Transport(base_url, {}, transport=transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def list_models(
        self, page: Mapping[str, str]
    ) -> tuple[tuple[facts.CatalogueModel, ...], Mapping[str, str]]:
        """A page of models, and the query of the next one; {} is the first, and none."""
        return await self._read("/models", facts.parse_models, {**page, **_ALL})

    async def list_providers(self) -> Mapping[str, str]:
        """The names of all providers, by slug."""
        return await self._read("/providers", facts.parse_providers)

    async def list_zdr(self) -> frozenset[facts.EndpointKey]:
        """The endpoints that retain no data."""
        return await self._read("/endpoints/zdr", facts.parse_zdr)

    async def list_endpoints(self, model: str) -> tuple[facts.CatalogueEndpoint, ...]:
        """The endpoints of a model; none where the server knows none."""
        try:
            return await self._read(f"/models/{_path(model)}/endpoints", facts.parse_endpoints)
        except ApiNotFoundError:
            return ()

    async def find_model(self, name: str) -> facts.CatalogueModel | None:
        """The model that an older name means now; None if it means none.

        A redirect is not followed: its target contains the model.
        """
        reply = await self._send(f"/model/{_path(name)}")
        if reply.status in _REDIRECTS:
            name = _named_by(reply.headers.get("location", ""))
            if not facts.is_model_id(name):
                return None
            reply = await self._send(f"/model/{_path(name)}")
        try:
            return self._parsed(reply, f"/model/{_path(name)}", facts.parse_model)
        except ApiNotFoundError:
            return None

    async def _read(
        self, path: str, parse: Callable[[Any], T], parameters: Mapping[str, str] | None = None
    ) -> T:
        return self._parsed(await self._send(path, parameters), path, parse)

    async def _send(self, path: str, parameters: Mapping[str, str] | None = None) -> Reply:
        """The reply to a request; after a 401, it is repeated with the key, if there is one."""
        key = self._key
        reply = await self._transport.send("GET", path, key, parameters=parameters)
        if reply.status != HTTPStatus.UNAUTHORIZED or key:
            return reply
        self._key = self._key or self._read_key()
        if not self._key:
            raise ApiAuthError(
                answered(reply.status, reply.body),
                status=reply.status,
                hint=f"this server requires a key for its catalogue: set {self._key_name}",
            )
        return await self._transport.send("GET", path, self._key, parameters=parameters)

    def _parsed(self, reply: Reply, path: str, parse: Callable[[Any], T]) -> T:
        if reply.status == HTTPStatus.NOT_FOUND:
            raise ApiNotFoundError(
                f"{answered(reply.status, reply.body)} to GET {path}",
                status=reply.status,
                hint=f"this server has no such catalogue: check {WHERE_IT_IS_SET}",
            )
        raise_for_status(reply)
        try:
            return parse(read_json(reply.body))
        except MalformedReplyError as error:
            raise ApiUnreachableError(
                f"the reply to GET {path} is not what the API documents: {error}",
                hint=f"check {WHERE_IT_IS_SET}",
            ) from error


def _named_by(url: str) -> str:
    """The model that a redirect leads to; "" where that is no URL."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote("/".join(path.split("/")[-2:]))


def _path(model: str) -> str:
    return "/".join(quote(part, safe="~:") for part in model.split("/"))
