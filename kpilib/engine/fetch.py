"""Runs an expression on the store's database.

Comes in: an Ibis expression. Goes out: a pandas frame by way of Arrow, which needs no guessing of types.
"""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd

from kpilib.tables import Store

# Layers of columns stay layers: fused, each would be written out again wherever it is used.
ibis.options.sql.fuse_selects = False


def fetch(store: Store, expression: Any) -> pd.DataFrame:
    """All rows of an expression; nulls are NaN, None or NaT."""
    return store.connection.to_pyarrow(expression).to_pandas()
