from __future__ import annotations

from presetsync.edits.edit_buffer import EditBuffer

TEXT = "ab # c\n\n  d\n"


def test_ranges_are_replaced_in_any_order() -> None:
    buffer = EditBuffer(TEXT)
    buffer.replace(10, 11, "e")
    buffer.replace(0, 1, "x")
    assert buffer.result() == "xb # c\n\n  e\n"


def test_what_is_inserted_before_a_range_stays_and_the_first_comes_first() -> None:
    buffer = EditBuffer(TEXT)
    buffer.replace(0, 2)
    buffer.replace(0, 0, "x")
    buffer.replace(0, 0, "y")
    assert buffer.result() == "xy # c\n\n  d\n"


def test_lines_are_inserted_and_removed() -> None:
    buffer = EditBuffer(TEXT)
    buffer.insert_lines(7, ["x", "y"])
    buffer.remove_lines(10, 10)
    assert buffer.result() == "ab # c\nx\ny\n\n"


def test_what_is_on_the_line_of_an_index() -> None:
    buffer = EditBuffer(TEXT)
    assert (buffer.lead(10), buffer.rest(10), buffer.rest(2)) == ("  ", "d", " # c")
    assert buffer.is_first(10)
    assert not buffer.is_first(1)
    assert buffer.is_last(2)
    assert not buffer.is_last(1)
    assert (buffer.line_start(10), buffer.next_line(3), buffer.next_line(11)) == (8, 7, 12)
