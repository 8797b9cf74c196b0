"""Series breaks: dates at which a network began to count something else. A change across one is no change.

Comes in: kpis/data/series_breaks.csv and the client's own breaks. Goes out: whether a pair of periods straddles one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from kpilib.engine import Settings
from kpilib.engine.settings import table
from kpilib.kpis import Kpi
from kpilib.periods import Period
from kpilib.tables import Store


class Break(NamedTuple):
    """From `date` on `network` counts `metric` in another way; `sure` is False where sources disagree on the day."""

    date: date
    network: str
    metric: str
    what: str
    source: str
    sure: bool


@cache
def known_breaks() -> tuple[Break, ...]:
    """The breaks of the editable file."""
    return tuple(
        Break(date.fromisoformat(r["date"]), r["network"], r["metric"], r["what"], r["source"], r["sure"] == "yes")
        for r in table("series_breaks")
    )


def breaks_between(kpi: Kpi, start: date, end: date, networks: Iterable[str] | None, settings: Settings) -> list[Break]:
    """Breaks of this KPI's metrics strictly inside [start, end); of these networks, or of any."""
    own = [Break(day, network, metric, "", "params", True) for day, network, metric in settings.breaks]
    metrics = {name.partition(".")[2] for inputs in kpi.inputs for name in inputs} | {kpi.id}
    wanted = None if networks is None else set(networks)
    return [
        found
        for found in (*known_breaks(), *own)
        if start < found.date < end and found.metric in metrics and (wanted is None or found.network in wanted)
    ]


def broken(store: Store, row: dict[str, Any], kpi: Kpi, comparison: Period, period: Period, settings: Settings) -> bool:
    """Whether a break lies between the first day of either figure and the last of the other.

    A break whose day is disputed only annotates.
    """
    start = min(row["start"], row["previous_start"])
    end = max(row["end"], row["previous_end"])
    found = breaks_between(kpi, start, end, _networks(store, row), settings)
    return bool([each for each in found if each.sure and each.metric in _read(row, kpi)])


def _networks(store: Store, row: dict[str, Any]) -> set[str]:
    if row.get("network"):
        return {row["network"]}
    tables = str(row["table"] or "").split(" + ")
    spans = [span for table in tables for span in store.covered.get(table, ())]
    near = [network for network, _, start, end in spans if start < row["end"] and end > row["previous_start"]]
    return {name for name in near if isinstance(name, str)} | {"web"}


def _read(row: dict[str, Any], kpi: Kpi) -> set[str]:
    """The columns behind this figure: of the tables it came from, on the exposure basis it has."""
    tables = str(row["table"] or "").split(" + ")
    used = [inputs for inputs in kpi.inputs if any(name.partition(".")[0] in tables for name in inputs)]
    names = {name.partition(".")[2] for inputs in used for name in inputs} | {kpi.id}
    exposure = str(row["basis"] or "")
    if "exposure=" in exposure:
        names -= {basis for basis in ("impressions", "views") if f":{basis}" not in exposure}
    return names
