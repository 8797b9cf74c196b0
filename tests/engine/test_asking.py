"""Wrong questions get a clear message with a suggestion."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.errors import KpilibError, ParamsError, PeriodError, UnknownName
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY = Period.parse("2026-01")


@pytest.fixture(scope="module")
def store() -> Store:
    frame = pd.DataFrame(
        {
            "network": "x",
            "account": "acme",
            "scope": "total",
            "date": [date(2026, 1, n) for n in range(1, 32)],
            "impressions": 10,
            "followers": 5,
        }
    )
    return Store.from_frames({"accounts_daily": frame})


@pytest.mark.parametrize(
    ("kpi", "asked", "error", "message"),
    [
        ("engagment_rate", {}, UnknownName, r"no KPI called 'engagment_rate'. Did you mean '"),
        ("impressions", {"by": ["netwrk"]}, UnknownName, r"no dimension called 'netwrk'. Did you mean 'network'"),
        (
            "followers",
            {"by": ["hashtag"]},
            UnknownName,
            r"kpi 'followers': .*no dimension 'hashtag'. They have: network",
        ),
        ("impressions", {"table": "post"}, UnknownName, r"no table called 'post'. Did you mean 'posts'"),
        (
            "impressions",
            {"table": "orders"},
            UnknownName,
            r"cannot be read from the table 'orders'. It is read from: acc",
        ),
        ("bounce_rate", {"variant": "ga3"}, UnknownName, r"no variant called 'ga3'.*It has: default, ua"),
        ("impressions", {"by": ["day", "week"]}, ParamsError, r"'day' and 'week' cannot go together"),
        ("impressions", {"where": {"week": "2026-W01"}}, ParamsError, r"cannot filter by 'week'"),
        ("impressions", {"where": {"netwrk": "x"}}, UnknownName, r"no dimension called 'netwrk'"),
    ],
)
def test_a_wrong_question_is_a_message(store, kpi, asked, error, message):
    with pytest.raises(error, match=message):
        evaluate(store, [kpi], JANUARY, settings=Settings(), **asked)


def test_an_impossible_period_is_a_message(store):
    with pytest.raises(PeriodError, match="does not exist"):
        evaluate(store, ["impressions"], Period.parse("2026-02-30..2026-03-01"))
    with pytest.raises(KpilibError, match="longer than 40 years"):
        evaluate(store, ["impressions"], Period(date(1, 1, 1), date(2026, 1, 1)))


def test_mixed_currencies_are_missing_not_added():
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2"],
            "customer_id": "c",
            "ordered_at": pd.Timestamp("2026-01-05", tz="UTC"),
            "currency": ["EUR", "TRY"],
            "revenue": [10.0, 500.0],
            "source": "instagram",
        }
    )
    found = evaluate(
        Store.from_frames({"orders": orders}), ["revenue", "purchases"], JANUARY, settings=Settings(currency="EUR")
    )
    assert found["missing"].tolist() == ["currency_mixed", None]
    assert found["value"].tolist() == [None, 2.0]


def test_dated_rates_bring_money_into_one_currency():
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2", "3"],
            "customer_id": "c",
            "ordered_at": [pd.Timestamp(day, tz="UTC") for day in ("2026-01-05", "2026-01-05", "2026-01-20")],
            "currency": ["EUR", "TRY", "TRY"],
            "revenue": [10.0, 500.0, 500.0],
            "source": "instagram",
        }
    )
    store = Store.from_frames({"orders": orders})
    rates = {"TRY": {date(2026, 1, 1): 0.02, date(2026, 1, 15): 0.01}}
    found = evaluate(store, ["revenue"], JANUARY, settings=Settings(currency="EUR", rates=rates))
    assert found["value"].tolist() == [10 + 10 + 5]
    late = {"TRY": {date(2026, 1, 15): 0.01}}
    found = evaluate(store, ["revenue"], JANUARY, settings=Settings(currency="EUR", rates=late))
    assert found["missing"].tolist() == ["currency_mixed"]


def test_one_kpi_without_the_dimension_does_not_stop_the_others(store):
    frame = evaluate(store, ["impressions", "win_rate"], JANUARY, by=["network"], settings=Settings())
    assert frame["value"].tolist() == [310.0, None]
    assert frame["missing"].tolist() == [None, "not_supplied"]
