"""Cards: a KPI's value, change, target, pace, benchmark, n and small trend, or the reason why it is missing.

Comes in: rows of a comparison, one for each KPI, and a series for the trends. Goes out: one exhibit of cards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition, Row, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.steps import alike

FULL_ROW = 3
Trends = Mapping[str, Sequence[float | None]]


def cards(
    frame: pd.DataFrame,
    edition: Edition,
    *,
    series: pd.DataFrame | None = None,
    size: Literal["third", "quarter"] = "third",
    name: str = "cards",
) -> Exhibit:
    """The cards of a chapter, in the order of the frame.

    Parameters
    ----------
    frame : columns of `compare.compare`, one row for each KPI
    series : columns of `compare.series` (kpi, start, value) for the small trends
    size : a third of the page, or a quarter for the strip that opens a chapter
    name : ascii slug of the exhibit

    Returns
    -------
    An exhibit of kind "cards"; a KPI without a value becomes a card with reason and remedy, but one that was never
    supplied gives way where at least three others are shown
    """
    trends = sparklines(series) if series is not None else {}
    content = [_card(fact, trends.get(fact.kpi), name) for fact in _worth_a_card(facts(frame, edition))]
    return Exhibit("cards", {"id": slug(name), "size": size, "cards": content}, edition.words.language)


def _worth_a_card(found: list[Fact]) -> list[Fact]:
    """Without those that were never supplied, as long as three others make a row."""
    supplied = [fact for fact in found if fact.missing != "not_supplied"]
    return supplied if len(supplied) >= FULL_ROW else found


def sparklines(series: pd.DataFrame) -> dict[str, list[float | None]]:
    """Values by KPI in the order of time; only those with at least two known values.

    A step in which other accounts have data than in the last one has no value: it would be a rise or fall of its own.
    Where that leaves less than half of the steps, there is no trend to show.
    """
    steps: dict[str, list[Row]] = {}
    for row in sorted(records(series), key=lambda row: row["start"]):
        steps.setdefault(str(row["kpi"]), []).append(row)
    found = {kpi: alike(rows) for kpi, rows in steps.items()}
    shown = {kpi: rows for kpi, rows in found.items() if _known(rows) >= max(2, _known(steps[kpi]) / 2)}
    return {kpi: [row.get("value") for row in rows] for kpi, rows in shown.items()}


def _known(rows: Sequence[Row]) -> int:
    return sum(row.get("value") is not None for row in rows)


def _card(fact: Fact, trend: Sequence[float | None] | None, name: str) -> dict[str, Any]:
    missing = fact.why
    target = None if missing else fact.target
    return {
        "id": slug(name, fact.kpi, fact.row.get("variant") if fact.row.get("variant") != "default" else None),
        "name": fact.name,
        "value": fact.value,
        "exact": None if missing else fact.amount,
        "missing": missing,
        "change": fact.change,
        "no_change": fact.no_change,
        "target": target,
        "no_target": None if missing or target else fact.no_target,
        "benchmark": fact.benchmark,
        "note": "" if missing else fact.note,
        "spark": None if missing or trend is None else list(trend),
    }
