"""All sources of a client become its store: globs, readings, cache, duplicates, coverage.

Comes in: `SourceSpec`s and what the client file says. Goes out: a `Store`; a bad file becomes a problem in it.
"""

from __future__ import annotations

import glob
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from kpilib.errors import KpilibError, Problem, SourceError, suggest
from kpilib.sources.accounts import NOBODY, equal_series, one_name_each
from kpilib.sources.cache import VERSION, Cache, write_rejects
from kpilib.sources.filing import Piece, Reading, read_sheets
from kpilib.sources.generic import extended, generic
from kpilib.sources.merge import fill_late, gaps, merge, number_people, without_totals
from kpilib.sources.parts import Scratch, read_in_parts
from kpilib.sources.preset import Preset
from kpilib.sources.presets import BY_NAME, FORMATS
from kpilib.sources.reading import read_bytes, sheets_of
from kpilib.sources.sentiment import Method, rated, word_lists
from kpilib.sources.spec import Context, SourceSpec, digest
from kpilib.sources.stock import with_stock
from kpilib.sources.window import Needed, everything
from kpilib.tables.coverage import NOT_DATED
from kpilib.tables.frames import Span, spans_found, united
from kpilib.tables.store import Store

_WILD = "*?["


def load(
    specs: Iterable[SourceSpec],
    *,
    base: Path,
    timezone: str = "UTC",
    currency: str | None = None,
    cache: Path | None = None,
    client: str = "",
    labels: Mapping[str, Any] | None = None,
    events: Mapping[str, str] | None = None,
    pages: Mapping[str, str] | None = None,
    brands: Any = (),
    followers: Mapping[str, Any] | None = None,
    stages: Mapping[str, str] | None = None,
    names: str = "hidden",
    prefer: Sequence[str] = (),
    keep_history: bool = False,
    settle_days: int = 0,
    competitors: Sequence[str] = (),
    lexicons: Mapping[str, Path] | None = None,
    needed: Needed = everything,
) -> Store:
    """Read every source of a client.

    Parameters
    ----------
    base : the folder that relative paths start from
    timezone, currency : the client's, for files that do not say
    cache : a folder that may be deleted at any time; None: nothing is kept
    prefer : presets whose figures win over those of others
    lexicons : word lists that rate mentions without a label, by language
    needed : the days of each table that databases are asked for

    Returns
    -------
    Store : with every row that could be read; what could not is in `store.problems` and the rejects file
    """
    salt = os.environ.get("KPILIB_SALT", "")
    context = Context(
        timezone, currency, client, salt, labels or {}, events or {}, pages or {}, _names(brands), stages or {}, names,
        tuple(competitors or ()),
    )  # fmt: skip
    specs = list(specs)
    problems: list[Problem] = []
    raters = word_lists(lexicons or {}, problems)
    files = _files([spec for spec in specs if not spec.sql], Path(base), problems)
    keeper = Cache(Path(cache)) if cache else None
    keys, readings = [], []
    for spec, path, name in files:
        key, reading = _one(spec, path, name, context, keeper)
        keys.append(key)
        readings.append(reading)
    for spec in (s for s in specs if s.sql):
        reading = _from_sql(spec, context, needed)
        keys.append(_contents(reading))
        readings.append(reading)
    anchors = followers or {}
    whole = digest(
        keys,
        list(prefer),
        keep_history,
        settle_days,
        repr(sorted(anchors.items())),
        [p.as_dict() for p in problems],
        [method.name for method in raters.values()],
        VERSION,
    )
    if keeper:
        keeper.flush()
        if (keeper.store_folder(whole) / "store.json").exists():
            keeper.finish()
            return Store(keeper.store_folder(whole))
    loaded = [reading() if callable(reading) else reading for reading in readings]
    sources = list(zip([*(spec for spec, _, _ in files), *(spec for spec in specs if spec.sql)], loaded))
    problems += one_name_each(sources, client or NOBODY)
    return _build(
        loaded,
        problems,
        keeper,
        whole,
        prefer=prefer,
        keep_history=keep_history,
        settle_days=settle_days,
        anchors=anchors,
        raters=raters,
        needed=needed,
    )


def _names(brands: Any) -> tuple[str, ...]:
    """Own names and handles, from a list or from a mapping of lists."""
    if isinstance(brands, Mapping):
        found: list[str] = []
        for name, handles in brands.items():
            found += [str(name), *_names(handles or ())]
        return tuple(found)
    return (brands,) if isinstance(brands, str) else tuple(str(name) for name in brands or ())


