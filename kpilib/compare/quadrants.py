"""Two measures of the same groups: which lie above the median in both, and whether chance alone would do the same.

Comes in: figures by a dimension. Goes out: one row for each group, and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

import pandas as pd


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


@dataclass(frozen=True)
class Above:
    """How many of `total` things lie above the median of both measures, of those above each."""

    both: int
    first: int
    second: int
    total: int

    @property
    def more(self) -> bool:
        """Whether more lie there than would, were the measures unrelated."""
        return self.both * self.total > self.first * self.second

    @property
    def p(self) -> float:
        """The chance of a count as unlikely as this one, were the measures unrelated: Fisher's exact test, two-sided.

        Source: Fisher 1922, J. R. Stat. Soc. 85, 87-94.
        """
        # scipy.stats has it, too, and takes a second to import in each kernel that draws a scatter.
        least, most = max(0, self.first + self.second - self.total), min(self.first, self.second)
        ways = {n: comb(self.first, n) * comb(self.total - self.first, self.second - n) for n in range(least, most + 1)}
        return sum(way for way in ways.values() if way <= ways[self.both]) / sum(ways.values())


def above_both(points: Sequence[tuple[float, float]]) -> Above:
    """The points above the median of each measure and of both."""
    right, upper = (median(values) for values in zip(*points, strict=True))
    firsts, seconds = [x > right for x, _ in points], [y > upper for _, y in points]
    both = sum(a and b for a, b in zip(firsts, seconds, strict=True))
    return Above(both, sum(firsts), sum(seconds), len(points))
