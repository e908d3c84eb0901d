"""Standard output and error: writing to them cannot fail, and reveals no key.

Everything that Python prints goes through `sys.stdout` and `sys.stderr`, including click's
messages, tracebacks and warnings. So this is the only place that must keep keys out of the output.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from presetsync.keys.redaction import Redactor
    from presetsync.view.safe import Safe

_ERASE = "\x1b[K"
"""Clears a terminal's line from the cursor to its end."""

_REPLACE = "presetsync"
"""The name of our error handler for characters that an encoding lacks."""

# Replacements of our own symbols on ASCII streams.
_PLAIN = {
    "→": "->",
    "…": "...",
    "±": "+-",
    "━": "=",
    "─": "-",
    "│": "|",
    "┆": "|",
    "⋮": ":",
    "«": "<<",
    "»": ">>",
    "✅": "[ok]",
    "❌": "[failed]",
    "⚠": "[!]",
    "\ufe0f": "",
}


class StatusLine:
    """A line that stays below everything else on the terminal of stderr.

    ``text`` returns the current line; "" shows nothing.
    """

    def __init__(self, stream: Stream, text: Callable[[], Safe]) -> None:
        self._stream = stream
        self._text = text
        self._is_drawn = False
        self._is_free = True

    def draw(self) -> None:
        """Draw the line, unless an unfinished line of output is there."""
        text = self._text() if self._is_free else ""
        if text or self._is_drawn:
            self._stream.put(f"\r{_ERASE}{text}")
        self._is_drawn = bool(text)

    def make_room(self) -> None:
        """Erase it for other output."""
        if self._is_drawn:
            self._stream.put(f"\r{_ERASE}")
        self._is_drawn = False

    def follow(self, text: str) -> None:
        """Show it below a text that was printed in the meantime."""
        self._is_free = text.endswith("\n")
        self.draw()


class Stream(io.TextIOBase):
    """A standard stream: text is redacted, and text that cannot be written is dropped.

    Attributes:
        failure: why writing failed; None if it did not.
        is_report: the output only reports completed work, so losing it is no failure.
        line: the line below the output; None for none.

    """

    def __init__(self, stream: TextIO | None, redact: Callable[[str], str]) -> None:
        """Write to a stream, or nowhere if there is none."""
        self.failure: Exception | None = None
        self.is_report = False
        self.line: StatusLine | None = None
        self._stream = stream
        self._redact = redact
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_REPLACE)
            # Another process may have changed it; then a slow reader looks like an error.
            if sys.platform != "win32":
                with suppress(OSError, ValueError):
                    os.set_blocking(stream.fileno(), True)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    def writable(self) -> bool:
        """True, even if output is dropped."""
        return True

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        try:
            return self._stream is not None and self._stream.isatty()
        except ValueError:  # closed
            return False

    def fileno(self) -> int:
        """The file descriptor; raises `OSError` if there is none."""
        if self._stream is None:
            raise io.UnsupportedOperation("fileno")
        return self._stream.fileno()

    def write(self, text: str, /) -> int:
        """Write a text; an error is kept in `failure`."""
        if not isinstance(text, str):  # click uses this to detect binary streams
            raise TypeError("a text stream")
        if self.line and text:
            self.line.make_room()
            self.put(text)
            self.line.follow(text)
        else:
            self._put(text)
        return len(text)

    def answered(self) -> None:
        """Account for the line feed that a person typed."""
        if self.line:
            self.line.follow("\n")

    def put(self, text: str) -> None:
        """Write a text immediately, ignoring the line below."""
        self._put(text)
        self.flush()

    def _put(self, text: str) -> None:
        if self._stream and not self.failure:
            try:
                self._stream.write(self._redact(text))
            except (OSError, ValueError) as error:
                self._fail(error)

    def flush(self) -> None:
        """Flush the stream; an error is kept in `failure`."""
        if self._stream and not self.failure:
            try:
                self._stream.flush()
            except (OSError, ValueError) as error:
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        # Buffered text would fail again when Python closes the stream at exit.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


_named: set[str] = set()
"""Variables that the configuration names, and that hold keys."""


def redact_too(variables: Iterable[str]) -> None:
    """Redact the values of these environment variables, too."""
    _named.update(variables)
    _redactor.cache_clear()


def redactor() -> Redactor | None:
    """A redactor for the keys of the environment; None if there are none."""
    # Loading it takes as long as all other work of a short command together.
    if not any(name.startswith("OPENROUTER_") or name in _named for name in os.environ):
        return None
    return _redactor()


@cache
def _redactor() -> Redactor | None:
    from presetsync.keys.redaction import redactor_of

    return redactor_of(os.environ, _named)


def _redacted(text: str) -> str:
    redact = redactor()
    return redact(text) if redact else text


@contextmanager
def streams() -> Iterator[tuple[Stream, Stream]]:
    """Replace standard output and standard error by a `Stream` each."""
    codecs.register_error(_REPLACE, _replaced)
    _open_what_is_closed()
    # Drop the variables of an earlier run in this process.
    _named.clear()
    _redactor.cache_clear()
    before = sys.stdout, sys.stderr
    ours = Stream(before[0], _redacted), Stream(before[1], _redacted)
    sys.stdout, sys.stderr = ours
    try:
        yield ours
    finally:
        for stream in ours:
            stream.flush()
        sys.stdout, sys.stderr = before


@contextmanager
def below(text: Callable[[], Safe]) -> Iterator[StatusLine | None]:
    """Keep a line of text below all output; None unless stderr is a capable terminal."""
    out, err = sys.stdout, sys.stderr
    is_smart = os.environ.get("TERM") != "dumb"
    if not (isinstance(err, Stream) and err.isatty() and is_smart):
        yield None
        return
    line = StatusLine(err, text)
    shown = [stream for stream in (out, err) if isinstance(stream, Stream) and stream.isatty()]
    for stream in shown:
        stream.line = line
    try:
        yield line
    finally:
        for stream in shown:
            stream.line = None
        line.make_room()


def _open_what_is_closed() -> None:
    """Replace closed standard streams by the null device.

    Otherwise the next file that is opened, such as the lock, would become standard output.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """The replacement for characters that an encoding lacks: an ASCII sign, or a JSON escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    plain = (_PLAIN[char] if char in _PLAIN else _escaped(char) for char in text)
    return "".join(plain), error.end


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
