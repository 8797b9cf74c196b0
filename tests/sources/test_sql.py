"""Databases give the same tables as files: DuckDB, SQLite, and a PostgreSQL server started here."""

import sqlite3
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from kpilib.sources import SourceSpec, load

ROLLUP = """
create table social_media_reporting__rollup_report (created_timestamp timestamp, post_id varchar(40),
  post_message varchar(200), page_id varchar(20), page_name varchar(40), post_url varchar(200), platform varchar(20),
  clicks bigint, impressions bigint, likes bigint, shares bigint, comments bigint);
insert into social_media_reporting__rollup_report values
  ('2025-03-01 10:00:00', '9007199254740993', 'a', '1', 'acme', 'https://a', 'facebook', 4, 100, 7, 0, 0),
  ('2025-03-02 10:00:00', '2', 'b', '1', 'acme', 'https://b', 'instagram', 0, 300, 8, 0, 2),
  ('2025-05-02 10:00:00', '3', 'c', '1', 'acme', 'https://c', 'instagram', 0, 500, 9, 0, 3),
  ('2025-05-03 10:00:00', '4', 'd', '1', 'acme', 'https://thumb', 'youtube', 900, 0, 10, 1, 4),
  ('2025-05-04 10:00:00', '5', 'e', '1', 'acme', 'https://e', 'twitter', 6, 70, 11, 2, 5);
"""


def check_rollup(address: str) -> None:
    store = load([SourceSpec(sql=address, preset="fivetran_social")], base=Path())
    assert [str(p) for p in store.problems if p.severity == "error"] == []
    posts = store.frame("posts").set_index("post_id").sort_index()
    assert posts.loc["4", "views"] == 900  # not clicks
    assert posts.loc["4", ["clicks", "impressions", "url"]].isna().all()
    assert posts.loc["3", "views"] == 500
    assert posts.loc["3", ["clicks", "impressions", "shares"]].isna().all()
    assert posts.loc["2", "impressions"] == 300
    assert posts.loc["9007199254740993", ["comments", "shares"]].isna().all()  # 0 is not a figure here
    assert posts.loc["9007199254740993", "clicks"] == 4
    assert (posts.loc["5", "network"], posts.loc["5", "shares"]) == ("x", 2)
    assert store.log[0].file == "social_media_reporting__rollup_report"
    part = load([SourceSpec(sql=address, preset="fivetran_social", covers="2025-05")], base=Path())
    assert sorted(part.frame("posts")["post_id"]) == ["3", "4", "5"]


