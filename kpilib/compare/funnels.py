"""The funnel of a business model with its figures, and the rates between steps that follow each other.

Comes in: figures of a period. Goes out: stages with counts and rates.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kpilib.compare.rows import records
from kpilib.engine.basis import read
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.kpis.models import Lists, funnel

Stage = tuple[str, float | None, float | None]
_COUNTED = ("count", "people")
# Steps that the same visit, order or contact takes one after the other. Likes and shares, or a brochure and a test
# drive, count alike but do not follow from each other: no rate stands between them.
_FOLLOW = {("add_to_cart", "checkouts"), ("checkouts", "purchases"), ("leads", "qualified_leads")}
# The rate of a cohort that says whether the first of two stages had its time to become the second.
_RIPE = {"qualified_leads": "lead_to_mql"}


def kpis_of(model: str, own: Lists | None = None, *, catalogue: Mapping[str, Kpi] = CATALOGUE) -> tuple[str, ...]:
    """The KPIs that the funnel of a business model counts, in order; those that do not count are left to the cards.

    `own` : stages that the client put in place of the model's, as {stage: KPI ids}
    """
    kpis = itertools.chain.from_iterable(funnel(model, own=own).values())
    return tuple(kpi for kpi in kpis if catalogue[kpi].unit in _COUNTED)


def asked(kpis: Sequence[str]) -> tuple[str, ...]:
    """The KPIs of the stages, and those that say whether a rate between them may be told."""
    return (*kpis, *(_RIPE[kpi] for kpi in kpis if kpi in _RIPE))


def stages(frame: pd.DataFrame, kpis: Sequence[str]) -> list[Stage]:
    """The stages that have a figure above 0, each with the rate from the one before, or None.

    Parameters
    ----------
    frame : columns of `compare`, one row for each KPI that is `asked`; a rate needs figures of the same table and
        the same networks
    """
    measured = {row["kpi"] for row in records(frame) if row["value"] is not None}
    known = {row["kpi"]: row for row in records(frame) if row["value"] is not None and row["value"] > 0}
    found: list[Stage] = []
    for before, kpi in itertools.pairwise((None, *(kpi for kpi in kpis if kpi in known))):
        value, rate = float(known[str(kpi)]["value"]), None
        ripe = _RIPE.get(str(kpi), kpi) in measured
        alike = before is not None and _ground(known[before]) == _ground(known[str(kpi)])
        if ripe and alike and (before, kpi) in _FOLLOW:
            share = value / float(known[str(before)]["value"])
            rate = share if share <= 1 else None
        found.append((str(kpi), value, rate))
    return found


def _ground(row: Mapping[str, Any]) -> tuple[str, str | None]:
    """The table of a figure and, where they are not all, its networks."""
    return row["table"], read(row.get("basis")).get("networks")
