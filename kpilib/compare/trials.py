"""The tests of a client: each variant's figures, and what the difference from the control says.

Comes in: rows of the experiments table. Goes out: one `Outcome` for each test and goal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kpilib.periods import Period
from kpilib.stats.experiments import Comparison, compare_variants, newcombe, sample_ratio, size_needed
from kpilib.stats.intervals import wilson
from kpilib.tables import Store

_SUMS = ["exposures", "conversions", "clicks", "spend", "revenue"]


class Outcome(NamedTuple):
    """A test: `arms` has one row a variant (arm, is_control, sums, rate, low, high), the control first.

    `result` compares the most shown other variant with the control, `compared` names both (None with fewer than two
    shown variants);
    `split_p` is nan without a plan; `more` are the exposures that each variant still needs; `daily` has the running
    difference (date, difference, low, high) where the rows are dated.
    """

    experiment: str
    goal: str
    unit: str
    currency: str | None
    arms: pd.DataFrame
    compared: tuple[str, str] | None
    result: Comparison | None
    split_p: float
    more: int
    daily: pd.DataFrame


def outcomes(store: Store, period: Period) -> list[Outcome]:
    """The tests that ran up to the period's end; rows without a date speak of a whole test."""
    if "experiments" not in store.names:
        return []
    rows = store.frame("experiments")
    days = pd.to_datetime(rows["date"])
    rows = rows[days.isna() | (days < pd.Timestamp(period.end))].assign(_day=days)
    running = [
        part
        for _, part in rows.groupby(["experiment", "goal"], sort=True)
        if part["_day"].isna().any() or part["_day"].max() >= pd.Timestamp(period.start)
    ]
    return [_outcome(part) for part in running]


def _outcome(rows: pd.DataFrame) -> Outcome:
    arms = _arms(rows)
    shown = arms[(arms["exposures"] > 0) & (arms["conversions"] <= arms["exposures"])]
    plan = arms["planned_share"].astype(float)
    planned = len(arms) > 1 and plan.notna().all() and (plan > 0).all()
    split_p = sample_ratio(arms["exposures"].to_numpy(float), plan.to_numpy(float))[1] if planned else np.nan
    result, compared, more = None, None, 0
    if len(shown) > 1:
        base, other = shown.iloc[0], shown.iloc[1:].sort_values("exposures", ascending=False, kind="stable").iloc[0]
        result = compare_variants(*_counts(base), *_counts(other))
        compared = (str(base["arm"]), str(other["arm"]))
        need = size_needed(result.share_a, result.share_b) if 0 < result.share_a < 1 else np.nan
        more = max(0, round(need - min(base["exposures"], other["exposures"]))) if np.isfinite(need) else 0
    first = rows.iloc[0]
    currency = None if pd.isna(first["currency"]) else str(first["currency"])
    names = str(first["experiment"]), str(first["goal"]), str(first["unit"])
    return Outcome(*names, currency, arms, compared, result, float(split_p), int(more), _daily(rows, arms))


def _arms(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby("variant", sort=True)
    arms = grouped[_SUMS].sum(min_count=1).astype("Float64")
    arms["is_control"] = grouped["is_control"].first().astype(bool)
    arms["planned_share"] = grouped["planned_share"].first()
    arms[["exposures", "conversions"]] = arms[["exposures", "conversions"]].fillna(0)
    arms = arms.reset_index().rename(columns={"variant": "arm"})
    arms = arms.sort_values(["is_control", "arm"], ascending=[False, True], ignore_index=True)
    hits, trials = (arms[name].to_numpy(float) for name in ("conversions", "exposures"))
    fits = (trials > 0) & (hits <= trials)
    low, high = wilson(np.where(fits, hits, 0), np.where(fits, trials, 0))
    rate = np.divide(hits, trials, out=np.full(hits.shape, np.nan), where=fits)
    return arms.assign(rate=rate, low=low, high=high)


def _counts(arm: pd.Series) -> tuple[float, float]:
    return float(arm["conversions"]), float(arm["exposures"])


def _daily(rows: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """The difference of the first two variants as the test went on."""
    blank = pd.DataFrame(columns=["date", "difference", "low", "high"])
    if rows["date"].isna().any() or len(arms) < 2:
        return blank
    sums = rows.pivot_table(index="_day", columns="variant", values=["conversions", "exposures"], aggfunc="sum")
    running = sums.astype(float).fillna(0.0).cumsum()
    first, second = arms["arm"].iloc[0], arms["arm"].iloc[1]
    found = []
    for day, row in zip(running.index.tolist(), running.to_dict("records"), strict=True):
        a, n = row["conversions", first], row["exposures", first]
        b, m = row["conversions", second], row["exposures", second]
        if min(n, m) > 0 and a <= n and b <= m:
            low, high = newcombe(a, n, b, m)
            found.append((pd.Timestamp(day).date(), b / m - a / n, low, high))
    return pd.DataFrame(found, columns=blank.columns) if found else blank
