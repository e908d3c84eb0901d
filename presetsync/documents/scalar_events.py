"""The value of a scalar event: a text, an included text, or the value of a plain scalar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.documents.inclusion import TAG
from presetsync.documents.positions import width_of
from presetsync.documents.scalar_types import NotJsonError, plain_value
from presetsync.documents.surrogates import lone_half, without_halves

if TYPE_CHECKING:
    from presetsync.documents.inclusion import Inclusions
    from presetsync.documents.mistakes import Mistakes
    from presetsync.documents.surrogates import Substitute


class Scalars:
    """The scalars of one text; their mistakes are added to its own."""

    def __init__(
        self, substitute: Substitute | None, inclusions: Inclusions, mistakes: Mistakes
    ) -> None:
        self._substitute = substitute
        self._inclusions = inclusions
        self._mistakes = mistakes

    def unescape(self, event: Any) -> None:
        """Join escaped surrogates in the event's value; a lone one is a mistake."""
        if self._substitute:
            event.value = self._substitute.restored(event.value, escaped=event.style == '"')
        if lone := lone_half(event.value):
            message = f"the lone surrogate U+{ord(lone):04X} is not a character"
            self._mistakes.report(
                "surrogate", message, event.start_mark, hint="write the character itself"
            )
            event.value = without_halves(event.value)

    def value(self, event: Any) -> Any:
        """The value; None if there is a mistake."""
        if event.tag == TAG:
            return self._inclusions.text(event)
        self.refuse_tag(event)
        if not event.implicit[0]:
            return event.value
        try:
            return plain_value(event.value)
        except NotJsonError as error:
            self._mistakes.report(
                "number",
                str(error),
                event.start_mark,
                hint="write another number, or quote it",
                width=width_of(event.start_mark, event.end_mark),
            )
            return None

    def refuse_tag(self, event: Any) -> None:
        """Report the tag of an event that has one."""
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._mistakes.report(
                "tag",
                f"the tag {tag} is not supported",
                event.start_mark,
                hint="only !file PATH is; quote a text that begins with !, or write it after |",
                width=len(tag),
            )
