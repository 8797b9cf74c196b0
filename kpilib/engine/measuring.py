"""Figures of a client's tables: checked, planned, asked and told in one call.

Comes in: a store, names of KPIs, a period, dimensions. Goes out: tidy pandas frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from kpilib.engine.asking import asked_kpis, check_dimensions, check_filter, scene_of, tables_of
from kpilib.engine.evaluation import Evaluation
from kpilib.engine.kept import kept
from kpilib.engine.members import known_filter
from kpilib.engine.packing import FIGURES
from kpilib.engine.settings import Settings
from kpilib.engine.tidy import tidy
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.periods import Period
from kpilib.tables import Store


def evaluate(
    store: Store,
    kpis: Iterable[str],
    period: Period,
    *,
    by: Iterable[str] = (),
    where: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
    table: str | None = None,
    variant: str | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
) -> pd.DataFrame:
    """Figures of one period, one row for each KPI and group.

    Parameters
    ----------
    kpis : ids; by : dimensions; where : {dimension: value or values}, or {"social": True}
    table, variant : one of the KPI's tables or definitions; default: the first with data
    catalogue : the KPIs that there are; a report may add its own

    Returns
    -------
    frame : `COLUMNS`, with one column for each dimension after `table`; value is None exactly where `missing` names
        a reason; end is exclusive

    Raises
    ------
    UnknownName : no such KPI, dimension, table or variant
    ParamsError : a filter by a value that no table of the client has
    """
    frame = evaluate_periods(
        store, kpis, [period], by=by, where=where, settings=settings, table=table, variant=variant, catalogue=catalogue
    )
    del frame["period"]
    return frame


def evaluate_periods(
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
    """As `evaluate`, for several periods in one pass; the first decides which table each account's figures come from.

    The column `period` holds the number of the period; a group has a row in every period.
    """
    names = (kpis,) if isinstance(kpis, str) else tuple(kpis)
    dims = (by,) if isinstance(by, str) else tuple(by)
    asked = (names, periods, dims, where, settings or Settings(), table, variant)
    ask = partial(_measured, store, *asked, catalogue)
    # A client's own KPIs are code that may change; the catalogue is part of the program.
    own = any(catalogue.get(name) is not kpi for name, kpi in CATALOGUE.items()) or not {*names} <= {*CATALOGUE}
    return ask() if own else kept(store, ("figures", *asked), ask, FIGURES)


def _measured(
    store: Store,
    kpis: tuple[str, ...],
    periods: list[Period],
    dims: tuple[str, ...],
    where: Mapping[str, Any] | None,
    settings: Settings,
    table: str | None,
    variant: str | None,
    catalogue: Mapping[str, Kpi],
) -> pd.DataFrame:
    asked = asked_kpis(kpis, table=table, variant=variant, catalogue=catalogue)
    check_dimensions((*dims, *(name for name in where or {} if name != "social")), [kpi for kpi, _ in asked], catalogue)
    scene = scene_of(store, settings, periods, dims, check_filter(where))
    if scene.where:
        tables = [table for kpi, _ in asked for table in tables_of(kpi, catalogue)]
        scene = replace(scene, where=known_filter(scene, tables))
    evaluation = Evaluation(scene, catalogue, table)
    evaluation.plan(asked)
    return tidy(evaluation, asked)
