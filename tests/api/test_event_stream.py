"""Server-sent events: as the standard reads them, however the bytes are cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.event_stream import Event, EventStream
from presetsync.api.wire import MalformedReplyError
from tests.growth import is_about_linear

# What streams are made of, so that Hypothesis finds the odd combinations.
PARTS = st.sampled_from(
    [
        *(b"\n", b"\r", b"\r\n", b"\n\n", b":", b" ", b": OPENROUTER PROCESSING\n\n"),
        *(b"data", b"data:", b"data: a\n", b"event: x\n", b"id: 1\n", b"retry", b"\xef\xbb\xbf"),
        *(
            b"\xc3",
            b"\xa9",
            b"\xff",
            b"\x85",
            b"\x0b",
            b"\x1c",
            "é\u2028".encode(),
            b"\0",
            b"[DONE]",
        ),
    ]
)


def read(*pieces: bytes, most: int = 1000) -> list[Event]:
    stream = EventStream(most)
    return [event for piece in pieces for event in stream.add(piece)]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (b"data: a\n\n", [Event("", "a")]),
        (
            b"data: a\r\n\r\ndata: b\r\rdata: c\n\n",
            [Event("", "a"), Event("", "b"), Event("", "c")],
        ),
        (b"data: a\ndata: b\ndata\n\n", [Event("", "a\nb\n")]),
        (b"data:a\ndata:  b\n\n", [Event("", "a\n b")]),
        (b"event: x\ndata: a\n\ndata: b\n\n", [Event("x", "a"), Event("", "b")]),
        (b"event: x\nevent: y\ndata: a\n\n", [Event("y", "a")]),
        (b"event: x\n\ndata: a\n\n", [Event("", "a")]),
        (b": OPENROUTER PROCESSING\n\ndata: a\n: no\ndata: b\n\n", [Event("", "a\nb")]),
        (b"id: 1\nretry: 2\nother: 3\n data: no\n\n", []),
        (b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n", [Event("", "a")]),
        (b"data: \xff\xc3\xa9\xe2\x80\xa8\x85\n\n", [Event("", "\ufffdé\u2028\ufffd")]),
        (b"data: a\n\ndata: b\n", [Event("", "a")]),
        (b"data:\n\n", [Event("", "")]),
    ],
)
def test_events_are_those_of_the_standard(text: bytes, events: list[Event]) -> None:
    assert read(text) == events


@given(st.lists(PARTS).map(b"".join), st.data())
def test_the_events_are_the_same_however_the_bytes_are_cut(
    text: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)))))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(*pieces) == read(text)
    assert read(*(bytes([byte]) for byte in text)) == read(text)


@given(st.lists(PARTS).map(b"".join))
def test_the_bound_is_the_same_however_the_bytes_are_cut(text: bytes) -> None:
    def outcome(pieces: Iterator[bytes]) -> list[Event]:
        stream, events = EventStream(7), []
        try:
            for piece in pieces:
                for event in stream.add(piece):
                    events.append(event)  # noqa: PERF402 - those before an error count, too
        except MalformedReplyError:
            events.append(Event("too long", ""))
        return events

    assert outcome(iter([text])) == outcome(bytes([byte]) for byte in text)


@pytest.mark.parametrize(
    "text", [b"data: abc\n" * 3, b":" * 21 + b"\n", b"no end, however long it is"]
)
def test_a_long_event_is_not_read(text: bytes) -> None:
    with pytest.raises(MalformedReplyError, match="an event is longer than 0 MiB"):
        read(text, most=20)


def test_the_bound_is_one_for_each_event_and_comments_are_none() -> None:
    text = b": a comment\n" * 50 + b"data: a\n\n" * 50
    assert read(text, most=20) == [Event("", "a")] * 50


def test_a_line_in_many_pieces_takes_as_long_as_it_is() -> None:
    def work(size: int) -> None:
        read(b"data: ", *[b"x"] * size, b"\n\n", most=10**9)

    assert is_about_linear(work, 20_000)
