"""What the committed demo has to show a reader: targets hit and missed, one not measurable, a break, a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpilib.compare import compare
from kpilib.params import load
from kpilib.periods import Period

PARAMS = Path(__file__).parents[2] / "params"
OCTOBER = Period.parse("2026-10")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPILIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        client = load("demo", folder=PARAMS)
        yield client, client.store()


def test_targets_are_hit_missed_and_once_not_measurable(demo):
    client, store = demo
    frame = compare(
        store,
        list(client.targets),
        OCTOBER,
        comparison=OCTOBER.previous,
        settings=client.settings(),
        targets=client.targets,
    )
    assert dict(zip(frame["kpi"], frame["status"])) == {
        "engagement_rate_views": "missed",
        "social_sessions": "achieved",
        "conversion_rate": "missed",
        "engagements": "missed",
        "posts_published": "achieved",
        "followers": "missed",
        "nps": "not_measurable",
    }


def test_a_change_over_the_series_break_is_refused(demo):
    client, store = demo
    frame = compare(
        store, ["views"], OCTOBER, comparison=OCTOBER.year_before, by=["network"], settings=client.settings()
    )
    reasons = dict(zip(frame["network"], frame["change_missing"]))
    # YouTube counts views anew since 27 August 2026; Facebook had no views at all before its own break.
    assert reasons["youtube"] == "definition_break"
    assert reasons["facebook"] == "not_supplied"
    assert reasons["instagram"] is None


def test_the_default_period_is_the_last_whole_month(demo):
    client, store = demo
    assert Period.last_complete(client.file.cadence, store.data_date) == OCTOBER


def test_the_gap_and_the_restated_posts_are_told(demo):
    _, store = demo
    told = " ".join(str(problem) for problem in store.problems)
    assert "x/fennmoor: 9 days without a row, the first 2026-02-09" in told
    assert "12 rows of posts were restated" in told