def _files(specs: list[SourceSpec], base: Path, problems: list[Problem]) -> list[tuple[SourceSpec, Path, str]]:
    """Every file once, in the order of listing; one named in full is not taken again by a wildcard."""
    named = {str((base / spec.path).absolute()) for spec in specs if not _wild(spec.path)}
    found: dict[str, tuple[SourceSpec, Path, str]] = {}
    for spec in specs:
        if not spec.path:
            problems.append(Problem("error", "sources", "an entry has neither path nor sql", "Add 'path:'."))
            continue
        paths = [base / spec.path]
        if _wild(spec.path):
            # the pattern may be absolute, which Path.glob refuses
            matches = sorted(glob.glob(str(base / spec.path), recursive=True))  # noqa: PTH207
            paths = [Path(match) for match in matches if Path(match).is_file()]
            if not paths:
                problems.append(Problem("error", spec.path, "no file matches this pattern", "Check the path."))
        for path in paths:
            whole = str(path.absolute())
            if not (_wild(spec.path) and whole in named) and (whole not in found or not _wild(spec.path)):
                found[whole] = (spec, path, _relative(path, base))
    return list(found.values())


def _wild(path: str) -> bool:
    return any(mark in path for mark in _WILD)


def _relative(path: Path, base: Path) -> str:
    try:
        return shown(path.relative_to(base))
    except ValueError:
        return shown(path)


def shown(path: Path) -> str:
    """A path as messages and tables can hold it: bytes that are no UTF-8 are replaced."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _one(spec: SourceSpec, path: Path, name: str, context: Context, keeper: Cache | None):
    """The key of a file's reading, and the reading or a function that gets it when it is needed."""
    try:
        mark = keeper.unseen(path) if keeper and path.is_file() else None
        fresh = _at_once(spec, path, name, context, keeper, mark) if keeper and mark else None
        sha = fresh.pieces[0].log.sha256 if fresh else keeper.sha256(path) if keeper and path.is_file() else ""
    except OSError:
        mark, fresh, sha = None, None, ""
    if keeper is None or not sha:
        reading = read_file(path, spec, context, name=name)
        return digest([problem.as_dict() for problem in reading.problems], name, os.urandom(8).hex()), reading
    key = digest(sha, replace(spec, path=""), context, name, VERSION)
    if fresh:
        keeper.keep(key, fresh)
        return key, fresh

    def get() -> Reading:
        kept = keeper.reading(key)
        if kept is None:
            kept = read_file(path, spec, context, name=name, sha256=sha, scratch=keeper.scratch, parts=not mark)
            keeper.keep(key, kept)
        return kept

    return key, get


def _at_once(
    spec: SourceSpec, path: Path, name: str, context: Context, keeper: Cache, mark: list[int]
) -> Reading | None:
    """A file that was never seen, hashed and kept while it is read, if it is large and regular."""
    try:
        found = read_in_parts(path, presets_for(spec), spec, context, name=name, scratch=keeper.scratch)
    except (KpilibError, MemoryError):
        return None
    if found:
        keeper.learn(path, mark, found.pieces[0].log.sha256)
    return found


def read_file(
    path: Path, spec: SourceSpec, context: Context, *, name: str = "", sha256: str = "", scratch: Scratch = None,
    parts: bool = True,
) -> Reading:  # fmt: skip
    """One file with one entry of the client file; never raises for what a file can hold.

    Parameters
    ----------
    scratch : gives an empty folder where the tables of a large file are written meanwhile
    parts : whether a large file is tried in parts first
    """
    name = name or shown(Path(path.name))
    try:
        presets = presets_for(spec)
        found = parts and read_in_parts(path, presets, spec, context, name=name, sha256=sha256, scratch=scratch)
        if found:
            return found
        sheets = sheets_of(read_bytes(path), name, encoding=spec.encoding, delimiter=spec.delimiter, sheet=spec.sheet)
        if spec.sheet and not sheets:
            raise SourceError(name, f"no sheet called {spec.sheet!r}", "Check the name of the sheet.")
        if spec.skip_rows:
            for sheet in sheets:
                sheet.skip_records(spec.skip_rows)
        return read_sheets(sheets, presets, spec, context, sha256=sha256)
    except KpilibError as error:
        return Reading(problems=[Problem("error", name, error.what, error.do)])
    except MemoryError:
        return Reading(problems=[Problem("error", name, "larger than the memory of this machine", "Export less.")])
    except RecursionError:
        return Reading(problems=[Problem("error", name, "nested too deeply to be an export")])


