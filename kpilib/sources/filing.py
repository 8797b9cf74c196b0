"""One file from bytes to canonical tables: totals set aside, parts converted, spans found, rejects kept.

Comes in: blocks. Goes out: a `Reading`: tables, spans, log lines, problems and refused rows of one source file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from kpilib.errors import PeriodError, Problem, SourceError
from kpilib.sources import ranges
from kpilib.sources.blocks import Block, find_blocks, nearest
from kpilib.sources.convert import convert
from kpilib.sources.enrich import enrich
from kpilib.sources.preset import Preset
from kpilib.sources.reading import Sheet
from kpilib.sources.require import require
from kpilib.sources.rows import Rows
from kpilib.sources.spec import Context, SourceSpec
from kpilib.sources.sums import summed
from kpilib.sources.totals import compare, of_total, set_aside
from kpilib.tables.check import check
from kpilib.tables.coverage import COVERAGE, FROM_ROWS
from kpilib.tables.frames import ARROW, spans_found, without
from kpilib.tables.store import SourceLog


@dataclass
class Piece:
    """Rows of one canonical table out of one source; `kept` is their file as soon as `written` returns."""

    name: str
    table: pa.Table
    spans: list[tuple]
    log: SourceLog
    kept: Path | None = None
    written: Callable[[], None] = lambda: None


@dataclass
class Reading:
    """Everything one source file gave."""

    pieces: list[Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejects: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    presets: list[str] = field(default_factory=list)


def read_sheets(
    sheets: list[Sheet], presets: list[Preset], spec: SourceSpec, context: Context, *, sha256: str = ""
) -> Reading:
    """Read every sheet of one file; what cannot be read becomes a problem, the rest is still read."""
    reading = Reading()
    known = 0
    strange: list[Sheet] = []
    for sheet in sheets:
        if not sheet.records and sheet.notes:
            reading.problems += [Problem("error", sheet.file, note, sheet=sheet.name) for note in sheet.notes]
            continue
        try:
            blocks = find_blocks(sheet, presets)
        except SourceError as error:
            reading.problems.append(Problem("error", sheet.file, error.what, error.do, sheet.name))
            known += 1
            continue
        known += bool(blocks)
        if not blocks and _is_table(sheet):
            strange.append(sheet)
        if blocks:
            reading.problems += [
                Problem("warning", sheet.file, note, sheet=sheet.name)
                for note in sheet.notes
                if not (note.startswith("no line end") and _ends_so(blocks[-1]))
            ]
        for block in blocks:
            read_block(reading, block, spec, context, sha256)
    if not known and not reading.problems:
        reading.problems.append(_unknown(sheets, presets, spec))
    for sheet in strange if known else []:
        what = f"{_unknown([sheet], presets, spec).what}; it is left out, the rest of the file is read"
        reading.problems.append(Problem("warning", sheet.file, what, "", sheet.name))
    return reading


def _is_table(sheet: Sheet) -> bool:
    """Whether a sheet nobody knows holds more than a title or a note."""
    return sum(sum(bool(cell.strip()) for cell in record) > 1 for record in sheet.records[:10]) > 1


# GA4 ends its files without a line end, so that alone is no sign of a cut there.
_NO_LINE_END = {"ga4"}


def _ends_so(block: Block) -> bool:
    whole = not block.lengths or block.lengths[-1] >= len(block.headers.names)
    return block.preset.name in _NO_LINE_END and whole


def _unknown(sheets: list[Sheet], presets: list[Preset], spec: SourceSpec) -> Problem:
    name, missing, found = next((hit for s in sheets if (hit := nearest(s.records, presets))[0]), ("", [], []))
    file = sheets[0].file if sheets else spec.name
    if not name:
        found = next((hit[2] for s in sheets if (hit := nearest(s.records, presets))[2]), [])
    seen = f" Found: {', '.join(found)}." if found else ""
    if name:
        what = f"not recognised.{seen} Nearest is {name}, which also needs: {', '.join(missing)}"
    else:
        what = f"not recognised as a known export.{seen}".removesuffix(".")
    return Problem("error", file, what, "Name the format with 'as:', or map its columns with 'as: generic'.")


def read_block(reading: Reading, block: Block, spec: SourceSpec, context: Context, sha256: str) -> None:
    preset, sheet = block.preset, block.sheet
    reading.presets.append(preset.name)
    if preset.refuse:
        reading.problems.append(Problem("error", sheet.file, preset.refuse, "", sheet.name))
        return
    try:
        span, exported = range_of(block, spec)
    except PeriodError as error:
        reading.problems.append(Problem("error", sheet.file, str(error), "", sheet.name))
        return
    totals, notes = set_aside(block, spec)
    reading.problems += [*_overlong(block), *_short(block)]
    used = False
    for part in preset.parts:
        if part.applies(block.headers.known, block.title):
            used = True
            rows = Rows(of_total(block, totals) if part.of_total else block, part, spec, context, span)
            _read_part(reading, rows, totals, notes, exported, sha256)
    if not used:
        what = f"recognised as {preset.name}, but nothing in it can be used"
        shown = f" (title {block.title!r})" if block.title else ""
        severity = "error" if block.texts.num_rows and not preset.notes else "warning"
        text = preset.notes[0] if preset.notes else what + shown
        reading.problems.append(Problem(severity, sheet.file, text, "", sheet.name))  # type: ignore[arg-type]


def range_of(block: Block, spec: SourceSpec) -> tuple[ranges.Range | None, datetime | None]:
    """The days a block covers, as far as it says, and when it was exported.

    Raises
    ------
    PeriodError : the client file gives something else than days
    """
    file = block.sheet.file
    span = ranges.declared(spec.covers) or block.span or ranges.in_file_name(file)
    return span, ranges.stamp(spec.exported_at) or ranges.exported_in_name(file)


def _overlong(block: Block) -> list[Problem]:
    """Rows with more cells than the header: a separator inside an unquoted text moved every figure."""
    width = len(block.headers.names)
    long = [i for i, length in enumerate(block.lengths) if length > width]
    if not long:
        return []
    keep = np.ones(block.texts.num_rows, dtype=bool)
    numbers_ = [block.rows[i].as_py() for i in long[:3]]
    keep[long] = False
    block.keep(keep)
    what = f"{len(long)} rows have more cells than the header has names; they are left out"
    return [Problem("error", block.sheet.file, what, "Export the file again.", block.sheet.name, numbers_[0])]


def _short(block: Block) -> list[Problem]:
    """Rows that end before the header does; a workbook leaves out empty cells, a text file that is whole does not."""
    width = max((i for i, name in enumerate(block.headers.raw, start=1) if name.strip()), default=0)
    short = [i for i, length in enumerate(block.lengths) if length < width]
    if not short or block.sheet.typed or block.preset.shape:
        return []
    what = f"{len(short)} of {len(block.lengths)} rows end before the last column; what they lack is not reported"
    row = block.rows[short[0]].as_py()
    return [Problem("warning", block.sheet.file, what, "Export the file again if it was cut.", block.sheet.name, row)]


def _read_part(
    reading: Reading, rows: Rows, totals: dict, notes: list[str], exported: datetime | None, sha256: str
) -> None:
    sheet = rows.block.sheet
    try:
        fill(rows)
    except SourceError as error:
        reading.problems += rows.problems
        reading.problems.append(Problem("error", error.where or sheet.file, error.what, error.do, sheet.name))
        return
    if rows.count and len(rows.skipped) == rows.count:
        reading.problems += rows.problems
        return
    rows.notes += notes
    table, found = assemble(rows, exported)
    reading.problems += rows.problems + found
    _keep_rejects(reading, rows)
    compare(rows, totals)
    reading.pieces.append(piece_of(rows, table, sha256))


def fill(rows: Rows) -> None:
    """Every canonical column that the file, the client file or a rule can fill; rows that lack something are refused.

    Raises
    ------
    SourceError : ids are damaged, or something needed is nowhere
    """
    convert(rows)
    enrich(rows)
    require(rows)


def assemble(rows: Rows, exported: datetime | None) -> tuple[pa.Table, list[Problem]]:
    """The rows that stay, as a table with every canonical column, and what is wrong in it."""
    sheet = rows.block.sheet
    return check(rows.table.name, _assembled(rows, exported), source=sheet.file, sheet=sheet.name)


def piece_of(rows: Rows, table: pa.Table, sha256: str) -> Piece:
    """A finished table with the days it covers and its line of the log."""
    spans, first, last = _spans(rows, table)
    return Piece(rows.table.name, table, spans, _log(rows, table, first, last, sha256))


def _assembled(rows: Rows, exported: datetime | None) -> pa.Table:
    out = np.zeros(rows.count, dtype=bool)
    out[list(rows.refused)] = True
    out[list(rows.skipped)] = True
    supplied = f";{';'.join(sorted(rows.supplied))};"
    trace = {"source_file": rows.block.sheet.file, "preset": rows.block.preset.name, "supplied": supplied}
    columns = {}
    for column in rows.table.columns:
        kind = ARROW[column.dtype]
        if column.name in trace:
            columns[column.name] = rows.repeated(trace[column.name], kind)
        elif column.name == "exported_at" and "exported_at" not in rows.columns:
            columns[column.name] = rows.repeated(exported, kind)
        else:
            columns[column.name] = rows.get(column.name)
    table, texts = pa.table(columns), rows.block.texts
    if out.any():
        table, texts = without(table, out), without(texts, out)
    table, note, rows.duplicated = summed(rows.table.name, table, texts)
    if note:
        rows.notes.append(note)
    return table


def _keep_rejects(reading: Reading, rows: Rows) -> None:
    """Refused rows as they stand in the file, one message for each reason."""
    reasons: dict[str, list[int]] = {}
    sheet = rows.block.sheet
    refused = {index: reason for index, reason in rows.refused.items() if index not in rows.skipped}
    cells = _cells(rows, sorted(refused))
    for index, reason in refused.items():
        reasons.setdefault(reason, []).append(index)
        reading.rejects.append((sheet.file, sheet.name, rows.row_number(index), reason, cells[index]))
    for reason, indices in reasons.items():
        everything = len(indices) == rows.count
        what = f"{len(indices)} of {rows.count} rows are left out: {reason}"
        severity = "error" if everything or not reason.startswith("no ") else "warning"
        rows.say(severity, what, "They are kept in the rejects file.", rows.row_number(indices[0]))
        reading.problems.append(rows.problems[-1])


def _cells(rows: Rows, indices: list[int]) -> dict[int, str]:
    """The cells of some rows, each row as one text."""
    if not indices:
        return {}
    some = np.zeros(rows.count, dtype=bool)
    some[indices] = True
    columns = [column.filter(pa.array(some)).to_pylist() for column in rows.block.texts.columns]
    return {index: "\x1f".join(map(str, cells)) for index, cells in zip(indices, zip(*columns))}


def _spans(rows: Rows, table: pa.Table) -> tuple[list[tuple], date | None, date | None]:
    """Covered spans of the piece, end exclusive: from the file where it says so, else what was found."""
    name = rows.table.name
    found = spans_found(name, table, rows.spec.timezone or rows.context.timezone)
    if not found and rows.span and not table.num_rows and not COVERAGE.get(name):
        first, last = rows.span
        return [(name, None, None, first, last + timedelta(days=1))], first, last
    if not found:
        return [], None, None
    first, end = min(span[3] for span in found), max(span[4] for span in found)
    spans = []
    for _, network, account, start, stop in found:
        if rows.span and name not in ("period_totals",):
            start, stop = min(start, rows.span[0]), max(stop, rows.span[1] + timedelta(days=1))
        elif rows.block.preset.open_end and stop - start > timedelta(days=1):
            stop -= timedelta(days=1)
        spans.append((name, network, account, start, stop))
    if not rows.span:
        rows.notes.append(FROM_ROWS)
    if rows.block.preset.open_end and not rows.span:
        rows.notes.append(f"{end - timedelta(days=1)} is left open: the day of the export is incomplete")
    return spans, first, end - timedelta(days=1)


def _log(rows: Rows, table: pa.Table, first: date | None, last: date | None, sha256: str) -> SourceLog:
    block = rows.block
    unknown = [
        raw.strip()
        for raw, name in zip(block.headers.raw, block.headers.names)
        if re.sub(r"\.\d+$", "", name) not in block.preset.understood and raw.strip()
    ]
    refused = len(set(rows.refused) - rows.skipped)
    return SourceLog(
        file=block.sheet.file,
        preset=block.preset.name,
        table=rows.table.name,
        rows_read=rows.count - len(rows.skipped),
        kept=table.num_rows,
        rejected=refused,
        duplicated=rows.duplicated,
        start=first,
        end=last,
        notes=tuple(dict.fromkeys(rows.notes)),
        unknown_columns=tuple(unknown),
        sha256=sha256,
    )
