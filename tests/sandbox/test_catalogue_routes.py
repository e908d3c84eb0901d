"""The catalogue of the sandbox, asked by hand and by the official SDK, on a real socket."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openrouter import OpenRouter, components, errors

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Store(":memory:") as store, served(create_app(store)) as url:
        yield url


@pytest.fixture(scope="module")
def sdk(url: str) -> Iterator[OpenRouter]:
    with OpenRouter(api_key="sandbox", server_url=url, retry_config=None) as sdk:
        yield sdk


def get(url: str, path: str, **query: Any) -> Any:
    """The JSON of a reply to a request without a key."""
    reply = httpx.get(f"{url}{path}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


def listed(url: str, **query: Any) -> list[str]:
    return [model["id"] for model in get(url, "/models", **query)["data"]]


def everything(url: str) -> dict[str, Any]:
    models = get(url, "/models", output_modalities="all")["data"]
    return {model["id"]: model for model in models}


def test_the_sdk_reads_all_models(url: str, sdk: OpenRouter) -> None:
    pages, page = [], sdk.models.list(output_modalities="all", limit=10)
    while page is not None:
        pages.append([model.id for model in page.result.data])
        following: Any = page.next()
        page = following

    assert [len(ids) for ids in pages[:-1]] == [10] * (len(pages) - 1)
    assert [name for ids in pages for name in ids] == [*everything(url)]


def test_the_sdk_reads_one_model(sdk: OpenRouter) -> None:
    model = sdk.models.get(author="openai", slug="gpt-5.4").data

    assert model.canonical_slug == "openai/gpt-5.4-20260305"
    assert model.reasoning
    assert model.reasoning.mandatory is False
    [override] = model.pricing.overrides or []
    assert (override.min_prompt_tokens, override.prompt) == (272_000, "0.000005")


def test_the_sdk_reads_the_endpoints_of_every_model(url: str, sdk: OpenRouter) -> None:
    endpoints = {}
    for name in everything(url):
        author, slug = name.split("/")
        endpoints[name] = sdk.endpoints.list(author=author, slug=slug).data.endpoints
    zdr = sdk.endpoints.list_zdr_endpoints().data

    # A provider that the SDK does not know would be of a type of its own.
    assert {type(e.provider_name) for all_ in endpoints.values() for e in all_} == {str}
    tags = {e.tag: e.service_tier for e in endpoints["openai/gpt-5.4"]}
    assert tags == {"openai": None, "openai/flex": "flex", "openai/priority": "priority"} | {
        "azure": None
    }
    rows = {(e.model_name, e.tag) for all_ in endpoints.values() for e in all_}
    assert {(e.model_name, e.tag) for e in zdr} < rows


def test_the_sdk_reads_the_providers_and_endpoints_name_no_other(url: str, sdk: OpenRouter) -> None:
    names = {provider.slug: provider.name for provider in sdk.providers.list().data}

    assert len(names) == 34
    assert names["google-vertex"] == "Google"
    for endpoint in get(url, "/endpoints/zdr")["data"]:
        assert endpoint["provider_name"] == names[endpoint["tag"].partition("/")[0]]


def test_replies_have_the_members_of_the_published_shapes_and_no_other(url: str) -> None:
    """The SDK's models ignore what they do not know; what is misspelt would pass."""
    model = get(url, "/model/openai/gpt-5.4")["data"]
    [endpoint, *_] = get(url, "/models/openai/gpt-5.4/endpoints")["data"]["endpoints"]

    assert model.keys() <= components.Model.model_fields.keys()
    assert model["pricing"].keys() <= components.PublicPricing.model_fields.keys()
    assert model["reasoning"].keys() <= components.ModelReasoning.model_fields.keys()
    assert endpoint.keys() <= components.PublicEndpoint.model_fields.keys()


def test_models_are_listed_by_what_they_give(url: str) -> None:
    embedding, image = "openai/text-embedding-3-small", "openai/gpt-5.4-image-2"
    some = {"openai/gpt-5.4", image, embedding}

    assert some & {*listed(url)} == {"openai/gpt-5.4", image}
    assert some & {*listed(url, output_modalities="image")} == {image}
    assert some & {*listed(url, output_modalities="image,embeddings")} == {image, embedding}
    assert some & {*listed(url, output_modalities="all")} == some


def test_models_are_listed_by_what_they_take_and_by_their_names(url: str) -> None:
    assert "openai/gpt-audio" in listed(url, input_modalities="text,audio")
    assert "openai/gpt-5.4" not in listed(url, input_modalities="text,audio")
    assert "perplexity/sonar-pro" not in listed(url, supported_parameters="tools")
    assert listed(url, q="Grok") == ["x-ai/grok-4"]


@pytest.mark.parametrize("name", ["sort", "category", "zdr", "min_price", "max_age_days"])
def test_a_filter_that_the_sandbox_lacks_is_refused(url: str, name: str) -> None:
    reply = httpx.get(f"{url}/models", params={name: "1"})

    assert reply.status_code == 400
    assert name in reply.json()["error"]["message"]


