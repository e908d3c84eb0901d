"""GET: the catalogue, for which no server asks for a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.offers import MODELS
from tests.contract.replies import refused

if TYPE_CHECKING:
    from tests.contract.stand_ins import Server


def read(server: Server, path: str, key: str | None = None) -> Any:
    reply = server.send("GET", path, key=key)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_all_models_are_on_one_page_until_pages_are_asked_for(server: Server) -> None:
    whole = read(server, "/models?output_modalities=all")
    assert [model["id"] for model in whole["data"]] == [model.id for model in MODELS]
    assert whole["total_count"] == len(MODELS)
    assert whole["links"] == {"next": None}

    page = read(server, "/models?output_modalities=all&limit=2&offset=1")
    assert page["data"] == whole["data"][1:3]
    assert "offset=3" in page["links"]["next"]


@pytest.mark.parametrize(
    "path", ["/models", "/model/openai/gpt-5.4", "/providers", "/models?output_modalities=image"]
)
def test_a_key_makes_no_difference(server: Server, path: str) -> None:
    assert read(server, path) == read(server, path, "api") == read(server, path, "unknown")


def test_endpoints_without_retention_are_listed_once_more(server: Server) -> None:
    own = read(server, "/models/anthropic/claude-sonnet-4.6/endpoints")["data"]["endpoints"]
    zdr = read(server, "/endpoints/zdr")["data"]

    assert [endpoint["tag"] for endpoint in own if endpoint in zdr] == [
        "amazon-bedrock",
        "google-vertex",
    ]


@pytest.mark.parametrize("path", ["/model/a/b", "/models/a/b/endpoints", "/models/a"])
def test_other_models_are_not_found(server: Server, path: str) -> None:
    refused(server.send("GET", path, key=None), 404)
