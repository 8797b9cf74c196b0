"""Hashtags of many captions at once, found in the bytes of the column instead of text by text.

Comes in: a text column. Goes out: the tags of each text, folded, joined with ';', null where it has none.
"""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_WORD = np.zeros(256, dtype=bool)
_WORD[[*range(48, 58), *range(65, 91), *range(97, 123), 95, *range(128, 256)]] = True
_RUN = np.where(_WORD[np.arange(65536) & 255], 1 + _WORD[np.arange(65536) >> 8], 0)  # word bytes a pair begins with
_LONGEST = 400  # bytes; a run of text without a space, as in Thai, is no tag


def hashtags(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The tags of each text, without '#', each once, in their order."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    full = [chunk for chunk in chunks if len(chunk)]
    if len(full) < 2:
        found = [_of_chunk(chunk) for chunk in full]
    else:
        with ThreadPoolExecutor() as pool:
            found = list(pool.map(_of_chunk, full))
    return pa.concat_arrays(found) if found else pa.array([], pa.string())


def _of_chunk(chunk: pa.Array) -> pa.Array:
    offsets, data = _buffers(chunk)
    hits = np.flatnonzero(data == ord("#"))
    if not len(hits):
        return pa.nulls(len(chunk), pa.string())
    counts = np.diff(np.searchsorted(hits, offsets))
    limits = np.minimum(np.repeat(offsets[1:], counts), hits + 1 + _LONGEST)
    tags = _folded(_pieces(data, hits + 1, np.minimum(_ends(data, hits + 1), limits)))
    kept = pc.not_equal(tags, "")
    if not pc.all(kept).as_py():
        counts = np.add.reduceat(np.r_[np.asarray(kept), False], np.searchsorted(hits, offsets[:-1])) * (counts > 0)
        tags = tags.filter(kept)
    lists = pa.ListArray.from_arrays(pa.array(np.r_[0, np.cumsum(counts)].astype(np.int32)), tags)
    return _once(pc.binary_join(lists, ";"))


def _ends(data: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Where the run of word bytes that begins at each start ends, looked up two bytes at a time."""
    padded = np.append(data, np.zeros(2, dtype=np.uint8))
    pairs = np.ndarray(len(padded) - 1, dtype="<u2", buffer=padded, strides=(1,))
    ends, running = starts.copy(), np.arange(len(starts))
    while len(running):
        run = _RUN[pairs[ends[running]]]
        ends[running] += run
        running = running[(run == 2) & (ends[running] - starts[running] < _LONGEST)]
    return ends


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
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(data[source]))]
    return pa.Array.from_buffers(pa.binary(), len(starts), buffers)


def _folded(pieces: pa.Array) -> pa.Array:
    coded = pieces.dictionary_encode()
    words = [_tag(word.decode("utf-8", "ignore")) for word in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, pa.string()), coded.indices)


def _tag(word: str) -> str:
    """Letters, digits and the marks that Thai or Hindi set on their letters."""
    end = next((at for at, sign in enumerate(word) if not _belongs(sign)), len(word))
    return word[:end].casefold()


def _belongs(sign: str) -> bool:
    return sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _once(joined: pa.Array) -> pa.Array:
    coded = joined.dictionary_encode()
    words = [";".join(dict.fromkeys(word.split(";"))) or None for word in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, pa.string()), coded.indices)
