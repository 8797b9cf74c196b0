"""What drove a change: contributions of groups to a sum, mix and rate of a ratio, factors of a product.

Comes in: a KPI and two periods. Goes out: amounts that add up to the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kpilib.compare.rows import records
from kpilib.engine import Settings, evaluate_periods
from kpilib.engine.asking import known_kpi
from kpilib.errors import StatsError
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.kpis.measures import Measure, Of, Product, Ratio
from kpilib.periods import Period
from kpilib.stats.decomposition import lmdi, mix_rate
from kpilib.tables import Store

Side = dict[Any, dict[str, Any]]  # the figures of one period, by group
_COLUMNS = ["group", "kind", "amount"]


def drivers(
    store: Store,
    kpi: str,
    period: Period,
    comparison: Period,
    *,
    by: str = "network",
    settings: Settings | None = None,
    where: Mapping[str, Any] | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
) -> pd.DataFrame:
    """Amounts by which groups moved a KPI; they add up to its change.

    Returns
    -------
    frame : group, kind (contribution of a sum; mix and rate of a ratio), amount; largest first, ratios by group;
        empty where either period has no figure or the groups do not make up the whole

    Raises
    ------
    UnknownName : no such KPI or dimension
    """
    found = drivers_each(
        store, [kpi], period, comparison, by=by, settings=settings, where=where, catalogue=catalogue
    )  # fmt: skip
    return found[kpi]


def drivers_each(
    store: Store,
    kpis: Iterable[str],
    period: Period,
    comparison: Period,
    *,
    by: str = "network",
    settings: Settings | None = None,
    where: Mapping[str, Any] | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
) -> dict[str, pd.DataFrame]:
    """The drivers of many KPIs, measured in two passes; a KPI that cannot be grouped so has an empty frame."""
    known = {kpi: known_kpi(kpi, catalogue) for kpi in kpis}
    asked: dict[str, Any] = {"settings": settings, "where": where, "catalogue": catalogue}
    if not known:
        return {}
    parts = evaluate_periods(store, known, [period, comparison], by=[by], **asked)
    whole = evaluate_periods(store, known, [period, comparison], **asked)
    return {
        kpi: _drivers(each, parts[parts["kpi"] == kpi], whole[whole["kpi"] == kpi], by) for kpi, each in known.items()
    }


def _drivers(kpi: Kpi, parts: pd.DataFrame, whole: pd.DataFrame, by: str) -> pd.DataFrame:
    if whole["value"].isna().any() or len(whole) < 2:
        return pd.DataFrame(columns=_COLUMNS)
    groups = list(dict.fromkeys(parts[by]))
    now, before = (_by_group(parts[parts["period"] == n], by) for n in (0, 1))
    change = float(whole["value"].iloc[0]) - float(whole["value"].iloc[1])
    if kpi.aggregation == "additive":
        frame = _contributions(groups, now, before)
    elif kpi.aggregation in ("ratio_of_sums", "mean_of_posts", "cohort_ratio"):
        try:
            frame = _mix_and_rate(groups, now, before, whole)
        except StatsError:  # a period in which no group has a denominator: the groups do not make up the whole
            return pd.DataFrame(columns=_COLUMNS)
    else:
        return pd.DataFrame(columns=_COLUMNS)
    fits = np.isclose(frame["amount"].sum(), change, rtol=1e-6, atol=1e-9 * max(1.0, abs(change)))
    return frame if fits else pd.DataFrame(columns=_COLUMNS)


def _contributions(groups: list[Any], now: Side, before: Side) -> pd.DataFrame:
    amounts = [(_value(now, group, "value") or 0.0) - (_value(before, group, "value") or 0.0) for group in groups]
    frame = pd.DataFrame({"group": pd.Series(groups, dtype=object), "kind": "contribution", "amount": amounts})
    return frame.sort_values("amount", key=abs, ascending=False, kind="stable", ignore_index=True)


def _mix_and_rate(groups: list[Any], now: Side, before: Side, whole: pd.DataFrame) -> pd.DataFrame:
    sides = [
        np.array([_value(side, group, name) for group in groups], dtype=float)
        for side in (before, now)
        for name in ("numerator", "denominator")
    ]
    first = whole.iloc[0]
    times = first["value"] * first["denominator"] / first["numerator"] if first["numerator"] else 1.0
    found = mix_rate(*sides)
    rows = [
        (group, kind, float(amount) * times)
        for group, mix, rate in zip(groups, found.mix, found.rate)
        for kind, amount in (("rate", rate), ("mix", mix))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _by_group(side: pd.DataFrame, by: str) -> Side:
    """The first row of each group."""
    found: Side = {}
    for row in records(side):
        found.setdefault(row[by], row)
    return found


def _value(side: Side, group: Any, name: str) -> float | None:
    return side[group][name] if group in side else None


def factors(
    store: Store,
    kpi: str,
    period: Period,
    comparison: Period,
    *,
    settings: Settings | None = None,
    catalogue: Mapping[str, Kpi] = CATALOGUE,
) -> pd.DataFrame:
    """What each factor of a product brought, as pipeline velocity's deals, win rate, deal size and cycle (LMDI).

    Returns
    -------
    frame : group (the factor's KPI id, or its formula), kind `factor`, amount; empty if a factor is missing or not
        above 0, or if the KPI is no product
    """
    measure = known_kpi(kpi, catalogue).alternatives[0]
    names, powers, kpis = _factors(measure)
    if len(names) < 2:
        return pd.DataFrame(columns=_COLUMNS)
    own = {
        f"_{n}": Kpi(id=f"_{n}", category="goals", measures=m, unit="count", stage="all") for n, m in enumerate(kpis)
    }
    asked = {"settings": settings, "catalogue": {**catalogue, **own}}
    frame = evaluate_periods(store, list(own), [period, comparison], **asked)  # type: ignore[arg-type]
    now, before = (pd.to_numeric(frame.loc[frame["period"] == n, "value"]).to_numpy(float) for n in (0, 1))
    amounts = lmdi(before, now, powers=powers)
    if not np.isfinite(amounts).all():
        return pd.DataFrame(columns=_COLUMNS)
    return pd.DataFrame({"group": names, "kind": "factor", "amount": amounts})


def _factors(measure: Measure) -> tuple[list[str], list[float], list[Measure]]:
    if isinstance(measure, Ratio) and isinstance(measure.above, Product):
        above = list(measure.above.factors)
        return _named([*above, measure.below], [1.0] * len(above) + [-1.0])
    if isinstance(measure, Product):
        return _named(list(measure.factors), [1.0] * len(measure.factors))
    return [], [], []


def _named(parts: list[Measure], powers: list[float]) -> tuple[list[str], list[float], list[Measure]]:
    return [part.kpi if isinstance(part, Of) else str(part) for part in parts], powers, parts
