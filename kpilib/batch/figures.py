"""The figures of an issue: collected from its notebooks, kept as values.parquet, compared with earlier issues.

Comes in: executed notebooks and the values of earlier issues. Goes out: a tidy table, the figures that now differ.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

NOTES = "application/vnd.kpilib.notes+json"
_TOLERANCE = 1e-6
_TEXT = ("notebook", "kpi", "variant", "table", "unit", "group", "start", "end", "missing", "previous_start",
         "previous_end", "change_kind", "definition_version")  # fmt: skip
_NUMBERS = ("value", "numerator", "denominator", "n", "low", "high", "previous", "change", "target")
_NOT_GROUPS = {
    *_TEXT, *_NUMBERS, "coverage", "basis", "category", "polarity", "change_missing", "flat", "unclear", "better",
    "target_kind", "attainment", "pace", "elapsed", "forecast", "forecast_low", "forecast_high", "status", "benchmark",
    "benchmark_from",
}  # fmt: skip
_VALUE = ("value", "start", "end")
_PREVIOUS = ("previous", "previous_start", "previous_end")
_Figures = dict[tuple[str, ...], tuple[float, str, str]]


@dataclass(frozen=True)
class Restated:
    """A figure that an earlier issue gave otherwise."""

    kpi: str
    variant: str
    unit: str
    group: str
    start: str
    end: str
    was: float
    now: float
    redefined: bool


@cache
def schema() -> pa.Schema:
    """The columns of values.parquet. Arrow is imported in functions, because a run with nothing to do needs none."""
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in _TEXT] + [(name, pa.float64()) for name in _NUMBERS])


def notes(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The notes bundles of an executed notebook, in the order of its cells."""
    return [
        output["data"][NOTES]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if NOTES in output.get("data", {})
    ]


def collect(notebooks: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """The figures all notebooks of an issue showed.

    Parameters
    ----------
    notebooks : name -> executed notebook; its notes bundle carries `values`, a list of records with the columns of
        `compare`; columns of other names are the dimensions of the figure's group

    Returns
    -------
    table : one row for each figure and notebook, columns of `schema()`; without rows if no notebook hands figures over
    """
    import pyarrow as pa

    rows = [
        _row(name, record)
        for name, notebook in notebooks.items()
        for bundle in notes(notebook)
        for record in bundle.get("values", ())
    ]
    return pa.Table.from_pylist(rows, schema=schema())


def to_bytes(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def from_bytes(content: bytes) -> pa.Table:
    """The table of a Parquet file; one that cannot be read has no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError):
        return schema().empty_table()


def restated(now: pa.Table, *, own: Iterable[pa.Table] = (), others: Iterable[pa.Table] = ()) -> list[Restated]:
    """Figures of this issue that the last issue to give them gave otherwise.

    Parameters
    ----------
    now : the figures of this issue
    own : the figures of earlier issues of the same period, the latest first; asked about the period's own figures
    others : the figures of the other periods' issues, the latest first; asked about the figures of comparison periods

    Returns
    -------
    list : by KPI, period and group; empty if nothing changed
    """
    pairs = (
        (_figures(now, _VALUE), _merged(table for table in own if not table.equals(now))),
        (_figures(now, _PREVIOUS), _merged(others)),
    )
    found = []
    for figures, before in pairs:
        for key, (value, unit, version) in figures.items():
            was = before.get(key)
            if was and not math.isclose(was[0], value, rel_tol=_TOLERANCE, abs_tol=1e-12):
                kpi, variant, _, group, start, end = key
                found.append(Restated(kpi, variant, unit, group, start, end, was[0], value, was[2] != version))
    return sorted(found, key=lambda figure: (figure.kpi, figure.start, figure.group, figure.variant))


def _merged(tables: Iterable[pa.Table]) -> _Figures:
    """What each figure was when it was last given."""
    before: _Figures = {}
    for table in tables:
        for key, figure in {**_figures(table, _PREVIOUS), **_figures(table, _VALUE)}.items():
            before.setdefault(key, figure)
    return before


def _figures(table: pa.Table, columns: tuple[str, str, str]) -> _Figures:
    """The figures of one role: what and when -> value, unit, definition."""
    value, start, end = columns
    found: _Figures = {}
    for row in table.to_pylist():
        if row.get(value) is not None and row.get(start):
            key = (row["kpi"], row["variant"], row["table"], row["group"], row[start], row[end])
            found[tuple(part or "" for part in key)] = (row[value], row["unit"] or "", row["definition_version"] or "")
    return found


def _row(notebook: str, record: Mapping[str, Any]) -> dict[str, Any]:
    group = {name: value for name, value in record.items() if name not in _NOT_GROUPS and value is not None}
    texts = {name: _text(record.get(name)) for name in _TEXT}
    numbers = {name: _number(record.get(name)) for name in _NUMBERS}
    return {
        **texts,
        **numbers,
        "notebook": notebook,
        "group": json.dumps(group, sort_keys=True, ensure_ascii=False) if group else "",
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
