"""Days without an event at the edge of the data are quiet, not missing, unless a file states its days."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.compare.quiet import to_the_edge
from kpilib.engine import Settings
from kpilib.tables import SourceLog, Store
from kpilib.tables.coverage import FROM_ROWS

FIRST, AFTER = date(2026, 1, 1), date(2026, 2, 1)  # the days of the website's export


def store(table, start, end, *, notes=(FROM_ROWS,)):
    covered = [("web_daily", None, None, FIRST, AFTER), (table, None, None, start, end)]
    spans = pd.DataFrame(covered, columns=["table", "network", "account", "start", "end"])
    return Store.from_frames({}, spans=spans, log=[SourceLog("a.csv", "generic", table, notes=notes)])


def days(edge, made):
    """The first or last days of each table's span."""
    held = to_the_edge(made, Settings())
    return dict(zip(held["table"], held[edge]))


@pytest.mark.parametrize(
    ("table", "end", "notes", "reaches"),
    [
        ("orders", date(2026, 1, 29), (FROM_ROWS,), AFTER),  # three quiet days
        ("orders", date(2026, 1, 25), (FROM_ROWS,), AFTER),  # a week of them
        ("orders", date(2026, 1, 24), (FROM_ROWS,), date(2026, 1, 24)),  # eight days are more than quiet
        ("orders", date(2026, 1, 29), (), date(2026, 1, 29)),  # `covers:` says that the export ends there
        ("ads_daily", date(2026, 1, 29), (FROM_ROWS,), date(2026, 1, 29)),  # a day without a row is missing
    ],
)
def test_quiet_days_at_the_end(table, end, notes, reaches):
    assert days("end", store(table, FIRST, end, notes=notes)) == {"web_daily": AFTER, table: reaches}


def test_quiet_days_at_the_beginning():
    assert days("start", store("leads", date(2026, 1, 5), AFTER)) == {"web_daily": FIRST, "leads": FIRST}
    late = date(2026, 1, 15)
    assert days("start", store("leads", late, AFTER)) == {"web_daily": FIRST, "leads": late}
