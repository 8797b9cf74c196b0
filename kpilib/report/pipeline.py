"""Leads on their way to a sale: by campaign, by network, and what moved the pipeline.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

import pandas as pd

from kpilib.compare import factors
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figures import ranked
from kpilib.report import choices, general
from kpilib.report.desk import Desk

VELOCITY = "pipeline_velocity"


def by_group(desk: Desk, *, by: str) -> Exhibit:
    """Leads, qualified leads and rates by campaign or network."""
    title = desk.words.say("report.title.leads", dimension=desk.edition.dimension(by))
    return general.by_network(desk, choices.PIPELINE, by=by, title=title, name=f"leads-by-{by}")


def velocity(desk: Desk) -> Exhibit:
    """What each factor of the pipeline's velocity brought: deals, win rate, deal size, length of the cycle."""
    found = pd.DataFrame(columns=["group", "kind", "amount"])
    if desk.comparison is not None:
        found = factors(desk.store, VELOCITY, desk.period, desk.comparison, settings=desk.settings)
    named = found.assign(group=[_name(desk, group) for group in found["group"]], kind="contribution")
    return ranked.drivers(named, desk.remember(desk.measure(VELOCITY)), desk.edition, by="factor")


def _name(desk: Desk, factor: str) -> str:
    return desk.words.kpi(factor).short if factor in desk.catalogue else desk.words.say("report.word.open_deals")
