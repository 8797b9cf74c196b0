"""Every KPI is on PySpark what it is on the embedded database, within 1e-9: all classes of aggregation, all tables."""

from __future__ import annotations

import os

import ibis
import pytest

from kpilib.engine import daily, evaluate
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store
from tests.engine.backends import Elsewhere, differences
from tests.engine.everything import PERIOD, SETTINGS, everything

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # PySpark warns of pandas 3 on import
# Without a figure on any database: three stand for a KPI that the reader chooses, two have no total over tags, and
# the reach of several networks is known by its bounds only.
NO_TOTAL = {"funnel_step_rate", "target_attainment", "pace_to_target", "benchmark_delta", "hashtag_impressions",
            "messages_by_team", "reach"}  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same client on the embedded database and on a Spark session of this process."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is absent: `make test-spark` installs it")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")), "spark.log.level": "ERROR",
    }  # fmt: skip
    session = sql.SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()

    def copied(backend, name, rows):
        session.createDataFrame(rows).createOrReplaceTempView(name)
        return backend.table(name)

    here = Store.from_frames(everything())
    yield here, Elsewhere(here, ibis.pyspark.connect(session), copied)
    session.stop()


@pytest.fixture(scope="module")
def answers(both):
    return [evaluate(store, CATALOGUE, Period.parse(PERIOD), settings=SETTINGS) for store in both]


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_a_kpi_is_the_same_on_spark(answers, kpi):
    here, there = (frame[frame["kpi"] == kpi] for frame in answers)
    assert differences(here, there) == []
    assert here["value"].notna().all() == (kpi not in NO_TOTAL)


@pytest.mark.parametrize("by", [("network", "week"), ("channel",)], ids="×".join)
def test_groups_are_the_same_on_spark(both, by):
    kpis = ["engagement_rate_impressions", "posts_published", "revenue", "aov", "conversion_rate", "views", "followers"]
    here, there = (evaluate(store, kpis, Period.parse(PERIOD), by=by, settings=SETTINGS) for store in both)
    assert differences(here, there) == []
    assert here["value"].notna().any()


def test_large_tables_are_the_same_on_spark(both, monkeypatch):
    """Their rows are asked for each question, not day by day."""
    monkeypatch.setattr(daily, "SMALL", 0)
    here, there = (
        evaluate(store, CATALOGUE, Period.parse(PERIOD), by=["network"], settings=SETTINGS) for store in both
    )
    assert differences(here, there) == []
