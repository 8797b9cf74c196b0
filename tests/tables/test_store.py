"""The store gives back what went in, typed, and says what is covered."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.errors import TableError, UnknownName
from kpilib.tables import TABLES, Store
from kpilib.tables.frames import spans_found, to_arrow


@pytest.fixture
def posts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "network": ["facebook", "facebook"],
            "account": ["acme", "acme"],
            "post_id": ["1", "2"],
            "scope": "total",
            "published_at": ["2026-01-03T10:00:00Z", "2026-01-05T23:30:00Z"],
            "published_precision": "minute",
            "views": [10, np.nan],
            "reach": [None, None],
        }
    )


def test_every_canonical_column_is_present_and_typed(posts):
    store = Store.from_frames({"posts": posts})
    schema = store.table("posts").schema()
    assert list(schema) == [column.name for column in TABLES["posts"].columns]
    assert str(schema["published_at"]).startswith("timestamp('UTC'")
    assert str(schema["views"]) == "int64"
    assert str(schema["revenue"]) == "float64"


def test_nan_becomes_null_and_never_zero(posts):
    store = Store.from_frames({"posts": posts})
    assert store.frame("posts")["views"].tolist() == [10, pd.NA]
    total = store.table("posts").aggregate(n=lambda t: t.views.sum()).to_pyarrow().to_pylist()
    assert total == [{"n": 10}]


def test_supplied_column_without_values_differs_from_an_absent_one(posts):
    store = Store.from_frames({"posts": posts})
    assert store.has("posts", "reach")
    assert not store.has("posts", "saves")
    assert store.frame("posts")["supplied"].iloc[0] == ";views;reach;"


def test_spans_are_first_to_last_day_with_exclusive_end(posts):
    store = Store.from_frames({"posts": posts})
    assert store.spans.values.tolist() == [["posts", "facebook", "acme", date(2026, 1, 3), date(2026, 1, 6)]]
    assert store.data_date == date(2026, 1, 5)


def test_spans_follow_the_clock_of_the_client(posts):
    store = Store.from_frames({"posts": posts}, timezone="Europe/Istanbul")
    assert store.data_date == date(2026, 1, 6)


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns", "Pacific/Apia", "Asia/Kolkata", "America/Sao_Paulo"])
@settings(max_examples=60, deadline=None)
@given(minutes=st.lists(st.one_of(st.none(), st.integers(0, 800_000)), max_size=30), accounts=st.integers(1, 2))
def test_spans_are_those_of_every_row(zone, minutes, accounts):
    start = datetime(2010, 12, 1, tzinfo=UTC)
    moments = [None if minute is None else start + timedelta(minutes=minute) for minute in minutes]
    whose = [f"account {place % accounts}" for place, _ in enumerate(moments)]
    rows = to_arrow("posts", pd.DataFrame({"network": "x", "account": whose, "published_at": moments}))
    days: dict[str, list[date]] = {}
    for account, moment in zip(whose, moments):
        if moment:
            days.setdefault(account, []).append(moment.astimezone(ZoneInfo(zone)).date())
    expected = [("posts", "x", each, min(own), max(own) + timedelta(days=1)) for each, own in days.items()]
    assert sorted(spans_found("posts", rows, zone)) == sorted(expected)


def test_given_spans_are_united():
    spans = pd.DataFrame(
        [
            ("leads", None, None, date(2026, 1, 1), date(2026, 2, 1)),
            ("leads", None, None, date(2026, 2, 1), date(2026, 3, 1)),
            ("leads", None, None, date(2026, 4, 1), date(2026, 5, 1)),
        ],
        columns=["table", "network", "account", "start", "end"],
    )
    leads = pd.DataFrame({"lead_id": ["a"], "created_at": [datetime(2026, 1, 4, tzinfo=UTC)]})
    store = Store.from_frames({"leads": leads}, spans=spans)
    assert store.spans[["start", "end"]].values.tolist() == [
        [date(2026, 1, 1), date(2026, 3, 1)],
        [date(2026, 4, 1), date(2026, 5, 1)],
    ]
    assert store.data_date == date(2026, 4, 30)


def test_costs_planned_ahead_do_not_move_the_data_date(posts):
    costs = pd.DataFrame(
        {
            "date": [date(2026, 1, 1)],
            "date_end": [date(2026, 12, 31)],
            "kind": "tools",
            "amount": 1.5,
            "currency": "EUR",
        }
    )
    store = Store.from_frames({"posts": posts, "costs": costs})
    assert store.data_date == date(2026, 1, 5)


def test_a_folder_opens_again(tmp_path, posts):
    Store.from_frames({"posts": posts}, folder=tmp_path)
    again = Store(tmp_path)
    assert again.names == ["posts"]
    assert again.data_date == date(2026, 1, 5)


def test_a_shown_table_answers_written_sql_from_any_folder(tmp_path, posts):
    store = Store.from_frames({"posts": posts}, folder=tmp_path / "joe's [posts]")
    found = {}
    for name in ("posts", "orders", "posts"):
        store.show(name)
        found[name] = store.connection.raw_sql(f"SELECT count(*) FROM {name}").fetchone()
    assert found == {"posts": (len(posts),), "orders": (0,)}
    assert store.table("posts").count().to_pyarrow().as_py() == len(posts)
    with pytest.raises(UnknownName):
        store.show("post")


def test_tables_without_rows_are_empty_not_absent(posts):
    store = Store.from_frames({"posts": posts})
    assert store.names == ["posts"]
    assert store.table("orders").count().to_pyarrow().as_py() == 0
    assert store.frame("orders").empty


def test_unknown_names_are_refused_with_a_suggestion(posts):
    with pytest.raises(UnknownName, match="posts"):
        Store.from_frames({"post": posts})
    with pytest.raises(TableError, match="views"):
        Store.from_frames({"posts": posts.rename(columns={"views": "vievs"})})


def test_values_that_do_not_fit_are_refused(posts):
    with pytest.raises(TableError, match="views"):
        Store.from_frames({"posts": posts.assign(views="many")})


def test_no_dated_row_has_no_data_date():
    with pytest.raises(TableError, match="no row has a date"):
        _ = Store.from_frames({}).data_date


@pytest.mark.parametrize("threads", ["0", "many", "", "2"])
def test_any_number_of_threads_in_the_environment_opens_a_store(posts, monkeypatch, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    assert len(Store.from_frames({"posts": posts}).frame("posts")) == len(posts)


def test_a_long_question_writes_no_bar_between_the_figures(posts):
    store = Store.from_frames({"posts": posts})
    assert store.connection.raw_sql("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
