"""A report over databases pulls what it can need, and says what it would say if it had pulled every row."""

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

from kpilib.compare import compare, series
from kpilib.errors import PeriodError
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.kpis.leaves import Distinct, OpenAtEnd, Predicted
from kpilib.periods import Period
from kpilib.report import open_report
from kpilib.report.choices import looked_at, recent, time_line
from kpilib.sources import SourceSpec, load
from kpilib.sources.window import needed
from kpilib.tables import Store
from kpilib.tables.coverage import FROM_THE_FIRST, TO_THE_LAST
from tests.engine.backends import differences
from tests.engine.everything import SETTINGS, everything

MONTH, WEEK = Period.parse("2025-12"), Period.parse("2025-W50")
QUESTIONS = (
    (MONTH, MONTH.previous, {}),
    (MONTH, MONTH.year_before, {"by": ["network"]}),
    (WEEK, WEEK.previous, {}),
)
TRENDS = ("followers", "engagements", "reach", "posts_published", "spend", "social_sessions", "share_of_voice", "nps")


@pytest.fixture(scope="module")
def tables():
    """Rows of every table, from September 2024 to the end of March 2026, all of them readable."""
    frames = everything()
    frames["mentions"]["sentiment_score"] %= 1
    frames["audience"]["share"] %= 1
    return Store.from_frames(frames)


@pytest.fixture(scope="module")
def warehouse(tables, tmp_path_factory):
    """The same in a DuckDB file."""
    path = tmp_path_factory.mktemp("warehouse") / "w.duckdb"
    with duckdb.connect(path) as connection:
        for name in tables.names:
            rows = f"select * exclude (supplied, source_file, preset) from '{tables.folder}/{name}.parquet'"
            connection.execute(f"create table {name} as {rows}")
    return f"duckdb://{path}"


@pytest.fixture(scope="module")
def shop(tables, tmp_path_factory):
    """The same in a SQLite file, which keeps days and moments as texts."""
    path = tmp_path_factory.mktemp("shop") / "w.db"
    with sqlite3.connect(path) as connection:
        for name in tables.names:
            rows = tables.frame(name).drop(columns=["supplied", "source_file", "preset"])
            rows = rows.astype({column: "string" for column, kind in rows.dtypes.items() if "[" in str(kind)})
            rows.to_sql(name, connection, index=False)
    return f"sqlite://{path}"


