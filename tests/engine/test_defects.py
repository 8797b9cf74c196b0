"""Figures that once said too much: shares above 1, zeros nobody counted, numbers of days called observations."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.compare import compare
from kpilib.compare.breaks import broken
from kpilib.engine import Settings, evaluate
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY = Period.parse("2026-01")
DAY = date(2026, 1, 5)


def one(store: Store, kpi: str, **asked: object) -> dict:
    frame = evaluate(store, [kpi], JANUARY, settings=Settings(currency="EUR"), **asked)  # type: ignore[arg-type]
    assert len(frame) == 1
    return frame.iloc[0].to_dict()


def advertised(organic: dict[str, int], *, scope: str, paid: dict[str, int]) -> Store:
    """A day of impressions by network, paid ones by platform."""
    ads = [
        {"platform": "meta" if name == "meta" else "x", "network": None if name == "meta" else name, "impressions": n}
        for name, n in paid.items()
    ]
    own = [{"network": name, "account": "acme", "scope": scope, "impressions": n} for name, n in organic.items()]
    return Store.from_frames(
        {
            "ads_daily": pd.DataFrame(ads).assign(account="acme", level="account", date=DAY),
            "accounts_daily": pd.DataFrame(own).assign(date=DAY),
        }
    )


@pytest.mark.parametrize(
    ("organic", "scope", "paid", "value", "missing"),
    [
        ({"x": 100}, "total", {"meta": 900}, None, "not_supplied"),
        ({"x": 100, "instagram": 300}, "organic", {"meta": 900}, 900 / 1200, None),
        ({"x": 100, "instagram": 300, "facebook": 600}, "organic", {"meta": 900}, 900 / 1800, None),
        ({"x": 100, "instagram": 300}, "organic", {"x": 50, "linkedin": 70}, 50 / 150, None),
        ({"x": 100, "instagram": 300}, "total", {"x": 50}, 50 / 100, None),
    ],
)
def test_paid_share_compares_the_networks_that_tell_both(organic, scope, paid, value, missing):
    found = one(advertised(organic, scope=scope, paid=paid), "paid_share")
    assert (found["value"], found["missing"]) == (pytest.approx(value) if value else None, missing)


def test_orders_with_a_coupon_are_no_store_sales():
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2"],
            "customer_id": "c",
            "ordered_at": pd.Timestamp("2026-01-05", tz="UTC"),
            "currency": ["EUR", "TRY"],
            "revenue": [10.0, 500.0],
            "coupon": ["A", "B"],
        }
    )
    assert one(Store.from_frames({"orders": orders}), "store_sales")["missing"] == "not_supplied"
    euros = Store.from_frames({"orders": orders.assign(currency="EUR", coupon=["A", None])})
    assert one(euros, "store_sales", variant="by_coupon")["value"] == 10.0
    plain = Store.from_frames({"orders": orders.assign(currency="EUR", coupon=None)})
    assert one(plain, "store_sales", variant="by_coupon")["missing"] == "not_supplied"


@pytest.mark.parametrize(
    ("channels", "value", "missing"), [(["web", "web"], None, "not_supplied"), (["web", "store"], 0, None)]
)
def test_sales_in_a_store_are_nothing_only_for_who_records_them(channels, value, missing):
    """By hand: the second order is one of February; January sold nothing in the store."""
    orders = pd.DataFrame({
        "order_id": ["1", "2"], "customer_id": "c", "currency": "EUR", "revenue": [10.0, 5.0], "channel": channels,
        "ordered_at": [pd.Timestamp("2026-01-05", tz="UTC"), pd.Timestamp("2026-02-05", tz="UTC")],
    })  # fmt: skip
    found = one(Store.from_frames({"orders": orders}), "store_sales")
    assert (found["value"], found["missing"]) == (value, missing)


@pytest.mark.parametrize(
    ("kinds", "value", "missing"), [(["purchase"] * 2, None, "not_supplied"), (["purchase", "add_to_cart"], 0, None)]
)
def test_a_kind_of_conversion_that_nobody_ever_recorded_is_not_zero(kinds, value, missing):
    """By hand: the second day is one of February; January saw nothing put into a cart."""
    visits = pd.DataFrame({
        "date": [DAY, date(2026, 2, 5)], "channel": "Organic Social", "network": "x", "conversion_type": kinds,
        "conversions": [3.0, 2.0], "sessions": [30, 20],
    })  # fmt: skip
    store = Store.from_frames({"web_daily": visits})
    found = one(store, "add_to_cart")
    assert (found["value"], found["missing"]) == (value, missing)
    assert one(store, "advocacy_conversions")["missing"] == "not_supplied"


def test_a_survey_that_was_not_held_has_no_answers_to_divide_by():
    answers = pd.DataFrame({"survey": ["nps", "nps"], "score": [9.0, 3.0], "scale_max": 10.0})
    answers = answers.assign(response_id=["1", "2"], question="q", submitted_at=pd.Timestamp(DAY, tz="UTC"))
    store = Store.from_frames({"surveys": answers.assign(scale_min=0.0)})
    assert one(store, "nps")["value"] == 0.0
    assert one(store, "aided_awareness")["missing"] == "not_supplied"


def web(*contents: str | None) -> Store:
    """Three days of visits from social networks, each with the name of its link."""
    return Store.from_frames(
        {
            "web_daily": pd.DataFrame(
                {
                    "site": "acme.example",
                    "date": [DAY, DAY, date(2026, 1, 6)],
                    "breakdown": "acquisition",
                    "channel": "Organic Social",
                    "content": contents,
                    "sessions": [40, 50, 60],
                    "converting_sessions": [4, 5, 6],
                }
            )
        }
    )


def test_visits_without_a_name_of_their_link_are_no_referrals_of_a_post():
    assert one(web("post-1", "(not set)", None), "referrals_per_post")["value"] == 40.0


def test_links_that_never_name_a_post_tell_nothing_of_referrals():
    found = one(web("(not set)", "(not set)", "(not set)"), "referrals_per_post")
    assert (found["value"], found["missing"]) == (None, "not_supplied")
    # Another week has named one: then this day's visits came from no post.
    sixth = evaluate(web("post-1", "post-2", "(not set)"), ["referrals_per_post"], Period.days(*[date(2026, 1, 6)] * 2))
    assert sixth["value"].tolist() == [0.0]


def test_observations_are_visits_not_days():
    rate, visits = one(web(*"abc"), "conversion_rate"), one(web(*"abc"), "social_sessions")
    assert (rate["value"], rate["n"]) == (0.1, 150.0)
    assert (visits["value"], visits["n"]) == (150.0, None)
    assert one(web(*"abc"), "social_traffic_share")["n"] == 150.0
    assert one(web(*"abc"), "avg_daily_social_sessions")["n"] is None


def test_costs_and_links_are_sums_of_ranges_and_days():
    links = pd.DataFrame({"link_id": "a", "url": "go.example/a", "date": [DAY, date(2026, 1, 6)], "clicks": [3, 4]})
    costs = pd.DataFrame({"date": [DAY], "kind": "agency", "amount": 90.0, "currency": "EUR"})
    store = Store.from_frames({"links": links, "costs": costs})
    clicks, cost = one(store, "link_clicks"), one(store, "total_cost")
    assert (clicks["value"], clicks["n"]) == (7.0, None)
    assert (cost["value"], cost["n"]) == (90.0, None)


def shares_of_visits(visits: dict[str, int]) -> Store:
    """So many social and direct visits in each month, spread over all its days."""
    rows = []
    for month, many in visits.items():
        days = pd.date_range(f"{month}-01", periods=28).date
        for channel in ("Organic Social", "Direct"):
            counts = [many // 28 + (n < many % 28) for n in range(28)]
            rows += [{"date": day, "channel": channel, "sessions": n} for day, n in zip(days, counts)]
    frame = pd.DataFrame(rows).assign(site="acme.example", breakdown="acquisition")
    return Store.from_frames({"web_daily": frame})


@pytest.mark.parametrize(("now", "change"), [(10, "below_min_sample"), (15, None)])
def test_few_visits_on_many_days_are_few(now, change):
    """28 days of rows, but 20 or 30 visits; by hand: half of them social in both months."""
    store = shares_of_visits({"2026-01": 100, "2026-02": now})
    asked = {"comparison": JANUARY, "settings": Settings()}
    row = compare(store, ["social_traffic_share"], Period.parse("2026-02"), **asked).iloc[0]
    assert (row["value"], row["n"], row["change_missing"]) == (0.5, 2.0 * now, change)


def test_tickets_alone_say_nothing_of_replies():
    sent = pd.Timestamp("2026-01-05", tz="UTC")
    frame = pd.DataFrame(
        {"message_id": ["1", "2"], "network": "x", "direction": "in", "kind": "dm", "agent": "Ann", "sent_at": sent}
    )
    found = one(Store.from_frames({"messages": frame}), "replies_by_member")
    assert (found["value"], found["missing"]) == (None, "not_supplied")
    both = frame.assign(direction=["in", "out"])
    assert one(Store.from_frames({"messages": both}), "replies_by_member")["value"] == 1.0


def test_a_break_on_a_disputed_day_suppresses_no_change():
    days = pd.date_range("2026-05-01", "2026-06-30")
    frame = pd.DataFrame({"network": "facebook", "account": "a", "scope": "total", "date": [d.date() for d in days]})
    store = Store.from_frames({"accounts_daily": frame.assign(reach=10, followers=5)})
    june, may = Period.parse("2026-06"), Period.parse("2026-05")
    row = {
        "start": june.start, "end": june.end, "previous_start": may.start, "previous_end": may.end,
        "table": "accounts_daily", "basis": None, "network": "facebook",
    }  # fmt: skip
    assert not broken(store, row, CATALOGUE["reach"], may, june, Settings())
    own = Settings(breaks=((date(2026, 6, 15), "facebook", "reach"),))
    assert broken(store, row, CATALOGUE["reach"], may, june, own)


@pytest.mark.parametrize(("kpi", "straddles"), [("engagement_rate_followers", True), ("engagements_per_post", False)])
def test_a_break_of_the_followers_breaks_the_rates_over_them(kpi, straddles):
    """On 15 November 2025 Facebook began to count followers instead of fans; actions on posts went on as before."""
    frame = pd.DataFrame({"network": "facebook", "account": "a", "post_id": ["1", "2"], "scope": "total"})
    frame["published_at"] = pd.to_datetime(["2025-10-05", "2025-11-25"], utc=True)
    november, october = Period.parse("2025-11"), Period.parse("2025-10")
    row = {
        "start": november.start, "end": november.end, "previous_start": october.start, "previous_end": october.end,
        "table": "posts", "basis": None, "network": "facebook",
    }  # fmt: skip
    store = Store.from_frames({"posts": frame.assign(reactions=5, published_precision="day")})
    assert broken(store, row, CATALOGUE[kpi], october, november, Settings()) is straddles


def test_impressions_of_a_network_without_stated_reach_do_not_count_as_views_of_those_reached():
    def day(network: str, impressions: int) -> dict:
        return {"network": network, "account": "acme", "scope": "total", "date": DAY, "impressions": impressions}

    reach = {"network": "linkedin", "account": "acme", "metric": "reach", "value": 2000.0, "scope": "total"}
    totals = pd.DataFrame([reach | {"start": date(2026, 1, 1), "end": date(2026, 1, 31)}])
    daily = pd.DataFrame([day("linkedin", 9000), day("x", 31000)])
    store = Store.from_frames({"accounts_daily": daily, "period_totals": totals})
    assert one(store, "frequency")["value"] == pytest.approx(9000 / 2000)
