"""Figures as a tidy frame: one row for each KPI and group, values as floats or None, every None with its reason.

Comes in: an evaluation. Goes out: the frame that all upper floors read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.basis import written
from kpilib.engine.dimensions import CALENDAR
from kpilib.engine.evaluation import Evaluation
from kpilib.engine.figures import REASONS, Figures
from kpilib.kpis import Kpi
from kpilib.kpis.counted import counts_below, counts_within

COLUMNS = (
    "kpi", "variant", "unit", "table", "start", "end", "value", "missing", "numerator", "denominator", "n", "coverage",
    "low", "high", "basis", "definition_version",
)  # fmt: skip
# Their rows are days, ranges or sums: how many there are says nothing of how many things stand behind a figure.
_SUMMED = {
    "accounts_daily", "ads_daily", "competitors_daily", "costs", "employees", "links", "period_totals", "web_daily",
}  # fmt: skip


def tidy(evaluation: Evaluation, asked: list[tuple[Kpi, str | None]]) -> pd.DataFrame:
    """The frame of all asked KPIs, in the order in which they were asked, then by span and group."""
    parts = [_rows(evaluation, kpi, variant, evaluation.figures(kpi, variant)) for kpi, variant in asked]
    scene = evaluation.scene
    columns = ["period", *COLUMNS[:4], *scene.dims, *COLUMNS[4:]]
    rows = {name: [value for part in parts for value in part[name]] for name in columns}
    return framed(rows)


def framed(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """Plain values as a frame; only the number of the period is a column of numbers."""
    frame = in_one_piece(columns, len(columns["period"]))
    frame.isetitem([*columns].index("period"), np.array(columns["period"], dtype=int))
    return frame


def in_one_piece(columns: Mapping[str, Sequence[Any]], rows: int) -> pd.DataFrame:
    """Columns of plain values as a frame made at once: columns added one by one take long."""
    values = np.empty((len(columns), rows), dtype=object)
    for place, column in enumerate(columns.values()):
        values[place] = column
    return pd.DataFrame(values.T, columns=[*columns], dtype=object)


def _rows(evaluation: Evaluation, kpi: Kpi, variant: str | None, figures: Figures) -> dict[str, list[Any]]:
    index, scene = evaluation.index, evaluation.scene
    assert index is not None
    keep = _told(evaluation, kpi, variant, figures)
    spans = [scene.spans[cell // index.groups_count] for cell in keep]
    groups = [index.groups[cell % index.groups_count] for cell in keep]
    variants = figures.variant[keep].tolist()
    units = {name: kpi.unit_of(name) for name in {*variants}}
    basis = written(figures.basis)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = np.where(figures.expected > 0, figures.present / figures.expected, np.nan)
    missing = [REASONS[code - 1] if code else None for code in figures.reason[keep]]
    rows: dict[str, list[Any]] = {
        "period": [span.of for span in spans],
        "kpi": [kpi.id] * len(keep),
        "variant": variants,
        "unit": [units[name] for name in variants],
        "table": [text or None for text in figures.table[keep]],
        "start": [span.start for span in spans],
        "end": [span.end for span in spans],
        "missing": missing,
        "basis": [basis] * len(keep),
        "definition_version": [kpi.definition_version] * len(keep),
        "value": _numbers(np.where(figures.known, figures.value, np.nan)[keep]),
        "coverage": _numbers(coverage[keep]),
    }
    rows["n"] = _numbers(_observations(evaluation, kpi, figures)[keep])
    for name in ("numerator", "denominator", "low", "high"):
        rows[name] = _numbers(getattr(figures, name)[keep])
    for name in scene.dims:
        if name in CALENDAR:
            rows[name] = [span.label for span in spans]
        else:
            place = scene.groups.index(name)
            rows[name] = [group[place] for group in groups]
    return rows


def _observations(evaluation: Evaluation, kpi: Kpi, figures: Figures) -> np.ndarray:
    """How many things stand behind each figure: rows where rows are things, else what the definition divides by.

    A share with an interval for independent cases has its cases; the sum of a daily table has no number at all. What
    divides by the cost of one thing has the things.
    """
    summed = {text: bool(_SUMMED & {*text.split(" + ")}) for text in {*figures.table}}
    rows = np.where([summed[text] for text in figures.table], np.nan, figures.n)
    counted = {name for name in set(figures.variant) if counts_below(kpi, name, evaluation.catalogue)}
    asked = np.isnan(rows) & [name in counted for name in figures.variant]
    asked |= (kpi.interval == "wilson") & np.isfinite(figures.denominator)
    within = {name for name in set(figures.variant) if counts_within(kpi, name, evaluation.catalogue)}
    rows = np.where([name in within for name in figures.variant], figures.n, rows)
    return np.where(asked, figures.denominator, rows)


def _told(evaluation: Evaluation, kpi: Kpi, variant: str | None, figures: Figures) -> np.ndarray:
    """The cells of the groups that the KPI's tables know, also where the figure is missing; all if they know none."""
    index = evaluation.index
    assert index is not None
    if not evaluation.scene.groups:
        return np.arange(index.count)
    seen = (figures.known | (figures.n > 0)).reshape(index.spans_count, index.groups_count).any(axis=0)
    known = {*np.flatnonzero(seen).tolist(), *evaluation.groups_of(kpi, variant)}
    groups = np.array(sorted(known)) if known else np.arange(index.groups_count)
    return (np.arange(index.spans_count)[:, None] * index.groups_count + groups[None, :]).ravel()


def _numbers(values: np.ndarray) -> list[float | None]:
    told = values.astype(object)
    told[~np.isfinite(values)] = None
    return told.tolist()
