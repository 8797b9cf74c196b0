"""Durations, dates and periods against hand-written forms.

Comes in: seconds, days and periods. Goes out: agreement in all languages.
"""

from __future__ import annotations

import datetime as dt

import pytest

from kpilib.periods import Period
from kpilib.text import Words


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (4.24, "4.2 s"),
        (9.97, "10 s"),
        (38, "38 s"),
        (59.6, "1 min"),
        (94, "1 min 34 s"),
        (599.4, "9 min 59 s"),
        (599.6, "10 min"),
        (2280, "38 min"),
        (3599, "1 h"),
        (6000, "1 h 40 min"),
        (7500, "2 h 5 min"),
        (172800, "2 days"),
        (187200, "2 days 4 h"),
        (90000, "25 h"),
        (950400, "11 days"),
        (-840, "−14 min"),
    ],
)
def test_durations(seconds, expected):
    assert Words("en").duration(seconds) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", "2 小时 5 分钟"),
        ("zh-Hant", "2 小時 5 分鐘"),
        ("tr", "2 sa 5 dk"),
        ("id", "2 jam 5 menit"),
    ],
)
def test_durations_in_other_languages(language, expected):
    assert Words(language).duration(7500) == expected


DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("language", "form", "expected"),
    [
        ("en", "long", "5 March 2026"),
        ("en", "medium", "5 Mar 2026"),
        ("en", "day_month", "5 Mar"),
        ("en", "month_year", "March 2026"),
        ("en", "weekday", "Thursday"),
        ("zh-Hans", "medium", "2026年3月5日"),
        ("zh-Hans", "month_year", "2026年3月"),
        ("zh-Hant", "medium", "2026年3月5日"),
        ("tr", "long", "5 Mart 2026"),
        ("tr", "medium", "5 Mar 2026"),
        ("tr", "month", "Mart"),
        ("id", "long", "5 Maret 2026"),
        ("id", "medium", "5 Mar 2026"),
    ],
)
def test_dates(language, form, expected):
    assert Words(language).date(DAY, form) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "14:07"), ("zh-Hans", "14:07"), ("zh-Hant", "14:07"), ("tr", "14:07"), ("id", "14.07")],
)
def test_times(language, expected):
    assert Words(language).time(dt.time(14, 7)) == expected
    assert Words(language).time(dt.time(0)) in ("00:00", "00.00")


PERIODS = {
    "2026-10": ("October 2026", "2026年10月", "2026年10月", "Ekim 2026", "Oktober 2026"),
    "2026-Q4": ("Q4 2026", "2026年第四季度", "2026年第四季", "2026 4. çeyrek", "Kuartal IV 2026"),
    "2026-W41": (
        "Week 41, 2026 (5–11 Oct)",
        "2026年第41周（10月5日至11日）",
        "2026年第41週（10月5日至11日）",
        "2026 yılı 41. hafta (5–11 Eki)",
        "Minggu ke-41 2026 (5–11 Okt)",
    ),
    "2026": ("2026", "2026年", "2026年", "2026", "2026"),
    "2026-09-28..2026-10-04": (
        "28 Sep – 4 Oct 2026",
        "2026年9月28日至10月4日",
        "2026年9月28日至10月4日",
        "28 Eyl – 4 Eki 2026",
        "28 Sep – 4 Okt 2026",
    ),
    "2025-12-29..2026-01-04": (
        "29 Dec 2025 – 4 Jan 2026",
        "2025年12月29日至2026年1月4日",
        "2025年12月29日至2026年1月4日",
        "29 Ara 2025 – 4 Oca 2026",
        "29 Des 2025 – 4 Jan 2026",
    ),
    "2026-10-05..2026-10-05": ("5 Oct 2026", "2026年10月5日", "2026年10月5日", "5 Eki 2026", "5 Okt 2026"),
}


@pytest.mark.parametrize("name", PERIODS)
def test_periods(name):
    shown = tuple(Words(language).period(Period.parse(name)) for language in ("en", "zh-Hans", "zh-Hant", "tr", "id"))
    assert shown == PERIODS[name]


def test_a_week_over_new_year_names_both_years():
    assert Words("en").period(Period.week(2026, 53)) == "Week 53, 2026 (28 Dec 2026 – 3 Jan 2027)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("2026-10", "October"), ("2026-Q4", "Q4"), ("2026-W41", "Week 41"), ("2026-10-05..2026-10-11", "5–11 Oct")],
)
def test_the_short_way_to_say_a_period(name, expected):
    assert Words("en").period(Period.parse(name), year=False) == expected


@pytest.mark.parametrize(
    ("language", "comparison", "current", "expected"),
    [
        ("en", "2026-09", "2026-10", "on September"),
        ("en", "2025-10", "2026-10", "on October 2025"),
        ("en", "2026-W40", "2026-W41", "on Week 40"),
        ("en", "2025", "2026", "on 2025"),
        ("zh-Hans", "2026-09", "2026-10", "较 9月"),
        ("tr", "2026-09", "2026-10", "Eylül ayına göre"),
        ("tr", "2025-10", "2026-10", "Ekim 2025 dönemine göre"),
        ("tr", "2026-W40", "2026-W41", "40. hafta dönemine göre"),
        ("id", "2026-09", "2026-10", "dari September"),
    ],
)
def test_what_a_change_is_measured_against(language, comparison, current, expected):
    assert Words(language).versus(Period.parse(comparison), Period.parse(current)) == expected
