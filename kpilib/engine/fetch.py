"""Runs an expression on the store's database.

Comes in: an Ibis expression. Goes out: a pandas frame by way of Arrow, which needs no guessing of types.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from kpilib.engine.kept import Form, kept
from kpilib.engine.sentences import sentence
from kpilib.tables import Store

# Layers of columns stay layers: fused, each would be written out again wherever it is used.
ibis.options.sql.fuse_selects = False


def fetch(store: Store, expression: Any) -> pd.DataFrame:
    """All rows of an expression; nulls are NaN, None or NaT."""
    return run(store, expression).to_pandas()


def fetch_known(
    store: Store, key: Hashable, build: Callable[[], Any], *, tables: Callable[[], object] | None = None
) -> pd.DataFrame:
    """As `fetch`; where `key` names all that the SQL depends on, it is written once, and its answer kept.

    Building and translating an expression takes ten times as long as running it over a small table. `tables` makes
    what the database must know before it can be asked.
    """

    def ask() -> pa.Table:
        if store.connection.name != "duckdb":
            return run(store, build())
        if tables:
            tables()
        question = sentence(repr(key), lambda: str(ibis.to_sql(build(), dialect="duckdb")), folder=store.sentences)
        return run(store, question)

    return kept(store, ("rows", key), ask, ROWS).to_pandas()


def run(store: Store, question: Any) -> pa.Table:
    """The rows that an expression, or SQL of the store's own database, describes."""
    if isinstance(question, str):
        return store.connection.raw_sql(question).to_arrow_table()
    return store.connection.to_pyarrow(question)


def _write(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


ROWS: Form[pa.Table] = Form(_write, lambda data: pa.ipc.open_stream(data).read_all())
