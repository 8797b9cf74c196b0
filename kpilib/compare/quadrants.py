"""Two measures of the same groups: which lie above the median in both.

Comes in: figures by a dimension. Goes out: one row for each group, and counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

FEWEST = 3


def beside(frame: pd.DataFrame, kpis: Sequence[str], *, by: str) -> pd.DataFrame:
    """The groups that have all of these figures: `by`, and one column for each KPI.

    Parameters
    ----------
    frame : columns of `compare` or `evaluate` with a column called `by`
    """
    known = frame[frame["kpi"].isin(kpis) & frame["value"].notna() & frame[by].notna()]
    wide = known.pivot_table(index=by, columns="kpi", values="value", aggfunc="first")
    if any(kpi not in wide for kpi in kpis):
        return pd.DataFrame(columns=[by, *kpis])
    kept = wide[list(kpis)].dropna().apply(pd.to_numeric)
    return kept.sort_values(kpis[0], ascending=False, kind="stable").reset_index().rename_axis(None, axis=1)


def above_both(wide: pd.DataFrame, first: str, second: str, *, least: float) -> tuple[int, float]:
    """How many groups lie above the median of both, and the smallest `first` among those looked at.

    Parameters
    ----------
    wide : as `beside` gives it
    least : groups with a smaller `first` are not looked at; with fewer than three left the answer is 0
    """
    looked = wide[wide[first] >= least]
    if len(looked) < FEWEST:
        return 0, 0.0
    both = (looked[first] > looked[first].median()) & (looked[second] > looked[second].median())
    return int(both.sum()), float(looked[first].min())
