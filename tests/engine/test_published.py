"""Figures that others printed about real exports, measured again. Needs the folder named by KPILIB_REAL_DATA."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.sources import SourceSpec, load
from kpilib.tables import Store

FOLDER = Path(os.environ.get("KPILIB_REAL_DATA", "no-such-folder"))
pytestmark = [pytest.mark.real, pytest.mark.skipif(not FOLDER.is_dir(), reason="KPILIB_REAL_DATA names no folder")]

LIKES = [1981, 1603, 2238, 2912, 2083, 2303, 1534, 3535, 2480, 2196, 2497, 1679]


def value(store: Store, kpi: str, period: str, **asked: object) -> float:
    frame = evaluate(store, [kpi], Period.parse(period), settings=Settings(), **asked)  # type: ignore[arg-type]
    return frame["value"].iloc[0]


@pytest.fixture(scope="module")
def tweets() -> Store:
    spec = SourceSpec(path="twitter_activity_debruine/daily*.csv", account="debruine")
    return load([spec], base=FOLDER)


def test_likes_per_month_equal_the_printed_series(tweets):
    frame = evaluate(tweets, ["likes"], Period.parse("2021"), by=["month"], settings=Settings())
    assert frame["value"].tolist() == LIKES


def test_engagement_rate_of_the_year_is_pooled(tweets):
    found = value(tweets, "engagement_rate_impressions", "2021", variant="reported")
    assert found == pytest.approx(274113 / 6647097, abs=1e-12)
    assert value(tweets, "impressions", "2021") == 6647097
    assert value(tweets, "link_clicks", "2021") == 55173


def test_by_day_and_by_tweet_are_not_reconciled(tweets):
    """Received in the window, by day; of the tweets published in it, by tweet: two tables, two figures, both told."""
    spec = SourceSpec(path="twitter_activity_debruine/*tweet*.csv", account="debruine")
    by_tweet = load([spec], base=FOLDER)
    assert value(by_tweet, "impressions", "2021", table="posts") == 6506471
    assert value(by_tweet, "likes", "2021", table="posts") == 25759
    assert value(by_tweet, "link_clicks", "2021", table="posts") == 54292
    assert value(tweets, "posts_published", "2021") == 3097
    rate = value(by_tweet, "engagement_rate_impressions", "2021", variant="reported", table="posts")
    assert rate == pytest.approx(269736 / 6506471, abs=1e-12)


@pytest.fixture(scope="module")
def facebook() -> Store:
    spec = SourceSpec(
        path="meta_business_suite_oigetit/Jan-14-2025_Apr-14-2025_1396269028466733.csv", account="oigetit",
        covers="2025-01-14..2025-04-14",
    )  # fmt: skip
    return load([spec], base=FOLDER)


def test_posts_of_a_facebook_page(facebook):
    period = "2025-01-14..2025-04-14"
    assert value(facebook, "posts_published", period) == 261
    assert value(facebook, "public_interactions", period) == 127
    assert value(facebook, "views", period) == 15982
    assert value(facebook, "reach_post_sum", period) == 8395
    assert value(facebook, "link_clicks", period) == 21


@pytest.fixture(scope="module")
def pipeline() -> Store:
    rows = pd.read_csv(FOLDER / "crm_sales_opportunities" / "sales_pipeline.csv")
    status = rows["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open")
    days = {"created_at": "engage_date", "closed_at": "close_date"}
    frame = pd.DataFrame(
        {
            "deal_id": rows["opportunity_id"],
            "stage": rows["deal_stage"],
            "status": status,
            "amount": rows["close_value"],
            "currency": "USD",
            "owner_id": rows["sales_agent"],
            **{name: pd.to_datetime(rows[column], utc=True) for name, column in days.items()},
        }
    )
    return Store.from_frames({"deals": frame})


def test_deals_of_a_crm(pipeline):
    period = "2016-10-20..2017-12-31"
    assert value(pipeline, "won_revenue", period) == 10005534
    assert value(pipeline, "win_rate", period) == pytest.approx(4238 / 6711, abs=1e-12)
    assert value(pipeline, "average_deal", period) == pytest.approx(2360.91, abs=0.005)
    assert value(pipeline, "sales_cycle_days", period, variant="mean_closed") == pytest.approx(47.99, abs=0.005)
    assert value(pipeline, "sales_cycle_days", period, variant="mean") == pytest.approx(51.78, abs=0.005)
    assert value(pipeline, "sales_cycle_days", period) == 57


def test_deals_without_an_outcome_are_open(pipeline):
    """Printed: 2089 open; of these 500 have no engage date, so they were opened at no known time."""
    assert value(pipeline, "win_rate", "2016-10-20..2017-12-31", variant="all") == pytest.approx(4238 / (8800 - 500))


def test_the_busiest_agent(pipeline):
    frame = evaluate(pipeline, ["win_rate"], Period.parse("2016-10-20..2017-12-31"), by=["owner"], settings=Settings())
    busiest = frame.sort_values("denominator").iloc[-1]
    assert (busiest["denominator"], busiest["numerator"]) == (553, 349)


def campaign(arm: str) -> pd.DataFrame:
    rows = pd.read_csv(FOLDER / "ab_test_campaigns" / f"{arm}_group.csv", sep=";").drop(index=4)
    return pd.DataFrame(
        {
            "platform": "meta",
            "account": "acme",
            "level": "campaign",
            "campaign_id": arm,
            "campaign": arm,
            "date": pd.to_datetime(rows["Date"], format="%d.%m.%Y"),
            "spend": rows["Spend [USD]"],
            "currency": "USD",
            "impressions": rows["# of Impressions"],
            "link_clicks": rows["# of Website Clicks"],
            "conversions": rows["# of Purchase"],
        }
    )


def test_cost_per_purchase_is_a_ratio_of_sums():
    store = Store.from_frames({"ads_daily": pd.concat([campaign("control"), campaign("test")])})
    asked = {"by": ["campaign"], "settings": Settings(acquisition="conversion")}
    frame = evaluate(store, ["cpa", "spend", "impressions"], Period.parse("2019-08"), **asked)
    found = frame.pivot(index="campaign", columns="kpi", values="value")
    assert found.loc["control", "cpa"] == pytest.approx(4.4072, abs=1e-4)
    assert found.loc["test", "cpa"] == pytest.approx(5.0168, abs=1e-4)
    assert [int(found.loc[arm, "spend"] / 29) for arm in ("test", "control")] == [2572, 2304]
    assert [int(found.loc[arm, "impressions"] / 29) for arm in ("test", "control")] == [73215, 109559]
