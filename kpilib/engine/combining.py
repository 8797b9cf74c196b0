"""From raw sums to figures: sums of several tables together, the division, the interval, the bounds.

Comes in: `Raw` sums. Goes out: `Figures`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpilib.engine.figures import CODES, Figures, Floats, first_reason, joined
from kpilib.engine.readers import Raw
from kpilib.kpis import Kpi
from kpilib.stats.intervals import cluster_sums, nps, wilson


def combined(raws: list[Raw]) -> Raw:
    """Sums of different tables for different accounts, together."""
    first = raws[0]
    for other in raws[1:]:
        both = (first.reason == 0) | (other.reason == 0)
        missing = first_reason(first.reason, other.reason)
        hard = np.isin(missing, [CODES["incomplete_period"], CODES["currency_mixed"], CODES["non_additive"]])
        people = first.low is not None and other.low is not None
        twice = people & (first.n > 0) & (other.n > 0)
        reason = np.where(both & ~hard, 0, missing)
        moments = {k: first.moments[k] + other.moments[k] for k in first.moments if k in other.moments}
        first = Raw(
            first.above + other.above,
            None if first.below is None or other.below is None else first.below + other.below,
            first.n + other.n,
            np.where(twice, CODES["non_additive"], reason).astype(np.int8),
            first.present + other.present,
            first.expected + other.expected,
            joined(first.tables, other.tables),
            moments if _posts_only(raws) else {},
            None if first.low is None or other.low is None else np.fmax(first.low, other.low),
            None if first.high is None or other.high is None else np.nansum([first.high, other.high], axis=0),
            _joined_basis(first.basis, other.basis),
        )
    return first


def _posts_only(raws: list[Raw]) -> bool:
    return all(raw.moments for raw in raws)


def _joined_basis(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    joined = {**first, **second}
    for key in first.keys() & second.keys():
        separator = "," if key == "exposure" else "+"
        joined[key] = separator.join(dict.fromkeys((first[key] + separator + second[key]).split(separator)))
    return joined


def finished(kpi: Kpi, raw: Raw, times: float = 1.0) -> Figures:
    """Figures of raw sums: the division, the interval, the bounds."""
    reason, value = raw.reason.copy(), raw.above.astype(float)
    ratio = raw.below is not None
    above = below = np.full(len(value), np.nan)
    if raw.below is not None:
        zero = (reason == 0) & (raw.below == 0)
        reason[zero] = CODES["zero_denominator"]
        known = np.isin(reason, [0, CODES["zero_denominator"]])
        above, below = np.where(known, raw.above, np.nan), np.where(known, raw.below, np.nan)
        value = np.full(len(reason), np.nan)
        np.divide(raw.above * times, raw.below, out=value, where=reason == 0)
    figures = Figures.of(
        np.where(reason == 0, value, np.nan),
        reason,
        numerator=above,
        denominator=below,
        n=raw.n,
        present=raw.present,
        expected=np.maximum(raw.expected, raw.present),
        table=raw.tables,
        basis=raw.basis,
    )
    if raw.low is not None and raw.high is not None:
        missing = ~figures.known
        return replace(figures, low=np.where(missing, raw.low, np.nan), high=np.where(missing, raw.high, np.nan))
    return _with_interval(kpi, figures, raw, times) if ratio else figures


def _with_interval(kpi: Kpi, figures: Figures, raw: Raw, times: float) -> Figures:
    known = figures.known
    assert raw.below is not None
    above, below = np.where(known, raw.above, 0.0), np.where(known, raw.below, 0.0)
    low = high = np.full(len(above), np.nan)
    if kpi.interval == "wilson" and (above <= below).all() and (above >= 0).all():
        low, high = wilson(above, below)
    elif kpi.interval == "nps" and raw.moments:
        rated = np.where(known, raw.moments["ee"], 0.0)
        _, low, high = nps((rated + above) / 2, below - rated, (rated - above) / 2)
    elif kpi.interval == "posts" and raw.moments and set(raw.tables[known]) <= {"posts"}:
        low, high = _cluster(raw, known, times)
    return replace(figures, low=np.where(known, low, np.nan), high=np.where(known, high, np.nan))


def _cluster(raw: Raw, known: np.ndarray, times: float) -> tuple[Floats, Floats]:
    """The interval of a pooled post ratio; none where a counter is negative, which the method does not know."""
    assert raw.below is not None
    sums = [raw.n, raw.above, raw.below, raw.moments["ee"], raw.moments["en"], raw.moments["nn"]]
    usable = known & (np.stack(sums) >= 0).all(axis=0)
    low, high = cluster_sums(*[np.where(usable, part, 0.0) for part in sums])
    return np.where(usable, low * times, np.nan), np.where(usable, high * times, np.nan)