def test_duckdb(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(ROLLUP)
    check_rollup(f"duckdb://{path}")


ADS = """
create table ad_reporting__ad_report (source_relation varchar(20), date_day date, platform varchar(20),
  account_id varchar(20), account_name varchar(20), campaign_id varchar(20), campaign_name varchar(20),
  ad_group_id varchar(20), ad_group_name varchar(20), ad_id varchar(20), ad_name varchar(20),
  clicks bigint, impressions bigint, spend double precision, conversions double precision,
  conversions_value double precision);
insert into ad_reporting__ad_report values
  ('', '2026-03-01', 'facebook_ads', '1', 'Acme', '9007199254740993', 'c', 'g1', 'g', 'a1', 'a', 10, 100, 1.234, 2, 20),
  ('', '2026-03-01', 'linkedin_ads', '2', 'Acme', 'c2', 'c', 'g2', 'g', 'a2', 'a', 20, 200, 2.5, null, null),
  ('', '2026-03-01', 'google_ads', '3', 'Acme', 'c3', 'c', 'g3', 'g', 'a3', 'a', 30, 300, 3.5, 0.5, 5),
  ('', '2026-03-02', 'apple_search_ads', '4', 'Acme', 'c4', 'c', 'g4', 'g', 'a4', 'a', 40, 400, 4.5, 1, null),
  ('', '2026-03-02', 'snapchat_ads', '5', 'Acme', 'c5', 'c', 'g5', 'g', 'a5', 'a', 50, 500, 5.5, 1, 1),
  ('', '2026-03-02', 'twitter_ads', '6', 'Acme', 'c6', 'c', 'g6', 'g', 'a6', 'a', 60, 600, 6.5, 1, 1);
"""


def check_ads(address: str) -> None:
    store = load([SourceSpec(sql=address, preset="fivetran_ads", currency="EUR")], base=Path())
    assert [str(p) for p in store.problems if p.severity == "error"] == []
    ads = store.frame("ads_daily").set_index("platform")
    clicks = {name: tuple(None if value is pd.NA else value for value in row)
              for name, *row in ads[["clicks_all", "link_clicks"]].itertuples()}  # fmt: skip
    assert clicks == {
        "meta": (None, 10), "linkedin": (20, None), "google": (30, 30), "apple": (40, None), "snapchat": (None, 50),
        "x": (60, 60),
    }  # fmt: skip
    assert ads["spend"].tolist() == [1.234, 2.5, 3.5, 4.5, 5.5, 6.5]
    assert ads.loc["linkedin", ["conversions", "conversion_value"]].isna().all()
    assert ads.loc["meta", "campaign_id"] == "9007199254740993"
    assert set(ads["level"]) == {"ad"}
    assert set(ads["currency"]) == {"EUR"}
    part = load(
        [SourceSpec(sql=address, preset="fivetran_ads", currency="EUR", covers="2026-03-02..2026-03-02")], base=Path()
    )
    assert sorted(part.frame("ads_daily")["platform"]) == ["apple", "snapchat", "x"]


def test_ads_from_duckdb_and_sqlite(tmp_path):
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(ADS)
    check_ads(f"duckdb://{tmp_path}/w.duckdb")
    connection = sqlite3.connect(tmp_path / "w.db")
    connection.executescript(ADS + ROLLUP)
    connection.close()
    check_ads(f"sqlite://{tmp_path}/w.db")
    check_rollup(f"sqlite://{tmp_path}/w.db")


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz"])
def test_the_asked_days_are_days_of_the_clients_clock(tmp_path, kind):
    # Istanbul is three hours ahead of UTC: its 2 March runs from 21:00 on the 1st to 21:00 on the 2nd in UTC
    stamps = ("2026-03-01 20:59", "2026-03-01 21:00", "2026-03-02 20:59", "2026-03-02 21:00")
    values = ", ".join(f"('{n}', 'acme', 'facebook', '{stamp}')" for n, stamp in enumerate(stamps))
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"create table p (post_id varchar, account varchar, network varchar, published_at {kind})")
        connection.execute(f"insert into p values {values}")
    spec = SourceSpec(sql=f"duckdb://{tmp_path}/w.duckdb", table="posts", query="select * from p", timezone="UTC",
                      covers="2026-03-02..2026-03-02")  # fmt: skip
    store = load([spec], base=tmp_path, timezone="Europe/Istanbul")
    assert store.problems == []
    assert sorted(store.frame("posts")["post_id"]) == ["1", "2"]


