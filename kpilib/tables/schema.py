"""The canonical tables as data: names, grains, keys and typed columns.

Comes in: nothing. Goes out: `TABLES`, which readers fill, the store keeps and KPIs declare themselves against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Dtype = Literal["str", "i64", "f64", "bool", "date", "ts"]
Kind = Literal["additive", "last", "distinct", "none"]
Rule = Literal["snapshot", "daily"]


@dataclass(frozen=True)
class Column:
    """One column: `unit` is what one means (people, times, s, money …), `kind` how it may be aggregated."""

    name: str
    dtype: Dtype
    unit: str = ""
    nullable: bool = True
    kind: Kind = "none"


@dataclass(frozen=True)
class Table:
    """One canonical table; `rule` says how rows of one key from several exports become one (R11)."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rule: Rule = "snapshot"

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by their name, the trace columns last."""
        return {column.name: column for column in self.columns}

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The numeric columns outside the key: those that `supplied` may name."""
        return tuple(
            c.name for c in self.columns if c.dtype in ("i64", "f64") and c.name not in self.key and c not in TRACE
        )


def _columns(dtype: Dtype, names: str, unit: str = "", *, kind: Kind = "none", required: str = "") -> list[Column]:
    return [Column(name, dtype, unit, name not in required.split(), kind) for name in names.split()]


def _text(names: str, required: str = "") -> list[Column]:
    return _columns("str", names, required=required)


def _keys(names: str) -> list[Column]:
    return _text(names, required=names)


def _days(names: str, required: str = "") -> list[Column]:
    return _columns("date", names, "day", required=required)


def _moments(names: str, required: str = "") -> list[Column]:
    return _columns("ts", names, required=required)


def _flags(names: str, required: str = "") -> list[Column]:
    return _columns("bool", names, required=required)


def _sums(names: str, unit: str, required: str = "") -> list[Column]:
    return _columns("i64", names, unit, kind="additive", required=required)


def _amounts(names: str, unit: str, required: str = "") -> list[Column]:
    return _columns("f64", names, unit, kind="additive", required=required)


def _people(names: str, kind: Kind = "distinct") -> list[Column]:
    return _columns("i64", names, "people", kind=kind)


def _plain(names: str, unit: str, required: str = "") -> list[Column]:
    return _columns("f64", names, unit, required=required)


_CURRENCY = _columns("str", "currency", "ISO 4217")
TRACE: tuple[Column, ...] = (
    Column("source_file", "str", nullable=False),
    Column("preset", "str", nullable=False),
    Column("exported_at", "ts"),
    Column("supplied", "str", nullable=False),
)

# What `supplied` says beside the names of columns: followers counted from a known day by gains alone.
ESTIMATED = {"upper": "followers_upper", "lower": "followers_lower"}


def _table(name: str, grain: str, key: str, *groups: list[Column], rule: Rule = "snapshot") -> Table:
    return Table(name, grain, tuple(key.split()), (*(c for group in groups for c in group), *TRACE), rule)


