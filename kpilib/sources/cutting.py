"""Relations of a database cut to days, in the database and on the client's clock.

Comes in: an Ibis relation, what it fills, and bounds. Goes out: the relation with a condition on its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial, reduce
from operator import and_, or_
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kpilib.sources.headers import normal
from kpilib.sources.preset import Part
from kpilib.sources.ranges import Range
from kpilib.sources.window import Bounds
from kpilib.tables.coverage import DATES, kinds_of

_DAY = timedelta(days=1)
# What tells the kinds of a table's rows apart beside whose they are: of a rival without a figure there is word.
_MEMBERS = {"mentions": ("brand",), "competitors_daily": ("competitor",), "surveys": ("survey",)}
_ISO = "____-__-__%"
_ZONES = 2 * _DAY  # no two clocks are further apart


class Clock(NamedTuple):
    """The zone in which days begin and end, and the zone of stamps that name none."""

    days: str
    stamps: str


def covering(rows: Any, part: Part, span: Range, clock: Clock) -> Any:
    """The rows of these days, both included; all rows where no column says the day."""
    column = next((rows[name] for name in _columns(part, DATES[part.table][0], rows.columns)), None)
    if column is None:
        return rows
    if not column.type().is_timestamp():
        day = column.cast("date")
        return rows.filter((day >= span[0]) & (day <= span[1]))
    first, end = (_begin(column.type(), day, clock) for day in (span[0], span[1] + _DAY))
    return rows.filter((column >= first) & (column < end))


def cut(rows: Any, part: Part, bounds: Bounds, clock: Clock, *, iso: bool) -> Any:
    """The rows that reach into the bounds, those without a day, and those that say how far the table reaches.

    Parameters
    ----------
    iso : whether days that are texts are written as ISO says; others are not compared

    Returns
    -------
    rows : the relation itself where nothing is to be left out, or no column says the day
    """
    firsts, lasts = (_columns(part, names, rows.columns) for names in DATES[part.table])
    days = {name: _comparable(rows[name]) for name in dict.fromkeys([*firsts, *lasts])}
    if bounds == Bounds() or not firsts or not all(_is_day(column.type(), iso) for column in days.values()):
        return rows
    tests = []
    if bounds.start:
        since = partial(_since, day=bounds.start, clock=clock)
        tests.append(_first_known([days[name] for name in lasts or firsts], since))
    if bounds.end:
        tests.append(_first_known([days[name] for name in firsts], partial(_before, day=bounds.end, clock=clock)))
    undated = reduce(and_, [days[name].isnull() for name in firsts])
    kept = undated | _is_end(rows, part, days, firsts)
    return rows.filter(reduce(and_, tests) | kept if tests else kept)


def _columns(part: Part, ours: Iterable[str], names: Sequence[str]) -> list[str]:
    """Their columns that ours are filled from, as far as there are any."""
    known = {normal(name): name for name in reversed(names)}
    fields = [part.sources[name] for name in ours if name in part.sources]
    found = [next((known[spelling] for spelling in field.names if spelling in known), "") for field in fields]
    return [name for name in dict.fromkeys(found) if name]


def _comparable(column: Any) -> Any:
    """The column as it can be compared: SQLite keeps days as the texts they were written as."""
    loose = column.type().is_temporal() and column.get_backend().name == "sqlite"
    return column.cast("string") if loose else column


def _is_day(kind: Any, iso: bool) -> bool:
    return kind.is_date() or kind.is_timestamp() or (kind.is_string() and iso)


def _begin(kind: Any, day: date, clock: Clock) -> date | datetime:
    """When a day begins, as a column of this type says it; a database would say it on the clock of its session."""
    if not kind.is_timestamp():
        return day
    moment = datetime.combine(day, time(), ZoneInfo(clock.days))
    return moment.astimezone(UTC) if kind.timezone else moment.astimezone(ZoneInfo(clock.stamps)).replace(tzinfo=None)


def _since(column: Any, *, day: date, clock: Clock) -> Any:
    if column.type().is_string():
        return (column >= str(day - _ZONES)) | ~column.like(_ISO)
    return column >= _begin(column.type(), day, clock)


def _before(column: Any, *, day: date, clock: Clock) -> Any:
    if column.type().is_string():
        return (column < str(day + _ZONES)) | ~column.like(_ISO)
    return column < _begin(column.type(), day, clock)


def _first_known(columns: list[Any], test: Callable[[Any], Any]) -> Any:
    """The test of the first column that is not null."""
    *better, last = columns
    return reduce(lambda rest, column: test(column) | (column.isnull() & rest), reversed(better), test(last))


def _is_end(rows: Any, part: Part, days: dict[str, Any], firsts: list[str]) -> Any:
    """The first and last day of each kind of rows, and the last on which each column says something.

    With them the accounts, the covered days, and what a source knows at all, are those of the whole table.
    """
    kinds = _columns(part, (*kinds_of(part.table), *_MEMBERS.get(part.table, ())), rows.columns)
    marks = {name: [day.max(), *([day.min()] if name in firsts else [])] for name, day in days.items()}
    others = [rows[name] for name in rows.columns if name not in (*days, *kinds)]
    marks[firsts[-1]] += [days[firsts[-1]].max(where=_says(column)) for column in others]
    named = {f"{place}_{n}": mark for place, each in enumerate(marks.values()) for n, mark in enumerate(each)}
    found = rows.aggregate(named, by=kinds).to_pyarrow()
    tests = []
    for place, (day, each) in enumerate(zip(days.values(), marks.values())):
        values = {value for n in range(len(each)) for value in found[f"{place}_{n}"].to_pylist()}
        tests.append(day.isin(sorted(values - {None})))
    return reduce(or_, tests)


def _says(column: Any) -> Any:
    return column != 0 if column.type().is_numeric() else column.notnull()
