"""Files made to hurt end with a reason, quickly."""

import io
import zipfile

import pytest
from export_samples import as_xlsx

from kpilib.errors import SourceError
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
