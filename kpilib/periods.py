"""A `Period`: the span of local calendar days that a figure speaks of.

Comes in: text such as "2026-10", "2026-Q3", "2026-W41", "2026" or "2026-10-01..2026-10-14". Goes out: half-open dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from kpilib.errors import PeriodError

Kind = Literal["month", "quarter", "week", "year", "days"]
_DAY = timedelta(days=1)
_FORMS = "Write 2026-10, 2026-Q3, 2026-W41, 2026 or 2026-10-01..2026-10-14 (both days included)."


@dataclass(frozen=True, order=True)
class Period:
    """Local calendar days from `start` up to, not including, `end`."""

    start: date
    end: date
    kind: Kind = "days"

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise PeriodError("period", f"{self.start} to {self.end - _DAY} holds no day", _FORMS)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as people write it.

        Raises
        ------
        PeriodError : the text has none of the known forms, or names a day that does not exist
        """
        for pattern, build in _PATTERNS:
            if match := pattern.fullmatch(text.strip()):
                try:
                    return build(*match.groups())
                except ValueError as error:
                    if isinstance(error, PeriodError):
                        raise
                    raise PeriodError("period", f"{text!r} does not exist: {error}", _FORMS) from error
        raise PeriodError("period", f"cannot read {text!r}", _FORMS)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month; `month` may run past 12 or below 1."""
        years, index = divmod(month - 1, 12)
        following, after = divmod(month, 12)
        return cls(date(year + years, index + 1, 1), date(year + following, after + 1, 1), "month")

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """The calendar quarter 1 to 4."""
        if not 1 <= quarter <= 4:
            raise PeriodError("period", f"{year}-Q{quarter} does not exist", _FORMS)
        return cls(date(year, 3 * quarter - 2, 1), cls.month(year, 3 * quarter).end, "quarter")

    @classmethod
    def week(cls, year: int, week: int) -> Period:
        """The ISO week, Monday to Sunday."""
        start = date.fromisocalendar(year, week, 1)
        return cls(start, start + 7 * _DAY, "week")

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1), "year")

    @classmethod
    def days(cls, first: date, last: date) -> Period:
        """Any span of days, both included."""
        return cls(first, last + _DAY)

    @classmethod
    def containing(cls, day: date, kind: Kind) -> Period:
        """The calendar period of this kind that holds `day`."""
        match kind:
            case "month":
                return cls.month(day.year, day.month)
            case "quarter":
                return cls.quarter(day.year, (day.month + 2) // 3)
            case "year":
                return cls.year(day.year)
            case "week":
                return cls.week(*day.isocalendar()[:2])
            case "days":
                return cls.days(day, day)

    @classmethod
    def last_complete(cls, kind: Kind, data_date: date, first: date = date.min) -> Period:
        """The last calendar period of this kind that ends on or before `data_date`, which counts as covered.

        Where that lies wholly before `first`, the first day of the data, it is the running one.
        """
        current = cls.containing(data_date, kind)
        whole = current if current.end <= data_date + _DAY else current.previous
        return whole if whole.last >= first else current

    @property
    def name(self) -> str:
        """The text that `parse` reads back, also the name of the report's folder."""
        match self.kind:
            case "month":
                return f"{self.start:%Y-%m}"
            case "quarter":
                return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
            case "week":
                year, week, _ = self.start.isocalendar()
                return f"{year}-W{week:02d}"
            case "year":
                return f"{self.start.year:04d}"
            case "days":
                return f"{self.start}..{self.last}"

    @property
    def last(self) -> date:
        """The last day inside the period."""
        return self.end - _DAY

    @property
    def length(self) -> int:
        """Days inside the period."""
        return (self.end - self.start).days

    @property
    def previous(self) -> Period:
        """The period of the same kind, or of the same length, that ends where this one starts."""
        if self.kind == "days":
            return Period(self.start - (self.end - self.start), self.start)
        return Period.containing(self.start - _DAY, self.kind)

    @property
    def next(self) -> Period:
        """The period of the same kind, or of the same length, that starts where this one ends."""
        if self.kind == "days":
            return Period(self.end, self.end + (self.end - self.start))
        return Period.containing(self.end, self.kind)

    @property
    def year_before(self) -> Period:
        """Calendar periods: the same one a year earlier. Weeks and free spans: 364 days earlier, same weekdays."""
        match self.kind:
            case "month":
                return Period.month(self.start.year - 1, self.start.month)
            case "quarter":
                return Period.quarter(self.start.year - 1, (self.start.month + 2) // 3)
            case "year":
                return Period.year(self.start.year - 1)
            case _:
                return Period(self.start - 364 * _DAY, self.end - 364 * _DAY, self.kind)

    def contains(self, start: date, end: date) -> bool:
        """Whether the half-open span [start, end) lies wholly inside."""
        return self.start <= start and end <= self.end

    def meeting(self, first: date, last: date) -> Period:
        """The period itself, if it shares a day with the data from `first` to `last`.

        Raises
        ------
        PeriodError : it ends before the data or begins after it
        """
        if self.start > last:
            raise PeriodError(
                "period", f"{self} begins after the last day of the data, {last}", "Choose an earlier one."
            )
        if self.end <= first:
            raise PeriodError("period", f"{self} ends before the first day of the data, {first}", "Choose a later one.")
        return self

    def elapsed(self, data_date: date) -> float:
        """Share of the days up to and including `data_date`, 0 to 1."""
        return min(max((data_date + _DAY - self.start).days / self.length, 0.0), 1.0)

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """First instant inside and first instant after, in UTC, of the days as lived in `timezone`."""
        zone = ZoneInfo(timezone)
        first, after = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.start, self.end))
        return first, after

    def __str__(self) -> str:
        return self.name


_PATTERNS: list[tuple[re.Pattern[str], Callable[..., Period]]] = [
    (
        re.compile(r"(\d{4})-(\d{2})"),
        lambda y, m: Period(date(int(y), int(m), 1), Period.month(int(y), int(m)).end, "month"),
    ),
    (re.compile(r"(\d{4})-[Qq]([1-4])"), lambda y, q: Period.quarter(int(y), int(q))),
    (re.compile(r"(\d{4})-[Ww](\d{2})"), lambda y, w: Period.week(int(y), int(w))),
    (re.compile(r"(\d{4})"), lambda y: Period.year(int(y))),
    (
        re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})"),
        lambda a, b: Period.days(date.fromisoformat(a), date.fromisoformat(b)),
    ),
]
