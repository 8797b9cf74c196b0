"""What the file of a table notes about its columns, known without reading a row.

Comes in: a Parquet file as the store writes it. Goes out: `Noted`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_NUMBERS = ("INT64", "DOUBLE")


@dataclass
class Noted:
    """Number of rows; the largest size of each number; columns without a gap; first and last moment of any kind."""

    rows: int = 0
    largest: dict[str, float] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None

    def _take(self, chunk: Any) -> None:
        """Take in what is noted of one column in one group of rows."""
        found, name = chunk.statistics, chunk.path_in_schema
        size = 0.0
        if found is not None and found.has_min_max and isinstance(found.max, int | float):
            size = max(abs(float(found.min)), abs(float(found.max)))
        elif chunk.physical_type in _NUMBERS and (found is None or found.null_count != chunk.num_values):
            size = math.inf
        self.largest[name] = max(self.largest.get(name, 0.0), size)
        if found is None or not found.has_null_count or found.null_count:
            self.complete.discard(name)
        if found is not None and found.has_min_max and isinstance(found.max, datetime):
            self.first = min(self.first or found.min, found.min)
            self.last = max(self.last or found.max, found.max)


def noted(path: Path) -> Noted:
    """What a file notes; a column of which nothing is noted may hold any number, and gaps."""
    file = pq.read_metadata(path)
    notes = Noted(file.num_rows, complete={*file.schema.to_arrow_schema().names})
    for group in map(file.row_group, range(file.num_row_groups)):
        for column in range(group.num_columns):
            notes._take(group.column(column))
    return notes
