"""The rules of the canonical tables, one small store each: null and zero, cuts, ranges, clocks, tags, cohorts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY = Period.parse("2026-01")
SPAN = ["table", "network", "account", "start", "end"]


def stamp(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def posts(size: int, **columns: object) -> pd.DataFrame:
    base = {
        "network": "linkedin", "account": "acme", "scope": "total", "published_precision": "minute",
        "published_at": stamp("2026-01-10"), "post_id": [str(n) for n in range(size)],
    }  # fmt: skip
    return pd.DataFrame({**base, **columns}, index=range(size))


def covering(table: str, start: date, end: date) -> pd.DataFrame:
    return pd.DataFrame([(table, "linkedin", "acme", start, end)], columns=SPAN)


def test_r14_an_empty_cell_makes_the_sum_null_a_missing_column_does_not(figure):
    both = posts(2, reactions=[5, 7], comments=pd.array([1, None], dtype="Int64"))
    found = figure(Store.from_frames({"posts": both}), "engagements")
    assert (found["value"], found["n"], found["basis"]) == (6, 1, "actions=reactions+comments")
    assert figure(Store.from_frames({"posts": posts(2, reactions=[5, 7])}), "engagements")["value"] == 12
    none = Store.from_frames({"posts": posts(2, impressions=[5, 7])})
    assert figure(none, "engagements")["missing"] == "not_supplied"


def test_r14_each_row_by_the_columns_of_its_own_file(figure):
    frame = posts(
        2, reactions=[5, 7], shares=pd.array([1, None], dtype="Int64"), supplied=[";reactions;shares;", ";reactions;"]
    )
    assert figure(Store.from_frames({"posts": frame}), "engagements")["value"] == 13


def test_the_reported_total_stands_in_under_its_own_name(figure):
    found = figure(Store.from_frames({"posts": posts(2, engagements_reported=[5, 7])}), "engagements")
    assert (found["value"], found["variant"]) == (12, "reported")


def test_r17_a_count_is_zero_inside_the_covered_span_and_missing_outside(figure):
    store = Store.from_frames(
        {"posts": posts(1, impressions=[9])}, spans=covering("posts", date(2026, 1, 1), date(2026, 3, 1))
    )
    assert figure(store, "posts_published", "2026-02")["value"] == 0
    assert figure(store, "posts_published", "2026-03")["missing"] == "not_supplied"
    # Sums over no posts are 0 as well, but only of what the files report.
    assert figure(store, "impressions", "2026-02")["value"] == 0
    assert figure(store, "engagement_rate_impressions", "2026-02")["missing"] == "not_supplied"
    assert figure(store, "likes", "2026-02")["missing"] == "not_supplied"
    assert figure(store, "impressions", "2026-03")["missing"] == "not_supplied"
    assert figure(store, "impressions", "2026-02", where={"scope": "total"})["missing"] == "not_supplied"


def test_r8_scopes_are_never_added(figure):
    frame = posts(3, post_id=["1", "1", "1"], scope=["total", "organic", "paid"], impressions=[100, 60, 40])
    store = Store.from_frames({"posts": frame})
    assert (figure(store, "impressions")["value"], figure(store, "posts_published")["value"]) == (100, 1)
    assert figure(store, "impressions", where={"scope": "organic"})["value"] == 60
    organic = Store.from_frames({"posts": frame[frame["scope"] != "total"]})
    found = figure(organic, "impressions")
    assert (found["value"], found["basis"]) == (60, "scope=organic")


def web(rows: list[tuple], columns: str) -> Store:
    frame = pd.DataFrame(rows, columns=columns.split())
    return Store.from_frames({"web_daily": frame.assign(site="acme")})


def test_r12_one_breakdown_for_one_figure(figure):
    day = date(2026, 1, 5)
    store = web(
        [
            ("total", day, None, None, 100),
            ("acquisition", day, "Organic Social", None, 30),
            ("acquisition", day, "Direct", None, 68),
            ("landing_page", day, None, "/a", 90),
        ],
        "breakdown date channel landing_page sessions",
    )
    assert figure(store, "social_sessions")["value"] == 30
    assert figure(store, "social_traffic_share")["value"] == pytest.approx(30 / 98)


def ads(rows: list[tuple]) -> Store:
    frame = pd.DataFrame(rows, columns=["level", "campaign_id", "date", "date_end", "spend"])
    return Store.from_frames({"ads_daily": frame.assign(platform="meta", account="acme", currency="EUR")})


def test_r12_days_win_over_a_range_and_nothing_is_added_twice(figure):
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    store = ads(
        [
            ("campaign", "a", first, last, 310.0),
            ("campaign", "a", date(2026, 1, 3), None, 7.0),
            ("ad", "a", first, last, 310.0),
        ]
    )
    assert figure(store, "spend")["value"] == 7
    longest = ads([("campaign", "a", first, last, 310.0), ("campaign", "a", first, date(2026, 1, 7), 70.0)])
    assert figure(longest, "spend")["value"] == 310


def test_r12_a_period_that_cuts_a_range_is_missing(figure):
    store = ads([("campaign", "a", date(2026, 1, 1), date(2026, 1, 31), 310.0)])
    assert figure(store, "spend", "2026-01-01..2026-01-15")["missing"] == "incomplete_period"
    days = evaluate(store, ["spend"], JANUARY, by=["day"], settings=Settings())
    assert set(days["missing"]) == {"incomplete_period"}


def test_r12_a_range_without_the_column_says_nothing_of_it(figure):
    """By hand: a year of events of one site hides no visits of another site's month."""
    frame = pd.DataFrame(
        {
            "site": ["shop", "blog"],
            "breakdown": ["acquisition", "event"],
            "date": [date(2026, 1, 1), date(2026, 1, 1)],
            "date_end": [date(2026, 1, 31), date(2026, 12, 31)],
            "channel": ["Organic Social", None],
            "event": [None, "page_view"],
            "sessions": [7, None],
            "events": [None, 900],
            "supplied": [";channel;sessions;", ";event;events;"],
        }
    )
    store = Store.from_frames({"web_daily": frame})
    assert figure(store, "social_sessions", "2026-01")["value"] == 7
    assert figure(store, "social_sessions", "2026-01-01..2026-01-15")["missing"] == "incomplete_period"


