"""Relations are cut to days in the database: which rows come, whatever the column of days is like."""

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pytest

from kpilib.periods import Period
from kpilib.sources import SourceSpec, load
from kpilib.sources.window import needed, reach

MARCH = needed(Period.parse("2026-03"), carry=0)


@pytest.fixture
def said(monkeypatch):
    """The SQL that databases are sent."""
    sent: list[str] = []
    monkeypatch.setattr(ibis.options, "verbose", True)
    monkeypatch.setattr(ibis.options, "verbose_log", sent.append)
    return sent


def loaded(address, table, needed, **more):
    spec = SourceSpec(sql=address, table=table, query=f"select * from {table}", **more)
    return load([spec], base=Path(), needed=needed)


def warehouse(tmp_path, *statements):
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute("set timezone = 'UTC'")
        for statement in statements:
            connection.execute(statement)
    return f"duckdb://{tmp_path}/w.duckdb"


def shop(tmp_path, *statements):
    connection = sqlite3.connect(tmp_path / "w.db")
    connection.executescript(";".join(statements))
    connection.close()
    return f"sqlite://{tmp_path}/w.db"


def days_of(store, table="accounts_daily"):
    return sorted({str(day)[:10] for day in store.frame(table)["date"]})


DAILY = """create table accounts_daily as
  select day::date as date, network, 'acme' as account, 5 as reach
  from generate_series(timestamp '2026-01-01', timestamp '2026-06-30', interval '1 day') t(day),
       (values ('facebook'), ('x')) n(network)
  where network = 'facebook' or day between '2026-02-10' and '2026-05-20'"""


def check_march(address, said):
    store = loaded(address, "accounts_daily", MARCH)
    rows = store.frame("accounts_daily")
    inside = [str(date(2026, 3, n)) for n in range(1, 32)]
    assert days_of(store) == ["2026-01-01", "2026-02-10", *inside, "2026-05-20", "2026-06-30"]
    assert len(rows) == 2 * 31 + 1 + 2 + 2 + 1  # x has no row on 1 January and 30 June
    spans = store.spans[["network", "start", "end"]].values.tolist()
    assert spans == [["facebook", date(2026, 1, 1), date(2026, 7, 1)], ["x", date(2026, 2, 10), date(2026, 5, 21)]]
    assert store.data_date == date(2026, 6, 30)
    assert not [str(problem) for problem in store.problems if "days without a row" in problem.what]
    assert "asked for 2026-03-01 to 2026-03-31" in store.log[0].notes
    assert [text for text in said if "2026, 3, 1)" in text and "2026, 4, 1)" in text]


def test_the_days_and_how_far_each_account_reaches(tmp_path, said):
    check_march(warehouse(tmp_path, DAILY), said)


@pytest.mark.postgres
def test_postgresql_is_asked_for_the_days(server, said):
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create database cutting")  # other tests have tables of the same names
    server = server.removesuffix("postgres") + "cutting"
    with psycopg.connect(server) as connection:
        connection.execute(DAILY)
        for kind in ("timestamp", "timestamptz"):
            connection.execute(POSTS.format(kind=kind, table=kind))
    check_march(server, said)
    for kind in ("timestamp", "timestamptz"):
        check_clock(server, kind)
        assert [text for text in said if kind in text and "2026-02-28T21:00" in text]


def test_a_day_that_is_missing_among_those_asked_for_is_told(tmp_path):
    address = warehouse(tmp_path, DAILY, "delete from accounts_daily where date = '2026-03-09' and network = 'x'")
    problems = [str(problem) for problem in loaded(address, "accounts_daily", MARCH).problems]
    assert any("1 days without a row, the first 2026-03-09" in text for text in problems)


def test_only_how_far_it_reaches(tmp_path):
    store = loaded(warehouse(tmp_path, DAILY), "accounts_daily", reach)
    assert days_of(store) == ["2026-01-01", "2026-02-10", "2026-05-20", "2026-06-30"]
    assert (store.first_day, store.data_date) == (date(2026, 1, 1), date(2026, 6, 30))


def test_the_last_row_in_which_a_column_says_something_comes_along(tmp_path):
    address = warehouse(
        tmp_path, DAILY, "alter table accounts_daily add column views bigint",
        "update accounts_daily set views = case when date = '2026-01-15' then 9 else 0 end",
    )  # fmt: skip
    assert "2026-01-15" in days_of(loaded(address, "accounts_daily", MARCH))


