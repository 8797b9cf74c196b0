"""A client's tables in another database than the embedded one, so that the same KPIs can be asked of both.

Comes in: a store and an Ibis backend. Goes out: a store whose questions that backend answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from kpilib.tables import Store

NUMBERS = ("value", "numerator", "denominator", "n", "coverage", "low", "high")


class Elsewhere(Store):
    """The tables of a store, copied into another database on first use."""

    def __init__(self, store: Store, backend: Any, copy: Callable[[Any, str, Any], Any]) -> None:
        super().__init__(store.folder)
        self._backend, self._copy, self._whole = backend, copy, store

    def table(self, name: str) -> Any:
        """The table, copied as it is."""
        if name in self.names and name not in self._tables:
            self._tables[name] = self._placed(name, pq.read_table(self.folder / f"{name}.parquet"))
        return super().table(name)

    def _placed(self, name: str, rows: Any) -> Any:
        return self._copy(self._backend, name, rows)


def copied(backend: Any, name: str, rows: Any) -> Any:
    """Rows as a table of a backend."""
    return backend.create_table(name, rows, overwrite=True)


def differences(here: pd.DataFrame, there: pd.DataFrame) -> list[str]:
    """Where two frames of figures are not the same, numbers within 1e-9."""
    assert len(here) == len(there)
    found = []
    for mine, other in zip(here.to_dict("records"), there.to_dict("records")):
        for name in here.columns:
            one, two = mine[name], other[name]
            if name in NUMBERS and one is not None and two is not None:
                same = abs(one - two) <= 1e-9 * max(1.0, abs(one))
            else:
                same = one == two or (one is None and two is None)
            if not same:
                found.append(f"{mine['kpi']}, {mine['variant']}: {name} {one!r} is {two!r} there")
    return found
