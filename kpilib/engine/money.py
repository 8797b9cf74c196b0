"""Money in one currency: which columns are money, and the dated rate of each row.

Comes in: rows with a currency, the client's rates. Goes out: the factor to the report's currency; null without a rate.
"""

from __future__ import annotations

from typing import Any

import ibis

from kpilib.engine.settings import Settings
from kpilib.kpis.values import RowValue, columns_of
from kpilib.tables import TABLES

RATE = "_rate"
_MADE = ("credited_revenue",)


def is_money(base: str, value: str | RowValue | None) -> bool:
    """Whether a value is an amount of money of this table."""
    known = TABLES[base].by_name
    names = () if value is None else columns_of(value)
    return "currency" in known and any(n in _MADE or (n in known and known[n].unit == "money") for n in names)


def rate(rows: Any, day: Any, settings: Settings) -> Any:
    """Units of the report's currency for one of the row's: the last rate on or before its day."""
    branches = [(rows.currency.isnull() | (rows.currency == (settings.currency or "")), 1.0)]
    for currency, dated in (settings.rates or {}).items():
        for start, factor in sorted(dated.items(), reverse=True):
            branches.append(((rows.currency == currency) & (day >= ibis.date(start)), float(factor)))
    return ibis.cases(*branches)
