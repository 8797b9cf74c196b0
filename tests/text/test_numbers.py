"""Expected strings are those of the languages table of the design, written by hand.

Comes in: the five languages. Goes out: agreement of every figure with its hand-written form.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kpilib.text import LANGUAGES, Words

FORMS = {
    # language: decimal, percent 2, negative percent 1, millions, thousands, euros
    "en": ("1,234,567.8", "3.45%", "−3.4%", "12.3M", "12.3K", "€918,000"),
    "zh-Hans": ("1,234,567.8", "3.45%", "−3.4%", "1234.6万", "1.2万", "€918,000"),
    "zh-Hant": ("1,234,567.8", "3.45%", "−3.4%", "1234.6萬", "1.2萬", "€918,000"),
    "tr": ("1.234.567,8", "%3,45", "−%3,4", "12,3 Mn", "12,3 B", "€918.000"),
    "id": ("1.234.567,8", "3,45%", "−3,4%", "12,3 jt", "12,3 rb", "€918.000"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_written_as_the_language_writes_them(language):
    words = Words(language)
    decimal, percent, negative, millions, thousands, euros = FORMS[language]
    assert words.number(1234567.8) == decimal
    assert words.share(0.0345, 2) == percent
    assert words.share(-0.0345) == negative
    assert words.short(12345678) == millions
    assert words.short(12345) == thousands
    assert words.money(918000, "EUR") == euros


@pytest.mark.parametrize(
    ("language", "currency", "expected"),
    [
        ("en", "USD", "$1,234.50"),
        ("en", "TRY", "₺1,234.50"),
        ("en", "SEK", "SEK 1,234.50"),
        ("zh-Hans", "CNY", "¥1,234.50"),
        ("zh-Hans", "USD", "US$1,234.50"),
        ("zh-Hant", "TWD", "NT$1,234.50"),
        ("zh-Hant", "HKD", "HK$1,234.50"),
        ("tr", "TRY", "₺1.234,50"),
        ("id", "IDR", "Rp1.234,50"),
    ],
)
def test_a_currency_has_one_unambiguous_sign(language, currency, expected):
    assert Words(language).money(1234.5, currency, 2) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, "€0"),
        (0.42, "€0.42"),
        (99.99, "€99.99"),
        (99.996, "€100"),
        (100.4, "€100"),
        (-12.5, "−€12.50"),
        (-1234.5, "−€1,234"),
    ],
)
def test_cents_stand_below_a_hundred_only(amount, expected):
    assert Words("en").money(amount, "EUR") == expected


def test_a_currency_without_cents_and_an_amount_without_a_currency():
    assert Words("en").money(87, "JPY") == "¥87"
    assert Words("en").money(87, None) == "87.00"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (999, "999"),
        (1000, "1K"),
        (1234, "1.2K"),
        (999_949, "999.9K"),
        (999_950, "1M"),
        (-2500, "−2.5K"),
    ],
)
def test_short_numbers_step_to_the_next_unit(number, expected):
    assert Words("en").short(number) == expected


def test_short_chinese_numbers_step_at_ten_thousand():
    words = Words("zh-Hans")
    assert [words.short(n) for n in (9_999, 10_000, 99_999_999, 1_234_567_890)] == ["9,999", "1万", "1亿", "12.3亿"]


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, -math.inf, pd.NA, pd.NaT])
def test_what_is_no_number_is_said_to_be_missing(missing):
    words = Words("en")
    for say in (words.number, words.share, words.short, words.points, words.duration, words.attainment):
        assert say(missing) == "n/a"
    assert words.money(missing, "EUR") == "n/a"
    assert words.value(missing, "count") == "n/a"


def test_a_minus_stands_before_no_zero():
    words = Words("en")
    assert words.number(-0.001, 1) == "0.0"
    assert words.share(-0.0001) == "0.0%"
    assert words.money(-0.001, "EUR") == "€0"
    assert words.signed(-0.0001, words.points(0.00001)) == "0.00 points"


def test_signs():
    assert Words("en").signed(12) == "+12"
    assert Words("en").signed(-3.2) == "−3.2"
    assert Words("tr").signed(-0.034, Words("tr").share(0.034)) == "−%3,4"
    assert Words("tr").signed("%3,4") == "+%3,4"
    assert Words("en").signed("−3") == "−3"


def test_ranges():
    assert Words("en").range("2.1%", "3.5%") == "2.1%–3.5%"
    assert Words("en").range("−0.2", "2.9") == "−0.2\u00a0–\u00a02.9"
    assert Words("en").range("+0.2", "+2.9") == "+0.2\u00a0–\u00a0+2.9"
