"""The words that two ranges of lines share. Pure.

Words are compared over a whole range rather than by line: in a wrapped prompt, adding one word
moves all line breaks of its paragraph, but is still one added word.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diff.word_breaks import spans, word_count, words_of
from presetsync.sequences import Pair, common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.diff.word_breaks import Word

_RUN = re.compile(b" +|x+")

_ALIKE = 0.5
"""The share of two lines that must be common for them to be one line that changed."""

_KEPT = 0.4
"""The share of a line that must be kept for marks on single words to be useful."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line.

    Attributes:
        text: as it is in the line.
        changed: the other side lacks it.
        is_folded: it need not be shown; see `presetsync.diff.folds`.

    """

    text: str
    changed: bool = False
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What two stretches of lines have in common.

    Attributes:
        pairs: the places of lines that are much the same, ascending on both sides.
        same_words: the two differ only in white space.
        before: the lines before in pieces; one that shares too little is one changed piece.
        after: the lines after, in the same way.
        removed: for each line before, how many of its words are not after, as `word_count` counts.
        added: for each line after, how many of its words are not before.

    """

    pairs: tuple[tuple[int, int], ...]
    same_words: bool
    before: tuple[tuple[Piece, ...], ...]
    after: tuple[tuple[Piece, ...], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def compare(before: Sequence[str], after: Sequence[str]) -> Shared:
    """Compare two stretches of lines, each line without its line feed."""
    if not before or not after:  # a text that was added or removed shares nothing
        return Shared(
            pairs=(),
            same_words=False,
            before=_whole(before),
            after=_whole(after),
            removed=tuple(map(word_count, before)),
            added=tuple(map(word_count, after)),
        )
    old, new = [*words_of(before)], [*words_of(after)]
    shared = _settled(old, new)
    paired = set(shared)
    leads = [
        pair
        for pair in shared
        if _lead_differs(old[pair.before], new[pair.after])
        and (old[pair.before].is_first or (pair.before - 1, pair.after - 1) in paired)
    ]
    tails = [pair for pair in shared if _tail_differs(old[pair.before], new[pair.after])]
    removed, added = _unshared(old, new, shared)
    return Shared(
        pairs=tuple(_paired_lines(old, new, shared)),
        same_words=len(shared) == len(old) == len(new),
        before=_in_pieces(before, old, *({p.before for p in ps} for ps in (shared, leads, tails))),
        after=_in_pieces(after, new, *({p.after for p in ps} for ps in (shared, leads, tails))),
        removed=tuple(removed[number] for number in range(len(before))),
        added=tuple(added[number] for number in range(len(after))),
    )


def _whole(lines: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(line, changed=True),) if line else () for line in lines)


def _unshared(
    old: Sequence[Word], new: Sequence[Word], shared: Sequence[Pair]
) -> tuple[Counter[int], Counter[int]]:
    """How many words of each line on either side are not, in whole, on the other."""
    others = dict(spans(new))
    places = dict(shared)
    removed = Counter(old[start].line for start in dict(spans(old)))
    added = Counter(new[start].line for start in others)
    for start, end in spans(old):
        there = places.get(start, -1)
        is_whole = others.get(there) == there + end - start
        if is_whole and all(places.get(n) == n - start + there for n in range(start, end)):
            removed[old[start].line] -= 1
            added[new[there].line] -= 1
    return removed, added


def _settled(old: Sequence[Word], new: Sequence[Word]) -> list[Pair]:
    """The words in common; a lone one is paired next to the pair that follows, where possible.

    Otherwise the dash of a list item would be paired with that of the item before.
    """
    pairs = common([word.text for word in old], [word.text for word in new])
    for place in range(len(pairs) - 2, -1, -1):
        one, other = pairs[place]
        if place and pairs[place - 1] == (one - 1, other - 1):
            continue
        closer = Pair(pairs[place + 1].before - 1, pairs[place + 1].after - 1)
        if old[closer.before].text == new[closer.after].text == old[one].text:
            pairs[place] = closer
    return pairs


def _lead_differs(one: Word, other: Word) -> bool:
    """Whether the white space before a word that both sides have differs."""
    # At the start of a line on one side only, it is the line break that moved.
    return one.is_first is other.is_first and one.lead != other.lead


def _tail_differs(one: Word, other: Word) -> bool:
    return None not in (one.tail, other.tail) and one.tail != other.tail


def _paired_lines(
    old: Sequence[Word], new: Sequence[Word], shared: Sequence[Pair]
) -> Iterator[tuple[int, int]]:
    """The lines that are each other's best match, and a good one."""
    matches: Counter[tuple[int, int]] = Counter()
    for pair in shared:
        matches[old[pair.before].line, new[pair.after].line] += old[pair.before].weight
    best_old: dict[int, tuple[int, int]] = {}
    best_new: dict[int, tuple[int, int]] = {}
    for lines, weight in matches.items():
        for line, best in ((lines[0], best_old), (lines[1], best_new)):
            if line not in best or weight > matches[best[line]]:
                best[line] = lines
    sizes, others = _sizes(old), _sizes(new)
    for lines in best_old.values():
        whole = sizes[lines[0]] + others[lines[1]]
        if best_new[lines[1]] == lines and 2 * matches[lines] >= _ALIKE * whole:
            yield lines


def _sizes(words: Iterable[Word]) -> Counter[int]:
    sizes: Counter[int] = Counter()
    for word in words:
        sizes[word.line] += word.weight
    return sizes


def _in_pieces(
    lines: Sequence[str],
    words: Sequence[Word],
    shared: set[int],
    leads: set[int],
    tails: set[int],
) -> tuple[tuple[Piece, ...], ...]:
    """Each line in pieces.

    The sets say which words the other side has, and before or after which of them it has other
    white space.
    """
    changed = [number not in shared for number in range(len(words))]
    _bridge(words, changed)
    kept: Counter[int] = Counter()
    marked = [bytearray(b" ") * len(line) for line in lines]
    for number, word in enumerate(words):
        marks = marked[word.line]
        kept[word.line] += word.weight * (number in shared)
        if changed[number]:
            marks[word.start : word.end] = b"x" * len(word.text)
        if number in leads or (changed[number] and not word.is_first and changed[number - 1]):
            marks[word.start - len(word.lead) : word.start] = b"x" * len(word.lead)
        if word.tail and number in tails:
            marks[word.end :] = b"x" * len(word.tail)
    sizes = _sizes(words)
    return tuple(
        _pieces(line, marks)
        if kept[number] >= _KEPT * sizes[number]
        else (Piece(line, changed=True),)
        for number, (line, marks) in enumerate(zip(lines, marked, strict=True))
    )


def _bridge(words: Sequence[Word], changed: list[bool]) -> None:
    """Count a punctuation mark that alone was kept between two changed words as changed."""
    for number in range(1, len(words) - 1):
        if words[number].text.isalnum() or words[number - 1].line != words[number + 1].line:
            continue
        changed[number] |= changed[number - 1] and changed[number + 1]


def _pieces(line: str, marks: bytearray) -> tuple[Piece, ...]:
    return tuple(
        Piece(line[run.start() : run.end()], changed=run[0].startswith(b"x"))
        for run in _RUN.finditer(marks)
    )
