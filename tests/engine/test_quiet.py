"""A covered week in which a network published nothing: zeros, no gaps, and totals that may be compared (R17)."""

from __future__ import annotations

import pandas as pd
import pytest

from kpilib.compare import compare
from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store

# Instagram publishes on 5 and 20 January, Facebook every week; X does not report reactions.
POSTS = [
    ("instagram", "2026-01-05", 100, 10), ("instagram", "2026-01-20", 100, 20), ("facebook", "2026-01-06", 300, 30),
    ("facebook", "2026-01-13", 300, 30), ("facebook", "2026-01-21", 400, 40), ("facebook", "2026-01-27", 9, 9),
    ("x", "2026-01-02", 50, None), ("x", "2026-01-20", 50, None),
]  # fmt: skip


def quiet_week() -> Store:
    frame = pd.DataFrame(POSTS, columns=["network", "published_at", "impressions", "reactions"])
    frame["published_at"] = pd.to_datetime(frame["published_at"], utc=True)
    frame["supplied"] = [";impressions;reactions;"] * 6 + [";impressions;"] * 2
    names = frame.index.astype(str)
    return Store.from_frames(
        {"posts": frame.assign(post_id=names, account="acme", scope="total", published_precision="minute")}
    )


def test_a_network_that_published_nothing_in_a_covered_week_adds_nothing():
    """By hand: in the week of 12 January only Facebook's post, 300 impressions and 30 reactions."""
    week = Period.parse("2026-W03")
    kpis = ["posts_published", "impressions", "engagements", "engagement_rate_impressions"]
    found = evaluate(quiet_week(), kpis, week, by=["network"], settings=Settings())
    told = {(row["kpi"], row["network"]): (row["value"], row["missing"]) for row in found.to_dict("records")}
    assert told == {
        ("posts_published", "facebook"): (1, None), ("posts_published", "instagram"): (0, None),
        ("posts_published", "x"): (0, None), ("impressions", "facebook"): (300, None),
        ("impressions", "instagram"): (0, None), ("impressions", "x"): (0, None),
        ("engagements", "facebook"): (30, None), ("engagements", "instagram"): (0, None),
        ("engagements", "x"): (None, "not_supplied"),
        ("engagement_rate_impressions", "facebook"): (0.1, None),
        ("engagement_rate_impressions", "instagram"): (None, "zero_denominator"),
        ("engagement_rate_impressions", "x"): (None, "not_supplied"),
    }  # fmt: skip


def test_a_week_without_posts_of_one_network_can_be_compared():
    """By hand: engagements 10 + 30, then 30, then 20 + 40; the posts of Instagram are a true zero, not a gap."""
    asked = {"settings": Settings(guards={"base": 1, "cell": 1})}
    kpis = ["engagements", "engagement_rate_impressions"]
    fall = compare(quiet_week(), kpis, Period.parse("2026-W03"), comparison=Period.parse("2026-W02"), **asked)
    assert fall[["value", "previous", "coverage", "change_missing"]].to_numpy().tolist() == [
        [30, 40, 1, None], [30 / 300, 40 / 400, 1, None],
    ]  # fmt: skip
    assert fall["change"].tolist() == [pytest.approx(-0.25), pytest.approx(0)]
    assert "networks=facebook+instagram" in fall["basis"].iloc[0], "who published nothing counts as nothing"
    rise = compare(quiet_week(), kpis, Period.parse("2026-W04"), comparison=Period.parse("2026-W03"), **asked)
    assert rise["change"].tolist() == [pytest.approx(1.0), pytest.approx(60 / 500 - 0.1)]


def test_a_column_that_a_network_gave_up_is_no_gap_between_periods_without_it():
    """By hand; X reported reactions once, long before both weeks: neither week lacks anything that the other has."""
    store = quiet_week()
    frame = store.frame("posts")
    old = frame.iloc[[0]].assign(post_id="old", network="x", published_at=pd.Timestamp("2025-11-05", tz="UTC"))
    earlier = Store.from_frames({"posts": pd.concat([frame, old], ignore_index=True)})
    asked = {"comparison": Period.parse("2026-W03"), "settings": Settings(guards={"base": 1, "cell": 1})}
    found = compare(earlier, ["likes"], Period.parse("2026-W04"), **asked).iloc[0]
    assert (found["value"], found["previous"], found["coverage"], found["change"]) == (60, 30, 1, pytest.approx(1.0))