def test_costs_over_a_range_are_spread_over_its_days(figure):
    frame = pd.DataFrame(
        {
            "date": [date(2026, 1, 16)],
            "date_end": [date(2026, 2, 14)],
            "kind": "staff",
            "amount": [300.0],
            "currency": "EUR",
        }
    )
    store = Store.from_frames({"costs": frame})
    assert figure(store, "total_cost")["value"] == pytest.approx(160)
    assert figure(store, "total_cost", "2026-02")["value"] == pytest.approx(140)


def test_local_days_and_hours_follow_the_clock_of_the_client():
    # Lord Howe Island moves its clock by half an hour on 5 April 2026.
    frame = posts(3, published_at=[stamp("2026-03-31T13:30"), stamp("2026-04-04T14:45"), stamp("2026-04-04T15:15")])
    store = Store.from_frames({"posts": frame})
    settings = Settings(timezone="Australia/Lord_Howe")
    found = evaluate(store, ["posts_published"], Period.parse("2026-04"), by=["hour", "day"], settings=settings)
    placed = {(row.day, row.hour): row.value for row in found.itertuples() if row.value}
    # 13:30 + 11:00 is already April; 14:45 + 11:00 is 01:45 on the 5th; 15:15 + 10:30 is 01:45 again.
    assert placed == {(date(2026, 4, 1), 0): 1.0, (date(2026, 4, 5), 1): 2.0}


