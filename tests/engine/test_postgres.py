"""Every KPI, KPI by KPI, is on a real PostgreSQL server what it is on the embedded database, within 1e-9."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import ibis
import pandas as pd
import pytest

from kpilib.engine import daily, evaluate
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store
from tests.engine.backends import Elsewhere, copied, differences
from tests.engine.everything import PERIOD, SETTINGS, everything

pytestmark = pytest.mark.postgres
# Groupings by part, calendar, clock, lists of tags, and labels of single tables; filters; every variant.
VARIANTS = sorted({name for kpi in CATALOGUE.values() for name in kpi.variant_names[1:]})
QUESTIONS: tuple[dict[str, Any], ...] = (
    {}, {"by": ["network", "week"]}, {"by": ["channel"]}, {"by": ["weekday", "hour"]}, {"by": ["hashtag"]},
    {"by": ["tag"]}, {"by": ["campaign", "month"]}, {"by": ["employee"]}, {"by": ["brand"]}, {"by": ["country"]},
    {"by": ["experiment"]}, {"where": {"network": ["x", "facebook"]}}, {"by": ["day"], "where": {"type": "video"}},
    *({"variant": name} for name in VARIANTS),
)  # fmt: skip
# These stand for a KPI that the reader chooses; by themselves they have no figure on any database.
CHOSEN = {"funnel_step_rate", "target_attainment", "pace_to_target", "benchmark_delta"}


@pytest.fixture(scope="module")
def both(server):
    """The same client on the embedded database and on the server."""
    at = urlsplit(server)
    backend = ibis.postgres.connect(host=at.hostname, port=at.port, user=at.username, database=at.path[1:])
    here = Store.from_frames(everything())
    yield here, Elsewhere(here, backend, copied)
    backend.disconnect()


@pytest.fixture(scope="module")
def answers(both):
    """The figures of each question on either, asked once for the whole catalogue."""

    @cache
    def asked(number: int) -> list[pd.DataFrame]:
        question = QUESTIONS[number]
        kpis = [kpi.id for kpi in CATALOGUE.values() if question.get("variant", "default") in kpi.variant_names]
        return [evaluate(store, kpis, Period.parse(PERIOD), settings=SETTINGS, **question) for store in both]

    return [asked(number) for number in range(len(QUESTIONS))]


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_a_kpi_is_the_same_on_postgresql(answers, kpi):
    pairs = [[frame[frame["kpi"] == kpi] for frame in pair] for pair in answers]
    assert [difference for here, there in pairs for difference in differences(here, there)] == []
    assert any(here["value"].notna().any() for here, _ in pairs) == (kpi not in CHOSEN)


def test_large_tables_are_the_same_on_postgresql(both, monkeypatch):
    """Their rows are asked for each question, not day by day."""
    monkeypatch.setattr(daily, "SMALL", 0)
    for by in (["network", "week"], ["channel"]):
        here, there = (evaluate(store, CATALOGUE, Period.parse(PERIOD), by=by, settings=SETTINGS) for store in both)
        assert differences(here, there) == []
