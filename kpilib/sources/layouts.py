"""Columns whose cells all have one layout, such as 03/14/2026 09:30, cut at a mark and coded by their digits.

Comes in: one Arrow column of text. Goes out: both sides of the mark with few distinct words, or None for other columns.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

_FIRST = 100  # cells that mostly show it
_ZERO, _NINE = ord("0"), ord("9")
_ASCII = 0x7F
_MOST_DIGITS = 18  # as many as fit into 64 bits
_FEW_DIGITS = 9  # as many as fit into 32


def laid_out(texts: pa.Array, mark: str) -> tuple[pa.DictionaryArray, pa.DictionaryArray] | None:
    """What stands before and behind the first mark of each cell.

    Returns
    -------
    before, behind : texts by word
    None : there is no mark, or some cell differs from the first in more than its digits
    """
    cells = signs_of(texts)
    if cells is None:
        return None
    signs = np.ascontiguousarray(cells.T)
    at = signs[:, 0].tobytes().find(mark.encode())
    if at < 0:
        return None
    before, behind = _coded(signs[:at]), _coded(signs[at + 1 :])
    same = (signs[at] == signs[at, 0]).all()
    return (before, behind) if before is not None and behind is not None and same else None


def beginnings(texts: pa.Array) -> list[str] | None:
    """The different first eight signs of cells that have the same length.

    Returns
    -------
    None : they have not, or are shorter, or some cell has a sign there that is not ASCII or begins with a space
    """
    cells = signs_of(texts)
    if cells is None or cells.shape[1] < 8 or cells[:, 0].min() <= ord(" "):
        return None
    eights = np.ascontiguousarray(cells[:, :8])
    if eights.max() > _ASCII:
        return None
    numbers = pa.array(eights.view("<u8")[:, 0]).unique()
    return [number.to_bytes(8, "little").decode() for number in numbers.to_pylist()]


def signs_of(texts: pa.Array) -> np.ndarray | None:
    """The bytes of the cells, one row for each cell; None where cells differ in length."""
    if not len(texts) or texts.null_count or not pa.types.is_string(texts.type):
        return None
    _, places, data = texts.buffers()
    offsets = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    width = int(offsets[1] - offsets[0])
    if (np.diff(offsets[: _FIRST + 1]) != width).any() or (np.diff(offsets) != width).any():
        return None
    cells = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if width else np.zeros(0, np.uint8)
    return cells.reshape(len(texts), width)


def _coded(signs: np.ndarray) -> pa.DictionaryArray | None:
    """Cells that differ in their digits only, by the number that these make."""
    if not len(signs):
        return None
    first = signs[:, 0].tobytes()
    places = [place for place, sign in enumerate(first) if _ZERO <= sign <= _NINE]
    others = [row for place, row in enumerate(signs) if place not in places]
    if not places or len(places) > _MOST_DIGITS or any((row != row[0]).any() for row in others):
        return None
    digits = signs[places] - np.uint8(_ZERO)  # what is no digit becomes more than nine
    if digits.max() > 9:
        return None
    number: np.ndarray = np.zeros(signs.shape[1], np.int64 if len(places) > _FEW_DIGITS else np.int32)
    for row in digits:
        number *= 10
        number += row
    coded = pa.array(number).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices, _words(first, places, coded.dictionary.to_numpy()))


def _words(first: bytes, places: list[int], numbers: np.ndarray) -> pa.Array:
    """The first cell with the digits of each number."""
    signs = np.tile(np.frombuffer(first, np.uint8), (len(numbers), 1))
    for place in reversed(places):
        numbers, digits = np.divmod(numbers, 10)
        signs[:, place] = digits + _ZERO
    bounds = np.arange(len(signs) + 1, dtype=np.int32) * np.int32(len(first))
    return pa.Array.from_buffers(pa.string(), len(signs), [None, pa.py_buffer(bounds), pa.py_buffer(signs)])
