"""Figures of the committed demo, worked out in SQL from its raw exports as definitions and table rules say.

Each case names a KPI, a grouping and the SQL; `$first` and `$after` bound the period. Nothing of kpilib helps SQL.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from kpilib.engine import evaluate
from kpilib.params import load
from kpilib.periods import Period
from tests.golden.raw import connect

PARAMS = Path(__file__).parents[2] / "params"
# A month before the year's series break, the month of the gap, the month exported twice, the newest month, a quarter,
# and the week of the launch.
PERIODS = ("2025-10", "2026-02", "2026-07", "2026-10", "2026-Q2", "2026-W20")
IN = "day >= $first and day < $after"
ACTED = "coalesce(reactions, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(saves, 0)"
# X and LinkedIn give their actions by day; the others only by post.
ACTIONS = f"""
    select network, {ACTED} as value from days where {IN} union all
    select network, {ACTED} from posts where network not in ('x', 'linkedin') and {IN}"""
IMPRESSIONS = f"""
    select network, impressions as value from days where {IN} union all
    select network, impressions from posts where network not in ('x', 'linkedin') and {IN}"""
PUBLISHED = f"""
    select network, posts as value from days where network = 'x' and {IN} union all
    select network, 1 from posts where network <> 'x' and {IN}"""
CASES: dict[tuple[str, tuple[str, ...]], str] = {
    ("engagements", ()): f"select sum(value) from ({ACTIONS})",
    ("engagements", ("network",)): f"select network, sum(value) from ({ACTIONS}) group by 1",
    ("engagements", ("network", "type")): f"select network, type, sum({ACTED}) from posts where {IN} group by 1, 2",
    ("impressions", ()): f"select sum(value) from ({IMPRESSIONS})",
    ("impressions", ("network",)): f"select network, sum(value) v from ({IMPRESSIONS}) group by 1 having v is not null",
    ("posts_published", ()): f"select sum(value) from ({PUBLISHED})",
    ("posts_published", ("network",)): f"select network, sum(value) from ({PUBLISHED}) group by 1",
    ("posts_published", ("type",)): f"select type, count(*) from posts where {IN} group by 1",
    ("views", ()): f"select sum(value) from charts where chart = 'Views' and {IN}",
    ("views", ("network",)): f"select network, sum(value) from charts where chart = 'Views' and {IN} group by 1",
    ("profile_visits", ("network",)): f"""
        select network, sum(value) from charts where chart = 'Visits' and {IN} group by 1 union all
        select network, sum(visits) from days where network = 'x' and {IN} group by 1""",
    ("unfollows", ()): f"select sum(lost) from days where {IN}",
    # The newest known count, plus what came and went since; a count alone is carried for a week.
    ("followers", ("network",)): """
        with known as (select * from anchors where day < $after
                       qualify row_number() over (partition by network order by day desc) = 1)
        select network, first(known.people) + coalesce(sum(changes.people), 0)
        from known left join changes using (network)
        where (changes.day > known.day and changes.day < $after) or known.day >= $after::date - 8
        group by network""",
    ("engagement_rate_views", ()): f"""
        select sum({ACTED}) / sum(views) from posts where views is not null and {IN}""",
    ("engagement_rate_views", ("network", "type")): f"""
        select network, type, sum({ACTED}) / sum(views) from posts where views is not null and {IN} group by 1, 2""",
    ("engagement_rate_reach", ("network",)): f"""
        select network, sum({ACTED}) / sum(reach) from posts where reach is not null and {IN} group by 1""",
    ("avg_reach_per_post", ("network",)): f"""
        select network, avg(reach) from posts where reach is not null and {IN} group by 1""",
    ("conversation_rate", ("network",)): f"select network, avg(comments) from posts where {IN} group by 1",
    ("reach", ("network",)): """
        select network, people from stated_reach where first = $first::date and last = $after::date - 1""",
    ("social_sessions", ()): f"select sum(sessions) from visits where social and {IN}",
    ("social_sessions", ("network",)): f"select network, sum(sessions) from visits where social and {IN} group by 1",
    ("social_traffic_share", ()): f"""
        select sum(sessions) filter (social) / sum(sessions) from visits where {IN}""",
    ("bounce_rate", ()): f"select 1 - sum(engaged) / sum(sessions) from visits where {IN}",
    (
        "bounce_rate",
        ("channel",),
    ): f"select channel, 1 - sum(engaged) / sum(sessions) from visits where {IN} group by 1",
    ("time_on_page", ("channel",)): f"select channel, sum(seconds) / sum(sessions) from visits where {IN} group by 1",
    ("conversions", ("channel",)): f"select channel, sum(key_events) from visits where social and {IN} group by 1",
    ("conversion_rate", ()): f"select sum(converting) / sum(sessions) from visits where social and {IN}",
    ("conversion_rate", ("network",)): f"""
        select network, sum(converting) / sum(sessions) from visits where social and {IN} group by 1""",
    ("revenue", ("channel",)): f"select channel, sum(revenue) from visits where social and {IN} group by 1",
    ("newsletter_signups", ()): """
        select sum(key_events) from key_events
        where channel in ('Organic Social', 'Paid Social') and event = 'newsletter_sign_up'
          and first >= $first::date and last < $after::date""",
}
# What no export can say of these periods, and why.
MISSING = {
    ("reach", "2026-W20"): "non_additive",
    ("newsletter_signups", "2026-W20"): "incomplete_period",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPILIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        demo = load("demo", folder=PARAMS)
        yield demo, demo.store()


@pytest.fixture(scope="module")
def raw():
    return connect(PARAMS / "exports" / "demo")


@pytest.fixture(scope="module")
def figures(client):
    """What kpilib says: every KPI of a grouping in one evaluation for each period."""
    demo, store = client

    @cache
    def evaluated(by: tuple[str, ...], period: str) -> pd.DataFrame:
        kpis = list(dict.fromkeys(kpi for kpi, grouping in CASES if grouping == by))
        return evaluate(store, kpis, Period.parse(period), by=by, settings=demo.settings())

    return evaluated


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(("kpi", "by"), CASES, ids=lambda value: value if isinstance(value, str) else "×".join(value))
def test_a_figure_equals_plain_sql(figures, raw, kpi, by, period):
    span = Period.parse(period)
    query = CASES[kpi, by]
    bounds = {name: day for name, day in (("first", span.start), ("after", span.end)) if f"${name}" in query}
    rows = raw.execute(query, bounds).fetchall()
    expected = {tuple(row[:-1]): row[-1] for row in rows if row[-1] is not None}
    found = {_key(row, by): row for row in figures(by, period).to_dict("records") if row["kpi"] == kpi}
    if reason := MISSING.get((kpi, period)):
        reasons = {row["missing"] for row in found.values()}
        assert {reason} <= reasons <= {reason, "not_supplied"}  # a network may have no such column at all
        return
    assert set(expected) <= set(found)
    for key, value in expected.items():
        assert found[key]["value"] == pytest.approx(value, rel=1e-9, abs=1e-9), key
    # A group that SQL does not have holds nothing.
    assert all(not row["value"] or pd.isna(row["value"]) for key, row in found.items() if key not in expected)


def _key(row: dict, by: tuple[str, ...]) -> tuple:
    return tuple(None if pd.isna(row[name]) else row[name] for name in by)


def test_the_exports_hold_what_the_demo_promises(raw):
    """By hand from the files: the days, the break, the gap, the restated posts."""
    assert raw.execute("select min(day)::varchar, max(day)::varchar from visits").fetchone() == (
        "2025-10-01",
        "2026-10-31",
    )
    assert (
        raw.execute("select max(day)::varchar from facebook where impressions is not null").fetchone()[0] < "2025-11-15"
    )
    assert raw.execute("select min(day)::varchar from facebook where views is not null").fetchone()[0] >= "2025-11-15"
    gap = "select count(*) from days where network = 'x' and day between '2026-02-09' and '2026-02-17'"
    assert raw.execute(gap).fetchone() == (0,)
    twice = 'select count(*) from (select "Post ID" from ig group by 1 having count(distinct "Views") > 1)'
    assert raw.execute(twice).fetchone()[0] > 5
