"""Counts with their measure word, in languages that put one behind a number: 5 条 of comments, 5 笔 of orders.

Comes in: a KPI and a number in words. Goes out: the same with its measure word; where a language has none, alone.
"""

from __future__ import annotations

from kpilib.exhibits.edition import Edition

COUNTED = {"count", "people"}
# What takes another measure word than things that happen ("times") and people.
_KINDS = {
    "posts": ("posts_published", "advocacy_posts", "ugc_posts"),
    "messages": ("comments", "mentions", "positive_mentions", "enquiries", "messages_by_team", "replies_by_member"),
    "leads": ("leads", "qualified_leads"),
    "orders": ("purchases", "marketing_influenced_sales"),
    "conversations": ("issues_resolved", "open_backlog"),
    "people": (
        "followers", "net_new_followers", "follows", "unfollows", "organic_follower_growth", "potential_reach",
        "reach_post_sum", "advocacy_reach",
    ),
}  # fmt: skip
_KIND = {kpi: kind for kind, kpis in _KINDS.items() for kpi in kpis}


def counted(edition: Edition, kpi: str, unit: str, text: str) -> str:
    """A number of what the KPI counts, already text; the text itself where the unit counts nothing."""
    if unit not in COUNTED:
        return text
    kind = _KIND.get(kpi, "people" if unit == "people" else "times")
    return edition.say(f"counted.{kind}", x=text)
