"""Rows of a frame as dictionaries, and back.

Comes in: a frame of figures. Goes out: one dictionary for each row, and a frame of such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.tidy import in_one_piece


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row by its column names."""
    names = [str(name) for name in frame.columns]
    rows = frame.to_numpy(dtype=object).tolist()
    return [dict(zip(names, map(_unboxed, row))) for row in rows]


def framed(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> pd.DataFrame:
    """A frame of these columns, None where a row lacks one."""
    return in_one_piece({name: [row.get(name) for row in rows] for name in names}, len(rows))


def _unboxed(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


# Reasons that only say that a group has nothing to do with the figure.
_NOTHING = {"not_supplied", "not_supported_by_network", "zero_denominator"}


def concerned(frame: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """The rows of groups with a figure, or with a reason that tells something; all rows where no group has either."""
    told = {row[by] for row in records(frame) if row["missing"] not in _NOTHING}
    return frame[frame[by].isin(told)] if told else frame


def with_figures(frame: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """The rows of named groups that have at least one figure other than 0."""
    live = {row[by] for row in records(frame) if row["value"] and row[by] is not None}
    return frame[frame[by].isin(live)]
