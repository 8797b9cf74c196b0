"""What a chapter shows where nobody chose: its headline KPIs, the sets of the overview, the steps of a time line.

Comes in: the client's choices and the period. Goes out: KPI ids and lists of periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kpilib.kpis import CATALOGUE, models
from kpilib.periods import Period

MOST_CARDS = 6
RATES = ("engagement_rate_views", "engagement_rate_impressions")
# More than six where clients differ: those that the data can give come first.
CARDS = {
    "reach": ("followers", "net_new_followers", "reach", "impressions", "views", "frequency", "share_of_voice"),
    "engagement": (*RATES, "engagements", "shares", "comments", "link_clicks", "ctr"),
    "traffic": ("social_sessions", "social_traffic_share", "bounce_rate", "conversion_rate", "conversions", "revenue",
                "nonrevenue_conversions", "time_on_page"),
    "leads": ("leads", "qualified_leads", "lead_to_mql", "lead_conversion_rate", "cpl", "win_rate",
              "pipeline_velocity", "marketing_influenced_sales"),
    "customers": ("first_response_time", "response_time_p90", "sla_1h_rate", "response_rate", "csat", "nps", "clv",
                  "resolution_rate", "open_backlog", "repeat_purchase_rate", "retention_rate"),
    "advocacy": ("advocacy_participation", "advocacy_shares", "advocacy_clicks", "advocacy_engagement",
                 "advocacy_conversions", "ambassador_quality", "advocacy_reach", "advocacy_revenue"),
    "returns": ("spend", "roas", "roi", "cpm", "cpc", "cpa", "cpl", "total_cost", "paid_share"),
    "brand": ("mentions", "share_of_voice", "net_sentiment", "sentiment_coverage", "nonfollower_mention_share",
              "positive_mentions"),
    "content": ("posts_published", *RATES, "engagements_per_post", "public_interactions", "hashtag_impressions",
                "avg_watch_time", "completion_rate"),
    "network": ("followers", "net_new_followers", "engagements", *RATES, "posts_published", "social_sessions"),
    "experiments": ("ab_lift", "srm_p"),
    "quality": (),
}  # fmt: skip
# What stands in on the cards where the data gives fewer than three of a chapter's own.
FEWEST_CARDS = 3
SPARE = {
    "overview": ("followers", "reach", "impressions", "views", "engagements", *RATES, "link_clicks", "posts_published",
                 "social_sessions", "spend", "leads", "mentions", "social_messages"),
    "traffic": ("traffic", "conversion"),
    "content": ("engagement",),
    "network": ("reach", "engagement"),
}  # fmt: skip
# The diagnostic rules that a chapter is the place for.
RULES = {
    "reach": ("frequency",),
    "engagement": ("deeper_interest", "follower_quality", "call_to_action"),
    "traffic": ("landing_page",),
    "leads": ("sales_cycle",),
    "brand": ("rivals", "outsiders"),
}
ACTIONS = {"reactions": "likes", "comments": "comments", "shares": "shares", "saves": "saves"}
# What a row of a breakdown shows beside the KPI that it is ranked by.
PIPELINE = ("leads", "qualified_leads", "lead_to_mql", "lead_conversion_rate", "target_fit_rate")
MONEY = ("spend", "cpm", "cpc", "cpl", "cpa", "roas")
SHARES = ("advocacy_shares", "advocacy_clicks", "advocacy_engagement", "clicks_per_share")
_YEAR = timedelta(days=365)
_OLDEST = date(1990, 1, 1)  # no data is older; thirteen periods before a long one may leave the calendar


def card_kpis(chapter: str, headline: str | Sequence[str], targets: Iterable[str]) -> tuple[str, ...]:
    """The KPIs that may stand on a chapter's cards, the most important first."""
    if chapter == "overview":
        return tuple(dict.fromkeys((*models.headline(headline), *targets)))
    return CARDS[chapter]


def spare_kpis(chapter: str) -> list[str]:
    """What may stand in on the cards of a chapter: single KPIs, or all of its categories."""
    names = SPARE.get(chapter, (chapter,))
    return [kpi for name in names for kpi in ([name] if name in CATALOGUE else category_kpis(name))]


def category_kpis(category: str) -> list[str]:
    """Every KPI of a category, in the order of the catalogue."""
    return [kpi.id for kpi in CATALOGUE.values() if kpi.category == category]


def recent(period: Period, first_day: date, *, count: int = 13) -> list[Period]:
    """The period and the ones before it, oldest first, as far as the data goes back; for small trends."""
    chain = [period]
    while len(chain) < count and chain[-1].previous.start >= first_day:
        chain.append(chain[-1].previous)
    return chain[::-1]


def months(period: Period, first_day: date, *, count: int = 12) -> list[Period]:
    """Calendar months up to the period's end that the data covers from their first day; at most `count`."""
    last = Period.containing(period.last, "month")
    return recent(last if last.end <= period.end else last.previous, first_day, count=count)


def time_line(period: Period, first_day: date, data_date: date) -> list[Period]:
    """The steps of a chart over time, up to the period's end: days for a short period, weeks, months for a year."""
    kind = "day" if period.length <= 14 else "month" if period.kind == "year" else "week"
    back = {"day": timedelta(days=56), "week": _YEAR, "month": 3 * _YEAR}[kind]
    start, end = max(first_day, period.end - back), min(period.end, data_date + timedelta(days=1))
    steps = []
    step = _step(start, kind)
    while step.end <= end:
        if step.start >= start:
            steps.append(step)
        step = step.next
    return steps


def looked_at(period: Period, comparison: Period | None) -> Period:
    """All days that a report of this period can look at: the horizon within which a database is asked.

    These are the small trends of thirteen periods (the eight behind the pace of a target lie in them), the time line,
    the months, the single days, the year to the period's end, the year before, and what the period is compared with.
    """
    lines = [recent(period, _OLDEST), time_line(period, _OLDEST, period.last), months(period, _OLDEST)]
    lines += [days(period, _OLDEST, period.last), [year_to(period), period.year_before]]
    every = [period, *(step for line in lines for step in line), *([comparison] if comparison else [])]
    return Period(min(each.start for each in every), max(each.end for each in every))


def year_to(period: Period) -> Period:
    """The year that ends with the period, for what one period holds too little of."""
    return Period(min(period.start, period.end - _YEAR), period.end)


def days(period: Period, first_day: date, data_date: date, *, count: int = 91) -> list[Period]:
    """The last days up to the period's end, for what happens on single days."""
    last = min(period.last, data_date)
    start = max(first_day, last - timedelta(days=count - 1))
    return [Period.days(day, day) for day in (start + timedelta(n) for n in range((last - start).days + 1))]


def _step(day: date, kind: str) -> Period:
    if kind == "day":
        return Period.days(day, day)
    return Period.containing(day, "week" if kind == "week" else "month")
