"""Files that fill each other's columns are no duplicates; true duplicates and contradictions are counted by file."""

import pytest
from export_samples import as_csv

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.sources import SourceSpec, load


def chart(title: str, values: dict[int, int]) -> bytes:
    days = "".join(f'"2026-03-{day:02d}T01:00:00","{value}"\n' for day, value in values.items())
    return f'sep=,\n"{title}"\n"Date","Primary"\n{days}'.encode("utf-16")


@pytest.fixture
def charts(tmp_path):
    """Three charts of one page; the views were downloaded twice, overlap on days 3 and 4 and differ on day 4."""
    (tmp_path / "Reach.csv").write_bytes(chart("Facebook reach", {1: 5, 2: 6, 3: 7, 4: 8}))
    (tmp_path / "Views (1).csv").write_bytes(chart("Views", {3: 30, 4: 41, 5: 50, 6: 60}))
    (tmp_path / "Views.csv").write_bytes(chart("Views", {1: 10, 2: 20, 3: 30, 4: 40}))
    (tmp_path / "Visits.csv").write_bytes(chart("Facebook visits", {1: 1, 2: 2, 3: 3, 4: 4}))
    return load([SourceSpec(path="*.csv", network="facebook", account="a")], base=tmp_path)


def test_a_file_that_fills_other_columns_has_no_duplicates(charts):
    assert {entry.file: entry.duplicated for entry in charts.log} == {
        "Reach.csv": 0,
        "Visits.csv": 0,
        "Views.csv": 0,
        "Views (1).csv": 2,  # days 3 and 4, given up for the file whose name sorts last
    }
    days = charts.frame("accounts_daily").sort_values("date")
    assert days["views"].tolist() == [10, 20, 30, 40, 50, 60]
    assert days["reach"].dropna().tolist() == [5, 6, 7, 8]


def test_a_contradiction_names_the_file_whose_figure_is_used(charts):
    told = [p for p in charts.problems if "other figures" in p.what]
    assert [(p.file, p.what) for p in told] == [
        ("Views (1).csv", "1 row of accounts_daily has other figures in Views.csv, which is used")
    ]


def test_a_snapshot_read_twice_is_a_duplicate_even_where_it_adds_a_figure(tmp_path):
    header = ["Post ID", "Account ID", "Account username", "Publish time", "Views", "Saves"]
    for name, saves in (("a", "7"), ("b", "")):
        rows = [header, ["1", "9", "acme", "03/01/2026 10:00", "10", saves]]
        (tmp_path / f"{name}.csv").write_bytes(as_csv(rows))
    store = load([SourceSpec(path="*.csv")], base=tmp_path)
    assert sum(entry.duplicated for entry in store.log) == 1
    assert store.frame("posts")[["views", "saves"]].values.tolist() == [[10, 7]]


def test_the_same_file_twice_is_duplicated_on_every_row(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(chart("Facebook reach", {1: 5, 2: 6, 3: 7}))
    store = load([SourceSpec(path="*.csv", account="x")], base=tmp_path)
    assert [entry.duplicated for entry in store.log] == [3, 0]
    assert store.frame("accounts_daily")["reach"].tolist() == [5, 6, 7]


SINGLE = "Post,Date,Shared by,Approved By,Shares,Clicks,Engagements,Branded\n" + "".join(
    f"Story {n},2026-03-0{n},{who},,1,{clicks},4,Yes\n"
    for n, who, clicks in [(1, "Ann", 3), (2, "Ann", 5), (3, "Bo", 2)]
)
PEOPLE = (
    "Name,Type,Created On,Onboarded,Last Active,Reach,Posts,Shares,Clicks\n"
    "Ann,User,2025-01-01,2025-01-01,2026-03-31,400,2,2,8\nBo,User,2025-01-01,2025-01-01,2026-03-31,100,1,1,2\n"
)


def advocacy(folder, **files: str):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    store = load([SourceSpec(path="*.csv", exported_at="2026-03-31")], base=folder)
    kpis = ["advocacy_shares", "advocacy_clicks", "advocacy_posts"]
    found = evaluate(store, kpis, Period.parse("2026-03"), settings=Settings())
    return store, {row["kpi"]: (row["value"], row["missing"]) for row in found.to_dict("records")}


def test_totals_of_people_are_not_added_to_their_single_shares(tmp_path):
    """By hand: three shares with 3 + 5 + 2 clicks, all of content from the library."""
    store, found = advocacy(tmp_path, shares=SINGLE, users=PEOPLE)
    assert found == {"advocacy_shares": (3, None), "advocacy_clicks": (10, None), "advocacy_posts": (0, None)}
    assert {(entry.file, entry.table): entry.duplicated for entry in store.log} == {
        ("shares.csv", "shares"): 0, ("users.csv", "employees"): 0, ("users.csv", "shares"): 2,
    }  # fmt: skip


def test_totals_of_people_alone_do_not_say_what_was_shared(tmp_path):
    _, found = advocacy(tmp_path, users=PEOPLE)
    assert found["advocacy_shares"] == (3, None)
    assert found["advocacy_posts"] == (None, "not_supplied")
