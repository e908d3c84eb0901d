"""Requests as the tests read them."""

from __future__ import annotations

from presetsync.capture.excerpts import Excerpt, whole
from presetsync.capture.request import Request, read_request

URL = "https://openrouter.ai/api/v1/chat/completions"


def read(text: str, *, skin: str | None = None, file: str = "{}") -> Request:
    """A request that is passed as ``request.txt``; a file that it names has this content."""

    def read_file(name: str) -> Excerpt:
        return whole(name, file)

    return read_request(text, "request.txt", skin, read_file)