def test_known_follower_counts_widen_the_days(tmp_path):
    counted = needed(Period.parse("2026-03"), carry=0, counts=[date(2026, 2, 20), date(2026, 4, 5)])
    days = days_of(loaded(warehouse(tmp_path, DAILY), "accounts_daily", counted))
    assert (days[2], days[-3]) == ("2026-02-20", "2026-04-05")


# 1 March begins in Istanbul at 21:00 UTC on 28 February, 1 April at 21:00 UTC on 31 March.
POSTS = """create table "{table}" as
  select post_id, 'acme' as account, 'facebook' as network, (published || ':00+00')::{kind} as published_at from (values
    ('0', '2026-01-01 10:00'), ('1', '2026-02-28 20:59'), ('2', '2026-02-28 21:00'), ('3', '2026-03-31 20:59'),
    ('4', '2026-03-31 21:00'), ('5', '2026-05-01 10:00')) p(post_id, published)"""


def check_clock(address, table):
    query = f'select * from "{table}"'
    spec = SourceSpec(sql=address, table="posts", query=query, timezone="UTC")
    store = load([spec], base=Path(), timezone="Europe/Istanbul", needed=MARCH)
    assert sorted(store.frame("posts")["post_id"]) == ["0", "2", "3", "5"]


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz"])
def test_the_days_are_those_of_the_clients_clock(tmp_path, kind):
    check_clock(warehouse(tmp_path, POSTS.format(kind=kind, table="p")), "p")


def test_ranges_that_reach_into_the_days_and_rows_without_a_day(tmp_path):
    columns = "date date, date_end date, platform text, account text, campaign_id text, spend double, currency text"
    rows = [
        ("2026-01-01", None), ("2026-02-01", "2026-02-28"), ("2026-02-20", "2026-03-02"), ("2026-03-05", None),
        ("2026-03-28", "2026-04-10"), ("2026-04-01", "2026-04-20"), ("2026-06-01", "2026-06-09"),
    ]  # fmt: skip
    cells = ", ".join(
        f"('{first}', {f'{last!r}' if last else 'null'}, 'meta', 'acme', 'c{n}', 1, 'EUR')"
        for n, (first, last) in enumerate(rows)
    )
    table = f"create table ads_daily ({columns})"
    store = loaded(warehouse(tmp_path, table, f"insert into ads_daily values {cells}"), "ads_daily", MARCH)
    assert sorted(store.frame("ads_daily")["campaign_id"]) == ["c0", "c2", "c3", "c4", "c6"]


@pytest.mark.parametrize("kind", ["text", "date", "timestamp"])
def test_sqlite_keeps_days_as_they_were_written(tmp_path, kind):
    days = ["2026-01-01", "2026-02-26", "2026-03-01 00:00:00", "2026-03-31T23:59:59", "2026-04-03", "2026-06-01"]
    rows = ", ".join(f"('{n}', 'acme', 'x', '{day}')" for n, day in enumerate(days))
    address = shop(tmp_path, f"create table posts (post_id text, account text, network text, published_at {kind})",
                   f"insert into posts values {rows}")  # fmt: skip
    assert sorted(loaded(address, "posts", MARCH).frame("posts")["post_id"]) == ["0", "2", "3", "5"]


def test_days_that_cannot_be_compared_are_asked_for_in_full(tmp_path, said):
    rows = "('01.03.2025', 5, 'x', 'acme'), ('01.03.2026', 6, 'x', 'acme')"
    address = shop(tmp_path, "create table sales (d text, n integer, network text, account text)",
                   f"insert into sales values {rows}")  # fmt: skip
    spec = SourceSpec(
        sql=address, preset="generic", table="accounts_daily", query="select * from sales", dates="day-first",
        columns={"date": "d", "reach": "n", "network": "network", "account": "account"},
    )  # fmt: skip
    assert load([spec], base=Path(), needed=MARCH).frame("accounts_daily")["reach"].tolist() == [5, 6]
    assert not any("WHERE" in text for text in said)


def test_covers_narrows_further(tmp_path):
    store = loaded(warehouse(tmp_path, DAILY), "accounts_daily", MARCH, covers="2026-03-20..2026-04-20")
    assert days_of(store) == [*(str(date(2026, 3, n)) for n in range(20, 32)), "2026-04-20"]
