"""The same rows give the same figures to the last bit, in whatever order the database adds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kpilib.engine import Settings, daily, evaluate
from kpilib.periods import Period
from kpilib.tables import Store

MARCH = Period.parse("2026-03")
MONEY = ("revenue", "aov", "average_deal", "won_revenue", "clv", "repeat_purchase_rate", "sales_cycle_days")
POSTS = ("avg_watch_time", "completion_rate", "engagement_rate_impressions", "ctr", "engagements_per_post")


def tables(size: int = 3000) -> dict[str, pd.DataFrame]:
    """Orders, deals and posts with amounts that no float holds exactly."""
    draw = np.random.default_rng(5)
    when = pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta(draw.integers(0, 30 * 86400, size), unit="s")
    cents = np.round(draw.lognormal(3, 2, size), 2)
    names = [f"{n:05}" for n in range(size)]
    counts = {
        name: draw.integers(0, 10**6, size)
        for name in ("impressions", "reactions", "comments", "shares", "saves", "link_clicks", "video_views")
    }
    network = draw.choice(["x", "facebook", "linkedin"], size)
    return {
        "orders": pd.DataFrame(
            {"order_id": names, "customer_id": draw.choice(names[:900], size), "ordered_at": when, "currency": "EUR",
             "revenue": cents, "margin": cents / 3, "source": network, "medium": "social"}
        ),
        "deals": pd.DataFrame(
            {"deal_id": names, "stage": "s", "status": "won", "amount": cents, "currency": "EUR",
             "created_at": when - pd.Timedelta("40D"), "closed_at": when}
        ),
        "posts": pd.DataFrame(counts).assign(
            post_id=names, network=network, account="acme", scope="total", published_at=when,
            published_precision="minute", watch_time_s=cents, completed_views=counts["video_views"] // 3,
        ),
    }  # fmt: skip


def figures(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    settings = Settings(currency="EUR", expected_years=2, margin=0.35)
    store = Store.from_frames(found)
    whole = evaluate(store, [*MONEY, *POSTS], MARCH, settings=settings)
    return pd.concat([whole, evaluate(store, POSTS, MARCH, by=["network", "week"], settings=settings)])


@pytest.mark.parametrize("asked", ["by day", "as a whole", "with gaps"])
def test_the_order_of_rows_changes_no_bit(asked, monkeypatch):
    monkeypatch.setattr(daily, "SMALL", 10**6 if asked == "by day" else 0)
    found = tables()
    if asked == "with gaps":
        found["posts"].loc[found["posts"]["network"] == "x", ["impressions", "watch_time_s"]] = np.nan
        found["posts"].loc[::3, ["video_views", "completed_views"]] = np.nan
    first = figures(found)
    told = first[first["kpi"].isin(["revenue", "aov", "avg_watch_time"]) & (first["network"] != "x")]
    assert told["value"].notna().all()
    for seed in range(3):
        shuffled = {name: rows.sample(frac=1, random_state=seed) for name, rows in found.items()}
        pd.testing.assert_frame_equal(figures(shuffled), first, check_exact=True)


@pytest.mark.parametrize("size", [5 * 10**9, 10**17])
def test_counts_of_any_size_add_up(size):
    """The squares behind an interval pass 64 bits; hand value: 3 posts, the same rate, an interval without width."""
    posts = tables(3)["posts"].assign(impressions=size, link_clicks=size // 100, published_at=MARCH.start)
    posts["published_at"] = pd.Timestamp("2026-03-05", tz="UTC")
    found = evaluate(Store.from_frames({"posts": posts}), ["ctr", "impressions"], MARCH, settings=Settings())
    rate, total = found.to_dict("records")
    assert (rate["value"], total["value"]) == (pytest.approx(0.01, rel=1e-9), 3.0 * size)
    assert rate["low"] == pytest.approx(0.01, rel=1e-6)


@pytest.mark.parametrize("amount", [2.5e11, 3e13, 1e21])
def test_amounts_of_any_size_add_up(amount):
    orders = tables(4)["orders"].assign(revenue=amount, source="x")
    found = evaluate(Store.from_frames({"orders": orders}), ["revenue"], MARCH, settings=Settings(currency="EUR"))
    assert found["value"].tolist() == [4 * amount]
