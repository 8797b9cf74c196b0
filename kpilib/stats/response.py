"""How long people wait: the business clock, waits that are still open, the fastest nine tenths.

Comes in: instants and durations. Goes out: seconds in working hours, medians, shares answered in time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, vectors

DEFAULT_HOURS: Mapping[str, str] = {"mon-fri": "09:00-17:00"}

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_SECONDS = 86_400
_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")

Week = list[list[tuple[int, int]]]


def business_seconds(
    received: ArrayLike,
    replied: ArrayLike,
    *,
    timezone: str,
    hours: Mapping[str, str] | None = None,
    holidays: Collection[date] = (),
) -> Floats:
    """Working seconds between two instants, by the wall clock of the client.

    Parameters
    ----------
    received, replied : datetime64 arrays in UTC, shape (n,); NaT where unknown
    timezone : IANA name; hours : as the client file writes them, {"mon-fri": "09:00-12:30, 13:30-18:00"},
        Monday to Friday 9 to 17 by default; holidays : local dates without working hours

    Returns
    -------
    seconds : float array, shape (n,). Outside hours the clock starts at the next opening, so a reply before it
        counts 0; nan where an instant is unknown or the reply came before the message.

    Raises
    ------
    StatsError : unknown time zone, hours that cannot be read, arrays of different length
    """
    week = read_hours(DEFAULT_HOURS if hours is None else hours)
    start, end = _utc(received), _utc(replied)
    if start.shape != end.shape:
        raise StatsError("business hours", f"{start.size} messages, but {end.size} replies")
    known = np.asarray(end >= start)  # False where either is NaT
    worked = np.full(len(start), np.nan)
    if known.any():
        local = [_local(instants[known], timezone) for instants in (start, end)]
        days = _working_days(local, week, holidays)
        worked[known] = np.maximum(_worked(local[1], week, *days) - _worked(local[0], week, *days), 0.0)
    return worked


def read_hours(hours: Mapping[str, str]) -> Week:
    """Opening spans of the seven weekdays, from how a client writes them.

    Parameters
    ----------
    hours : {"mon-thu": "09:00-18:00", "fri": "09:00-12:00, 13:00-16:00"}; a day that is not named is closed;
        a night shift is written as two spans, one up to 24:00

    Returns
    -------
    week : seven lists, Monday first, of (opens, closes) in seconds after midnight

    Raises
    ------
    StatsError : an unknown day, a time that does not exist, spans that run backwards or overlap, no hours at all
    """
    week: Week = [[] for _ in _DAYS]
    for days, text in hours.items():
        spans = [_span(part) for part in text.split(",")]
        for day in _named_days(days):
            week[day] = sorted(week[day] + spans)
            if any(later[0] < earlier[1] for earlier, later in zip(week[day], week[day][1:])):
                raise StatsError("hours", f"{_DAYS[day]} has spans that overlap")
    if not any(week):
        raise StatsError("hours", "no day has working hours", "Write for example {mon-fri: 09:00-17:00}.")
    return week


def public_holidays(country: str, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of a country; half-days are not among them.

    Parameters
    ----------
    country : ISO code, TR, or with a region, DE-BE; years : calendar years

    Returns
    -------
    dates : local dates

    Raises
    ------
    StatsError : the country or region is not known

    Source: the `holidays` package.
    """
    from holidays import country_holidays  # loads a module per country, needed by few clients

    code, _, region = country.partition("-")
    try:
        return frozenset(country_holidays(code, subdiv=region or None, years=sorted(set(years))))
    except NotImplementedError as error:
        raise StatsError("holidays", f"no calendar for {country!r}", "Use an ISO country code such as TR.") from error


def survival(durations: ArrayLike, answered: ArrayLike) -> tuple[Floats, Floats]:
    """Share still waiting after each time at which someone was answered.

    Parameters
    ----------
    durations : waits so far, any unit, 0 or more, shape (n,)
    answered : bool, shape (n,); False = still open after that long

    Returns
    -------
    times, waiting : float arrays, shape (distinct answer times,); empty without answers

    Raises
    ------
    StatsError : a duration is missing or negative

    Source: Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, 457-481.
    """
    waits, done = vectors("survival", durations=durations, answered=answered, least=0)
    if np.isnan(waits).any() or np.isnan(done).any() or (waits < 0).any():
        raise StatsError("survival", "a duration is missing or negative")
    times = np.unique(waits[done > 0])
    ended = np.bincount(np.searchsorted(times, waits[done > 0]), minlength=times.size)
    at_risk = waits.size - np.searchsorted(np.sort(waits), times, side="left")
    return times, np.asarray(np.cumprod(1 - ended / at_risk), dtype=np.float64)


