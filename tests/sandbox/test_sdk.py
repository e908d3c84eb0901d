"""The official SDK, unchanged, against the sandbox on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpx
import pytest
from openrouter import OpenRouter, errors
from openrouter.components import (
    AnthropicTextBlockParam,
    ChatSystemMessage,
    ChatUserMessage,
    CreatePresetFromInferenceResponse,
    GetPresetResponse,
    GetPresetVersionResponse,
    ListPresetsResponse,
    ListPresetVersionsResponse,
    MessagesMessageParam,
)

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter import operations
    from pydantic import BaseModel


@pytest.fixture
def url() -> Iterator[str]:
    with Store(":memory:") as store, served(create_app(store)) as url:
        yield url


@pytest.fixture
def sdk(url: str) -> Iterator[OpenRouter]:
    # Its default is to repeat what failed with 5xx for up to an hour.
    with OpenRouter(api_key="sandbox", server_url=url, retry_config=None) as sdk:
        yield sdk


def push(sdk: OpenRouter, slug: str, model: str = "openai/gpt-5.4") -> None:
    sdk.presets.create_presets_responses(slug=slug, model=model)


def manage(method: str, url: str) -> httpx.Response:
    """Archive and restore are documented, but not in this release of the SDK."""
    return httpx.request(method, url, headers={"Authorization": "Bearer sandbox-management"})


def test_create_from_chat_completions(sdk: OpenRouter) -> None:
    messages: list[ChatSystemMessage | ChatUserMessage] = [
        ChatSystemMessage(role="system", content="Write well."),
        ChatUserMessage(role="user", content="Write."),
    ]
    reply = sdk.presets.create_presets_chat_completions(
        slug="email", model="openai/gpt-5.4", temperature=0.7, messages=messages
    )
    version = reply.data.designated_version
    assert version is not None
    assert (version.version, version.system_prompt) == (1, "Write well.")
    assert version.config["model"] == "openai/gpt-5.4"
    assert version.config["temperature"] == 0.7
    assert "messages" not in version.config


def test_create_from_messages(sdk: OpenRouter) -> None:
    reply = sdk.presets.create_presets_messages(
        slug="reviewer",
        model="anthropic/claude-4.6-sonnet",
        max_tokens=1024,
        system=[
            AnthropicTextBlockParam(type="text", text="Review."),
            AnthropicTextBlockParam(type="text", text="Be brief."),
        ],
        messages=[MessagesMessageParam(role="user", content="Hello!")],
    )
    version = reply.data.designated_version
    assert version is not None
    assert version.system_prompt == "Review.\n\nBe brief."
    assert version.config["max_tokens"] == 1024
    assert "system" not in version.config


def test_create_from_responses(sdk: OpenRouter) -> None:
    reply = sdk.presets.create_presets_responses(
        slug="classifier", model="openai/gpt-5.4", instructions="Classify.", input="Hello!"
    )
    version = reply.data.designated_version
    assert version is not None
    assert version.system_prompt == "Classify."
    assert version.config["model"] == "openai/gpt-5.4"
    assert not {"input", "instructions"} & set(version.config)


def test_get(sdk: OpenRouter) -> None:
    push(sdk, "a")
    push(sdk, "a", "other")
    preset = sdk.presets.get(slug="a").data
    assert (preset.slug, preset.status) == ("a", "active")
    assert preset.designated_version is not None
    assert preset.designated_version.version == 2
    assert preset.designated_version.config["model"] == "other"


def test_list_goes_through_all_pages(sdk: OpenRouter) -> None:
    for number in range(5):
        push(sdk, f"p{number}")
    pages = []
    page = sdk.presets.list(limit=2)
    while page is not None:
        pages.append([preset.slug for preset in page.result.data])
        assert page.result.total_count == 5
        page = cast("operations.ListPresetsResponse | None", page.next())
    assert pages == [["p4", "p3"], ["p2", "p1"], ["p0"]]


def test_list_versions_goes_through_all_pages(sdk: OpenRouter) -> None:
    for _ in range(3):
        push(sdk, "a")
    pages = []
    page = sdk.presets.list_versions(slug="a", limit=2)
    while page is not None:
        pages.append([version.version for version in page.result.data if version])
        page = cast("operations.ListPresetVersionsResponse | None", page.next())
    assert pages == [[1, 2], [3]]


def test_get_version(sdk: OpenRouter) -> None:
    push(sdk, "a", "first")
    push(sdk, "a", "second")
    version = sdk.presets.get_version(slug="a", version="1").data
    assert version is not None
    assert version.config["model"] == "first"


def test_refusals_are_the_sdk_s_typed_errors(sdk: OpenRouter, url: str) -> None:
    with pytest.raises(errors.NotFoundResponseError) as not_found:
        sdk.presets.get(slug="nowhere")
    assert not_found.value.data.error.code == 404

    with pytest.raises(errors.BadRequestResponseError):
        sdk.presets.list(limit=101)

    with (
        OpenRouter(api_key="wrong", server_url=url, retry_config=None) as stranger,
        pytest.raises(errors.UnauthorizedResponseError),
    ):
        stranger.presets.list()

    with (
        OpenRouter(api_key="sandbox-management", server_url=url, retry_config=None) as manager,
        pytest.raises(errors.ForbiddenResponseError),
    ):
        manager.presets.list()

    push(sdk, "a")
    assert manage("DELETE", f"{url}/presets/a").status_code == 200
    with pytest.raises(errors.ConflictResponseError) as conflict:
        push(sdk, "a")
    assert "archived" in conflict.value.data.error.message
    with pytest.raises(errors.NotFoundResponseError):
        sdk.presets.list_versions(slug="a")

    assert manage("POST", f"{url}/presets/a/restore").status_code == 200
    assert sdk.presets.get(slug="a").data.status == "active"


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("", ListPresetsResponse),
        ("/a", GetPresetResponse),
        ("/a/versions", ListPresetVersionsResponse),
        ("/a/versions/1", GetPresetVersionResponse),
        ("/a/messages", CreatePresetFromInferenceResponse),
        ("/a/restore", GetPresetResponse),
    ],
)
def test_replies_have_exactly_the_published_members(
    sdk: OpenRouter, url: str, path: str, model: type[BaseModel]
) -> None:
    push(sdk, "a")
    if path == "/a/restore":
        reply = manage("POST", f"{url}/presets{path}")
    else:
        method = "POST" if path == "/a/messages" else "GET"
        key = {"Authorization": "Bearer sandbox"}
        body = {"model": "m", "messages": []}
        reply = httpx.request(
            method, f"{url}/presets{path}", headers=key, json=body if method == "POST" else None
        )
    # Strict: no value had to be coerced. Dumped again: no member was added or is unknown.
    parsed = model.model_validate_json(reply.content, strict=True)
    assert parsed.model_dump(by_alias=True) == reply.json()
