"""Tables worked out from the client's rows: answers, conversations, first orders, credited orders, touched deals.

Comes in: a store and settings. Goes out: Ibis relations with the labels of the table they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from kpilib.engine.profile import remembered
from kpilib.engine.settings import Settings
from kpilib.tables import Store

_FILLED = ["_n", "_a", "_when", "_followers"]


def filled_followers(store: Store, carry: int) -> pd.DataFrame:
    """Followers of each account on each day, the last known value carried a few days."""

    def ask() -> pd.DataFrame:
        rows = store.table("accounts_daily")
        known = rows.filter(rows.followers.notnull()).group_by(["network", "account", "date"])
        frame = store.connection.execute(known.aggregate(followers=rows.followers.max()))
        if frame.empty:
            return pd.DataFrame(columns=_FILLED).astype({"_when": "datetime64[s]", "_followers": float})
        parts = []
        for (network, account), part in frame.groupby(["network", "account"]):
            days = part.set_index(pd.to_datetime(part["date"]))["followers"].astype(float).sort_index()
            whole = pd.date_range(days.index[0], days.index[-1] + pd.Timedelta(days=carry), freq="D")
            filled = days.reindex(whole).ffill(limit=carry).dropna()
            parts.append(
                pd.DataFrame({"_n": network, "_a": account, "_when": filled.index, "_followers": filled.to_numpy()})
            )
        return pd.concat(parts, ignore_index=True)

    return remembered(store, f"followers {carry}", "accounts_daily", ask)


View = Callable[[Store, Settings], Any]
VIEWS: dict[str, View] = {}
