"""The time axis of an evaluation: every period, or every day, week or month inside it, as one numbered span.

Comes in: periods and a calendar dimension. Goes out: spans, and the calendar that says which days are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kpilib.errors import PeriodError
from kpilib.periods import Kind, Period

_DAY = timedelta(days=1)
_KINDS: dict[str, Kind] = {"day": "days", "week": "week", "month": "month"}
_LONGEST = 40 * 366


@dataclass(frozen=True)
class Span:
    """Days [start, end) of the asked period number `of`; `label` is the first day of the whole day, week or month."""

    start: date
    end: date
    of: int
    label: date | None = None

    @property
    def length(self) -> int:
        """Days inside."""
        return (self.end - self.start).days


def spans_of(periods: list[Period], unit: str | None) -> list[Span]:
    """The spans of all periods in order; with a calendar unit one for each day, week or month that they touch.

    Raises
    ------
    PeriodError : a period so long that it must be a mistake
    """
    for period in periods:
        if period.length > _LONGEST:
            raise PeriodError(
                "period", f"{period} is longer than 40 years", "Write 2026-10, 2026-Q3, 2026-W41 or 2026."
            )
    if unit is None:
        return [Span(period.start, period.end, number) for number, period in enumerate(periods)]
    return [span for number, period in enumerate(periods) for span in _split(period, unit, number)]


def _split(period: Period, unit: str, number: int) -> list[Span]:
    spans = []
    day = period.start
    while day < period.end:
        whole = Period.containing(day, _KINDS[unit])
        spans.append(Span(max(whole.start, period.start), min(whole.end, period.end), number, whole.start))
        day = whole.end
    return spans


def calendar(spans: list[Span]) -> list[tuple[date, int]]:
    """(day, span number) for every day of every span; a day of two overlapping periods is listed twice."""
    return [(span.start + n * _DAY, number) for number, span in enumerate(spans) for n in range(span.length)]


def disjoint(spans: list[Span]) -> bool:
    """Whether no day belongs to two spans."""
    ordered = sorted((span.start, span.end) for span in spans)
    return all(first[1] <= second[0] for first, second in pairwise(ordered))
