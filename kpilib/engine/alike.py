"""Ratios of figures from different tables, over the networks that both tables know.

Comes in: an evaluation and a ratio. Goes out: figures in which no network stands above the line only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from kpilib.engine.figures import CODES, Figures, divide
from kpilib.kpis import Kpi
from kpilib.kpis.measures import Ratio

_META = ("facebook", "instagram", "threads")


def alike(evaluation: Any, measure: Ratio, kpi: Kpi) -> Figures:
    """The ratio of the sums over the networks of which both sums are known."""
    scene, index = evaluation.scene, evaluation.index
    plain = divide(evaluation.measured(measure.above, kpi), evaluation.measured(measure.below, kpi), measure.times)
    wide = type(evaluation)(replace(scene, dims=(*scene.dims, "network")), evaluation.catalogue, evaluation.table)
    wide.plan([(kpi, None), *((kpi, variant.name) for variant in kpi.variants)])
    paid = wide.measured(measure.above, kpi)
    terms = measure.below.parts() or (measure.below,)
    rest = wide.measured(terms[-1], kpi)
    together = any(group[-1] == "meta" for _, group in _by_family(wide, paid, False))
    top, bottom = _by_family(wide, paid, together), _by_family(wide, rest, together)
    numerator, denominator = np.zeros(index.count), np.zeros(index.count)
    for key in top.keys() & bottom.keys():
        span, group = key[0], key[1][:-1]
        cell = index.cell(span, group)
        numerator[cell] += top[key]
        denominator[cell] += bottom[key] + (top[key] if len(terms) > 1 else 0.0)
    seen = {index.cell(key[0], key[1][:-1]) for key in top.keys() & bottom.keys()}
    common = np.isin(np.arange(index.count), list(seen))
    told = _told(plain, common, numerator, denominator, measure.times)
    now = {key[1][-1] for key in top.keys() & bottom.keys() if scene.spans[key[0]].of == 0}
    # Meta as a whole names none of its networks.
    return told if together else replace(told, basis=told.basis | evaluation.some_networks(now))


def _by_family(wide: Any, figures: Figures, together: bool) -> dict[tuple[int, tuple], float]:
    """{(span, group): sum}; advertising told for Meta as a whole stands beside all its networks."""
    sums: dict[tuple[int, tuple], float] = {}
    for cell in np.flatnonzero(figures.known):
        span, number = divmod(int(cell), wide.index.groups_count)
        group = wide.index.groups[number]
        network = "meta" if together and group[-1] in _META else group[-1]
        key = (span, (*group[:-1], network))
        sums[key] = sums.get(key, 0.0) + float(figures.value[cell])
    return sums


def _told(plain: Figures, common: np.ndarray, above: np.ndarray, below: np.ndarray, times: float) -> Figures:
    reason = np.where(plain.known & ~common, CODES["not_supplied"], plain.reason).astype(np.int8)
    reason = np.where((reason == 0) & (below == 0), CODES["zero_denominator"], reason).astype(np.int8)
    known = reason == 0
    value = np.full(len(above), np.nan)
    np.divide(above * times, below, out=value, where=known)
    told = [np.where(known, numbers, np.nan) for numbers in (above, below)]
    return replace(plain, value=value, reason=reason, numerator=told[0], denominator=told[1])
