"""The rows of one part of a block while they are read.

Comes in: a block, the part of its preset, the entry of the client file. Goes out: `Rows`, which every step fills.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem
from kpilib.sources.blocks import Block
from kpilib.sources.preset import Part
from kpilib.sources.ranges import Range
from kpilib.sources.spec import Context, SourceSpec
from kpilib.tables.frames import ARROW, repeated
from kpilib.tables.schema import TABLES, Table


@dataclass
class Rows:
    """The rows of one part while they are read; `columns` are canonical, every array has the length of the block.

    `decided` is what all rows together decide, such as the decimal sign of a column; `constants` may be shared.
    """

    block: Block
    part: Part
    spec: SourceSpec
    context: Context
    span: Range | None = None
    columns: dict[str, pa.ChunkedArray | pa.Array] = field(default_factory=dict)
    supplied: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    money: str = ""
    duplicated: int = 0
    decided: dict[str, str] = field(default_factory=dict)
    constants: dict[tuple[Any, pa.DataType], pa.ChunkedArray] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows of the block."""
        return self.block.texts.num_rows

    @property
    def table(self) -> Table:
        """The canonical table being filled."""
        return TABLES[self.part.table]

    def cell(self, header: str) -> pa.Array | None:
        """The cells below a normalised header."""
        return self.block.column(header)

    def get(self, column: str) -> pa.ChunkedArray | pa.Array:
        """A canonical column, null where nothing filled it yet."""
        if column in self.columns:
            return self.columns[column]
        return self.repeated(None, ARROW[self.table.by_name[column].dtype])

    def repeated(self, value: Any, kind: pa.DataType) -> pa.ChunkedArray:
        """A column of one value, held once for all rows that share `constants`."""
        known = self.constants.get((value, kind))
        if known is None or len(known) < self.count:
            known = self.constants[value, kind] = repeated(value, kind, 1 << self.count.bit_length())
        return known.slice(0, self.count)

    def fill(self, column: str, value: Any) -> None:
        """Put one value, or an array, into a column that stays empty otherwise."""
        kind = ARROW[self.table.by_name[column].dtype]
        if not isinstance(value, pa.Array | pa.ChunkedArray):
            value = self.repeated(value, kind)
        current = self.columns.get(column, value)
        self.columns[column] = pc.coalesce(current, value) if current.null_count else current

    def say(self, severity: str, what: str, do: str = "", row: int | None = None, column: str = "") -> None:
        """Collect a problem at its place."""
        where = self.block.sheet
        self.problems.append(Problem(severity, where.file, what, do, where.name, row, column))  # type: ignore[arg-type]

    def row_number(self, index: int) -> int:
        """The record number of a row, as a spreadsheet counts."""
        return self.block.rows[index].as_py()
