"""Databases give the same tables as files: DuckDB, SQLite, and a PostgreSQL server started here."""

import os
import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

import duckdb
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


def _binary(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


@pytest.fixture
def server(tmp_path_factory):
    """A PostgreSQL server of its own on the loopback address."""
    initdb, control = _binary("initdb"), _binary("pg_ctl")
    if not initdb or not control:
        pytest.skip("no PostgreSQL server here: install Debian's package 'postgresql'")
    pytest.importorskip("psycopg", reason="the driver 'psycopg' is absent: install kpilib[postgres]")
    home = tmp_path_factory.mktemp("pg")
    user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres")
        for parent in (home.parent, home.parent.parent):
            parent.chmod(0o755)
        user = {"user": "postgres"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", **user}
    data = str(home / "data")
    subprocess.run([initdb, "-D", data, "-U", "kpi", "--auth=trust", "-E", "UTF8"], **run)
    options = f"-p {port} -h 127.0.0.1 -k {home}"
    subprocess.run([control, "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start"], **run)
    yield f"postgresql://kpi:secret@127.0.0.1:{port}/postgres"
    subprocess.run([control, "-D", data, "-m", "immediate", "stop"], **run)


@pytest.mark.postgres
def test_postgresql(server):
    import psycopg

    with psycopg.connect(server) as connection:
        connection.execute(ROLLUP)
    check_rollup(server)
    wrong = load([SourceSpec(sql=server.replace("127.0.0.1", "127.0.0.2"), table="posts")], base=Path())
    assert "cannot connect" in wrong.problems[0].what
    assert "secret" not in str(wrong.problems[0])
