"""Reads one small export and gives back plain rows to compare with figures worked out by hand."""

from datetime import date, datetime

import pandas as pd

from kpilib.sources import SourceSpec, load
from kpilib.tables import Store


def read(folder, name: str, content: str | bytes, **spec) -> Store:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    store = load([SourceSpec(path=name, **spec)], base=folder, client="acme", currency="EUR", brands=["acme"])
    errors = [str(problem) for problem in store.problems if problem.severity == "error"]
    assert errors == []
    return store


def rows(store: Store, table: str, *columns: str, where: str = "") -> list[tuple]:
    frame = store.frame(table)
    if where:
        frame = frame.query(where)
    return [
        tuple(None if pd.isna(value) else plain(value) for value in row)
        for row in frame[list(columns)].itertuples(index=False)
    ]


def plain(value):
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value) if isinstance(value, date | datetime) else value
