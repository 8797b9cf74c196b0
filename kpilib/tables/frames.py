"""Frames of the canonical types: missing columns filled, values cast, spans of days found.

Comes in: any pandas frame with canonical column names. Goes out: Arrow tables and frames typed as the schema says.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from kpilib.errors import TableError, UnknownName, suggest
from kpilib.tables.schema import COVERAGE, DATES, TABLES, TRACE, Table

ARROW = {
    "str": pa.string(),
    "i64": pa.int64(),
    "f64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "ts": pa.timestamp("us", "UTC"),
}
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


def days_of(values: pd.Series, timezone: str = "UTC") -> pd.Series:
    """Days of a date or stamp column as naive midnights; stamps are read on the clock of `timezone`."""
    stamps = pd.to_datetime(values) if not isinstance(values.dtype, pd.ArrowDtype) else values.astype("datetime64[us]")
    if isinstance(stamps.dtype, pd.DatetimeTZDtype):
        stamps = stamps.dt.tz_convert(timezone).dt.tz_localize(None)
    return stamps.astype("datetime64[us]").dt.normalize()


def row_days(name: str, frame: pd.DataFrame, timezone: str = "UTC") -> tuple[pd.Series, pd.Series]:
    """First and last day that each row speaks of; NaT where the row has none."""
    first, last = (_coalesced(frame, columns, timezone) for columns in DATES[name])
    return first, last


def _coalesced(frame: pd.DataFrame, columns: tuple[str, ...], timezone: str) -> pd.Series:
    days = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for column in columns:
        if column in frame.columns:
            days = days.fillna(days_of(frame[column], timezone))
    return days


def spans_found(name: str, frame: pd.DataFrame, timezone: str = "UTC") -> pd.DataFrame:
    """First to last day found, per network and account where the table has them; `end` is exclusive."""
    first, last = row_days(name, frame, timezone)
    network, account = COVERAGE.get(name, (None, None))
    days = pd.DataFrame(
        {
            "network": frame[network] if network in frame.columns else None,
            "account": frame[account] if account in frame.columns else None,
            "start": first,
            "end": last,
        }
    ).dropna(subset=["start", "end"])
    if days.empty:
        return pd.DataFrame(columns=SPAN_COLUMNS)
    found = days.groupby(["network", "account"], dropna=False).agg(start=("start", "min"), end=("end", "max"))
    spans = found.reset_index()
    return _tidy(
        [
            (name, _text(n), _text(a), s.date(), e.date() + timedelta(days=1))
            for n, a, s, e in zip(spans["network"], spans["account"], spans["start"], spans["end"])
        ]
    )


def united(spans: pd.DataFrame) -> pd.DataFrame:
    """Spans of one table, network and account merged where they overlap or touch (R17)."""
    rows: list[tuple] = []
    ordered = sorted(
        ((t, _text(n), _text(a), s, e) for t, n, a, s, e in spans[SPAN_COLUMNS].itertuples(index=False)),
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
