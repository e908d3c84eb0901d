from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.aspects import Aspect
from presetsync.diff.prompts import diff_text
from presetsync.diff.rows import (
    Fold,
    Line,
    Row,
    RowKind,
    TextDiff,
)
from presetsync.diff.word_breaks import word_count
from tests.growth import is_about_linear

TEXTS = st.lists(
    st.sampled_from(
        [
            *("one two three\n", "one two thee\n", "four five eleven\n", "four six eleven\n"),
            *("\n", " \n", "a\r\n", "end", "six  seven\n"),
        ]
    ),
    max_size=12,
).map("".join)
NUMBERED = "".join(f"line number {number}\n" for number in range(1, 21))


def marked(line: Line | None) -> str | None:
    """A line with what changed in brackets."""
    if line is None:
        return None
    return "".join(f"[{p.text}]" if p.changed else p.text for p in line.pieces)


def changes(diff: TextDiff) -> list[tuple[RowKind, str | None, str | None]]:
    return [
        (row.kind, marked(row.before), marked(row.after))
        for row in diff.rows
        if row.kind is not RowKind.SAME
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_rows(before: str, after: str) -> None:
    rows = list(diff_text(before, after).rows)

    old = [row.before for row in rows if row.before and not row.is_edited]
    new = [row.after for row in rows if row.after]
    assert [line.text for line in old] == before.removesuffix("\n").split("\n") * bool(before)
    assert [line.text for line in new] == after.removesuffix("\n").split("\n") * bool(after)
    assert [line.number for line in old] == list(range(1, len(old) + 1))
    assert [line.number for line in new] == list(range(1, len(new) + 1))


@given(TEXTS, TEXTS)
def test_there_is_a_change_exactly_where_the_texts_differ_in_a_line(
    before: str, after: str
) -> None:
    differ = before != after
    if {before, after} == {"", "\n"} or (before and after):
        assert bool(changes(diff_text(before, after))) is differ


@given(TEXTS, TEXTS)
def test_each_kind_of_row_has_the_sides_that_it_says(before: str, after: str) -> None:
    for row in diff_text(before, after).rows:
        is_new = row.kind in (RowKind.ADDED, RowKind.MOVED_TO) and not row.is_edited
        assert (row.before is None) is is_new
        assert (row.after is None) is (row.kind in (RowKind.REMOVED, RowKind.MOVED_FROM))
        assert (row.other is not None) is (row.kind in (RowKind.MOVED_FROM, RowKind.MOVED_TO))


def test_changed_words_are_marked_within_the_line() -> None:
    diff = diff_text("Body of 90 to 180 words.\n", "Body of 60 to 120 words.\n")

    assert changes(diff) == [
        (RowKind.REPLACED, "Body of [90] to [180] words.", "Body of [60] to [120] words.")
    ]


def test_punctuation_between_changed_words_is_marked_with_them() -> None:
    diff = diff_text("Take foo-bar as it is now.\n", "Take one-two as it is now.\n")

    assert changes(diff) == [
        (RowKind.REPLACED, "Take [foo-bar] as it is now.", "Take [one-two] as it is now.")
    ]


def test_each_character_of_chinese_is_a_word() -> None:
    diff = diff_text("用中文回答问题。\n", "用英文回答问题。\n")

    assert changes(diff) == [(RowKind.REPLACED, "用[中]文回答问题。", "用[英]文回答问题。")]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("हिन्दी में लिखें।", "सरल हिन्दी में लिखें।", "[सरल] हिन्दी में लिखें।"),
        ("ตอบภาษาไทย", "ตอบภาษาท้องถิ่น", "ตอบภาษา[ท้องถิ่น]"),
        ("Only ❤\ufe0f, please.", "Only ✔\ufe0f, please.", "Only [✔\ufe0f], please."),
        ("The cafe opens.", "The cafe\u0301 opens.", "The [cafe\u0301] opens."),
    ],
    ids=["Hindi", "Thai", "emoji", "accent"],
)
def test_a_letter_and_its_marks_are_not_parted(before: str, after: str, changed: str) -> None:
    assert [piece for _, _, piece in changes(diff_text(before, after))] == [changed]


