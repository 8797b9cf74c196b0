"""Hashtags of many captions at once, found in the bytes of the column instead of text by text.

Comes in: a text column. Goes out: the tags of each text, folded, joined with ';', null where it has none.
"""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import flat
from kpilib.sources.signs import places_of

_ONE = np.uint64(1)
_LARGE = 200_000  # texts from which threads pay
_LONGEST = 400  # bytes; a run of text without a space, as in Thai, is no tag


def hashtags(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The tags of each text, without '#', each once, in their order."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) and len(texts) > _LARGE else [flat(texts)]
    full = [chunk for chunk in chunks if len(chunk)]
    if len(full) < 2:
        found = [_of_chunk(chunk) for chunk in full]
    else:
        with ThreadPoolExecutor() as pool:
            found = list(pool.map(_of_chunk, full))
    return pa.concat_arrays(found) if found else pa.array([], pa.string())


def _of_chunk(chunk: pa.Array) -> pa.Array:
    offsets, data = _buffers(chunk)
    hits = places_of("#", data)
    if not len(hits):
        return pa.nulls(len(chunk), pa.string())
    counts = np.diff(np.searchsorted(hits, offsets))
    limits = np.minimum(np.repeat(offsets[1:], counts), hits + 1 + _LONGEST)
    tags = _tags(data, hits + 1, limits)
    bounds = np.r_[0, np.cumsum(counts)]
    if tags.null_count:
        tags, bounds = tags.drop_null(), np.r_[0, np.cumsum(np.asarray(tags.is_valid()))][bounds]
    return _once(pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds.astype(np.int32)), tags), ";"))


def _tags(data: np.ndarray, starts: np.ndarray, limits: np.ndarray) -> pa.Array:
    """The tag that begins at each start: one of less than eight bytes is a number, which is found again fast."""
    padded = np.append(data, np.zeros(8, dtype=np.uint8))
    eights = np.ndarray(len(data) + 1, dtype="<u8", buffer=padded, strides=(1,))
    firsts = eights[starts]
    lengths = np.minimum(_word_bytes(firsts), limits - starts)
    bits = ((lengths & 7) << 3).view(np.uint64)
    coded = pa.array(firsts & ((_ONE << bits) - _ONE)).dictionary_encode()
    words = [_tag(number.to_bytes(8, "little").rstrip(b"\0")) for number in coded.dictionary.to_pylist()]
    tags = pc.take(pa.array(words, pa.string()), coded.indices)
    long = lengths == 8
    if not long.any():
        return tags
    starts, limits = starts[long], limits[long]
    pieces = _pieces(data, starts, np.minimum(_ends(eights, starts), limits))
    return pc.replace_with_mask(tags, pa.array(long), _folded(pieces))


def _ends(eights: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Where the run of word bytes that begins at each start ends, looked at eight bytes at a time."""
    ends, running = starts.copy(), np.arange(len(starts))
    while len(running):
        run = _word_bytes(eights[ends[running]])
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
    if chunk.null_count:
        chunk = pc.fill_null(chunk, "")
    _, places, data = chunk.cast(pa.string()).buffers()
    offsets = np.frombuffer(places, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    bytes_ = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return offsets - offsets[0], bytes_[offsets[0] : offsets[-1]]


def _pieces(data: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> pa.Array:
    """The bytes between each start and end as one binary array."""
    lengths = ends - starts
    bounds = np.r_[0, np.cumsum(lengths)]
    source = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(data[source])]
    return pa.Array.from_buffers(pa.binary(), len(starts), buffers)


def _folded(pieces: pa.Array) -> pa.Array:
    coded = pieces.dictionary_encode()
    words = [_tag(word) for word in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, pa.string()), coded.indices)


def _tag(piece: bytes) -> str | None:
    """Letters, digits and the marks that Thai or Hindi set on their letters; None where there are none."""
    word = piece.decode("utf-8", "ignore")
    end = next((at for at, sign in enumerate(word) if not _belongs(sign)), len(word))
    return word[:end].casefold() or None


def _belongs(sign: str) -> bool:
    return sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _once(joined: pa.Array) -> pa.Array:
    coded = joined.dictionary_encode()
    words = [";".join(dict.fromkeys(word.split(";"))) or None for word in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, pa.string()), coded.indices)
