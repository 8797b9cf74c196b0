"""What a row must have: the columns its table needs, and a day where it counts by its day.

Comes in: converted `Rows`. Goes out: the same with every row refused that lacks something, and the reason.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import SourceError
from kpilib.sources.preset import F
from kpilib.sources.rows import Rows
from kpilib.tables.coverage import DATES
from kpilib.tables.schema import Column

_TRACE = {"source_file", "preset", "supplied"}
# Rows of these count in the period of their day; undated rows of other tables stand for something else, such as a
# link's lifetime or a whole test, or get their day later.
_COUNT_BY_DAY = ("posts", "shares", "deals")


def require(rows: Rows) -> None:
    """Rows without a value the table needs are refused, with the reason.

    Raises
    ------
    SourceError : no row has it, because nothing in the file or the client file gives it
    """
    for column in rows.table.columns:
        if column.nullable or column.name in _TRACE or column.name in rows.part.late:
            continue
        values = rows.get(column.name)
        if not values.null_count or len(rows.skipped) == rows.count:
            continue
        source = rows.part.sources.get(column.name)
        header = source.names[0] if source else column.name
        if values.null_count == rows.count and rows.count:
            _whole_column_missing(rows, column, header, source)
        for index in pc.indices_nonzero(pc.is_null(values)).to_pylist():
            if index not in rows.skipped:
                rows.refused.setdefault(index, f"no {header}")
    if rows.table.name in _COUNT_BY_DAY and rows.count > len(rows.skipped):
        _require_day(rows)
    if rows.table.name == "deals":
        _tell_undated_ends(rows)


def _require_day(rows: Rows) -> None:
    """Rows that no period can contain are refused; deals stay, because an open one counts by its stage too."""
    name = rows.table.name
    columns = list(dict.fromkeys(column for bounds in DATES[name] for column in bounds))
    undated = pc.is_null(rows.get(columns[0]))
    for column in columns[1:]:
        undated = pc.and_(undated, pc.is_null(rows.get(column)))
    places = [index for index in pc.indices_nonzero(undated).to_pylist() if index not in rows.skipped]
    everywhere = len(places) == rows.count - len(rows.skipped)
    rows.decided["days"] = "none" if everywhere else "some"
    if not places or (name == "shares" and everywhere):  # totals of a span: their day is that of the export
        return
    if name == "deals":
        what = f"{len(places)} of {rows.count} rows have neither {' nor '.join(columns)}; no period contains them"
        rows.say("warning", what, "Fill in the days; deals that have not begun may be left so.")
        return
    source = rows.part.sources.get(columns[0])
    header = source.names[0] if source else columns[0]
    if everywhere:
        _whole_column_missing(rows, rows.table.by_name[columns[0]], header, source)
    for index in places:
        rows.refused.setdefault(index, f"no {header}")


def _tell_undated_ends(rows: Rows) -> None:
    closed = pc.is_in(rows.get("status"), value_set=pa.array(["won", "lost"]))
    count = pc.sum(pc.and_(closed, pc.is_null(rows.get("closed_at")))).as_py()
    if count:
        what = f"{count} of {rows.count} rows are won or lost without a closing day; no period contains them as closed"
        rows.say("warning", what, "Fill in the day, or export it too.", column="closed_at")


def _whole_column_missing(rows: Rows, column: Column, header: str, source: F | None) -> None:
    if column.name != "network" and source and any(name in rows.block.headers.names for name in source.names):
        return
    own = column.name in ("network", "account", "site", "currency")
    key = column.name if own else f"constants.{column.name}"
    mapped = f"Map '{column.name}' under 'columns', or export it too."
    do = f"Set '{key}:' for this source." if own or not source else mapped
    raise SourceError(rows.block.sheet.file, f"{column.name} is not in the file, and {rows.table.name} needs it", do)
