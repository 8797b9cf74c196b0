"""Figures held against another period, against targets and benchmarks, and what drove their change.

Comes in: a store, KPIs, two periods. Goes out: the engine's frames with change, status and projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kpilib.compare.changes import add_changes
from kpilib.compare.driving import drivers, drivers_each, factors
from kpilib.compare.rows import framed, records
from kpilib.compare.targets import add_benchmarks, add_targets
from kpilib.engine import Settings, evaluate_periods
from kpilib.engine.dimensions import CALENDAR
from kpilib.kpis import CATALOGUE, Benchmark, Kpi, Target
from kpilib.periods import Period
from kpilib.tables import Store

__all__ = ["ADDED", "compare", "drivers", "drivers_each", "factors", "series"]

ADDED = (
    "category", "polarity", "previous", "previous_start", "previous_end", "change", "change_kind", "change_missing",
    "flat", "unclear", "better", "target", "target_kind", "attainment", "pace", "elapsed", "forecast", "forecast_low",
    "forecast_high", "status", "benchmark", "benchmark_from",
)  # fmt: skip
_PAIRED = (
    "value", "missing", "start", "end", "variant", "table", "numerator", "denominator", "low", "high", "n", "coverage",
)  # fmt: skip
_PREVIOUS = {"value": "previous"}


def compare(
    store: Store,
    kpis: Iterable[str],
    period: Period,
    *,
    comparison: Period | None,
    by: Iterable[str] = (),
    where: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
    targets: Mapping[str, Target] | None = None,
    benchmarks: Mapping[str, Benchmark] | None = None,
    table: str | None = None,
    variant: str | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
    like_for_like: bool = False,
) -> pd.DataFrame:
    """Figures of a period beside those of another.

    Parameters
    ----------
    comparison : the other period; None: no change
    targets, benchmarks : {KPI id: Target or Benchmark}; they hold for the figure without groups
    like_for_like : where coverage differs, compare the accounts that both periods have; `basis` says so

    Returns
    -------
    frame : the columns of `evaluate` and those of `ADDED`; a change is None exactly where `change_missing` says why,
        or where nothing is compared

    Raises
    ------
    UnknownName : no such KPI, dimension, table or variant
    ParamsError : a target that does not fit its KPI, a benchmark of a definition that does not exist
    """
    settings, dims = settings or Settings(), [by] if isinstance(by, str) else list(by)
    periods = [period] if comparison is None else [period, comparison]
    asked: dict[str, Any] = {
        "where": where,
        "settings": settings,
        "table": table,
        "variant": variant,
        "catalogue": catalogue,
    }
    figures = evaluate_periods(store, kpis, periods, by=dims, **asked)
    rows = _paired(figures, dims)
    for row in rows:
        kpi = catalogue[row["kpi"]]
        row |= {"category": kpi.category, "polarity": kpi.polarity}
    add_changes(store, rows, period, comparison, asked, dims, like_for_like)
    add_targets(store, rows, period, targets or {}, asked, dims)
    add_benchmarks(rows, benchmarks or {}, catalogue, dims)
    return framed(rows, [*(name for name in figures.columns if name != "period"), *ADDED])


def series(
    store: Store,
    kpis: Iterable[str],
    periods: list[Period],
    *,
    by: Iterable[str] = (),
    where: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
    table: str | None = None,
    variant: str | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
) -> pd.DataFrame:
    """Figures of many periods in one pass, the last period deciding which table each account's figures come from.

    Returns
    -------
    frame : as `evaluate`, in the order of the periods
    """
    if not periods:
        return evaluate_periods(store, [], [Period.parse("2000")]).drop(columns="period").iloc[:0]
    backwards = periods[::-1]
    frame = evaluate_periods(
        store, kpis, backwards, by=by, where=where, settings=settings, table=table, variant=variant, catalogue=catalogue
    )
    place = {kpi: number for number, kpi in enumerate(dict.fromkeys(frame["kpi"]))}
    order = np.lexsort([-frame["period"].to_numpy(), np.array([place[kpi] for kpi in frame["kpi"]])])
    figures = frame.drop(columns="period")
    return pd.DataFrame(figures.to_numpy()[order], columns=figures.columns, dtype=object)


def _paired(figures: pd.DataFrame, dims: list[str]) -> list[dict[str, Any]]:
    """Each row of the first period with that of the second for the same group; days pair by their position."""
    rows = records(figures)
    unit = next((name for name in dims if name in CALENDAR), None)
    if unit:
        _number(rows, unit)
    keys = ["kpi", *(name for name in dims if name != unit), *(["_place"] if unit else [])]
    before = {tuple(row[key] for key in keys): row for row in rows if row["period"] == 1}
    now = [row for row in rows if row["period"] == 0]
    for row in now:
        pair = before.get(tuple(row[key] for key in keys), {})
        row |= {_PREVIOUS.get(name, f"previous_{name}"): pair.get(name) for name in _PAIRED}
    return now


def _number(rows: list[dict[str, Any]], unit: str) -> None:
    """The position of each row's day, week or month among those of its KPI and period."""
    days: dict[tuple[Any, ...], set[Any]] = {}
    for row in rows:
        days.setdefault((row["kpi"], row["period"]), set()).add(row[unit])
    places = {key: {day: place for place, day in enumerate(sorted(found))} for key, found in days.items()}
    for row in rows:
        row["_place"] = places[row["kpi"], row["period"]][row[unit]]
