"""Runs an expression on the store's database.

Comes in: an Ibis expression. Goes out: a pandas frame by way of Arrow, which needs no guessing of types.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import ibis
import pandas as pd

from kpilib.engine.sentences import sentence
from kpilib.tables import Store

# Layers of columns stay layers: fused, each would be written out again wherever it is used.
ibis.options.sql.fuse_selects = False


def fetch(store: Store, expression: Any) -> pd.DataFrame:
    """All rows of an expression; nulls are NaN, None or NaT."""
    return run(store, expression)


def fetch_known(store: Store, key: Hashable, build: Callable[[], Any]) -> pd.DataFrame:
    """As `fetch`; where `key` names all that the SQL depends on, it is written once.

    Building and translating an expression takes ten times as long as running it over a small table.
    """
    database = store.connection
    if database.name != "duckdb":
        return fetch(store, build())
    return run(store, sentence(repr(key), lambda: str(ibis.to_sql(build(), dialect="duckdb")), folder=store.sentences))


def run(store: Store, question: Any) -> pd.DataFrame:
    """The rows that an expression, or SQL of the store's own database, describes."""
    if isinstance(question, str):
        return store.connection.raw_sql(question).to_arrow_table().to_pandas()
    return store.connection.to_pyarrow(question).to_pandas()