_ACCOUNTS = _table(
    "accounts_daily",
    "one account on one day, as the network reports it",
    "network account date scope",
    _keys("network account scope"),
    _days("date", "date"),
    _people("followers", "last"),
    _columns("i64", "new_followers lost_followers net_followers", "people", kind="additive"),
    _people("reach engaged_users profile_visitors"),
    _sums("impressions views video_views profile_visits", "times"),
    _sums("clicks link_clicks", "clicks"),
    _sums("reactions comments shares saves engagements", "actions"),
    _sums("posts", "posts"),
    _amounts("watch_time_s", "s"),
    rule="daily",
)
_POSTS = _table(
    "posts",
    "one published item with its lifetime figures",
    "network post_id scope",
    _keys("network account post_id scope"),
    _moments("published_at"),
    _keys("published_precision"),
    _text("type campaign pillar text url language tags"),
    _flags("is_reply is_share boosted"),
    _sums("impressions views video_views", "times"),
    _people("reach"),
    _sums("reactions comments shares saves engagements_reported", "actions"),
    _sums("clicks link_clicks profile_visits follows negative_feedback", "actions"),
    _amounts("watch_time_s", "s"),
    _plain("avg_watch_s duration_s", "s"),
    _sums("completed_views", "times"),
    _amounts("revenue", "money"),
    _CURRENCY,
)
_AUDIENCE = _table(
    "audience",
    "make-up of an account's audience on a day",
    "network account as_of dimension value",
    _keys("network account dimension value"),
    _days("as_of", "as_of"),
    _plain("share", "share"),
    _people("count", "last"),
)
_ADS = _table(
    "ads_daily",
    "delivery of one ad object on one day, or over one span",
    "platform account level campaign_id ad_group_id ad_id date date_end",
    _keys("platform account level"),
    _text("network"),
    _days("date date_end", "date"),
    _text("campaign_id ad_group_id ad_id campaign ad_group ad objective"),
    _amounts("spend", "money"),
    _columns("str", "currency", "ISO 4217", required="currency"),
    _sums("impressions clicks_all link_clicks landing_page_views", "times"),
    _people("reach"),
    _sums("video_views completed_views viewable_impressions", "times"),
    _sums("engagements reactions comments shares follows", "actions"),
    _amounts("leads add_to_cart checkouts purchases", "events"),
    _amounts("conversions", "events"),
    _amounts("conversion_value", "money"),
    _text("result_type"),
    _amounts("results", "events"),
    _text("attribution"),
    rule="daily",
)
_WEB = _table(
    "web_daily",
    "website traffic of one day, or one span, by acquisition labels",
    "site date date_end channel source medium campaign content landing_page breakdown page event",
    _keys("site breakdown"),
    _days("date date_end", "date"),
    _text("network channel source medium campaign content landing_page page page_type event conversion_type"),
    _sums("sessions engaged_sessions", "visits"),
    _people("users returning_users"),
    _columns("i64", "new_users", "people", kind="additive"),
    _sums("page_views bounces events", "times"),
    _amounts("engagement_time_s", "s"),
    _amounts("conversions", "events"),
    _amounts("converting_sessions", "visits"),
    _sums("transactions", "orders"),
    _amounts("revenue", "money"),
    _CURRENCY,
    rule="daily",
)
_TOTALS = _table(
    "period_totals",
    "distinct figures exactly as a platform reports them for an exact period",
    "network account metric start end scope breakdown segment",
    _keys("network account metric scope"),
    _days("start end", "start end"),
    _columns("f64", "value", "per metric", kind="distinct", required="value"),
    _text("breakdown segment"),
)
_LINKS = _table(
    "links",
    "short or tagged links",
    "link_id date",
    _keys("link_id url"),
    _text("destination"),
    _days("date"),
    _moments("created_at"),
    _text("utm_source utm_medium utm_campaign utm_content title status"),
    _sums("clicks scans", "times"),
    _people("unique_clicks"),
)
_LEADS = _table(
    "leads",
    "one contact that entered the funnel",
    "lead_id",
    _keys("lead_id"),
    _moments("created_at", "created_at"),
    _text("source medium campaign content network status"),
    _moments("mql_at sql_at opportunity_at customer_at"),
    _flags("fit"),
    _amounts("cost", "money"),
    _CURRENCY,
)
_DEALS = _table(
    "deals",
    "one sales opportunity",
    "deal_id",
    _keys("deal_id stage status"),
    _moments("created_at closed_at"),
    _amounts("amount", "money"),
    _CURRENCY,
    _text("lead_id customer_id owner_id pipeline product source campaign"),
)
_ORDERS = _table(
    "orders",
    "one purchase",
    "order_id",
    _keys("order_id customer_id"),
    _moments("ordered_at", "ordered_at"),
    _columns("str", "currency", "ISO 4217", required="currency"),
    _amounts("revenue margin", "money", "revenue"),
    _sums("quantity", "items"),
    _text("network channel source medium campaign coupon"),
)
_TOUCHPOINTS = _table(
    "touchpoints",
    "one contact on the way to a conversion",
    "journey_id seq",
    _keys("journey_id channel"),
    _columns("i64", "seq", "order", required="seq"),
    _text("customer_id network campaign content type"),
    _moments("at"),
    _amounts("conversions", "events"),
    _amounts("value", "money"),
    _amounts("null_journeys", "journeys"),
)
_MESSAGES = _table(
    "messages",
    "one message or ticket",
    "network message_id",
    _keys("message_id network direction kind"),
    _text("conversation_id account author_id agent agent_name in_reply_to tag sentiment"),
    _moments("sent_at first_reply_at resolved_at", "sent_at"),
    _plain("first_reply_business_s resolution_business_s", "s"),
    _sums("replies reopens", "times"),
    _plain("csat", "share"),
)
_MENTIONS = _table(
    "mentions",
    "one public mention of a brand",
    "brand mention_id",
    _keys("mention_id brand"),
    _flags("is_own", "is_own"),
    _keys("network"),
    _moments("published_at", "published_at"),
    _text("source_name url author_id title text country language"),
    _flags("by_brand author_follows is_ugc"),
    _text("sentiment"),
    _plain("sentiment_score", "-1 to 1"),
    _text("sentiment_method"),
    _people("reach"),
    _sums("engagement", "actions"),
)
_SHARES = _table(
    "shares",
    "employee advocacy: one share, or an aggregate of shares",
    "share_id employee_id content_id shared_at network",
    _text("share_id employee_id content_id network"),
    _moments("shared_at"),
    _days("period_end"),
    _sums("shares", "shares", "shares"),
    _sums("clicks reactions comments reshares engagements", "actions"),
    _sums("impressions", "times"),
    _people("reach"),
    _amounts("conversions", "events"),
    _amounts("revenue", "money"),
    _CURRENCY,
)
_EMPLOYEES = _table(
    "employees",
    "one enrolled person",
    "employee_id",
    _keys("employee_id"),
    _moments("enrolled_at last_active_at"),
    _flags("active"),
    _text("name team"),
    _people("followers", "last"),
)
_SURVEYS = _table(
    "surveys",
    "one answer",
    "survey response_id question",
    _keys("survey response_id question"),
    _moments("submitted_at", "submitted_at"),
    _plain("score scale_min scale_max", "points", "score scale_min scale_max"),
    _text("segment network comment"),
)
_COSTS = _table(
    "costs",
    "money spent outside ad exports",
    "date date_end network kind campaign item",
    _days("date date_end", "date"),
    _text("network kind campaign item", "kind"),
    _amounts("amount", "money", "amount"),
    _columns("str", "currency", "ISO 4217", required="currency"),
)
_EXPERIMENTS = _table(
    "experiments",
    "one variant of a test",
    "experiment variant goal date",
    _keys("experiment variant goal unit"),
    _days("date"),
    _flags("is_control", "is_control"),
    _sums("exposures", "units"),
    _sums("conversions", "events"),
    _sums("clicks", "clicks"),
    _amounts("spend revenue", "money"),
    _CURRENCY,
    _plain("planned_share", "share"),
    rule="daily",
)
_COMPETITORS = _table(
    "competitors_daily",
    "public figures of other brands",
    "network competitor date span_start",
    _keys("network competitor"),
    _flags("is_own", "is_own"),
    _days("date span_start", "date"),
    _people("followers", "last"),
    _columns("i64", "new_followers", "people", kind="additive"),
    _sums("posts", "posts"),
    _sums("engagements", "actions"),
    rule="daily",
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _ACCOUNTS,
        _POSTS,
        _AUDIENCE,
        _ADS,
        _WEB,
        _TOTALS,
        _LINKS,
        _LEADS,
        _DEALS,
        _ORDERS,
        _TOUCHPOINTS,
        _MESSAGES,
        _MENTIONS,
        _SHARES,
        _EMPLOYEES,
        _SURVEYS,
        _COSTS,
        _EXPERIMENTS,
        _COMPETITORS,
    )
}