def test_posting_hours_skip_posts_of_which_only_the_day_is_known():
    frame = posts(
        2, published_precision=["day", "minute"], published_at=[stamp("2026-01-10"), stamp("2026-01-10T09:00")]
    )
    found = evaluate(
        Store.from_frames({"posts": frame}), ["posts_published"], JANUARY, by=["hour"], settings=Settings()
    )
    assert dict(zip(found["hour"], found["value"])) == {9: 1.0, None: 1.0}


def test_a_post_counts_under_each_of_its_tags_and_has_no_total(figure):
    frame = posts(3, impressions=[10, 20, 40], tags=["#a;#B", "#b;#b", None], text=[None, None, "Good #Coffee here"])
    store = Store.from_frames({"posts": frame})
    found = evaluate(store, ["hashtag_impressions"], JANUARY, by=["hashtag"], settings=Settings())
    assert dict(zip(found["hashtag"], found["value"])) == {"a": 10, "b": 30, "coffee": 40}
    assert figure(store, "hashtag_impressions")["missing"] == "non_additive"


def test_a_null_network_is_a_group_of_its_own():
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2"], "customer_id": "c", "ordered_at": stamp("2026-01-05"), "currency": "EUR",
            "revenue": [10.0, 20.0], "network": ["instagram", None], "source": ["ig", "facebook"],
        }
    )  # fmt: skip
    found = evaluate(Store.from_frames({"orders": orders}), ["revenue"], JANUARY, by=["network"], settings=Settings())
    assert dict(zip(found["network"], found["value"])) == {"instagram": 10.0, None: 20.0}


def test_stated_reach_counts_only_for_exactly_its_period(figure):
    frame = pd.DataFrame(
        {
            "network": ["instagram", "facebook"], "account": "acme", "metric": "reach", "scope": "total",
            "start": [date(2026, 1, 1)] * 2, "end": [date(2026, 1, 31)] * 2, "value": [900.0, 400.0],
        }
    )  # fmt: skip
    store = Store.from_frames({"period_totals": frame})
    found = evaluate(store, ["reach"], JANUARY, by=["network"], settings=Settings())
    assert dict(zip(found["network"], found["value"])) == {"instagram": 900, "facebook": 400}
    whole = figure(store, "reach")
    assert (whole["missing"], whole["low"], whole["high"]) == ("non_additive", 900, 1300)
    assert figure(store, "reach", "2026-01-01..2026-01-30")["missing"] == "not_supplied"


def test_exposure_follows_the_basis_of_each_network():
    frame = posts(2, network=["linkedin", "facebook"], shares=[1, 2], impressions=[100, 999], views=[888, 50])
    found = evaluate(Store.from_frames({"posts": frame}), ["share_rate"], JANUARY, settings=Settings()).iloc[0]
    assert (found["numerator"], found["denominator"]) == (3, 150)
    assert "linkedin:impressions" in found["basis"]
    assert "facebook:views" in found["basis"]


def leads(created: list[str], mql: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": [str(n) for n in range(len(created))],
            "created_at": [stamp(text) for text in created],
            "source": "linkedin",
            "mql_at": [pd.NaT if text is None else stamp(text) for text in mql],
        }
    )


def test_a_cohort_needs_time_to_ripen(figure):
    frame = leads(["2026-01-05", "2026-01-06", "2026-01-07"], ["2026-01-20", "2026-03-01", None])
    spans = pd.DataFrame([("leads", None, None, date(2026, 1, 1), date(2026, 3, 10))], columns=SPAN)
    store = Store.from_frames({"leads": frame}, spans=spans)
    found = figure(store, "lead_to_mql")
    assert (found["value"], found["numerator"], found["denominator"]) == (pytest.approx(1 / 3), 1, 3)
    early = pd.DataFrame([("leads", None, None, date(2026, 1, 1), date(2026, 2, 20))], columns=SPAN)
    young = figure(Store.from_frames({"leads": frame}, spans=early), "lead_to_mql")
    assert (young["value"], young["missing"], young["numerator"]) == (None, "immature_cohort", 1)
    assert figure(store, "lead_to_mql", variant="same_period")["value"] == pytest.approx(1 / 3)


