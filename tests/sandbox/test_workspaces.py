"""Workspaces of the sandbox: a key belongs to one, as at OpenRouter."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openrouter import OpenRouter

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import WORKSPACE_ID, Store, workspace_id_of
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGING = workspace_id_of("staging")
BODY = {"model": "openai/gpt-5.4", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture
def url() -> Iterator[str]:
    with Store(":memory:") as store, served(create_app(store)) as url:
        yield url


def send(method: str, url: str, key: str, **more: Any) -> httpx.Response:
    return httpx.request(method, url, headers={"Authorization": f"Bearer {key}"}, **more)


def push(url: str, key: str, slug: str = "a") -> Any:
    return send("POST", f"{url}/presets/{slug}/chat/completions", key, json=BODY).json()["data"]


def test_a_preset_is_seen_with_keys_of_its_workspace_alone(url: str) -> None:
    assert push(url, "sandbox:staging")["workspace_id"] == STAGING
    assert send("GET", f"{url}/presets/a", "sandbox").status_code == 404
    assert push(url, "sandbox")["designated_version"]["version"] == 1
    listed = send("GET", f"{url}/presets", "sandbox:staging").json()
    assert [preset["workspace_id"] for preset in listed["data"]] == [STAGING]


@pytest.mark.parametrize(
    "key", ["sandbox:", "sandbox:Staging", "sandbox:a b", "sandbox-managementstaging", "sandbox-x"]
)
def test_other_words_are_no_keys(url: str, key: str) -> None:
    assert send("GET", f"{url}/presets", key).status_code == 401


def test_a_management_key_without_a_name_acts_in_the_workspace_that_is_named(url: str) -> None:
    push(url, "sandbox:staging")
    push(url, "sandbox")
    management = "sandbox-management"
    named = send("DELETE", f"{url}/presets/a", management, params={"workspace_id": STAGING})
    assert named.status_code == 200
    assert send("GET", f"{url}/presets/a", "sandbox").status_code == 200
    assert send("GET", f"{url}/presets/a", "sandbox:staging").status_code == 404
    assert send("DELETE", f"{url}/presets/a", management).status_code == 200
    assert send("GET", f"{url}/presets/a", "sandbox").status_code == 404
    malformed = send("POST", f"{url}/presets/a/restore", management, json={"workspace_id": [1]})
    assert malformed.status_code == 400


def test_a_management_key_of_a_workspace_acts_in_that_one_alone(url: str) -> None:
    push(url, "sandbox:staging")
    management = "sandbox-management:staging"
    elsewhere = send("DELETE", f"{url}/presets/a", management, params={"workspace_id": "x"})
    assert elsewhere.status_code == 404
    assert send("DELETE", f"{url}/presets/a", management).status_code == 200


def hash_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def test_a_management_key_learns_the_workspace_of_a_key(url: str) -> None:
    push(url, "sandbox:staging")
    for key, workspace_id in (("sandbox", WORKSPACE_ID), ("sandbox:staging", STAGING)):
        told = send("GET", f"{url}/keys/{hash_of(key)}", "sandbox-management")
        assert told.json()["data"]["workspace_id"] == workspace_id
    assert send("GET", f"{url}/keys/{hash_of('sandbox')}", "sandbox").status_code == 403
    for key in ("sandbox", "sandbox:never-used", "somebody-elses"):
        unknown = send("GET", f"{url}/keys/{hash_of(key)}", "sandbox-management:staging")
        assert unknown.status_code == 404


def test_the_official_sdk_reads_a_key(url: str) -> None:
    with OpenRouter(api_key="sandbox-management", server_url=url, retry_config=None) as sdk:
        assert sdk.api_keys.get(hash=hash_of("sandbox")).data.workspace_id == WORKSPACE_ID


def test_a_store_of_another_workspace_says_so_of_its_key() -> None:
    with Store(":memory:", workspace_id="w") as store, served(create_app(store)) as url:
        told = send("GET", f"{url}/keys/{hash_of('sandbox')}", "sandbox-management")
        assert told.json()["data"]["workspace_id"] == "w"
