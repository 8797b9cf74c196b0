"""Different rows of a few columns: cheap where a file says the same in all its rows, as most do.

Comes in: a table of the canonical types. Goes out: its different rows, each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def different(table: pa.Table, columns: Sequence[str], figures: Sequence[tuple[str, str]] = ()) -> list[dict[str, Any]]:
    """The different rows of these columns, in the same order on every run.

    Parameters
    ----------
    figures : pairs of a column and "min" or "max", added to each row as column_min or column_max
    """
    if not table.num_rows:
        return []
    same = table.select(columns).slice(0, 1).to_pylist()[0]
    varying = [name for name in columns if not constant(table[name])]
    if varying:
        groups = table.group_by(varying, use_threads=False).aggregate(list(figures))
        return [{**same, **row} for row in groups.to_pylist()]
    found = {f"{name}_{how}": pc.call_function(how, [table[name]]).as_py() for name, how in figures}
    return [{**same, **found}]


def constant(column: pa.ChunkedArray) -> bool:
    """Whether all rows have the same value, or none has one."""
    if not len(column) or column.null_count:
        return column.null_count == len(column)
    first = column[0]
    return column[-1] == first and all(_repeats(chunk, first) for chunk in _once(column))


def _repeats(chunk: pa.Array, first: pa.Scalar) -> bool:
    """Whether a chunk without nulls says the same in all rows; texts are compared as one run of bytes."""
    if not pa.types.is_string(chunk.type):
        return pc.all(pc.equal(chunk, first)).as_py()
    _, places, data = chunk.buffers()
    bounds = np.frombuffer(places, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    width, signs = bounds[1] - bounds[0], np.frombuffer(data or b"", np.uint8)[bounds[0] : bounds[-1]]
    if chunk[0] != first or len(signs) != width * len(chunk) or (np.diff(bounds) != width).any():
        return False
    return not width or np.array_equal(signs[width:], signs[:-width])


def _once(column: pa.ChunkedArray) -> list[pa.Array]:
    """The chunks, but of those that begin at the same place in memory only the longest."""
    longest: dict[tuple, pa.Array] = {}
    for chunk in column.chunks:
        place = (chunk.offset, *(0 if buffer is None else buffer.address for buffer in chunk.buffers()))
        if len(chunk) > len(longest.get(place, ())):
            longest[place] = chunk
    return list(longest.values())
