"""The signs of many texts looked at as one run of bytes.

Comes in: bytes as an array, or a column of text. Goes out: the places of one ASCII sign; whether all are digits.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PIECE = 1 << 17  # bytes that stay in the processor's cache between comparing and counting


def places_of(sign: str, data: np.ndarray) -> np.ndarray:
    """Every place where the sign stands, in order; as fast as memory is read where it is rare."""
    same = np.empty(min(len(data), _PIECE), bool)
    found = []
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        np.equal(piece, ord(sign), out=same[: len(piece)])
        found.append(np.flatnonzero(same[: len(piece)]) + start)
    return np.concatenate(found) if found else np.zeros(0, np.intp)


def digits_alone(texts: pa.Array) -> bool:
    """Whether no cell has a sign that is no ASCII digit; empty cells have none, nulls neither."""
    if not len(texts) or not pa.types.is_string(texts.type):
        return not len(texts)
    _, bounds, data = texts.buffers()
    places = np.frombuffer(bounds, np.int32)[[texts.offset, texts.offset + len(texts)]]
    signs = np.frombuffer(data or b"", np.uint8)[places[0] : places[1]]
    return not len(signs) or int((signs - np.uint8(ord("0"))).max()) <= 9


def numbered(words: pa.ChunkedArray | pa.Array) -> bool:
    """Whether every cell is a number of ASCII digits alone: nothing to trim, not empty, not damaged."""
    if not pa.types.is_string(words.type) or words.null_count or not pc.min(pc.binary_length(words)).as_py():
        return False
    return all(map(digits_alone, words.chunks if isinstance(words, pa.ChunkedArray) else [words]))
