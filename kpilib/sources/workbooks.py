"""Spreadsheets, .xlsx and the old binary .xls, as records of text.

Comes in: bytes of a workbook. Goes out: (sheet name, records, notes) of each sheet.
"""

from __future__ import annotations

import io
import pickle
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from kpilib.errors import SourceError
from kpilib.sources.archives import BROKEN, unpack

Cells = tuple[str, list[list[Any]], str]
_UNREADABLE = (CalamineError, OSError, ValueError, RuntimeError)
_MAX_CELLS = 60_000_000
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,7})(\d{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,12})"')
_AGAIN = "Save it as .xlsx or export it again."


def read_workbook(data: bytes, file: str) -> list[tuple[str, list[list[str]], list[str]]]:
    """Every sheet of the workbook; dates as ISO text, whole numbers without a point.

    Raises
    ------
    SourceError : broken, encrypted, or with cells so far apart that they cannot be a table
    """
    if data.startswith(b"PK"):
        notes = _check_xml(data, file)
        found = _cells(data, file)
    else:
        notes, found = [], _cells_apart(data, file)
    return [
        (
            name,
            [_trimmed([cell_text(cell) for cell in row]) for row in rows],
            [f"not read: {wrong}"] if wrong else notes,
        )
        for name, rows, wrong in found
    ]


def _cells(data: bytes, file: str) -> list[Cells]:
    try:
        return read_cells(io.BytesIO(data))
    except _UNREADABLE as error:
        raise SourceError(file, f"not a readable workbook: {error}", _AGAIN) from error


def read_cells(file: io.BytesIO) -> list[Cells]:
    """Sheets as the reader gives them: name, rows of typed cells, and why a sheet could not be read."""
    book = CalamineWorkbook.from_filelike(file)
    found: list[Cells] = []
    for name in book.sheet_names:
        try:
            found.append((name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), ""))
        except _UNREADABLE as error:
            found.append((name, [], str(error)))
    return found


# One wrong byte in the old binary format makes its reader ask for hundreds of gigabytes and end the whole process,
# so it runs in a process of its own, which costs a tenth of a second.
_CHILD = """
import io, pickle, resource, sys
from python_calamine import CalamineWorkbook
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
found = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), "") for name in book.sheet_names]
sys.stdout.buffer.write(pickle.dumps(found))
"""
_PATIENCE = 120  # seconds


def _cells_apart(data: bytes, file: str) -> list[Cells]:
    try:
        done = subprocess.run([sys.executable, "-c", _CHILD], input=data, capture_output=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise SourceError(file, "the workbook takes too long to read; it seems damaged", _AGAIN) from error
    if done.returncode:
        raise SourceError(file, "not a readable workbook: it is damaged or protected by a password", _AGAIN)
    return pickle.loads(done.stdout)


def _trimmed(cells: list[str]) -> list[str]:
    """Formatted but empty cells at the right end are no cells."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def cell_text(cell: object) -> str:
    """One cell as text; a number too large for a spreadsheet shows its lost digits as 1.23E+17."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return _number(float(cell)) if not isinstance(cell, int) or abs(cell) >= 2**53 else str(cell)
        case datetime():
            return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds())
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value):
        return str(int(value)) if abs(value) < 10**15 else f"{value:.14E}"
    text = repr(value)
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def _check_xml(data: bytes, file: str) -> list[str]:
    """Refuse what would make a reader of XML run away: entities, bombs, cells at the far corner."""
    notes = []
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in book.infolist() if entry.filename.endswith((".xml", ".rels"))]
    except BROKEN as error:
        raise SourceError(file, f"not a readable workbook: {error}", _AGAIN) from error
    for entry in entries:
        content = unpack(book, entry, file)
        if b"<!DOCTYPE" in content[:4000] or b"<!ENTITY" in content[:4000]:
            raise SourceError(file, "the workbook declares XML entities, which no export does", _AGAIN)
        if "worksheets/" in entry.filename:
            _check_extent(content, file)
            if b"<f>" in content or b"<f " in content:
                notes.append("the workbook holds formulas; their stored results are read")
    return notes[:1]


def _check_extent(content: bytes, file: str) -> None:
    if not content:
        return
    rows = max((int(match[1]) for match in _ROW.finditer(content)), default=0)
    columns = 0
    for match in _CELL.finditer(content):
        rows = max(rows, int(match[2]))
        if len(match[1]) > 3:
            raise SourceError(file, "a cell lies beyond the last column of a spreadsheet", _AGAIN)
        columns = max(columns, _column(match[1]))
    if rows * max(columns, 1) > _MAX_CELLS or rows > 2_000_000:
        raise SourceError(file, f"cells reach to row {rows}, column {columns}: too far apart for a table", _AGAIN)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
