"""In which order a file writes its days, and in which year they lie.

Comes in: `Rows` that are being read. Goes out: an order of day and month, or the same days with their year.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import SourceError
from kpilib.sources import cells as read
from kpilib.sources import moments
from kpilib.sources.preset import F
from kpilib.sources.rows import Rows

_MAPPED = ("generic", "sql")  # columns that the client file names; it says their order too


def order_of(rows: Rows, source: F, header: str) -> str:
    """The order of day and month in a column: declared, the format's own, or what the days of the file prove.

    An export in another language may write its days in the order of that language: there only a proof counts.
    """
    preset = rows.block.preset
    if rows.spec.dates or source.order or preset.name in _MAPPED:
        return rows.spec.dates or source.order or preset.dates
    foreign = rows.block.headers.language != "en" and preset.dates in ("day-first", "month-first")
    order, _ = moments.settled_order(_dated(rows), "iso" if foreign else preset.dates)
    if order not in (preset.dates, "iso"):
        rows.say("warning", f"dates are {order} here, proven by days above 12", column=header)
    return order


def _dated(rows: Rows) -> list[pa.Array]:
    """The columns whose days have the same order, that of the file."""
    table = rows.table.by_name
    fields = [f for name, f in rows.part.sources.items() if table[name].dtype in ("date", "ts") and not f.order]
    cells = [rows.cell(header) for field in fields if field.pick == "first" for header in field.names]
    return [column for column in cells if column is not None]


def with_year(rows: Rows, texts: pa.Array) -> pa.Array:
    """Days without a year get the newest one that does not lie behind the end of the covered range."""
    texts = read.plain(texts)
    words = [None if null else word.strip() for word, null in zip(texts.to_pylist(), read.is_null(texts).to_pylist())]
    if not any(word and not word[-4:].isdigit() for word in words):
        return texts
    last = _last_day(rows)
    if "date" in rows.part.sources or "start" in rows.part.sources:
        try:
            found = moments.without_year(words, last)
        except ValueError as error:
            do = "Set 'covers: 2025-12-01..2026-01-31' with the days of this file, or mend 'year:'."
            raise SourceError(rows.block.sheet.file, str(error), do) from error
    else:
        found = [moments.without_year([word], last)[0] for word in words]
    return pa.array([day.isoformat() if day else word for day, word in zip(found, words)], pa.string())


def _last_day(rows: Rows) -> date:
    """The newest day that rows without a year can have: the end of the range, the day of the export, the year's."""
    if rows.span:
        return rows.span[1]
    if not rows.spec.year:
        raise SourceError(
            rows.block.sheet.file, "the days carry no year", "Set 'year: 2026' or 'covers:' for this source."
        )
    end = date(rows.spec.year, 12, 31)
    exported = rows.cell("time")
    words = [] if exported is None else pc.unique(exported).to_pylist()
    days = [moments.without_year([word], end)[0] for word in words]
    return max((day for day in days if day), default=end)
