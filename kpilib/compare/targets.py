"""Targets with pace and projection, and benchmarks of the same definition.

Comes in: figures of the whole and what the client holds them against. Goes out: attainment, pace, forecast, status.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpilib.compare.chance import fewest
from kpilib.compare.rows import records
from kpilib.engine import Settings, evaluate_periods
from kpilib.engine.estimates import RISE_WITH_FOLLOWERS, bounds
from kpilib.errors import ParamsError, UnknownName, suggest
from kpilib.kpis import Benchmark, Kpi, Target
from kpilib.periods import Period
from kpilib.stats.trend import elapsed_share, forecast, forecast_band, pace, weekday_profile
from kpilib.tables import Store

_DAY = timedelta(days=1)
_SUMS = ("additive", "additive_multi_tag")
_STOCK = "semi_additive_last"
_CLOSE = 0.95
_PAST = 6


def add_targets(
    store: Store,
    rows: list[dict[str, Any]],
    period: Period,
    targets: Mapping[str, Target],
    asked: dict[str, Any],
    dims: list[str],
) -> None:
    """Give each row target, attainment, pace, projection and status; only figures of the whole have a target."""
    catalogue, settings = asked["catalogue"], asked["settings"]
    for kpi_id, target in targets.items():
        if kpi_id not in catalogue:
            raise UnknownName("targets", f"no KPI called {kpi_id!r}", suggest(kpi_id, catalogue))
        target.check(catalogue[kpi_id])
    elapsed = period.elapsed(store.data_date)
    there = {row["kpi"] for row in rows}
    wanted = {} if dims or asked["where"] else {k: t for k, t in targets.items() if k in there}
    bases = _bases(store, wanted, period, asked)
    running = [k for k in wanted if catalogue[k].aggregation in _SUMS and 0 < elapsed < 1]
    histories = _histories(store, running, period, asked)
    for row in rows:
        kpi, held = catalogue[row["kpi"]], wanted.get(row["kpi"])
        if held is None:
            row["elapsed"] = elapsed
            continue
        base = bases.get(kpi.id)
        value = target_value(held, kpi, period, base, settings)
        grows = kpi.aggregation == _STOCK and held.kind == "growth" and row["value"] is not None
        if grows and base is not None and value is not None:
            row |= _grown(row, kpi, held, base, value, elapsed, settings)
        else:
            row |= _measured(row, kpi, held, value, period, elapsed, histories.get(kpi.id), store, asked)
        if _may_be_otherwise(row):
            row |= {"status": "not_measurable", "attainment": None}


def _may_be_otherwise(row: dict[str, Any]) -> bool:
    """Whether followers known as a bound alone lie on that side of the target on which the true count need not lie."""
    if row["kpi"] not in RISE_WITH_FOLLOWERS:
        return False
    reached = row["status"] in {"achieved", "ahead", "on_track"}
    return ("upper" if reached else "lower") in bounds(row["basis"])


def target_value(target: Target, kpi: Kpi, period: Period, base: float | None, settings: Settings) -> float | None:
    """What is to be reached in this period; None where the target speaks of another kind of period."""
    if target.kind == "growth":
        return None if base is None else base * (1 + target.value)
    if kpi.aggregation in _SUMS and (target.per or settings.cadence) != period.kind:
        return None
    return target.value


def _bases(
    store: Store, targets: Mapping[str, Target], period: Period, asked: dict[str, Any]
) -> dict[str, float | None]:
    """The figures over which targets of growth grow."""
    bases: dict[str, float | None] = {}
    for over, base in (("previous", period.previous), ("year", period.year_before)):
        kpis = [kpi for kpi, target in targets.items() if target.over == over]
        if kpis:
            frame = evaluate_periods(store, kpis, [period, base], **asked)
            bases |= {row["kpi"]: row["value"] for row in records(frame) if row["period"] == 1}
    return bases


def _measured(
    row: dict[str, Any],
    kpi: Kpi,
    target: Target,
    aim: float | None,
    period: Period,
    elapsed: float,
    history: pd.DataFrame | None,
    store: Store,
    asked: dict[str, Any],
) -> dict[str, Any]:
    """One figure against its target; one that rests on too few is not measured by it."""
    result: dict[str, Any] = {"target": aim, "target_kind": target.kind, "elapsed": elapsed}
    actual = row["value"]
    if aim is None or actual is None or (row["n"] or np.inf) < fewest(row, kpi, asked):
        return result | {"status": "not_measurable"}
    result["attainment"] = _attainment(actual, aim, kpi)
    if kpi.aggregation in _SUMS and 0 < elapsed < 1:
        days = (store.data_date + _DAY - period.start).days
        profile = _profile(history, period)
        share = elapsed_share(period.start.weekday(), period.length, days, profile=profile)
        result |= _projected(actual, aim, share)
        result["forecast_low"], result["forecast_high"] = _band(result["forecast"], history, period, days, profile)
    return result | {"status": _status(kpi, result, actual, aim, elapsed, asked["settings"])}


def _grown(
    row: dict[str, Any], kpi: Kpi, target: Target, base: float, aim: float, elapsed: float, settings: Settings
) -> dict[str, Any]:
    """A last value whose target is growth: the net change against the change asked for."""
    gained, asked = row["value"] - base, aim - base
    result: dict[str, Any] = {"target": aim, "target_kind": target.kind, "elapsed": elapsed}
    result["attainment"] = gained / asked if asked and gained * asked >= 0 else None
    if target.over == "previous" and asked and 0 < elapsed < 1:
        result |= {"pace": gained / (asked * elapsed), "forecast": base + gained / elapsed}
    return result | {"status": _status(kpi, result, row["value"], aim, elapsed, settings)}


def _projected(actual: float, aim: float, share: float) -> dict[str, Any]:
    if share == 0:
        return {"elapsed": 0.0, "pace": None, "forecast": None}
    return {"elapsed": share, "pace": _number(pace(actual, aim, share)), "forecast": _number(forecast(actual, share))}


def _attainment(actual: float, aim: float, kpi: Kpi) -> float | None:
    """Actual over target; for lower-is-better target over actual."""
    above, below = (aim, actual) if kpi.polarity == "lower" else (actual, aim)
    return above / below if below > 0 and above >= 0 else None


def _status(kpi: Kpi, result: dict[str, Any], actual: float, aim: float, elapsed: float, settings: Settings) -> str:
    lower = kpi.polarity == "lower"
    # 900 * 1.1 is a hair above 990: rounding must not turn a hit into a miss.
    reached = (actual <= aim if lower else actual >= aim) or bool(np.isclose(actual, aim, rtol=1e-9, atol=0))
    rate = result.get("pace")
    if 0 < elapsed < 1 and rate is not None:
        spends = lower and kpi.aggregation in _SUMS
        ahead = rate < 1 if spends else rate > 1 + settings.materiality
        on_track = rate <= 1 / _CLOSE if spends else rate >= _CLOSE
        return "ahead" if ahead else "on_track" if on_track else "behind"
    if elapsed < 1:
        close = result["attainment"] is not None and result["attainment"] >= _CLOSE
        return "ahead" if reached and actual != aim else "on_track" if reached or close else "behind"
    return "achieved" if reached else "missed"


def _histories(store: Store, kpis: list[str], period: Period, asked: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Daily figures of each KPI over the periods before, for weekday profile and past errors."""
    if not kpis:
        return {}
    first = period
    for _ in range(_PAST + 2):
        first = first.previous
    earlier = Period(first.start, period.start)
    frame = evaluate_periods(store, kpis, [earlier], **asked, by=["day"])
    return {str(kpi): part for kpi, part in frame.groupby("kpi")}


