"""Which days of a database's tables a report can need.

Comes in: the days that a report looks at. Goes out: bounds for each table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from kpilib.periods import Period
from kpilib.tables.coverage import FROM_THE_FIRST, TO_THE_LAST

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bounds:
    """From which day up to, not including, which day a table is asked for; None: from the first, to the last row.

    `ends`: only for the rows that say how far it reaches.
    """

    start: date | None = None
    end: date | None = None
    ends: bool = False

    def hold(self, day: date) -> bool:
        """Whether a day lies within."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        start = "the first day" if self.start is None else str(self.start)
        end = "the last day" if self.end is None else str(self.end - _DAY)
        return "how far it reaches" if self.ends else f"{start} to {end}"


Needed = Callable[[str], Bounds]


def needed(period: Period, *, carry: int, counts: Iterable[date] = ()) -> Needed:
    """The bounds of each table for a report that looks at these days.

    Parameters
    ----------
    carry : how many days a last known value is carried into the period
    counts : days of known follower counts, between which the daily changes are added up
    """
    return partial(_bounds, period.start - carry * _DAY, period.end, tuple(counts))


def everything(table: str) -> Bounds:
    """All rows."""
    return Bounds()


def reach(table: str) -> Bounds:
    """Only the rows that say how far a table reaches."""
    return Bounds(ends=True)


def _bounds(start: date, end: date, counts: tuple[date, ...], table: str) -> Bounds:
    if table == "accounts_daily" and counts:
        start, end = min(start, *counts), max(end, max(counts) + _DAY)
    return Bounds(None if table in FROM_THE_FIRST else start, None if table in TO_THE_LAST else end)
