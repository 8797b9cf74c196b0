"""Figures put together from sums of days equal those asked of the rows of their period, whatever was asked before."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.engine import Settings, daily, evaluate, evaluate_periods, fetch
from kpilib.periods import Period
from kpilib.tables import Store

KPIS = ("impressions", "engagement_rate_impressions", "posts_published", "engagement_rate_followers", "spend", "cpc")
MARCH = Period.parse("2026-03")
ZONE = Settings(timezone="Europe/Istanbul", currency="EUR")


def rows() -> dict[str, pd.DataFrame]:
    """Posts around midnight of the client's clock; advertising by day and, for one campaign, by a range of days."""
    moments = pd.date_range("2026-01-31 20:00", periods=80, freq="19h", tz="UTC")
    posts = pd.DataFrame(
        {
            "network": ["x", "instagram"] * 40,
            "account": "acme",
            "scope": ["total", "organic", "total", "total"] * 20,
            "post_id": [str(n) for n in range(80)],
            "type": ["video", None, "image", "image", "video"] * 16,
            "published_at": moments,
            "published_precision": "second",
            "impressions": range(100, 180),
            "reactions": [None, 3, 4, 5] * 20,
            "comments": 1,
        }
    )
    accounts = pd.DataFrame(
        {
            "network": "x",
            "account": "acme",
            "scope": "total",
            "date": [day.date() for day in pd.date_range("2026-02-01", "2026-03-31")],
            "followers": range(1000, 1059),
            "impressions": 10,
        }
    )
    ads = pd.DataFrame(
        {
            "platform": "meta",
            "account": "acme",
            "level": "campaign",
            "campaign_id": ["1", "1", "2", "2"],
            "campaign": ["one", "one", "two", "two"],
            "date": [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 1), date(2026, 3, 20)],
            "date_end": [date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 1), date(2026, 4, 2)],
            "currency": ["EUR", "EUR", "EUR", "TRY"],
            "spend": [70.0, 5.0, 3.0, 9.0],
            "impressions": [700, 50, 30, 90],
            "link_clicks": [7, 1, None, 2],
        }
    )
    return {"posts": posts, "accounts_daily": accounts, "ads_daily": ads}


QUESTIONS = [
    {},
    {"by": ["network"]},
    {"by": ["account", "network"]},
    {"by": ["type"]},
    {"by": ["hour"]},
    {"by": ["weekday", "network"]},
    {"by": ["week"]},
    {"by": ["day", "network"]},
    {"by": ["campaign"]},
    {"by": ["scope"]},
    {"where": {"network": "x"}},
    {"where": {"network": ["x", "meta"]}, "by": ["week"]},
    {"where": {"type": [None, "video"]}},
    {"where": {"social": True}},
]


@pytest.fixture(scope="module")
def warm() -> Store:
    """A store that has been asked before."""
    return Store.from_frames(rows())


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_sums_of_days_give_the_figures_of_the_period(warm, monkeypatch, asked):
    found = evaluate(warm, KPIS, MARCH, settings=ZONE, **asked)
    monkeypatch.setattr(daily, "SMALL", -1)
    expected = evaluate(Store.from_frames(rows()), KPIS, MARCH, settings=ZONE, **asked)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12)


def test_overlapping_and_distant_periods_are_added_up_each_by_itself(warm):
    periods = [MARCH, Period.parse("2026-03-05..2026-03-11"), Period.parse("2031")]
    found = evaluate_periods(warm, ["posts_published"], periods, settings=ZONE)
    posts = rows()["posts"]  # of which only the rows of the whole count, not those of the organic part (R8)
    local = posts.loc[posts["scope"] == "total", "published_at"].dt.tz_convert("Europe/Istanbul").dt.date
    inside = [int(((local >= period.start) & (local < period.end)).sum()) for period in periods]
    assert found["value"].tolist()[:2] == inside[:2]
    assert found["missing"].iloc[2] == "not_supplied"


def test_a_further_question_about_the_same_days_asks_the_database_nothing(warm, monkeypatch):
    evaluate(warm, KPIS, MARCH, settings=ZONE)

    def refuse(*_: object) -> None:
        raise AssertionError("asked the database")

    monkeypatch.setattr(fetch, "run", refuse)
    for asked in ({"by": ["network"]}, {"by": ["week"]}, {"where": {"account": "acme"}}):
        evaluate(warm, KPIS, MARCH, settings=ZONE, **asked)
    with pytest.raises(AssertionError, match="asked the database"):
        evaluate(warm, KPIS, MARCH, settings=ZONE, by=["language"])