def _profile(history: pd.DataFrame | None, period: Period) -> np.ndarray | None:
    if history is None:
        return None
    values = pd.to_numeric(history["value"]).to_numpy(dtype=float, na_value=np.nan)
    return weekday_profile([day.weekday() for day in history["start"]], np.where(values < 0, np.nan, values))


def _band(
    total: float | None, history: pd.DataFrame | None, period: Period, days: int, profile: np.ndarray | None
) -> tuple[float | None, float | None]:
    """10th to 90th percentile of actual ÷ forecast at the same point of past periods."""
    if total is None or history is None:
        return None, None
    values = dict(zip(history["start"], history["value"]))
    actuals, forecasts, past = [], [], period.previous
    while past.start in values:
        daily = [values.get(past.start + n * _DAY) for n in range(past.length)]
        known = [value for value in daily if value is not None]
        part = min(round(days * past.length / period.length), past.length)
        share = elapsed_share(past.start.weekday(), past.length, part, profile=profile)
        if len(known) == past.length and share > 0:
            actuals.append(sum(known))
            forecasts.append(sum(known[:part]) / share)
        past = past.previous
    low, high = forecast_band(total, actuals, forecasts)
    return _number(low), _number(high)


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def add_benchmarks(
    rows: list[dict[str, Any]], benchmarks: Mapping[str, Benchmark], catalogue: Mapping[str, Kpi], dims: list[str]
) -> None:
    """Give each row benchmark and its origin; `definition_differs` where the figure has another definition.

    Raises
    ------
    UnknownName : a benchmark of a KPI or of a variant that does not exist
    ParamsError : a benchmark that is not a number or says no source
    """
    for kpi_id, benchmark in benchmarks.items():
        if kpi_id not in catalogue:
            raise UnknownName("benchmarks", f"no KPI called {kpi_id!r}", suggest(kpi_id, catalogue))
        catalogue[kpi_id].choices(benchmark.variant)
        if not np.isfinite(benchmark.value) or not benchmark.source:
            raise ParamsError(f"benchmarks.{kpi_id}", "needs a number, its source and its year")
    for row in rows:
        held = None if dims else benchmarks.get(row["kpi"])
        if held is None:
            continue
        same = row["variant"] == held.variant
        row["benchmark"] = held.value if same else None
        row["benchmark_from"] = f"{held.source} {held.year}" if same else "definition_differs"
