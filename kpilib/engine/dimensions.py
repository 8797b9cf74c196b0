"""Dimensions: the names by which figures may be grouped and filtered, and the column that each table has for them.

Comes in: names as a reader writes them. Goes out: columns, or a message with the nearest names.
"""

from __future__ import annotations

from kpilib.errors import UnknownName, suggest
from kpilib.tables import CUT_BY, TABLES

CALENDAR = ("day", "week", "month")
CLOCK = ("hour", "weekday")
DIMENSIONS = (
    "network", "platform", "account", "scope", "type", "campaign", "pillar", "hashtag", "language", "weekday", "hour",
    "day", "week", "month", "channel", "source", "medium", "content", "landing_page", "tag", "agent", "employee",
    "brand", "country", "product",
)  # fmt: skip
MORE = ("post", "site", "stage", "owner", "survey", "segment", "conversion_type", "page", "page_type", "event",
        "experiment", "goal", "arm", "team", "coupon", "sentiment", "kind", "published_precision", "is_reply",
        "is_share", "boosted", "objective", "ad_group", "ad", "pipeline", "status", "direction", "title")  # fmt: skip
# Names that differ from the column; "" stands for every table not listed.
_COLUMNS = {
    "hashtag": {"posts": "tags"},
    "employee": {"": "employee_id"},
    "brand": {"competitors_daily": "competitor", "": "brand"},
    "post": {"posts": "post_id"},
    "owner": {"deals": "owner_id"},
    "arm": {"experiments": "variant"},
    "source": {"links": "utm_source", "": "source"},
    "medium": {"links": "utm_medium", "": "medium"},
    "campaign": {"links": "utm_campaign", "": "campaign"},
    "content": {"links": "utm_content", "shares": "content_id", "": "content"},
}
# The moment that puts a row of each table into a period.
MOMENTS = {
    "accounts_daily": "date", "posts": "published_at", "ads_daily": "date", "web_daily": "date", "links": "date",
    "leads": "created_at", "deals": "created_at", "orders": "ordered_at", "touchpoints": "at", "messages": "sent_at",
    "mentions": "published_at", "shares": "shared_at", "surveys": "submitted_at", "costs": "date",
    "experiments": "date", "competitors_daily": "date", "answers": "sent_at", "conversations": "opened_at",
    "first_orders": "ordered_at", "credited_orders": "ordered_at", "credited_first_orders": "ordered_at",
    "touched_deals": "created_at", "sharers": "shared_at", "employees": "", "period_totals": "start",
}  # fmt: skip
# One figure uses rows of one cut only; in order of preference (R8, R12).
CUTS = {
    "accounts_daily": (CUT_BY["accounts_daily"], ("total", "organic")),
    "posts": (CUT_BY["posts"], ("total", "organic")),
    "ads_daily": (CUT_BY["ads_daily"], ("account", "campaign", "ad_group", "ad")),
    "web_daily": (CUT_BY["web_daily"], ("total", "acquisition", "landing_page", "page", "event", "first_user")),
}
LISTS = {("posts", "hashtag"), ("messages", "tag")}


def check_dimension(name: str) -> str:
    """The name itself, if it is a dimension.

    Raises
    ------
    UnknownName : it is none; the message names the nearest
    """
    if name not in DIMENSIONS and name not in MORE:
        hint = suggest(name, DIMENSIONS)
        raise UnknownName(
            "dimensions", f"no dimension called {name!r}", f"{hint} There are: {', '.join(DIMENSIONS)}.".strip()
        )
    return name


def column_of(base: str, name: str) -> str | None:
    """The column of a canonical table behind a dimension; None where it has none."""
    known = TABLES[base].by_name
    names = _COLUMNS.get(name, {"": name})
    column = names.get(base, names.get("", ""))
    if base == "messages" and name == "tag":
        return "tag"
    return column if column in known and known[column].dtype in ("str", "bool") else None


def has_dimension(base: str, name: str, moment: str) -> bool:
    """Whether rows of this table can be grouped by the dimension."""
    if name in CALENDAR or name == "weekday":
        return bool(moment)
    if name == "hour":
        return bool(moment) and moment in TABLES[base].by_name and TABLES[base].by_name[moment].dtype == "ts"
    if base == "ads_daily" and name == "network":
        return True
    if base == "period_totals":
        return name in ("network", "account", "scope", "platform", "channel", "segment")
    return column_of(base, name) is not None
