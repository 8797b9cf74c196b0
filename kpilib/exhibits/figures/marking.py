"""What stands beside a line or bars over time: the report's period, breaks, and one line to hold them against.

Comes in: points of a series and its fact. Goes out: marks for the chart, and the note on dark bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kpilib.exhibits import even, provenance
from kpilib.exhibits.charts import Marks, Point
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.facts import Fact


def marks(edition: Edition, fact: Fact, points: Sequence[Point]) -> Marks:
    """The period with its value, breaks, and the first of target, break-even and benchmark that there is."""
    period = inside(edition, points)
    label = f"{edition.short_period}\n{fact.value}" if period and fact.amount is not None else ""
    value, named = _reference(edition, fact)
    held = value is not None and value == even.point(fact)
    return Marks(value, named, breaks(edition, points, fact), period, label, held=held)


def inside(edition: Edition, points: Sequence[Point]) -> tuple[date, date] | None:
    """The report's period where the series goes beyond it."""
    period = edition.period
    whole = points[0].start >= period.start and points[-1].end <= period.end
    seen = period.start < points[-1].end and period.end > points[0].start
    return (period.start, min(period.end, points[-1].end)) if seen and not whole else None


def breaks(edition: Edition, points: Sequence[Point], fact: Fact) -> tuple[Any, ...]:
    """The changes of counting within the series that touch the figure: its networks' own, none where ads tell it."""
    if fact.row.get("table") == "ads_daily":
        return ()
    told = provenance.networks(fact.row.get("basis"))
    return tuple(
        b
        for b in edition.breaks
        if points[0].start < b.day < points[-1].end and b.touches(fact.kpi) and (not told or b.network in told)
    )


def dark(edition: Edition, points: Sequence[Point], marked: Marks) -> str:
    """Which days the dark bars stand for; empty where none is dark."""
    steps = ((point.start, point.end) for point in points if point.value is not None)
    days = edition.steps_text(steps) if marked.period else ""
    return edition.say("note.period_dark", period=days) if days else ""


def _reference(edition: Edition, fact: Fact) -> tuple[float | None, str]:
    """Where a line stands that a level is held against, and its name; sums of a period have none in its weeks."""
    if not fact.level:
        return None, ""
    if (target := fact.row.get("target")) is not None:
        return target, f"{edition.words.say('word.target')}\n{fact.target_text}"
    if (limit := even.point(fact)) is not None:
        return limit, even.label(fact)
    if (benchmark := fact.row.get("benchmark")) is not None:
        return benchmark, f"{edition.words.say('word.benchmark')}\n{edition.value(benchmark, fact.unit)}"
    return None, ""
