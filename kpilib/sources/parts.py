"""A large text file is read in parts side by side, each as if it were the file, and kept while the next ones are read.

Comes in: a path. Goes out: its `Reading`, or None where the parts cannot speak for the whole: wherever a row or a cell
is odd, or the parts decide differently what the file decides. It is then read as a whole, the careful way.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from kpilib.errors import KpilibError
from kpilib.sources.blocks import Block, block_of, first_header, matcher
from kpilib.sources.filing import Piece, Reading, assemble, fill, piece_of, range_of
from kpilib.sources.headers import Headers, normal
from kpilib.sources.preset import Part, Preset
from kpilib.sources.ranges import Range
from kpilib.sources.reading import MAX_BYTES, Sheet, begun
from kpilib.sources.rows import Rows
from kpilib.sources.signs import places_of
from kpilib.sources.spec import Context, SourceSpec
from kpilib.sources.splitting import block_pool, split_part
from kpilib.sources.sums import may_add
from kpilib.sources.totals import set_aside
from kpilib.tables.written import ParquetFile

LARGE = 16 << 20  # bytes from which it pays
_PART = 12 << 20
_HEAD = 3 << 20  # more than is looked at to find the header
_LONGEST = 64 << 20  # bytes in which a record must end
_OVER = 1 << 20  # bytes of a record that reaches into the next part, for which there is always room
_MOST_THREADS = 8
_HELD = 10_000  # milliseconds that Arrow keeps memory which nothing uses


Scratch = Callable[[], Path] | None
_Found = tuple[Rows, pa.Table]


class _Odd(Exception):
    """The parts of this file cannot speak for the whole."""


@dataclass(frozen=True)
class _File:
    """What holds for every part of a file."""

    sheet: Sheet
    at: int
    preset: Preset
    headers: Headers
    title: str
    spec: SourceSpec
    context: Context
    span: Range | None
    exported: datetime | None
    constants: dict = field(default_factory=dict)

    @property
    def parts(self) -> list[Part]:
        """The parts of the preset that this header has the columns of."""
        return [part for part in self.preset.parts if part.applies(self.headers.known, self.title)]

    @cached_property
    def columns(self) -> list[str]:
        """Places of the columns that something looks at; a mend may look at any."""
        names, parts = self.headers.names, self.parts
        if any(part.mend for part in parts):
            return [str(place) for place in range(len(names))]
        read = {name for part in parts for source in part.sources.values() for name in source.names}
        told = {header for header, _ in self.preset.totals} | {normal(header) for header in self.spec.drop}
        wanted = {names[0], *told, *read, *(f"{name}.2" for name in read)}
        return [str(place) for place, name in enumerate(names) if name in wanted]

    def block(self, texts: pa.Table) -> Block:
        """Some records below the header."""
        return block_of(self.sheet, self.preset, self.headers, texts, self.at + 2, [], self.at)


@dataclass(frozen=True)
class _Records:
    """Whole records at the start of some memory, which is free again once they are split."""

    memory: mmap.mmap
    end: int
    free: SimpleQueue[mmap.mmap]

    def split(self, file: _File) -> pa.Table | None:
        try:
            body = memoryview(self.memory)[: self.end]
            if not np.frombuffer(body, np.uint8).min():
                return None
            return split_part(pa.py_buffer(body), file.sheet.delimiter, len(file.headers.names), file.columns)
        finally:
            self.free.put(self.memory)


def read_in_parts(
    path: Path, presets: list[Preset], spec: SourceSpec, context: Context, *, name: str, sha256: str = "",
    scratch: Scratch = None,
) -> Reading | None:  # fmt: skip
    """One large file.

    Parameters
    ----------
    sha256 : hash of its bytes; empty: found while it is read
    scratch : gives an empty folder where its tables are written meanwhile; None: they are not

    Returns
    -------
    Reading : without problems and rejects
    None : not a large text file, or not regular from end to end
    """
    if not path.is_file():
        return None
    try:
        with path.open("rb", buffering=0) as data, _block_memory(), ExitStack() as cleared:
            if not LARGE <= os.fstat(data.fileno()).st_size <= MAX_BYTES:
                return None
            head = data.read(_HEAD)
            file = _opened(head, presets, spec, context, name)
            hashed = None if sha256 else hashlib.sha256(head)
            start = file.sheet.start_of(file.at + 1)
            if head[:start].count(b'"') % 2 or b"\0" in head[:start]:
                return None
            home = scratch and scratch()
            tables = [_Growing(home and home / f"{place}.parquet") for place in range(len(file.parts))]
            for table in tables:
                cleared.callback(table.close)
            for found in cleared.enter_context(closing(_side_by_side(data, head[start:], hashed, file))):
                for table, part in zip(tables, found):
                    table.add(*part)
            digest = sha256 or hashed.hexdigest()  # type: ignore[union-attr]
            pieces = [table.piece(digest) for table in tables]
            cleared.pop_all()
    except (_Odd, OSError, KpilibError):
        return None
    return Reading(pieces, presets=[file.preset.name])


@contextmanager
def _block_memory() -> Iterator[None]:
    """Arrow's memory while parts are read: what one part needed is used again for the next ones.

    Pools give memory back to the system as fast as they take it, which costs more than many a step of the reading.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(block_pool())
    if pa.default_memory_pool().backend_name == "jemalloc":
        pa.jemalloc_set_decay_ms(_HELD)
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _opened(head: bytes, presets: list[Preset], spec: SourceSpec, context: Context, name: str) -> _File:
    sheet = begun(head, name, encoding=spec.encoding, delimiter=spec.delimiter)
    if sheet is None or len(sheet.delimiter.encode()) != 1 or sheet.delimiter in '"\r\n':
        raise _Odd
    if spec.skip_rows:
        sheet.skip_records(spec.skip_rows)
    found = first_header(sheet, matcher(presets, name))
    if found is None or any(preset.shape and preset.shape(sheet) is not None for preset in presets):
        raise _Odd
    at, preset, headers = found
    above = block_of(sheet, preset, headers, pa.table({}), at + 2, [], at)
    file = _File(sheet, at, preset, headers, above.title, spec, context, *range_of(above, spec))
    whole = preset.stacked or preset.header_rows > 1 or preset.refuse
    if whole or not file.parts or any(part.of_total or (part.mend and not part.by_row) for part in file.parts):
        raise _Odd
    return file


