"""Rows of a frame as dictionaries.

Comes in: a frame of figures. Goes out: one dictionary for each row.
"""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row by its column names."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def with_figures(frame: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """The rows of named groups that have at least one figure other than 0."""
    live = {row[by] for row in records(frame) if row["value"] and row[by] is not None}
    return frame[frame[by].isin(live)]
