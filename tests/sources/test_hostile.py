"""Files made to hurt end with a reason, quickly."""

import io
import os
import zipfile

import pytest
from export_samples import as_xlsx

from kpilib.errors import SourceError
from kpilib.sources import SourceSpec, load, propose, recognise
from kpilib.sources.reading import sheets_of


def workbook(sheet: bytes) -> bytes:
    """A workbook whose only sheet is this XML."""
    out = io.BytesIO(as_xlsx([["Date", "Impressions"]]))
    with zipfile.ZipFile(out) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return packed.getvalue()


def test_xml_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(SourceError, match="XML entities"):
        sheets_of(workbook(bomb), "a.xlsx")


def test_a_cell_at_the_far_corner_is_refused():
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(SourceError, match="too far apart"):
        sheets_of(workbook(far), "a.xlsx")


def test_a_zip_bomb_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts.csv", b"0" * (64 << 20))
    with pytest.raises(SourceError, match="zip bomb"):
        sheets_of(packed.getvalue(), "a.zip")


def test_an_archive_in_an_archive_is_named_and_the_rest_is_read():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.csv", "a,b\n1,2\n")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("../../etc/passwd.csv", "Date,Views\n2026-01-01,3\n")
        archive.writestr("__MACOSX/._x.csv", b"\x00")
    sheets = sheets_of(outer.getvalue(), "a.zip")
    assert [sheet.file for sheet in sheets] == ["a.zip/inner.zip", "a.zip/passwd.csv"]
    assert "not read" in sheets[0].notes[0]
    assert sheets[1].records == [["Date", "Views"], ["2026-01-01", "3"]]


def test_numbers_of_a_workbook_keep_their_meaning():
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for column, value in enumerate((1.234, 5, 123456789012345680, 2.5, True)):
        page.write(0, column, value)
    book.close()
    assert sheets_of(out.getvalue(), "a.xlsx")[0].records == [["1.2340", "5", "1.23456789012346E+17", "2.5", "TRUE"]]


@pytest.mark.parametrize("kind", ["truncated", "flipped"])
def test_broken_workbooks_end_with_a_reason(kind):
    data = as_xlsx([["Date", "Impressions"], ["2026-01-01", "5"]])
    for at in range(10, len(data), 97):
        broken = data[:at] if kind == "truncated" else data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            sheets = sheets_of(broken, "a.xlsx")
        except SourceError as error:
            assert "a.xlsx" in error.where  # noqa: PT017 - the reading may also succeed
        else:
            assert isinstance(sheets, list)


DAYS = "Date,Tweets published,impressions,engagements\n2026-09-01,1,{},40\n"


@pytest.mark.parametrize("cell", ["(1000)", "<1000", "~1000", "1000*", "[1000]", "=1000", "1E+3", "inf", "0x10"])
def test_a_number_with_a_sign_that_changes_it_is_no_number(tmp_path, cell):
    (tmp_path / "a.csv").write_text(DAYS.format(cell))
    store = load([SourceSpec(path="a.csv")], base=tmp_path)
    assert store.frame("accounts_daily")["impressions"].isna().all()
    assert [(p.row, p.column) for p in store.problems if p.severity == "error"] == [(2, "impressions")]


@pytest.mark.parametrize(
    "cell", ["1000", "1,000", "1 000", "1\u00a0000", "1'000", "1.0K", "$1000", "1000.0", "1000 EUR"]
)
def test_the_same_number_in_many_dresses(tmp_path, cell):
    (tmp_path / "a.csv").write_text(DAYS.format(f'"{cell}"'))
    store = load([SourceSpec(path="a.csv")], base=tmp_path)
    assert store.frame("accounts_daily")["impressions"].tolist() == [1000]


def test_a_name_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    try:
        with open(path, "w") as file:  # noqa: PTH123 - Path takes no bytes
            file.write(DAYS.format(5))
    except OSError:
        pytest.skip("this file system takes only names of text")
    found = recognise(next(tmp_path.iterdir()))
    assert found.preset == "twitter_days"
    assert found.file.endswith("\ufffd\ufffd.csv")
    assert len(load([SourceSpec(path="*.csv")], base=tmp_path).frame("accounts_daily")) == 1
    assert propose(tmp_path, client="a").encode()


@pytest.mark.parametrize(("kind", "reason"), [("folder", "a folder, not a file"), ("pipe", "neither a file nor"),
                                              ("loop", "cannot be opened"), ("gone", "no such file")])  # fmt: skip
def test_what_is_no_file_ends_with_one_reason(tmp_path, kind, reason):
    path = tmp_path / "a.csv"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to("a.csv")
    store = load([SourceSpec(path="a.csv")], base=tmp_path)
    (problem,) = store.problems
    assert reason in problem.what
    assert problem.what.count("a.csv") == 0


def test_a_header_that_occurs_twice_with_other_cells_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("Date,Tweets published,impressions,engagements,impressions\n2026-09-01,1,5,4,7\n")
    store = load([SourceSpec(path="a.csv")], base=tmp_path)
    assert store.frame("accounts_daily")["impressions"].tolist() == [5]
    assert [(p.column, p.severity) for p in store.problems] == [("impressions", "warning")]
