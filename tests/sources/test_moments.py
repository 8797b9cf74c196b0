"""Days and instants: strict, in the right zone, with and without a year."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.sources.moments import days, moments, parts, read_day, settled_order, without_year


def column(*texts: str) -> pa.Array:
    return pa.array(list(texts), pa.string())


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-04", "iso", date(2026, 3, 4)),
        ("3/4/2026", "month-first", date(2026, 3, 4)),
        ("3/4/2026", "day-first", date(2026, 4, 3)),
        ("4.03.2026", "day-first", date(2026, 3, 4)),
        ("Apr 29, 2020", "iso", date(2020, 4, 29)),
        ("Sat, Aug 1, 2026", "iso", date(2026, 8, 1)),
        ("July 14, 2026", "iso", date(2026, 7, 14)),
        ("14 Jul 2026", "iso", date(2026, 7, 14)),
        ("20260304", "compact", date(2026, 3, 4)),
        ("2026030415", "compact", date(2026, 3, 4)),
        ("04|03|2026", "%d|%m|%Y", date(2026, 3, 4)),
    ],
)
def test_the_forms_platforms_write(text, order, day):
    assert read_day(text, order) == day


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-02-30", "iso"),
        ("2/30/2026", "month-first"),
        ("13/13/2026", "day-first"),
        ("3/4/2026", "iso"),
        ("x", "iso"),
    ],
)
def test_days_that_do_not_exist_or_are_not_clear_are_refused(text, order):
    with pytest.raises(ValueError):
        read_day(text, order)


def test_bad_days_are_named_by_row():
    found = days(column("2026-03-04", "3/4/2026", ""))
    assert found.values.to_pylist() == [date(2026, 3, 4), None, None]
    assert found.bad == {1: "may be day first or month first"}


def test_one_day_above_twelve_proves_the_order():
    assert settled_order([column("3/14/2026", "3/4/2026")], "day-first") == ("month-first", True)
    assert settled_order([column("3/4/2026")], "day-first") == ("day-first", False)
    assert settled_order([column("3/14/2026", "14/3/2026")], "day-first") == ("day-first", False)
    assert settled_order([column("3/4/2026"), column("", "3/14/2026")], "iso") == ("month-first", True)
    assert settled_order([column("3/4/2026"), column("2026-03-14")], "iso") == ("iso", False)


def test_naive_stamps_take_the_zone_and_say_so():
    found, assumed = moments(column("2026-07-01 12:00"), "iso", "Europe/Istanbul")
    assert found.values.to_pylist() == [datetime(2026, 7, 1, 9, tzinfo=UTC)]
    assert assumed


def test_a_stamp_keeps_its_own_offset():
    found, assumed = moments(column("2021-01-30 12:56 +0000", "2021-01-30T12:56:07Z"), "iso", "Europe/Istanbul")
    assert [stamp.hour for stamp in found.values.to_pylist()] == [12, 12]
    assert not assumed


def test_the_doubled_hour_is_its_first_and_the_lost_one_moves_on():
    found, _ = moments(column("2026-10-25 02:30", "2026-03-29 02:30"), "iso", "Europe/Berlin")
    assert found.values.to_pylist() == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    ]


def test_midday_and_midnight_in_twelve_hours():
    found, _ = moments(column("01/02/2026 12:05 am", "01/02/2026 12:05 pm", "01/02/2026 3:04 PM"), "month-first", "UTC")
    assert [(stamp.hour, stamp.minute) for stamp in found.values.to_pylist()] == [(0, 5), (12, 5), (15, 4)]


def test_a_day_is_midnight_on_the_clients_clock():
    found, assumed = moments(column("2026-08-01"), "iso", "America/New_York")
    assert found.values.to_pylist() == [datetime(2026, 8, 1, 4, tzinfo=UTC)]
    assert not assumed


def test_days_without_a_year_walk_back_across_new_year():
    words = ["December 30", "December 31", "January 1", "January 2"]
    assert without_year(words, date(2026, 1, 5)) == [
        date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2),
    ]  # fmt: skip


def test_the_29th_of_february_finds_its_leap_year():
    assert without_year(["February 29"], date(2026, 3, 1)) == [date(2024, 2, 29)]


def run_of_days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 40, 365, 366])
@pytest.mark.parametrize("newest_first", [False, True])
def test_days_without_a_year_in_either_order(count, newest_first):
    true = run_of_days(date(2025, 12, 20), count)
    true = true[::-1] if newest_first else true
    assert without_year([f"{day:%B} {day.day}" for day in true], max(true)) == true
    assert without_year([f"{day:%B} {day.day}" for day in true], date(max(true).year, 12, 31)) == true


def test_days_without_a_year_in_no_order_or_twice():
    true = [date(2026, 3, 4), date(2026, 3, 1), date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 2)]
    assert without_year([f"{day:%B} {day.day}" for day in true], date(2026, 12, 31)) == true
    across = [date(2026, 1, 4), date(2025, 12, 30), date(2026, 1, 2), date(2025, 12, 31)]
    assert without_year([f"{day:%B} {day.day}" for day in across], date(2026, 1, 5)) == across


def test_a_year_that_the_days_contradict_is_refused():
    words = ["February 27", "February 28", "February 29", "March 1"]
    assert without_year(words, date(2024, 12, 31))[2] == date(2024, 2, 29)
    with pytest.raises(ValueError, match="does not tell the years"):
        without_year(words, date(2026, 12, 31))
    with pytest.raises(ValueError, match="does not tell the years"):
        without_year(["January 4", "December 30", "January 2", "December 31"], date(2026, 12, 31))


@given(
    day=st.sampled_from(
        ["2026-03-04", "3/4/2026", "04-Mar-2026", "Mar 4, 2026", "2026-03-04,", "T", "", "x", "2026-03-04T1:00"]
    ),
    joint=st.sampled_from([" ", "T", "  ", ", ", " at ", " - ", "\t"]),
    clock=st.sampled_from(
        ["9:05", "09:05:07.25 PM", "1:00 +0300", "23:59Z", "9:05 a.m.", "PM", "", "9:5", "1:00 UTC x"]
    ),
)
def test_stamps_are_taken_apart_alike_whether_their_column_is_regular_or_not(day, joint, clock):
    stamp = f"{day}{joint}{clock}"
    alone = [part.to_pylist()[0] for part in parts(column(stamp))]
    beside = [part.to_pylist()[0] for part in parts(column(stamp, "no stamp and no mark: -"))]
    assert [part or "" for part in alone] == [part or "" for part in beside]
