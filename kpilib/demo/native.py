"""Rows back into a platform's file: the header tables that sources/ read with, used the other way round.

Comes in: rows of a canonical table and the layout of the platform's file. Goes out: the bytes of the export.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from kpilib.errors import UnknownName
from kpilib.sources.preset import F, Preset, spelled
from kpilib.sources.presets import BY_NAME

# A layout names canonical columns, whose header the preset knows, or gives a header of the platform with its cells.
Layout = Sequence[str | tuple[str, Any]]
Sheet = list[list[str]]
_STAMP = datetime(2026, 11, 3, 9, 0)


def sheet(
    name: str, table: str, frame: pd.DataFrame, layout: Layout, *, when: Callable[[Any], str] | None = None
) -> Sheet:
    """Header and rows of an export, as texts.

    Parameters
    ----------
    name, table : the preset and the table that `frame` holds rows of
    layout : the file's columns from left to right
    when : how the platform writes days and times
    """
    headers, columns = [], []
    for item in layout:
        if isinstance(item, str):
            title, cells = _known(BY_NAME[name], table, item, frame[item], when)
        else:
            title, given = item
            cells = [given] * len(frame) if isinstance(given, str | int) else list(given)
        headers.append(title)
        columns.append([_plain(cell) for cell in cells])
    return [headers, *(list(row) for row in zip(*columns))]


def header(name: str, table: str, column: str, *, scope: str = "") -> str:
    """How the platform spells the header of one column, of one scope where it writes several side by side."""
    for part in BY_NAME[name].parts:
        if part.table == table and column in part.sources and (not scope or part.constants.get("scope") == scope):
            return spelled(part.sources[column].header)[0]
    raise UnknownName(f"export format {name}", f"no header for {table}.{column}")


def _known(
    form: Preset, table: str, column: str, values: pd.Series, when: Callable[[Any], str] | None
) -> tuple[str, list[Any]]:
    source = next((p.sources[column] for p in form.parts if p.table == table and column in p.sources), None)
    if source is None:
        raise UnknownName(f"export format {form.name}", f"no header for {table}.{column}")
    back = {ours: theirs for theirs, ours in reversed(list(source.values.items()))}
    cells = [None if pd.isna(value) else back.get(value, _scaled(value, source)) for value in values]
    if when:
        cells = [when(cell) if isinstance(cell, date) else cell for cell in cells]
    return form.columns(table)[column], cells


def _scaled(value: Any, source: F) -> Any:
    if source.how == "clock":
        return f"{int(value) // 3600}:{int(value) // 60 % 60:02d}:{int(value) % 60:02d}"
    return value / source.times if source.times != 1 and isinstance(value, int | float) else value


def _plain(cell: Any) -> str:
    if cell is None or cell is pd.NA:
        return ""
    if isinstance(cell, float):
        return repr(round(cell, 10)).removesuffix(".0")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def text(rows: Sequence[Sequence[str]], *, delimiter: str = ",", lines: str = "\n") -> str:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=lines).writerows(rows)
    return out.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook whose bytes do not hang on the clock; numbers become numbers, everything else stays text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _STAMP})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell.lstrip("-").isdigit() and len(cell) < 12:
                    page.write_number(row, column, int(cell))
                else:
                    page.write_string(row, column, cell)
    book.close()
    return out.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes do not hang on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _STAMP.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