def _cut(data: BinaryIO, rest: bytes, delimiter: str, hashed, free: SimpleQueue[mmap.mmap]) -> Iterator[_Records]:
    """Whole records, part by part, each in memory that is used again for a later part; `rest` is the first of them."""
    wanted, ended = 0, False
    while rest or not ended:
        memory = free.get()
        if len(memory) < len(rest) + _PART:
            memory = _large_pages(len(rest) + _PART + _OVER)
        memory[: len(rest)] = rest
        more = data.readinto(memoryview(memory)[len(rest) : len(rest) + wanted])  # type: ignore[attr-defined]
        filled, ended = len(rest) + more, wanted > 0 and not more
        wanted = _PART
        if hashed:
            hashed.update(memoryview(memory)[len(rest) : filled])
        end = _end_of_records(memory, filled, delimiter)
        if end < filled and (ended or filled > _LONGEST + end):
            raise _Odd  # the last record has no end, or not within reach
        rest = bytes(memoryview(memory)[end:filled])
        if end:
            yield _Records(memory, end, free)
        else:
            free.put(memory)


def _large_pages(size: int) -> mmap.mmap:
    """So many bytes of memory, which the system hands out in large pages where it has them."""
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE)
    with suppress(AttributeError, OSError):
        memory.madvise(mmap.MADV_HUGEPAGE)
    return memory


