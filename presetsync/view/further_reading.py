"""Further reading: one line at the end of an output, however many messages share a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.pages import MORE
from presetsync.view.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diagnostics import Diagnostic
    from presetsync.pages import Topic
    from presetsync.view.phrases import Sentence

_MORE = words(MORE)
_EXPLAIN = words("Explain a rule: ")


@dataclass(frozen=True, slots=True)
class FurtherReading:
    """What an output refers to.

    Attributes:
        topics: each once.
        rule: the code of one of the reported rules; "" for none.

    """

    topics: tuple[Topic, ...] = ()
    rule: str = ""

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """A line for the pages, and one for the rule, if any."""
        pages = [_more(self.topics)] if self.topics else []
        return (*pages, *([_explain(self.rule)] if self.rule else []))

    def beyond(self, shown: FurtherReading) -> FurtherReading:
        """The same without what was already shown."""
        topics = tuple(topic for topic in self.topics if topic not in shown.topics)
        return FurtherReading(topics, "" if shown.rule else self.rule)


NOTHING_MORE = FurtherReading()


def reading_about(diagnostics: Iterable[Diagnostic]) -> FurtherReading:
    """The further reading of diagnostics: one of their rules, that of an error if there is one."""
    found = sorted(diagnostics, key=lambda each: each.severity is not Severity.ERROR)
    return FurtherReading(rule=found[0].code if found else "")


def _more(topics: Iterable[Topic]) -> Sentence:
    """The pages; a page with several topics is listed once, with all anchors."""
    parts: list[str] = []
    pages: dict[str, list[str]] = {}
    for topic in topics:
        page, mark, anchor = topic.value.partition("#")
        pages.setdefault(page, []).append(f"{mark}{anchor}")
    for page, [first, *others] in pages.items():
        for name in (f"{page}{first}", *others):
            parts += [words(", ") if parts else _MORE, name]
    return tuple(parts)


def _explain(code: str) -> Sentence:
    return _EXPLAIN, f"presetsync validate --explain {code}"
