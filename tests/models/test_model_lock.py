"""The format of the model lock: what is written reads back, and nothing else is read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.errors import ModelLockError
from presetsync.models.model import Endpoint, Model, ModelLock, Reasoning
from presetsync.models.model_lock import dump, parse, price_text
from tests.models.catalogue import endpoint, model, model_lock

NAME = "openai/gpt-5.4"
PRICE = st.decimals(0, 1000, allow_nan=False, places=9)
NAMES = st.text(max_size=8)
COUNTS = st.none() | st.integers(1, 10**7)
TEXTS = st.lists(NAMES, max_size=3).map(tuple)
ENDPOINTS = st.builds(
    Endpoint,
    provider=NAMES,
    tag=NAMES,
    quantization=st.none() | NAMES,
    context_length=COUNTS,
    max_completion_tokens=COUNTS,
    parameters=TEXTS,
    zdr=st.booleans(),
    prompt=st.none() | PRICE,
    completion=st.none() | PRICE,
    request=st.none() | PRICE,
    image=st.none() | PRICE,
    audio=st.none() | PRICE,
)
MODELS = st.builds(
    Model,
    alias_of=st.none() | NAMES,
    context_length=COUNTS,
    max_completion_tokens=COUNTS,
    expires=st.none() | NAMES,
    input=TEXTS,
    output=TEXTS,
    parameters=TEXTS,
    reasoning=st.none() | st.builds(Reasoning, st.booleans(), st.none() | TEXTS),
    endpoints=st.lists(ENDPOINTS, max_size=2).map(tuple),
)
LOCKS = st.builds(
    ModelLock,
    ids=st.frozensets(NAMES),
    canonical=st.dictionaries(NAMES, NAMES, max_size=2),
    providers=st.dictionaries(NAMES, NAMES, max_size=2),
    models=st.dictionaries(NAMES, MODELS, max_size=2),
)


@given(LOCKS)
def test_what_is_written_reads_back(lock: ModelLock) -> None:
    assert parse(dump(lock).decode()) == lock


def test_the_format_is_the_documented_one() -> None:
    served = endpoint("azure", parameters=("max_tokens",), zdr=True, request=Decimal("0.01"))
    lock = model_lock({"openai/gpt-5.4": model(served)}, others=["a/b"])
    document = json.loads(dump(lock))
    assert list(document) == ["canonical", "ids", "models", "models_version", "providers"]
    assert document["models_version"] == 1
    assert document["ids"] == ["a/b", "openai/gpt-5.4"]
    assert document["models"]["openai/gpt-5.4"] == {
        "alias_of": None,
        "context_length": 128_000,
        "max_completion_tokens": 16_384,
        "expires": None,
        "input": ["text"],
        "output": ["text"],
        "parameters": ["max_tokens"],
        "reasoning": None,
        "endpoints": [
            {
                "provider": "azure",
                "tag": "azure",
                "quantization": None,
                "context_length": 128_000,
                "max_completion_tokens": 16_384,
                "parameters": ["max_tokens"],
                "zdr": True,
                "prompt": "2.50",
                "completion": "15.00",
                "request": "0.01",
            }
        ],
    }


@pytest.mark.parametrize(
    ("price", "text"),
    [("2.5", "2.50"), ("15", "15.00"), ("0.075", "0.075"), ("0", "0.00"), ("1E+2", "100.00")],
)
def test_a_price_has_two_decimals_or_more(price: str, text: str) -> None:
    assert price_text(Decimal(price)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "no models_version"),
        ('{"lock_version": 1}', "no models_version"),
        ('{"models_version": 2}', "models_version is 2"),
        ('{"models_version": true}', "models_version is true"),
        ('{"models_version": 1, "ids": []}', "canonical is missing"),
        ('{"models_version": 1, "ids": [1]}', "1 is not what"),
    ],
)
def test_what_is_no_model_lock_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ModelLockError, match=said) as caught:
        parse(text)
    assert caught.value.hint


@pytest.mark.parametrize("count", [-1, 0, 2**53, 10**400])
@pytest.mark.parametrize("name", ["context_length", "max_completion_tokens"])
def test_a_limit_that_the_catalogue_cannot_have_is_refused(name: str, count: int) -> None:
    document = json.loads(dump(model_lock({NAME: model()})))
    for record in (document["models"][NAME], document["models"][NAME]["endpoints"][0]):
        changed = {**record, name: count}
        text = json.dumps(document).replace(json.dumps(record), json.dumps(changed))
        assert text != json.dumps(document)
        with pytest.raises(ModelLockError, match="is not what a model lock has there"):
            parse(text)


@pytest.mark.parametrize(
    "price", ["9" * 5000, "0." + "0" * 500 + "1", "-1", "1e400", "NaN", "\u0661"]
)
def test_a_price_that_nobody_could_read_is_refused(price: str) -> None:
    text = dump(model_lock({NAME: model()})).decode()
    assert '"2.50"' in text
    with pytest.raises(ModelLockError, match="is not what a model lock has there"):
        parse(text.replace('"2.50"', json.dumps(price)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["ids", "models", "canonical", "a"]), inner)
        ),
    )
)
def test_no_value_is_a_traceback(value: object) -> None:
    members = value if isinstance(value, dict) else {"ids": value}
    with pytest.raises(ModelLockError):
        parse(json.dumps({"models_version": 1} | members))
