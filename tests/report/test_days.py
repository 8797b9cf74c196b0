"""What belongs to the days of a network's own data, and titles of grids that hold little."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from kpilib.report import care
from kpilib.report.desk import Desk
from kpilib.text import Words


def test_changes_of_counting_before_a_network_s_first_day_are_none_of_the_client_s():
    def days(first, networks=()):
        spans = pd.DataFrame({"network": ["facebook", "facebook", None], "start": [date(2026, 9, 1), first, first]})
        desk = SimpleNamespace(words=Words("en"), networks=networks, store=SimpleNamespace(spans=spans))
        return [found.day for found in Desk._breaks.fget(desk)]

    known = days(date(2020, 1, 1))
    assert date(2025, 11, 15) in known
    assert days(date(2025, 11, 15)) == [day for day in known if day > date(2025, 11, 15)]
    assert days(date(2020, 1, 1), ("instagram",)) == []


@pytest.mark.parametrize(("most", "titled"), [(29, False), (30, True)])
def test_the_fullest_cell_of_a_grid_is_a_title_from_thirty_messages(monkeypatch, most, titled):
    words = Words("en")
    desk = SimpleNamespace(
        words=words, store=SimpleNamespace(names=["messages"]), period=None, networks=(), edition=None,
        settings=SimpleNamespace(timezone="UTC"),
    )  # fmt: skip
    monkeypatch.setattr(care.waits, "waits", lambda *_, **__: None)
    monkeypatch.setattr(care.waits, "arrivals", lambda _: pd.DataFrame({"value": [3, most]}))
    monkeypatch.setattr(care, "week", lambda *_, **asked: asked["title"])
    assert (care.arrivals(desk) == "") is titled