def median_wait(durations: ArrayLike, answered: ArrayLike) -> float:
    """Median wait, open cases counted for as long as they have been waiting.

    Returns
    -------
    median : in the unit of `durations`; nan when fewer than half are answered at any time

    Raises
    ------
    StatsError : a duration is missing or negative
    """
    times, waiting = survival(durations, answered)
    reached = times[waiting <= 0.5 + 1e-12]  # a product of fractions may stop a hair above one half
    return float(reached[0]) if reached.size else np.nan


def answered_within(durations: ArrayLike, answered: ArrayLike, limit: float) -> float:
    """Share answered within `limit`, open cases counted for as long as they have been waiting.

    Returns
    -------
    share : 0..1; nan without cases, or where every case was still open before the limit came

    Raises
    ------
    StatsError : a duration is missing or negative
    """
    times, waiting = survival(durations, answered)
    waits = np.atleast_1d(np.asarray(durations, dtype=float))
    if waits.size == 0 or (waits.max() < limit and not (waiting.size and waiting[-1] == 0)):
        return np.nan
    before = waiting[times <= limit]
    return float(1 - before[-1]) if before.size else 0.0


def fastest_90(durations: ArrayLike) -> float:
    """Mean of the fastest nine tenths of the waits.

    Parameters
    ----------
    durations : waits of the answered, any unit, shape (n,); nan is left out

    Returns
    -------
    mean : of the floor(0.9 n) shortest; nan with fewer than two waits

    Raises
    ------
    StatsError : not numbers

    Source: Facebook's response time of a page (mean of the fastest 90 %).
    """
    (waits,) = vectors("fastest 90", durations=durations, least=0)
    waits = np.sort(waits[~np.isnan(waits)])
    kept = waits[: waits.size * 9 // 10]
    return float(kept.mean()) if kept.size else np.nan


def _utc(instants: ArrayLike) -> pd.DatetimeIndex:
    try:
        return pd.DatetimeIndex(pd.to_datetime(np.atleast_1d(np.asarray(instants)), utc=True))
    except (ValueError, TypeError) as error:
        raise StatsError("business hours", f"not instants: {error}") from error


def _local(instants: pd.DatetimeIndex, timezone: str) -> Floats:
    """Seconds since 1970 on the local wall clock."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise StatsError("business hours", f"no time zone called {timezone!r}") from error
    wall = instants.tz_convert(zone).tz_localize(None)
    return (wall.to_numpy() - np.datetime64(0, "s")) / np.timedelta64(1, "s")


def _working_days(local: list[Floats], week: Week, holidays: Collection[date]) -> tuple[int, Floats, NDArray[np.bool_]]:
    """First day of the span, working seconds before each of its days, and which of them are open."""
    first, last = (int(edge // _DAY_SECONDS) for edge in (min(local[0].min(), local[1].min()), max(map(np.max, local))))
    days = np.arange(first, last + 1)
    closed = np.array([np.datetime64(day, "D").astype(int) for day in holidays], dtype=int)
    open_days = ~np.isin(days, closed)
    length = np.array([sum(closes - opens for opens, closes in spans) for spans in week], dtype=float)
    before = np.concatenate([[0.0], np.cumsum(np.where(open_days, length[_weekday(days)], 0.0))])
    return first, before, open_days


def _worked(local: Floats, week: Week, first: int, before: Floats, open_days: NDArray[np.bool_]) -> Floats:
    """Working seconds from the first day up to each local instant: W(t)."""
    days = (local // _DAY_SECONDS).astype(int)
    clock, weekday = local - days * _DAY_SECONDS, _weekday(days)
    today = np.zeros(local.shape)
    for slot in range(max(map(len, week))):
        opens, closes = (np.array([spans[slot][i] if slot < len(spans) else 0 for spans in week]) for i in (0, 1))
        today += np.clip(clock - opens[weekday], 0, (closes - opens)[weekday])
    return before[days - first] + np.where(open_days[days - first], today, 0.0)


def _weekday(days: NDArray[np.int64]) -> NDArray[np.int64]:
    return (days + 3) % 7  # day 0, 1 January 1970, was a Thursday


def _named_days(text: str) -> list[int]:
    names = [part.strip().lower() for part in text.split("-")]
    if len(names) > 2 or any(name not in _DAYS for name in names):
        raise StatsError("hours", f"cannot read the days {text!r}", f"Write {', '.join(_DAYS)} or mon-fri.")
    first, last = _DAYS.index(names[0]), _DAYS.index(names[-1])
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


def _span(text: str) -> tuple[int, int]:
    if not (match := _SPAN.fullmatch(text)):
        raise StatsError("hours", f"cannot read the hours {text.strip()!r}", "Write them 09:00-17:00.")
    opens_h, opens_m, closes_h, closes_m = map(int, match.groups())
    opens, closes = 3600 * opens_h + 60 * opens_m, 3600 * closes_h + 60 * closes_m
    if opens_m > 59 or closes_m > 59 or closes > _DAY_SECONDS or opens >= closes:
        raise StatsError("hours", f"{text.strip()!r} does not run forward within a day", "A night is two spans.")
    return opens, closes
