"""What a chapter shows where nobody chose: its headline KPIs, the sets of the overview, the steps of a time line.

Comes in: the client's choices and the period. Goes out: KPI ids and lists of periods.
"""

from __future__ import annotations

from datetime import date, timedelta

from kpilib.kpis import CATALOGUE
from kpilib.periods import Period

HEADLINES = {
    "A": ("engagements", "reach", "social_sessions", "conversions", "organic_follower_growth", "referrals_per_post"),
    "B": ("reach", "mentions", "engagements", "engagement_to_conversion", "new_customers", "clv"),
    "D": ("reach", "ambassador_quality", "engagements", "leads", "lead_conversion_rate", "roi"),
    "E": ("followers", "reach", "engagements", "avg_daily_social_sessions", "net_sentiment", "revenue"),
}
RATES = ("engagement_rate_views", "engagement_rate_impressions")
CARDS = {
    "reach": ("followers", "net_new_followers", "reach", "impressions", "views", "frequency"),
    "engagement": (*RATES, "engagements", "shares", "comments", "link_clicks", "ctr"),
    "traffic": ("social_sessions", "social_traffic_share", "bounce_rate", "conversion_rate", "conversions", "revenue"),
    "leads": ("leads", "qualified_leads", "lead_to_mql", "lead_conversion_rate", "cpl", "win_rate"),
    "customers": ("first_response_time", "response_rate", "sla_1h_rate", "resolution_rate", "csat", "nps"),
    "advocacy": (
        "advocacy_participation", "advocacy_shares", "advocacy_clicks", "advocacy_engagement", "advocacy_conversions",
        "ambassador_quality",
    ),
    "returns": ("spend", "total_cost", "cpm", "cpc", "roas", "roi"),
    "brand": ("mentions", "share_of_voice", "net_sentiment", "sentiment_coverage", "nonfollower_mention_share"),
    "content": ("posts_published", *RATES, "engagements_per_post", "hashtag_impressions"),
    "network": ("followers", "net_new_followers", "engagements", *RATES, "posts_published"),
}  # fmt: skip
ACTIONS = {"reactions": "likes", "comments": "comments", "shares": "shares", "saves": "saves"}
_YEAR = timedelta(days=365)


def headline_kpis(chosen: str) -> tuple[str, ...]:
    """The six KPIs of the summary: one of the named sets, or the client's own list of ids."""
    if chosen in HEADLINES:
        return HEADLINES[chosen]
    return tuple(part.strip() for part in chosen.split(",") if part.strip() in CATALOGUE)


def category_kpis(category: str) -> list[str]:
    """Every KPI of a category, in the order of the catalogue."""
    return [kpi.id for kpi in CATALOGUE.values() if kpi.category == category]


def recent(period: Period, first_day: date, *, count: int = 13) -> list[Period]:
    """The period and the ones before it, oldest first, as far as the data goes back; for small trends."""
    chain = [period]
    while len(chain) < count and chain[-1].previous.start >= first_day:
        chain.append(chain[-1].previous)
    return chain[::-1]


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


def _step(day: date, kind: str) -> Period:
    if kind == "day":
        return Period.days(day, day)
    return Period.containing(day, "week" if kind == "week" else "month")