def test_lines_that_share_little_are_removed_and_added() -> None:
    assert changes(diff_text("Never guess a price.\n", "Answer in German always!\n")) == [
        (RowKind.REMOVED, "[Never guess a price.]", None),
        (RowKind.ADDED, None, "[Answer in German always!]"),
    ]


def test_similar_lines_are_paired_past_others() -> None:
    before = "- Be brief and warm.\n- Use the customer's name once.\n"
    after = "- Say what you know.\n- Be brief and kind.\n- Use the customer's name twice.\n"

    assert changes(diff_text(before, after)) == [
        (RowKind.ADDED, None, "[- Say what you know.]"),
        (RowKind.REPLACED, "- Be brief and [warm].", "- Be brief and [kind]."),
        (
            RowKind.REPLACED,
            "- Use the customer's name [once].",
            "- Use the customer's name [twice].",
        ),
    ]


def test_one_word_more_in_a_wrapped_paragraph_is_one_word_more() -> None:
    before = "You write emails for Kestrel, a service for\nsmall teams. Reply to them soon.\n"
    after = "You write short emails for Kestrel, a\nservice for small teams. Reply to them soon.\n"

    assert [piece for _, _, piece in changes(diff_text(before, after))] == [
        "You write [short] emails for Kestrel, a",
        "service for small teams. Reply to them soon.",
    ]


def test_a_block_that_moved_is_neither_removed_nor_added() -> None:
    lines = NUMBERED.splitlines(keepends=True)
    diff = diff_text(NUMBERED, "".join([*lines[:2], *lines[14:18], *lines[2:14], *lines[18:]]))

    assert [(row.kind, row.other) for row in diff.rows if row.kind is not RowKind.SAME] == [
        *[(RowKind.MOVED_TO, number) for number in (15, 16, 17, 18)],
        *[(RowKind.MOVED_FROM, number) for number in (3, 4, 5, 6)],
    ]


def test_a_section_that_moved_and_was_edited_is_one_block_with_the_edit_marked() -> None:
    section = "# Form\n\nAnswer in at most 90 words, please.\nSign with your name.\n"
    edited = section.replace("90", "60")

    assert changes(diff_text(section + NUMBERED, NUMBERED + edited)) == [
        (RowKind.MOVED_FROM, "# Form", None),
        (RowKind.MOVED_FROM, "", None),
        (RowKind.MOVED_FROM, "Answer in at most 90 words, please.", None),
        (RowKind.MOVED_FROM, "Sign with your name.", None),
        (RowKind.MOVED_TO, None, "# Form"),
        (RowKind.MOVED_TO, None, ""),
        (
            RowKind.MOVED_TO,
            "Answer in at most [90] words, please.",
            "Answer in at most [60] words, please.",
        ),
        (RowKind.MOVED_TO, None, "Sign with your name."),
    ]


def test_an_edited_line_within_a_long_block_that_moved_is_not_folded_away() -> None:
    block = "".join(f"A rule with the number {number} and no more.\n" for number in range(20))
    edited = block.replace("number 9 and", "number 9 or")

    diff = diff_text(block + NUMBERED, NUMBERED + edited)

    shown = [row for row in diff.stretches if isinstance(row, Row) and row.is_edited]
    assert [marked(row.after) for row in shown] == ["A rule with the number 9 [or] no more."]


def test_white_space_is_marked_only_where_the_words_before_it_are_the_same() -> None:
    assert changes(diff_text("Where is order 1234?\n", "Where is order K-1234?\n")) == [
        (RowKind.REPLACED, "Where is order 1234?", "Where is order [K-]1234?")
    ]


def test_a_brace_that_is_elsewhere_now_has_not_moved() -> None:
    kinds = {kind for kind, _, _ in changes(diff_text("{\none\ntwo\n", "one\ntwo\n{\n"))}

    assert kinds == {RowKind.REMOVED, RowKind.ADDED}


