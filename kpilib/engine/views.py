"""Tables worked out from the client's rows: answers, conversations, first orders, credited orders, touched deals.

Comes in: a store and settings. Goes out: Ibis relations with the labels of the table they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import ibis
import numpy as np
import pandas as pd

from kpilib.engine.fetch import fetch_known
from kpilib.engine.pairing import pairs
from kpilib.engine.profile import remembered
from kpilib.engine.settings import Settings
from kpilib.stats.attribution import credit, paths_before
from kpilib.stats.response import DEFAULT_HOURS, business_seconds, public_holidays
from kpilib.tables import Store

_DAY = timedelta(days=1)
_FILLED = ["_n", "_a", "_when", "_followers"]
_TEXT = ["network", "account", "tag", "agent", "kind", "conversation_id", "message_id", "sentiment"]


def filled_followers(store: Store, carry: int) -> pd.DataFrame:
    """Followers of each account on each day, the last known value carried a few days."""

    def build() -> Any:
        rows = store.table("accounts_daily")
        known = rows.filter(rows.followers.notnull()).group_by(["network", "account", "date"])
        return known.aggregate(followers=rows.followers.max())

    def ask() -> pd.DataFrame:
        frame = fetch_known(store, ("followers",), build, tables=lambda: store.show("accounts_daily"))
        if frame.empty:
            return pd.DataFrame(columns=_FILLED).astype({"_when": "datetime64[s]", "_followers": float})
        parts = []
        for (network, account), part in frame.groupby(["network", "account"]):
            days = part.set_index(pd.to_datetime(part["date"]))["followers"].astype(float).sort_index()
            whole = pd.date_range(days.index[0], days.index[-1] + pd.Timedelta(days=carry), freq="D")
            filled = days.reindex(whole).ffill(limit=carry).dropna()
            columns = {"_n": network, "_a": account, "_when": filled.index, "_followers": filled.to_numpy()}
            parts.append(pd.DataFrame(columns))
        return pd.concat(parts, ignore_index=True)

    return remembered(store, f"followers {carry}", "accounts_daily", ask)


def answers(store: Store, settings: Settings) -> Any:
    """One row for each message that needs an answer: when it came, when a person replied, on both clocks."""

    def ask() -> pd.DataFrame:
        messages = store.frame("messages")
        asked = pairs(messages, settings.bot_agents)
        received, replied = asked["sent_at"], asked["replied_at"]
        asked["calendar_s"] = (replied - received).dt.total_seconds()
        asked["business_s"] = _business(asked, settings)
        asked["answered"] = replied.notna()
        end = pd.Timestamp(store.data_date + _DAY, tz=settings.timezone)
        clock = asked["business_s"] if settings.hours else asked["calendar_s"]
        waited = (end - received).dt.total_seconds()
        asked["in_time"] = asked["answered"] & (clock.astype(float).fillna(np.inf) <= settings.limit_s)
        asked["due"] = asked["answered"] | (waited > settings.limit_s)
        return asked

    key = f"answers {settings.timezone} {settings.hours} {settings.holidays} {settings.bot_agents} {settings.limit_s}"
    frame = remembered(store, key, "messages", ask)
    schema = dict.fromkeys([*_TEXT, "supplied"], "string") | {
        "sent_at": "timestamp('UTC')", "calendar_s": "float64", "business_s": "float64",
        "answered": "boolean", "in_time": "boolean", "due": "boolean",
    }  # fmt: skip
    return kept_table(store, key, lambda: frame, schema)


def _business(asked: pd.DataFrame, settings: Settings) -> pd.Series:
    """The vendor's business clock where the export has it, else working time by the client's hours."""
    years = range(asked["sent_at"].min().year, asked["sent_at"].max().year + 2) if len(asked) else ()
    free = public_holidays(settings.holidays, years) if settings.holidays and len(asked) else frozenset()
    received, replied = (
        asked[name].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
        for name in ("sent_at", "replied_at")
    )
    worked = business_seconds(
        received, replied, timezone=settings.timezone, hours=settings.hours or DEFAULT_HOURS, holidays=free
    )
    return asked["first_reply_business_s"].astype(float).fillna(pd.Series(worked, index=asked.index))


def conversations(store: Store, settings: Settings) -> Any:
    """One row for each conversation: when it was opened and when it was resolved."""
    rows = store.table("messages")
    asked = rows.filter(rows.direction == "in").mutate(_id=ibis.coalesce(rows.conversation_id, rows.message_id))
    thread = ibis.window(group_by=[asked.network, asked._id], order_by=[asked.sent_at, asked.message_id])
    placed = asked.mutate(_place=ibis.row_number().over(thread))
    opening = placed["_place"] == 0
    first = {name: placed[name].max(where=opening) for name in ("account", "agent", "kind", "sentiment")}
    return placed.group_by(["network", "_id"]).aggregate(
        **first,
        tag=placed.tag.max(),
        supplied=placed.supplied.max(),
        opened_at=placed.sent_at.min(),
        resolved_at=placed.resolved_at.max(),
        resolution_business_s=placed.resolution_business_s.max(),
    )


def first_orders(store: Store, settings: Settings) -> Any:
    """The first order of each customer."""
    rows = store.table("orders")
    window = ibis.window(group_by=rows.customer_id, order_by=[rows.ordered_at, rows.order_id])
    numbered = rows.mutate(_place=ibis.row_number().over(window))
    return numbered.filter(numbered["_place"] == 0).drop("_place")


def credited_orders(store: Store, settings: Settings) -> Any:
    """Orders shared out among the channels that their customers touched before; social channels only."""
    return kept_table(store, _credit_key(settings), lambda: _credited(store, settings), _CREDITED)


def credited_first_orders(store: Store, settings: Settings) -> Any:
    """The same for the first order of each customer."""

    def first() -> pd.DataFrame:
        frame = _credited(store, settings)
        return frame[frame["is_first"]]

    return kept_table(store, f"first {_credit_key(settings)}", first, _CREDITED)


_CREDITED: dict[str, str] = {
    **dict.fromkeys(
        ("order_id", "network", "channel", "campaign", "source", "medium", "currency", "supplied"), "string"
    ),
    "ordered_at": "timestamp('UTC')",
    "credit": "float64",
    "credited_revenue": "float64",
    "is_first": "boolean",
}


def _credited(store: Store, settings: Settings) -> pd.DataFrame:
    def ask() -> pd.DataFrame:
        orders, touches = store.frame("orders"), store.frame("touchpoints")
        touches = touches[touches["at"].notna() & touches["customer_id"].notna()]
        orders = orders.sort_values(["ordered_at", "order_id"], ignore_index=True)
        orders["is_first"] = ~orders["customer_id"].duplicated()
        paths, days = paths_before(
            touches["customer_id"].tolist(),
            touches["at"].dt.tz_localize(None).to_numpy("datetime64[us]"),
            touches["channel"].tolist(),
            orders["customer_id"].tolist(),
            orders["ordered_at"].dt.tz_localize(None).to_numpy("datetime64[us]"),
            lookback_days=settings.lookback_days,
        )
        networks = dict(zip(touches["channel"], touches["network"]))
        rows = []
        for order, path, ages in zip(orders.to_dict("records"), paths, days):
            for channel, share in _shares(settings, path, ages).items():
                network = networks.get(channel)
                credited: dict[Any, Any] = {"network": None if network is pd.NA else network, "channel": channel}
                credited |= {"credit": share, "credited_revenue": share * order["revenue"]}
                rows.append(order | credited)
        return pd.DataFrame(rows, columns=[*_CREDITED])

    frame = remembered(store, _credit_key(settings), "orders", ask)
    labels = frame["channel"].astype("string").str.lower().str.replace(" ", "_")
    social = (
        frame["network"].notna()
        | labels.str.contains("social", na=False)
        | frame["channel"].isin(settings.social_channels)
    )
    return frame[social & ~frame["network"].isin(["web", "email", "other"])]


def _credit_key(settings: Settings) -> str:
    return f"credited {settings.attribution} {settings.lookback_days} {settings.social_channels}"


def _shares(settings: Settings, path: list[str], ages: np.ndarray) -> dict[str, float]:
    """Credit of one order; models that need all journeys at once credit the last touch here."""
    model = settings.attribution if settings.attribution in ("first", "last", "linear", "position", "decay") else "last"
    return credit(model, [path], [1.0], days_before=[ages]).channels if path else {}


def touched_deals(store: Store, settings: Settings) -> Any:
    """Deals with a flag: whether the customer had a marketing touch before the deal was closed."""
    deals, touches = store.table("deals"), store.table("touchpoints")
    first = touches.filter(touches.customer_id.notnull(), touches["at"].notnull()).group_by("customer_id")
    earliest = first.aggregate(_first=touches["at"].min()).rename(_customer="customer_id")
    joined = deals.left_join(earliest, deals.customer_id == earliest["_customer"])
    touched = (joined["_first"] <= joined.closed_at).fill_null(False)
    return joined.mutate(touched=touched).drop("_customer", "_first")


def sharers(store: Store, settings: Settings) -> Any:
    """Shares of enrolled employees, with what is known of the employee."""
    shares, people = store.table("shares"), store.table("employees")
    known = people.select(_employee="employee_id", active="active", followers="followers", team="team")
    joined = shares.join(known, shares.employee_id == known["_employee"]).drop("_employee")
    return joined.mutate(active=joined.active.fill_null(True))


def kept_table(store: Store, what: str, make: Callable[[], pd.DataFrame], schema: dict[str, str]) -> Any:
    """These rows as a table of the store's database, made once for each store, under a name that says what it is."""
    name = f"_{sha256(what.encode()).hexdigest()[:16]}"
    return remembered(store, f"table {what}", name, lambda: store.keep(name, make(), schema))


View = Callable[[Store, Settings], Any]
VIEWS: dict[str, View] = {
    "answers": answers,
    "conversations": conversations,
    "first_orders": first_orders,
    "credited_orders": credited_orders,
    "credited_first_orders": credited_first_orders,
    "touched_deals": touched_deals,
    "sharers": sharers,
}
# Views whose rows are not worked out by the database: it must be given them.
MADE = ("answers", "credited_orders", "credited_first_orders")
# Tables that a view needs beside its own.
ALSO = {
    "credited_orders": "touchpoints",
    "credited_first_orders": "touchpoints",
    "touched_deals": "touchpoints",
    "sharers": "employees",
}
