"""The rules by their codes: one Markdown page for each code that a diagnostic can carry.

A page is its own source of truth: its first line is ``# code: title``, its third names the usual
severity, the rest says what is wrong and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from presetsync.diagnostics import Severity

_SUFFIX = ".md"
_FOLDER = Path(__file__).parent
_HEAD = re.compile(r"# (?P<code>[a-z-]+): (?P<title>.+)\n\nSeverity: (?P<severity>error|warning)\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: as in diagnostics.
        title: what is wrong, in a few words.
        severity: what its diagnostics usually are.
        page: the Markdown page, whole.

    """

    code: str
    title: str
    severity: Severity
    page: str


@lru_cache
def codes() -> tuple[str, ...]:
    """All codes, sorted."""
    return tuple(sorted(page.stem for page in _FOLDER.glob(f"*{_SUFFIX}")))


@lru_cache
def rule(code: str) -> Rule:
    """The rule of a code.

    Raises:
        KeyError: there is none.

    """
    if code not in codes():
        raise KeyError(code)
    page = (_FOLDER / f"{code}{_SUFFIX}").read_text(encoding="utf-8")
    head = _HEAD.match(page)
    assert head, f"{code}.md has no head"
    return Rule(code, head["title"], Severity(head["severity"]), page)
