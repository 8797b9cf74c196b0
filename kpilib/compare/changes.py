"""Changes in the right kind, with their guards: points for shares, absolute for small counts, else relative.

Comes in: paired figures. Goes out: change, its kind, why there is none, whether it is flat, clear, and good.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from kpilib.compare import chance
from kpilib.compare.breaks import broken
from kpilib.compare.rows import records
from kpilib.engine import Settings, evaluate_periods
from kpilib.engine.basis import read, written
from kpilib.kpis import Kpi
from kpilib.periods import Period
from kpilib.tables import Store

_DAY = timedelta(days=1)
_POINTS = ("share", "fraction", "probability", "score")
_COUNTS = ("count", "people")
_MINUTE, _TOLD_IN_MINUTES = 60, 600  # seconds


def change_of(value: float, previous: float, unit: str, settings: Settings) -> tuple[float, str]:
    """The change and its kind: relative, points or absolute.

    Percent needs a base above 0; counts and people a base of 30 or more; shares and scores change in points.
    """
    if unit in _POINTS:
        return value - previous, "points"
    if previous <= 0 or (unit in _COUNTS and previous < settings.guard("base")):
        return value - previous, "absolute"
    return value / previous - 1, "relative"


def add_changes(
    store: Store,
    rows: list[dict[str, Any]],
    period: Period,
    comparison: Period | None,
    asked: dict[str, Any],
    dims: list[str],
    like_for_like: bool,
) -> None:
    """Give each row change, change_kind, change_missing, flat, unclear and better."""
    settings, catalogue = asked["settings"], asked["catalogue"]
    common = _common(store, rows, period, comparison, asked, dims) if like_for_like and comparison else {}
    for row in rows:
        row["flat"] = row["unclear"] = False
        if comparison is None:
            continue
        kpi = catalogue[row["kpi"]]
        why = _refused(store, row, kpi, period, comparison, settings)
        if why is None and chance.too_few(row, kpi, asked):
            why = "below_min_sample"
        value, previous = row["value"], row["previous"]
        if why == "coverage_differs" and (key := (row["kpi"], *(row[d] for d in dims))) in common:
            value, previous, share = common[key]
            row["basis"], why = written(read(row["basis"]) | {"like_for_like": share}), None
        if why is not None:
            row["change_missing"] = why
            continue
        change, kind = change_of(value, previous, row["unit"], settings)
        still = _still(row["unit"], value, previous, settings)
        # What is compared like for like has no interval of its own.
        unclear = not still and value == row["value"] and chance.unclear(row, kpi)
        flat = still or unclear
        row |= {"change": change, "change_kind": kind, "flat": flat, "unclear": unclear}
        row["better"] = _is_better(change, flat, kpi)


def _refused(
    store: Store, row: dict[str, Any], kpi: Kpi, period: Period, comparison: Period, settings: Settings
) -> str | None:
    """Why two figures may not be compared; None if they may."""
    if row["missing"] is not None:
        return row["missing"]
    if kpi.category == "experiments":
        return "definition_differs"  # the tests of two periods are two tests, and one without days is in both
    if row["previous_missing"] is not None or row["previous"] is None:
        return row["previous_missing"] or "not_supplied"
    if broken(store, row, kpi, comparison, period, settings):
        return "definition_break"
    if row["variant"] != row["previous_variant"]:
        return "definition_differs"
    if _incomplete(store, row, settings):
        return "incomplete_period"
    if (row["coverage"] or 1) < 1 or (row["previous_coverage"] or 1) < 1:
        return "coverage_differs"
    return None


def _incomplete(store: Store, row: dict[str, Any], settings: Settings) -> bool:
    """Whether a period is not wholly covered: still running, or reaching over the covered days of its table.

    First and last days of a table are often those of its rows, so a few quiet days at an edge do not count.
    """
    last = store.data_date - settings.settle_days * _DAY
    if row["end"] > last + _DAY:
        return True
    tables = [name for name in str(row["table"] or "").split(" + ") if name]
    spans = [span for name in tables for span in store.covered.get(name, ())]
    if not spans:
        return False
    edge = int(settings.guard("carry")) * _DAY
    start, end = min(start for _, _, start, _ in spans), max(end for _, _, _, end in spans)
    early = min(row["start"], row["previous_start"])
    late = max(row["end"], row["previous_end"])
    return early + edge < start or late - edge > end


def _still(unit: str, value: float, previous: float, settings: Settings) -> bool:
    """Whether a change is below materiality, or below a minute of times that are told in minutes."""
    moved = abs(value - previous)
    if unit == "seconds" and min(value, previous) >= _TOLD_IN_MINUTES and moved < _MINUTE:
        return True
    return moved == 0 or bool(previous and moved < settings.materiality * abs(previous))


def _is_better(change: float, flat: bool, kpi: Kpi) -> bool | None:
    if flat or kpi.polarity == "neutral" or change == 0:
        return None
    return (change > 0) == (kpi.polarity == "higher")


def _common(
    store: Store,
    rows: list[dict[str, Any]],
    period: Period,
    comparison: Period,
    asked: dict[str, Any],
    dims: list[str],
) -> dict[tuple, tuple[float, float, str]]:
    """Value, previous value and '1/2' of the accounts that both periods have, for figures whose coverage differs."""
    partial = [
        row["kpi"]
        for row in rows
        if row["value"] is not None
        and row["previous"] is not None
        and min(row["coverage"] or 1, row["previous_coverage"] or 1) < 1
    ]
    if not partial or "account" in dims:
        return {}
    extra = [name for name in ("network", "account") if name not in dims]
    parts = evaluate_periods(store, dict.fromkeys(partial), [period, comparison], by=[*dims, *extra], **asked)
    found = {}
    for key, group in parts.groupby(["kpi", *dims], dropna=False):
        now, before = (_by_part(group[group["period"] == number], extra) for number in (0, 1))
        both = [name for name in now if name in before]
        if both:
            every = len({*now, *before})
            value, previous = (_together([side[name] for name in both]) for side in (now, before))
            found[key] = (value, previous, f"{len(both)}/{every}")
    return found


def _by_part(rows: pd.DataFrame, extra: list[str]) -> dict[tuple, dict[str, Any]]:
    return {tuple(row[name] for name in extra): row for row in records(rows) if row["value"] is not None}


def _together(rows: list[dict[str, Any]]) -> float:
    if all(row["denominator"] for row in rows):
        times = rows[0]["value"] * rows[0]["denominator"] / rows[0]["numerator"] if rows[0]["numerator"] else 1.0
        return times * sum(row["numerator"] for row in rows) / sum(row["denominator"] for row in rows)
    return sum(row["value"] for row in rows)