def test_zero_denominators_have_a_reason(figure):
    store = Store.from_frames({"posts": posts(1, reactions=[4], impressions=[0])})
    found = figure(store, "engagement_rate_impressions")
    assert (found["value"], found["missing"], found["denominator"]) == (None, "zero_denominator", 0)


def test_each_account_takes_the_first_table_that_has_its_rows(figure):
    daily = pd.DataFrame(
        {"network": ["x"], "account": ["acme"], "scope": ["total"], "date": [date(2026, 1, 9)], "impressions": [7]}
    )
    store = Store.from_frames(
        {"accounts_daily": daily, "posts": posts(2, network=["x", "linkedin"], impressions=[100, 30])}
    )
    found = figure(store, "impressions")
    assert (found["value"], found["table"]) == (37, "accounts_daily + posts")
    assert figure(store, "impressions", table="posts")["value"] == 130


def conversation(rows: list[tuple]) -> Store:
    frame = pd.DataFrame(rows, columns=["message_id", "conversation_id", "direction", "sent_at", "agent"])
    frame["sent_at"] = [stamp(text) for text in frame["sent_at"]]
    return Store.from_frames({"messages": frame.assign(network="facebook", kind="dm")})


def test_answers_pair_the_first_question_with_the_first_reply_of_a_person(figure):
    store = conversation(
        [
            ("1", "a", "in", "2026-01-05T10:00", None),
            ("2", "a", "in", "2026-01-05T10:10", None),
            ("3", "a", "out", "2026-01-05T10:11", "bot"),
            ("4", "a", "out", "2026-01-05T10:40", "eve"),
            ("5", "a", "in", "2026-01-05T12:00", None),
        ]
    )
    settings = Settings(bot_agents=("bot",), guards={"median": 1})
    assert figure(store, "first_response_time", settings=settings, variant="calendar")["value"] == 40 * 60
    assert figure(store, "response_rate", settings=settings)["value"] == 0.5


def test_touched_deals_and_credited_orders(figure):
    touches = pd.DataFrame(
        {
            "journey_id": ["j", "j"], "seq": [1, 2], "channel": ["Paid Social", "Email"],
            "network": ["instagram", "email"],
            "customer_id": "c", "at": [stamp("2026-01-01"), stamp("2026-01-03")],
        }
    )  # fmt: skip
    orders = pd.DataFrame(
        {
            "order_id": ["1"],
            "customer_id": "c",
            "ordered_at": [stamp("2026-01-05")],
            "currency": "EUR",
            "revenue": [80.0],
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": ["1", "2"], "stage": "s", "status": "won", "customer_id": ["c", "d"],
            "created_at": stamp("2026-01-01"), "closed_at": stamp("2026-01-09"),
        }
    )  # fmt: skip
    store = Store.from_frames({"touchpoints": touches, "orders": orders, "deals": deals})
    assert figure(store, "marketing_influenced_pct")["value"] == 0.5
    assert figure(store, "revenue", settings=Settings(attribution="linear"))["value"] == 40
    assert figure(store, "revenue", settings=Settings(attribution="first"))["value"] == 80
    assert figure(store, "purchases", settings=Settings(attribution="last"))["value"] == 0


def test_customers_who_came_back(figure):
    ordered = {"a": ["2024-06-01", "2025-06-01"], "b": ["2024-07-01"], "c": ["2025-03-01", "2025-04-01"]}
    rows = [(customer, stamp(day)) for customer, days in ordered.items() for day in days]
    frame = pd.DataFrame(rows, columns=["customer_id", "ordered_at"])
    frame = frame.assign(order_id=[str(n) for n in range(len(frame))], currency="EUR", revenue=1.0)
    spans = pd.DataFrame([("orders", None, None, date(2023, 1, 1), date(2026, 1, 1))], columns=SPAN)
    store = Store.from_frames({"orders": frame}, spans=spans)
    assert figure(store, "repeat_purchase_rate", "2025")["value"] == pytest.approx(2 / 3)
    found = figure(store, "retention_rate", "2025")
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, 0.5)