def test_a_block_moves_with_the_lines_around_it_that_are_not_unique() -> None:
    block = "\nOnly speak about your own team.\n\n"
    rest = "".join(f"Rule number {number} stays.\n" for number in range(9))

    assert [k for k, _, _ in changes(diff_text(block + rest, rest + block))] == [
        *[RowKind.MOVED_FROM] * 3,
        *[RowKind.MOVED_TO] * 3,
    ]


def test_long_unchanged_stretches_are_folded_but_for_their_edges() -> None:
    diff = diff_text(NUMBERED, NUMBERED.replace("number 10\n", "number ten\n"))

    assert [
        len(stretch.rows) if isinstance(stretch, Fold) else stretch.kind
        for stretch in diff.stretches
    ] == [7, RowKind.SAME, RowKind.SAME, RowKind.REPLACED, RowKind.SAME, RowKind.SAME, 8]


def test_a_single_line_is_not_folded() -> None:
    diff = diff_text(NUMBERED, NUMBERED.replace("number 4\n", "number four\n"))

    assert [type(stretch) for stretch in diff.stretches[:4]] == [Row] * 4


@pytest.mark.parametrize(
    ("before", "after", "aspect"),
    [
        ("a b\n", "a b  \n", Aspect.TRAILING),
        ("a b\n", "\ta b\n", Aspect.INDENTATION),
        ("a b\n", "a  b\n", Aspect.WITHIN),
        ("a b\n", "a b\r\n", Aspect.LINE_ENDS),
        ("a b\n", "a b", Aspect.FINAL_LINE_FEED),
        ("a b c\nd e f\n", "a b\nc d\ne f\n", Aspect.LINE_BREAKS),
        ("a\nb\n", "a\n\nb\n", Aspect.BLANK_LINES),
        ("a\n\nb\n", "a\n  \nb\n", Aspect.TRAILING),
        ("a b\n", "a\u00a0b\n", Aspect.SPACES),
        ("a b c\nd e f\n", "a b\nc d\u2003e f\n", Aspect.SPACES),
        ("a b\n", "a\u200b b\n", Aspect.INVISIBLE),
        ("ignore\n", "ig\u200bnore\n", Aspect.INVISIBLE),
        ("a b\n", "a b\u202e\n", Aspect.INVISIBLE),
        ("\u2764 b\n", "\u2764\ufe0f b\n", Aspect.INVISIBLE),
        ("a b\n", "a\x07 b\n", Aspect.INVISIBLE),
        ("caf\u00e9 b\n", "cafe\u0301 b\n", Aspect.NORMALISATION),
        ("Caf\u00e9.\n", "Cafe\u0301.\n", Aspect.NORMALISATION),
        ("a b.\n", "a b!\n", Aspect.PUNCTUATION),
        ("a b\n", "a, b\n", Aspect.PUNCTUATION),
        ("a, b c.\nd\n", "a b\nc; d\n", Aspect.PUNCTUATION),
        ("a\n", "a\n---\n", Aspect.PUNCTUATION),
        ("a 😀\n", "a 😢\n", Aspect.SYMBOLS),
        ("😀\n", "😢\n", Aspect.SYMBOLS),
        ("用中文。\n", "用中文、\n", Aspect.PUNCTUATION),
    ],
)
def test_a_change_of_no_word_has_a_name(before: str, after: str, aspect: Aspect) -> None:
    tally = diff_text(before, after).tally

    assert tally.aspects == (aspect,)
    assert (tally.added, tally.removed) == (0, 0)
    assert tally.lines