@pytest.fixture(scope="module", autouse=True)
def sentences(tmp_path_factory):
    """Questions are put into SQL once for all stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "sentences", tmp_path_factory.mktemp("sentences"))
        yield


def read(address, names, period=None):
    """The store of a database: of all its rows, or of those that a report of this period can need."""
    specs = [SourceSpec(sql=address, table=name, query=f"select * from {name}") for name in names]
    window = {}
    if period:
        days = looked_at(period, period.previous)
        window = {"needed": needed(days, carry=int(SETTINGS.guard("carry")))}
    store = load(specs, base=Path(), timezone=SETTINGS.timezone, currency=SETTINGS.currency, **window)
    store.asked = days if period else None
    return store


@pytest.fixture(scope="module")
def whole(warehouse, tables):
    return read(warehouse, tables.names)


@pytest.fixture(scope="module")
def parts(warehouse, tables):
    return {period: read(warehouse, tables.names, period) for period in (MONTH, WEEK)}


@pytest.mark.parametrize(("period", "comparison", "question"), QUESTIONS)
def test_no_figure_changes_by_the_cut(whole, parts, period, comparison, question):
    asked = {"comparison": comparison, "settings": SETTINGS, **question}
    here, there = (compare(store, CATALOGUE, period, **asked) for store in (whole, parts[period]))
    assert differences(here, there) == []
    assert here["value"].notna().sum() > 20


@pytest.mark.parametrize("period", [MONTH, WEEK])
def test_no_trend_changes_by_the_cut(whole, parts, period):
    for steps in (recent(period, whole.first_day), time_line(period, whole.first_day, whole.data_date)):
        here, there = (series(store, TRENDS, steps, settings=SETTINGS) for store in (whole, parts[period]))
        assert differences(here, there) == []


def test_a_store_knows_as_much_of_its_data(whole, parts):
    for part in parts.values():
        assert part.names == whole.names
        pd.testing.assert_frame_equal(part.spans, whole.spans)
        for name in whole.names:
            assert len(part.frame(name)) <= len(whole.frame(name))
    days = whole.frame("posts")["published_at"].dt.tz_convert(SETTINGS.timezone).dt.date
    pulled = parts[MONTH].frame("posts")
    # 13 months and a week before the first of them; 80 rows say how far the posts reach
    inside = int(((days >= date(2024, 11, 24)) & (days < date(2026, 1, 1))).sum())
    assert inside <= len(pulled) < inside + 80 < len(whole.frame("posts"))


def test_sqlite_gives_the_same(shop, tables):
    here, there = (read(shop, tables.names, period) for period in (None, MONTH))
    assert len(there.frame("ads_daily")) < len(here.frame("ads_daily"))
    one, two = (
        compare(store, CATALOGUE, MONTH, comparison=MONTH.previous, settings=SETTINGS) for store in (here, there)
    )
    assert differences(one, two) == []


def test_what_looks_beyond_its_day_is_pulled_beyond_it():
    """Every KPI that reads rows otherwise than by the day that dates them."""
    for kpi in CATALOGUE.values():
        measures = [*kpi.alternatives, *(measure for variant in kpi.variants for measure in variant.alternatives)]
        for leaf in (leaf for measure in measures for leaf in measure.leaves()):
            if not getattr(leaf, "table", ""):
                continue
            beyond = leaf.table != leaf.base or leaf.at or leaf.days is not None
            if beyond or isinstance(leaf, OpenAtEnd | Predicted):
                assert leaf.base in FROM_THE_FIRST, kpi.id
    assert TO_THE_LAST < FROM_THE_FIRST


def test_days_that_were_not_asked_for_are_no_zeros(parts):
    with pytest.raises(
        PeriodError, match=r"2024-10-01\.\.2024-10-31 reaches over the days of which the databases were"
    ):
        compare(parts[MONTH], ["posts_published"], MONTH, comparison=Period.parse("2024-10"), settings=SETTINGS)
    before = compare(parts[MONTH], ["posts_published"], Period.parse("2023-10"), comparison=None, settings=SETTINGS)
    assert before["value"].isna().all()
    authors = Distinct("author", table="mentions", days=0)
    kpi = Kpi(id="authors", category="brand", measures=authors, unit="count", stage="all")
    with pytest.raises(PeriodError, match="reaches over the days"):
        compare(parts[MONTH], ["authors"], MONTH, comparison=None, settings=SETTINGS, catalogue={"authors": kpi})


@pytest.fixture
def client(warehouse, tmp_path):
    text = "client: Acme\ntimezone: Europe/Istanbul\ncurrency: EUR\nsources:\n" + "".join(
        f"  - {{sql: '{warehouse}', table: {name}, query: select * from {name}}}\n" for name in ("posts", "ads_daily")
    )
    (tmp_path / "acme.yml").write_text(text, encoding="utf-8")
    return str(tmp_path / "acme.yml")


def test_a_report_asks_for_the_days_it_can_need(client, monkeypatch):
    sent = []
    monkeypatch.setattr(ibis.options, "verbose", True)
    monkeypatch.setattr(ibis.options, "verbose_log", sent.append)
    report = open_report(client, "2025-12")
    # seven days before thirteen months, which in UTC begin and end at 21:00
    for first, after in (("2024, 11, 24", "2026, 1, 1"), ("2024, 11, 23, 21", "2025, 12, 31, 21")):
        assert [text for text in sent if first in text and after in text]
    assert report.store.asked == Period(date(2024, 12, 1), date(2026, 1, 1))
    far = open_report(client, "2025-12", compare="2024-10")
    assert far.store.asked == Period(date(2024, 10, 1), date(2026, 1, 1))
    assert far.measure("spend")["previous"].notna().all()


def test_without_a_period_the_last_whole_one_is_found_by_its_ends(client, monkeypatch):
    read, rows = load, []
    monkeypatch.setattr("kpilib.sources.load", lambda *given, **asked: rows.append(read(*given, **asked)) or rows[-1])
    report = open_report(client)
    assert report.period == Period.parse("2026-03")
    outline, store = rows
    assert (outline.data_date, outline.first_day) == (store.data_date, store.first_day)
    assert len(outline.frame("ads_daily")) < 30 < len(store.frame("ads_daily"))
