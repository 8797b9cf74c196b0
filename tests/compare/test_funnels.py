"""Rates stand between steps that follow each other, and only once the first had its time."""

from __future__ import annotations

import pandas as pd
import pytest

from kpilib.compare import funnels

STEPS = ("impressions", "leads", "qualified_leads")


@pytest.mark.parametrize(("cohort", "rate"), [(0.25, 0.4), (None, None)])
def test_leads_that_may_still_qualify_have_no_rate(cohort, rate):
    assert funnels.asked(STEPS) == (*STEPS, "lead_to_mql")
    values = {"impressions": 900.0, "leads": 30.0, "qualified_leads": 12.0, "lead_to_mql": cohort}
    frame = pd.DataFrame(
        {"kpi": list(values), "value": pd.Series(list(values.values()), dtype=object), "table": "leads"}
    )
    assert funnels.stages(frame, STEPS) == [
        ("impressions", 900, None),
        ("leads", 30, None),
        ("qualified_leads", 12, rate),
    ]


@pytest.mark.parametrize(("basis", "rate"), [("networks=facebook; without=x", None), ("actions=shares", 0.4)])
def test_steps_of_other_networks_have_no_rate_between_them(basis, rate):
    frame = pd.DataFrame(
        {"kpi": ["checkouts", "purchases"], "value": [20.0, 8.0], "table": "web_daily", "basis": ["", basis]}
    )
    assert funnels.stages(frame, ("checkouts", "purchases"))[1] == ("purchases", 8, rate)


def test_steps_of_a_visit_need_no_cohort():
    frame = pd.DataFrame({"kpi": ["checkouts", "purchases"], "value": [20.0, 8.0], "table": "web_daily"})
    assert funnels.stages(frame, ("checkouts", "purchases")) == [("checkouts", 20, None), ("purchases", 8, 0.4)]