def test_changes_of_several_kinds_but_of_no_word_have_a_name_each() -> None:
    tally = diff_text("a b\nc d.\n", "a b \nc d!\n").tally

    assert tally.aspects == (Aspect.TRAILING, Aspect.PUNCTUATION)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("It never guesses.\n", "It always guesses.\n", (1, 1, 1)),
        ("One two.\n", "One new two.\n", (0, 1, 1)),
        ("", "One two.\nThree.\n", (0, 3, 2)),
        ("One two.\n", "", (2, 0, 1)),
        ("Do it.\n", "Don't do it up-to-date.\n", (1, 3, 1)),
        ("use foo-bar now\n", "use foo-baz now\n", (1, 1, 1)),
        ("用中文回答问题。\n", "用英文回答问题。\n", (1, 1, 1)),
        ("ตอบภาษาไทย\n", "ตอบภาษาลาว\n", (3, 3, 1)),
        ("हिन्दी में लिखें।\n", "हिन्दी में पढ़ें।\n", (1, 1, 1)),
        ("cafe opens\n", "café opens\n", (1, 1, 1)),
        ("a b.\nc d.\n", "a b!\nc e.\n", (1, 1, 2)),
        ("One.\nTwo.\n", "Three.\nFour.\nFive.\n", (2, 3, 3)),
        ("a b\n", "a b\n", (0, 0, 0)),
    ],
)
def test_changed_words_are_counted_both_ways(
    before: str, after: str, told: tuple[int, int, int]
) -> None:
    tally = diff_text(before, after).tally

    assert (tally.removed, tally.added, tally.lines) == told


@given(TEXTS, TEXTS)
def test_a_tally_is_empty_exactly_where_the_texts_are_equal(before: str, after: str) -> None:
    tally = diff_text(before, after).tally

    if {before, after} == {"", "\n"} or (before and after):
        assert bool(tally.lines or tally.moved) is (before != after)
    if tally.lines:
        assert bool(tally.aspects) is not bool(tally.added or tally.removed)


PROSE = st.lists(
    st.sampled_from(
        ["don't", "up-to-date", "5.4", "用中", "end.", "--", "...", " ", " ", "\n", "x", "*"]
    ),
    max_size=14,
).map("".join)


@given(PROSE, PROSE)
def test_what_is_added_and_removed_makes_the_other_text(before: str, after: str) -> None:
    tally = diff_text(before, after).tally

    if not tally.aspects:
        assert tally.added - tally.removed == word_count(after) - word_count(before)


def test_lines_that_moved_are_no_changed_lines() -> None:
    lines = NUMBERED.splitlines(keepends=True)
    tally = diff_text(NUMBERED, "".join([*lines[14:18], *lines[:14], *lines[18:]])).tally

    assert (tally.added, tally.removed, tally.lines, tally.moved) == (0, 0, 0, 4)


def test_white_space_that_changed_is_marked() -> None:
    assert changes(diff_text("  - one two\n", "    - one two \n")) == [
        (RowKind.REPLACED, "[  ]- one two", "[    ]- one two[ ]")
    ]


def test_many_lines_that_differ_in_line_ends_alone_are_folded() -> None:
    diff = diff_text(NUMBERED, NUMBERED.replace("\n", "\r\n"))

    [fold] = [stretch for stretch in diff.stretches if isinstance(stretch, Fold)]
    assert (fold.kind, fold.aspect, len(fold.rows)) == (RowKind.REPLACED, Aspect.LINE_ENDS, 16)


def test_a_line_that_has_no_line_feed_any_more_says_so() -> None:
    [row] = diff_text("one\n", "one").rows

    assert row.before
    assert row.after
    assert (row.before.is_open, row.after.is_open) == (False, True)


def test_texts_that_both_end_without_a_line_feed_do_not_say_so() -> None:
    assert not any(row.after and row.after.is_open for row in diff_text("a b", "a c").rows)


def words(size: int, seed: int) -> str:
    """A text of that many characters, about, with few words, often repeated."""
    vocabulary = "the customer asks for a refund and you answer in one short sentence or hand over"
    choices = vocabulary.split()
    state, out = seed, []
    for place in range(size // 5):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(choices[(state >> 8) % len(choices)])
        out.append("\n" if place % 12 == 11 else " ")
    return "".join(out)


@pytest.mark.parametrize("form", ["lines", "one line", "no words"])
def test_the_work_grows_about_as_the_texts_even_where_all_is_rewritten(form: str) -> None:
    def compare(size: int) -> None:
        before, after = words(size, 1), words(size, 2)
        if form == "one line":
            before, after = before.replace("\n", " "), after.replace("\n", " ")
        if form == "no words":
            before, after = "x" * size, "y" * size
        diff_text(before, after)

    assert is_about_linear(compare, 8_000)