def test_the_newest_load_of_a_row_wins(tmp_path):
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(
            "create table ads_insights as select * from (values"
            " ('r1', timestamp '2026-03-05 01:00', date '2026-03-01', 'Acme', 'c1', 'a1', 5.5, 'EUR', 10, 3),"
            " ('r2', timestamp '2026-03-09 01:00', date '2026-03-01', 'Acme', 'c1', 'a1', 6.5, 'EUR', 12, 4),"
            " ('r3', timestamp '2026-03-07 01:00', date '2026-03-01', 'Acme', 'c1', 'a1', 6.0, 'EUR', 11, 3))"
            " t(_airbyte_raw_id, _airbyte_extracted_at, date_start, account_name, campaign_id, ad_id, spend,"
            " account_currency, clicks, inline_link_clicks)"
        )
    columns = {"date": "date_start", "account": "account_name", "campaign_id": "campaign_id", "ad_id": "ad_id",
               "spend": "spend", "currency": "account_currency", "clicks_all": "clicks",
               "link_clicks": "inline_link_clicks"}  # fmt: skip
    spec = SourceSpec(sql=f"duckdb://{tmp_path}/w.duckdb", preset="generic", table="ads_daily", columns=columns,
                      query="select * from ads_insights", constants={"platform": "meta", "level": "ad"})  # fmt: skip
    store = load([spec], base=tmp_path)
    ads = store.frame("ads_daily")
    assert ads[["spend", "clicks_all", "link_clicks"]].values.tolist() == [[6.5, 12, 4]]
    assert [str(stamp)[:10] for stamp in ads["exported_at"]] == ["2026-03-09"]


def test_the_same_rows_are_the_same_store(tmp_path):
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(ROLLUP)
    spec = SourceSpec(sql=f"duckdb://{tmp_path}/w.duckdb", preset="fivetran_social")
    first = load([spec], base=tmp_path, cache=tmp_path / "cache")
    assert load([spec], base=tmp_path, cache=tmp_path / "cache").folder == first.folder
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute("update social_media_reporting__rollup_report set likes = 12 where post_id = '5'")
    again = load([spec], base=tmp_path, cache=tmp_path / "cache")
    assert again.folder != first.folder
    assert 12 in again.frame("posts")["reactions"].tolist()


def test_sqlite_with_an_explicit_map_and_our_own_names(tmp_path):
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "create table sales (id text, person text, at text, total real);"
        "insert into sales values ('a', 'p1', '2026-03-01 10:00', 12.5), ('b', 'p2', '2026-03-02 11:00', null);"
    )
    connection.close()
    mapped = SourceSpec(
        sql=f"sqlite://{path}", preset="generic", table="orders", query="select * from sales", currency="EUR",
        columns={"order_id": "id", "customer_id": "person", "ordered_at": "at", "revenue": "total"},
    )  # fmt: skip
    store = load([mapped], base=tmp_path)
    assert store.frame("orders")["revenue"].tolist() == [12.5]
    assert any("no total" in problem.what for problem in store.problems)
    query = "select id as order_id, person as customer_id, at as ordered_at, 3.5 as revenue, 'EUR' as currency"
    ours = SourceSpec(sql=f"sqlite://{path}", table="orders", query=f"{query} from sales")
    assert load([ours], base=tmp_path).frame("orders")["revenue"].tolist() == [3.5, 3.5]


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        (SourceSpec(sql="oracle://user:secret@host/db", table="posts"), "no database of the kind 'oracle'"),
        (SourceSpec(sql="duckdb:////nowhere/x.duckdb", table="posts"), "cannot connect"),
        (SourceSpec(sql="sqlite://", table="posts", query="select 1 as foo"), "no column of the result"),
        (SourceSpec(sql="sqlite://", table="posts; drop table posts"), "not the name of a relation"),
        (SourceSpec(sql="sqlite://", table="posts", query="select * from gone"), "query failed"),
    ],
)
def test_what_a_database_cannot_answer_is_a_problem_without_secrets(spec, what):
    store = load([spec], base=Path())
    found = [str(problem) for problem in store.problems]
    assert any(what in text for text in found), found
    assert not any("secret" in text for text in found)


@pytest.mark.postgres
def test_postgresql(server):
    import psycopg

    with psycopg.connect(server) as connection:
        connection.execute(ROLLUP)
        connection.execute(ADS)
    check_rollup(server)
    check_ads(server)
    wrong = load([SourceSpec(sql=server.replace("127.0.0.1", "127.0.0.2"), table="posts")], base=Path())
    assert "cannot connect" in wrong.problems[0].what
    assert "secret" not in str(wrong.problems[0])