def presets_for(spec: SourceSpec) -> list[Preset]:
    """The formats a source may have: the one named by `as:`, else all.

    Raises
    ------
    SourceError : the name is unknown, or an explicit map is wrong
    """
    if spec.preset == "generic" or (spec.table and spec.columns and not spec.preset):
        return [generic(spec)]
    if not spec.preset:
        return list(FORMATS)
    if spec.preset not in BY_NAME:
        what = f"no export format called {spec.preset!r}"
        raise SourceError(spec.name, what, f"{suggest(spec.preset, BY_NAME)} 'kpilib sources' lists them.".strip())
    named = [form for form in FORMATS if spec.preset in (form.name, form.family)]
    return [extended(form, spec) for form in named]


def _from_sql(spec: SourceSpec, context: Context, needed: Needed) -> Reading:
    from kpilib.sources.sql import read_sql

    return read_sql(spec, context, needed)


def _contents(reading: Reading) -> str:
    """The key of rows that a database gave: the same rows are the same store, however often they are asked for."""
    found = hashlib.sha256(digest([problem.as_dict() for problem in reading.problems], reading.rejects).encode())
    for piece in reading.pieces:
        found.update(digest(piece.name, piece.log, piece.spans).encode())
        with pa.ipc.new_stream(pa.PythonFile(_Hashing(found), "w"), piece.table.schema) as stream:
            stream.write_table(piece.table.combine_chunks())
    return found.hexdigest()


class _Hashing(io.RawIOBase):
    """A file that keeps nothing but the hash of what is written."""

    def __init__(self, hashed: Any) -> None:
        self.hashed = hashed

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.hashed.update(data)
        return len(data)


def _build(
    readings: list[Reading],
    problems: list[Problem],
    keeper: Cache | None,
    key: str,
    *,
    prefer: Sequence[str],
    keep_history: bool,
    settle_days: int,
    anchors: Mapping[Any, Any],
    raters: Mapping[str, Method],
    needed: Needed,
) -> Store:
    pieces = [piece for reading in readings for piece in reading.pieces]
    problems = list(dict.fromkeys([*problems, *(problem for reading in readings for problem in reading.problems)]))
    known = [span for piece in pieces for span in piece.spans]
    spans = united(known)
    last = _last_day(spans)
    problems += fill_late(pieces, last)
    tables: dict[str, pa.Table] = {}
    lost: dict[tuple[str, str], int] = {}
    for name in dict.fromkeys(piece.name for piece in pieces):
        mine = [piece for piece in pieces if piece.name == name]
        tables[name], gone, found = merge(name, mine, prefer=prefer, keep_history=keep_history)
        problems += found + gaps(name, tables[name], mine, last, settle_days, needed(name))
        lost |= {(file, name): count for file, count in gone.items()}
    if "shares" in tables:
        tables["shares"], repeated = without_totals(tables["shares"])
        lost |= {place: lost.get(place, 0) + count for place, count in repeated.items()}
    if "mentions" in tables:
        tables["mentions"], found = rated(tables["mentions"], raters)
        problems += found
    if "accounts_daily" in tables:
        problems += equal_series(tables["accounts_daily"])
        tables["accounts_daily"], found = with_stock(tables["accounts_daily"], anchors)
        problems += found
    number_people(tables)
    spans = united([*known, *_late_spans(pieces)])
    log = [
        replace(piece.log, duplicated=piece.log.duplicated + lost.pop((piece.log.file, piece.name), 0))
        for piece in pieces
    ]
    rejects = [reject for reading in readings for reject in reading.rejects]
    if keeper is None:
        return Store.write(tables, spans=spans, log=log, problems=problems)
    if rejects:
        write_rejects(keeper.folder / "rejects" / f"{key}.csv", rejects)
        shown = f"{len(rejects)} rows are kept in {keeper.folder / 'rejects' / key}.csv"
        problems.append(Problem("warning", "rejects", shown))
    keeper.finish()
    with tempfile.TemporaryDirectory(dir=keeper.folder, prefix="new-") as name:
        home = Path(name) / "store"
        same = {p.name: p.kept for p in pieces if p.kept and tables[p.name] is p.table}
        Store.write(tables, spans=spans, folder=home, log=log, problems=problems, written=same)
        return Store(keeper.settle(Path(name) / "store", key))


def _last_day(spans: pd.DataFrame) -> date | None:
    dated = spans[~spans["table"].isin(NOT_DATED)]
    ends = list((dated if len(dated) else spans)["end"])
    return max(ends) - timedelta(days=1) if ends else None


def _late_spans(pieces: list[Piece]) -> list[Span]:
    """Spans of pieces whose day came from the others."""
    late = [piece for piece in pieces if not piece.spans and piece.table.num_rows]
    return [span for piece in late for span in spans_found(piece.name, piece.table)]
