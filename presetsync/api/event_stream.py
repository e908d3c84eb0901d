"""Parsing server-sent events from bytes in arbitrary pieces. Pure.

Source: the HTML standard of the WHATWG, section 9.2.6, "Interpreting an event stream".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.api.wire import MalformedReplyError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_EVENT_BYTES = 32 * 1024 * 1024
"""The longest event in bytes: the last one of a stream may repeat the whole answer."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        type: what the stream calls it; "" where it does not.
        data: the lines of its data.

    """

    type: str
    data: str


class EventStream:
    """Reads the events of one stream."""

    def __init__(self, most: int | None = None) -> None:
        """``most`` is the bytes of the longest event; None for `MAX_EVENT_BYTES`."""
        self._most = MAX_EVENT_BYTES if most is None else most
        self._line = bytearray()
        self._is_first_line = True
        self._follows_cr = False
        self._type = ""
        self._data: list[str] = []
        self._size = 0

    def add(self, piece: bytes) -> Iterator[Event]:
        """The events that end in the next piece of the stream.

        An event without its end does not count. Raises `MalformedReplyError` if
        one is too long.
        """
        for line in piece.splitlines(keepends=True):
            if self._follows_cr and line == b"\n":
                self._follows_cr = False  # the second half of a split CRLF
                continue
            content = line.rstrip(b"\r\n")
            self._line += content
            self._follows_cr = line.endswith(b"\r")
            if self._size + len(self._line) > self._most:
                raise MalformedReplyError(
                    f"an event is longer than {self._most / 1024**2:.0f} MiB, and was not read"
                )
            if content != line:
                yield from self._end_line()

    def _end_line(self) -> Iterator[Event]:
        line = bytes(self._line)
        self._line.clear()
        if self._is_first_line:
            line = line.removeprefix(_BOM)
            self._is_first_line = False
        if not line:
            if self._data:
                yield Event(self._type, "\n".join(self._data))
            self._type, self._size = "", 0
            self._data.clear()
            return
        # A line that begins with a colon is a comment: a field without a name.
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(line)
        elif name == "event":
            self._type = value
