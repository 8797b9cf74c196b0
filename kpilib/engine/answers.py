"""What the database answered, as plain arrays.

Comes in: columns of a frame. Goes out: `Answer`, and Python values in which every kind of null is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

Part = tuple[str | None, str | None]


@dataclass
class Answer:
    """Arrays of equal length, one entry for each span, group, part and cut."""

    span: np.ndarray
    group: list[tuple]
    part: list[Part]
    cut: list[str | None]
    columns: dict[str, np.ndarray]
    broken: set[tuple[int, Part, str | None]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.span)


def plain(values: pd.Series) -> list[Any]:
    """Python values with None for every kind of null, which is a group of its own."""
    listed = values.tolist()
    if values.isna().any():
        return [None if missing else value for value, missing in zip(listed, values.isna())]
    return listed


def floats(values: pd.Series) -> np.ndarray:
    """Numbers, nan where null."""
    return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
