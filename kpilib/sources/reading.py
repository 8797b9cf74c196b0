"""Files become sheets of text cells: encodings, delimiters, workbooks, zip archives, lines of JSON, Parquet.

Comes in: a path. Goes out: `Sheet`s, whose records are split only as far as somebody asks.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kpilib.errors import SourceError
from kpilib.sources.archives import members
from kpilib.sources.decoding import decode, encoding_of
from kpilib.sources.workbooks import read_workbook

HEAD = 400  # records looked at before a big file is split as a whole
_SMALL = 1_000_000  # bytes; below, one plain pass of the csv module serves everything
_BATCH = 20_000
_SLICE = 1 << 20  # bytes looked at in one go
MAX_BYTES = 4 << 30
_MAX_COLUMNS = 5_000
_MAX_CELL = 32 << 20
_OPEN_QUOTE = "a quotation mark is never closed; the file seems cut off"
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_NUL = "the file holds NUL characters, which no export does; it seems damaged"
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_PACKED = (b"PAR1", b"\xd0\xcf\x11\xe0", b"PK")
_LINES = (".jsonl", ".ndjson", ".json")
csv.field_size_limit(_MAX_CELL)


@dataclass
class Sheet:
    """One sheet of cells as text; `name` is empty for a file that has no sheets.

    `records` holds every record of a small sheet, else the first ones; `rest` then splits the whole.
    """

    file: str
    name: str = ""
    records: list[list[str]] = field(default_factory=list)
    complete: bool = True
    data: bytes = b""
    delimiter: str = ","
    typed: bool = False
    notes: list[str] = field(default_factory=list)
    separated: bool = False
    table: pa.Table | None = None
    offset: int = 0
    skip: int = 0

    def all_records(self) -> Iterator[list[str]]:
        """Every record from the first on.

        Raises
        ------
        SourceError : while they are asked for, where the file is no text or cannot be split
        """
        if self.complete:
            yield from self.records
            return
        stream = io.TextIOWrapper(io.BytesIO(memoryview(self.data)[self.skip :]), "utf-8", newline="")
        try:
            yield from _records(stream, self.delimiter)
        except csv.Error as error:
            what = f"cannot be split into cells: {error}"
            raise SourceError(self.file, what, "Export the file again.") from error
        except UnicodeDecodeError as error:
            what = f"not UTF-8 text: byte {error.start} of a part is 0x{error.object[error.start]:02x}"
            raise SourceError(self.file, what, "Set 'encoding' for this source, or save the file as UTF-8.") from error

    def skip_records(self, count: int) -> None:
        """Leave the first records out of everything that follows."""
        if not self.complete:
            self.skip = self.start_of(count)
        self.records = self.records[count:]
        self.offset += count

    def start_of(self, record: int) -> int:
        """Byte where one of the first records starts, counted from 0."""
        stream = io.StringIO(self.data[self.skip : self.skip + _SLICE].decode("utf-8", "ignore"), newline="")
        reader = csv.reader(stream, delimiter=self.delimiter)
        for _ in range(record):
            next(reader, None)
        lines = reader.line_num
        stream.seek(0)
        return self.skip + len("".join(stream.readline() for _ in range(lines)).encode())


def open_sheets(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> list[Sheet]:
    """Every sheet of a file, or of the files inside a zip archive.

    Raises
    ------
    SourceError : the file is missing, unreadable, empty, too large, or of a kind that is not read
    """
    data = read_bytes(path)
    return sheets_of(data, path.name, encoding=encoding, delimiter=delimiter, sheet=sheet)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    SourceError : missing, a folder, unreadable, empty or too large
    """
    try:
        if path.is_dir():
            raise SourceError(str(path), "this is a folder, not a file", "Name the files in it, such as folder/*.csv.")
        if not path.is_file() and path.exists():
            raise SourceError(str(path), "this is neither a file nor a folder")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(str(path), f"{size / 2**30:.1f} GB is more than is read", "Export a shorter range.")
        data = path.read_bytes()
    except SourceError:
        raise
    except FileNotFoundError as error:
        raise SourceError(str(path), "there is no such file", "Check the path and its spelling.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise SourceError(str(path), f"cannot be opened: {reason}", "Check its permissions.") from error
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):
        raise SourceError(str(path), "the file is empty", "Export it again.")
    return data


