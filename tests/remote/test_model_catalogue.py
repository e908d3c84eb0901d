"""What is kept of a catalogue, read over a socket."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.config.environment import environment_of
from presetsync.config.model import Config
from presetsync.errors import ApiAuthError, ApiError, ApiUnreachableError, UsageError
from presetsync.models.model_lock import dump, parse
from presetsync.project import connection
from presetsync.project.connection import Target, run_catalogue
from presetsync.remote.observer import Observer
from tests.faults.waits import LIMITS
from tests.stub_catalogue import PROVIDERS, StubCatalogue, listed, offer, serving

if TYPE_CHECKING:
    from presetsync.models.model import ModelLock

GPT, HAIKU, LATEST = "openai/gpt-5.4", "anthropic/claude-haiku-4.5", "~openai/gpt-latest"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LIMITS", LIMITS)


def read(stub: StubCatalogue, *names: str, key: str = "", **settings: Any) -> ModelLock:
    config = Config(base_url=stub.url, **settings)
    environ = {"OPENROUTER_API_KEY": key} if key else {}
    target = Target(environment_of(Path("/"), config, None), config, environ, None)
    return run_catalogue(target, names, Observer())


def test_all_ids_are_kept_and_the_models_in_use() -> None:
    with serving(listed(GPT), listed(HAIKU), listed("x-ai/grok-4")) as stub:
        lock = read(stub, HAIKU, GPT, HAIKU)
    assert lock.ids == {GPT, HAIKU, "x-ai/grok-4"}
    assert [*lock.models] == [HAIKU, GPT]
    assert lock.providers == PROVIDERS
    asked = [path for path in stub.paths() if path.endswith("/endpoints")]
    assert sorted(asked) == [f"/models/{HAIKU}/endpoints", f"/models/{GPT}/endpoints"]
    assert stub.keys() == {""}


def test_the_order_of_the_server_does_not_matter() -> None:
    models = [listed(f"a/m{n}", f"a/m{n}-2026") for n in range(9)]
    offers = [offer(tag) for tag in ("azure", "deepinfra/fp8", "openai")]
    offers += [offer("azure", quantization="fp8"), offer("azure", context_length=5)]
    written = set()
    for seed in range(3):
        shuffle = random.Random(seed).shuffle
        shuffle(models)
        shuffle(offers)
        with serving(*models, offers={"a/m1": offers}, page=seed * 4) as stub:
            written.add(dump(read(stub, "a/m1", "a/m2-2026", "a/m3:nitro")))
    (text,) = written
    assert dump(parse(text.decode())) == text


def test_nothing_volatile_is_kept() -> None:
    told = []
    for number in (1, 2):
        changing: dict[str, Any] = {
            "uptime_last_30m": number,
            "latency_last_30m": None,
            "status": -number,
        }
        model = listed(GPT, created=number, description=str(number), benchmarks={"n": number})
        with serving(model, offers={GPT: [offer(**changing)]}) as stub:
            told.append(dump(read(stub, GPT)))
    assert told[0] == told[1]


def test_an_alias_is_resolved_and_its_target_kept() -> None:
    alias = listed(LATEST, alias_target={"slug": GPT, "name": "GPT"})
    with serving(alias, listed(GPT)) as stub:
        lock = read(stub, LATEST)
    assert {name: model.alias_of for name, model in lock.models.items()} == {
        GPT: None,
        LATEST: GPT,
    }
    assert lock.models[GPT].endpoints
    assert lock.models[LATEST].endpoints == ()


@pytest.mark.parametrize("target", [LATEST, "a/gone", 3, "no id"])
def test_an_alias_that_leads_nowhere_is_a_model_of_its_own(target: Any) -> None:
    with serving(listed(LATEST, alias_target={"slug": target})) as stub:
        assert read(stub, LATEST).models[LATEST].alias_of is None


def test_a_router_has_no_endpoints_and_is_not_asked_for_any() -> None:
    router = listed("openrouter/auto", pricing={"prompt": "-1", "completion": "-1"})
    with serving(router) as stub:
        assert read(stub, "openrouter/auto").models["openrouter/auto"].endpoints == ()
    assert not any(path.endswith("/endpoints") for path in stub.paths())


def test_a_slug_that_variants_share_means_the_one_without() -> None:
    dated = "deepseek/r1-0528"
    models = [listed(f"deepseek/r1{variant}", dated) for variant in (":free", "", ":thinking")]
    with serving(*models) as stub:
        lock = read(stub, "deepseek/r1:free", dated)
    assert lock.canonical == {dated: "deepseek/r1"}
    assert [*lock.models] == ["deepseek/r1", "deepseek/r1:free"]


def test_a_slug_that_two_models_share_means_neither_unless_the_server_says_so() -> None:
    models = [listed("a/one", "a/dated"), listed("a/two", "a/dated")]
    with serving(*models) as stub:
        assert read(stub, "a/one", "a/dated").canonical == {}
    with serving(*models, older={"a/dated": "a/two"}) as stub:
        assert read(stub, "a/one", "a/dated").canonical == {"a/dated": "a/two"}


def test_dated_slugs_are_kept_of_models_in_use() -> None:
    with serving(listed(GPT, f"{GPT}-20260305"), listed(HAIKU, f"{HAIKU}-20251001")) as stub:
        assert read(stub, GPT).canonical == {f"{GPT}-20260305": GPT}


def test_a_redirect_to_what_is_no_url_means_no_model() -> None:
    older = "anthropic/claude-haiku-45"
    with serving(listed(HAIKU)) as stub:
        stub.locations[f"/model/{older}"] = "http://[::1"
        lock = read(stub, older)
    assert older not in lock.canonical
    assert f"/model/{older}" in stub.paths()


def test_an_older_name_is_asked_for() -> None:
    older = "anthropic/claude-haiku-45"
    with serving(listed(HAIKU), older={older: HAIKU}) as stub:
        lock = read(stub, f"{older}:nitro", "claude-haiku", "anthropic/unheard-of", "a/../b")
    assert lock.canonical == {older: HAIKU}
    assert [*lock.models] == [HAIKU]
    asked = {path for path in stub.paths() if path.startswith("/model/")}
    assert asked == {f"/model/{older}", f"/model/{HAIKU}", "/model/anthropic/unheard-of"}


def test_whether_an_endpoint_retains_data_is_told_by_model_and_tag() -> None:
    with serving(
        listed(GPT),
        listed(f"{GPT}:free"),
        offers={GPT: [offer("azure"), offer("openai")], f"{GPT}:free": [offer("azure")]},
        zdr={(GPT, "azure")},
    ) as stub:
        lock = read(stub, GPT, f"{GPT}:free")
    assert {
        (name, endpoint.tag): endpoint.zdr
        for name, model in lock.models.items()
        for endpoint in model.endpoints
    } == {(GPT, "azure"): True, (GPT, "openai"): False, (f"{GPT}:free", "azure"): False}


def test_a_provider_is_known_by_its_tag_or_by_its_name() -> None:
    tags = [offer("google-vertex/us-east5"), offer("vertex", provider_name="Google")]
    with serving(listed(GPT), offers={GPT: [*tags, offer("new/fp8")]}) as stub:
        endpoints = read(stub, GPT).models[GPT].endpoints
    assert {endpoint.tag: endpoint.provider for endpoint in endpoints} == {
        "google-vertex/us-east5": "google-vertex",
        "vertex": "google-vertex",
        "new/fp8": "new",
    }


def test_a_model_whose_endpoints_are_not_known_has_none() -> None:
    with serving(listed(GPT)) as stub:
        stub.replies[f"/models/{GPT}/endpoints"] = [(404, b"{}")]
        assert read(stub, GPT).models[GPT].endpoints == ()


def test_a_key_is_sent_only_to_a_server_that_asked_for_one() -> None:
    with serving(listed(GPT), key="sk-secret") as stub:
        assert [*read(stub, GPT, key="sk-secret").models] == [GPT]
    first, *others = stub.asked
    assert first[1] == ""
    assert others[-1] == (f"/models/{GPT}/endpoints", "sk-secret")
    with serving(listed(GPT)) as stub:
        read(stub, GPT, key="sk-secret")
    assert stub.keys() == {""}


def test_a_server_that_wants_a_key_is_an_error_that_says_so() -> None:
    with serving(listed(GPT), key="sk-secret") as stub:
        with pytest.raises(ApiAuthError, match="401") as without:
            read(stub, GPT)
        with pytest.raises(ApiAuthError, match="401"):
            read(stub, GPT, key="sk-wrong")
        with pytest.raises(UsageError, match="OPENROUTER_API_KEY contains"):
            read(stub, GPT, key="sk\x07wrong")
    assert "set OPENROUTER_API_KEY" in without.value.hint


def test_what_fails_for_a_while_is_asked_again() -> None:
    with serving(listed(GPT)) as stub:
        stub.replies["/models"] = [(500, b""), (429, b""), (200, b"not JSON")]
        stub.replies[f"/models/{GPT}/endpoints"] = [(503, b"")]
        assert read(stub, GPT).models[GPT].endpoints


@pytest.mark.parametrize(
    ("path", "status", "body", "message"),
    [
        ("/models", 500, b"", "500"),
        ("/models", 404, b"", "404 to GET /models"),
        ("/providers", 200, b"{}", "the reply to GET /providers is not what"),
        ("/models", 200, b'{"data": []}', "the server's list of models is empty"),
        ("/models", 200, b'{"data": [{"id": "../x"}, 3]}', "list of models is empty"),
        ("/models", 302, b"", "302"),
        (f"/models/{GPT}/endpoints", 200, b'{"data": {}}', "endpoints are not a list"),
        ("/endpoints/zdr", 403, b"", "403"),
    ],
)
def test_a_catalogue_that_is_read_in_part_is_an_error(
    path: str, status: int, body: bytes, message: str
) -> None:
    with serving(listed(GPT)) as stub:
        stub.replies[path] = [(status, body)] * 20
        with pytest.raises(ApiError, match=message):
            read(stub, GPT)


def test_a_list_that_does_not_end_is_an_error() -> None:
    with serving(*(listed(f"a/m{n}") for n in range(300)), page=1) as stub:
        with pytest.raises(ApiUnreachableError, match="does not end"):
            read(stub, "a/m1")
        page = b'{"data": [{"id": "a/b"}], "links": {"next": "/api/v1/models?offset=0"}}'
        stub.replies["/models"] = [(200, page)] * 20
        assert read(stub, "a/b").ids == {"a/b"}


def test_the_endpoints_of_many_models_are_asked_for_at_once() -> None:
    names = [f"a/m{n}" for n in range(60)]
    most = connection.CATALOGUE_REQUESTS
    with serving(*map(listed, names), together=most) as stub:
        read(stub, *names, parallelism=8)
    assert stub.at_once == most
    assert len(stub.asked) == 3 + 60


def test_prices_are_exact() -> None:
    pricing = {"prompt": "0.0000000333", "completion": "1.5e-5", "request": "0.01", "image": "0"}
    with serving(listed(GPT), offers={GPT: [offer(pricing=pricing)]}) as stub:
        (endpoint,) = read(stub, GPT).models[GPT].endpoints
    assert (endpoint.prompt, endpoint.completion) == (Decimal("0.0333"), Decimal(15))
    assert (endpoint.request, endpoint.image, endpoint.audio) == (Decimal("0.01"), None, None)
