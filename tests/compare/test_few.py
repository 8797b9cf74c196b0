"""Changes that rest on few posts: refused, or flat where chance alone could explain them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.compare import compare
from kpilib.engine import Settings
from kpilib.kpis import Target
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY, FEBRUARY = Period.parse("2026-01"), Period.parse("2026-02")
SPAN = ["table", "network", "account", "start", "end"]
RATE = "engagement_rate_impressions"


def posts(**reactions: list[int]) -> Store:
    """Posts of 1,000 impressions each, by month."""
    rows = [("2026-01-10", n) for n in reactions["january"]] + [("2026-02-10", n) for n in reactions["february"]]
    frame = pd.DataFrame(
        {
            "network": "linkedin", "account": "acme", "scope": "total", "published_precision": "minute",
            "published_at": [pd.Timestamp(day, tz="UTC") for day, _ in rows], "impressions": 1000,
            "post_id": [str(n) for n in range(len(rows))], "reactions": [n for _, n in rows],
        }
    )  # fmt: skip
    days = [("posts", "linkedin", "acme", JANUARY.start, FEBRUARY.end)]
    return Store.from_frames({"posts": frame}, spans=pd.DataFrame(days, columns=SPAN))


def change(store: Store, kpi: str = RATE, **guards: float) -> pd.Series:
    return compare(store, [kpi], FEBRUARY, comparison=JANUARY, settings=Settings(guards=guards)).iloc[0]


@pytest.mark.parametrize("kpi", [RATE, "engagements_per_post"])
@pytest.mark.parametrize(("before", "now"), [(5, 4), (4, 5)])
def test_four_posts_in_either_period_are_too_few_for_the_change_of_a_rate(kpi, before, now):
    found = change(posts(january=[30] * before, february=[40] * now), kpi)
    assert (found["change"], found["change_missing"], found["better"]) == (None, "below_min_sample", None)


def test_five_posts_carry_a_change_and_a_sum_needs_none():
    five = change(posts(january=[30] * 5, february=[40] * 5))
    assert (five["change"], five["flat"], five["better"]) == (pytest.approx(0.01), False, True)
    total = change(posts(january=[300], february=[400]), "engagements")
    assert (total["change"], total["change_missing"]) == (pytest.approx(1 / 3), None)


@pytest.mark.parametrize(("reactions", "unclear"), [([10, 70], True), ([40, 40], False)])
def test_a_figure_without_an_interval_is_compared_with_that_of_the_other(reactions, unclear):
    # One post has no interval. Two have t = 12.7 standard errors of 3 points, or of none, around 4%.
    found = change(posts(january=[30], february=reactions), cell=1)
    assert (found["previous"], found["value"]) == (0.03, 0.04)
    assert (found["flat"], found["unclear"]) == (unclear, unclear)


def test_below_materiality_a_change_is_flat_however_wide_its_interval():
    # 3.00% and 3.05%: 1.7% apart, below the threshold of 2%.
    found = change(posts(january=[10, 50] * 5, february=[10, 51] * 5))
    assert (found["flat"], found["unclear"]) == (True, False)


@pytest.mark.parametrize(("count", "status"), [(4, "not_measurable"), (5, "missed")])
def test_a_rate_of_four_posts_is_held_against_no_target(count, status):
    store = posts(january=[30], february=[10] * count)
    asked = {"settings": Settings(), "targets": {RATE: Target(0.02), "engagements": Target(100, per="month")}}
    rate, total = (compare(store, [kpi], FEBRUARY, comparison=None, **asked).iloc[0] for kpi in asked["targets"])
    assert (rate["value"], rate["target"], rate["status"]) == (pytest.approx(0.01), 0.02, status)
    assert rate["attainment"] == (None if status == "not_measurable" else pytest.approx(0.5))
    # A sum needs no number of posts: 40 or 50 of 100 is a fact.
    assert (total["status"], total["attainment"]) == ("missed", pytest.approx(count / 10))


def test_a_target_inside_the_interval_keeps_its_verdict():
    # 10 ... 50 reactions of 1,000 impressions each: 3% with 95% from about 1.04% to 4.96%; the target is 3.1%.
    store = posts(january=[30], february=[10, 20, 30, 40, 50])
    found = compare(store, [RATE], FEBRUARY, comparison=None, settings=Settings(), targets={RATE: Target(0.031)}).iloc[
        0
    ]
    assert found["low"] < 0.031 < found["high"]
    assert found["status"] == "missed"


@pytest.mark.parametrize(
    ("customers", "why"), [((29, 30), "below_min_sample"), ((30, 29), "below_min_sample"), ((30, 45), None)]
)
def test_value_over_acquisition_cost_moves_with_the_count_of_new_customers(customers, why):
    # One order of 20 each, of margin 0.5 for 1 year; 100 spent in either month: 10 over 100/n.
    days = [pd.Timestamp(day, tz="UTC") for day, n in zip(("2026-01-10", "2026-02-10"), customers) for _ in range(n)]
    names = [str(n) for n in range(len(days))]
    orders = pd.DataFrame({"order_id": names, "customer_id": names, "ordered_at": days, "revenue": 20.0,
                           "currency": "EUR", "source": "instagram", "medium": "social"})  # fmt: skip
    costs = pd.DataFrame(
        {"date": [JANUARY.start, FEBRUARY.start], "amount": 100.0, "currency": "EUR", "kind": "agency"}
    )
    spans = [(table, None, None, date(2024, 1, 1), FEBRUARY.end) for table in ("orders", "costs")]
    store = Store.from_frames({"orders": orders, "costs": costs}, spans=pd.DataFrame(spans, columns=SPAN))
    settings = Settings(margin=0.5, expected_years=1, acquisition="customer")
    found = compare(store, ["ltv_cac"], FEBRUARY, comparison=JANUARY, settings=settings).iloc[0]
    assert (found["value"], found["n"]) == (pytest.approx(10 * customers[1] / 100), customers[1])
    assert (found["change"] is None, found["change_missing"]) == (why is not None, why)
