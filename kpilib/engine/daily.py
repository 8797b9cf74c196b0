"""The sums of a table for each day, kept with the store: any later period, series or network is added up from them.

Comes in: a query. Goes out: its answer. Only for tables small enough; larger ones answer each question by themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.answers import Answer, floats, plain
from kpilib.engine.dimensions import CUTS, column_of
from kpilib.engine.placing import is_ranged
from kpilib.engine.ranges import Group, fitting
from kpilib.engine.scene import CUT, DAY, ITEM, PARTS, RANGE, Scene, Source
from kpilib.tables import COVERAGE

SMALL = 200_000  # rows up to which a table is added up by day once; more are cheaper asked for their period only
_DAY = timedelta(days=1)


@dataclass
class Days:
    """Columns of equal length, one entry for each day (or range), label, part and cut, in the order of days."""

    labels: tuple[str, ...]
    first: np.ndarray | None = None
    last: np.ndarray | None = None
    keys: dict[str, list[Any]] = field(default_factory=dict)
    codes: dict[str, np.ndarray] = field(default_factory=dict)
    sums: dict[Hashable, np.ndarray] = field(default_factory=dict)
    words: dict[Hashable, list[str]] = field(default_factory=dict)
    places: dict[tuple, int] = field(default_factory=dict)

    @property
    def ranged(self) -> bool:
        """Whether rows speak of ranges of days."""
        return self.last is not None

    def learn(self, frame: pd.DataFrame, names: dict[Hashable, str]) -> None:
        """Take in an answer of the database; of the first one also days and labels, always in one order."""
        named = [name for name in frame.columns if name not in names.values()]
        listed = {name: _whole(plain(frame[name])) for name in named}
        if self.first is None:
            order = _sorted(listed.values())
            frame = frame.take(order)
            listed = {name: [values[row] for row in order] for name, values in listed.items()}
        rows = list(zip(*listed.values()))
        if self.first is None:
            self._begin(frame, listed, rows)
        places = np.array([self.places[row] for row in rows], np.int64)
        for key, name in names.items():
            column, found = frame[name], np.full(len(rows), np.nan)
            if pd.api.types.is_numeric_dtype(column.dtype):
                found[places] = floats(column)
            elif column.notna().any():
                words = plain(column)
                self.words[key] = sorted({word for word in words if word is not None})
                rank = {word: float(n) for n, word in enumerate(self.words[key])}
                found[places] = [np.nan if word is None else rank[word] for word in words]
            self.sums[key] = found

    def _begin(self, frame: pd.DataFrame, listed: dict[str, list[Any]], rows: list[tuple]) -> None:
        start, end = RANGE if RANGE[0] in listed else (DAY, None)
        days = _days(frame[start])
        order = np.argsort(days, kind="stable")
        self.first, self.last = days[order], None if end is None else _days(frame[end])[order]
        self.places = {rows[row]: place for place, row in enumerate(order)}
        for name, values in listed.items():
            if name not in (start, end):
                numbers = {value: n for n, value in enumerate(dict.fromkeys(values))}
                self.keys[name] = list(numbers)
                self.codes[name] = np.array([numbers[values[row]] for row in order], np.int64)

    def answer(self, scene: Scene, source: Source, asked: dict[str, Hashable]) -> Answer:
        """The sums in each span, for each group, part and cut."""
        columns = {name: _column_of_label(source, name) or f"_d{self.labels.index(name)}" for name in _named(scene)}
        usable = self._usable(scene, columns)
        spans, rows, broken = self._in_ranges(scene, usable) if self.ranged else self._in_days(scene, source, usable)
        keys = [*(columns[name] for name in scene.groups), *PARTS, CUT]
        where, leaders = _numbered([spans, *(self.codes[name][rows] for name in keys)])
        values = [[self.keys[name][code] for code in self.codes[name][rows[leaders]]] for name in keys]
        groups = list(zip(*values[:-3])) if scene.groups else [()] * len(leaders)
        found = {name: self._added(key, rows, where, len(leaders)) for name, key in asked.items()}
        return Answer(spans[leaders], groups, list(zip(*values[-3:-1])), values[-1], found, broken)

    def _usable(self, scene: Scene, columns: dict[str, str]) -> np.ndarray:
        assert self.first is not None
        usable = np.ones(len(self.first), bool)
        for name, wanted in scene.where.items():
            if name != "social":
                values = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
                fits = np.array([value in values for value in self.keys[columns[name]]], bool)
                usable &= fits[self.codes[columns[name]]]
        return usable

    def _in_days(self, scene: Scene, source: Source, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray, set]:
        """The rows of each span, or of so many days up to its end."""
        assert self.first is not None
        chosen = []
        for span in scene.spans:
            start: date | None = span.start
            if source.days is not None:
                start = span.end - source.days * _DAY if source.days else None
            low = 0 if start is None else int(np.searchsorted(self.first, np.datetime64(start, "D")))
            rows = np.arange(low, max(low, int(np.searchsorted(self.first, np.datetime64(span.end, "D")))))
            chosen.append(rows[usable[rows]])
        return *_joined(chosen), set()

    def _in_ranges(self, scene: Scene, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray, set[tuple]]:
        """The rows whose ranges fit each span."""
        assert self.first is not None
        assert self.last is not None
        first, end = np.datetime64(scene.first, "D"), np.datetime64(scene.end, "D")
        near = np.flatnonzero(usable & (self.first < end) & (self.last >= first))
        names = (*PARTS, CUT, ITEM)
        told = [[self.keys[name][code] for code in self.codes[name][near].tolist()] for name in names]
        groups: list[Group] = list(zip(*told))
        ranges = zip(groups, self.first[near].tolist(), self.last[near].tolist())
        listed = list(ranges)
        rows_of: dict[tuple, list[int]] = {}
        for key, row in zip(listed, near.tolist()):
            rows_of.setdefault(key, []).append(row)
        accepted, broken = fitting(rows_of, scene.spans)
        chosen: list[list[int]] = [[] for _ in scene.spans]
        for number, group, start, last in accepted:
            chosen[number] += rows_of[group, start, last]
        spans, rows = _joined([np.array(sorted(rows), np.int64) for rows in chosen])
        return spans, rows, {(number, (group[0], group[1]), group[2]) for number, group in broken}

    def _added(self, key: Any, rows: np.ndarray, where: np.ndarray, size: int) -> np.ndarray:
        values = self.sums[key][rows]
        if key[0] not in ("min", "max"):
            known = np.isfinite(values)
            total = np.bincount(where, weights=np.where(known, values, 0.0), minlength=size)
            return total if known.all() else np.where(np.bincount(where[known], minlength=size) > 0, total, np.nan)
        found = np.full(size, np.nan)
        (np.fmin if key[0] == "min" else np.fmax).at(found, where, values)
        if key not in self.words:
            return found
        return np.array([None if rank != rank else self.words[key][int(rank)] for rank in found], object)


def suits(source: Source, *, rows: int) -> bool:
    """Whether the sums of these rows can be put together from days, and the table is small enough."""
    return bool(source.moment) and source.table != "costs" and rows <= SMALL


def labels_of(scene: Scene, source: Source) -> tuple[str, ...]:
    """The dimensions that the days are told apart by, beside part and cut."""
    always = () if column_of(source.base, "network") is None else ("network",)
    named = dict.fromkeys((*always, *_named(scene)))
    return tuple(sorted(name for name in named if _column_of_label(source, name) is None))


def whole_scene(scene: Scene, source: Source, days: tuple[date, date]) -> Scene:
    """The scene of all days of the table, with its labels as groups."""
    span = replace(scene.spans[0], start=days[0], end=days[1], of=0, label=None)
    social = {name: wanted for name, wanted in scene.where.items() if name == "social"}
    return replace(scene, spans=(span,), dims=labels_of(scene, source), where=social)


def keys_of(scene: Scene, source: Source) -> list[str]:
    """The columns of days or ranges."""
    return [ITEM, *RANGE] if is_ranged(scene, source) else [DAY]


def _named(scene: Scene) -> list[str]:
    return [*scene.groups, *(name for name in scene.where if name != "social")]


def _column_of_label(source: Source, name: str) -> str | None:
    """The column of part or cut that holds a dimension, if one does."""
    column = column_of(source.base, name)
    if column is None or (source.base == "ads_daily" and name == "network"):
        return None
    parts: Iterable[str | None] = COVERAGE.get(source.base, (None, None))
    own = {place: alias for place, alias in zip(parts, PARTS) if place}
    if source.base in CUTS:
        own[CUTS[source.base][0]] = CUT
    return own.get(column)


def _joined(chosen: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    spans = np.repeat(np.arange(len(chosen)), [len(rows) for rows in chosen])
    return spans, np.concatenate(chosen) if chosen else np.zeros(0, np.int64)


def _numbered(codes: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each different combination of codes, and one row of each."""
    joined = np.zeros(len(codes[0]), np.int64)
    for code in codes:
        _, joined = np.unique(joined * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    _, leaders, numbers = np.unique(joined, return_index=True, return_inverse=True)
    return numbers, leaders


def _sorted(keys: Iterable[list[Any]]) -> np.ndarray:
    """The order of rows by all their keys, the first before the second; what is unknown comes last."""
    ranks = []
    for values in keys:
        known = sorted({value for value in values if value is not None})
        rank = {value: place for place, value in enumerate([*known, None])}
        ranks.append([rank[value] for value in values])
    return np.lexsort(ranks[::-1])


def _days(values: pd.Series) -> np.ndarray:
    return pd.to_datetime(values).to_numpy("datetime64[D]")


def _whole(values: list[Any]) -> list[Any]:
    """Hours are whole numbers also where some are not known."""
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
