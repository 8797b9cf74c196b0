"""Steps of a series in which not all accounts have data: a total over them rises or falls though nothing happened.

Comes in: the rows of one KPI in the order of time. Goes out: which of them can stand beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from kpilib.exhibits.edition import Row


def gaps(rows: Sequence[Row]) -> list[bool]:
    """At which steps fewer accounts have data than usual: the line would fall and rise only for the lack of them."""
    shares = [0.0 if row.get("value") is None else 1.0 if (c := row.get("coverage")) is None else c for row in rows]
    usual = median_low([share for share in shares if share] or [0.0])
    inside = [number for number, share in enumerate(shares) if share >= usual]
    return [0 < share < usual and inside[0] < number < inside[-1] for number, share in enumerate(shares)]


def alike(rows: Sequence[Row]) -> list[Row]:
    """The rows, those of another coverage than the last known one without a value."""
    last = next((row.get("coverage") for row in reversed(rows) if row.get("value") is not None), None)
    return [row if row.get("coverage") == last else {**row, "value": None} for row in rows]
