"""Employees and ambassadors: who shares, which content travels, what it brings.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

from kpilib.exhibits import rankings
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figures.ranked import funnel
from kpilib.exhibits.figures.spread import concentration
from kpilib.report import choices
from kpilib.report.desk import Desk

_STEPS = ("advocacy_shares", "advocacy_clicks", "advocacy_conversions")
_MOST = 5


def concentrated(desk: Desk) -> Exhibit:
    """How many of the shares the busiest employees made."""
    made = desk.measure("advocacy_shares", by="employee")
    values = [float(value) for value in made.loc[made["employee"].notna(), "value"].dropna() if value > 0]
    measure = desk.words.kpi("advocacy_shares").name
    return concentration(values, desk.edition, measure=measure, name="advocacy-concentration")


def steps(desk: Desk) -> Exhibit:
    """Shares, clicks on them, conversions from them."""
    facts = desk.facts(desk.remember(desk.measure(_STEPS)))
    stages = [(fact.kpi, fact.amount, None) for fact in facts]
    return funnel(stages, desk.edition, name="advocacy-steps", height=40)


def employees(desk: Desk, kpi: str) -> Exhibit:
    """Employees by what they share, post or bring; "Employee 7" where the client hides names."""
    return _ranking(desk, kpi, by="employee", hidden=desk.client.file.names != "shown")


def content(desk: Desk, kpi: str) -> Exhibit:
    """Shared content by clicks, engagement or clicks per share."""
    return _ranking(desk, kpi, by="content", hidden=False)


def _ranking(desk: Desk, kpi: str, *, by: str, hidden: bool) -> Exhibit:
    beside = [other for other in choices.SHARES if other != kpi]
    frame = desk.measure([kpi, *beside], by=by)
    frame = frame[frame[by].notna()]
    known = [each for each in dict.fromkeys(frame["kpi"]) if frame.loc[frame["kpi"] == each, "value"].notna().any()]
    shown = desk.remember(frame[frame["kpi"].isin(known or [kpi])])
    word = desk.words.say("word.employee") if hidden else ""
    return rankings.breakdown(shown, desk.edition, by=by, order=kpi, hidden=word, limit=_MOST)
