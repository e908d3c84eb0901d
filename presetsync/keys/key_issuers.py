"""The shapes of keys by known issuers.

Sources: the documentation of the issuers, and the rules of gitleaks (`config/gitleaks.toml`). Only
shapes with a distinctive prefix are listed; others would be guesses in a prompt. Pure data.
"""

from __future__ import annotations

from typing import NamedTuple

_WORD = "[A-Za-z0-9_-]"
_PLAIN = "[A-Za-z0-9]"
_HEX = "[0-9a-f]"


class Issuer(NamedTuple):
    """The shape of one kind of key.

    Attributes:
        kind: its name in messages, with the article.
        pieces: every key contains one of these, so most texts need no search.
        start: the pattern of the prefix.
        rest: the pattern of the rest; quantifiers at its end are possessive.

    """

    kind: str
    pieces: tuple[str, ...]
    start: str
    rest: str


def _by(kind: str, start: str, rest: str, *pieces: str) -> Issuer:
    """An issuer; its piece is the prefix, unless others are given."""
    return Issuer(kind, pieces or (start,), start, rest)


ISSUERS: tuple[Issuer, ...] = (
    # Models
    _by("an OpenRouter key", r"sk-or-v\d-", rf"{_WORD}{{20,}}+", "sk-or-v"),
    _by("an Anthropic key", "sk-ant-", rf"{_WORD}{{20,}}+"),
    _by("a Stripe key", "[rs]k_(?:live|test|prod)_", rf"{_PLAIN}{{16,}}+", "k_live_", "k_test_",
        "k_prod_"),
    _by("an API key", "sk-", rf"{_WORD}{{20,}}+"),
    _by("a Google API key", "AIza", rf"{_WORD}{{35}}"),
    _by("a Google OAuth secret", "(?:GOCSPX-|ya29[.])", rf"{_WORD}{{20,}}+", "GOCSPX-", "ya29."),
    _by("a Hugging Face token", "(?:hf_|api_org_)", rf"{_PLAIN}{{30,}}+", "hf_", "api_org_"),
    _by("an ElevenLabs key", "sk_", rf"{_HEX}{{48}}"),
    _by("a Groq key", "gsk_", rf"{_PLAIN}{{40,}}+"),
    _by("an xAI key", "xai-", rf"{_PLAIN}{{40,}}+"),
    _by("a Perplexity key", "pplx-", rf"{_PLAIN}{{40,}}+"),
    _by("a Replicate token", "r8_", rf"{_PLAIN}{{37}}"),
    _by("a LangSmith key", "(?:lsv2_(?:pt|sk)_|ls__)", rf"{_HEX}{{32}}(?:_{_HEX}{{10}})?", "lsv2_",
        "ls__"),
    _by("a Tavily key", "tvly-", rf"{_WORD}{{20,}}+"),
    _by("an NVIDIA key", "nvapi-", rf"{_WORD}{{40,}}+"),
    _by("a Cerebras key", "csk-", rf"{_PLAIN}{{40,}}+"),
    _by("a Fireworks key", "fw_", rf"{_PLAIN}{{22,}}+"),
    _by("a Together key", "tgp_v1_", rf"{_WORD}{{40,}}+"),
    _by("a Firecrawl key", "fc-", rf"{_HEX}{{32}}"),
    _by("an E2B key", "e2b_", rf"{_HEX}{{40}}"),
    _by("a Jina key", "jina_", rf"{_PLAIN}{{40,}}+"),
    _by("a LlamaCloud key", "llx-", rf"{_PLAIN}{{40,}}+"),
    _by("a Pinecone key", "pcsk_", rf"{_PLAIN}{{4,8}}_{_PLAIN}{{40,}}+"),
    # Code and packages
    _by("a GitHub token", "(?:gh[oprsu]_|github_pat_)", "[A-Za-z0-9_]{30,}+", "gho_", "ghp_",
        "ghr_", "ghs_", "ghu_", "github_pat_"),
    _by("a GitLab token", "gl(?:pat|dt|rt|ptt|cbt|ft|soat|oas|imt|agent|ffct)-",
        rf"{_WORD}{{20,}}+", "glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glft-", "glsoat-",
        "gloas-", "glimt-", "glagent-", "glffct-"),
    _by("an npm token", "npm_", rf"{_PLAIN}{{36}}"),
    _by("a PyPI token", "pypi-AgEIcHlwaS5vcmc", rf"{_WORD}{{40,}}+"),
    _by("a RubyGems token", "rubygems_", rf"{_HEX}{{48}}"),
    _by("a Docker token", "dckr_(?:pat|oat)_", rf"{_WORD}{{24,}}+", "dckr_"),
    _by("a CircleCI token", "CCIPAT_", rf"{_PLAIN}{{22}}_{_HEX}{{40}}"),
    _by("a Buildkite token", "bk[a-z]a_", rf"{_HEX}{{40}}", "bkua_", "bkaa_", "bkpa_"),
    _by("a Postman key", "PMAK-", rf"{_HEX}{{24}}-{_HEX}{{34}}"),
    _by("a Pulumi token", "pul-", rf"{_HEX}{{40}}"),
    _by("a Terraform token", rf"{_PLAIN}{{14}}[.]atlasv1[.]", rf"{_WORD}{{60,}}+", ".atlasv1."),
    _by("a Sentry token", "sntry(?:s_eyJ|u_)", r"[A-Za-z0-9+/=_]{40,}+", "sntrys_", "sntryu_"),
    _by("a Grafana token", "gl(?:c|sa)_", "[A-Za-z0-9+/_]{32,}+={0,2}", "glc_", "glsa_"),
    _by("a New Relic key", "NRAK-", "[A-Z0-9]{27}"),
    # Clouds and storage
    _by("an AWS access key", "A(?:KI|SI|BI|CC)A", "[A-Z0-9]{16}", "AKIA", "ASIA", "ABIA", "ACCA"),
    _by("an AWS secret key",
        r"(?i:aws_?secret_?(?:access_?)?key)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?",
        "[A-Za-z0-9/+]{40}", "ecret", "ECRET"),
    _by("an AWS Bedrock key", "(?:ABSK|bedrock-api-key-)", "[A-Za-z0-9+/]{40,}+={0,2}", "ABSK",
        "bedrock-api-key-"),
    _by("an Azure account key", "AccountKey=", "[A-Za-z0-9+/]{86}=="),
    _by("an Azure secret", r"[A-Za-z0-9_~.]{3}\dQ~", r"[A-Za-z0-9_~.-]{31,34}", "Q~"),
    _by("a DigitalOcean token", "do[opr]_v1_", rf"{_HEX}{{64}}", "_v1_"),
    _by("a Databricks token", "dapi", rf"{_HEX}{{32}}(?:-\d)?"),
    _by("a Fly.io token", "(?:fo1_|fm2_)", r"[A-Za-z0-9_+/-]{43,}+={0,3}", "fo1_", "fm2_"),
    _by("a Heroku key", "HRKU-", rf"{_WORD}{{58,}}+"),
    _by("a Netlify token", "nf[pcobu]_", rf"{_PLAIN}{{36}}", "nfp_", "nfc_", "nfo_", "nfb_",
        "nfu_"),
    _by("a Neon key", "napi_", rf"{_PLAIN}{{40,}}+"),
    _by("a Supabase key", "(?:sbp_|sb_secret_)", "[A-Za-z0-9_]{31,}+", "sbp_", "sb_secret_"),
    _by("a PlanetScale key", "pscale_(?:tkn|oauth|pw)_", r"[A-Za-z0-9_=.-]{32,64}", "pscale_"),
    _by("a Vault token", "hv[bs][.]", rf"{_WORD}{{90,}}+", "hvb.", "hvs."),
    _by("a Doppler token", "dp[.](?:pt|st|ct|sa)[.]", r"[A-Za-z0-9._-]{40,}+", "dp."),
    _by("a 1Password token", "ops_eyJ", "[A-Za-z0-9+/]{100,}+={0,3}"),
    _by("an age key", "AGE-SECRET-KEY-1", "[0-9A-Z]{58}"),
    # Mail, messages and the rest
    _by("a SendGrid key", "SG[.]", rf"{_WORD}{{22}}[.]{_WORD}{{43}}", "SG."),
    _by("a Mailgun key", "key-", rf"{_HEX}{{32}}"),
    _by("a Twilio key", "SK", rf"{_HEX}{{32}}"),
    _by("a Telegram bot token", r"\d{8,10}:AA", rf"{_WORD}{{33}}", ":AA"),
    _by("a Slack token", "(?:xox[abeoprs]|xapp)-", rf"{_WORD}{{20,}}+", "xox", "xapp-"),
    _by("a Slack webhook", r"hooks[.]slack[.]com/(?:services|workflows|triggers)/",
        "[A-Za-z0-9+/]{40,}+", "hooks.slack.com/"),
    _by("a Discord webhook", r"discord(?:app)?[.]com/api/webhooks/\d{17,20}/", rf"{_WORD}{{60,}}+",
        "/api/webhooks/"),
    _by("a Discord bot token", r"[MNO][A-Za-z0-9_-]{23,25}[.][A-Za-z0-9_-]{6}[.]",
        rf"{_WORD}{{27,38}}", "."),
    _by("a Resend key", "re_", rf"{_PLAIN}{{8}}_{_PLAIN}{{24}}"),
    _by("a Stripe webhook secret", "whsec_", rf"{_PLAIN}{{32,}}+"),
    _by("a HubSpot token", r"pat-(?:na|eu)\d-", rf"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}",
        "pat-na", "pat-eu"),
    _by("an Apify token", "apify_api_", rf"{_PLAIN}{{36}}"),
    _by("a Dropbox token", "sl[.]", rf"{_WORD}{{130,}}+", "sl."),
    _by("a Mapbox token", "sk[.]eyJ", rf"{_WORD}{{40,}}+[.]{_WORD}{{20,}}+", "sk.eyJ"),
    _by("a Notion token", "(?:ntn_|secret_)", rf"{_PLAIN}{{43,}}+", "ntn_", "secret_"),
    _by("a Linear key", "lin_(?:api|oauth)_", rf"{_PLAIN}{{40,}}+", "lin_"),
    _by("a Figma token", "figd_", rf"{_WORD}{{40,}}+"),
    _by("an Atlassian token", "ATATT3", r"[A-Za-z0-9_=-]{60,}+"),
    _by("an Airtable token", rf"pat{_PLAIN}{{14}}[.]", rf"{_HEX}{{64}}", "pat"),
    _by("a Shopify token", "shp(?:at|ca|pa|ss)_", "[0-9a-fA-F]{32}", "shpat_", "shpca_", "shppa_",
        "shpss_"),
    _by("a Square token", "sq0(?:atp|csp)-", rf"{_WORD}{{22,}}+", "sq0"),
    # Without a particular issuer
    _by("a JSON Web Token", "eyJ", rf"{_WORD}{{10,}}+[.]eyJ{_WORD}{{10,}}+[.]{_WORD}{{10,}}+"),
    _by("a bearer token", r"[Bb]earer[ \t]{1,9}", r"[A-Za-z0-9_.~+/-]{20,}+=*+", "earer"),
)  # fmt: skip
"""In the order in which they are tried: the more exact ones first."""
