from __future__ import annotations

import base64
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.keys.key_issuers import ISSUERS
from presetsync.keys.key_shapes import Secret, redacted, secrets_in

ALPHANUMERIC = string.ascii_letters + string.digits


def made_up(alphabet: str, length: int) -> str:
    """What a key looks like; the same in every run, and nobody's."""
    return "".join(random.Random(length).choices(alphabet, k=length))


HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits

KEYS = {
    "an OpenRouter key": "sk-or-v1-" + made_up(HEX, 64),
    "an Anthropic key": "sk-ant-" + "api03-" + made_up(ALPHANUMERIC + "_-", 95),
    "an API key": "sk-" + "proj-" + made_up(ALPHANUMERIC, 48),
    "a Stripe key": "sk_" + "live_" + made_up(ALPHANUMERIC, 24),
    "a Google API key": "AIza" + made_up(ALPHANUMERIC, 35),
    "a Google OAuth secret": "GOCSPX-" + made_up(ALPHANUMERIC, 28),
    "a Hugging Face token": "hf" + "_" + made_up(ALPHANUMERIC, 34),
    "a Groq key": "gsk" + "_" + made_up(ALPHANUMERIC, 52),
    "an xAI key": "xai" + "-" + made_up(ALPHANUMERIC, 80),
    "a Perplexity key": "pplx" + "-" + made_up(ALPHANUMERIC, 48),
    "a Replicate token": "r8" + "_" + made_up(ALPHANUMERIC, 37),
    "a LangSmith key": "lsv2" + "_pt_" + made_up(HEX, 32) + "_" + made_up(HEX, 10),
    "a Tavily key": "tvly" + "-dev-" + made_up(ALPHANUMERIC, 32),
    "an NVIDIA key": "nvapi" + "-" + made_up(ALPHANUMERIC, 64),
    "a Cerebras key": "csk" + "-" + made_up(string.ascii_lowercase + string.digits, 48),
    "a Fireworks key": "fw" + "_" + made_up(ALPHANUMERIC, 24),
    "a Together key": "tgp" + "_v1_" + made_up(ALPHANUMERIC, 43),
    "a Firecrawl key": "fc" + "-" + made_up(HEX, 32),
    "an E2B key": "e2b" + "_" + made_up(HEX, 40),
    "a Jina key": "jina" + "_" + made_up(ALPHANUMERIC, 60),
    "a LlamaCloud key": "llx" + "-" + made_up(ALPHANUMERIC, 48),
    "a Pinecone key": "pcsk" + "_" + made_up(ALPHANUMERIC, 5) + "_" + made_up(ALPHANUMERIC, 63),
    "a GitHub token": "ghp" + "_" + made_up(ALPHANUMERIC, 36),
    "a GitLab token": "glpat" + "-" + made_up(ALPHANUMERIC, 20),
    "an npm token": "npm" + "_" + made_up(ALPHANUMERIC, 36),
    "a PyPI token": "pypi" + "-AgEIcHlwaS5vcmc" + made_up(ALPHANUMERIC, 120),
    "a RubyGems token": "rubygems" + "_" + made_up(HEX, 48),
    "a Docker token": "dckr" + "_pat_" + made_up(ALPHANUMERIC, 27),
    "a Postman key": "PMAK" + "-" + made_up(HEX, 24) + "-" + made_up(HEX, 34),
    "a Pulumi token": "pul" + "-" + made_up(HEX, 40),
    "a Terraform token": made_up(ALPHANUMERIC, 14) + ".atlasv1." + made_up(ALPHANUMERIC, 67),
    "a Sentry token": "sntryu" + "_" + made_up(HEX, 64),
    "a Grafana token": "glsa" + "_" + made_up(ALPHANUMERIC, 32) + "_" + made_up(HEX, 8),
    "a New Relic key": "NRAK" + "-" + made_up(UPPER, 27),
    "an AWS access key": "AKIA" + made_up(UPPER, 16),
    "an AWS secret key": "aws_secret_access_key = " + made_up(ALPHANUMERIC, 40),
    "an AWS Bedrock key": "ABSK" + made_up(ALPHANUMERIC, 128) + "=",
    "an Azure secret": "abC8Q~" + made_up(ALPHANUMERIC, 34),
    "a DigitalOcean token": "dop" + "_v1_" + made_up(HEX, 64),
    "a Databricks token": "dapi" + made_up(HEX, 32),
    "a Fly.io token": "fo1" + "_" + made_up(ALPHANUMERIC, 43),
    "a Supabase key": "sbp" + "_" + made_up(HEX, 40),
    "a PlanetScale key": "pscale" + "_tkn_" + made_up(ALPHANUMERIC, 43),
    "a Vault token": "hvs" + "." + made_up(ALPHANUMERIC, 95),
    "a Doppler token": "dp.pt." + made_up(ALPHANUMERIC, 43),
    "a 1Password token": "ops" + "_eyJ" + made_up(ALPHANUMERIC, 300),
    "an age key": "AGE-SECRET" + "-KEY-1" + made_up(UPPER, 58),
    "a SendGrid key": "SG." + made_up(ALPHANUMERIC, 22) + "." + made_up(ALPHANUMERIC, 43),
    "a Mailgun key": "key" + "-" + made_up(HEX, 32),
    "a Twilio key": "SK" + made_up(HEX, 32),
    "a Telegram bot token": "1234567890" + ":AA" + made_up(ALPHANUMERIC, 33),
    "a Slack token": "xoxb" + "-1234567890-" + made_up(ALPHANUMERIC, 24),
    "a Slack webhook": "hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/" + made_up(ALPHANUMERIC, 24),
    "a Discord webhook": "discord.com/api/webhooks/123456789012345678/" + made_up(ALPHANUMERIC, 68),
    "a Notion token": "ntn" + "_" + made_up(ALPHANUMERIC, 46),
    "a Linear key": "lin" + "_api_" + made_up(ALPHANUMERIC, 40),
    "a Figma token": "figd" + "_" + made_up(ALPHANUMERIC, 43),
    "an Atlassian token": "ATATT3" + made_up(ALPHANUMERIC, 186),
    "an Airtable token": "pat" + made_up(ALPHANUMERIC, 14) + "." + made_up(HEX, 64),
    "a Shopify token": "shpat" + "_" + made_up(HEX, 32),
    "a Square token": "sq0atp" + "-" + made_up(ALPHANUMERIC, 22),
    "an ElevenLabs key": "sk" + "_" + made_up(HEX, 48),
    "a CircleCI token": "CCIPAT" + "_" + made_up(ALPHANUMERIC, 22) + "_" + made_up(HEX, 40),
    "a Buildkite token": "bkua" + "_" + made_up(HEX, 40),
    "an Azure account key": "AccountKey=" + made_up(ALPHANUMERIC, 86) + "==",
    "a Heroku key": "HRKU" + "-" + made_up(ALPHANUMERIC, 60),
    "a Netlify token": "nfp" + "_" + made_up(ALPHANUMERIC, 36),
    "a Neon key": "napi" + "_" + made_up(ALPHANUMERIC, 64),
    "a Discord bot token": ".".join(
        ["M" + made_up(ALPHANUMERIC, 23), made_up(ALPHANUMERIC, 6), made_up(ALPHANUMERIC, 27)]
    ),
    "a Resend key": "re" + "_" + made_up(ALPHANUMERIC, 8) + "_" + made_up(ALPHANUMERIC, 24),
    "a Stripe webhook secret": "whsec" + "_" + made_up(ALPHANUMERIC, 32),
    "a HubSpot token": "pat" + "-na1-" + "3f2a9c1e-7b4d-4e8f-a1c2-" + made_up(HEX, 12),
    "an Apify token": "apify" + "_api_" + made_up(ALPHANUMERIC, 36),
    "a Dropbox token": "sl" + "." + made_up(ALPHANUMERIC, 140),
    "a Mapbox token": "sk" + ".eyJ" + made_up(ALPHANUMERIC, 60) + "." + made_up(ALPHANUMERIC, 22),
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


def test_there_is_a_key_of_every_issuer() -> None:
    assert {*KEYS} == {issuer.kind for issuer in ISSUERS} | {"a private key"}


def tail(key: str) -> str:
    """The part of a key that is worth something."""
    return key[-16:] if "-----" not in key else key.splitlines()[1]


@pytest.mark.parametrize(("kind", "key"), KEYS.items(), ids=list(KEYS))
@pytest.mark.parametrize("text", ["{}", "Use {} for it.", "key={}\n", 'x: "{}"', "`{}`", "({})"])
def test_a_key_is_found_in_a_text_and_hidden(kind: str, key: str, text: str) -> None:
    whole = text.format(key)
    assert [(each.kind, each.start) for each in secrets_in(whole)] == [(kind, text.index("{"))]
    assert tail(key) not in redacted(whole)
    assert len(redacted(whole)) == len(whole)
    assert redacted(whole).count("\n") == whole.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "sk-or-v1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-key-from-the-dashboard-2026-goes-here",
        "sk-or-v1-...",
        "sk-1234567890abcdef1234567890abcdef",
        "Authorization: Bearer abc123def456ghi789jkl",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0."
        + made_up(ALPHANUMERIC, 43),
        "hf_TheNameOfAModelOnTheHubWithoutAnyDigits",
        "AccountKey=<the key of the account>; re_ and sl. and nfp_",
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
        "npm_config_registry and npm_lifecycle_event, r8_ and fw_version_2",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY, or ${AWS_SECRET_ACCESS_KEY}",
        "SG.your-key.goes-here, sk-..., sk-proj-..., sk_test_..., tvly-YOUR_API_KEY_FROM_TAVILY",
        "lsv2_pt_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxx",
        "commit fc-" + "0" * 40,
        "key-value-pairs-of-the-request-2026 and SKILL0123456789",
        "at 10:AA and 12345678:AAaa",
        "pattern.py and patient-0123456789",
        made_up(ALPHANUMERIC + "+/", 4000),
    ],
)
def test_what_only_looks_a_little_like_a_key_is_left_alone(text: str) -> None:
    assert list(secrets_in(text)) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgres://app:{}@db.acme.io:5432/main",
        "Use https://bot:{}@git.acme.io/x.git.",
        "amqp://:{}@10.0.0.7",
    ],
)
@pytest.mark.parametrize("password", ["hunt3rXq", "9f:8Kd-2mL", made_up(ALPHANUMERIC, 32)])
def test_a_password_in_a_url_is_found_and_hidden(url: str, password: str) -> None:
    text = url.format(password)
    assert list(secrets_in(text)) == [Secret("a password in a URL", url.index("{"), len(password))]
    assert redacted(text) == url.format("*" * len(password))


