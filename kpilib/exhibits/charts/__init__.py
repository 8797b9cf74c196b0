"""Charts on axes: functions that take axes and plain numbers, for analysts and for the report's figures alike.

Comes in: axes from `canvas`, labels, numbers. Goes out: the same axes.
"""

from __future__ import annotations

from kpilib.exhibits.charts.bars import Bar, Stage, Step, bars, bullets, diverging, funnel, share_bars, waterfall
from kpilib.exhibits.charts.cells import Cell, coverage, ecdf, events, matrix, pareto
from kpilib.exhibits.charts.dots import Dot, Slope, Spot, dots, outermost, scatter, slopes
from kpilib.exhibits.charts.trend import Line, Marks, Point, banded, lines, weeks

__all__ = [
    "Bar",
    "Cell",
    "Dot",
    "Line",
    "Marks",
    "Point",
    "Slope",
    "Spot",
    "Stage",
    "Step",
    "banded",
    "bars",
    "bullets",
    "coverage",
    "diverging",
    "dots",
    "ecdf",
    "events",
    "funnel",
    "lines",
    "matrix",
    "outermost",
    "pareto",
    "scatter",
    "share_bars",
    "slopes",
    "waterfall",
    "weeks",
]
