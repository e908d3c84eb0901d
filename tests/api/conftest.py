"""No proxy and no certificates of the environment, and respx in the place of connections."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx
from respx.mocks import AbstractRequestMocker

from presetsync.api import transport as transports
from presetsync.api.network import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

_certificates = cache(certificates)


class DirectMocker(AbstractRequestMocker):
    """Answers requests in the place of a direct connection."""

    name = "direct"
    targets = ["presetsync.api.direct_connection.DirectConnection"]  # noqa: RUF012 - as in respx
    target_methods = ["handle_async_request"]  # noqa: RUF012

    @classmethod
    def to_httpx_request(cls, **kwargs: Any) -> httpx.Request:
        request: httpx.Request = kwargs["request"]
        return request

    @classmethod
    async def from_async_httpx_response(
        cls, httpx_response: httpx.Response, target: object, **kwargs: object
    ) -> httpx.Response:
        del target, kwargs
        found = httpx_response  # read already
        return httpx.Response(found.status_code, headers=found.headers, stream=found.stream)


@pytest.fixture
def respx_mock() -> Iterator[respx.MockRouter]:
    with respx.mock(using=DirectMocker.name) as router:
        yield router


@pytest.fixture(autouse=True)
def _no_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy") or name.startswith("SSL"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(transports, "certificates", _certificates)
