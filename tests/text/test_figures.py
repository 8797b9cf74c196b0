"""A figure by its unit, a change, a tick, and the share of a target.

Comes in: numbers with hand-written texts. Goes out: agreement.
"""

from __future__ import annotations

import pytest

from kpilib.errors import UnknownName
from kpilib.text import Words


@pytest.mark.parametrize(
    ("x", "unit", "expected"),
    [
        (48210, "count", "48,210"),
        (48210.4, "people", "48,210"),
        (0.354, "share", "35.4%"),
        (0.01, "share", "1.0%"),
        (0.00232, "share", "0.23%"),
        (0.00012, "share", "0.01%"),
        (-0.0042, "share", "−0.42%"),
        (0, "share", "0.0%"),
        (0.0313, "fraction", "3.13%"),
        (0.126, "fraction", "12.6%"),
        (1.4, "fraction", "140%"),
        (-0.04, "fraction", "−4.00%"),
        (3, "per_unit", "3.00"),
        (3.612, "per_unit", "3.61"),
        (12.34, "per_unit", "12.3"),
        (1425.6, "per_unit", "1,426"),
        (0.0421, "per_unit", "0.042"),
        (41.6667, "score", "41.7"),
        (0.023, "probability", "0.023"),
        (0.0000000016, "probability", "< 0.001"),
        (918000, "money", "€918,000"),
        (1333.33, "money_per_day", "€1,333 per day"),
        (2280, "seconds", "38 min"),
        (45, "days", "45 days"),
        (1, "days", "1 day"),
        (4.5, "days", "4.5 days"),
    ],
)
def test_value_by_unit(x, unit, expected):
    assert Words("en").value(x, unit, "EUR") == expected


def test_value_in_turkish_and_chinese():
    assert Words("tr").value(0.0313, "fraction") == "%3,13"
    assert Words("tr").value(1333.33, "money_per_day", "TRY") == "günde ₺1.333"
    assert Words("zh-Hans").value(2280, "seconds") == "38 分钟"
    assert Words("zh-Hant").value(45, "days") == "45 天"
    assert Words("id").value(4.5, "days") == "4,5 hari"


def test_decimals_can_be_asked_for():
    assert Words("en").value(0.126, "fraction", decimals=2) == "12.60%"
    assert Words("en").value(1425.6, "per_unit", decimals=1) == "1,425.6"


@pytest.mark.parametrize(
    ("x", "kind", "unit", "expected"),
    [
        (0.124, "relative", "count", "12.4%"),
        (-0.124, "relative", "count", "12.4%"),
        (21.4, "relative", "count", "2,140%"),
        (-0.0036, "points", "fraction", "0.36 points"),
        (0.032, "points", "share", "3.2 points"),
        (0.0036, "points", "share", "0.36 points"),
        (0.00004, "points", "fraction", "0.004 points"),
        (-840, "absolute", "seconds", "14 min"),
        (0.21, "absolute", "per_unit", "0.21"),
        (-6, "absolute", "count", "6"),
        # Points of the scale, not hundredths of a share: NPS 41.7 to 38.7, net sentiment 0.26 to 0.22.
        (-3.0, "points", "score", "3.00"),
        (-0.038, "points", "score", "0.038"),
        (0.012, "points", "probability", "0.012"),
    ],
)
def test_a_change_is_an_amount_without_its_sign(x, kind, unit, expected):
    assert Words("en").change(x, kind, unit) == expected


@pytest.mark.parametrize(
    ("x", "unit", "expected"),
    [
        (0.035, "share", "3.5%"),
        (0.03, "fraction", "3%"),
        (10000, "money", "€10K"),
        (-2500, "money", "−€2.5K"),
        (250, "money", "€250"),
        (0, "money", "€0"),
        (300, "seconds", "5 min"),
        (5400, "seconds", "1.5 h"),
        (86400, "seconds", "1 d"),
        (0, "seconds", "0 s"),
        (12000, "count", "12K"),
        (500, "count", "500"),
        (0.5, "per_unit", "0.5"),
        (30, "days", "30 d"),
        (None, "count", ""),
    ],
)
def test_ticks(x, unit, expected):
    assert Words("en").axis(x, unit, "EUR") == expected


def test_ticks_of_money_keep_the_sign_where_money_puts_it():
    assert Words("tr").axis(12_300_000, "money", "TRY") == "₺12,3 Mn"
    assert Words("zh-Hans").axis(12_300_000, "money", "CNY") == "¥1230万"
    assert Words("id").axis(12_300_000, "money", "IDR") == "Rp12,3 jt"


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (1.071, "107%"),
        (0.996, "99.6%"),
        (0.9996, "99.9%"),
        (1, "100%"),
        (0.95, "95.0%"),
        (0.9499, "94%"),
        (0.768, "77%"),
    ],
)
def test_attainment_rounds_no_miss_into_a_hit(x, expected):
    assert Words("en").attainment(x) == expected


def test_unknown_units_and_kinds_are_named():
    with pytest.raises(UnknownName, match="no unit called 'shares'"):
        Words("en").value(1, "shares")
    with pytest.raises(UnknownName, match="no kind of change called 'ratio'"):
        Words("en").change(1, "ratio", "count")


@pytest.mark.parametrize(("chance", "text"), [(0.9997, "> 99%"), (0.91, "91%"), (0.99, "99%"), (0.004, "< 1%")])
def test_a_chance_is_never_certain(chance, text):
    assert Words("en").chance(chance) == text
    assert Words("en").chance(None) == "n/a"


@pytest.mark.parametrize(
    ("x", "expected"), [(371 / 372, "99%"), (1, "100%"), (0.001, "1%"), (0, "0%"), (0.5, "50%"), (None, "n/a")]
)
def test_only_all_days_are_a_hundred_percent(x, expected):
    assert Words("en").covered(x) == expected
