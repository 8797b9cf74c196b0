"""The cells of an evaluation: every span times every group that any table has shown, numbered.

Comes in: the groups of all answers. Goes out: cell and part numbers, tallies, coverage.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from kpilib.engine.answers import Answer, Part
from kpilib.engine.scene import Scene


class Index:
    """Numbers for cells (span × group) and for parts (network and account)."""

    def __init__(self, scene: Scene, groups: Iterable[tuple], parts: Iterable[Part]) -> None:
        self.scene = scene
        names = list(dict.fromkeys(groups)) or [(None,) * len(scene.groups)]
        self.groups = sorted(names, key=lambda group: tuple(map(_order, group)))
        self.parts = list(dict.fromkeys(parts))
        self._group = {group: number for number, group in enumerate(self.groups)}
        self._part = {part: number for number, part in enumerate(self.parts)}
        self.spans_count, self.groups_count = len(scene.spans), len(self.groups)
        self.count = self.spans_count * self.groups_count
        self.asked = np.array([span.of for span in scene.spans])

    def cells(self, answer: Answer) -> np.ndarray:
        """The cell of each row of an answer."""
        groups, codes = answer.groups
        return answer.span * self.groups_count + np.array([self._group[group] for group in groups], np.int64)[codes]

    def cell(self, span: int, group: tuple) -> int:
        """The number of one cell."""
        return span * self.groups_count + self._group[group]

    def part_codes(self, answer: Answer) -> np.ndarray:
        """The part of each row of an answer."""
        parts, codes = answer.parts
        return np.array([self._part[part] for part in parts], np.int64)[codes]

    def part_number(self, part: Part) -> int:
        """The number of a part, or -1."""
        return self._part.get(part, -1)

    def marked(self, parts: Iterable[int]) -> np.ndarray:
        """For each part whether it is one of these."""
        marks = np.zeros(len(self.parts), bool)
        marks[[part for part in parts if part >= 0]] = True
        return marks

    def tally(self, cells: np.ndarray) -> np.ndarray:
        """How often each cell occurs."""
        return np.bincount(cells, minlength=self.count)

    def pairs(self, cells: np.ndarray, parts: np.ndarray) -> np.ndarray:
        """A code for group and part, the same in every span."""
        return (cells % self.groups_count) * max(len(self.parts), 1) + parts

    def coverage(self, cells: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Parts present in each cell, and parts of its group that are present in any period."""
        size = max(len(self.parts), 1)
        spans = cells // self.groups_count
        here = np.unique(spans * (self.groups_count * size) + pairs)
        present = np.bincount(
            here // (self.groups_count * size) * self.groups_count + here % (self.groups_count * size) // size,
            minlength=self.count,
        ).astype(float)
        wanted = np.unique(pairs) // size
        return present, np.tile(np.bincount(wanted, minlength=self.groups_count).astype(float), self.spans_count)

    def quiet(
        self, cells: np.ndarray, pairs: np.ndarray, wanted: np.ndarray, covered: list[tuple[Part, date, date]]
    ) -> np.ndarray:
        """How many of the wanted parts cover a day of each cell without a row in it; `wanted` is sorted."""
        size, spans = max(len(self.parts), 1), self.scene.spans
        open_days = np.zeros((size, len(spans)), bool)
        for part, start, end in covered:
            if part in self._part:
                open_days[self._part[part]] |= [start < span.end and span.start < end for span in spans]
        silent = open_days[wanted % size]
        places = np.searchsorted(wanted, pairs)
        seen = np.isin(pairs, wanted)
        silent[places[seen], cells[seen] // self.groups_count] = False
        place, span = np.nonzero(silent)
        return self.tally(span * self.groups_count + wanted[place] // size)

    def in_span(self, span: int) -> np.ndarray:
        """The cells of one span."""
        return np.arange(self.count) // self.groups_count == span

    def covered(self, spans: Iterable[tuple[Part, date, date]]) -> np.ndarray:
        """Cells of which some matching part covers at least a day."""
        result = np.zeros(self.count, bool)
        for part, start, end in spans:
            groups = np.array([self._matches(group, part) for group in self.groups], bool)
            if not groups.any() or not self._wanted(part):
                continue
            for number, span in enumerate(self.scene.spans):
                if start < span.end and span.start < end:
                    result[number * self.groups_count : (number + 1) * self.groups_count] |= groups
        return result

    def _matches(self, group: tuple, part: Part) -> bool:
        for name, value in zip(self.scene.groups, group):
            own = part[0] if name in ("network", "platform") else part[1] if name == "account" else None
            if own is not None and own != value:
                return False
        return True

    def _wanted(self, part: Part) -> bool:
        for position, name in enumerate(("network", "account")):
            wanted = self.scene.where.get(name)
            values = wanted if isinstance(wanted, list | tuple | set) else [wanted]
            if wanted is not None and part[position] is not None and part[position] not in values:
                return False
        return True


def _order(value: object) -> tuple[bool, str, float, str]:
    """Numbers by size, text by letter, the null group last."""
    number = float(value) if isinstance(value, int | float) else 0.0
    return value is None, type(value).__name__, number, str(value)
