"""The worked examples of the definitions, with their inputs and outputs, measured by the engine."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY = Period.parse("2026-01")


def moments(*texts: str) -> list[pd.Timestamp]:
    return [pd.Timestamp(text, tz="UTC") for text in texts]


def posts(**columns: object) -> pd.DataFrame:
    size = max(len(values) for values in columns.values() if isinstance(values, list))
    base = {
        "network": "linkedin",
        "account": "acme",
        "post_id": [str(n) for n in range(size)],
        "scope": "total",
        "published_at": pd.Timestamp("2026-01-10", tz="UTC"),
        "published_precision": "minute",
    }
    return pd.DataFrame(
        {**{name: [value] * size if not isinstance(value, list) else value for name, value in base.items()}, **columns}
    )


def accounts(network: str, values: dict[date, int], column: str = "followers", **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "network": network,
            "account": "acme",
            "scope": "total",
            "date": list(values),
            column: list(values.values()),
            **more,
        }
    )


def test_e1_pooled_rate_not_the_mean_of_rates(figure):
    store = Store.from_frames({"posts": posts(impressions=[100000, 40000, 300, 120], reactions=[1500, 700, 45, 24])})
    found = figure(store, "engagement_rate_impressions")
    assert found["value"] == pytest.approx(2269 / 140420, abs=1e-12)
    assert (found["numerator"], found["denominator"], found["n"]) == (2269, 140420, 4)


def test_e1b_cluster_interval_over_posts(figure):
    frame = posts(
        impressions=[1000, 2000, 1500, 800, 1200, 2500, 900, 1100], reactions=[30, 50, 60, 12, 48, 60, 27, 22]
    )
    found = figure(Store.from_frames({"posts": frame}), "engagement_rate_impressions")
    assert found["value"] == pytest.approx(0.0280909, abs=1e-7)
    assert found["low"] == pytest.approx(0.0213452, abs=1e-7)
    assert found["high"] == pytest.approx(0.0348366, abs=1e-7)


def test_e2_reach_of_days_gives_bounds_never_a_sum(figure):
    days = {date(2026, 1, 1): 4, date(2026, 1, 2): 3, date(2026, 1, 3): 5}
    store = Store.from_frames({"accounts_daily": accounts("instagram", days, "reach")})
    found = figure(store, "reach", "2026-01-01..2026-01-03", settings=Settings(population=10))
    assert (found["value"], found["missing"]) == (None, "non_additive")
    assert (found["low"], found["high"]) == (5, 10)
    assert figure(store, "reach", "2026-01-02..2026-01-02")["value"] == 3


def test_e3_conversions_over_visits(figure):
    web = pd.DataFrame(
        {
            "site": ["acme"],
            "breakdown": ["acquisition"],
            "date": [date(2026, 1, 5)],
            "channel": ["Organic Social"],
            "sessions": [5000],
            "converting_sessions": [150.0],
        }
    )
    assert figure(Store.from_frames({"web_daily": web}), "conversion_rate")["value"] == 0.03


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 12, 0, 0.242494), (1, 12, 0.014865, 0.353880), (3, 40, 0.025836, 0.198642), (12, 12, 0.757506, 1)],
)
def test_e4_wilson_interval_of_a_share(figure, hits, trials, low, high):
    status = ["won"] * hits + ["lost"] * (trials - hits)
    deals = pd.DataFrame(
        {
            "deal_id": [str(n) for n in range(trials)],
            "stage": "closed",
            "status": status,
            "created_at": moments("2026-01-01") * trials,
            "closed_at": moments("2026-01-09") * trials,
        }
    )
    found = figure(Store.from_frames({"deals": deals}), "win_rate")
    assert found["value"] == hits / trials
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


E5 = [2, 3, 4, 5, 6, 8, 9, 11, 12, 15, 18, 21, 25, 30, 38, 47, 58, 75, 240, 2880]


def answered(minutes: list[float | None], start: str = "2026-01-05 00:00") -> Store:
    sent = pd.Timestamp(start, tz="UTC")
    messages = pd.DataFrame(
        {
            "message_id": [str(n) for n in range(len(minutes))],
            "network": "facebook",
            "direction": "in",
            "kind": "dm",
            "sent_at": [sent] * len(minutes),
            "first_reply_at": [pd.NaT if m is None else sent + pd.Timedelta(minutes=m) for m in minutes],
        }
    )
    spans = pd.DataFrame(
        [("messages", None, None, date(2026, 1, 1), date(2026, 2, 1))],
        columns=["table", "network", "account", "start", "end"],
    )
    return Store.from_frames({"messages": messages}, spans=spans)


def test_e5_response_times(figure):
    store = answered(list(E5))
    assert figure(store, "response_time_mean", variant="calendar")["value"] == pytest.approx(175.35 * 60)
    assert figure(store, "first_response_time", variant="calendar")["value"] == pytest.approx(16.5 * 60)
    assert figure(store, "response_time_p90", variant="calendar")["value"] == pytest.approx(91.5 * 60)
    whole_day = Settings(hours={"mon-sun": "00:00-24:00"})
    assert figure(store, "first_response_time", variant="fastest_90", settings=whole_day)["value"] == pytest.approx(
        21.5 * 60
    )


def test_e5_unanswered_messages_are_missed(figure):
    store = answered([*E5, None, None, None, None])
    assert figure(store, "response_rate")["value"] == pytest.approx(20 / 24)
    found = figure(store, "sla_1h_rate")
    assert found["value"] == pytest.approx(17 / 24)
    assert (found["low"], found["high"]) == (pytest.approx(0.508323, abs=1e-6), pytest.approx(0.850854, abs=1e-6))


def test_e5b_open_conversations_count_as_long_as_they_wait(figure):
    now = pd.Timestamp("2026-02-01", tz="UTC")
    done, waiting = [5, 12, 20, 35, 50, 90], [30, 60, 120, 240]
    opened = [now - pd.Timedelta(days=1)] * 6 + [now - pd.Timedelta(minutes=m) for m in waiting]
    resolved = [opened[0] + pd.Timedelta(minutes=m) for m in done] + [pd.NaT] * 4
    messages = pd.DataFrame(
        {
            "message_id": [str(n) for n in range(10)],
            "network": "facebook",
            "direction": "in",
            "kind": "ticket",
            "sent_at": opened,
            "resolved_at": resolved,
        }
    )
    found = figure(Store.from_frames({"messages": messages}), "resolution_time")
    assert found["value"] == pytest.approx(50 * 60)


def answers(survey: str, scores: dict[int, int], scale: int) -> Store:
    rows = [score for score, count in scores.items() for _ in range(count)]
    frame = pd.DataFrame(
        {
            "survey": survey,
            "response_id": [str(n) for n in range(len(rows))],
            "question": "q",
            "submitted_at": moments("2026-01-09") * len(rows),
            "score": rows,
            "scale_min": 0,
            "scale_max": scale,
        }
    )
    return Store.from_frames({"surveys": frame})


def test_e6_net_promoter_score_and_satisfaction(figure):
    found = figure(answers("nps", {10: 210, 8: 90, 3: 60}, 10), "nps")
    assert found["value"] == pytest.approx(41.6667, abs=1e-4)
    assert found["high"] - found["value"] == pytest.approx(7.8425, abs=1e-4)
    store = answers("csat", {5: 40, 4: 30, 3: 15, 2: 10, 1: 5}, 5)
    assert figure(store, "csat")["value"] == pytest.approx(0.70)
    assert figure(store, "csat", variant="mean")["value"] == pytest.approx(3.90)


def experiment(a: tuple[int, int], b: tuple[int, int], planned: float | None = 0.5) -> Store:
    frame = pd.DataFrame(
        {
            "experiment": "button",
            "variant": ["A", "B"],
            "goal": "order",
            "unit": "visit",
            "is_control": [True, False],
            "conversions": [a[0], b[0]],
            "exposures": [a[1], b[1]],
            "planned_share": [planned, planned],
        }
    )
    spans = pd.DataFrame(
        [("experiments", None, None, date(2026, 1, 1), date(2026, 2, 1))],
        columns=["table", "network", "account", "start", "end"],
    )
    return Store.from_frames({"experiments": frame}, spans=spans)


def test_e7_lift_with_the_interval_of_the_difference(figure):
    store = experiment((120, 2400), (156, 2388))
    found = figure(store, "ab_lift")
    assert found["value"] == pytest.approx(0.306533, abs=1e-6)
    assert (found["low"], found["high"]) == (pytest.approx(0.00210946, abs=1e-8), pytest.approx(0.0286409, abs=1e-7))
    assert figure(store, "srm_p")["value"] == pytest.approx(0.86232, abs=1e-5)


def test_e9_a_split_that_is_not_as_planned_withholds_the_result(figure):
    store = experiment((120, 2400), (156, 2000))
    assert figure(store, "srm_p")["value"] == pytest.approx(1.6373e-9, rel=1e-4)
    assert (figure(store, "ab_lift")["value"], figure(store, "ab_lift")["missing"]) == (None, "withheld")


def returns(second: float = 600.0, *, content: float = 500.0) -> Store:
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2"],
            "customer_id": ["a", "b"],
            "ordered_at": moments("2026-01-05", "2026-01-06"),
            "currency": "EUR",
            "revenue": [3000.0, second],
            "source": ["instagram", "facebook"],
            "medium": "paid_social",
        }
    )
    ads = pd.DataFrame(
        {
            "platform": "meta",
            "account": "acme",
            "level": "campaign",
            "campaign_id": "c",
            "date": [date(2026, 1, 5)],
            "spend": [1000.0],
            "currency": "EUR",
        }
    )
    costs = pd.DataFrame({"date": [date(2026, 1, 5)], "kind": ["content"], "amount": [content], "currency": "EUR"})
    return Store.from_frames({"orders": orders, "ads_daily": ads, "costs": costs})


def test_e16_return_on_investment(figure):
    store, settings = returns(), Settings(margin=0.40)
    assert figure(store, "total_cost", settings=settings)["value"] == 1500
    assert figure(store, "roi", settings=settings)["value"] == pytest.approx(-0.04)
    assert figure(store, "roi", settings=settings, variant="roi_revenue")["value"] == pytest.approx(1.40)
    assert figure(store, "roas")["value"] == pytest.approx(3.6)
    assert figure(store, "roi")["missing"] == "not_supplied"
    # 3600 × 0.40 is 1440 of gross profit.
    assert figure(store, "roi", settings=settings)["numerator"] == pytest.approx(1440 - 1500)


@pytest.mark.parametrize(("content", "break_even"), [(0.0, 2.5), (500.0, 3.75)])
def test_e16_revenue_at_which_nothing_is_earned(figure, content, break_even):
    """On ads alone 2.5 times the spend of 1000, on all cost 3.75 times; all of it credited to paid social media."""
    store = returns(break_even * 1000 - 3000, content=content)
    assert figure(store, "roi", settings=Settings(margin=0.40))["value"] == pytest.approx(0, abs=1e-12)


def test_e16_customer_lifetime_value(figure):
    ordered = [date(2025, 2, 1) + timedelta(days=20 * n) for n in range(16)]
    orders = pd.DataFrame(
        {
            "order_id": [str(n) for n in range(16)],
            "customer_id": [str(n % 5) for n in range(16)],
            "ordered_at": [pd.Timestamp(day, tz="UTC") for day in ordered],
            "currency": "EUR",
            "revenue": 45.0,
        }
    )
    spans = pd.DataFrame(
        [("orders", None, None, date(2025, 1, 1), date(2026, 2, 1))],
        columns=["table", "network", "account", "start", "end"],
    )
    store = Store.from_frames({"orders": orders}, spans=spans)
    # 16 orders of 5 customers within a year: 3.2 each, of 45; 4 years; 35 % margin.
    settings = Settings(expected_years=4, margin=0.35)
    assert figure(store, "clv", settings=settings)["value"] == pytest.approx(201.60)
    found = figure(store, "clv", settings=Settings(expected_years=4))
    assert (found["value"], found["variant"]) == (pytest.approx(576), "clv_revenue")


def test_e19_share_of_voice_needs_every_rival(figure):
    def mentions(counts: dict[str, int]) -> Store:
        rows = [(brand, n) for brand, count in counts.items() for n in range(count)]
        frame = pd.DataFrame(
            {
                "mention_id": [f"{brand}{n}" for brand, n in rows],
                "brand": [brand for brand, _ in rows],
                "is_own": [brand == "own" for brand, _ in rows],
                "network": "x",
                "published_at": moments("2026-01-09") * len(rows),
            }
        )
        return Store.from_frames({"mentions": frame})

    settings = Settings(competitors=("b", "c"))
    assert figure(mentions({"own": 120, "b": 200, "c": 80}), "share_of_voice", settings=settings)["value"] == 0.30
    found = figure(mentions({"own": 120, "b": 200}), "share_of_voice", settings=settings)
    assert (found["value"], found["missing"]) == (None, "not_supplied")


def test_e20_followers_are_carried_at_most_seven_days(figure):
    days = {date(2026, 1, 31): 1000, date(2026, 2, 26): 1100}
    store = Store.from_frames({"accounts_daily": accounts("instagram", days), "posts": posts(impressions=[1])},
                              spans=pd.DataFrame([("posts", "linkedin", "acme", date(2026, 1, 1), date(2026, 3, 1))],
                                                 columns=["table", "network", "account", "start", "end"]))  # fmt: skip
    found = figure(store, "followers", "2026-02")
    assert (found["value"], found["basis"]) == (1100, "carried=2; networks=instagram; without=linkedin")
    assert figure(store, "follower_growth_rate", "2026-02")["value"] == pytest.approx(0.10)
    late = {date(2026, 1, 31): 1000, date(2026, 2, 19): 1100}
    spans = pd.DataFrame(
        [("posts", "linkedin", "acme", date(2026, 1, 1), date(2026, 3, 1))],
        columns=["table", "network", "account", "start", "end"],
    )
    old = Store.from_frames(
        {"accounts_daily": accounts("instagram", late), "posts": posts(impressions=[1])}, spans=spans
    )
    assert (figure(old, "followers", "2026-02")["value"], figure(old, "followers", "2026-02")["missing"]) == (
        None,
        "not_supplied",
    )


def test_e20_medians_come_from_rows_never_from_medians():
    store = Store.from_frames(
        {"posts": posts(network=["x"] * 3 + ["linkedin"] * 5, reactions=[1, 2, 9, 4, 5, 6, 7, 8])}
    )
    settings = Settings(guards={"median": 1})
    asked = {"settings": settings, "variant": "median"}
    parts = evaluate(store, ["engagements_per_post"], JANUARY, by=["network"], **asked).set_index("network")["value"]
    whole = evaluate(store, ["engagements_per_post"], JANUARY, **asked)["value"].iloc[0]
    assert (parts["x"], parts["linkedin"], whole) == (2, 6, 5.5)
    few = evaluate(store, ["engagements_per_post"], JANUARY, variant="median", settings=Settings())
    assert few["missing"].iloc[0] == "below_min_sample"


@pytest.mark.parametrize(
    ("received", "replied", "business", "calendar"),
    [
        ("2026-11-20 16:30", "2026-11-23 09:45", 75, 3915),
        ("2026-11-21 11:00", "2026-11-23 09:20", 20, 2780),
        ("2026-11-23 08:00", "2026-11-23 08:50", 0, 50),
        ("2026-11-23 18:00", "2026-11-24 08:30", 0, 870),
        ("2026-11-23 10:00", "2026-11-25 12:00", 1080, 3000),
        ("2026-10-28 16:00", "2026-10-30 10:00", 120, 2520),
    ],
)
def test_e21_business_hours(figure, received, replied, business, calendar):
    zone = "Europe/Istanbul"
    messages = pd.DataFrame(
        {
            "message_id": ["1"],
            "network": "facebook",
            "direction": "in",
            "kind": "dm",
            "sent_at": [pd.Timestamp(received, tz=zone)],
            "first_reply_at": [pd.Timestamp(replied, tz=zone)],
        }
    )
    settings = Settings(timezone=zone, holidays="TR", guards={"median": 1})
    store = Store.from_frames({"messages": messages})
    assert figure(store, "first_response_time", received[:7], settings=settings)["value"] == business * 60
    found = figure(store, "first_response_time", received[:7], settings=settings, variant="calendar")
    assert found["value"] == calendar * 60
