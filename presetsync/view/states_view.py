"""The view of two states of a preset, and of their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diff.content_difference import compare
from presetsync.history.at import Place
from presetsync.plan.risks import FIELDS
from presetsync.view.difference_view import difference_view, growth
from presetsync.view.phrases import Words, counted, environment_words, listed, words, words_joined
from presetsync.view.price_lines import price_lines
from presetsync.view.review import redacted_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.diff.content_difference import Comparison
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.plan.risks import RiskKind
    from presetsync.view.difference_view import DifferenceView
    from presetsync.view.phrases import Sentence

LEFT_OUT = words("Omitted, because the server changes it in such content")


@dataclass(frozen=True, slots=True)
class StatesView:
    """The view of the difference between two states.

    Attributes:
        slug: the preset.
        before, after: the states; see `described`.
        skins: the skins where they differ; else None.
        skin: the skin of both; "" if unknown.
        kinds: what the risks are about.
        risks: those without a marked field.
        prices: what requests cost and where they can go, where that differs.
        difference: what differs.
        counts: how much of it there is; "" where nothing differs.
        left_out: pointers of differences made only by the server; "" for none.
        version: the version of both states; None if they are different ones.

    """

    slug: str
    before: Sentence
    after: Sentence
    skins: tuple[str, str] | None
    skin: str
    kinds: tuple[RiskKind, ...]
    risks: tuple[str, ...]
    prices: tuple[Sentence, ...]
    difference: DifferenceView
    counts: Words
    left_out: str
    version: int | None

    @property
    def title(self) -> Words:
        """A short title: whether anything differs."""
        if self.version is not None:
            return words("No difference, both are version {}", self.version)
        return words("Difference") if self.counts else words("No difference")


def states_view(difference: StateDifference, redact: Callable[[str], str] = str) -> StatesView:
    """The view of a difference; ``redact`` removes secrets from a text."""
    # First, because secrets cannot be found in a text that is split into lines and words.
    before, after = (redacted_content(content, redact) for content in difference.contents)
    comparison, risks = compare(before, after), difference.risks
    old, new = difference.skins or (None, None)
    marked = {*FIELDS.values()}
    return StatesView(
        slug=redact(difference.after.slug),
        before=described(difference.before, redact),
        after=described(difference.after, redact),
        skins=(redact(old), redact(new)) if old and new else None,
        skin=redact(difference.after.skin or difference.before.skin or ""),
        kinds=tuple(dict.fromkeys(risk.kind for risk in risks)),
        risks=tuple(redact(risk.text) for risk in risks if risk.kind not in marked),
        prices=price_lines(difference.routing.redacted(redact)) if difference.routing else (),
        difference=difference_view(comparison),
        counts=words_joined(_counts(comparison, has_other_skin=difference.skins is not None)),
        left_out=redact(listed(difference.left_out)),
        version=difference.after.version if difference.is_of_one_version else None,
    )


def described(state: State, redact: Callable[[str], str] = str) -> Sentence:
    """The description of a state; for a version, also when and by whom it was stored."""
    if state.at.place is Place.FILE:
        file = words("the file "), redact(state.path or "")
        return (
            (*file, words(" in {}", environment_words(state.environment)))
            if state.environment
            else file
        )
    where = words("the lock: ") if state.at.place is Place.LOCK else words()
    if state.environment:
        where = words("{}: {}", environment_words(state.environment), where)
    live = words(", live") if state.is_live else words()
    author = (words(" by "), redact(state.created_by)) if state.created_by else ()
    version = words("{}version {}{}, stored", where, state.version or 0, live)
    return version, *author, words(" at "), redact(state.created_at or "")


def _counts(comparison: Comparison, *, has_other_skin: bool) -> Iterator[Words]:
    if has_other_skin:
        yield words("the skin")
    if comparison.fields:
        yield counted(len(comparison.fields), "field")
    if comparison.tools:
        yield counted(len(comparison.tools), "tool")
    if comparison.tool_order:
        yield words("the order of tools")
    if comparison.system:
        yield words("the system prompt ({})", growth(comparison.system))
