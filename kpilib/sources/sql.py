"""Databases and warehouses as sources, through Ibis: PostgreSQL, DuckDB files, SQLite.

Comes in: a source with `sql:` and a relation or query, and the days needed of each table. Goes out: the same `Reading`
that a file gives.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem, SourceError
from kpilib.sources.blocks import Block
from kpilib.sources.cutting import Clock, covering, cut
from kpilib.sources.filing import Reading, read_block
from kpilib.sources.generic import MENDS, extended, generic
from kpilib.sources.headers import read_headers
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.presets import BY_NAME
from kpilib.sources.ranges import declared
from kpilib.sources.reading import Sheet, as_text
from kpilib.sources.spec import Context, SourceSpec
from kpilib.sources.window import Bounds, Needed, everything
from kpilib.tables.schema import TABLES

_KINDS = ("postgres", "postgresql", "duckdb", "sqlite")
_FORMS = "Write postgresql://user:${PASSWORD}@host/db, duckdb:///file.duckdb or sqlite:///file.db."
_RELATION = re.compile(r'[\w".$]+')


def read_sql(spec: SourceSpec, context: Context, needed: Needed = everything) -> Reading:
    """Rows of one relation or query.

    Only the days of `covers:` are asked for where the source names them, and of those only the days `needed` of the
    table. Never raises for what a database can answer; a password never gets into a message.
    """
    try:
        preset, table = _fetched(spec, context, needed)
        return _read(table, preset, spec, context, needed)
    except SourceError as error:
        return Reading(problems=[Problem("error", _name(spec), error.what, error.do)])


def _name(spec: SourceSpec) -> str:
    """The relation, or the table it fills; never the address."""
    relation = _relation(spec)
    return relation if relation != spec.query else spec.table or spec.preset or "sql query"


def _relation(spec: SourceSpec) -> str:
    if spec.query:
        return spec.query.strip().rstrip(";")
    form = BY_NAME.get(spec.preset)
    return (form.relation if form else "") or spec.table


def _preset(spec: SourceSpec, columns: Sequence[str]) -> Preset:
    if spec.preset and spec.preset != "generic":
        if spec.preset not in BY_NAME:
            raise SourceError("", f"no export format called {spec.preset!r}", "'kpilib sources' lists them.")
        return extended(BY_NAME[spec.preset], spec)
    if spec.columns:
        return generic(spec)
    if spec.table not in TABLES:
        raise SourceError("", f"no table called {spec.table!r}", f"One of: {', '.join(TABLES)}.")
    known = TABLES[spec.table].by_name
    names = {name: F(name) for name in columns if name in known and name not in ("supplied", "preset")}
    names.pop("source_file", None)
    if not names:
        do = f"Map them under 'columns', or name the result's columns as ours: {', '.join(list(known)[:6])} …"
        raise SourceError("", f"no column of the result is one of {spec.table}", do)
    defaults = {"scope": "total", "published_precision": "minute"}
    constants = {name: value for name, value in defaults.items() if name in known and name not in names}
    part = Part(spec.table, names, constants, mend=MENDS.get(spec.table))
    return Preset("sql", "SQL result with our own column names", "the query", (), (part,))


_LOADED = F("_fivetran_synced | _airbyte_extracted_at | _airbyte_emitted_at")


def _stamped(preset: Preset) -> Preset:
    """The same with the instant that a loader stamps on its rows as the time of export."""
    parts = [replace(part, fields={"exported_at": _LOADED, **part.fields}) for part in preset.parts]
    return replace(preset, parts=tuple(parts))


def _fetched(spec: SourceSpec, context: Context, needed: Needed) -> tuple[Preset, pa.Table]:
    scheme = urlsplit(spec.sql).scheme.split("+")[0] if "://" in spec.sql else ""
    if scheme not in _KINDS:
        raise SourceError("", f"no database of the kind {scheme or 'without ://'!r}", _FORMS)
    relation = _relation(spec)
    if not relation:
        raise SourceError("", "a sql source needs a query or a table", "Add 'query: select …'.")
    if not spec.query and not _RELATION.fullmatch(relation):
        raise SourceError("", f"{relation!r} is not the name of a relation", "Use 'query:' for anything else.")
    backend = _connected(spec, scheme)
    try:
        return _asked(backend, spec, context, relation, needed)
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(
            "", f"the query failed: {_safe(error, spec)}", "Try it in the database's own shell."
        ) from None
    finally:
        with suppress(Exception):
            backend.disconnect()


def _connected(spec: SourceSpec, scheme: str) -> Any:
    address = spec.sql
    try:
        if scheme == "duckdb":
            path = address.split("://", 1)[1].lstrip("/") if address.count("/") < 4 else address.split("://", 1)[1]
            return ibis.duckdb.connect(
                path, read_only=True, autoinstall_known_extensions=False, autoload_known_extensions=False
            )
        return ibis.connect(address.replace("postgresql", "postgres", 1) if scheme == "postgresql" else address)
    except Exception as error:
        raise SourceError(
            "", f"cannot connect: {_safe(error, spec)}", "Check the address and that it answers."
        ) from None


def _safe(error: Exception, spec: SourceSpec) -> str:
    """The first line of a database's message without the address and its password."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    parts = urlsplit(spec.sql)
    for secret in (spec.sql, parts.password or "", parts.netloc):
        text = text.replace(secret, "…") if secret else text
    return text[:200]


def _asked(backend: Any, spec: SourceSpec, context: Context, relation: str, needed: Needed) -> tuple[Preset, pa.Table]:
    """What the relation is, and its rows, cut to the days asked for where it says its days."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ibis calls DuckDB and pandas by names that they are about to drop
        if spec.query:
            rows = backend.sql(relation)
        else:
            *schema, name = relation.replace('"', "").split(".")
            rows = backend.table(name, database=".".join(schema) or None)
        preset = _stamped(_preset(spec, rows.columns))
        part = preset.parts[0]
        # stamps without a zone are read on this clock, see the conversion of columns
        clock = Clock(context.timezone, preset.zone or spec.timezone or context.timezone)
        if span := declared(spec.covers):
            rows = covering(rows, part, span, clock)
        rows = cut(rows, part, _bounds(preset, needed), clock, iso=(spec.dates or preset.dates) == "iso")
        return preset, rows.to_pyarrow()


def _bounds(preset: Preset, needed: Needed) -> Bounds:
    """The days of which a relation is asked: all where it fills several tables."""
    return needed(preset.parts[0].table) if len(preset.parts) == 1 else Bounds()


def _read(table: pa.Table, preset: Preset, spec: SourceSpec, context: Context, needed: Needed) -> Reading:
    file = _name(spec)
    texts = pa.table({str(i): as_text(table[i]) for i in range(table.num_columns)})
    headers = read_headers(table.column_names)
    missing = [item for item, group in zip(preset.needs, preset.required) if not group & headers.known]
    if missing:
        found = ", ".join(table.column_names[:8])
        raise SourceError("", f"no column {', '.join(missing)}. Found: {found}", "Mend 'columns' or the query.")
    sheet = Sheet(file, records=[table.column_names], typed=True)
    rows = pc.add(pa.array(range(table.num_rows), pa.int64()), 1)
    reading = Reading()
    read_block(reading, Block(sheet, preset, headers, texts, rows, span=declared(spec.covers)), spec, context, "")
    if (bounds := _bounds(preset, needed)) != Bounds():
        for piece in reading.pieces:
            piece.log = replace(piece.log, notes=(*piece.log.notes, f"asked for {bounds}"))
    return reading
