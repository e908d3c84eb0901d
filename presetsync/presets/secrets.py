"""Text that is shaped like a key: found in order to refuse it, hidden wherever text is shown.

To refuse asks for certainty: each pattern is one that an issuer documents, and what follows its
beginning has to look random. To hide does not: a beginning that keys have, and a word after it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Secret(NamedTuple):
    """What a text holds, and where it begins, in characters."""

    kind: str
    start: int


_NOT_AFTER = r"(?<![A-Za-z0-9+/_-])"
_NOT_BEFORE = r"(?![A-Za-z0-9+/=_-])"

_RANDOM = (
    ("an OpenRouter key", r"sk-or-v\d-[\w-]{20,}"),
    ("an Anthropic key", r"sk-ant-[\w-]{20,}"),
    ("a Stripe key", r"[rs]k_live_[A-Za-z0-9]{16,}"),
    ("an API key", r"sk-[\w-]{20,}"),
    ("a GitHub token", r"(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_\w{22,})"),
    ("a GitLab token", r"glpat-[\w-]{20,}"),
    ("an AWS access key", r"A(?:KI|SI)A[A-Z0-9]{16}"),
    ("a Google API key", r"AIza[\w-]{35}"),
    ("a Slack token", r"xox[abeoprs]-[\w-]{20,}"),
    ("a Hugging Face token", r"hf_[A-Za-z0-9]{30,}"),
    ("a Groq key", r"gsk_[A-Za-z0-9]{40,}"),
    ("an xAI key", r"xai-[A-Za-z0-9]{40,}"),
    ("a JSON Web Token", r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("a bearer token", r"[Bb]earer[ \t]+[\w.~+/-]{20,}=*"),
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?=.{0,200}?[A-Za-z0-9+/]{40})",
    re.DOTALL,
)

# A piece that is rare in prose of each pattern. Where every alternative begins with a letter, and a
# rare one, `re` skips what cannot begin any: ten times as fast as with one that does not.
_MAYBE = re.compile(
    r"k[-_]|gh[oprsu]_|pat[-_]|A[KS]IA|AIza|xox|hf_|xai-|yJ|Bearer|bearer|PRIVATE KEY"
)
_RUN = re.compile(r"[A-Za-z0-9]{12,}")
_FEWEST_DISTINCT = 8
_MADE_UP = re.compile(r"example|placeholder|redacted|your|x{4}|\.{3}", re.IGNORECASE)


def may_hold_one(text: str) -> bool:
    """Whether it is worth looking for keys in a text; one search is faster than all."""
    return _MAYBE.search(text) is not None


def secrets_in(text: str) -> Iterator[Secret]:
    """Each thing in a text that is shaped like a key, in the order of the patterns."""
    if not may_hold_one(text):
        return
    taken: list[tuple[int, int]] = []
    for kind, shape in _RANDOM:
        # Compiled here, and kept by `re`: most runs need none of them.
        for match in re.finditer(_NOT_AFTER + shape + _NOT_BEFORE, text):
            start, end = match.span()
            if _looks_random(match[0]) and not any(a <= start < b for a, b in taken):
                taken.append((start, end))
                yield Secret(kind, start)
    for match in _PRIVATE_KEY.finditer(text):
        yield Secret("a private key", match.start())


def _looks_random(key: str) -> bool:
    """Whether there is a run of letters and digits such as no word is, and no word that says so."""
    if _MADE_UP.search(key):
        return False
    return any(
        len(set(run)) >= _FEWEST_DISTINCT and any(map(str.isdigit, run)) and not run.isdigit()
        for run in _RUN.findall(key)
    )


_LIKE_A_KEY = re.compile(
    r"((?:\b|_)(?:[spr]k[-_]|gh[a-z]_|github_pat_|glpat-|hf_|gsk_|xai-|xox[a-z]-|A[KS]IA|AIza|eyJ)"
    r"|[Bb]earer[ \t]+)([\w.~+/=-]{8,})"
)
_KEY_BLOCK = re.compile(
    r"(-----BEGIN [A-Z ]{0,40}PRIVATE KEY[A-Z ]{0,8}-----)(.+?)(-----END|\Z)", re.DOTALL
)


def hidden(text: str) -> str:
    """The text with asterisks for whatever may be a key, as long as it was."""
    text = _LIKE_A_KEY.sub(lambda match: match[1] + "*" * len(match[2]), text)
    return _KEY_BLOCK.sub(lambda m: m[1] + re.sub(r"[^\n]", "*", m[2]) + m[3], text)
