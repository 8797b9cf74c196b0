"""Readers of experiments and of predicted customer value.

Comes in: variants with exposures and conversions; orders. Goes out: figures for every cell.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.figures import CODES, Figures
from kpilib.engine.host import Host
from kpilib.engine.index import Index
from kpilib.engine.profile import remembered
from kpilib.engine.scene import Source
from kpilib.engine.spans import Span
from kpilib.kpis.measures import Predicted, Trial
from kpilib.stats.experiments import MISMATCH_LIMIT, compare_variants, sample_ratio
from kpilib.stats.lifetime import discounted_value, fit_orders, fit_values, histories

_DIMS = ("experiment", "goal", "arm")
Result = tuple[float, int, float, float, float, float, float]  # value, reason, numerator, denominator, n, low, high


class TrialReader:
    """Lift of a variant over its control, or the p value of the planned split; one goal of one experiment at a time."""

    def __init__(self, evaluation: Host, leaf: Trial) -> None:
        self.scene, self.leaf, self.source = evaluation.scene, leaf, Source("experiments")
        foreign = set(self.scene.groups) - set(_DIMS) or set(self.scene.where) - set(_DIMS)
        self.lacking = bool(foreign) or "experiments" not in self.scene.store.names
        self.results: dict[tuple[int, tuple], Result] = {} if self.lacking else self._read()

    def groups(self) -> list[tuple]:
        """The groups it has seen."""
        return [group for _, group in self.results]

    def settle(self, index: Index) -> None:
        """Look up cells."""
        self.index = index

    def _read(self) -> dict[tuple[int, tuple], Result]:
        frame = self.scene.store.frame("experiments").rename(columns={"variant": "arm"})
        for name, wanted in self.scene.where.items():
            frame = frame[frame[name].isin(wanted if isinstance(wanted, list | tuple) else [wanted])]
        found: dict[tuple[int, tuple], list[Result]] = {}
        for number, span in enumerate(self.scene.spans):
            rows = frame[[_inside(day, span) for day in frame["date"]]]
            for (experiment, goal), part in rows.groupby(["experiment", "goal"], sort=True):
                for arm, result in self._outcomes(part):
                    own = {"experiment": experiment, "goal": goal, "arm": arm}
                    found.setdefault((number, tuple(own[name] for name in self.scene.groups)), []).append(result)
        several = (np.nan, CODES["non_additive"], np.nan, np.nan, 0.0, np.nan, np.nan)
        return {key: results[0] if len(results) == 1 else several for key, results in found.items()}

    def _outcomes(self, rows: pd.DataFrame) -> list[tuple[str | None, Result]]:
        numbers = {"exposures": "sum", "conversions": "sum", "planned_share": "first", "is_control": "first"}
        known = rows[rows["exposures"].notna() & rows["conversions"].notna()]
        arms = known.groupby("arm", sort=True).agg(numbers)
        if len(arms) < 2:
            return [(None, (np.nan, CODES["not_supplied"], np.nan, np.nan, 0.0, np.nan, np.nan))]
        p = self._split(arms)
        if self.leaf.outcome == "split":
            reason = 0 if np.isfinite(p) else CODES["not_supplied"]
            return [(None, (p, reason, np.nan, np.nan, float(arms["exposures"].sum()), np.nan, np.nan))]
        control = arms.index[arms["is_control"].astype(bool)]
        base = control[0] if len(control) else arms.index[0]
        return [(arm, _lift(arms.loc[base], arms.loc[arm], p)) for arm in arms.index if arm != base]

    def _split(self, arms: pd.DataFrame) -> float:
        plan = arms["planned_share"]
        if plan.isna().any() or (plan <= 0).any():
            return np.nan
        return sample_ratio(arms["exposures"].to_numpy(float), plan.to_numpy(float))[1]

    def figures(self) -> Figures:
        """Values for every cell."""
        figures = Figures.blank(self.index.count)
        for (number, group), result in self.results.items():
            cell = self.index.cell(number, group)
            figures.value[cell], figures.reason[cell] = result[0], result[1]
            names = ("numerator", "denominator", "n", "low", "high")
            for name, value in zip(names, result[2:]):
                getattr(figures, name)[cell] = value
            figures.table[cell] = self.source.base
            figures.present[cell] = figures.expected[cell] = 1.0
        return figures


def _inside(day: Any, span: Span) -> bool:
    """A row without a date speaks of the whole test, whatever the period."""
    if day is None or day is pd.NA or day != day:
        return True
    return span.start <= (day if type(day) is date else pd.Timestamp(day).date()) < span.end


def _lift(base: pd.Series, arm: pd.Series, p: float) -> Result:
    hits_a, trials_a, hits_b, trials_b = (
        float(row[name]) for row in (base, arm) for name in ("conversions", "exposures")
    )
    if min(trials_a, trials_b) <= 0:
        return (np.nan, CODES["zero_denominator"], np.nan, np.nan, 0.0, np.nan, np.nan)
    if hits_a > trials_a or hits_b > trials_b:
        return (np.nan, CODES["not_supplied"], hits_b, trials_b, trials_a + trials_b, np.nan, np.nan)
    found = compare_variants(hits_a, trials_a, hits_b, trials_b)
    reason = CODES["withheld"] if p < MISMATCH_LIMIT else CODES["zero_denominator"] if not hits_a else 0
    return (found.lift, reason, hits_b, trials_b, trials_a + trials_b, found.low, found.high)


class PredictedReader:
    """The mean predicted value of a customer over the coming years, from all orders up to each span's end."""

    def __init__(self, evaluation: Host, leaf: Predicted) -> None:
        self.scene, self.source = evaluation.scene, Source("orders")
        self.lacking = "orders" not in self.scene.store.names or bool(self.scene.groups or self.scene.where)

    def groups(self) -> list[tuple]:
        """No groups: it is a figure of the whole."""
        return []

    def settle(self, index: Index) -> None:
        """Look up cells."""
        self.index = index

    def figures(self) -> Figures:
        """Values for every cell."""
        figures, settings, store = Figures.blank(self.index.count), self.scene.settings, self.scene.store
        orders = store.frame("orders")
        if orders["currency"].nunique() > 1:
            return figures.because(np.ones(self.index.count, bool), "currency_mixed")
        days = orders["ordered_at"].dt.tz_convert(settings.timezone).dt.tz_localize(None)
        numbers = (days - pd.Timestamp(1970, 1, 1)).dt.total_seconds().to_numpy() // 86400
        for cell, span in enumerate(self.scene.spans):
            end = (span.end - date(1970, 1, 1)).days - 1
            told = (end, settings.timezone, settings.clv_years, settings.discount)
            value, n = remembered(store, f"predicted {told}", "orders", partial(self._mean, orders, numbers, end))
            figures.value[cell], figures.n[cell] = value, n
            figures.reason[cell] = 0 if np.isfinite(value) else CODES["below_min_sample"]
            figures.table[cell] = "orders" if np.isfinite(value) else ""
            figures.present[cell] = figures.expected[cell] = 1.0
        return figures

    def _mean(self, orders: pd.DataFrame, days: np.ndarray, end: int) -> tuple[float, float]:
        before = days <= end
        history = histories(
            orders.loc[before, "customer_id"].tolist(),
            days[before],
            orders.loc[before, "revenue"].to_numpy(float),
            end=end,
        )
        size = float(len(history.customers))
        repeats = fit_orders(*history[1:4]) if size else None
        values = fit_values(history.frequency, history.value) if repeats else None
        if repeats is None or values is None:
            return np.nan, size
        settings = self.scene.settings
        found = discounted_value(repeats, values, history, years=settings.clv_years, discount=settings.discount)
        return float(np.mean(found)), size
