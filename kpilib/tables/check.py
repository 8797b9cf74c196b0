"""What must hold in a canonical table, looked at in one pass that collects every problem.

Comes in: the rows of one source. Goes out: the same rows without those that cannot be, and the problems.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem, suggest
from kpilib.tables.different import constant
from kpilib.tables.frames import table_of, to_arrow, to_pandas, without
from kpilib.tables.schema import Table

NETWORKS = [
    "facebook",
    "instagram",
    "linkedin",
    "x",
    "tiktok",
    "youtube",
    "pinterest",
    "threads",
    "bluesky",
    "web",
    "email",
    "other",
]
PLATFORMS = [
    "meta",
    "linkedin",
    "x",
    "tiktok",
    "google",
    "microsoft",
    "pinterest",
    "snapchat",
    "reddit",
    "amazon",
    "apple",
    "other",
]
WORDS: dict[str, dict[str, list[str]]] = {
    "": {
        "network": NETWORKS,
        "platform": PLATFORMS,
        "scope": ["total", "organic", "paid"],
        "published_precision": ["second", "minute", "day"],
        "direction": ["in", "out"],
        "sentiment": ["positive", "neutral", "negative"],
        "level": ["account", "campaign", "ad_group", "ad"],
        "breakdown": ["acquisition", "first_user", "landing_page", "page", "event", "total"],
    },
    "period_totals": {"network": NETWORKS + PLATFORMS, "breakdown": []},
    "deals": {"status": ["open", "won", "lost"]},
    "messages": {"kind": ["dm", "comment", "mention", "ticket", "review"]},
    "orders": {},
}
_RANGES = {"share": (0.0, 1.0), "csat": (0.0, 1.0), "planned_share": (0.0, 1.0), "sentiment_score": (-1.0, 1.0)}
_ORDERED = (("date", "date_end"), ("start", "end"), ("span_start", "date"), ("created_at", "closed_at"))
_ROWS_SHOWN = 3


def check(
    name: str, frame: pd.DataFrame | pa.Table, *, source: str = "", sheet: str = ""
) -> tuple[pd.DataFrame | pa.Table, list[Problem]]:
    """Check rows of one canonical table.

    Parameters
    ----------
    name : the canonical table
    frame : its rows, as a frame or an Arrow table
    source : the file that messages name

    Returns
    -------
    frame : of the same kind, without rows that break a rule which makes them unusable
    problems : one for each rule broken, with the number of rows
    """
    given = isinstance(frame, pd.DataFrame)
    rows = to_arrow(name, frame) if isinstance(frame, pd.DataFrame) else frame
    problems: list[Problem] = []
    broken = None
    for severity, column, mask, what, do in _rules(table_of(name), rows):
        count = pc.sum(mask).as_py() or 0
        if not count:
            continue
        mask = pc.fill_null(mask, False)
        problems.append(Problem(severity, source, _told(count, what), do, sheet, None, column))  # type: ignore[arg-type]
        if severity == "error":
            broken = mask if broken is None else pc.or_(broken, mask)
    if broken is not None:
        rows = without(rows, broken.to_numpy())
    return (to_pandas(rows) if given else rows), problems


_ONE = {"are": "is", "have": "has", "lie": "lies", "count": "counts"}


def _told(count: int, what: str) -> str:
    verb, _, rest = what.partition(" ")
    return f"1 row {_ONE[verb]} {rest}" if count == 1 else f"{count} rows {what}"


def _rules(table: Table, rows: pa.Table) -> Iterator[tuple[str, str, pa.Array, str, str]]:
    """Severity, column, where it is broken, what is wrong, what to do."""
    for column in table.columns:
        values = rows[column.name]
        if values.null_count == len(values):
            continue
        if column.kind == "additive" and column.dtype in ("i64", "f64"):
            yield "warning", column.name, pc.less(values, 0), "are negative; kept as the platform reports them", ""
        if column.kind in ("last", "distinct") and column.dtype == "i64":
            yield "error", column.name, pc.less(values, 0), "count fewer than no people; left out", ""
        if column.name in _RANGES:
            low, high = _RANGES[column.name]
            outside = pc.or_(pc.less(values, low), pc.greater(values, high))
            yield "error", column.name, outside, f"lie outside {low:g} to {high:g}; left out", ""
        yield from _words(table, column.name, values)
    if table.name == "surveys":
        score = rows["score"]
        off = pc.or_(pc.less(score, rows["scale_min"]), pc.greater(score, rows["scale_max"]))
        yield "error", "score", off, "have a score outside their scale; left out", "Check 'scale_min' and 'scale_max'."
    for first, last in _ORDERED:
        if first in table.by_name and last in table.by_name:
            late = pc.less(rows[last], rows[first])
            severity = "warning" if last == "closed_at" else "error"
            yield severity, last, late, f"have a {last} before the {first}", "Check the order of day and month."


def _words(table: Table, column: str, values: pa.ChunkedArray) -> Iterator[tuple[str, str, pa.Array, str, str]]:
    words = WORDS.get(table.name, {}).get(column)
    if words is None:
        words = WORDS[""].get(column, [])
    if not words or (table.name not in ("web_daily",) and column == "breakdown"):
        return
    if constant(values) and values[0].as_py() in words:
        return
    unknown = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=pa.array(words))))
    if pc.any(unknown).as_py():
        sample = values.filter(pc.fill_null(unknown, False))[0].as_py()
        yield "error", column, unknown, f"have an unknown {column} such as {sample!r}; left out", suggest(sample, words)
