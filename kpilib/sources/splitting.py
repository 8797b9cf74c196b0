"""Large text files split into columns at once, block by block, so that no more than the columns is ever held.

Comes in: a sheet whose header was found. Goes out: a table of text with repeated words coded, or None for odd files.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv as arrow_csv

from kpilib.sources.reading import Sheet

_BLOCK = 1 << 20  # small enough to stay in the processor's cache from splitting to coding
_CELLS_PER_WORD = 4  # a column whose words come back less often is not worth coding


class _Column:
    """The blocks of one column: codes of its words as long as they repeat, else plain text."""

    def __init__(self) -> None:
        self.chunks: list[pa.Array] = []
        self._coded = True
        self._cells = self._words = 0

    def add(self, texts: pa.Array) -> None:
        if self._coded:
            coded = texts.dictionary_encode()
            self._cells += len(texts)
            self._words += len(coded.dictionary)
            if self._words * _CELLS_PER_WORD <= self._cells:
                self.chunks.append(coded)
                return
            self._coded = False
            self.chunks = [chunk.cast(pa.string()) for chunk in self.chunks]
        self.chunks.append(texts)

    def whole(self) -> pa.ChunkedArray:
        return pa.chunked_array(self.chunks).unify_dictionaries()


def _pool() -> pa.MemoryPool:
    """For many small blocks that stay; the default one, mimalloc, takes half as long again for them."""
    return pa.jemalloc_memory_pool() if "jemalloc" in pa.supported_memory_backends() else pa.system_memory_pool()


def split_rest(sheet: Sheet, header: int, width: int) -> pa.Table | None:
    """All records below record number `header` as a table of text, the fast way.

    Returns
    -------
    pa.Table with columns "0", "1", …, or None where the rest is not one regular table, because records are
    short, long or larger than a block. The caller then splits record by record.
    """
    names = [str(index) for index in range(width)]
    columns = [_Column() for _ in names]
    body = pa.py_buffer(memoryview(sheet.data)[sheet.start_of(header + 1) :])
    try:
        with arrow_csv.open_csv(
            pa.BufferReader(body),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=sheet.delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
            memory_pool=_pool(),
        ) as blocks:
            for block in blocks:
                for column, texts in zip(columns, block.columns):
                    column.add(texts)
    except pa.ArrowInvalid:
        return None
    sheet.data = b""
    return pa.table({name: column.whole() for name, column in zip(names, columns)})
