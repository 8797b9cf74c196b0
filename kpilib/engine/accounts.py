"""Readers of what an account has at a moment or of people counted once: last values, growth, stated figures.

Comes in: accounts_daily, posts and period_totals. Goes out: `Raw` sums for last values, bounds for people.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine.answers import Part
from kpilib.engine.dimensions import CUTS
from kpilib.engine.estimates import estimated_days, reads_followers, said
from kpilib.engine.fetch import fetch_known
from kpilib.engine.figures import CODES
from kpilib.engine.host import Host
from kpilib.engine.index import Index
from kpilib.engine.profile import remembered
from kpilib.engine.readers import Raw, SumReader
from kpilib.engine.scene import Source
from kpilib.engine.supply import supplied
from kpilib.kpis.measures import Growth, Leaf, Ratio, Stated, Unique

_DAY = timedelta(days=1)
_STATED = {"network", "account", "scope", "platform", "channel", "segment"}
# Span, group, part, value, divisor.
Entry = tuple[int, tuple, Part, float, float]
# Days and values of each part and scope, in the order of days.
Series = dict[tuple[Part, str], tuple[list[date], list[float]]]


class _PartReader:
    """Common ground: entries of (span, group, part) with a value and a divisor."""

    def __init__(self, evaluation: Host, leaf: Leaf) -> None:
        self.scene, self.leaf = evaluation.scene, leaf
        self.source = Source(leaf.table)
        self.lacking = self._foreign() or not supplied(evaluation, leaf)
        self.basis: dict[str, str] = {}
        self.entries: list[Entry] = [] if self.lacking else self._read()
        self.known_parts: set[Part] = {part for _, _, part, _, _ in self.entries}

    def _foreign(self) -> bool:
        """Whether a dimension is asked for that an account does not have."""
        own = {"network", "account", "scope", "platform"} if self.leaf.table == "accounts_daily" else _STATED
        return not own >= {*self.scene.groups, *self.scene.where} - {"social"}

    def _read(self) -> list[Entry]:
        raise NotImplementedError

    def groups(self) -> list[tuple]:
        """The groups it has seen."""
        return [entry[1] for entry in self.entries]

    def all_parts(self) -> list[Part]:
        """The parts it has seen."""
        return [entry[2] for entry in self.entries]

    def settle(self, index: Index) -> None:
        """Look up cells and parts."""
        self.index = index

    def parts_with_data(self) -> dict[int, int]:
        """Parts with data: 0 for those that have it in the first period, 1 for those of other periods only."""
        has = [entry for entry in self.entries if np.isfinite(entry[3])]
        now = [entry for entry in has if self.scene.spans[entry[0]].of == 0]
        numbers = [[self.index.part_number(entry[2]) for entry in entries] for entries in (has, now)]
        return dict.fromkeys(numbers[0], 1) | dict.fromkeys(numbers[1], 0)

    def _group(self, part: Part, scope: str) -> tuple:
        own = {"network": part[0], "platform": part[0], "account": part[1], "scope": scope}
        return tuple(own.get(name) for name in self.scene.groups)

    def _wanted(self, part: Part, scope: str) -> bool:
        own = {"network": part[0], "account": part[1], "scope": scope}
        for name, wanted in self.scene.where.items():
            values = wanted if isinstance(wanted, list | tuple | set) else [wanted]
            if name in own and own[name] not in values:
                return False
        return True


class LastReader(_PartReader):
    """Last known values of each account in a span and before it, or their difference."""

    def __init__(self, evaluation: Host, measure: Leaf | Ratio) -> None:
        self.measure = measure
        # The numbers of the period, the account, and which bound, of each estimate that a value rests on.
        self.estimates: set[tuple[int, Part, str]] = set()
        super().__init__(evaluation, next(iter(measure.leaves())))  # type: ignore[arg-type]

    def _read(self) -> list[Entry]:
        known = _series(self.scene.store, self.leaf.table, self.leaf.columns()[0])
        estimated = estimated_days(self.scene.store) if reads_followers(self.leaf) else {}
        entries: list[Entry] = []
        best = _best_scopes(known)
        for (part, scope), (days, values) in known.items():
            if not self._wanted(part, scope) or (scope != best[part] and "scope" not in self.scene.dims):
                continue
            group = self._group(part, scope)
            for number, span in enumerate(self.scene.spans):
                above, below, rests = self._values(days, values, span.start, span.end)
                entries.append((number, group, part, above, below))
                if part in estimated and np.isfinite(above):
                    ways = {estimated[part].get(day) for day in rests}
                    self.estimates |= {(span.of, part, way) for way in ways if way}
        return entries

    def _values(
        self, days: list[date], values: list[float], start: date, end: date
    ) -> tuple[float, float, tuple[date, ...]]:
        """What is measured, what it is divided by, and the days that they rest on."""
        end = max(min(end, self.scene.store.data_date + _DAY), start + _DAY)
        closing, last = self._last(days, values, start, end, carried=True)
        opening, first = self._last(days, values, None, start)
        if isinstance(self.measure, Ratio):
            below = opening if getattr(self.measure.below, "opening", False) else closing
            return closing - opening, below if np.isfinite(closing - opening) else np.nan, (last, first)
        if isinstance(self.measure, Growth):
            return closing - opening, np.nan, (last, first)
        return (opening, np.nan, (first,)) if getattr(self.measure, "opening", False) else (closing, np.nan, (last,))

    def _last(
        self, days: list[date], values: list[float], start: date | None, end: date, *, carried: bool = False
    ) -> tuple[float, date]:
        """The last value before `end` and its day, at most a few days old and not before `start`."""
        place = bisect_left(days, end) - 1
        if place < 0:
            return np.nan, end
        age = (end - days[place]).days - 1
        if age > self.scene.settings.guard("carry") or (start and days[place] < start):
            return np.nan, end
        if carried and age:
            self.basis["carried"] = str(max(age, int(self.basis.get("carried", 0))))
        return values[place], days[place]

    def raw(self, parts: set[int] | None = None) -> Raw:
        """Sums over these parts, or over all."""
        index = self.index
        rests = [each for each in self.estimates if parts is None or index.part_number(each[1]) in parts]
        raw = _empty(index, self.source.base, self.basis | said(rests))
        if isinstance(self.measure, Ratio):
            raw.below = np.zeros(index.count)
        expected: dict[int, set[Part]] = {}
        for number, group, part, above, below in self.entries:
            if parts is not None and index.part_number(part) not in parts:
                continue
            cell = index.cell(number, group)
            if not np.isfinite(above):
                continue
            raw.above[cell] += above
            raw.n[cell] += 1
            raw.present[cell] += 1
            raw.reason[cell] = 0
            raw.tables[cell] = self.source.base
            if raw.below is not None:
                raw.below[cell] += below
            expected.setdefault(cell % index.groups_count, set()).add(part)
        for group_number, seen in expected.items():
            raw.expected[group_number :: index.groups_count] = len(seen)
        return raw


def _best_scopes(known: Series) -> dict[Part, str]:
    """Of each part the scope that stands for all of it."""
    ranks = {scope: rank for rank, scope in enumerate(CUTS["accounts_daily"][1])}
    ordered = sorted(known, key=lambda key: (ranks.get(key[1], len(ranks)), key[1]), reverse=True)
    return dict(ordered)


def _series(store: Any, table: str, column: str) -> Series:
    def build() -> Any:
        rows = store.table(table)
        names = {"network": rows.network, "account": rows.account, "scope": rows["scope"], "date": rows.date}
        told = [rows[name].notnull() for name in (*names, column)]
        return rows.filter(told).select(**names, value=rows[column])

    def ask() -> Series:
        frame = fetch_known(store, ("series", table, column), build, tables=lambda: store.show(table))
        frame["date"] = pd.to_datetime(frame["date"]).dt.date
        frame["value"] = frame["value"].astype(float)
        found: Series = {}
        for network, account, scope, day, value in frame.sort_values("date", kind="stable").to_numpy(object).tolist():
            days, values = found.setdefault(((network, account), scope), ([], []))
            days.append(day)
            values.append(value)
        return found

    return remembered(store, f"series {column}", table, ask)


def _stated(store: Any) -> dict[str, list[dict[Any, Any]]]:
    """What platforms state for whole periods, by metric."""

    def ask() -> dict[str, list[dict[Any, Any]]]:
        rows = store.frame("period_totals")
        found: dict[str, list[dict[Any, Any]]] = {}
        for row in rows[rows["value"].notna()].to_dict("records"):
            found.setdefault(row["metric"], []).append(row)
        return found

    return remembered(store, "stated", "period_totals", ask)


class StatedReader(_PartReader):
    """The figure that a platform states for exactly the span."""

    leaf: Stated

    def _read(self) -> list[Entry]:
        segments = {"channel", "segment"} & set(self.scene.dims)
        social = dict(self.leaf.where).get("social") or self.scene.where.get("social")
        stated: dict[tuple[Part, date, date], dict[str, tuple[dict[Any, Any], str | None]]] = {}
        for row in _stated(self.scene.store).get(self.leaf.metric, ()):
            by_channel = row["breakdown"] == "channel"
            if by_channel != bool(social or segments) or (not by_channel and not _blank(row["breakdown"])):
                continue
            segment = row["segment"] if by_channel else None
            if social and segment not in self.scene.settings.social_channels:
                continue
            part = (row["network"], row["account"] if segment is None else f"{row['account']} {segment}")
            if self._wanted((row["network"], row["account"]), row["scope"]) and self._matches(segment):
                key = (part, pd.Timestamp(row["start"]).date(), pd.Timestamp(row["end"]).date())
                stated.setdefault(key, {})[row["scope"]] = (row, segment)
        return self._entries(stated)

    def _entries(
        self, stated: dict[tuple[Part, date, date], dict[str, tuple[dict[Any, Any], str | None]]]
    ) -> list[Entry]:
        """The figures stated for exactly a span; those that add up also for spans inside it."""
        entries: list[Entry] = []
        for number, span in enumerate(self.scene.spans):
            for (part, start, last), scopes in stated.items():
                chosen = scopes.get("total") or scopes.get("organic") or next(iter(scopes.values()))
                exact = start == span.start and last + _DAY == span.end
                if exact or (self.leaf.adds and span.start <= start and last < span.end):
                    entries.append((number, self._labels(*chosen), part, float(chosen[0]["value"]), np.nan))
        return entries

    def _matches(self, segment: str | None) -> bool:
        wanted = self.scene.where.get("channel", self.scene.where.get("segment"))
        return wanted is None or segment in (wanted if isinstance(wanted, list | tuple) else [wanted])

    def _labels(self, row: dict[Any, Any], segment: str | None) -> tuple:
        own = {"network": row["network"], "platform": row["network"], "account": row["account"], "scope": row["scope"],
               "channel": segment, "segment": segment}  # fmt: skip
        return tuple(own.get(name) for name in self.scene.groups)

    def raw(self, parts: set[int] | None = None) -> Raw:
        """The figure where one part states it; of several parts only bounds, unless they add up."""
        raw = _empty(self.index, self.source.base, {})
        raw.low, raw.high = np.full(self.index.count, np.nan), np.full(self.index.count, np.nan)
        for number, group, part, value, _ in self.entries:
            if parts is not None and self.index.part_number(part) not in parts:
                continue
            cell = self.index.cell(number, group)
            raw.above[cell] += value
            raw.n[cell] += 1
            raw.present[cell] += 1
            raw.expected[cell] += 1
            raw.reason[cell] = 0
            raw.tables[cell] = self.source.base
            raw.low[cell] = np.fmax(raw.low[cell], value)
            raw.high[cell] = np.nansum([raw.high[cell], value])
        if not self.leaf.adds:
            raw.reason[raw.n > 1] = CODES["non_additive"]
        else:
            raw.low = raw.high = None
        return raw


class UniqueReader(SumReader):
    """People of one day or of one post; of more rows only bounds."""

    def __init__(self, evaluation: Host, leaf: Unique) -> None:
        self.scene, self.above, self.below, self.leaf = evaluation.scene, leaf, None, leaf
        self.source = Source(leaf.table)
        self.query = evaluation.query(self.source)
        self.lacking = self.source.lacks(self.scene) is not None or not supplied(evaluation, leaf)
        if not self.lacking:
            hits = self.query.rows_where(leaf.where, (leaf.value,))
            self._above = self.query.total(leaf.value, hits)
            self._hits = self._n = self.query.count(hits)
            self._settled = self.query.count(self.query.rows_where(leaf.where, (leaf.value,), only="labels"))
            self._rows = self.query.count(None)
            self._largest = self.query.largest(leaf.value, hits)
            self._money, self._methods, self._moments = None, None, {}

    def raw(self, parts: set[int] | None = None) -> Raw:
        """The figure of a single row, else bounds with `non_additive`."""
        raw = super().raw(parts)
        use = self._chosen if parts is None else self._chosen & self.index.marked(parts)[self.parts]
        largest = self.answer.columns[self._largest]
        raw.low = np.full(self.index.count, -np.inf)
        np.maximum.at(raw.low, self.cells[use], np.nan_to_num(largest[use], nan=-np.inf))
        raw.low = np.where(np.isfinite(raw.low), raw.low, np.nan)
        raw.high = np.where(raw.n > 0, raw.above, np.nan)
        single = raw.n == 1
        if self.source.base == "accounts_daily":
            single &= np.repeat([span.length == 1 for span in self.scene.spans], self.index.groups_count)
        raw.reason = np.where((raw.n > 0) & ~single, CODES["non_additive"], raw.reason).astype(np.int8)
        raw.reason = np.where((raw.n == 0) & (raw.reason == 0), CODES["not_supplied"], raw.reason).astype(np.int8)
        return raw


def _empty(index: Index, table: str, basis: dict[str, str]) -> Raw:
    reason = np.full(index.count, CODES["not_supplied"], np.int8)
    zeros = [np.zeros(index.count) for _ in range(4)]
    return Raw(zeros[0], None, zeros[1], reason, zeros[2], zeros[3], np.full(index.count, "", object), basis=basis)


def _blank(value: Any) -> bool:
    return value is None or value is pd.NA or value != value
