"""`Edition`: what all exhibits of one report share, its words, its period and what that is compared with.

Comes in: the client's choices. Goes out: one frozen object that every exhibit is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpilib.compare import breaks
from kpilib.engine import Settings
from kpilib.exhibits.fonts import families_for
from kpilib.exhibits.style import Slot
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.text import Words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """A day on which a network began to count differently, with what changed in the report's own words."""

    day: date
    text: str
    network: str | None = None
    metrics: frozenset[str] = frozenset()

    def touches(self, kpi: str) -> bool:
        """Whether the KPI reads a metric that is counted differently; a break without metrics touches every KPI."""
        if not self.metrics or kpi not in CATALOGUE:
            return True
        read = {name.partition(".")[2] for inputs in CATALOGUE[kpi].inputs for name in inputs}
        return bool(self.metrics & (read | {kpi}))


@dataclass(frozen=True)
class Edition:
    """The words, the period, the comparison and the currency of a report."""

    words: Words
    period: Period
    comparison: Period | None = None
    currency: str | None = None
    data_date: date | None = None
    actions: tuple[str, ...] = ("reactions", "comments", "shares", "saves")
    sources: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    materiality: float = 0.02
    exposure_basis: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = "UTC"
    margin: float | None = None

    def say(self, key: str, **values: Any) -> str:
        """A phrase of the exhibits' own section."""
        return self.words.say(f"exhibits.{key}", **values)

    @property
    def period_text(self) -> str:
        """The period in words: October 2026."""
        return self.words.period(self.period)

    @property
    def short_period(self) -> str:
        """The period without its year: October."""
        return self.words.period(self.period, year=False)

    @property
    def versus(self) -> str:
        """What changes are measured against: on September; empty without a comparison."""
        return self.words.versus(self.comparison, self.period) if self.comparison else ""

    def exposure(self, network: str | None) -> tuple[str, ...]:
        """What counts as exposure on a network, views or impressions, then the one that stands in for it."""
        return exposure_order(network, self.exposure_basis)

    def inside(self, start: date, end: date) -> bool:
        """Whether a step of a series is one of the period's: its middle lies in it."""
        return self.period.start <= date.fromordinal((start.toordinal() + end.toordinal()) // 2) < self.period.end

    def steps_text(self, steps: Iterable[tuple[date, date]]) -> str:
        """The days of those steps that are the period's, in words: whole weeks seldom end with the month."""
        inside = [step for step in steps if self.inside(*step)]
        return self.words.period(Period(inside[0][0], inside[-1][1]), year=False) if inside else ""

    def of_networks(self, told: Sequence[str], lacking: Sequence[str]) -> str:
        """Of which networks a figure is, in the shorter way: LinkedIn only, without X; empty where it is of none."""
        words, shorter = self.words, 0 < len(lacking) < len(told)
        named = words.list(words.name("network", name) for name in (lacking if shorter else told))
        return self.say("without" if shorter else "only", networks=named) if told else ""

    def dimension(self, name: str) -> str:
        """The name of a dimension as it stands inside a line of text."""
        key = f"exhibits.dimension.{name}"
        return self.words.say(key) if self.words.has(key) else self.words.name("dimension", name)

    def value(self, x: Any, unit: str) -> str:
        """A figure by its unit, in the report's currency."""
        return self.words.value(x, unit, self.currency)

    def axis(self, unit: str) -> Any:
        """A function from numbers to tick texts."""
        return lambda x: self.words.axis(x, unit, self.currency)

    def slot(self, name: str, height: float) -> Slot:
        """A slot of the page grid in this language."""
        return Slot(name, height, self.words.font_region, self.words.cjk)

    def faces(self, text: str) -> list[str]:
        """The faces a text needs."""
        return families_for(text, self.words.font_region)


def exposure_order(network: str | None, chosen: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Views or impressions, the network's own basis first; `chosen` is the client's basis by network."""
    basis = Settings(exposure_basis=chosen or {}).basis(network)
    return (*basis, *(name for name in ("impressions", "views") if name not in basis))


def known_breaks(words: Words, networks: Iterable[str] | None = None) -> tuple[Break, ...]:
    """The series breaks that kpilib knows, in words, of these networks or of all."""
    wanted = None if networks is None else set(networks)
    found: dict[tuple[date, str], list[str]] = {}
    for each in breaks.known_breaks():
        if wanted is None or each.network in wanted:
            found.setdefault((each.date, each.network), []).append(each.metric)
    return tuple(
        Break(day, _said(words, day, network, metrics), network, frozenset(metrics))
        for (day, network), metrics in sorted(found.items())
    )


def _said(words: Words, day: date, network: str, metrics: Iterable[str]) -> str:
    # A metric without a word of its own is told by the one it ends in: video_views by views.
    ids = [name if words.has(f"kpi.{name}.name") else name.rpartition("_")[2] for name in metrics]
    named = [words.kpi(name).short for name in dict.fromkeys(ids)]
    return words.say(
        "exhibits.break",
        network=words.name("network", network),
        metrics=words.list(named),
        day=words.date(day, "medium"),
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain Python: no NA, NaN, NaT or numpy scalar among them."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, map(plain, row))) for row in frame.to_numpy(dtype=object).tolist()]


def plain(value: Any) -> Any:
    """A cell as plain Python; None where it is missing or not finite."""
    if value is None or isinstance(value, (str, list, tuple, set, dict)):
        return value
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def known(values: Iterable[Any]) -> list[Any]:
    """The values that are not missing."""
    return [value for value in values if value is not None]