def sheets_of(
    data: bytes, file: str, *, encoding: str = "", delimiter: str = "", sheet: str = "", inside: bool = False
) -> list[Sheet]:
    """Sheets of bytes that were read or unpacked; the content tells the kind, not the name's ending."""
    if data.startswith(b"PAR1"):
        return [_parquet(data, file)]
    if data.startswith(b"\xd0\xcf\x11\xe0") or (data.startswith(b"PK\x03\x04") and _is_workbook(data)):
        return [
            Sheet(file, name, records, typed=True, notes=notes)
            for name, records, notes in read_workbook(data, file)
            if not sheet or name == sheet
        ]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if inside:
            raise SourceError(file, "an archive inside an archive is not read", "Unpack it first.")
        return _archive(data, file, encoding=encoding, delimiter=delimiter, sheet=sheet)
    _refuse_known(data, file)
    return [_text(data, file, encoding, delimiter)]


def begun(head: bytes, file: str, *, encoding: str = "", delimiter: str = "") -> Sheet | None:
    """The sheet that begins with these bytes; None where they do not begin a large table of UTF-8 text."""
    try:
        if head.startswith(_PACKED) or file.lower().endswith(_LINES) or encoding_of(head, encoding)[0] != "utf-8":
            return None
        sheet = sheets_of(head, file, encoding=encoding, delimiter=delimiter)[0]
    except SourceError:
        return None
    return None if sheet.complete else sheet


def _is_workbook(data: bytes) -> bool:
    return b"[Content_Types].xml" in data[:4000] or b"xl/workbook" in data or b"xl/worksheets" in data


def _refuse_known(data: bytes, file: str) -> None:
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise SourceError(file, "this is a web page or XML, not an export", "Download the CSV or XLSX export.")
    if head.startswith(b"%pdf"):
        raise SourceError(file, "this is a PDF", "Download the CSV or XLSX export.")
    if data.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise SourceError(file, "this kind of archive is not read", "Unpack it first.")


def _archive(data: bytes, file: str, **how: str) -> list[Sheet]:
    found: list[Sheet] = []
    for name, content in members(data, file):
        try:
            found += sheets_of(content, f"{file}/{name}", inside=True, **how)
        except SourceError as error:
            found.append(Sheet(f"{file}/{name}", notes=[f"not read: {error.what}"]))
    return found


def _text(data: bytes, file: str, encoding: str, delimiter: str) -> Sheet:
    if file.lower().endswith(_LINES):
        return _json_lines(decode(data, encoding).text, file)
    try:
        name, skip = encoding_of(data, encoding)
        if len(data) > _SMALL and name == "utf-8":
            sheet = _big(data, file, delimiter, skip)
            sheet.notes += [_NUL] if b"\x00" in data else []
            return sheet
        decoded = decode(data, encoding)
    except SourceError as error:
        raise SourceError(file, error.what, error.do) from error
    if len(data) > _SMALL:
        sheet = _big(decoded.text.encode("utf-8", "replace"), file, delimiter)
    else:
        sheet = _small(decoded.text, file, delimiter)
    sheet.notes += [*decoded.notes, *([_NUL] if "\x00" in decoded.text else [])]
    return sheet


def _small(text: str, file: str, delimiter: str) -> Sheet:
    separator, text, offset = _separator(text, delimiter)
    records = _guarded(_records(io.StringIO(text, newline=""), separator), file)
    if records and text and text[-1] not in "\r\n":
        notes = ["no line end after the last record; the file may be cut off"]
    else:
        notes = []
    if text.count('"') % 2:
        notes.append(_OPEN_QUOTE)
    return Sheet(file, records=records, delimiter=separator, notes=notes, separated=offset > 0, offset=offset)


def _big(data: bytes, file: str, delimiter: str, skip: int = 0) -> Sheet:
    """Only the first records are split; a header found among them opens the fast way for the rest."""
    text = data[skip : skip + _SLICE].decode("utf-8", "ignore")
    separator, rest, offset = _separator(text, delimiter)
    skip += len(text[: len(text) - len(rest)].encode())
    lines = _records(io.StringIO(rest, newline=""), separator)
    try:
        records = list(islice(lines, HEAD))
    except csv.Error as error:
        raise SourceError(file, f"cannot be split into cells: {error}") from error
    if len(records) < HEAD and records and len(data) > skip + _SLICE:
        records.pop()  # it may be cut where the sample ends
    if not records:  # one line longer than the sample
        return _small(data[skip:].decode("utf-8", "replace"), file, separator)
    _check_width(records, file)
    notes = [] if data[-1:] in (b"\n", b"\r") else ["no line end after the last record; the file may be cut off"]
    if _quotes(data) % 2:
        notes.append(_OPEN_QUOTE)
    return Sheet(
        file, records=records, complete=False, data=data, delimiter=separator, notes=notes, separated=offset > 0,
        offset=offset, skip=skip,
    )  # fmt: skip


