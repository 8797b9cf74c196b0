"""Frames of the canonical types: missing columns filled, values cast, spans of days found.

Comes in: any pandas frame with canonical column names. Goes out: Arrow tables and frames typed as the schema says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import TableError, UnknownName, suggest
from kpilib.tables.coverage import COVERAGE, DATES
from kpilib.tables.different import constant, different
from kpilib.tables.schema import TABLES, TRACE, Table

ARROW = {
    "str": pa.string(),
    "i64": pa.int64(),
    "f64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "ts": pa.timestamp("us", "UTC"),
}
_PIECE = 1 << 16
_FEW = 1000
_NEAR = timedelta(days=3)  # further apart than any two clocks
_TRACE_NAMES = [column.name for column in TRACE]
SPAN_COLUMNS = ["table", "network", "account", "start", "end"]


def table_of(name: str) -> Table:
    """The canonical table of this name.

    Raises
    ------
    UnknownName : there is none
    """
    if name not in TABLES:
        raise UnknownName("tables", f"no table called {name!r}", suggest(name, TABLES))
    return TABLES[name]


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """The frame as an Arrow table with exactly the canonical columns; absent ones are null, NaN is null.

    Raises
    ------
    TableError : a column the table does not have, or a value its type cannot hold
    """
    table = table_of(name)
    unknown = [column for column in frame.columns if column not in table.by_name]
    if unknown:
        hint = suggest(unknown[0], table.by_name)
        raise TableError(f"table {name}", f"no column called {unknown[0]!r}", hint)
    arrays = []
    for column in table.columns:
        kind = ARROW[column.dtype]
        if column.name not in frame.columns:
            arrays.append(_absent(name, table, frame, column.name, kind))
            continue
        try:
            arrays.append(cast(frame[column.name], column.dtype))
        except (ValueError, TypeError, OverflowError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise TableError(f"table {name}, column {column.name}", f"not {column.dtype}: {error}") from error
    return pa.table(dict(zip((c.name for c in table.columns), arrays)))


def _absent(name: str, table: Table, frame: pd.DataFrame, column: str, kind: pa.DataType) -> pa.Array:
    """A column nobody gave: null, but rows made in code name themselves and what they carry."""
    if column == "supplied":
        carried = [metric for metric in table.metrics if metric in frame.columns]
        return _constant(f";{';'.join(carried)};", len(frame))
    if column in ("source_file", "preset"):
        return _constant("frame" if column == "preset" else name, len(frame))
    return pa.nulls(len(frame), kind)


def _constant(value: str, count: int) -> pa.Array:
    return pa.array([value] * count, pa.string())


def repeated(value: object, kind: pa.DataType, count: int) -> pa.ChunkedArray:
    """A column of one value, whose chunks share the same piece of memory."""
    piece = pa.repeat(pa.scalar(value, kind), min(count, _PIECE))
    whole, rest = divmod(count, _PIECE)
    return pa.chunked_array([*([piece] * whole), piece[:rest]], kind)


def without(table: pa.Table, gone: np.ndarray) -> pa.Table:
    """The rows that are not marked as gone; around a few of them the rest is not copied."""
    places = np.flatnonzero(gone)
    if len(places) > _FEW:
        kept = pa.array(~gone)
        return pa.table({name: table[name].filter(kept) for name in table.column_names})
    starts, ends = [0, *(places + 1)], [*places, table.num_rows]
    return pa.concat_tables([table.slice(start, end - start) for start, end in zip(starts, ends)])


def cast(values: pd.Series, dtype: str) -> pa.Array | pa.ChunkedArray:
    """One column as an Arrow array of the canonical type; NaN, NaT and infinities become null."""
    kind = ARROW[dtype]
    if isinstance(values.dtype, pd.ArrowDtype):
        arrow = pa.array(values.array, from_pandas=True)
        if arrow.type == kind:
            return arrow
    if values.isna().all():
        return pa.nulls(len(values), kind)
    match dtype:
        case "str":
            return pa.array(values.astype("string"), kind, from_pandas=True)
        case "i64":
            return pa.array(_whole(values), kind, from_pandas=True)
        case "f64":
            numbers = pd.to_numeric(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            return pa.array(np.where(np.isfinite(numbers), numbers, np.nan), kind, from_pandas=True)
        case "bool":
            return pa.array(values.astype("boolean"), kind, from_pandas=True)
        case "date":
            return _stamps(values).cast(pa.date32())
    return pa.array(_utc(values), kind, from_pandas=True)


def _whole(values: pd.Series) -> pd.Series:
    try:
        return values.astype("Int64")
    except (TypeError, ValueError):
        return pd.to_numeric(values).astype("Float64").astype("Int64")


def _utc(values: pd.Series) -> pd.Series:
    stamps = pd.to_datetime(values, utc=True)
    return stamps.dt.as_unit("us")


def _stamps(values: pd.Series) -> pa.Array:
    """Days; a stamp with a zone keeps the day of its own clock."""
    if not isinstance(values.dtype, pd.DatetimeTZDtype):
        values = pd.to_datetime(values)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)
    return pa.array(values.dt.as_unit("s").dt.normalize(), from_pandas=True).cast(pa.timestamp("s"))


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """The Arrow table with nullable pandas types: string, Int64, Float64, boolean, Arrow days, UTC stamps."""
    kinds = {
        pa.string(): pd.StringDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.date32(): pd.ArrowDtype(pa.date32()),
    }
    return table.to_pandas(types_mapper=kinds.get)


def local_days(values: pa.ChunkedArray | pa.Array, timezone: str = "UTC") -> pa.ChunkedArray | pa.Array:
    """Days of a date or stamp column; stamps are read on the clock of `timezone`."""
    if pa.types.is_date32(values.type):
        return values
    return values.cast(pa.timestamp("us", timezone)).cast(pa.date32())


def row_days(name: str, table: pa.Table, timezone: str = "UTC") -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """First and last day that each row speaks of; null where the row has none."""
    days = {
        columns: pc.coalesce(*(local_days(table[column], timezone) for column in columns))
        for columns in dict.fromkeys(DATES[name])
    }
    return tuple(days[columns] for columns in DATES[name])


Span = tuple[str, str | None, str | None, date, date]


def spans_found(name: str, table: pa.Table, timezone: str = "UTC") -> list[Span]:
    """Table, network, account, first day and the day after the last; the middle two where the table has them."""
    whose = COVERAGE.get(name, (None, None))
    if all(constant(table[column]) for column in whose if column):
        table = _outermost(name, table)
    first, last = row_days(name, table, timezone)
    nobody = pa.nulls(table.num_rows, pa.string())
    who = [table[column] if column else nobody for column in whose]
    days = pa.table({"network": who[0], "account": who[1], "start": first, "end": last})
    return [
        (name, row["network"], row["account"], row["start_min"], row["end_max"] + timedelta(days=1))
        for row in different(days, ["network", "account"], [("start", "min"), ("end", "max")])
        if row["start_min"] and row["end_max"]
    ]


def _outermost(name: str, table: pa.Table) -> pa.Table:
    """Of rows with one moment each those near the first and the last; no clock puts another first or last."""
    moment, *others = {column for columns in DATES[name] for column in columns}
    if others or not pa.types.is_timestamp(table.schema.field(moment).type):
        return table
    bounds = pc.min_max(table[moment])
    first, last = (pc.add(bounds[which], sign * _NEAR) for which, sign in (("min", 1), ("max", -1)))
    near = pc.or_(pc.less(table[moment], first), pc.greater(table[moment], last))
    return table.select([moment, *filter(None, COVERAGE.get(name, ()))]).filter(near)


def united(spans: pd.DataFrame | Iterable[Span]) -> pd.DataFrame:
    """Spans of one table, network and account merged where they overlap or touch (R17)."""
    if isinstance(spans, pd.DataFrame):
        spans = list(spans[SPAN_COLUMNS].itertuples(index=False))
    rows: list[tuple] = []
    ordered = sorted(
        ((t, _text(n), _text(a), s, e) for t, n, a, s, e in spans),
        key=lambda row: (row[0], row[1] or "", row[2] or "", row[3]),
    )
    for row in ordered:
        if rows and rows[-1][:3] == row[:3] and row[3] <= rows[-1][4]:
            rows[-1] = (*rows[-1][:4], max(rows[-1][4], row[4]))
        else:
            rows.append(row)
    return _tidy(rows)


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def _tidy(rows: list[tuple[str, str | None, str | None, date, date]]) -> pd.DataFrame:
    columns = list(zip(*rows)) if rows else [()] * len(SPAN_COLUMNS)
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in zip(SPAN_COLUMNS, columns)})
