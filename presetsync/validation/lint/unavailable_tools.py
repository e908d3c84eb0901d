"""`unavailable-tool`: server tools that a skin does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.validation.lint.model import CHAT, MESSAGES, RESPONSES, Mistake, named_tools

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from presetsync.validation.lint.model import Subject


class Absence(NamedTuple):
    """A server tool that a skin does not have.

    Attributes:
        type: the tool's type.
        skins: the skins without it.
        said: what is documented of that.
        hint: what to use in its place.
        severity: an error where a reply of 400 is documented, and nothing speaks against that.

    """

    type: str
    skins: Collection[str]
    said: str
    hint: str
    severity: Severity = Severity.WARNING


_BM25 = "Use `openrouter:tool_search`, which searches by regular expression."
_NOT_BM25 = (
    "the guide says that OpenRouter answers with 400, as it has only the regular expression "
    "variant; the reference lists it"
)
_BASH = "the guide says that only messages has it, and answers with 400; the reference lists it"

ABSENCES = (
    # guides/features/server-tools/shell
    Absence(
        "openrouter:shell", {CHAT}, "only responses and messages have it, and the reply is 400",
        "Use one of those skins, or a function of your own.", Severity.ERROR,
    ),
    # guides/features/server-tools/tool-search
    Absence(
        "openrouter:tool_search", {CHAT},
        "only responses and messages have it, and the reply is 400",
        "Use one of those skins, or list the tools that are needed.", Severity.ERROR,
    ),
    Absence("tool_search_tool_bm25", {MESSAGES}, _NOT_BM25, _BM25),
    Absence("tool_search_tool_bm25_20251119", {MESSAGES}, _NOT_BM25, _BM25),
    # guides/features/server-tools/bash, against the requests in the OpenAPI document
    Absence("openrouter:bash", {CHAT}, _BASH, "Use a function of your own, or the messages skin."),
    Absence("openrouter:bash", {RESPONSES}, _BASH, "Use `openrouter:shell`."),
    # guides/features/server-tools/apply-patch
    Absence(
        "openrouter:apply_patch", {CHAT, MESSAGES}, "only responses has it",
        "Use that skin, or a function of your own.",
    ),
    # guides/features/server-tools/advisor
    Absence(
        "openrouter:advisor", {MESSAGES}, "this skin has it only in Anthropic's form",
        "Write {type: advisor_20260301, name: advisor, model: …}, or use another skin.",
    ),
)  # fmt: skip
"""Which server tool works in which skin, as the guides say."""


def check(subject: Subject) -> Iterator[Mistake]:
    """Each server tool that the skin of the body does not have."""
    for tool in named_tools(subject):
        for absence in ABSENCES:
            if absence.type == tool.type and subject.skin in absence.skins:
                yield Mistake(
                    (*tool.path, "type"),
                    f"`{absence.type}` does not work in {subject.skin}: {absence.said}.",
                    absence.hint,
                    # What runs within another tool is another request.
                    Severity.WARNING if tool.host else absence.severity,
                )