def _quotes(data: bytes) -> int:
    """How many quotation marks, counted five times as fast as `bytes.count` does."""
    marks = np.frombuffer(data, np.uint8)
    return sum(int(np.count_nonzero(marks[at : at + _SLICE] == ord('"'))) for at in range(0, len(marks), _SLICE))


def _separator(text: str, declared: str) -> tuple[str, str, int]:
    """The delimiter, the text behind a `sep=` line, and how many lines that took."""
    if match := _SEP_LINE.match(text):
        return declared or match[1], text[match.end() :], 1
    if declared:
        return {"tab": "\t", "\\t": "\t"}.get(declared, declared)[:1], text, 0
    counts = {mark: _regularity(text, mark) for mark in ",;\t"}
    best = max(counts, key=lambda mark: counts[mark])
    return (best if counts[best] > (0, 0) else ","), text, 0


def _regularity(text: str, mark: str) -> tuple[int, int]:
    """How many records of the start have several cells with this delimiter, and the widest of them."""
    widths = []
    try:
        for record in islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=mark), 60):
            if len(record) > 1 and sum(map(len, record)) < 100_000:
                widths.append(len(record))
    except csv.Error:
        pass
    if not widths:
        return 0, 0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(common) * (common - 1), common


def _records(stream: io.TextIOBase, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(stream, delimiter=delimiter)


def _guarded(records: Iterator[list[str]], file: str) -> list[list[str]]:
    try:
        found = list(records)
    except csv.Error as error:
        raise SourceError(file, f"cannot be split into cells: {error}", "Export the file again.") from error
    _check_width(found, file)
    return found


def _check_width(records: list[list[str]], file: str) -> None:
    widest = max(map(len, records), default=0)
    if widest > _MAX_COLUMNS:
        raise SourceError(file, f"{widest} columns are more than any known export has", "Check the delimiter.")


def batches(records: Iterator[list[str]], width: int) -> Iterator[tuple[pa.Table, list[int]]]:
    """Records as tables of text, `width` columns each; the second part are the true numbers of cells."""
    while chunk := list(islice(records, _BATCH)):
        lengths = [len(record) for record in chunk]
        padded = [record[:width] + [""] * (width - len(record)) for record in chunk]
        columns = list(zip(*padded))
        yield pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)}), lengths


def _json_lines(text: str, file: str) -> Sheet:
    rows: list[dict] = []
    for number, line in enumerate(text.splitlines() if not text.lstrip().startswith("[") else [text], start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise SourceError(file, f"line {number} is not JSON: {error}", "Write one object per line.") from error
        for entry in found if isinstance(found, list) else [found]:
            if not isinstance(entry, dict):
                raise SourceError(file, f"line {number} is not an object", "Write one object per line.")
            rows.append(entry)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > _MAX_COLUMNS:
        raise SourceError(file, f"{len(names)} columns are more than any known export has")
    return Sheet(file, records=[names, *([_plain(row.get(name)) for name in names] for row in rows)], typed=True)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(data: bytes, file: str) -> Sheet:
    try:
        table = pq.read_table(pa.BufferReader(data))
        if table.num_columns > _MAX_COLUMNS:
            raise SourceError(file, f"{table.num_columns} columns are more than any known export has")
        texts = {name: as_text(table[name]) for name in table.column_names}
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(file, f"not a readable Parquet file: {error}") from error
    return Sheet(file, records=[list(texts)], table=pa.table(texts), typed=True)


def as_text(column: pa.ChunkedArray) -> pa.Array:
    """A typed column as text that reads back the same."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
        words = [None if value is None else number_text(value) for value in column.to_pylist()]
        return pc.fill_null(pa.array(words, pa.string()), "")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array(["" if value is None else str(value) for value in column.to_pylist()], pa.string())
    texts = column.cast(pa.string())
    return pc.fill_null(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts, "")


def number_text(value: float) -> str:
    """A number cell as text that no reader can take for a grouped integer, and that shows lost digits."""
    if value == int(value):
        return str(int(value)) if abs(value) < 2**53 else f"{value:.14E}"
    text = repr(value)
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
