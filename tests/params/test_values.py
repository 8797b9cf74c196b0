"""What people write in a client file, read strictly; expected values by hand."""

from __future__ import annotations

import pickle
from datetime import date, time

import pytest

from kpilib.params import values
from kpilib.params.values import Secret, Wrong


def _message(call, text: str) -> str:
    with pytest.raises(Wrong) as caught:
        call(text)
    return f"{caught.value.what}. {caught.value.do}"


@pytest.mark.parametrize(("text", "expected"), [("1200", 1200), ("1200.5", 1200.5), ("-4", -4), ("0.035", 0.035)])
def test_number_reads_plain_numbers(text, expected):
    assert values.number(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,200", "1,200 can be read in two ways. Write 1200 without separators."),
        ("1.200", "1.200 can be read in two ways. Write 1200 without separators."),
        ("1 200 000", "1 200 000 can be read in two ways. Write 1200000 without separators."),
        ("3,5", "3,5 has a decimal comma. Write 3.5."),
        ("40%", "40% is a percentage. A plain number is needed here, such as 40."),
        ("1e3", "'1e3' is not a plain number. Write it like 1200 or 1200.5, without unit or separators."),
        ("1_000", "'1_000' is not a plain number. Write it like 1200 or 1200.5, without unit or separators."),
        ("45 TRY", "'45 TRY' is not a plain number. Write it like 1200 or 1200.5, without unit or separators."),
        ("nan", "'nan' is not a plain number. Write it like 1200 or 1200.5, without unit or separators."),
    ],
)
def test_number_refuses_what_can_be_read_in_two_ways(text, message):
    assert _message(values.number, text) == message


@pytest.mark.parametrize(("text", "expected"), [("3.5%", 0.035), ("0.035", 0.035), ("100%", 1.0), ("0", 0.0), ("1", 1)])
def test_share_reads_percent_and_fractions(text, expected):
    assert values.share(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3.5", "3.5 is more than 1. A share is written 3.5% or 0.035."),
        ("35", "35 is more than 1. A share is written 35% or 0.35."),
        ("140%", "140% is more than 100%. A share lies between 0% and 100%."),
        ("-5%", "-5% is less than 0. A share lies between 0% and 100%."),
        ("3,5%", "'3,5%' is not how a percentage is written here. Write 3.5%."),
        ("%3,5", "'%3,5' is not how a percentage is written here. Write 3.5%."),
        ("half", "'half' is not a share. A share is written 3.5% or 0.035."),
    ],
)
def test_share_refuses(text, message):
    assert _message(values.share, text) == message


def test_fraction_may_leave_0_to_1_only_with_a_percent_sign():
    assert values.fraction("140%") == 1.4
    assert values.fraction("-5%") == -0.05
    assert _message(values.fraction, "-5") == "-5 is less than -1. A share is written -5% or -0.05."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2h", 7200), ("45min", 2700), ("30s", 30), ("1d", 86400), ("1h 30min", 5400), ("0.5 h", 1800)],
)
def test_seconds(text, expected):
    assert values.seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("120", "120 has no unit. A time is written 30s, 45min, 2h or 1d."),
        ("2 hours", "'2 hours' is not a time. A time is written 30s, 45min, 2h or 1d."),
        ("5m", "'5m' is not a time. A time is written 30s, 45min, 2h or 1d."),
    ],
)
def test_seconds_refuses_a_number_without_unit(text, message):
    assert _message(values.seconds, text) == message


def test_whole_numbers_only():
    assert values.whole("30") == 30
    assert _message(values.whole, "30.5") == "30.5 is not a whole number. Write 30 or 31."
    assert _message(values.whole, "-1") == "-1 is less than 0. Write a number of 0 or more."


def test_flag_takes_words():
    assert [values.flag(text) for text in ("true", "Yes", "on", "false", "no", "off")] == [True] * 3 + [False] * 3
    assert _message(values.flag, "1") == "'1' is neither true nor false. Write true or false."


def test_days_and_spans():
    assert values.day("2026-01-31") == date(2026, 1, 31)
    assert _message(values.day, "31.01.2026") == "'31.01.2026' is not a day. A day is written 2026-01-31."
    assert values.span("2025-01-14..2025-04-14") == "2025-01-14..2025-04-14"
    assert values.span("2026-02") == "2026-02-01..2026-02-28"
    assert "cannot read 'January'" in _message(values.span, "January")
    assert values.moment("2026-11-02") == "2026-11-02"
    assert "is not a day or time" in _message(values.moment, "2.11.2026")


def test_currency_is_money_of_today():
    assert values.currency("TRY") == "TRY"
    assert _message(values.currency, "TL").startswith("no currency called 'TL'.")
    assert _message(values.currency, "DEM").startswith("no currency called 'DEM'.")
    assert "Did you mean" in _message(values.currency, "try")


def test_timezone():
    assert values.timezone("Europe/Istanbul") == "Europe/Istanbul"
    wrong_case = _message(values.timezone, "europe/istanbul")
    assert wrong_case == "no time zone called 'europe/istanbul'. Did you mean 'Europe/Istanbul'?"
    assert "Did you mean" in _message(values.timezone, "Europe/Istambul")
    assert "Write it like" in _message(values.timezone, "GMT+3 hours")


def test_colour_and_encoding():
    assert values.colour("#0B6E6E") == "#0b6e6e"
    assert _message(values.colour, "teal").startswith("'teal' is not a colour.")
    assert values.encoding("cp1254") == "cp1254"
    assert _message(values.encoding, "utf8mb4").startswith("no encoding called 'utf8mb4'.")


def test_weekdays_and_hours():
    assert values.weekdays("mon-fri") == (0, 1, 2, 3, 4)
    assert values.weekdays("sat, sun") == (5, 6)
    assert values.weekdays("sun-mon") == (6, 0)
    assert _message(values.weekdays, "monday").startswith("'monday' names no weekday.")
    assert values.opening("09:00-18:00") == (time(9), time(18))
    assert values.opening("closed") is None
    assert _message(values.opening, "9 to 5") == "'9 to 5' are no hours. Write them as \"09:00-18:00\" or closed."
    assert "ends before it begins" in _message(values.opening, "18:00-02:00")
    assert "does not exist" in _message(values.opening, "09:00-25:00")


def test_secrets_come_from_the_environment_and_are_never_shown(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://reader:hunter2@db/marts")
    secret = values.resolve("${WAREHOUSE_URL}")
    assert secret == "postgresql://reader:hunter2@db/marts"
    assert repr(secret) == "'${WAREHOUSE_URL}'"
    assert repr(pickle.loads(pickle.dumps(secret))) == "'${WAREHOUSE_URL}'"
    assert isinstance(secret, Secret)
    assert values.resolve("exports/*.csv") == "exports/*.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${NOT_THERE}", "${NOT_THERE} is not set in the environment. Set it: export NOT_THERE=…"),
        ("${NOT THERE}", "a ${ without a name. Secrets are written ${NAME}, with letters, digits and _."),
        (
            "postgresql://reader:hunter2@db/marts",
            "a password stands in the file. Put the address in the environment and write ${NAME}.",
        ),
    ],
)
def test_secret_problems_do_not_repeat_the_secret(monkeypatch, text, message):
    monkeypatch.delenv("NOT_THERE", raising=False)
    assert _message(values.check_secrets, text) == message
