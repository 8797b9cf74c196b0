"""Large files split at once give the cells, rows and problems that splitting record by record gives."""

import csv
import io
from dataclasses import replace

import pytest
from export_samples import CONTEXT, as_csv, rows_of, samples, spec_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.sources import reading, splitting
from kpilib.sources.cells import plain
from kpilib.sources.filing import Reading, read_sheets
from kpilib.sources.load import presets_for
from kpilib.sources.presets import FORMATS
from kpilib.sources.reading import Sheet, sheets_of
from kpilib.sources.splitting import split_rest

TEXTS = [(form, name, data) for form, name, data in samples() if not data.startswith(b"PK")]
CODING = {"every column coded": 0, "no column coded": 10**9}


@settings(max_examples=600, deadline=None)
@given(
    body=st.text(st.sampled_from('ab1é☕",\n\r \0\t;\\'), min_size=1, max_size=60),
    width=st.integers(1, 4),
    delimiter=st.sampled_from(",;\t"),
)
def test_any_text_is_split_as_the_csv_module_splits_it(body, width, delimiter):
    text = delimiter.join("abcd"[:width]) + "\n" + body
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    split = split_rest(Sheet("a.csv", complete=False, data=text.encode(), delimiter=delimiter), 0, width)
    if split is None:
        return
    table, lengths = split
    found = list(zip(*(plain(column).to_pylist() for column in table.columns)))
    padded = [tuple([*record, *([""] * width)][:width]) for record in records]
    assert _without_blank_end(found) == _without_blank_end(padded)
    true = [len(record) or width for record in records]
    assert (lengths or [width] * len(found))[: len(true)] == true


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=30))
def test_whatever_is_written_comes_back(rows):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    split = split_rest(Sheet("a.csv", complete=False, data=out.getvalue().encode()), 0, 3)
    assert split is not None
    table, lengths = split
    assert lengths == []
    assert list(zip(*(plain(column).to_pylist() for column in table.columns))) == [tuple(row) for row in rows]


@pytest.mark.parametrize("form", CODING)
@pytest.mark.parametrize(("preset", "name", "data"), TEXTS, ids=[f"{p.name}-{i}" for i, (p, *_) in enumerate(TEXTS)])
def test_every_format_reads_the_same_both_ways(monkeypatch, preset, name, data, form):
    slow = _read(preset, name, data)
    monkeypatch.setattr(reading, "_SMALL", 10)
    monkeypatch.setattr(splitting, "_CELLS_PER_WORD", CODING[form])
    _same(_read(preset, name, data), slow)


@pytest.mark.parametrize("form", CODING)
def test_odd_cells_are_told_the_same_both_ways(monkeypatch, form):
    preset = next(p for p in FORMATS if p.name == "meta_content_ig")
    header, first, *rest = rows_of(preset)
    views, stamp, post = (header.index(name) for name in ("Views", "Publish time", "Post ID"))
    rows = [list(first) for _ in range(450)]
    for number, row in enumerate(rows):
        row[post] = f"1800000000000{number:05d}"
    rows[420][views], rows[425][views], rows[430][views] = "1.234", "many", "-"
    rows[421][stamp], rows[422][stamp], rows[423][post] = "yesterday", "", ""
    rows[431], rows[432] = rows[431][:8], [*rows[432], "stray"]
    rows[440] = ["  "] * len(header)
    rows.insert(441, [])
    data = as_csv([header, *rows, *rest])
    slow = _read(preset, "a.csv", data)
    monkeypatch.setattr(reading, "_SMALL", 10)
    monkeypatch.setattr(splitting, "_CELLS_PER_WORD", CODING[form])
    fast = _read(preset, "a.csv", data)
    _same(fast, slow)
    told = {(p.row, p.column) for p in fast.problems if p.column}
    assert {(422, "views"), (427, "views"), (423, "publish time")} <= told
    assert [(row, reason) for _, _, row, reason, _ in fast.rejects] == [
        (423, "publish time: not a date"), (425, "no post id"), (424, "no publish time"),
    ]  # fmt: skip


def test_text_in_no_encoding_is_refused_even_in_an_odd_record(monkeypatch):
    preset = next(p for p in FORMATS if p.name == "meta_content_ig")
    monkeypatch.setattr(reading, "_SMALL", 10)
    found = _read(preset, "a.csv", as_csv(rows_of(preset)) + b"\xff,short\n")
    assert found.pieces == []
    assert "not UTF-8" in found.problems[0].what


def test_records_left_out_at_the_start_of_a_large_file(monkeypatch):
    preset = next(p for p in FORMATS if p.name == "meta_content_ig")
    rows = rows_of(preset)
    data = as_csv([["an", "own", "line"], ["and\nanother"], *rows])
    monkeypatch.setattr(reading, "_SMALL", 10)
    sheet = sheets_of(data, "a.csv")[0]
    sheet.skip_records(2)
    found = read_sheets([sheet], FORMATS, spec_of(preset.name), CONTEXT)
    assert found.pieces[0].table.num_rows == len(rows) - 1
    assert found.pieces[0].log.rejected == 0


def test_a_cut_large_file_is_told(monkeypatch):
    monkeypatch.setattr(reading, "_SMALL", 10)
    sheet = sheets_of(b'Date,Views\n2026-01-01,5\n2026-01-02,"5', "a.csv")[0]
    assert any("never closed" in note for note in sheet.notes)


def _without_blank_end(rows: list[tuple]) -> list[tuple]:
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    return rows


def _read(preset, name: str, data: bytes) -> Reading:
    spec = spec_of(preset.name)
    presets = presets_for(replace(spec, preset=preset.name)) if spec.columns else list(FORMATS)
    return read_sheets(sheets_of(data, name), presets, spec, CONTEXT)


def _same(one: Reading, other: Reading) -> None:
    assert [(p.name, p.table.to_pylist(), p.spans, p.log) for p in one.pieces] == [
        (p.name, p.table.to_pylist(), p.spans, p.log) for p in other.pieces
    ]
    assert one.problems == other.problems
    assert one.rejects == other.rejects
