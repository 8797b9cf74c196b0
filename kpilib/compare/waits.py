"""Messages that needed an answer: how long it took, when they came, how many still wait.

Comes in: a store and a period. Goes out: one row for each message, and small counts of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpilib.engine import Settings
from kpilib.engine.fetch import fetch
from kpilib.engine.views import answers
from kpilib.periods import Period
from kpilib.tables import Store

BLOCK_HOURS = 4
_COLUMNS = ["network", "agent", "tag", "seconds", "answered", "weekday", "hour"]


def waits(store: Store, period: Period, settings: Settings, *, networks: Sequence[str] = ()) -> pd.DataFrame:
    """The messages of a period that needed an answer.

    Returns
    -------
    frame : network, agent, tag, seconds (by business hours where the client gave hours, else by the calendar; nan:
        not answered), answered, weekday (0 Monday) and hour on the client's clock
    """
    if "messages" not in store.names:
        return pd.DataFrame(columns=_COLUMNS)
    rows = fetch(store, answers(store, settings))
    first, after = period.bounds(settings.timezone)
    came = pd.to_datetime(rows["sent_at"], utc=True)
    inside = (came >= first) & (came < after)
    rows, local = rows[inside], came[inside].dt.tz_convert(settings.timezone)
    clock = rows["business_s"] if settings.hours else rows["calendar_s"]
    frame = rows[["network", "agent", "tag"]].assign(
        seconds=clock.astype(float),
        answered=rows["answered"].astype(bool),
        weekday=local.dt.day_of_week,
        hour=local.dt.hour,
    )
    kept = frame["network"].isin(networks) if networks else slice(None)
    return frame[kept].reset_index(drop=True)


def times(frame: pd.DataFrame) -> dict[str, list[float]]:
    """Seconds to the answer by network, answered messages only."""
    answered = frame[frame["answered"] & frame["seconds"].notna()]
    return {str(network): [float(s) for s in rows["seconds"]] for network, rows in answered.groupby("network")}


def arrivals(frame: pd.DataFrame) -> pd.DataFrame:
    """How many messages came in each block of four hours of each weekday; every cell of the week."""
    counted = frame.groupby(["weekday", frame["hour"] // BLOCK_HOURS]).size()
    cells = pd.MultiIndex.from_product([range(7), range(24 // BLOCK_HOURS)], names=["weekday", "block"])
    return counted.rename_axis(["weekday", "block"]).reindex(cells, fill_value=0).rename("value").reset_index()


def waiting(frame: pd.DataFrame) -> int:
    """How many have no answer yet."""
    return int((~frame["answered"].astype(bool)).sum()) if len(frame) else 0
