"""Durations, dates and periods in words.

Comes in: a `Voice` and seconds, days or a `Period`. Goes out: text whose month is a word, never the short numeric form.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from babel.dates import format_date, format_time

from kpilib.text import numbers
from kpilib.text.voice import Voice


class Span(Protocol):
    """What this room needs of a period; `kpilib.periods.Period` has it, and the two rooms do not know each other."""

    @property
    def kind(self) -> str: ...

    @property
    def start(self) -> date: ...

    @property
    def last(self) -> date: ...


_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def duration(voice: Voice, seconds: Decimal) -> str:
    """38 min, 2 h 5 min, 3 days 4 h: two units at most, the smaller one left out where it is zero."""
    minus, seconds = (numbers.MINUS if seconds < 0 else ""), abs(seconds)
    if seconds < 10 and seconds != seconds.to_integral_value():
        tenths = seconds.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
        if tenths < 10:
            return minus * bool(tenths) + part(voice, "s", tenths)
    small, large, rounded = _resolution(seconds)
    whole, rest = divmod(rounded, _SECONDS[large])
    pairs = [(large, whole), (small, rest // _SECONDS[small])]
    shown = [part(voice, unit, amount) for unit, amount in pairs if amount] or [part(voice, small, 0)]
    return minus * bool(rounded) + " ".join(shown)


def _resolution(seconds: Decimal) -> tuple[str, str, int]:
    """The smaller and the larger unit to print, and the seconds rounded to the smaller."""
    for small, large, limit in (("s", "min", 600), ("min", "h", 48 * 3600), ("h", "d", 10 * 86400)):
        rounded = _rounded(seconds, _SECONDS[small])
        if rounded < limit:
            return small, large, rounded
    return "d", "d", _rounded(seconds, _SECONDS["d"])


def _rounded(seconds: Decimal, step: int) -> int:
    return int((seconds / step).to_integral_value(ROUND_HALF_EVEN)) * step


def part(voice: Voice, unit: str, amount: Decimal | int) -> str:
    """An amount of one unit: s, min, h or d."""
    return voice.say(f"unit.{unit}", count=amount)


def tick(voice: Voice, seconds: Decimal) -> str:
    """A duration on an axis: one unit, the largest that fits."""
    size = abs(seconds)
    unit = next((unit for unit in ("d", "h", "min") if size >= _SECONDS[unit]), "s")
    text = voice.say(f"unit.tick.{unit}", x=numbers.number(voice.locale, _trimmed(size / _SECONDS[unit])))
    return numbers.MINUS + text if seconds < 0 else text


def day(voice: Voice, value: date, form: str = "long") -> str:
    """A date by the name of its form: long, medium, day_month, day_month_long, month_year, month, weekday …"""
    return numbers.plain(format_date(value, voice.say(f"format.date.{form}"), locale=voice.locale))


def clock(voice: Voice, value: time | datetime) -> str:
    """The time of day, by 24 hours: 14:07, 14.07."""
    return numbers.plain(format_time(value, voice.say("format.time.short"), locale=voice.locale))


def period(voice: Voice, value: Span, *, year: bool = True) -> str:
    """October 2026, Q4 2026, Week 41, 2026 (5–11 Oct), 2026, 5–11 Oct 2026; without `year` the short way to say it."""
    match value.kind:
        case "month":
            return day(voice, value.start, "month_year" if year else "month")
        case "quarter":
            number = (value.start.month + 2) // 3
            text = voice.say(f"format.quarter.q{number}")
            return voice.say("format.quarter.year", quarter=text, year=str(value.start.year)) if year else text
        case "week":
            iso_year, week, _ = value.start.isocalendar()
            if not year:
                return voice.say("format.week.short", week=str(week))
            shown = span(voice, value, year=value.start.year != value.last.year)
            return voice.say("format.week.year", week=str(week), year=str(iso_year), days=shown)
        case "year":
            return day(voice, value.start, "year")
        case _:
            return span(voice, value, year=year)


def span(voice: Voice, value: Span, *, year: bool = True) -> str:
    """First and last day, what they share said once."""
    first, last = value.start, value.last
    tail = "_year" if year else ""
    if first == last:
        return day(voice, first, "medium" if year else "day_month")
    if first.year != last.year:
        shape, a, b = "years", day(voice, first, "medium"), day(voice, last, "medium")
    elif first.month != last.month:
        shape, a, b = f"months{tail}", day(voice, first, "day_month"), day(voice, last, "day_month")
    else:
        shape, a, b = f"days{tail}", day(voice, first, "day"), day(voice, last, "day")
    month = day(voice, first, "month_short")
    return voice.say(f"format.span.{shape}", a=a, b=b, month=month, year=str(last.year))


def versus(voice: Voice, comparison: Span, current: Span) -> str:
    """What a change is measured against: "on September", "on October 2025"."""
    if comparison.kind == "week" and comparison.start.isocalendar()[0] == current.start.isocalendar()[0]:
        return voice.say("versus.week", x=period(voice, comparison, year=False))
    same_year = comparison.start.year == current.start.year and comparison.last.year == current.last.year
    if comparison.kind == "year" or (comparison.kind != "week" and same_year):
        return voice.say(f"versus.{comparison.kind}", x=period(voice, comparison, year=False))
    return voice.say("versus.other", x=period(voice, comparison))


def _trimmed(x: Decimal) -> Decimal:
    return x.quantize(Decimal("0.1"), ROUND_HALF_EVEN).normalize() + 0
