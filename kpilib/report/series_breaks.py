"""Series breaks in the report's words. Comes in: a KPI and the networks shown. Goes out: days with a sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kpilib.compare.breaks import breaks_between
from kpilib.engine import Settings
from kpilib.exhibits.edition import Break
from kpilib.kpis import Kpi
from kpilib.text import Words


def breaks_of(kpi: Kpi, networks: Iterable[str], settings: Settings, words: Words) -> tuple[Break, ...]:
    """The days on which a network began to count this KPI otherwise, one for each day and network."""
    found = {(each.date, each.network): each for each in breaks_between(kpi, date.min, date.max, networks, settings)}
    return tuple(
        Break(day, _sentence(network, day, words), network) for (day, network) in sorted(found, key=lambda key: key[0])
    )


def _sentence(network: str, day: date, words: Words) -> str:
    return words.say("report.break", network=words.name("network", network), date=words.date(day, "medium"))
