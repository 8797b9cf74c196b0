"""Which columns say what days and whose account a row covers, and how far beyond its days it matters.

Comes in: names of tables. Goes out: `DATES`, `COVERAGE`, `CUT_BY`, `EVENTS`, `FROM_ROWS`, `NOT_DATED`,
`FROM_THE_FIRST`, `TO_THE_LAST` as data, and what tells rows apart.
"""

from __future__ import annotations

# First and last day a row speaks of, best column first; a later column stands in where an earlier one is empty.
DATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "accounts_daily": (("date",), ("date",)),
    "posts": (("published_at",), ("published_at",)),
    "audience": (("as_of",), ("as_of",)),
    "ads_daily": (("date",), ("date_end", "date")),
    "web_daily": (("date",), ("date_end", "date")),
    "period_totals": (("start",), ("end",)),
    "links": (("date", "created_at"), ("date", "created_at")),
    "leads": (("created_at",), ("created_at",)),
    "deals": (("created_at", "closed_at"), ("closed_at", "created_at")),
    "orders": (("ordered_at",), ("ordered_at",)),
    "touchpoints": (("at",), ("at",)),
    "messages": (("sent_at",), ("sent_at",)),
    "mentions": (("published_at",), ("published_at",)),
    "shares": (("shared_at", "period_end"), ("period_end", "shared_at")),
    "employees": (("enrolled_at",), ("last_active_at", "enrolled_at")),
    "surveys": (("submitted_at",), ("submitted_at",)),
    "costs": (("date",), ("date_end", "date")),
    "experiments": (("date",), ("date",)),
    "competitors_daily": (("span_start", "date"), ("date",)),
}

# Whose coverage a span states: the columns that stand for network and account. In the other tables network is a
# label of the row (where a lead came from), so their spans hold for the whole table.
COVERAGE: dict[str, tuple[str | None, str | None]] = {
    "accounts_daily": ("network", "account"),
    "posts": ("network", "account"),
    "audience": ("network", "account"),
    "ads_daily": ("platform", "account"),
    "web_daily": (None, "site"),
    "period_totals": ("network", "account"),
    "competitors_daily": ("network", None),
}

# What tells cuts of the same figures apart: rows of one of them are added up, never of several.
CUT_BY = {"accounts_daily": "scope", "posts": "scope", "ads_daily": "level", "web_daily": "breakdown"}

# Tables whose rows are events: no row in a covered span means that nothing happened, so sums are 0 as well (R17).
EVENTS = ("posts", "orders", "leads", "deals", "messages", "mentions", "shares")

# What the log of reading notes where nobody states the days that a file covers.
FROM_ROWS = "covered days taken from the rows"

# Planned ahead, or a snapshot of the export day: no sign of how far the data reach.
NOT_DATED = ("costs", "audience")

_FEW = ("links", "employees", "audience")  # rows, and these are dated in several ways or not at all
# Rows that change figures however long after their day: who is a new customer shows in all earlier orders, leads and
# deals count again on the day they are won, a message is open until it is resolved and belongs to a conversation, any
# touch before a deal was closed counts, a test is judged by all its days. Shares are totals of a person only where no
# row tells them one by one.
FROM_THE_FIRST = frozenset({"orders", "leads", "deals", "messages", "touchpoints", "experiments", "shares", *_FEW})
# Rows that change figures of days before theirs: a reply answers an earlier message, a journey counts in the period of
# its last touch.
TO_THE_LAST = frozenset({"messages", "touchpoints", "shares", *_FEW})


def kinds_of(table: str) -> list[str]:
    """The columns that tell the kinds of a table's rows apart: whose they are, which cut, what their file supplied."""
    columns = (*COVERAGE.get(table, ()), CUT_BY.get(table), "supplied")
    return [column for column in columns if column is not None]