@pytest.mark.parametrize(
    "url",
    [
        "postgres://postgres:postgres@localhost:5432/app",
        "postgres://user:password@host/db and mysql://root:secret@db",
        "https://user:pass1234@acme.io and redis://:changeme@cache",
        "https://<user>:<password>@acme.io, https://{user}:{password}@acme.io",
        "https://$USER:$TOKEN@acme.io, https://x:${{ secrets.KEY9 }}@acme.io",
        "postgres://app:s3cretish@localhost/db, postgres://app:hunt3rXq@db.example.com",
        "https://acme.io:8080/a@b9, http://[::1]:80000000/x@y",
        "git+ssh://git@acme.io:acme/x9.git",
        "mailto:a@b.c and see https://acme.io/a:b9cdefg@h",
        "https://x:****@acme.io",
    ],
)
def test_a_url_as_documentation_writes_it_holds_no_password(url: str) -> None:
    assert list(secrets_in(url)) == []


def test_two_keys_in_a_text_are_two() -> None:
    text = f"{KEYS['a GitHub token']} and {KEYS['an API key']}"
    assert sorted(each.kind for each in secrets_in(text)) == ["a GitHub token", "an API key"]


@given(st.text(max_size=200) | st.text("sk-or-v1ghp_AKIAeyJ.Bearer \n=+/", max_size=200))
def test_hiding_changes_no_length_and_no_line(text: str) -> None:
    masked = redacted(text)
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]


@pytest.mark.parametrize(
    "part", ["sk-", "-----BEGIN PRIVATE KEY-----", "eyJ.", "Bearer ", "a", " "]
)
def test_no_text_takes_long(part: str) -> None:
    text = part * (200_000 // len(part))
    assert len(redacted(text)) == len(text)
    list(secrets_in(text))


def test_a_key_of_letters_alone_is_found() -> None:
    key = "hf" + "_" + made_up(string.ascii_letters, 34)
    assert [found.kind for found in secrets_in(f"Use {key}.")] == ["a Hugging Face token"]