def test_pages_are_opt_in_and_link_to_the_next(url: str) -> None:
    whole = get(url, "/models", output_modalities="all")
    count = whole["total_count"]
    assert (len(whole["data"]), whole["links"]) == (count, {"next": None})

    first = get(url, "/models", output_modalities="all", limit=5)
    link = first["links"]["next"]
    assert link == "/api/v1/models?output_modalities=all&offset=5&limit=5"
    second = httpx.get(httpx.URL(url).join(link)).json()
    assert first["data"] + second["data"] == whole["data"][:10]
    assert get(url, "/models", output_modalities="all", offset=count - 1)["links"]["next"] is None
    assert httpx.get(f"{url}/models?limit=1001").status_code == 400
    assert httpx.get(f"{url}/models?offset=-1").status_code == 400


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("openai/gpt-5.4-20260305", "openai/gpt-5.4"),
        ("anthropic/claude-3-7-sonnet", "anthropic/claude-3.7-sonnet"),
        ("anthropic/claude-3.7-sonnet:thinking", "anthropic/claude-3.7-sonnet:thinking"),
        ("openai/gpt-oss-120b", "openai/gpt-oss-120b"),
        ("~openai/gpt-latest", "~openai/gpt-latest"),
    ],
)
def test_a_model_is_found_by_each_of_its_names(url: str, name: str, found: str) -> None:
    assert get(url, f"/model/{name}")["data"]["id"] == found


@pytest.mark.parametrize("name", ["openai/gpt-9", "openai/gpt-5.4:free", "OpenAI/gpt-5.4"])
def test_other_names_are_not_found(sdk: OpenRouter, name: str) -> None:
    author, slug = name.split("/")

    with pytest.raises(errors.NotFoundResponseError):
        sdk.models.get(author=author, slug=slug)
    with pytest.raises(errors.NotFoundResponseError):
        sdk.endpoints.list(author=author, slug=slug)


def test_an_alias_says_what_it_stands_for_and_has_its_endpoints(url: str) -> None:
    alias = get(url, "/model/~openai/gpt-latest")["data"]
    target = get(url, "/model/openai/gpt-5.5")["data"]

    assert alias["alias_target"] == {"slug": "openai/gpt-5.5", "name": "OpenAI: GPT-5.5"}
    assert alias["pricing"] == target["pricing"]
    path = alias["links"]["details"].removeprefix("/api/v1")
    assert get(url, path) == get(url, "/models/openai/gpt-5.5/endpoints")


def test_no_key_is_asked_for_and_speeds_are_told_to_keys_alone(url: str) -> None:
    path = "/models/openai/gpt-5.5/endpoints"
    key = {"Authorization": "Bearer sandbox"}
    known = httpx.get(f"{url}{path}", headers=key).json()["data"]["endpoints"][0]
    unknown = get(url, path)["data"]["endpoints"][0]

    assert unknown["latency_last_30m"] is None
    assert known["latency_last_30m"]["p50"] > 0
    assert httpx.get(f"{url}/models", headers={"Authorization": "Bearer x"}).status_code == 200


def test_prices_are_for_a_token_in_decimals(url: str) -> None:
    for model in everything(url).values():
        for name, price in model["pricing"].items():
            if isinstance(price, str):
                assert "E" not in price
                assert Decimal(price) < Decimal("0.01"), name


def test_every_shape_that_clients_must_know_is_there(url: str) -> None:
    models = everything(url)
    offers = {name: get(url, f"/models/{name}/endpoints")["data"]["endpoints"] for name in models}
    caps = {name: model["top_provider"]["max_completion_tokens"] for name, model in models.items()}
    reasoning = [model["reasoning"] for model in models.values() if "reasoning" in model]
    counts = Counter(len(found) for found in offers.values())
    oss = offers["openai/gpt-oss-120b"]

    assert None in caps.values()
    assert any(cap == models[name]["context_length"] for name, cap in caps.items())
    assert {mode["mandatory"] for mode in reasoning} == {True, False}
    assert {mode.get("supported_efforts", "untold") is None for mode in reasoning} == {True, False}
    assert {name.partition(":")[2] for name in models} == {"", "free", "thinking"}
    assert models["openrouter/auto"]["pricing"]["prompt"] == "-1"
    assert (counts[0] >= 2, counts[1] >= 2, max(counts) >= 4) == (True, True, True)
    assert any(model["expiration_date"] for model in models.values())
    assert len({tuple(e["supported_parameters"]) for e in oss}) > 2
    assert len({e["quantization"] for e in oss}) > 3
    assert {m for model in models.values() for m in model["architecture"]["output_modalities"]} == {
        *("text", "image", "audio", "embeddings")
    }
    assert any("request" in model["pricing"] for model in models.values())
