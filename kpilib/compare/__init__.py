"""Figures held against another period, against targets and benchmarks, and what drove their change.

Comes in: a store, KPIs, two periods. Goes out: the engine's frames with change, status and projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kpilib.compare.changes import add_changes
from kpilib.compare.driving import drivers, drivers_each, factors
from kpilib.compare.rows import records
from kpilib.compare.targets import add_benchmarks, add_targets
from kpilib.engine import Settings, evaluate_periods
from kpilib.engine.dimensions import CALENDAR
from kpilib.kpis import CATALOGUE, Benchmark, Kpi, Target
from kpilib.periods import Period
from kpilib.tables import Store

__all__ = ["ADDED", "compare", "drivers", "drivers_each", "factors", "series"]

ADDED = (
    "category", "polarity", "previous", "previous_start", "previous_end", "change", "change_kind", "change_missing",
    "flat", "better", "target", "target_kind", "attainment", "pace", "elapsed", "forecast", "forecast_low",
    "forecast_high", "status", "benchmark", "benchmark_from",
)  # fmt: skip


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
    frame = _paired(figures, dims)
    frame["category"] = [catalogue[kpi].category for kpi in frame["kpi"]]
    frame["polarity"] = [catalogue[kpi].polarity for kpi in frame["kpi"]]
    frame = add_changes(store, frame, period, comparison, asked, dims, like_for_like)
    frame = add_targets(store, frame, period, targets or {}, asked, dims)
    frame = add_benchmarks(frame, benchmarks or {}, catalogue, dims)
    own = [name for name in figures.columns if name != "period"]
    return frame[[*own, *ADDED]]


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
    frame["period"] = len(periods) - 1 - frame["period"]
    order = {kpi: number for number, kpi in enumerate(dict.fromkeys(frame["kpi"]))}
    ranked = frame.assign(_kpi=frame["kpi"].map(order)).sort_values(["_kpi", "period"], kind="stable")
    return ranked.drop(columns=["_kpi", "period"]).reset_index(drop=True)


def _paired(figures: pd.DataFrame, dims: list[str]) -> pd.DataFrame:
    """Each row of the first period with the row of the second for the same group; days pair by their position."""
    figures = figures.copy()
    unit = next((name for name in dims if name in CALENDAR), None)
    if unit:
        figures["_place"] = figures.groupby(["kpi", "period"])[unit].transform(lambda days: days.rank(method="dense"))
    keys = ["kpi", *(name for name in dims if name != unit), *(["_place"] if unit else [])]
    before = figures[figures["period"] == 1]
    found = {tuple(row[key] for key in keys): row for row in records(before)}
    now = figures[figures["period"] == 0].copy()
    pairs = [found.get(tuple(row[key] for key in keys)) for row in records(now)]
    names = ("value", "missing", "start", "end", "variant", "table", "low", "high", "n", "coverage")
    for name in names:
        column = {"value": "previous"}.get(name, f"previous_{name}")
        now[column] = pd.Series([pair[name] if pair else None for pair in pairs], index=now.index, dtype=object)
    return now.drop(columns=["period", *(["_place"] if unit else [])]).reset_index(drop=True)
