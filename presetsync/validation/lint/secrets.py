"""`secret`: text shaped like a key, anywhere in a preset file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.keys.key_shapes import secrets_in
from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject


def check(subject: Subject) -> Iterator[Mistake]:
    """Each text shaped like a key."""
    if next(secrets_in(subject.text), None) is None:  # nearly always
        return
    for path, text, is_key in texts(subject.document):
        for kind, index, length in secrets_in(text):
            yield Mistake(
                path,
                f"This looks like {kind}; anyone who can read the preset could use it.",
                "Remove it, revoke it if it is real, and pass it to the application instead.",
                Severity.ERROR,
                at_key=is_key,
                index=None if is_key else index,
                length=length,
            )
