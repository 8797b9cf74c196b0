"""Days far from what weekday and season let one expect.

Comes in: a daily series. Goes out: the same with its odd days marked, and what was expected of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kpilib.stats.trend import anomalies


def marked(daily: pd.DataFrame) -> pd.DataFrame:
    """A daily series with `odd` (bool), `expected_low`, `expected_high` and `z` of each day.

    Parameters
    ----------
    daily : columns of `series`, one KPI, days in order; with fewer than 28 known days nothing is marked
    """
    values = pd.to_numeric(daily["value"]).to_numpy(float)
    found = anomalies(values)
    if found is None:
        blank = dict.fromkeys(("expected_low", "expected_high", "z"), np.nan)
        return daily.assign(odd=False, **blank)
    low = np.maximum(found.low, 0.0)  # counts have no fewer
    return daily.assign(odd=np.asarray(found.flagged, bool), expected_low=low, expected_high=found.high, z=found.z)
