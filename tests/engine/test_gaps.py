"""Ratios of posts of which some counts are not known: only rows count where both are, however the rows are asked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from kpilib.engine import Settings, daily, evaluate, query
from kpilib.periods import Period
from kpilib.stats.intervals import cluster_sums
from kpilib.tables import Store

SPRING = Period.parse("2026-03-01..2026-04-30")
ZONE = "Europe/Berlin"  # its clocks go forward on 29 March
ACTIONS = ["reactions", "comments", "shares", "saves"]
PAIRS = {
    "avg_watch_time": ("watch_time_s", "video_views"),
    "completion_rate": ("completed_views", "video_views"),
    "engagement_rate_reach": ("engagements", "reach"),
    "engagements_per_post": ("engagements", "posts"),
}
GAPS: dict[str, list[str]] = {
    "none": [],
    "of one column": ["video_views"],
    "of all columns": ["video_views", "watch_time_s", "completed_views", "reach", "comments", "shares", "saves"],
}


def posts(gaps: list[str], size: int = 900) -> pd.DataFrame:
    """Posts around midnights of Berlin; of some columns a network reports nothing, and a fifth of the rest is empty."""
    draw = np.random.default_rng(3)
    moments = pd.Timestamp("2026-02-28 22:30", tz="UTC") + pd.to_timedelta(np.arange(size) * 5700, unit="s")
    found = pd.DataFrame({name: draw.integers(1, 90, size) for name in [*ACTIONS, "reach", "video_views"]}, dtype=float)
    found["completed_views"] = np.floor(found["video_views"] / 3)
    found["watch_time_s"] = draw.random(size) * 1000
    found["network"] = draw.choice(["x", "facebook", "linkedin"], size)
    for name in gaps:
        empty = (draw.random(size) < 0.2) | ((found["network"] == "x") & (name in ("reach", "saves")))
        found[name] = found[name].mask(empty)
    named = found.assign(account="acme", scope="total", published_at=moments, published_precision="second")
    return named.assign(post_id=[str(n) for n in range(size)])


def by_hand(frame: pd.DataFrame) -> dict[tuple, tuple[float, ...]]:
    """Above, below, rows and interval of each KPI, network and week, worked out with pandas."""
    local = frame["published_at"].dt.tz_convert(ZoneInfo(ZONE)).dt.tz_localize(None)
    frame = frame.assign(week=local.dt.to_period("W").dt.start_time.dt.date, posts=1.0)
    frame["engagements"] = frame[ACTIONS].sum(axis=1, min_count=len(ACTIONS))
    frame = frame[(local >= "2026-03-01") & (local < "2026-05-01")]
    found = {}
    for (network, week), rows in frame.groupby(["network", "week"]):
        for kpi, (above, below) in PAIRS.items():
            both = rows[[above, below]].dropna()
            a, b = both[above].to_numpy(), both[below].to_numpy()
            if len(both):
                sums = (len(both), a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum())
                low, high = cluster_sums(*[np.array([part]) for part in sums])
                found[kpi, network, week] = (a.sum(), b.sum(), len(both), low[0], high[0])
    return found


@pytest.mark.parametrize("asked", ["by day", "as a whole"])
@pytest.mark.parametrize("gaps", GAPS)
def test_a_row_counts_where_both_are_known(asked, gaps, monkeypatch):
    monkeypatch.setattr(daily, "SMALL", 10**6 if asked == "by day" else 0)
    frame = posts(GAPS[gaps])
    store = Store.from_frames({"posts": frame})
    assert (store.patterns("posts") > query.FEW) == (gaps == "of all columns")
    found = evaluate(store, PAIRS, SPRING, by=["network", "week"], settings=Settings(timezone=ZONE))
    told = found[found["missing"].isna()].set_index(["kpi", "network", "week"])
    expected = by_hand(frame)
    assert {*told.index} == {*expected}
    for key, numbers in expected.items():
        got = told.loc[key, ["numerator", "denominator", "n", "low", "high"]].astype(float).tolist()
        assert got == pytest.approx(numbers, rel=1e-9, nan_ok=True), key


@pytest.mark.parametrize("gaps", GAPS)
def test_a_median_leaves_out_what_is_not_known(gaps, monkeypatch):
    monkeypatch.setattr(daily, "SMALL", 0)
    frame = posts(GAPS[gaps])
    found = evaluate(
        Store.from_frames({"posts": frame}), ["engagement_rate_reach", "engagements_per_post"], SPRING,
        by=["network"], settings=Settings(timezone=ZONE), variant="post_median",
    )  # fmt: skip
    inside = frame[frame["published_at"] < pd.Timestamp("2026-05-01", tz=ZONE)]
    inside = inside[inside["published_at"] >= pd.Timestamp("2026-03-01", tz=ZONE)]
    rate = inside[ACTIONS].sum(axis=1, min_count=len(ACTIONS)) / inside["reach"]
    expected = rate.groupby(inside["network"]).median().dropna()
    told = found[(found["kpi"] == "engagement_rate_reach") & found["missing"].isna()].set_index("network")
    assert told["value"].astype(float).to_dict() == pytest.approx(expected.to_dict(), rel=1e-12)


@pytest.mark.parametrize("gaps", GAPS)
def test_a_period_without_rows_has_no_figures(gaps, monkeypatch):
    monkeypatch.setattr(daily, "SMALL", 0)
    store = Store.from_frames({"posts": posts(GAPS[gaps])})
    found = evaluate(store, PAIRS, Period.parse("2025-03"), by=["network"], settings=Settings(timezone=ZONE))
    assert found["value"].isna().all()
