"""What the database answered, as plain arrays.

Comes in: columns of a frame. Goes out: `Answer`, and Python values in which every kind of null is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.scene import CUT, PARTS, SPAN

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


def answer_of(frame: pd.DataFrame, dims: int, whole: bool, broken: set) -> Answer:
    """The answer in a frame with columns for span, so many dimensions, part and cut (not if `whole`) and sums."""
    # The database returns groups in any order; added up in one order, sums are the same to the last bit.
    named = [name for name in frame.columns if name.startswith("_")]
    frame = frame.sort_values(named, kind="stable", ignore_index=True)
    labels = [plain(frame[f"_d{n}"]) for n in range(dims)]
    groups = list(zip(*labels)) if labels else [()] * len(frame)
    blank: list[Any] = [None] * len(frame)
    parts = [blank, blank] if whole else [plain(frame[name]) for name in PARTS]
    columns = {}
    for name in frame.columns:
        if name.startswith("a"):
            text = not pd.api.types.is_numeric_dtype(frame[name].dtype) and frame[name].notna().any()
            columns[name] = np.array(plain(frame[name]), object) if text else floats(frame[name])
    return Answer(
        frame[SPAN].to_numpy(dtype=np.int64),
        groups,
        list(zip(*parts)),
        blank if whole else plain(frame[CUT]),
        columns,
        {(number, (group[0], group[1]), group[2]) for number, group in broken},
    )


def plain(values: pd.Series) -> list[Any]:
    """Python values with None for every kind of null, which is a group of its own."""
    listed, missing = values.tolist(), values.isna().to_numpy()
    return [None if gone else value for value, gone in zip(listed, missing.tolist())] if missing.any() else listed


def floats(values: pd.Series) -> np.ndarray:
    """Numbers, nan where null."""
    if values.dtype == np.float64:
        return values.to_numpy(copy=True)
    return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
