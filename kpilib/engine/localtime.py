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
    cuts = offsets(timezone, first, last)
    naive = utc_clock(instant)
    if cuts == ((None, 0),):
        return naive
    shift = ibis.literal(cuts[-1][1])
    if len(cuts) > 1:
        branches = [(instant < ibis.literal(after), seconds) for (_, seconds), (after, _) in pairwise(cuts)]
        shift = ibis.cases(*branches, else_=cuts[-1][1])
    return naive + shift.as_interval("s")


def utc_clock(instant: Any) -> Any:
    """The clock of UTC without a zone.

    The embedded database asks a time-zone library for every row of a cast, eight times slower than counting.
    """
    if instant.type().timezone is None or instant.get_backend().name != "duckdb":
        return instant.cast("timestamp")
    return _clock_of(_microseconds(instant))


@ibis.udf.scalar.builtin(name="epoch_us", signature=(("timestamp('UTC')",), "int64"))
def _microseconds(instant): ...


@ibis.udf.scalar.builtin(name="make_timestamp", signature=(("int64",), "timestamp"))
def _clock_of(microseconds): ...


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
