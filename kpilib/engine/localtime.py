"""Local wall-clock time of UTC instants, the same on every database: the instant plus the zone's offset at that time.

Comes in: an Ibis timestamp and a zone. Goes out: an Ibis timestamp without zone. Casts to a zone are never used: some
backends drop the zone silently.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import ibis

_STEP = timedelta(minutes=15)
_DAY = timedelta(days=1)


def local(instant: Any, timezone: str, first: date, last: date) -> Any:
    """The wall clock in `timezone` of instants that lie between the days `first` and `last`."""
    naive, shift = utc_clock(instant), _shift(instant, timezone, first, last)
    return naive if shift is None else naive + shift.as_interval("s")


def steps_after(instant: Any, timezone: str, first: date, last: date, days: int) -> Any:
    """How many whole steps of so many days lie between the midnight that begins `first` and later instants.

    No instant passes the day `last`. The embedded database counts microseconds three times faster than it makes dates.
    """
    if not _counts_microseconds(instant):
        return local(instant, timezone, first, last).date().delta(ibis.date(first), unit="day") // days
    shift = _shift(instant, timezone, first, last)
    clock = _microseconds(instant) if shift is None else _microseconds(instant) + shift.cast("int64") * 10**6
    start = int(datetime.combine(first, time(), UTC).timestamp()) * 10**6
    return _whole_steps(clock - start, ibis.literal(days * 86400 * 10**6, "int64"))


def _shift(instant: Any, timezone: str, first: date, last: date) -> Any:
    """Seconds east of UTC; None where always 0."""
    cuts = offsets(timezone, first, last)
    if len(cuts) == 1:
        return ibis.literal(cuts[0][1]) if cuts[0][1] else None
    branches = [(instant < ibis.literal(after), seconds) for (_, seconds), (after, _) in pairwise(cuts)]
    return ibis.cases(*branches, else_=cuts[-1][1])


def utc_clock(instant: Any) -> Any:
    """The clock of UTC without a zone.

    The embedded database asks a time-zone library for every row of a cast, eight times slower than counting.
    """
    return _clock_of(_microseconds(instant)) if _counts_microseconds(instant) else instant.cast("timestamp")


def _counts_microseconds(instant: Any) -> bool:
    return instant.type().timezone is not None and instant.get_backend().name == "duckdb"


@ibis.udf.scalar.builtin(name="epoch_us", signature=(("timestamp('UTC')",), "int64"))
def _microseconds(instant): ...


@ibis.udf.scalar.builtin(name="make_timestamp", signature=(("int64",), "timestamp"))
def _clock_of(microseconds): ...


@ibis.udf.scalar.builtin(name="divide", signature=(("int64", "int64"), "int64"))
def _whole_steps(number, step): ...


@lru_cache(maxsize=256)
def offsets(timezone: str, first: date, last: date) -> tuple[tuple[datetime | None, int], ...]:
    """(from this instant on, seconds east of UTC): the zone's offsets over a span of days, in order."""
    zone = ZoneInfo(timezone)
    day, end = datetime.combine(first - _DAY, time(), UTC), datetime.combine(last + 2 * _DAY, time(), UTC)
    cuts: list[tuple[datetime | None, int]] = [(None, _offset(zone, day))]
    while day < end:
        if _offset(zone, day + _DAY) != cuts[-1][1]:
            instant = day
            while _offset(zone, instant) == cuts[-1][1]:
                instant += _STEP
            cuts.append((instant, _offset(zone, instant)))
            if cuts[-1][1] != _offset(zone, day + _DAY):
                continue
        day += _DAY
    return tuple(cuts)


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    shift = instant.astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0
