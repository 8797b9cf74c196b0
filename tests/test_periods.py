"""Periods: what people write is read back, neighbours meet, and days are lived in a time zone."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import PeriodError
from kpilib.periods import Period

DAYS = st.dates(date(1990, 1, 8), date(2090, 1, 1))
KINDS = st.sampled_from(["month", "quarter", "week", "year", "days"])


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), "month"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "month"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1), "quarter"),
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 12), "week"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4), "week"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "year"),
        ("2026-10-01..2026-10-14", date(2026, 10, 1), date(2026, 10, 15), "days"),
    ],
)
def test_reads_what_people_write(text, start, end, kind):
    period = Period.parse(text)
    assert (period.start, period.end, period.kind) == (start, end, kind)
    assert period.name == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2025-W53",
        "2026-W00",
        "2026-10-14..2026-10-01",
        "2026-02-30..2026-03-01",
        "x",
    ],
)
def test_refuses_what_does_not_exist(text):
    with pytest.raises(PeriodError, match="Write 2026-10"):
        Period.parse(text)


@given(DAYS, KINDS)
def test_neighbours_meet(day, kind):
    period = Period.containing(day, kind)
    assert period.start <= day <= period.last
    assert period.previous.next == period
    assert period.next.previous == period
    assert period.previous.end == period.start
    assert Period.parse(period.name) == period


def test_year_before_keeps_the_calendar_or_the_weekday():
    assert Period.parse("2024-02").year_before == Period.parse("2023-02")
    assert Period.parse("2026-Q1").year_before == Period.parse("2025-Q1")
    assert Period.parse("2026-W41").year_before.start == date(2025, 10, 6)
    assert Period.parse("2026-10-01..2026-10-14").year_before.start == date(2025, 10, 2)


def test_last_complete_lies_wholly_before_the_end_of_the_data():
    assert Period.last_complete("month", date(2026, 10, 31)).name == "2026-10"
    assert Period.last_complete("month", date(2026, 10, 30)).name == "2026-09"
    assert Period.last_complete("week", date(2026, 10, 11)).name == "2026-W41"
    assert Period.last_complete("quarter", date(2026, 1, 1)).name == "2025-Q4"


def test_data_of_less_than_one_period_have_the_running_one():
    assert Period.last_complete("month", date(2026, 9, 2), date(2026, 9, 1)).name == "2026-09"
    assert Period.last_complete("month", date(2026, 9, 2), date(2026, 8, 31)).name == "2026-08"


def test_days_are_lived_in_a_time_zone():
    # Europe/Istanbul is UTC+3 all year; Europe/Berlin leaves summer time on 25 October 2026.
    assert Period.parse("2026-10").bounds("Europe/Istanbul") == (
        datetime(2026, 9, 30, 21, tzinfo=UTC),
        datetime(2026, 10, 31, 21, tzinfo=UTC),
    )
    assert Period.parse("2026-10").bounds("Europe/Berlin") == (
        datetime(2026, 9, 30, 22, tzinfo=UTC),
        datetime(2026, 10, 31, 23, tzinfo=UTC),
    )


def test_elapsed_share():
    october = Period.parse("2026-10")
    assert october.elapsed(date(2026, 9, 30)) == 0
    assert october.elapsed(date(2026, 10, 1)) == pytest.approx(1 / 31)
    assert october.elapsed(date(2026, 12, 1)) == 1
