"""What the database answered, as plain arrays.

Comes in: columns of a frame. Goes out: `Answer`, and Python values in which every kind of null is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
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

    @cached_property
    def groups(self) -> tuple[list[tuple], np.ndarray]:
        """The different groups, and the number of each entry's."""
        return _coded(self.group)

    @cached_property
    def parts(self) -> tuple[list[Part], np.ndarray]:
        """The different parts, and the number of each entry's."""
        return _coded(self.part)

    @cached_property
    def kinds(self) -> tuple[list[tuple[Part, str | None]], np.ndarray]:
        """The different parts with their cuts, and the number of each entry's."""
        return _coded(list(zip(self.part, self.cut)))


def _coded(values: list[Any]) -> tuple[list[Any], np.ndarray]:
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), np.array(codes, np.int64)


def plain(values: pd.Series) -> list[Any]:
    """Python values with None for every kind of null, which is a group of its own."""
    listed = values.tolist()
    if values.isna().any():
        return [None if missing else value for value, missing in zip(listed, values.isna())]
    return listed


def floats(values: pd.Series) -> np.ndarray:
    """Numbers, nan where null."""
    return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
