"""A time line goes to the end of the period: sums stand on zero, last values end with the period's own."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.report import general

WEEKS = [Period.containing(day, "week") for day in (date(2026, 10, 12), date(2026, 10, 19))]


def desk(data_date=date(2026, 10, 31), basis=None):
    period = Period.month(2026, 10)
    asked = SimpleNamespace(
        catalogue=CATALOGUE, period=period, store=SimpleNamespace(data_date=data_date), edition=None
    )
    whole = pd.DataFrame(
        {
            "kpi": ["x"],
            "start": [period.start],
            "end": [period.end],
            "value": [12.0],
            "status": [None],
            "basis": [basis],
        }
    )
    asked.measure = lambda kpi, **_: whole.assign(kpi=kpi)
    asked.remember = lambda frame: frame
    asked.over_time = lambda kpi, **_: pd.DataFrame(
        [{"kpi": kpi, "start": week.start, "end": week.end, "value": 10.0} for week in WEEKS]
    )
    return asked


def drawn(monkeypatch, desk, kpi):
    """The steps and the base of the line that the report asks for."""
    monkeypatch.setattr(general.over_time, "trend", lambda steps, edition, **asked: (steps, asked["zero"]))
    return general.trend(desk, kpi, by="", zero=False, slot="full", monthly=False)


@pytest.mark.parametrize(
    ("kpi", "zero"), [("social_sessions", True), ("spend", True), ("followers", False), ("ctr", False)]
)
def test_a_line_of_sums_starts_at_zero(monkeypatch, kpi, zero):
    assert drawn(monkeypatch, desk(), kpi)[1] is zero


def test_a_last_value_ends_with_that_of_the_period(monkeypatch):
    steps, _ = drawn(monkeypatch, desk(), "followers")
    last = steps.iloc[-1]
    assert (last["start"], last["end"], last["value"]) == (date(2026, 10, 26), date(2026, 11, 1), 12.0)
    until = drawn(monkeypatch, desk(date(2026, 10, 27)), "followers")[0]["end"].iloc[-1]
    assert until == date(2026, 10, 28)
    for whole in (drawn(monkeypatch, desk(date(2026, 10, 25)), "followers"), drawn(monkeypatch, desk(), "spend")):
        assert len(whole[0]) == len(WEEKS)


def test_a_figure_of_some_networks_has_a_past_of_the_same(monkeypatch):
    """Impressions that Facebook stopped counting: its bars of the year before are none of LinkedIn's and X's."""
    some, asked = desk(basis="networks=linkedin+x; without=facebook"), []
    past = some.over_time
    some.over_time = lambda kpi, **more: asked.append(more["where"]) or past(kpi)
    monkeypatch.setattr(general.over_time, "by_week", lambda *_, **__: None)
    general.weeks(some, "impressions")
    drawn(monkeypatch, some, "ctr")
    assert asked == [{"network": ["linkedin", "x"]}] * 2


def test_a_channel_that_is_no_network_and_brought_nothing_is_not_named():
    rows = pd.DataFrame(
        {"network": ["instagram", "youtube", "email", None, "website"], "value": [9.0, 0.0, 0.0, 0.0, 2.0]}
    )
    assert list(general._bringing(rows)["network"]) == ["instagram", "youtube", "website"]
