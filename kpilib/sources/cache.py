"""What was read once is not read again: readings and stores as Parquet, keyed by the hash of their contents.

Comes in: readings. Goes out: the same readings, milliseconds later.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kpilib.errors import Problem
from kpilib.sources.filing import Piece, Reading
from kpilib.tables.store import SourceLog
from kpilib.tables.written import write_parquet

VERSION = 15  # raise it when reading changes, so that nothing old is taken for new
_DATES = ("start", "end")


class Cache:
    """A folder of readings and stores; it may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._index_path = folder / "index.json"
        self._index: dict[str, list] = {}
        self._changed = False
        self._writer: ThreadPoolExecutor | None = None
        self._writing: list[Future] = []
        self._scratch: list[tempfile.TemporaryDirectory] = []
        try:
            self._index = json.loads(self._index_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._index = {}

    def sha256(self, path: Path) -> str:
        """Hash of a file's bytes; size and time of change spare reading an unchanged file."""
        mark = _mark(path)
        known = self._index.get(str(path))
        if known and known[:3] == mark:
            return known[3]
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        self.learn(path, mark, found)
        return found

    def unseen(self, path: Path) -> list[int] | None:
        """Size and times of a file that cannot be one read before, because none had its size; else None."""
        mark = _mark(path)
        return None if any(known[0] == mark[0] for known in self._index.values()) else mark

    def learn(self, path: Path, mark: list[int], sha256: str) -> None:
        """Note the hash that a file had when it bore this mark."""
        self._index[str(path)] = [*mark, sha256]
        self._changed = True

    def scratch(self) -> Path:
        """An empty folder, gone after `finish`, for tables that are written while they are read."""
        folder = tempfile.TemporaryDirectory(dir=self.folder, prefix="new-")
        self._scratch.append(folder)
        return Path(folder.name)

    def flush(self) -> None:
        """Write what was learnt about files."""
        if self._changed:
            replace_text(self._index_path, json.dumps(self._index))

    def reading(self, key: str) -> Reading | None:
        """The reading kept under this key."""
        home = self.folder / "readings" / key
        try:
            kept = json.loads((home / "reading.json").read_text(encoding="utf-8"))
            pieces = [self._piece(home / f"{place}.parquet", entry) for place, entry in enumerate(kept["pieces"])]
        except (OSError, ValueError, KeyError, pa.ArrowException):
            return None
        return Reading(
            pieces,
            [Problem(**problem) for problem in kept["problems"]],
            [tuple(reject) for reject in kept["rejects"]],
            kept["presets"],
        )

    @staticmethod
    def _piece(path: Path, entry: dict) -> Piece:
        return Piece(entry["name"], pq.read_table(path), _spans(entry["spans"]), _log(entry["log"]), path)

    def keep(self, key: str, reading: Reading) -> None:
        """Keep a reading, written while the next one is read; it appears whole or not at all."""
        home = self.folder / "readings" / key
        pieces = [replace(piece) for piece in reading.pieces]
        kept = {
            "pieces": [{"name": p.name, "spans": p.spans, "log": asdict(p.log)} for p in reading.pieces],
            "problems": [problem.as_dict() for problem in reading.problems],
            "rejects": reading.rejects,
            "presets": reading.presets,
        }
        text = json.dumps(kept, ensure_ascii=False, default=str)
        for place, piece in enumerate(reading.pieces):
            piece.kept = home / f"{place}.parquet"
        self._writer = self._writer or ThreadPoolExecutor(max_workers=1)
        self._writing.append(self._writer.submit(self._write, home, pieces, text))

    def _write(self, home: Path, pieces: list[Piece], text: str) -> None:
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="new-") as name:
            new = Path(name) / "reading"
            new.mkdir()
            for place, piece in enumerate(pieces):
                piece.written()
                if piece.kept:
                    piece.kept.rename(new / f"{place}.parquet")
                else:
                    write_parquet(piece.table, new / f"{place}.parquet")
            (new / "reading.json").write_text(text, encoding="utf-8")
            _move(new, home)

    def finish(self) -> None:
        """Wait until every reading is kept; no thread is left, so that the process may fork."""
        if self._writer:
            self._writer.shutdown()
        for written in self._writing:
            written.result()
        for folder in self._scratch:
            folder.cleanup()
        self._writer, self._writing, self._scratch = None, [], []

    def store_folder(self, key: str) -> Path:
        """Where the store of this key lies."""
        return self.folder / "stores" / key

    def settle(self, new: Path, key: str) -> Path:
        """Put a finished store in its place."""
        home = self.store_folder(key)
        _move(new, home)
        return home


def _mark(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]


def _move(new: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.rename(home)
    except OSError:  # another process was first, or something stale stands there
        if not any((home / name).exists() for name in ("reading.json", "store.json")):
            shutil.rmtree(home, ignore_errors=True)
            shutil.move(new, home)


def replace_text(path: Path, text: str) -> None:
    """Write a file in one step, so that no reader sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def write_rejects(path: Path, rejects: list[tuple[str, str, int, str, str]]) -> None:
    """Every refused row as it stood in its file, with the reason."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "sheet", "row", "reason", "cells"])
        for name, sheet, row, reason, cells in rejects:
            writer.writerow([name, sheet, row, reason, *cells.split("\x1f")])


def _spans(rows: list[list]) -> list[tuple]:
    return [(t, n, a, date.fromisoformat(s), date.fromisoformat(e)) for t, n, a, s, e in rows]


def _log(entry: dict) -> SourceLog:
    days = {key: entry[key] and date.fromisoformat(entry[key]) for key in _DATES}
    lists = {key: tuple(entry[key]) for key in ("notes", "unknown_columns")}
    return SourceLog(**{**entry, **days, **lists})
