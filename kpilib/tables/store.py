"""One client's canonical tables: Parquet in a folder, opened through Ibis on an embedded DuckDB.

Comes in: typed frames with their spans, log and problems. Goes out: Ibis tables, frames, covered spans.
"""

from __future__ import annotations

import json
import os
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kpilib.errors import PeriodError, Problem, TableError
from kpilib.periods import Period
from kpilib.tables.coverage import NOT_DATED, kinds_of
from kpilib.tables.different import different
from kpilib.tables.frames import ARROW, SPAN_COLUMNS, spans_found, table_of, to_arrow, to_pandas, united
from kpilib.tables.noted import Noted, noted
from kpilib.tables.schema import TABLES
from kpilib.tables.written import write_parquet

_META = "store.json"
_OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


@dataclass(frozen=True)
class SourceLog:
    """What became of one table of one source; `start` and `end` are its first and last day, both included."""

    file: str
    preset: str
    table: str
    rows_read: int = 0
    kept: int = 0
    rejected: int = 0
    duplicated: int = 0
    start: date | None = None
    end: date | None = None
    notes: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    sha256: str = ""


class Store:
    """One client's tables. Nothing connects before the first query, so a process may fork after building one.

    `sentences` is a folder for the SQL of questions asked, shared with other stores, `answers` one for what these
    tables answered, this store's alone; None: memory alone. `asked` are the days of which databases were asked; None:
    of all.
    """

    sentences: Path | None = None
    answers: Path | None = None
    asked: Period | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        try:
            meta = json.loads((self.folder / _META).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TableError(str(folder), "this folder holds no readable store", "Read the sources again.") from error
        self._supplied: dict[str, list[str]] = meta["supplied"]
        self._patterns: dict[str, int] = meta["patterns"]
        self._kinds: dict[str, list[list[str | None]]] = meta["kinds"]
        self._days = {key: meta[key] and date.fromisoformat(meta[key]) for key in ("data_date",)}
        self.spans = _spans_from(meta["spans"])
        self.log = [_log_from(entry) for entry in meta["log"]]
        self.problems = [Problem(**entry) for entry in meta["problems"]]
        self._backend: Any = None
        self._tables: dict[str, Any] = {}
        self._shown: set[str] = set()
        self._noted: dict[str, Noted] = {}

    @classmethod
    def from_frames(
        cls,
        frames: Mapping[str, pd.DataFrame],
        *,
        folder: Path | None = None,
        spans: pd.DataFrame | None = None,
        timezone: str = "UTC",
        log: Iterable[SourceLog] = (),
        problems: Iterable[Problem] = (),
    ) -> Store:
        """A store of these frames; absent columns are null, NaN is null.

        Parameters
        ----------
        folder : where the Parquet files go; None: a private folder that goes away with the store
        spans : table, network, account, start, end (exclusive); None: first to last day found
        timezone : the clock on which days are found

        Raises
        ------
        UnknownName, TableError : a table or column that does not exist, or a value that does not fit
        """
        tables = {name: to_arrow(name, frame) for name, frame in frames.items()}
        if spans is None:
            spans = united([span for name, table in tables.items() for span in spans_found(name, table, timezone)])
        return cls.write(tables, spans=spans, folder=folder, log=log, problems=problems)

    @classmethod
    def write(
        cls,
        tables: Mapping[str, pa.Table],
        *,
        spans: pd.DataFrame,
        folder: Path | None = None,
        log: Iterable[SourceLog] = (),
        problems: Iterable[Problem] = (),
        written: Mapping[str, Path] | None = None,
    ) -> Store:
        """A store of Arrow tables that already have the canonical columns and types; `written` ones are linked."""
        private = tempfile.TemporaryDirectory(prefix="kpilib-") if folder is None else None
        home = Path(private.name) if private else Path(str(folder))
        home.mkdir(parents=True, exist_ok=True)
        supplied, kinds, patterns = {}, {}, {}
        for name, table in tables.items():
            if table.num_rows:
                _place(table, home / f"{name}.parquet", (written or {}).get(name))
                supplied[name], kinds[name] = sorted(_carried(table)), _kinds(name, table)
                patterns[name] = _patterns(table)
        whole = united(spans)
        last = _data_date(whole)
        meta = {
            "supplied": supplied,
            "kinds": kinds,
            "patterns": patterns,
            "data_date": last and last.isoformat(),
            "spans": [[t, n, a, s.isoformat(), e.isoformat()] for t, n, a, s, e in whole.itertuples(index=False)],
            "log": [asdict(entry) for entry in log],
            "problems": [problem.as_dict() for problem in problems],
        }
        (home / _META).write_text(json.dumps(meta, ensure_ascii=False, default=str), encoding="utf-8")
        store = cls(home)
        if private:
            weakref.finalize(store, private.cleanup)
        return store

    @property
    def names(self) -> list[str]:
        """The tables that have rows, in the order of the schema."""
        return [name for name in TABLES if name in self._supplied]

    @property
    def data_date(self) -> date:
        """The last day that any source covers.

        Raises
        ------
        TableError : no source holds a dated row
        """
        last = self._days["data_date"]
        if last is None:
            raise TableError("sources", "no row has a date", "Check the sources with 'kpilib check'.")
        return last

    @property
    def first_day(self) -> date:
        """The first day that any source covers; the data date where no source says."""
        return min(self.spans["start"], default=self.data_date)

    def check_asked(self, start: date, end: date) -> None:
        """Whether all rows of these days are here; `end` is exclusive.

        Raises
        ------
        PeriodError : a source has days among them of which its database was not asked
        """
        if self.asked is None:
            return
        first, after = max(start, self.first_day), min(end, self.data_date + timedelta(days=1))
        if first < after and not self.asked.contains(first, after):
            what = f"{Period(first, after)} reaches over the days of which the databases were asked, {self.asked}"
            raise PeriodError("period", what, "Open a report of that period, or compare with it.")

    @property
    def connection(self) -> Any:
        """The Ibis backend, opened on first use; it never installs or loads an extension.

        It has as many threads as OMP_NUM_THREADS says, as other libraries do: the batch runs one notebook on each core.
        """
        if self._backend is None:
            threads = os.environ.get("OMP_NUM_THREADS", "")
            limit = {"threads": int(threads)} if threads.isdecimal() and int(threads) else {}
            self._backend = database().connect(**_OFFLINE, **limit)
            # After two seconds it would be written to stdout; where it is off, notebooks may not be able to set it.
            if self._backend.raw_sql("SELECT current_setting('enable_progress_bar')").fetchone()[0]:
                self._backend.raw_sql("SET enable_progress_bar = false")
            weakref.finalize(self, self._backend.disconnect)
        return self._backend

    def table(self, name: str) -> Any:
        """The Ibis table of this name with every canonical column; without rows it is empty.

        Raises
        ------
        UnknownName : no such canonical table
        """
        table = table_of(name)
        if name not in self._tables:
            if name in self._supplied:
                self.show(name)
                relation = self.connection.table(name)
            else:
                empty = pa.table({c.name: pa.array([], ARROW[c.dtype]) for c in table.columns})
                relation = self._placed(name, empty)
            self._tables[name] = relation
        return self._tables[name]

    def show(self, name: str) -> None:
        """Make the database know a table, for SQL that is written: asking for its columns takes twice as long."""
        if name not in self._supplied:
            self.table(name)
        elif name not in self._shown:
            path = str(self.folder / f"{name}.parquet").replace("'", "''")
            self.connection.raw_sql(f"CREATE TEMPORARY VIEW \"{name}\" AS SELECT * FROM read_parquet('{path}')")
            self._shown.add(name)

    def keep(self, name: str, frame: pd.DataFrame, types: Mapping[str, str]) -> Any:
        """Rows worked out from the tables as a table of the same database; columns and their Ibis types are `types`."""
        schema = ibis.schema(types).to_pyarrow()
        rows = pa.Table.from_pandas(frame.reindex(columns=list(types)), schema=schema, preserve_index=False)
        return self._placed(name, rows)

    def _placed(self, name: str, rows: pa.Table) -> Any:
        return self.connection.create_table(name, rows, temp=True, overwrite=True)

    def frame(self, name: str) -> pd.DataFrame:
        """All rows of a table as a pandas frame with nullable types."""
        table = table_of(name)
        if name not in self._supplied:
            return to_pandas(pa.table({c.name: pa.array([], ARROW[c.dtype]) for c in table.columns}))
        return to_pandas(pq.read_table(self.folder / f"{name}.parquet"))

    def has(self, table: str, column: str) -> bool:
        """Whether some file supplied this column, or some row has a value in it."""
        known = table_of(table)
        if column not in known.by_name:
            raise TableError(f"table {table}", f"no column called {column!r}")
        return column in self._supplied.get(table, ())

    def noted(self, table: str) -> Noted:
        """What the file of a table notes about its columns; nothing of a table without rows."""
        if table not in self._noted:
            self._noted[table] = noted(self.folder / f"{table}.parquet") if table in self._supplied else Noted()
        return self._noted[table]

    def kinds(self, table: str) -> list[dict[str, str | None]]:
        """The different combinations of whose rows they are, of which cut, and which columns their file supplied."""
        return [dict(zip(kinds_of(table), row)) for row in self._kinds.get(table, ())]

    def patterns(self, table: str) -> int:
        """How many different combinations of its numbers the rows of a table know."""
        return self._patterns.get(table, 0)

    @cached_property
    def covered(self) -> dict[str, list[tuple[Any, ...]]]:
        """`spans` by table: network, account, start and end of each."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table, *span in self.spans.to_numpy(dtype=object).tolist():
            found.setdefault(table, []).append(tuple(span))
        return found

    def __repr__(self) -> str:
        return f"Store({', '.join(self.names)})"


def database() -> Any:
    """The embedded kind of database, which Ibis looks for among all installed packages once; nothing is opened."""
    return ibis.duckdb


def _place(table: pa.Table, path: Path, written: Path | None) -> None:
    """One table's file: a link to the same table written before, else written now."""
    try:
        if written is not None:
            os.link(written, path)
            return
    except OSError:  # another disk, or a file system without links
        pass
    write_parquet(table, path)


def _kinds(name: str, table: pa.Table) -> list[list[str | None]]:
    """The different rows of the columns that tell the kinds of a table's rows apart: few, as every file has one."""
    return [list(row.values()) for row in different(table, kinds_of(name))]


def _patterns(table: pa.Table) -> int:
    numbers = [table[c.name] for c in table.schema if pa.types.is_integer(c.type) or pa.types.is_floating(c.type)]
    partly = [column for column in numbers if 0 < column.null_count < len(column)]
    if not partly:
        return 1
    codes = np.zeros(table.num_rows, np.int64)
    for column in partly:
        codes = codes * 2 + pc.is_null(column).to_numpy()
    return len(np.unique(codes))


def _carried(table: pa.Table) -> set[str]:
    """Columns with a value, and those that a source had even if every cell is empty."""
    texts = [row["supplied"] or "" for row in different(table, ["supplied"])]
    named = {name for text in texts for name in text.split(";") if name}
    return named | {name for name in table.column_names if table[name].null_count < table.num_rows}


def _data_date(spans: pd.DataFrame) -> date | None:
    dated = spans[~spans["table"].isin(NOT_DATED)]
    ends = list((dated if len(dated) else spans)["end"])
    return max(ends) - timedelta(days=1) if ends else None


def _spans_from(rows: list[list]) -> pd.DataFrame:
    columns = list(zip(*rows)) if rows else [()] * len(SPAN_COLUMNS)
    spans = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in zip(SPAN_COLUMNS, columns)})
    for bound in ("start", "end"):
        spans[bound] = pd.Series([date.fromisoformat(day) for day in spans[bound]], dtype=object)
    return spans


def _log_from(entry: dict[str, Any]) -> SourceLog:
    days = {key: entry[key] and date.fromisoformat(entry[key]) for key in ("start", "end")}
    lists = {key: tuple(entry[key]) for key in ("notes", "unknown_columns")}
    return SourceLog(**{**entry, **days, **lists})
