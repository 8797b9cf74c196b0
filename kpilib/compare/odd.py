"""Days far from what weekday and season let one expect.

Comes in: a daily series of a count. Goes out: the same with its odd days marked, and what was expected of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpilib.compare.chance import by_chance
from kpilib.stats.trend import anomalies


def marked(daily: pd.DataFrame) -> pd.DataFrame:
    """A daily series with `odd` (bool), `expected_low`, `expected_high` and `z` of each day.

    Parameters
    ----------
    daily : columns of `series`, one count, days in order; with fewer than 28 known days nothing is marked
    """
    values = pd.to_numeric(daily["value"]).to_numpy(float)
    found = anomalies(values)
    if found is None:
        blank = dict.fromkeys(("expected_low", "expected_high", "z"), np.nan)
        return daily.assign(odd=False, **blank)
    low = np.maximum(found.low, 0.0)  # counts have no fewer
    expected = np.maximum(found.expected, 0.0)
    odd = found.flagged & (np.abs(values - expected) >= by_chance(values, expected))
    return daily.assign(odd=np.asarray(odd, bool), expected_low=low, expected_high=found.high, z=found.z)
