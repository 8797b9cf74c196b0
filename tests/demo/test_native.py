"""read(write(rows)) == rows: what the header tables write, sources reads back cell by cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.demo.native import archive, header, sheet, text, workbook
from kpilib.errors import UnknownName
from kpilib.sources import SourceSpec, load

COUNTS = st.one_of(st.none(), st.integers(0, 2**53))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)
MINUTES = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))
ZONE = "Asia/Taipei"
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _posts(columns: tuple[str, ...]) -> st.SearchStrategy[list[dict]]:
    fields = {"published_at": MINUTES, "text": WORDS, **dict.fromkeys(columns, COUNTS)}
    rows = st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=6)
    return rows.map(lambda found: [{"post_id": str(10**17 + n), **row} for n, row in enumerate(found)])


def _read(folder: Path, name: str, content: bytes, **spec: str) -> tuple[pd.DataFrame, list]:
    (folder / name).write_bytes(content)
    store = load([SourceSpec(path=name, **spec)], base=folder, timezone=ZONE)
    table = store.names[0]
    return store.frame(table), store.problems


def _same(frame: pd.DataFrame, rows: list[dict], key: str) -> None:
    found = {row[key]: row for row in frame.to_dict("records")}
    assert len(found) == len(rows)
    for row in rows:
        for column, value in row.items():
            seen = found[row[key]][column]
            assert (pd.isna(seen) and value is None) or seen == value, column


FB = ("views", "reach", "reactions", "comments", "shares", "clicks", "link_clicks")
IG = ("views", "reach", "reactions", "shares", "comments", "saves", "follows")


@pytest.mark.parametrize(
    ("preset", "columns", "native"),
    [
        ("meta_content_fb", FB, (("Page ID", "1"), ("Page name", "Acme"), ("Permalink", "u"))),
        ("meta_content_ig", IG, (("Account ID", "1"), ("Account username", "acme"), ("Permalink", "u"))),
    ],
)
@QUIET
@given(data=st.data())
def test_meta_posts(tmp_path, preset, columns, native, data):
    rows = data.draw(_posts(columns))
    if preset == "meta_content_fb" and not any(row["views"] for row in rows):
        # All views zero beside a reach means "not reported" by the reader's rule.
        rows[0]["views"] = 1
    rows = [{**row, "text": row["text"].strip() or "-"} for row in rows]
    word = "Description"
    layout = ("post_id", *native, (word, [row["text"] for row in rows]), "published_at", *columns)
    cells = sheet(preset, "posts", pd.DataFrame(rows, dtype=object), layout, when=lambda at: f"{at:%m/%d/%Y %H:%M}")
    frame, problems = _read(tmp_path, "posts.csv", text(cells, lines="\r\n").encode("utf-8-sig"))
    wanted = [
        {**row, "published_at": row["published_at"].replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))}
        for row in rows
    ]
    _same(frame, [{key: value for key, value in row.items() if key != "text"} for row in wanted], "post_id")
    assert [problem for problem in problems if problem.severity == "error"] == []


@QUIET
@given(st.lists(st.tuples(DAYS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=6, unique_by=lambda row: row[0]))
def test_x_days(tmp_path, rows):
    named = [dict(zip(("date", "impressions", "reactions", "lost_followers"), row)) for row in rows]
    layout = ("date", "impressions", "reactions", ("New follows", "0"), "lost_followers", ("Create Post", "0"))
    frame = pd.DataFrame(named, dtype=object)
    cells = sheet("x_overview", "accounts_daily", frame, layout, when=lambda day: f"{day:%a, %b} {day.day}, {day.year}")
    read, problems = _read(tmp_path, "days.csv", text(cells).encode(), account="acme")
    assert [problem for problem in problems if problem.severity == "error"] == []
    read["date"] = [pd.Timestamp(day).date() for day in read["date"]]
    _same(read, named, "date")


def test_headers_come_from_the_preset():
    assert header("meta_content_ig", "posts", "reactions") == "Likes"
    assert header("linkedin_content", "accounts_daily", "shares", scope="paid") == "Reposts (sponsored)"
    with pytest.raises(UnknownName, match=r"no header for posts\.saves"):
        header("meta_content_fb", "posts", "saves")
    with pytest.raises(UnknownName):
        sheet("meta_content_fb", "posts", pd.DataFrame({"saves": [1]}), ("saves",))


def test_values_are_turned_back_and_scaled():
    frame = pd.DataFrame({"watch_time_s": [5400.0], "type": ["video"]})
    assert sheet("youtube_table", "posts", frame, ("watch_time_s",)) == [["Watch time (hours)"], ["1.5"]]
    posts = pd.DataFrame({"type": ["reel", "link"]})
    assert sheet("meta_content_ig", "posts", posts[:1], ("type",)) == [["Post type"], ["IG reel"]]


def test_workbooks_and_archives_do_not_hang_on_the_clock():
    pages = {"Metrics": [["Date", "Impressions"], ["10/01/2025", "12"]]}
    assert workbook(pages) == workbook(pages)
    assert archive({"a.csv": b"1"}) == archive({"a.csv": b"1"})
