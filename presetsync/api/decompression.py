"""Decompressing the body of a reply piece by piece, within a limit. Pure."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from presetsync.errors import ApiUnreachableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

_GZIP = 31
"""zlib's window size for gzip only."""


async def decompressed(
    pieces: AsyncIterator[bytes], encoding: str, most: int
) -> AsyncGenerator[bytes, None]:
    """The pieces of a body, decompressed.

    Args:
        pieces: as they arrived: a library would decode each one completely, which may grow a
            thousandfold.
        encoding: the Content-Encoding header; "" for none.
        most: maximum bytes of the whole body after decompression.

    Raises:
        ApiUnreachableError: the body is encoded otherwise, damaged or longer.

    """
    encoding = encoding.strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity", ""):
        raise ApiUnreachableError(f"the reply is encoded as {encoding[:40]}, not as gzip")
    gzip = zlib.decompressobj(wbits=_GZIP) if "gzip" in encoding else None
    is_empty, left = True, most
    async for piece in pieces:
        is_empty = is_empty and not piece
        if gzip and gzip.eof:
            continue  # anything after the end of the data is not part of it
        try:
            plain = gzip.decompress(piece, left + 1) if gzip else piece
        except zlib.error as error:
            raise ApiUnreachableError(f"the reply is not valid gzip: {error}") from error
        left -= len(plain)
        if left < 0:
            raise ApiUnreachableError(
                f"the reply is longer than {most // 1024**2} MiB, and was not read"
            )
        if plain:
            yield plain
    if gzip and not gzip.eof and not is_empty:
        raise ApiUnreachableError("the reply is cut short")
