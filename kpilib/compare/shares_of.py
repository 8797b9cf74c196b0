"""Shares of a whole: of what is spent and of what comes back, of what is paid.

Comes in: figures with numerator and denominator. Goes out: shares between 0 and 1.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kpilib.compare.rows import records


def beside(frame: pd.DataFrame, *, by: str) -> list[tuple[Any, float, float]]:
    """Each group's share of all denominators and of all numerators, the largest denominator first.

    Parameters
    ----------
    frame : a ratio by a dimension, such as return on ad spend by network
    """
    rows = [row for row in records(frame) if row["value"] is not None and row[by] is not None]
    below = sum(float(row["denominator"]) for row in rows)
    above = sum(float(row["numerator"]) for row in rows)
    if below <= 0 or above <= 0:
        return []
    shares = [(row[by], float(row["denominator"]) / below, float(row["numerator"]) / above) for row in rows]
    return sorted(shares, key=lambda row: -row[1])


def of_total(series: pd.DataFrame) -> list[tuple[date, float]]:
    """First day and share of each period that has one; no share of a whole where the parts come from elsewhere."""
    known = [(row["start"], float(row["value"])) for row in records(series) if row["value"] is not None]
    return [(start, share) for start, share in known if 0 <= share <= 1]


def by_part(series: pd.DataFrame, part: str) -> dict[date, dict[Any, float]]:
    """Amounts by part for each period, in the order of time; a ratio counts with its numerator."""
    found: dict[date, dict[Any, float]] = {}
    for row in records(series):
        amount = row["numerator"] if row["denominator"] is not None else row["value"]
        if row["value"] is not None and amount is not None:
            found.setdefault(row["start"], {})[row[part]] = float(amount)
    return dict(sorted(found.items()))
