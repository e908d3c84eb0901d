from __future__ import annotations

import base64
import random
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.presets.lint import lint
from presetsync.presets.secrets import hidden, secrets_in

ALPHANUMERIC = string.ascii_letters + string.digits


def made_up(alphabet: str, length: int) -> str:
    """What a key looks like; the same in every run, and nobody's."""
    return "".join(random.Random(length).choices(alphabet, k=length))


KEYS = {
    "an OpenRouter key": "sk-or-v1-" + made_up("0123456789abcdef", 64),
    "an Anthropic key": "sk-ant-" + "api03-" + made_up(ALPHANUMERIC + "_-", 95),
    "an API key": "sk-" + "proj-" + made_up(ALPHANUMERIC, 48),
    "a Stripe key": "sk_" + "live_" + made_up(ALPHANUMERIC, 24),
    "a GitHub token": "ghp" + "_" + made_up(ALPHANUMERIC, 36),
    "a GitLab token": "glpat" + "-" + made_up(ALPHANUMERIC, 20),
    "an AWS access key": "AKIA" + made_up(string.ascii_uppercase + string.digits, 16),
    "a Google API key": "AIza" + made_up(ALPHANUMERIC, 35),
    "a Slack token": "xoxb" + "-1234567890-" + made_up(ALPHANUMERIC, 24),
    "a Hugging Face token": "hf" + "_" + made_up(ALPHANUMERIC, 34),
    "a Groq key": "gsk" + "_" + made_up(ALPHANUMERIC, 52),
    "an xAI key": "xai" + "-" + made_up(ALPHANUMERIC, 80),
    "a JSON Web Token": ".".join(
        [
            "eyJ" + made_up(ALPHANUMERIC, 33),
            "eyJ" + made_up(ALPHANUMERIC, 60),
            made_up(ALPHANUMERIC, 43),
        ]
    ),
    "a bearer token": "Bearer " + made_up(ALPHANUMERIC, 40),
    "a private key": "\n".join(
        [
            "-----BEGIN RSA PRIVATE KEY-----",
            made_up(ALPHANUMERIC, 64),
            "-----END RSA PRIVATE KEY-----",
        ]
    ),
}


def tail(key: str) -> str:
    """The part of a key that is worth something."""
    return key[-16:] if "-----" not in key else key.splitlines()[1]


@pytest.mark.parametrize(("kind", "key"), KEYS.items(), ids=list(KEYS))
@pytest.mark.parametrize("text", ["{}", "Use {} for it.", "key={}\n", 'x: "{}"', "`{}`", "({})"])
def test_a_key_is_found_in_a_text_and_hidden(kind: str, key: str, text: str) -> None:
    whole = text.format(key)
    assert [(each.kind, each.start) for each in secrets_in(whole)] == [(kind, text.index("{"))]
    assert tail(key) not in hidden(whole)
    assert len(hidden(whole)) == len(whole)
    assert hidden(whole).count("\n") == whole.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "sk-or-v1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-key-from-the-dashboard-2026-goes-here",
        "sk-or-v1-...",
        "AKIAIOSFODNN7EXAMPLE",
        "Authorization: Bearer <token>",
        "Bearer 550e8400-e29b-41d4-a716-446655440000",
        "task-force-2026-and-its-many-sub-committees",
        "ask-me-anything-about-version-2-of-the-thing",
        "sk-learn-estimators-and-their-many-parameters",
        "the sk-SK locale, and sk_live_mode",
        "-----BEGIN PRIVATE KEY----- must never appear in an answer",
        "-----BEGIN PUBLIC KEY-----\n" + made_up(ALPHANUMERIC, 64),
        "eyJhbGciOiJIUzI1NiJ9 is how a token starts",
        "sha256:" + made_up("0123456789abcdef", 64),
        "data:image/png;base64," + base64.b64encode(bytes(range(256)) * 40).decode(),
        "https://example.com/hf_" + "a" * 40,
        made_up(ALPHANUMERIC + "+/", 4000),
    ],
)
def test_what_only_looks_a_little_like_a_key_is_left_alone(text: str) -> None:
    assert list(secrets_in(text)) == []


def test_two_keys_in_a_text_are_two() -> None:
    text = f"{KEYS['a GitHub token']} and {KEYS['an API key']}"
    assert sorted(each.kind for each in secrets_in(text)) == ["a GitHub token", "an API key"]


KEY = KEYS["an OpenRouter key"]
PLACES: list[tuple[dict[str, Any], str, bool]] = [
    ({"description": KEY}, "/description", False),
    ({"body": {"system": f"Use {KEY}."}}, "/body/system", False),
    ({"body": {"metadata": {KEY: ""}}}, f"/body/metadata/{KEY}", True),
    ({"body": {"tools": [{"headers": {"Authorization": KEY}}]}},
     "/body/tools/0/headers/Authorization", False),
]  # fmt: skip


@pytest.mark.parametrize(("members", "pointer", "at_key"), PLACES)
def test_a_key_is_an_error_wherever_it_stands(
    members: dict[str, Any], pointer: str, at_key: object
) -> None:
    (finding,) = lint({"skin": "messages", **members}, errors_only=True)
    assert (finding.code, finding.pointer, finding.severity) == ("secret", pointer, "error")
    assert finding.at_key == at_key
    assert tail(KEY) not in finding.message + finding.hint


def test_a_key_is_found_in_a_document_that_is_no_preset() -> None:
    assert [finding.code for finding in lint([KEY])] == ["secret"]


@given(st.text(max_size=200) | st.text("sk-or-v1ghp_AKIAeyJ.Bearer \n=+/", max_size=200))
def test_hiding_changes_no_length_and_no_line(text: str) -> None:
    masked = hidden(text)
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]


@pytest.mark.parametrize(
    "part", ["sk-", "-----BEGIN PRIVATE KEY-----", "eyJ.", "Bearer ", "a", " "]
)
def test_no_text_takes_long(part: str) -> None:
    text = part * (200_000 // len(part))
    assert len(hidden(text)) == len(text)
    list(secrets_in(text))