def test_advocacy_counts_people_once(figure):
    shares = pd.DataFrame(
        {
            "share_id": ["1", "2", "3"], "employee_id": ["e1", "e1", "e2"], "network": "linkedin", "shares": 1,
            "shared_at": stamp("2026-01-05"), "clicks": [3, 4, 5],
        }
    )  # fmt: skip
    people = pd.DataFrame({"employee_id": ["e1", "e2", "e3", "e4"], "active": True, "followers": [100, 50, 10, 10]})
    store = Store.from_frames({"shares": shares, "employees": people})
    assert figure(store, "advocacy_participation")["value"] == 0.5
    assert figure(store, "advocacy_reach")["value"] == 150
    assert figure(store, "clicks_per_share")["value"] == 4


def test_open_backlog_at_the_end_of_each_week(figure):
    frame = pd.DataFrame(
        {
            "message_id": ["1", "2"], "network": "x", "direction": "in", "kind": "ticket",
            "sent_at": [stamp("2026-01-05"), stamp("2026-01-06")], "resolved_at": [stamp("2026-01-14"), pd.NaT],
        }
    )  # fmt: skip
    spans = pd.DataFrame([("messages", None, None, date(2026, 1, 1), date(2026, 2, 1))], columns=SPAN)
    store = Store.from_frames({"messages": frame}, spans=spans)
    found = evaluate(store, ["open_backlog"], JANUARY, by=["week"], settings=Settings())
    assert found["value"].tolist() == [0, 2, 1, 1, 1]


def test_a_figure_names_its_networks_where_others_have_data_too(figure):
    """By hand: X supplies impressions and no reach, Facebook and LinkedIn reach of the month."""
    written = posts(
        2, network=["x", "facebook"], impressions=pd.array([74573, None], dtype="Int64"), reactions=[3, 4],
        supplied=[";impressions;reactions;", ";reactions;"],
    )  # fmt: skip
    stated = pd.DataFrame({
        "network": ["facebook", "linkedin"], "account": "acme", "scope": "total", "metric": "reach",
        "start": pd.Timestamp("2026-01-01"), "end": pd.Timestamp("2026-01-31"), "value": [43580, 5678],
    })  # fmt: skip
    store = Store.from_frames({"posts": written, "period_totals": stated})
    reach = figure(store, "reach")
    assert (reach["missing"], reach["low"], reach["high"]) == ("non_additive", 43580, 49258)
    assert reach["basis"] == "networks=facebook+linkedin; without=x"
    assert "networks=x" in figure(store, "impressions")["basis"]
    assert "networks" not in (figure(store, "engagements")["basis"] or "")
    assert "networks" not in (figure(store, "impressions", where={"network": "x"})["basis"] or "")


@pytest.mark.parametrize(("second", "basis"), [("2026-01-06", "networks=x; without=facebook"), ("2025-12-06", "")])
def test_posts_that_lack_what_is_asked_are_no_zero(figure, second, basis):
    """By hand: Facebook stopped counting impressions after December; a month without a post of its own counts as 0."""
    written = posts(
        3, network=["x", "facebook", "facebook"], impressions=pd.array([50, None, 100], dtype="Int64"),
        published_at=[stamp("2026-01-05"), stamp(second), stamp("2025-12-07")], supplied=";impressions;reactions;",
    )  # fmt: skip
    spans = pd.DataFrame(
        [("posts", n, "acme", date(2025, 12, 1), date(2026, 2, 1)) for n in ("x", "facebook")], columns=SPAN
    )
    found = figure(Store.from_frames({"posts": written}, spans=spans), "impressions")
    assert found["value"] == 50
    assert basis == (found["basis"] or "")
