"""Unpacks one content coding in small steps, with a cap on what comes out.

A body of 1.8 KB packed twice with gzip became 1 GiB through ``requests.Response.content``; here output is
bounded before it is made, and a second coding is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from sectorlens.errors import FetchError

STEP = 65_536


def decode_body(chunks: Iterable[bytes], coding: str, *, limit: int, url: str) -> Iterator[bytes]:
    """Yield the decoded bytes of ``chunks``.

    ``coding`` is the Content-Encoding header ("" for none); ``limit`` the most decoded bytes.

    Raises:
        FetchError: reason ``coding_unsupported``, ``too_large``, ``coding_broken`` or ``truncated``.
    """
    names = [name.strip().lower() for name in coding.split(",") if name.strip() and name.strip() != "identity"]
    if len(names) > 1 or (names and names[0] not in ("gzip", "x-gzip", "deflate")):
        raise FetchError(f"{url}: content coding '{coding}' is not read", url=url, reason="coding_unsupported")
    total = 0
    for piece in _unpack(chunks, url) if names else chunks:
        total += len(piece)
        if total > limit:
            raise FetchError(f"{url}: more than {limit} bytes when unpacked", url=url, reason="too_large")
        yield piece


def _unpack(chunks: Iterable[bytes], url: str) -> Iterator[bytes]:
    machine = None
    begun = False
    for chunk in chunks:
        data = chunk
        while data:
            if machine is None:
                machine = zlib.decompressobj(_window(data))
                begun = True
            try:
                piece = machine.decompress(data, STEP)
            except zlib.error as error:
                raise FetchError(f"{url}: packed data is broken ({error})", url=url, reason="coding_broken") from error
            if piece:
                yield piece
            data = machine.unconsumed_tail or machine.unused_data
            if machine.eof:
                # gzip allows members one after another (RFC 1952, 2.2); what is no member is padding.
                machine = None
                if data[:2] != b"\x1f\x8b":
                    return
            elif not piece and not data:
                break
    # Output of the last bytes may still wait inside.
    while machine is not None and not machine.eof and (piece := machine.decompress(b"", STEP)):
        yield piece
    if begun and machine is not None and not machine.eof:
        raise FetchError(f"{url}: packed data ends too early", url=url, reason="truncated")


def _window(data: bytes) -> int:
    """Return zlib's window bits: gzip, zlib, or raw deflate, which some servers send as deflate."""
    if data[:2] == b"\x1f\x8b":
        return 31
    is_zlib = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0
    return 15 if is_zlib else -15
