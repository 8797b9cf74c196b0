"""Customers by the month of their first order: which share of them had ordered again after so many months.

Comes in: a store and a period. Goes out: one row for each month and age.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpilib.engine import Settings
from kpilib.periods import Period
from kpilib.stats.cohorts import cohorts
from kpilib.tables import Store

MOST_MONTHS = 12
_COLUMNS = ["cohort", "age", "value", "n"]


def repeats(store: Store, period: Period, settings: Settings) -> pd.DataFrame:
    """Share of each month's new customers with a second order by each age, for the last twelve months.

    Returns
    -------
    frame : cohort (a `Period`), age (months after the first), value (share; ages that are not over are not there),
        n (new customers of the month); empty without orders
    """
    if "orders" not in store.names:
        return pd.DataFrame(columns=_COLUMNS)
    orders = store.frame("orders")
    local = orders["ordered_at"].dt.tz_convert(settings.timezone)
    months = (12 * local.dt.year + local.dt.month).to_numpy(dtype=float)
    last = Period.containing(period.last, "month")
    end = 12 * last.start.year + last.start.month - (0 if last.end <= period.end else 1)
    found = cohorts(orders["customer_id"].tolist(), months, end=end)
    shares, rows = found.repeated_share, []
    for row in range(max(0, len(found.months) - MOST_MONTHS), len(found.months)):
        if not found.size[row]:
            continue
        year, month = divmod(int(found.months[row]) - 1, 12)
        for age in np.flatnonzero(~np.isnan(shares[row]))[:MOST_MONTHS]:
            rows.append((Period.month(year, month + 1), int(age), float(shares[row, age]), int(found.size[row])))
    return pd.DataFrame(rows, columns=_COLUMNS)
