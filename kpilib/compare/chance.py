"""What chance leaves of a change: how many each figure must rest on, and whether the change could be chance alone.

Comes in: rows of a comparison, each with the figure before it. Goes out: whether they rest on too few, or are unclear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kpilib.kpis import Kpi
from kpilib.kpis.counted import counts_within
from kpilib.kpis.leaves import Quantile
from kpilib.kpis.measures import Count, Ratio, Total
from kpilib.kpis.values import Coded
from kpilib.stats.intervals import difference, nps, wilson

_EVENTS = ("orders", "deals")  # tables whose sums of money rest on as many events as they have rows
FEWEST_EVENTS = 5  # a count that moved by fewer moved by chance


def fewest(row: dict[str, Any], kpi: Kpi, asked: dict[str, Any]) -> float:
    """How many a figure must rest on to be judged: cases of a share, posts or other things of a rate or a mean.

    What divides by the cost of one thing goes up and down with the count of things, as percent of that count would.
    A sum needs none.
    """
    if row["unit"] == "share":
        guard = "share"
    elif row["denominator"] is None:
        return 0
    else:
        guard = "base" if counts_within(kpi, row["variant"], asked["catalogue"]) else "cell"
    return asked["settings"].guard(guard)


def too_few(row: dict[str, Any], kpi: Kpi, asked: dict[str, Any]) -> bool:
    """Whether one of two figures rests on too few to be compared.

    Beside what `fewest` asks of a figure, a median needs as many cases as a share does, and a sum of money as many
    orders or deals as a mean: it moves with each of them.
    """
    guard = asked["settings"].guard
    if row["unit"] == "money" and row["denominator"] is None and row["table"] in _EVENTS:
        return min(row["n"] or 0, row["previous_n"] or 0) < guard("cell")
    median = isinstance(_measure(row, kpi), Quantile)
    least = guard("share") if median else fewest(row, kpi, asked)
    return min(row["n"] or np.inf, row["previous_n"] or np.inf) < least


def by_chance(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """How far two counts of events lie apart in 95 of 100 cases where nothing changed; five at least."""
    return np.maximum(FEWEST_EVENTS, 1.96 * np.sqrt(now + before))


def unclear(row: dict[str, Any], kpi: Kpi) -> bool:
    """Whether the interval of the change holds 0; a figure without an interval counts as exact."""
    before = _bounded(row["previous"], _interval(row, kpi, "previous_"))
    low, high = difference(before, _bounded(row["value"], _interval(row, kpi)))
    return bool(low <= 0 <= high)


def _interval(row: dict[str, Any], kpi: Kpi, which: str = "") -> tuple[float, float] | None:
    """The interval that a figure is shown with, or the one that only its change is judged by; None without either.

    That of a share of counted things is Wilson's, so that the difference is judged by Newcombe's. A mean of -1, 0 and
    1 is given the widest that its value allows, as if nothing were neutral.
    """
    if row[f"{which}low"] is not None and row[f"{which}high"] is not None:
        return row[f"{which}low"], row[f"{which}high"]
    above, below, measure = row[f"{which}numerator"], row[f"{which}denominator"], _measure(row, kpi)
    if not (isinstance(measure, Ratio) and below) or above is None or abs(above) > below:
        return None
    if isinstance(measure.above, Count) and isinstance(measure.below, Count) and row["unit"] == "share":
        low, high = wilson(above, below)
        return float(low), float(high)
    if isinstance(measure.above, Total) and isinstance(measure.above.value, Coded) and row["unit"] == "score":
        _, low, high = nps((below + above) / 2, 0, (below - above) / 2)
        return float(low) / 100, float(high) / 100
    return None


def _measure(row: dict[str, Any], kpi: Kpi) -> Any:
    return kpi.choices(row["variant"])[0][1]


def _bounded(value: float, ends: tuple[float, float] | None) -> tuple[float, float, float]:
    return (value, *ends) if ends else (value, value, value)
