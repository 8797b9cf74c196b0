"""What all figures of one evaluation share, and which rows each of them reads.

Comes in: a store, settings, spans, dimensions. Goes out: `Scene` and `Source`, and the names of the columns made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from kpilib.engine.dimensions import CALENDAR, MOMENTS, has_dimension
from kpilib.engine.settings import Settings
from kpilib.engine.spans import Span
from kpilib.kpis.measures import BASES
from kpilib.tables import Store

SPAN, CUT, PARTS, LOCAL, DAY = "_span", "_cut", ("_part0", "_part1"), "_local", "_day"
RANGE, ITEM = ("_start", "_end"), "_item"


@dataclass(frozen=True)
class Scene:
    """What all figures of one evaluation share."""

    store: Store
    settings: Settings
    spans: tuple[Span, ...]
    dims: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The dimensions that are columns; the calendar is in the spans."""
        return tuple(name for name in self.dims if name not in CALENDAR)

    @cached_property
    def first(self) -> date:
        """The first day of any span."""
        return min(span.start for span in self.spans)

    @cached_property
    def end(self) -> date:
        """The day after the last span."""
        return max(span.end for span in self.spans)

    def instant(self, day: date) -> datetime:
        """When a local day begins, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.settings.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class Source:
    """Which rows: a table, the moment that dates them, and how many days before the span's end they may lie."""

    table: str
    at: str = ""
    days: int | None = None

    @property
    def base(self) -> str:
        """The canonical table behind it."""
        return BASES.get(self.table, self.table)

    @property
    def moment(self) -> str:
        """The column that puts a row into a span; empty for a table without time."""
        return self.at or MOMENTS[self.table]

    def lacks(self, scene: Scene) -> str | None:
        """The first dimension that its rows do not have."""
        if self.table == "employees":
            return None
        asked = [*scene.dims, *scene.where]
        return next((d for d in asked if d != "social" and not has_dimension(self.base, d, MOMENTS[self.table])), None)
