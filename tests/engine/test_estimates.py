"""Followers counted by gains alone are an estimate, and every figure that rests on them says so (R13)."""

from datetime import date, timedelta

import pandas as pd
import pytest

from kpilib.compare import compare
from kpilib.engine import Settings, evaluate, evaluate_periods
from kpilib.engine.estimates import said
from kpilib.kpis import Target
from kpilib.periods import Period
from kpilib.sources.stock import with_stock
from kpilib.tables import Store
from kpilib.tables.frames import to_arrow, to_pandas

DAYS = [date(2026, 1, 1) + timedelta(n) for n in range(59)]  # January and February
FEBRUARY = Period.parse("2026-02")
MIDDLE = {date(2026, 1, 10): 1000}


def account(network, *, lost=None):
    """Two followers come each day; `lost` leave."""
    carried = "new_followers;reactions;" + ("lost_followers;" if lost is not None else "")
    columns = {"new_followers": 2, "lost_followers": lost, "reactions": 5}
    fixed = {"network": network, "account": "acme", "scope": "total", "date": DAYS, "supplied": f";{carried}"}
    return pd.DataFrame(fixed | {name: pd.array([n] * 59, dtype="Int64") for name, n in columns.items()})


def store(*accounts, anchors, posts=None):
    daily = to_arrow("accounts_daily", pd.concat(accounts, ignore_index=True).assign(source_file="a", preset="x"))
    found, _ = with_stock(daily, anchors)
    return Store.from_frames({"accounts_daily": to_pandas(found)} | ({} if posts is None else {"posts": posts}))


def post(network, day):
    return {
        "network": network, "account": "acme", "scope": "total", "published_precision": "minute", "reactions": 11,
        "published_at": pd.Timestamp(day, tz="UTC"), "post_id": f"{network} {day}",
    }  # fmt: skip


def months(tables, kpi):
    """The figures of February and January."""
    frame = evaluate_periods(tables, [kpi], [FEBRUARY, FEBRUARY.previous], settings=Settings())
    return dict(zip(frame["period"], frame["value"])), frame["basis"].iloc[0] or ""


def test_gains_alone_after_an_anchor_make_an_upper_estimate(figure):
    made = store(account("linkedin"), anchors={("linkedin", "acme"): MIDDLE})
    # 10 January 1000, then 49 days of two each
    found = figure(made, "followers", "2026-02")
    assert (found["value"], found["basis"]) == (1098, "estimate=upper:linkedin")
    # 1098 less the 1042 of 31 January: gains, not net growth
    assert figure(made, "net_new_followers", "2026-02")["value"] == 56
    assert "estimate=upper:linkedin" in figure(made, "net_new_followers", "2026-02")["basis"]
    assert "estimate=upper:linkedin" in figure(made, "follower_growth_rate", "2026-02")["basis"]


def test_counted_back_from_an_anchor_it_is_a_lower_one(figure):
    made = store(account("linkedin"), anchors={("linkedin", "acme"): {DAYS[-1]: 1050}})
    found = figure(made, "followers", "2026-01")
    assert (found["value"], found["basis"]) == (994, "estimate=lower:linkedin")


def test_a_count_of_the_day_itself_is_exact_but_not_the_one_before_it():
    made = store(account("linkedin"), anchors={("linkedin", "acme"): MIDDLE | {DAYS[-1]: 1050}})
    assert months(made, "followers") == ({0: 1050, 1: 1042}, "estimate_before=upper:linkedin")
    # what the newer count took back stands in the growth: 1050 - 1042 instead of 56
    assert months(made, "net_new_followers")[0][0] == 8
    assert "estimate=upper:linkedin" in months(made, "net_new_followers")[1]


def test_the_sum_names_only_the_networks_of_which_losses_are_unknown(figure):
    both = (account("linkedin"), account("x", lost=1))
    made = store(*both, anchors={("linkedin", "acme"): MIDDLE, ("x", "acme"): MIDDLE})
    # 1098 and 1000 + 49 * (2 - 1)
    found = figure(made, "followers", "2026-02")
    assert (found["value"], found["basis"]) == (2147, "estimate=upper:linkedin")
    alone = evaluate(made, ["followers"], FEBRUARY, where={"network": "x"}, settings=Settings())
    assert "estimate" not in (alone["basis"].iloc[0] or "")


@pytest.mark.parametrize("kpi", ["engagement_rate_followers", "daily_engagement_rate", "potential_reach"])
def test_what_is_held_against_them_says_so_too(figure, kpi):
    posts = pd.DataFrame([post("linkedin", "2026-02-10"), post("x", "2026-02-10")])
    both = (account("linkedin"), account("x", lost=1))
    made = store(*both, anchors={("linkedin", "acme"): MIDDLE, ("x", "acme"): MIDDLE}, posts=posts)
    assert "estimate=upper:linkedin" in figure(made, kpi, "2026-02")["basis"]
    exact = store(*both, anchors={("x", "acme"): MIDDLE}, posts=posts)
    assert "estimate" not in figure(exact, kpi, "2026-02")["basis"]


def test_a_post_on_the_day_of_the_count_alone_is_not_told_of_other_months(figure):
    posts = pd.DataFrame([post("linkedin", "2026-02-10")])
    made = store(account("linkedin"), anchors={("linkedin", "acme"): {DAYS[0]: 900}}, posts=posts)
    # 11 reactions over 900 + 40 * 2
    found = figure(made, "engagement_rate_followers", "2026-02")
    assert found["value"] == pytest.approx(11 / 980)
    median = figure(
        made, "engagement_rate_followers", "2026-02", variant="median", settings=Settings(guards={"median": 1})
    )
    assert "estimate=upper:linkedin" in median["basis"]


def test_figures_that_count_no_followers_are_silent(figure):
    made = store(account("linkedin"), anchors={("linkedin", "acme"): MIDDLE})
    assert "estimate" not in (figure(made, "follows", "2026-02")["basis"] or "")
    assert "estimate" not in (figure(made, "engagements", "2026-02")["basis"] or "")


def test_what_is_said_has_one_order():
    """Figures are the same to the last letter in every run; sets of texts come in another order in each."""
    early, late = (1, ("x", "acme"), "upper"), (0, ("linkedin", "acme"), "upper")
    told = {"estimate": "upper:linkedin", "estimate_before": "upper:x"}
    assert list(said([early, late]).items()) == list(said([late, early]).items()) == list(told.items())


@pytest.mark.parametrize(
    ("anchor", "target", "status"),
    [
        (MIDDLE, 1098, "not_measurable"),  # 1098 at most: whether it is reached nobody knows
        (MIDDLE, 1099, "missed"),
        ({date(2026, 3, 1): 1100}, 1098, "achieved"),  # 1098 at least
        ({date(2026, 3, 1): 1100}, 1099, "not_measurable"),
    ],
)
def test_a_bound_is_held_against_a_target_only_where_the_truth_must_lie(anchor, target, status):
    march = account("linkedin").assign(date=[day + timedelta(1) for day in DAYS])
    made = store(march if anchor is not MIDDLE else account("linkedin"), anchors={("linkedin", "acme"): anchor})
    asked = {"comparison": None, "settings": Settings(), "targets": {"followers": Target(target)}}
    found = compare(made, ["followers"], FEBRUARY, **asked).iloc[0]
    assert (found["value"], found["status"]) == (1098, status)
