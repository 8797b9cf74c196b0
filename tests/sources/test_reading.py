"""Both ways of splitting a file, by record and as a whole, give the same cells."""

import random

from export_samples import CONTEXT, as_csv

from kpilib.sources import reading
from kpilib.sources.filing import read_sheets
from kpilib.sources.presets import FORMATS
from kpilib.sources.reading import sheets_of
from kpilib.sources.spec import SourceSpec

HEADER = ["Post ID", "Account ID", "Account username", "Description", "Publish time", "Post type", "Views", "Likes"]


def posts(count: int, draw: random.Random) -> list[list[str]]:
    words = ["☕", "a,b", 'say "hi"', "\n\n", "#tag", "สวัสดี", "", "\x07", "x" * 50]
    return [
        HEADER,
        *(
            [str(10**17 + n), "1", "acme", "".join(draw.choices(words, k=5)), "01/14/2026 13:34", "IG reel", str(n), ""]
            for n in range(count)
        ),
    ]


def table(data: bytes) -> list[dict]:
    read = read_sheets(sheets_of(data, "a.csv"), FORMATS, SourceSpec(), CONTEXT)
    assert [str(problem) for problem in read.problems if problem.severity == "error"] == []
    return read.pieces[0].table.to_pylist()


def test_the_fast_way_equals_the_plain_one(monkeypatch):
    data = as_csv(posts(500, random.Random(3)))
    plain = table(data)
    monkeypatch.setattr(reading, "_SMALL", 10)
    assert table(data) == plain
    assert len(plain) == 500


def test_short_rows_send_a_big_file_the_plain_way(monkeypatch):
    rows = posts(500, random.Random(4))
    rows[480] = rows[480][:6]
    data = as_csv(rows)
    plain = table(data)
    monkeypatch.setattr(reading, "_SMALL", 10)
    assert table(data) == plain
    assert plain[479]["views"] is None


def test_a_big_file_in_utf_16(monkeypatch):
    rows = posts(450, random.Random(5))
    plain = table(as_csv(rows))
    monkeypatch.setattr(reading, "_SMALL", 10)
    assert table(as_csv(rows).decode().encode("utf-16")) == plain


def test_delimiters_are_found():
    for delimiter in ",;\t":
        sheet = sheets_of(as_csv([["Date", "Views"], ["2026-01-01", "5"]], delimiter), "a.csv")[0]
        assert sheet.records[1] == ["2026-01-01", "5"]


def test_a_cut_file_is_told():
    sheet = sheets_of(b'Date,Views\n2026-01-01,"5', "a.csv")[0]
    assert any("cut off" in note for note in sheet.notes)
