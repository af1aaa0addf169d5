"""The process that reads PDF and Word files, so that a bad file can be ended without harm to the run.

Run as ``python -m sectorlens.parse.child MEMORY``: it takes requests on standard input and answers on
standard output.  A frame is a 4-byte big-endian length and so many bytes.  A request is a frame with the
format (``pdf`` or ``docx``) and a frame with the body; the answer is any number of ``progress`` frames and
then one ``reading`` or ``error`` frame, all JSON.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from sectorlens.errors import DocumentError
from sectorlens.parse.pieces import Reading

_LENGTH = struct.Struct(">I")


class Answer(msgspec.Struct, kw_only=True):
    """One frame from the child: ``kind`` is progress, reading or error."""

    kind: str
    reading: Reading | None = None
    reason: str = ""
    message: str = ""
    page: int = 0
    pages: int = 0


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


def reader_of(form: str) -> Callable[..., Reading]:
    """Return the reader of a format; imports happen here, so that a Word file does not load PDFium."""
    if form == "pdf":
        from sectorlens.parse.pdf import read_pdf

        return read_pdf
    from sectorlens.parse.docx import read_docx

    return read_docx


def answer(form: str, body: bytes, report: Callable[[int, int], None]) -> Answer:
    """Return the final answer for one body; a document's own fault is an error answer, a bug is not caught."""
    try:
        return Answer(kind="reading", reading=reader_of(form)(body, report=report))
    except DocumentError as error:
        return Answer(kind="error", reason=error.reason, message=str(error), page=error.page or 0)
    except MemoryError:
        return Answer(
            kind="error", reason="too_much_memory", message="Reading the file needs more memory than is allowed."
        )
    except RecursionError:
        return Answer(kind="error", reason="damaged", message="The file nests its parts without end.")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the stream ends."""
    encoder = msgspec.json.Encoder()

    def report(page: int, pages: int) -> None:
        write_frame(answers, encoder.encode(Answer(kind="progress", page=page, pages=pages)))

    while True:
        form = read_frame(requests)
        body = read_frame(requests) if form is not None else None
        if form is None or body is None:
            return
        write_frame(answers, encoder.encode(answer(form.decode("ascii"), body, report)))


def limit_memory(limit: int) -> None:
    """Bound the address space of this process to ``limit`` bytes where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limits still hold there
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
