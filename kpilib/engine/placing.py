"""Which span each row belongs to: by its moment, by its range of days, or by how far back it lies.

Comes in: rows with their local day. Goes out: the same rows with the number of their span; some in several or none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import ibis
import pandas as pd

from kpilib.engine.dimensions import CALENDAR
from kpilib.engine.fetch import fetch
from kpilib.engine.localtime import local, steps_after
from kpilib.engine.ranges import Group, fitting
from kpilib.engine.scene import CUT, DAY, ITEM, PARTS, RANGE, SPAN, Scene, Source
from kpilib.engine.spans import Span, calendar, disjoint
from kpilib.tables.coverage import FROM_THE_FIRST

_DAY = timedelta(days=1)
_FEW = 3
# First and last day of rows that speak of a range; the object within which ranges must not overlap; the column that
# only such rows fill.
RANGES = {
    "ads_daily": ("date", "date_end", "campaign_id", "date_end"),
    "web_daily": ("date", "date_end", "", "date_end"),
    "competitors_daily": ("span_start", "date", "competitor", "span_start"),
    "shares": ("shared_at", "period_end", "employee_id", "period_end"),
}


@dataclass
class Relation:
    """Rows to group, and the (span, group) pairs whose ranges a span cuts through."""

    rows: Any
    broken: set[tuple[int, Group]] = field(default_factory=set)


def spanned(rows: Any, scene: Scene, source: Source) -> Relation:
    """Each row with the number of its span."""
    if not source.moment:
        return Relation(_stacked([rows] * len(scene.spans)))
    if source.days is not None:
        return Relation(_stacked([_looking_back(rows, scene, source, span) for span in scene.spans]))
    if source.table == "costs":
        return Relation(_stacked([_spread(rows, span) for span in scene.spans]))
    if is_ranged(scene, source):
        return _ranged(rows, scene, source)
    return Relation(_within(rows, scene, source))


def needs_list(scene: Scene, source: Source) -> bool:
    """Whether spans are looked up in a list of ranges or of days, which the text of a query does not hold."""
    if is_ranged(scene, source):
        return True
    dated = source.moment and source.days is None and source.table != "costs"
    return bool(dated) and not (_is_short(scene) or _first_label(scene) is not None)


def is_ranged(scene: Scene, source: Source) -> bool:
    """Whether rows of this table speak of ranges of days."""
    ranges = RANGES.get(source.base)
    return source.days is None and ranges is not None and scene.store.has(source.base, ranges[3])


def _stacked(parts: list[Any]) -> Any:
    labelled = [part.mutate(**{SPAN: ibis.literal(number, "int64")}) for number, part in enumerate(parts)]
    return ibis.union(*labelled) if len(labelled) > 1 else labelled[0]


def _bounds(rows: Any, scene: Scene, source: Source, start: date | None, end: date) -> Any:
    """Rows whose moment lies in [start, end), compared on the raw column so that the database can skip."""
    moment = rows[source.moment]
    if moment.type().is_timestamp():
        before = moment < ibis.literal(scene.instant(end))
        return before if start is None else before & (moment >= ibis.literal(scene.instant(start)))
    return (moment < end) if start is None else (moment >= start) & (moment < end)


def _looking_back(rows: Any, scene: Scene, source: Source, span: Span) -> Any:
    start = span.end - source.days * _DAY if source.days else None
    if source.base not in FROM_THE_FIRST:
        scene.store.check_asked(start or date.min, span.end)
    return rows.filter(_bounds(rows, scene, source, start, span.end))


def _spread(costs: Any, span: Span) -> Any:
    """A cost over a range of days counts with its days inside the span."""
    last = ibis.coalesce(costs.date_end, costs.date)
    rows = costs.filter(costs.date < span.end, last >= span.start)
    last = ibis.coalesce(rows.date_end, rows.date)
    inside = (
        ibis.least(last, ibis.date(span.end - _DAY)).delta(ibis.greatest(rows.date, ibis.date(span.start)), unit="day")
        + 1
    )
    share = inside.cast("float64") / (last.delta(rows.date, unit="day") + 1).cast("float64")
    return rows.mutate(amount=rows.amount * share)


def _within(rows: Any, scene: Scene, source: Source) -> Any:
    """Each row under the span that holds its day: one pass, or one row for each of two overlapping spans."""
    spans = scene.spans
    if len(spans) == 1:
        return rows.filter(_bounds(rows, scene, source, scene.first, scene.end)).mutate(
            **{SPAN: ibis.literal(0, "int64")}
        )
    rows = rows.filter(_bounds(rows, scene, source, scene.first, scene.end))
    if _is_short(scene):
        numbers = [(_bounds(rows, scene, source, span.start, span.end), n) for n, span in enumerate(spans)]
        rows = rows.mutate(**{SPAN: ibis.cases(*numbers).cast("int64")})
        return rows.filter(rows[SPAN].notnull())
    if (number := _numbered(rows, scene, source)) is not None:
        return rows.mutate(**{SPAN: number.cast("int64")})
    days = pd.DataFrame(calendar(list(spans)), columns=["_calendar", SPAN]).astype({"_calendar": "datetime64[s]"})
    table = ibis.memtable(days, schema={"_calendar": "date", SPAN: "int64"})
    return rows.join(table, rows[DAY] == table["_calendar"]).drop("_calendar")


def _is_short(scene: Scene) -> bool:
    """Whether the spans are few and do not overlap."""
    return len(scene.spans) == 1 or (len(scene.spans) <= _FEW and disjoint(list(scene.spans)))


def _first_label(scene: Scene) -> date | None:
    """The first day, week or month of a single period; None where the spans are others."""
    return None if len({span.of for span in scene.spans}) > 1 else scene.spans[0].label


def _numbered(rows: Any, scene: Scene, source: Source) -> Any:
    """The number of the day, week or month of a single period by arithmetic, which beats looking it up."""
    first = _first_label(scene)
    if first is None:
        return None
    unit = next(name for name in scene.dims if name in CALENDAR)
    day = rows[DAY]
    if unit == "month":
        return (day.year().cast("int64") * 12 + day.month()) - (first.year * 12 + first.month)
    days, moment = 1 if unit == "day" else 7, rows[source.moment]
    if moment.type().is_timestamp():
        return steps_after(moment, scene.settings.timezone, first, scene.end, days)
    return day.delta(ibis.date(first), unit="day") // days


def with_range(rows: Any, scene: Scene, source: Source) -> Any:
    """The rows with first and last day of their range, and the object within which ranges must not overlap."""
    first, last, item, _ = RANGES[source.base]
    start = _as_day(rows, scene, first)
    end = ibis.coalesce(_as_day(rows, scene, last), start)
    named = (ibis.coalesce(start, end), end, rows[item] if item else ibis.null("string"))
    return rows.mutate(**dict(zip((*RANGE, ITEM), named)))


def _ranged(rows: Any, scene: Scene, source: Source) -> Relation:
    """Rows that speak of ranges of days: those that fit each span."""
    rows = with_range(rows, scene, source)
    keys = [*PARTS, CUT, ITEM, *RANGE]
    near = rows.filter(rows._start < scene.end, rows._end >= scene.first)
    found = fetch(scene.store, near.select(*keys).distinct())
    listed = [
        (_group(row[:4]), pd.Timestamp(row[4]).date(), pd.Timestamp(row[5]).date())
        for row in found.itertuples(index=False)
    ]
    accepted, broken = fitting(listed, scene.spans)
    chosen = pd.DataFrame(
        [(number, *(value or "" for value in group), first, last) for number, group, first, last in accepted],
        columns=[SPAN, *(f"{key}_" for key in keys)],
    ).astype({"_start_": "datetime64[s]", "_end_": "datetime64[s]"})
    schema = {SPAN: "int64"} | {f"{key}_": "string" for key in keys[:4]} | {"_start_": "date", "_end_": "date"}
    table = ibis.memtable(chosen, schema=schema)
    same = [near[key].fill_null("") == table[f"{key}_"] for key in keys[:4]]
    same += [near[key] == table[f"{key}_"] for key in keys[4:]]
    return Relation(near.join(table, same).drop(*(f"{key}_" for key in keys)), broken)


def _group(values: tuple) -> Group:
    return tuple(None if value is None or value != value or value is pd.NA else str(value) for value in values)


def _as_day(rows: Any, scene: Scene, name: str) -> Any:
    column = rows[name]
    if column.type().is_timestamp():
        return local(column, scene.settings.timezone, scene.first, scene.end).date()
    return column
