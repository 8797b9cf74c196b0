"""Waits against the worked examples E5, E5b and E21."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from kpilib.errors import StatsError
from kpilib.stats.response import (
    answered_within,
    business_seconds,
    fastest_90,
    median_wait,
    public_holidays,
    read_hours,
    survival,
)

ISTANBUL = ZoneInfo("Europe/Istanbul")
ANSWERS = [2, 3, 4, 5, 6, 8, 9, 11, 12, 15, 18, 21, 25, 30, 38, 47, 58, 75, 240, 2880]
CLOSED, OPEN = [5, 12, 20, 35, 50, 90], [30, 60, 120, 240]
CENSORED = CLOSED + OPEN, [True] * 6 + [False] * 4


def instant(text):
    return pd.Timestamp(text).tz_localize(ISTANBUL).tz_convert("UTC").tz_localize(None)


@pytest.mark.parametrize(
    ("received", "replied", "business", "calendar"),
    [
        ("2026-11-20 16:30", "2026-11-23 09:45", 75, 3915),
        ("2026-11-21 11:00", "2026-11-23 09:20", 20, 2780),
        ("2026-11-23 08:00", "2026-11-23 08:50", 0, 50),
        ("2026-11-23 18:00", "2026-11-24 08:30", 0, 870),
        ("2026-11-23 10:00", "2026-11-25 12:00", 1080, 3000),
        ("2026-10-28 16:00", "2026-10-30 10:00", 120, 2520),
    ],
)
def test_business_minutes_printed_examples(received, replied, business, calendar):
    holidays = public_holidays("TR", [2026])
    start, end = instant(received), instant(replied)
    assert business_seconds([start], [end], timezone="Europe/Istanbul", holidays=holidays) == [60 * business]
    assert (end - start).total_seconds() == 60 * calendar


def test_half_days_are_not_holidays():
    holidays = public_holidays("TR", [2026])
    assert date(2026, 10, 29) in holidays
    assert date(2026, 10, 28) not in holidays


def test_what_is_unknown_or_backwards_is_nan():
    start = np.array(["2026-11-23T10:00", "NaT", "2026-11-23T10:00", "2026-11-23T10:00"], "datetime64[us]")
    end = np.array(["NaT", "2026-11-23T10:00", "2026-11-23T09:59", "2026-11-23T10:01"], "datetime64[us]")
    assert business_seconds(start, end, timezone="UTC") == pytest.approx([np.nan, np.nan, np.nan, 60], nan_ok=True)
    assert business_seconds([], [], timezone="UTC").size == 0


def test_aware_instants_are_read_too():
    start, end = pd.Timestamp("2026-11-23 08:00", tz="UTC"), pd.Timestamp("2026-11-23 09:00", tz="UTC")
    assert business_seconds([start], [end], timezone="Europe/Berlin") == [3600]


def test_the_wall_clock_decides_when_the_clocks_change():
    # Friday 16:00 to Monday 10:00 around the change of 25 October 2026 in Berlin: 1 h + 1 h.
    start, end = (
        pd.Timestamp(t, tz="Europe/Berlin").tz_convert("UTC") for t in ("2026-10-23 16:00", "2026-10-26 10:00")
    )
    assert business_seconds([start], [end], timezone="Europe/Berlin") == [7200]


def test_lunch_breaks_nights_and_short_days():
    hours = {"mon-thu": "09:00-12:30, 13:30-18:00", "fri": "22:00-24:00", "sat": "00:00-02:00"}
    spans = [("2026-11-23T12:00", "2026-11-23T14:00"), ("2026-11-27T21:00", "2026-11-28T05:00")]
    seconds = business_seconds(*np.array(spans, "datetime64[s]").T, timezone="UTC", hours=hours)
    assert seconds.tolist() == [3600, 4 * 3600]
    assert read_hours({"sat-mon": "10:00-12:00"})[5:] == [[(36000, 43200)]] * 2
    assert read_hours({"sat-mon": "10:00-12:00"})[0] == [(36000, 43200)]


def slow(start, end, holidays):
    """Working seconds counted minute by minute."""
    minutes = 0
    while start < end:
        open_now = start.weekday() < 5 and 9 <= start.hour < 17 and start.date() not in holidays
        minutes += open_now
        start += timedelta(minutes=1)
    return 60 * minutes


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_business_seconds_agree_with_counting(offset, length):
    holidays = {date(2026, 10, 29), date(2026, 11, 3)}
    start = datetime(2026, 10, 24) + timedelta(minutes=offset)
    end = start + timedelta(minutes=length)
    assert business_seconds([start], [end], timezone="UTC", holidays=holidays) == [slow(start, end, holidays)]


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {"mon": "9-17"},
        {"mon": "17:00-09:00"},
        {"mon": "09:00-25:00"},
        {"mon": "09:70-12:00"},
        {"moon": "09:00-17:00"},
        {"mon": "09:00-12:00, 11:00-13:00"},
        {"mon-tue-wed": "09:00-17:00"},
    ],
)
def test_hours_that_cannot_be(hours):
    with pytest.raises(StatsError, match="hours"):
        read_hours(hours)


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [(["x"], ["y"], "UTC"), (["2026-01-01"], [], "UTC"), (["2026-01-01"], ["2026-01-02"], "Mars")],
)
def test_instants_that_cannot_be(start, end, zone):
    with pytest.raises(StatsError, match="business hours"):
        business_seconds(start, end, timezone=zone)


def test_countries_without_a_calendar():
    with pytest.raises(StatsError, match="XX"):
        public_holidays("XX", [2026])
    assert date(2026, 6, 4) in public_holidays("DE-BY", [2026])  # Corpus Christi, not everywhere in Germany
    assert date(2026, 6, 4) not in public_holidays("DE", [2026])


def test_the_fastest_nine_tenths():
    assert fastest_90(ANSWERS) == 21.5
    assert fastest_90([*ANSWERS, np.nan]) == 21.5
    assert fastest_90([1, 2, 3]) == 1.5
    assert np.isnan([fastest_90([]), fastest_90([7])]).all()


def test_survival_printed_example():
    times, waiting = survival(*CENSORED)
    assert times.tolist() == CLOSED
    assert waiting == pytest.approx([0.9, 0.8, 0.7, 0.583333, 0.466667, 0.311111], abs=5e-7)
    assert median_wait(*CENSORED) == 50
    assert answered_within(*CENSORED, 60) == pytest.approx(0.533333, abs=5e-7)


def test_survival_of_nobody_and_of_all_open():
    assert survival([], [])[0].size == 0
    assert np.isnan([median_wait([], []), answered_within([], [], 60)]).all()
    assert np.isnan(median_wait([10, 20], [False, False]))
    assert answered_within([100, 200], [False, False], 60) == 0
    assert np.isnan(answered_within([10, 20], [False, False], 60))


def test_a_case_open_as_long_as_an_answer_took_was_still_waiting():
    assert survival([10, 10], [True, False])[1].tolist() == [0.5]
    assert median_wait([10, 10], [True, False]) == 10


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_without_open_cases_survival_is_counting(waits):
    done = np.ones(len(waits), bool)
    assert median_wait(waits, done) == sorted(waits)[(len(waits) - 1) // 2]
    for limit in (0, 100, 1000):
        assert answered_within(waits, done, limit) == pytest.approx(np.mean(np.array(waits) <= limit))


@given(st.lists(st.tuples(st.integers(0, 1000), st.booleans()), min_size=1, max_size=60))
def test_survival_only_falls(cases):
    times, waiting = survival(*zip(*cases))
    assert (np.diff(times) > 0).all()
    assert (np.diff(waiting) <= 0).all()
    assert ((waiting >= 0) & (waiting < 1)).all()


@pytest.mark.parametrize("durations", [[-1, 2], [np.nan, 2], [1, 2, 3]])
def test_survival_refuses_impossible_waits(durations):
    with pytest.raises(StatsError, match="survival"):
        survival(durations, [True, False])


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=40))
def test_survival_agrees_with_statsmodels(cases):
    waits, answered = (np.array(column) for column in zip(*cases))
    times, left = survival(waits, answered)
    known = SurvfuncRight(waits, answered.astype(int))
    expected = [share for time, share in zip(known.surv_times, known.surv_prob) if time in set(waits[answered])]
    assert times.tolist() == sorted(set(waits[answered]))
    assert left.tolist() == pytest.approx(expected)
