"""Hashtags of many captions at once, found in the bytes of the column instead of text by text.

Comes in: a text column. Goes out: the tags of each text, folded, joined with ';', null where it has none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.signs import places_of

_ONE = np.uint64(1)
_CODE = np.dtype(np.int32)
_LARGE = 200_000  # texts from which threads pay
_AT_ONCE = 4_096  # texts whose signs stay in the processor's cache from one step to the next
_LONGEST = 400  # bytes; a run of text without a space, as in Thai, is no tag


def hashtags(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The tags of each text, without '#', each once, in their order."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    some = [chunk[start : start + _AT_ONCE] for chunk in chunks for start in range(0, len(chunk), _AT_ONCE)]
    if len(texts) <= _LARGE:
        return _joined([_found(chunk) for chunk in some])
    with ThreadPoolExecutor() as pool:
        return _joined(list(pool.map(_found, some)))


@dataclass(frozen=True)
class _Found:
    """The tags of some texts in their order: how many each text has, the first eight bytes of each as a number, and
    where in `data` it begins and must have ended.
    """

    data: np.ndarray
    counts: np.ndarray
    heads: np.ndarray
    starts: np.ndarray
    limits: np.ndarray


def _found(chunk: pa.Array) -> _Found:
    offsets, data = _buffers(chunk)
    hits = places_of("#", data)
    starts, counts = hits + 1, np.diff(np.searchsorted(hits, offsets))
    limits = np.minimum(np.repeat(offsets[1:], counts), starts + _LONGEST)
    heads, room = _eights(data, starts), limits - starts
    last = np.flatnonzero(room < 8)
    heads[last] &= (_ONE << (room[last] << 3).view(np.uint64)) - _ONE
    return _Found(data, counts, heads, starts, limits)


def _joined(found: list[_Found]) -> pa.Array:
    """The tags of each text as one word; the same tag is looked at once, texts with the same tags are joined once."""
    if not found:
        return pa.array([], pa.string())
    heads = pa.array(np.concatenate([each.heads for each in found])).dictionary_encode()
    places, eights = heads.indices.to_numpy(), heads.dictionary.to_numpy()
    lengths = _word_bytes(eights)
    whole = eights & ((_ONE << ((lengths & 7) << 3).view(np.uint64)) - _ONE)
    tags: dict[str | None, int] = {}
    codes = _codes([number.to_bytes(8, "little").rstrip(b"\0") for number in whole.tolist()], tags)[places]
    if (longer := lengths == 8).any():
        long = longer[places]
        own = np.split(long, np.cumsum([len(each.heads) for each in found])[:-1])
        pieces = pa.concat_arrays([_pieces(each, mine) for each, mine in zip(found, own)]).dictionary_encode()
        codes[long] = _codes(pieces.dictionary.to_pylist(), tags)[pieces.indices.to_numpy()]
    lists = _lists(codes, np.concatenate([each.counts for each in found])).dictionary_encode()
    words = [";".join(filter(None, dict.fromkeys(mine))) or None for mine in _own(lists.dictionary, list(tags))]
    return pc.take(pa.array(words, pa.string()), lists.indices)


def _codes(pieces: list[bytes], tags: dict[str | None, int]) -> np.ndarray:
    """The code of the tag that each piece begins with; new ones join the `tags`."""
    return np.array([tags.setdefault(_tag(piece), len(tags)) for piece in pieces], _CODE)


def _lists(codes: np.ndarray, counts: np.ndarray) -> pa.Array:
    """The bytes of so many codes for each text: the same list has the same bytes."""
    bounds = np.r_[0, np.cumsum(counts)] * _CODE.itemsize
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(codes)]
    return pa.Array.from_buffers(pa.binary(), len(counts), buffers)


def _own(lists: pa.Array, tags: list[str | None]) -> Iterator[list[str | None]]:
    """The tags whose codes stand in each list."""
    bounds = np.frombuffer(lists.buffers()[1], np.int32)[: len(lists) + 1] // _CODE.itemsize
    codes = np.frombuffer(lists.buffers()[2] or b"", _CODE)[: bounds[-1]]
    all_tags = np.array([*tags, None], object)[codes].tolist()
    return (all_tags[start:end] for start, end in pairwise(bounds.tolist()))


def _eights(data: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The eight bytes from each place on as one number; zeros stand behind the end."""
    data = data if len(data) >= 8 else np.append(data, np.zeros(8, dtype=np.uint8))
    last = len(data) - 8
    over = np.maximum(places - last, 0)
    return np.ndarray(last + 1, "<u8", buffer=data, strides=(1,))[places - over] >> (over << 3).view(np.uint64)


def _ends(data: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Where the run of word bytes that begins at each start ends, looked at eight bytes at a time."""
    ends, running = starts.copy(), np.arange(len(starts))
    while len(running):
        run = _word_bytes(_eights(data, ends[running]))
        ends[running] += run
        running = running[(run == 8) & (ends[running] - starts[running] < _LONGEST)]
    return ends


def _word_bytes(eights: np.ndarray) -> np.ndarray:
    """How many of eight bytes, from the first on, are ASCII letters, digits, '_' or part of a longer sign.

    All eight are compared in one sum: adding 0x80 - x to a byte below 0x80 sets its upper bit where it is at least x.
    """
    low = eights & _each(0x7F)
    small = low | _each(0x20)
    letters = (small + _each(0x80 - ord("a"))) & ~(small + _each(0x7F - ord("z")))
    digits = (low + _each(0x80 - ord("0"))) & ~(low + _each(0x7F - ord("9")))
    dashes = ~((low ^ _each(ord("_"))) + _each(0x7F))
    others = ~(eights | letters | digits | dashes) & _each(0x80)
    return (np.bitwise_count((others & -others) - _ONE) >> 3).astype(np.intp)


def _each(value: int) -> np.uint64:
    return np.uint64(value * 0x0101010101010101)


def _buffers(chunk: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where each text starts, and all bytes; nulls are empty texts."""
    chunk = chunk.cast(pa.string())
    if chunk.null_count:
        chunk = pc.fill_null(chunk, "")
    _, places, data = chunk.buffers()
    offsets = np.frombuffer(places, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    bytes_ = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return offsets - offsets[0], bytes_[offsets[0] : offsets[-1]]


def _pieces(found: _Found, these: np.ndarray) -> pa.Array:
    """The bytes of these tags, each to its end."""
    starts = found.starts[these]
    lengths = np.minimum(_ends(found.data, starts), found.limits[these]) - starts
    bounds = np.r_[0, np.cumsum(lengths)]
    source = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(found.data[source])]
    return pa.Array.from_buffers(pa.binary(), len(starts), buffers)


def _tag(piece: bytes) -> str | None:
    """Letters, digits and the marks that Thai or Hindi set on their letters; None where there are none."""
    word = piece.decode("utf-8", "ignore")
    end = next((at for at, sign in enumerate(word) if not _belongs(sign)), len(word))
    return word[:end].casefold() or None


def _belongs(sign: str) -> bool:
    return sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M"
