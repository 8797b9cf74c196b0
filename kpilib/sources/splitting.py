"""Large text files split into columns at once, block by block, so that no more than the columns is ever held.

Comes in: a sheet whose header was found. Goes out: a table of text with repeated words coded, or None for odd files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from kpilib.sources.cells import flat, plain
from kpilib.sources.reading import Sheet
from kpilib.tables.different import constant

_BLOCK = 1 << 20  # small enough to stay in the processor's cache from splitting to coding
_CELLS_PER_WORD = 4  # a column whose words come back less often is not worth coding
_MOST_ODD = 1000  # short or long records put in one by one


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


def block_pool() -> pa.MemoryPool:
    """For many small blocks that stay; the default one, mimalloc, takes half as long again for them."""
    return pa.jemalloc_memory_pool() if "jemalloc" in pa.supported_memory_backends() else pa.system_memory_pool()


def split_rest(sheet: Sheet, header: int, width: int) -> tuple[pa.Table, list[int]] | None:
    """All records below record number `header` as a table of text, the fast way.

    Returns
    -------
    table : columns "0", "1", …; short records are filled with empty cells, long ones cut
    lengths : the true numbers of cells, empty where every record has `width`
    None : too many records are short or long, or one is larger than a block; split record by record instead
    """
    body = pa.py_buffer(memoryview(sheet.data)[sheet.start_of(header + 1) :])
    if not _is_text(body):  # checked first: pyarrow drops odd records that are none without a word
        return None
    odd: dict[int, str] = {}
    table = _split(body, sheet.delimiter, width, odd, threads=True)
    if odd:  # only one thread knows which record it is at
        odd.clear()
        table = _split(body, sheet.delimiter, width, odd, threads=False)
    cells = [(place, _cells(text, sheet.delimiter)) for place, text in sorted(odd.items())]
    whole = [(place, found) for place, found in cells if found is not None]
    if table is None or len(whole) < len(cells):
        return None
    sheet.data = b""
    return _filled_in(table, whole) if whole else (table, [])


def split_part(body: pa.Buffer, delimiter: str, width: int, columns: Sequence[str]) -> pa.Table | None:
    """These columns of whole records as plain text; None where they are no UTF-8 or a record is short or long."""
    if not _is_text(body):
        return None
    how = _how(delimiter, width, _BLOCK, threads=False, columns=columns)
    try:
        table = arrow_csv.read_csv(pa.BufferReader(body), **how)
    except pa.ArrowInvalid:
        return None
    return pa.table({name: _one_word(table[name]) for name in table.column_names})


def _one_word(texts: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A column whose cells are all the same, coded; any other as it is."""
    if not len(texts) or texts[0] != texts[-1] or not constant(pa.chunked_array([flat(texts)])):
        return texts
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(texts), np.int32)), flat(texts[:1]), safe=False)


def _how(
    delimiter: str, width: int, block: int, *, threads: bool, note: Any = None, columns: Sequence[str] = ()
) -> dict[str, Any]:
    """What Arrow is told: every cell is text, and nothing stands for null; no `columns` are all."""
    names = [str(index) for index in range(width)]
    return {
        "read_options": arrow_csv.ReadOptions(column_names=names, block_size=block, use_threads=threads),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
            include_columns=columns,
        ),
    }


def _is_text(body: pa.Buffer) -> bool:
    """Whether these bytes are UTF-8."""
    bounds = pa.py_buffer(np.array([0, body.size], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, bounds, body]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _split(body: pa.Buffer, delimiter: str, width: int, odd: dict[int, str], *, threads: bool) -> pa.Table | None:
    """The regular records; `odd` takes the text of the others, by their place."""

    def note(row: arrow_csv.InvalidRow) -> str:
        odd[(row.number or 0) - 1] = row.text
        return "error" if threads or len(odd) > _MOST_ODD else "skip"

    names = [str(index) for index in range(width)]
    columns = [_Column() for _ in names]
    try:
        how = _how(delimiter, width, _BLOCK, threads=threads, note=note)
        with arrow_csv.open_csv(pa.BufferReader(body), **how, memory_pool=block_pool()) as blocks:
            for block in blocks:
                for column, texts in zip(columns, block.columns):
                    column.add(texts)
        return pa.table({name: column.whole() for name, column in zip(names, columns)})
    except pa.ArrowInvalid:  # a record longer than a block, too many odd ones, none at all
        return None


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None where a line end would still belong to it, because a quotation mark is open."""
    closed, more = (list(csv.reader(io.StringIO(text + end, newline=""), delimiter=delimiter)) for end in ("", "\n"))
    return closed[0] if closed == more and len(closed) == 1 else None


def _filled_in(table: pa.Table, odd: list[tuple[int, list[str]]]) -> tuple[pa.Table, list[int]]:
    """Short and long records at their places among the regular ones, and the number of cells of each."""
    names, width = table.column_names, table.num_columns
    table = pa.table({name: plain(table[name]) for name in names})
    lengths = [width] * (table.num_rows + len(odd))
    pieces, done = [], 0
    for before, (place, cells) in enumerate(odd):
        lengths[place] = len(cells)
        padded = [*cells, *([""] * width)][:width]
        one = pa.table({name: pa.array([cell], pa.string()) for name, cell in zip(names, padded)})
        pieces += [table.slice(done, place - before - done), one]
        done = place - before
    return pa.concat_tables([*pieces, table.slice(done)]), lengths
