"""What must hold of every figure, whatever the rows: metamorphic and property tests."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.engine import REASONS, Settings, evaluate
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store

MARCH = Period.parse("2026-03")
RATES = ("engagement_rate_impressions", "ctr", "share_rate", "completion_rate")
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])

count = st.one_of(st.none(), st.integers(0, 10**9))
row = st.fixed_dictionaries(
    {
        "network": st.sampled_from(["linkedin", "x", "facebook"]),
        "day": st.integers(1, 31),
        "impressions": count,
        "views": count,
        "reactions": count,
        "comments": count,
        "shares": count,
        "link_clicks": count,
        "video_views": count,
        "type": st.one_of(st.none(), st.sampled_from(["video", "image"])),
    }
)
rows = st.lists(row, min_size=1, max_size=12)


def store_of(found: list[dict], times: int = 1) -> Store:
    frame = pd.DataFrame(found)
    counts = ["impressions", "views", "reactions", "comments", "shares", "link_clicks", "video_views"]
    for name in counts:
        frame[name] = frame[name].astype("Int64") * times
    frame["completed_views"] = frame["video_views"] // 2
    frame["published_at"] = [pd.Timestamp(2026, 3, day, tz="UTC") for day in frame.pop("day")]
    own = {
        "account": "acme",
        "scope": "total",
        "published_precision": "minute",
        "post_id": [str(n) for n in range(len(frame))],
    }
    return Store.from_frames({"posts": frame.assign(**own)})


def measured(store: Store, *kpis: str, by: tuple[str, ...] = ()) -> pd.DataFrame:
    return evaluate(store, kpis or list(CATALOGUE), MARCH, by=by, settings=Settings())


def sound(frame: pd.DataFrame) -> None:
    """No NaN, no infinity, and a reason exactly where there is no value."""
    for name in ("value", "numerator", "denominator", "n", "coverage", "low", "high"):
        for value in frame[name]:
            assert value is None or (isinstance(value, float) and math.isfinite(value)), (name, value)
    assert [value is None for value in frame["value"]] == [reason in REASONS for reason in frame["missing"]]
    for low, high in zip(frame["low"], frame["high"]):
        assert low is None or high is None or low <= high
    for part in frame["coverage"]:
        assert part is None or 0 <= part <= 1


@FEW
@given(rows)
def test_every_figure_is_a_number_or_a_reason(found):
    store = store_of(found)
    frame = measured(store)
    sound(frame)
    assert list(frame["kpi"]) == list(CATALOGUE)
    for by in (("network",), ("type", "week")):
        sound(measured(store, *RATES, "impressions", "posts_published", by=by))


@FEW
@given(rows)
def test_shares_of_rows_lie_between_0_and_1(found):
    value = measured(store_of(found), "completion_rate")["value"].iloc[0]
    assert value is None or 0 <= value <= 1


@FEW
@given(rows)
def test_the_ratio_of_the_whole_lies_between_its_groups(found):
    store = store_of(found)
    parts = measured(store, "engagement_rate_impressions", by=("type",))["value"].dropna()
    whole = measured(store, "engagement_rate_impressions")["value"].iloc[0]
    if whole is not None:
        assert min(parts) * (1 - 1e-12) <= whole <= max(parts) * (1 + 1e-12)


@FEW
@given(rows, st.randoms())
def test_the_order_of_rows_is_irrelevant(found, random):
    shuffled = [*found]
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        measured(store_of(found), *RATES, "views"), measured(store_of(shuffled), *RATES, "views")
    )


@FEW
@given(rows)
def test_doubling_every_count_leaves_every_rate_and_doubles_every_sum(found):
    once, twice = (measured(store_of(found, times), *RATES, "impressions", "engagements") for times in (1, 2))
    for before, after in zip(once.to_dict("records"), twice.to_dict("records")):
        factor = 1 if before["kpi"] in RATES and before["kpi"] != "completion_rate" else 2
        if before["value"] is None:
            assert after["missing"] == before["missing"]
        elif before["kpi"] != "completion_rate":
            assert after["value"] == pytest.approx(factor * before["value"], rel=1e-12)


@FEW
@given(rows)
def test_groups_of_a_sum_add_up_to_the_whole(found):
    store = store_of(found)
    for by in ("network", "week", "type", "weekday"):
        parts = measured(store, "posts_published", by=(by,))["value"]
        assert sum(value or 0 for value in parts) == len(found)


@FEW
@given(st.lists(st.sampled_from(["won", "lost"]), min_size=1, max_size=60))
def test_an_interval_contains_its_point(found):
    deals = pd.DataFrame(
        {
            "deal_id": [str(n) for n in range(len(found))],
            "stage": "s",
            "status": found,
            "created_at": pd.Timestamp("2026-03-01", tz="UTC"),
            "closed_at": pd.Timestamp("2026-03-09", tz="UTC"),
        }
    )
    one = measured(Store.from_frames({"deals": deals}), "win_rate").iloc[0]
    assert one["low"] - 1e-12 <= one["value"] <= one["high"] + 1e-12


def test_whole_numbers_stay_exact_beyond_32_bits():
    names = ("impressions", "views", "reactions", "comments", "shares", "link_clicks", "video_views")
    big = dict.fromkeys(names, 10**9) | {"network": "x", "day": 3, "type": None}
    assert measured(store_of([big] * 9), "impressions")["value"].iloc[0] == 9 * 10**9


def test_an_empty_store_has_a_reason_for_everything():
    day = pd.DataFrame({"network": ["x"], "account": ["a"], "scope": ["total"], "date": [date(2026, 3, 1)]})
    frame = measured(Store.from_frames({"accounts_daily": day}))
    sound(frame)
    assert frame["value"].isna().all()
    assert not np.isin(frame["missing"], [None]).any()