def _end_of_records(data: bytes | mmap.mmap, end: int, delimiter: str) -> int:
    """Where the last whole record of so many bytes ends, 0 where none does; `data` begins with a record.

    This can only be told if quotation marks stand around cells and doubled inside them, and nowhere else.
    """
    signs = np.frombuffer(data, np.uint8)[:end]
    marks = places_of('"', signs)
    while (line := data.rfind(b"\n", 0, end)) >= 0:
        before = int(np.searchsorted(marks, line))
        if before % 2 == 0:
            break
        end = int(marks[before - 1])  # inside a quoted cell; it opened there
    else:
        return 0
    beside = np.zeros(256, bool)
    beside[[ord(sign) for sign in (delimiter, "\n", "\r", '"')]] = True
    opened, closed = marks[:before:2], marks[1:before:2]
    if not beside[signs[closed + 1]].all() or not beside[signs[opened[opened > 0] - 1]].all():
        raise _Odd
    return line + 1


def _side_by_side(data: BinaryIO, rest: bytes, hashed, file: _File) -> Generator[list[_Found]]:
    """The parts as they are read, in their order; a few are always under way."""
    threads = min(pa.cpu_count(), _MOST_THREADS)
    free: SimpleQueue[mmap.mmap] = SimpleQueue()
    for _ in range(threads + 1):
        free.put(mmap.mmap(-1, 1))
    under_way: deque[Future] = deque()
    with ThreadPoolExecutor(max_workers=threads) as pool:
        try:
            for part in _cut(data, rest, file.sheet.delimiter, hashed, free):
                under_way.append(pool.submit(_read, part, file))
                if len(under_way) > threads + 1:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for waiting in under_way:
                waiting.cancel()


def _read(records: _Records, file: _File) -> list[_Found]:
    """Every table of one part, as `filing.read_block` makes it where nothing is odd."""
    texts = records.split(file)
    if texts is None:
        raise _Odd
    block = file.block(texts)
    set_aside(block, file.spec)
    if block.texts.num_rows < texts.num_rows:
        raise _Odd
    found = []
    for part in file.parts:
        rows = Rows(block, part, file.spec, file.context, file.span, constants=file.constants)
        try:
            fill(rows)
        except KeyError as other:  # a column that was not split; the whole file has it
            raise _Odd from other
        if rows.problems or rows.refused or rows.skipped or "no-year" in rows.decided.values():
            raise _Odd
        table, problems = assemble(rows, file.exported)
        if problems or table.num_rows < rows.count:
            raise _Odd
        bare = replace(rows, block=replace(block, texts=texts.schema.empty_table()), columns={})
        found.append((bare, table))
    return found


class _Growing:
    """One canonical table made of its parts, which must agree on what they decide, and written meanwhile."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._rows: Rows | None = None
        self._parts: list[pa.Table] = []
        self._file: ParquetFile | None = None
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._written: list[Future] = []

    def add(self, rows: Rows, table: pa.Table) -> None:
        first = self._rows = self._rows or rows
        if (rows.notes, rows.supplied, rows.money) != (first.notes, first.supplied, first.money):
            raise _Odd
        if any(first.decided.setdefault(what, how) != how for what, how in rows.decided.items()):
            raise _Odd
        self._parts.append(table)
        if self._path:
            self._file = self._file or ParquetFile(self._path, table.schema)
            self._written.append(self._writer.submit(self._file.add, table))

    def piece(self, sha256: str) -> Piece:
        """The whole table, whose last rows may still be being written."""
        if self._rows is None:
            raise _Odd
        table = pa.concat_tables(self._parts)
        if may_add(self._rows.table.name, table):
            raise _Odd
        if self._file:
            self._written.append(self._writer.submit(self._file.close))
            self._file = None
        found = piece_of(self._rows, table, sha256)
        log = replace(found.log, rows_read=table.num_rows)
        return replace(found, log=log, kept=self._path, written=self.close)

    def close(self) -> None:
        """Wait until everything is written.

        Raises
        ------
        OSError : it cannot be
        """
        self._writer.shutdown()
        for written in self._written:
            written.result()
        if self._file:
            self._file.close()
        self._file, self._written = None, []
