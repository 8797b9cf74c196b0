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


def posts_of_two_months() -> Store:
    """Facebook in January with link clicks, YouTube without; X before and after."""
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "network": ["facebook", "youtube", "x", "x"],
            "tags": ["#Launch;sale", None, None, None],
            "boosted": [True, False, False, False],
            "published_at": pd.to_datetime(
                ["2026-01-05 10:00", "2026-01-06 11:00", "2025-12-05 09:00", "2026-02-03 09:00"], utc=True
            ),
            "impressions": [100, 200, 300, 400],
            "link_clicks": pd.array([7, None, 3, 4], "Int64"),
        }
    )
    return Store.from_frames({"posts": frame.assign(account="acme", scope="total", published_precision="minute")})


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            {"network": "facebok"},
            "no network called 'facebok'. Did you mean 'facebook'? There are: facebook, x, youtube.",
        ),
        ({"network": ["x", "Facebook"]}, "no network called 'Facebook'. Did you mean 'facebook'?"),
        ({"hashtag": "lunch"}, "Did you mean 'launch'? There are: launch, sale."),
        ({"weekday": "9"}, "no weekday called 9"),
        ({"campaign": "spring"}, "no campaign called 'spring'. The client's tables have no value for it."),
    ],
)
def test_a_filter_by_what_nobody_has_is_refused(where, said):
    with pytest.raises(ParamsError) as wrong:
        evaluate(posts_of_two_months(), ["posts_published"], Period.parse("2026-01"), where=where, settings=Settings())
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("where", "posts"),
    [
        ({"network": "x"}, 0), ({"network": ["x", "facebook"]}, 1), ({"hashtag": "launch"}, 1), ({"weekday": "2"}, 1),
        ({"boosted": "true"}, 1), ({"hour": 11}, 1),
    ],
)  # fmt: skip
def test_a_filter_by_what_there_is_counts(where, posts):
    """By hand; X has posts before and after this month, so none in it is a true zero."""
    store = posts_of_two_months()
    found = evaluate(store, ["posts_published"], Period.parse("2026-01"), where=where, settings=Settings())
    assert found["value"].tolist() == [posts]


def test_a_group_without_a_figure_is_a_row_with_its_reason():
    found = evaluate(posts_of_two_months(), ["ctr"], Period.parse("2026-01"), by=["network"], settings=Settings())
    told = {row["network"]: (row["value"], row["missing"]) for row in found.to_dict("records")}
    assert told == {"facebook": (0.07, None), "x": (None, "zero_denominator"), "youtube": (None, "not_supplied")}
