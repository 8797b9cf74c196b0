"""Quiet days at the edge of the data: where rows are events and no file states its days, a few without are no gap.

Comes in: a store and the client's choices. Goes out: covered spans.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from kpilib.engine import Settings
from kpilib.tables import Store
from kpilib.tables.coverage import EVENTS, FROM_ROWS

_DAY = timedelta(days=1)


def to_the_edge(store: Store, settings: Settings) -> pd.DataFrame:
    """The covered spans; those of events whose first and last day are those of their rows reach the edge of all data
    where no more than the days of the guard `carry` lie between.

    Returns
    -------
    frame : table, network, account, start, end (exclusive)
    """
    edge, first, after = int(settings.guard("carry")) * _DAY, store.first_day, store.data_date + _DAY
    unstated = _unstated(store)

    def reaching(whole: pd.DataFrame) -> pd.DataFrame:
        starts, ends = list(whole["start"]), list(whole["end"])
        if whole["table"].iloc[0] in unstated:
            starts = [first if start == min(starts) and start - first <= edge else start for start in starts]
            ends = [max(end, after) if end == max(ends) and after - end <= edge else end for end in ends]
        return whole.assign(start=starts, end=ends)

    parts = [reaching(part) for _, part in store.spans.groupby(["table", "network", "account"], dropna=False)]
    return pd.concat(parts).sort_index() if parts else store.spans


def _unstated(store: Store) -> set[str]:
    """Tables of events of which no file states its days."""
    notes: dict[str, list[bool]] = {}
    for entry in store.log:
        notes.setdefault(entry.table, []).append(FROM_ROWS in entry.notes)
    return {table for table, told in notes.items() if table in EVENTS and all(told)}
