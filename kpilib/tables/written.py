"""Tables as Parquet, encoded so that they are read fast.

Comes in: tables of the canonical types, whole or in parts. Goes out: one file for each.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kpilib.tables.different import constant

_FEW_WORDS = """
    network platform account scope published_precision type campaign pillar language currency level breakdown channel
    source medium metric kind direction brand country sentiment source_file preset supplied
"""
_MANY_WORDS = "tags"
_BLOCK = 2**17  # rows that one thread of the database reads at a time
_BATCH = 2**13  # rows of a column that are encoded at once
_WORDS = pa.dictionary(pa.int32(), pa.string())


def write_parquet(table: pa.Table, path: Path) -> None:
    """Parquet with dictionaries where words repeat; long texts would only be hashed in vain. Whole numbers and moments
    are packed by their differences: half the size, and read faster than compressed ones.

    Smallest and largest numbers and moments are noted: with them the database adds faster and skips rows.
    """
    with ParquetFile(path, table.schema) as file:
        file.add(table)


class ParquetFile:
    """The same, piece by piece while a table is made: the file is as if it had been written in one go."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        words = (pa.types.is_string, pa.types.is_boolean)
        bounded = [column.name for column in schema if not any(is_word(column.type) for is_word in words)]
        self._worded = [name for name in schema.names if name in _FEW_WORDS.split()]
        whole = (pa.types.is_integer, pa.types.is_temporal)
        packed = {c.name: "DELTA_BINARY_PACKED" for c in schema if any(is_a(c.type) for is_a in whole)}
        pressed = {name: "none" if name in packed else "lz4" for name in schema.names}
        coded = pa.schema([(c.name, _WORDS if c.name in self._worded else c.type) for c in schema])
        self._file = pq.ParquetWriter(
            path, coded, compression=pressed, use_dictionary=[*self._worded, _MANY_WORDS], write_statistics=bounded,
            column_encoding=packed, write_batch_size=_BATCH,
            store_schema=False,  # who reads the file gets texts, not their codes
        )  # fmt: skip
        self._waiting: list[pa.Table] = []

    def __enter__(self) -> ParquetFile:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(self, table: pa.Table) -> None:
        """Rows that follow; whole blocks are written, the rest waits."""
        self._waiting.append(table)
        if sum(part.num_rows for part in self._waiting) >= _BLOCK:
            rows = pa.concat_tables(self._waiting)
            whole = rows.num_rows - rows.num_rows % _BLOCK
            self._write(rows.slice(0, whole))
            self._waiting = [rows.slice(whole)]

    def close(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._write(pa.concat_tables(self._waiting))
        self._file.close()

    def _write(self, rows: pa.Table) -> None:
        for start in range(0, rows.num_rows, _BLOCK):
            block = rows.slice(start, _BLOCK)
            columns = {name: _coded(block[name]) if name in self._worded else block[name] for name in rows.column_names}
            self._file.write_table(pa.table(columns), row_group_size=_BLOCK)


def _coded(words: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A column by the codes of its words, which need not be looked for where all rows say the same."""
    if not constant(words):
        return words.dictionary_encode()
    if words.null_count:
        return pa.nulls(len(words), _WORDS)
    codes = pa.array(np.zeros(len(words), np.int32))
    return pa.DictionaryArray.from_arrays(codes, words[:1].combine_chunks(), safe=False)
