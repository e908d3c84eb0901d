from __future__ import annotations

from presetsync.documents.edits.source_sheet import Sheet

TEXT = "ab # c\n\n  d\n"


def test_ranges_are_replaced_in_any_order() -> None:
    sheet = Sheet(TEXT)
    sheet.replace(10, 11, "e")
    sheet.replace(0, 1, "x")
    assert sheet.result() == "xb # c\n\n  e\n"


def test_what_is_inserted_before_a_range_stays_and_the_first_comes_first() -> None:
    sheet = Sheet(TEXT)
    sheet.replace(0, 2)
    sheet.replace(0, 0, "x")
    sheet.replace(0, 0, "y")
    assert sheet.result() == "xy # c\n\n  d\n"


def test_lines_are_inserted_and_removed() -> None:
    sheet = Sheet(TEXT)
    sheet.insert_lines(7, ["x", "y"])
    sheet.remove_lines(10, 10)
    assert sheet.result() == "ab # c\nx\ny\n\n"


def test_what_is_on_the_line_of_an_index() -> None:
    sheet = Sheet(TEXT)
    assert (sheet.lead(10), sheet.rest(10), sheet.rest(2)) == ("  ", "d", " # c")
    assert sheet.is_first(10)
    assert not sheet.is_first(1)
    assert sheet.is_last(2)
    assert not sheet.is_last(1)
    assert (sheet.line_start(10), sheet.next_line(3), sheet.next_line(11)) == (8, 7, 12)
