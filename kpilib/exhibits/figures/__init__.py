"""Figures: charts with the words that a report needs around them.

Comes in: result frames and the edition. Goes out: figure exhibits, or the word that there is no data.
"""

from __future__ import annotations

from kpilib.exhibits.figures.grids import grid
from kpilib.exhibits.figures.over_time import by_week, gains_and_losses, trend, trends
from kpilib.exhibits.figures.ranked import attainment, by_group, drivers, funnel, shares
from kpilib.exhibits.figures.spread import against, answer_times, concentration, rates, slope
from kpilib.exhibits.figures.trust import breaks, coverage, notes

__all__ = [
    "against", "answer_times", "attainment", "breaks", "by_group", "by_week", "concentration", "coverage", "drivers",
    "funnel", "gains_and_losses", "grid", "notes", "rates", "shares", "slope", "trend", "trends",
]  # fmt: skip
