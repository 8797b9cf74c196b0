"""Which channel gets the credit for the period's conversions, by each attribution model.

Comes in: touchpoints, with orders or with conversions of their own. Goes out: one row for each channel and model.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine import Settings
from kpilib.periods import Period
from kpilib.stats.attribution import credit, paths_before
from kpilib.tables import Store

MODELS = ("first", "last", "linear", "position", "decay", "markov", "shapley")
UNATTRIBUTED = "unattributed"
_COLUMNS = ["channel", "model", "credit", "value"]


def credits_of(store: Store, period: Period, settings: Settings) -> pd.DataFrame:
    """Conversions and their value by channel and model; with orders the paths end in orders of the period.

    Returns
    -------
    frame : channel, model, credit (conversions), value (money; nan where no journey states one); the credits of a
        model sum to the conversions, those without a touch stand under `unattributed`; empty without touchpoints
    """
    if "touchpoints" not in store.names:
        return pd.DataFrame(columns=_COLUMNS)
    touches = store.frame("touchpoints")
    journeys = _orders(store, touches, period, settings) or _journeys(touches, period, settings)
    if journeys is None:
        return pd.DataFrame(columns=_COLUMNS)
    rows: list[tuple[Any, ...]] = []
    for model in MODELS:
        if model == "decay" and journeys["days"] is None:
            continue
        asked = {"nulls": journeys["nulls"], "days_before": journeys["days"]}
        counted = credit(model, journeys["paths"], journeys["won"], **asked)
        valued = credit(model, journeys["paths"], journeys["won"], values=journeys["values"], **asked)
        named = {**counted.channels, UNATTRIBUTED: counted.unattributed}
        worth = {**valued.channels, UNATTRIBUTED: valued.unattributed}
        rows += [(channel, model, amount, worth[channel]) for channel, amount in named.items()]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    silent = frame.groupby("channel")["credit"].transform("max") <= 0
    frame = frame[~(silent & (frame["channel"] == UNATTRIBUTED))]
    return frame.assign(value=frame["value"] if journeys["valued"] else np.nan).reset_index(drop=True)


def order_of(frame: pd.DataFrame, column: str = "credit") -> dict[str, list[str]]:
    """By model, the channels from the most credit to the least."""
    named = frame[frame["channel"] != UNATTRIBUTED].sort_values([column, "channel"], ascending=[False, True])
    return {str(model): [str(channel) for channel in rows["channel"]] for model, rows in named.groupby("model")}


def _orders(store: Store, touches: pd.DataFrame, period: Period, settings: Settings) -> dict[str, Any] | None:
    """The orders of the period with the touches of their customers; None where touches name no customer."""
    known = touches[touches["at"].notna() & touches["customer_id"].notna()]
    if known.empty or "orders" not in store.names:
        return None
    orders = store.frame("orders")
    first, after = period.bounds(settings.timezone)
    orders = orders[(orders["ordered_at"] >= first) & (orders["ordered_at"] < after)]
    if orders.empty:
        return None
    paths, days = paths_before(
        known["customer_id"].tolist(),
        known["at"].dt.tz_localize(None).to_numpy("datetime64[us]"),
        known["channel"].tolist(),
        orders["customer_id"].tolist(),
        orders["ordered_at"].dt.tz_localize(None).to_numpy("datetime64[us]"),
        lookback_days=settings.lookback_days,
    )
    values = orders["revenue"].astype(float).to_numpy()
    one_currency = orders["currency"].nunique() == 1
    return {"paths": paths, "won": np.ones(len(paths)), "nulls": np.zeros(len(paths)), "values": values,
            "days": days, "valued": one_currency}  # fmt: skip


def _journeys(touches: pd.DataFrame, period: Period, settings: Settings) -> dict[str, Any] | None:
    """Whole journeys that state their own conversions; those with dates count in the period of their last touch."""
    ordered = touches.sort_values(["journey_id", "seq"], kind="stable")
    first, after = period.bounds(settings.timezone)
    ended = ordered.groupby("journey_id")["at"].transform("max")
    ordered = ordered[ended.isna() | ((ended >= first) & (ended < after))]
    if ordered.empty:
        return None
    grouped = ordered.groupby("journey_id", sort=True)
    sums = grouped[["conversions", "value", "null_journeys"]].sum(min_count=1).astype("Float64")
    if not sums["conversions"].notna().any():
        return None
    dated = bool(ordered["at"].notna().all())
    ages = [((rows["at"].max() - rows["at"]).dt.total_seconds() / 86400).to_numpy(float) for _, rows in grouped]
    filled = sums.fillna(0.0)
    return {
        "paths": [rows["channel"].tolist() for _, rows in grouped],
        "won": filled["conversions"].to_numpy(float),
        "nulls": filled["null_journeys"].to_numpy(float),
        "values": filled["value"].to_numpy(float),
        "days": ages if dated else None,
        "valued": bool(sums["value"].notna().any()),
    }
