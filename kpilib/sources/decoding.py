"""Bytes of a text file become text, with the encoding proven or declared, never guessed.

Comes in: bytes. Goes out: text, the encoding's name, problems worth a warning.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from kpilib.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDTH = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
_DECLARE = "Set 'encoding' for this source, such as cp1252, cp1254, gb18030 or big5, or save the file as UTF-8."


@dataclass(frozen=True)
class Decoded:
    """Text of a file; `utf8` holds the same as bytes where the file already was UTF-8, to spare a copy."""

    text: str
    encoding: str
    notes: tuple[str, ...] = field(default=())


def encoding_of(data: bytes, declared: str = "") -> tuple[str, int]:
    """The encoding and the length of its mark: BOM, else NUL pattern of UTF-16, else declared, else UTF-8.

    Raises
    ------
    SourceError : the declared encoding does not exist
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    if declared:
        try:
            return codecs.lookup(declared).name, 0
        except LookupError as error:
            raise SourceError("", f"no encoding called {declared!r}", _DECLARE) from error
    head = data[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and odd > 0.4 * len(head[1::2]) and even < 0.1 * len(head):
        return "utf-16-le", 0
    if len(head) >= 8 and even > 0.4 * len(head[0::2]) and odd < 0.1 * len(head):
        return "utf-16-be", 0
    return "utf-8", 0


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of the bytes.

    Raises
    ------
    SourceError : neither marked nor UTF-8 nor in the declared encoding
    """
    encoding, skip = encoding_of(data, declared)
    notes: list[str] = []
    body = data[skip:]
    if (width := _WIDTH.get(encoding)) and len(body) % width:
        body = body[: len(body) - len(body) % width]
        notes.append("the file ends in the middle of a character; it seems cut off")
    try:
        return Decoded(body.decode(encoding), encoding, tuple(notes))
    except UnicodeDecodeError as error:
        if error.end >= len(body) and len(body) - error.start < 4 and encoding.startswith("utf-8"):
            notes.append("the file ends in the middle of a character; it seems cut off")
            return Decoded(body[: error.start].decode(encoding), encoding, tuple(notes))
        place = body[: error.start].count(b"\n") + 1
        what = f"not {encoding} text: line {place} holds the byte 0x{body[error.start]:02x}"
        raise SourceError("", what, _DECLARE) from error
    except (ValueError, LookupError, AssertionError) as error:
        raise SourceError("", f"cannot be decoded as {encoding}: {error}", _DECLARE) from error
