"""`conflict-marker`: a merge conflict in a text, which would become part of a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.documents.conflict_markers import HINT, MESSAGE, conflict_in
from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject


def check(subject: Subject) -> Iterator[Mistake]:
    """The first conflict of each text."""
    if conflict_in(subject.text) is None:
        return
    for path, text, is_key in texts(subject.document):
        index = None if is_key else conflict_in(text)
        if index is not None:
            length = len(text[index:].split("\n", 1)[0])
            yield Mistake(path, MESSAGE, HINT, Severity.ERROR, index=index, length=length)
