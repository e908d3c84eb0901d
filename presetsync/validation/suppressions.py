"""Suppressions: the warnings that comments silence, and the comments that are unused. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Severity
from presetsync.spelling import did_you_mean
from presetsync.validation import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from presetsync.documents.ignore_comments import Ignore

    Placed = tuple[Diagnostic, Collection[int]]
    """A diagnostic, and the lines on which a comment may silence it."""

_MOST_UNUSED = 100
_AFTER_READING = frozenset({"same-content"})  # found only once all files are read


def silenced(
    found: Iterable[Placed],
    ignores: Sequence[Ignore],
    path: str,
    unjudged: Collection[str] = (),
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The diagnostics without the ignored warnings, and a warning for each unused ignore.

    ``unjudged`` are the codes of rules that did not run: whether they have something to ignore is
    not known.
    """
    kept = []
    used: set[tuple[Ignore, str]] = set()
    for diagnostic, lines in found:
        by = [i for i in ignores if i.line in lines and diagnostic.code in i.codes]
        if by and diagnostic.severity is Severity.WARNING:
            used.update((ignore, diagnostic.code) for ignore in by)
        else:
            kept.append(diagnostic)
    unused = [
        _unused(ignore, code, path)
        for ignore in ignores
        for code in ignore.codes or ("",)
        if (ignore, code) not in used and code not in _AFTER_READING and code not in unjudged
    ]
    return kept, unused[:_MOST_UNUSED]


def _unused(ignore: Ignore, code: str, path: str) -> Diagnostic:
    known = rules.codes()
    if not code:
        message = "This comment does not name a rule to ignore."
        hint = "Write # presetsync: ignore CODE."
    elif code not in known:
        message = f"Unknown rule `{code}`."
        hint = did_you_mean(code, known, "Use the code that the warning shows.")
    elif _never_ignored(rules.rule(code)):
        message = f"`{code}` is an error that cannot be ignored."
        hint = "Fix the error and remove the comment."
    else:
        message = f"There is no `{code}` to ignore here."
        hint = "Remove the comment."
    return Diagnostic(
        "unused-ignore", message, path, ignore.position, hint=hint, severity=Severity.WARNING
    )


def _never_ignored(rule: rules.Rule) -> bool:
    return rule.severity is Severity.ERROR and not rule.errors_can_be_ignored
