"""A straight line through figures of equally long periods: its slope with an interval.

Comes in: one figure a period. Goes out: the slope for each period, with its bounds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kpilib.stats.domain import proportion, vectors

FEWEST = 3  # points that leave a degree of freedom


def slope(values: ArrayLike, *, level: float = 0.95) -> tuple[float, float, float]:
    """Slope of the least-squares line through figures of consecutive periods.

    Parameters
    ----------
    values : one per period, oldest first, shape (periods,); nan is left out
    level : confidence of the interval, 0..1

    Returns
    -------
    slope, low, high : change for each period; all nan with fewer than three known figures

    Raises
    ------
    StatsError : not numbers, or a level outside 0..1

    Source: Draper and Smith 1998, Applied Regression Analysis, chapter 1.
    """
    (y,) = vectors("slope", values=values, least=0)
    confidence = proportion("slope", "level", level)
    known = ~np.isnan(y)
    x, y = np.arange(y.size, dtype=float)[known], y[known]
    if y.size < FEWEST:
        return np.nan, np.nan, np.nan
    away = x - x.mean()
    spread = float((away**2).sum())
    rise = float((away * (y - y.mean())).sum() / spread)
    left = y - y.mean() - rise * away
    error = np.sqrt(float((left**2).sum()) / (y.size - 2) / spread)
    reach = float(special.stdtrit(y.size - 2, 0.5 + confidence / 2)) * error
    return rise, rise - reach, rise + reach
