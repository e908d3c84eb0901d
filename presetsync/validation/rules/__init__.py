"""The rules by their codes: one Markdown page for each code that a diagnostic can carry.

A page is its own source of truth: its first line is ``# code: title``, its third names the usual
severity and, of an error, whether a comment can silence it, the rest says what is wrong and what to
do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from presetsync.diagnostics import Severity

_SUFFIX = ".md"
_CAN_BE_IGNORED = ", can be ignored"
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: as in diagnostics.
        title: what is wrong, in a few words.
        severity: what its diagnostics usually are.
        errors_can_be_ignored: a comment can silence not only its warnings.
        page: the Markdown page, whole.

    """

    code: str
    title: str
    severity: Severity
    errors_can_be_ignored: bool
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
    heading, _, said, *_ = page.split("\n")
    title = heading.removeprefix(f"# {code}: ")
    severity = Severity(said.split()[1].rstrip(","))
    return Rule(code, title, severity, said.endswith(_CAN_BE_IGNORED), page)
