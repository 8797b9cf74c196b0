"""Readers of what cannot be added up from parts: quantiles, distinct counts, open items, returning customers.

Comes in: declarations. Goes out: figures for every cell, read from rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import ibis
import numpy as np
import pandas as pd

from kpilib.engine.answers import Answer, answer_of
from kpilib.engine.dimensions import CUTS
from kpilib.engine.estimates import estimated_days, reads_followers, said_of
from kpilib.engine.expressions import every, exact_sum, met
from kpilib.engine.fetch import fetch
from kpilib.engine.figures import CODES, Figures
from kpilib.engine.host import Host
from kpilib.engine.index import Index
from kpilib.engine.profile import covered, remembered
from kpilib.engine.query import Query
from kpilib.engine.readers import source_of
from kpilib.engine.rows import relation
from kpilib.engine.scene import SPAN, Source
from kpilib.engine.spans import Span
from kpilib.engine.supply import supplied
from kpilib.kpis.measures import Count, Distinct, Fastest, Leaf, OpenAtEnd, Quantile, Repeated, Returned, TotalOnce
from kpilib.stats.response import fastest_90, median_wait

_DAY = timedelta(days=1)


class WholeReader:
    """Reads one leaf for each span and group, without parts."""

    def __init__(self, evaluation: Host, leaf: Leaf) -> None:
        self.evaluation, self.leaf, self.scene = evaluation, leaf, evaluation.scene
        self.source = source_of(leaf)
        if isinstance(leaf, OpenAtEnd):
            self.source = Source(leaf.table, leaf.opened, 0)
        calendar = (
            self.source.days is not None and self.scene.dims != self.scene.groups and not isinstance(leaf, OpenAtEnd)
        )
        self.lacking = self.source.lacks(self.scene) is not None or not supplied(evaluation, leaf)
        self.windowed = calendar
        self._answer: Answer | None = None
        cut = CUTS.get(self.source.base)
        self._companion = None
        if cut and not self.lacking and not (isinstance(leaf, Distinct) and leaf.value == "date"):
            self._companion = evaluation.sums(Count(table=leaf.table, at=leaf.at))

    @property
    def answer(self) -> Answer:
        """What the database said; asked on first use, and once only of a store, whose rows never change."""
        if self._answer is None:
            scene = self.scene
            told = (self.leaf, self._cuts(), scene.spans, scene.dims, scene.where, scene.settings)
            self._answer = remembered(scene.store, f"whole {told!r}", self.source.table, self._ask)
        return self._answer

    def _cuts(self) -> tuple[str, ...]:
        """The cuts whose rows count, where the table has several; none: all."""
        found = self._companion.cuts.values() if self._companion is not None else ()
        return tuple(sorted({name for name in found if name}))

    def groups(self) -> list[tuple]:
        """The groups it has seen."""
        return [] if self.lacking else self.answer.groups[0]

    def settle(self, index: Index) -> None:
        """Look up cells."""
        self.index = index

    def figures(self) -> Figures:
        """Values for every cell."""
        count = self.index.count
        if self.lacking:
            return Figures.blank(count)
        answer, cells = self.answer, self.index.cells(self.answer)
        figures = Figures.blank(count)
        value, n = np.full(count, np.nan), np.zeros(count)
        value[cells], n[cells] = answer.columns["value"], answer.columns["n"]
        known = np.isfinite(value) & (n > 0)
        figures.value = np.where(known, value, np.nan)
        figures.reason = np.where(known, 0, CODES["not_supplied"]).astype(np.int8)
        figures.n = n
        figures.present = figures.expected = known.astype(float)
        figures.table = np.where(known, self.source.base, "").astype(object)
        figures.basis = dict(answer.columns.get("basis", {})) | self._estimates()
        return self._guarded(self._zeros(figures))

    def _estimates(self) -> dict[str, str]:
        """Which accounts asked for have estimated followers, where posts are held against followers."""
        if not reads_followers(self.leaf):
            return {}
        wanted = self.scene.where.get("network")
        names = {wanted} if isinstance(wanted, str) else wanted
        parts = [part for part in estimated_days(self.scene.store) if names is None or part[0] in names]
        return said_of(self.scene, self.source.base, product(range(len(self.scene.spans)), parts))

    def _zeros(self, figures: Figures) -> Figures:
        """A count of nothing inside the covered span is 0 (R17)."""
        if isinstance(self.leaf, Quantile | Fastest):
            return figures
        inside = self.index.covered(covered(self.scene.store, self.source.base))
        empty = ~figures.known & inside
        figures.value[empty], figures.reason[empty] = 0.0, 0
        figures.table[empty] = self.source.base
        figures.present[empty] = figures.expected[empty] = 1.0
        return self._with_history(figures)

    def _with_history(self, figures: Figures) -> Figures:
        """A look back further than the covered days is missing: `incomplete_period`."""
        days = self._looks_back()
        if not days:
            return figures
        first = min((start for _, start, _ in covered(self.scene.store, self.source.base)), default=None)
        for number, span in enumerate(self.scene.spans):
            if first is None or first > span.end - days * _DAY:
                figures = figures.because(self.index.in_span(number), "incomplete_period")
        return figures

    def _looks_back(self) -> int:
        if isinstance(self.leaf, Returned):
            return 2 * self.scene.settings.active_days
        return self.leaf.days or 0

    def _guarded(self, figures: Figures) -> Figures:
        if not isinstance(self.leaf, Quantile | Fastest):
            return figures
        name = "p90" if isinstance(self.leaf, Quantile) and self.leaf.share > 0.5 else "median"
        return figures.because(figures.known & (figures.n < self.scene.settings.guard(name)), "below_min_sample")

    def _ask(self) -> Answer:
        match self.leaf:
            case OpenAtEnd():
                return self._open()
            case Fastest() | Quantile(open_since=str()) if isinstance(self.leaf, Fastest) or self.leaf.open_since:
                return self._from_rows()
            case Repeated() | TotalOnce() | Returned():
                return self._by_entity()
        return self._grouped()

    def _query(self) -> Query:
        query = Query(self.scene, self.source, whole=True)
        query.cuts = self._cuts()
        return query

    def _grouped(self) -> Answer:
        leaf, query = self.leaf, self._query()
        assert isinstance(leaf, Quantile | Distinct)
        flag = query.rows_where(leaf.where, (leaf.value,))
        name = query.masked(query.value(leaf.value), flag)
        if isinstance(leaf, Quantile):
            value = query.ask(("quantile", name, leaf.share), lambda rows: rows[name].quantile(leaf.share))
        else:
            value = query.ask(("distinct", name), lambda rows: rows[name].nunique().cast("float64"))
        n = query.count(flag)
        found = query.answer
        return replace(found, columns={"value": found.columns[value], "n": found.columns[n]})

    def _by_entity(self) -> Answer:
        """Group by entity first, then count or add the entities."""
        leaf: Any = self.leaf
        scene = self.scene
        source = (
            Source(leaf.table, leaf.at, 2 * scene.settings.active_days) if isinstance(leaf, Returned) else self.source
        )
        rows = relation(scene, source).rows
        condition = every(met(rows, leaf.where, scene.settings))
        rows = (
            rows.filter(rows[leaf.entity].notnull())
            if condition is None
            else rows.filter(condition, rows[leaf.entity].notnull())
        )
        keys = [SPAN, *(f"_d{n}" for n in range(len(scene.groups)))]
        inner: dict[str, Any] = {"rows_": rows.count()}
        if isinstance(leaf, TotalOnce):
            inner["once"] = rows[leaf.value].max()
        if isinstance(leaf, Returned):
            since = ibis.cases(
                *[
                    (rows[SPAN] == n, scene.instant(span.end - scene.settings.active_days * _DAY))
                    for n, span in enumerate(scene.spans)
                ]
            )
            inner["first"] = ibis.ifelse(rows[source.moment] < since, 1, 0).max()
            inner["back"] = ibis.ifelse(rows[source.moment] >= since, 1, 0).max()
        each = rows.group_by([*keys, leaf.entity]).aggregate(**inner)
        match leaf:
            case Repeated():
                value = ibis.ifelse(each.rows_ >= leaf.times, 1, 0).sum()
            case TotalOnce():
                value = exact_sum(each.once)
            case _:
                value = (each.first * each.back if leaf.back else each.first).sum()
        frame = fetch(
            scene.store, each.group_by(keys).aggregate(a0=value.cast("float64"), a1=each.count().cast("float64"))
        )
        found = answer_of(frame, len(scene.groups), True, set())
        return replace(found, columns={"value": found.columns["a0"], "n": found.columns["a1"]})

    def _from_rows(self) -> Answer:
        """The mean of the fastest nine tenths, or the median of waits of which many are still open."""
        leaf: Any = self.leaf
        query = self._query()
        flag = query.rows_where(leaf.where, (leaf.value,) if isinstance(leaf, Fastest) else ())
        name = query.value(leaf.value)
        builds = {"value": lambda rows: rows[name].cast("float64")}
        if isinstance(leaf, Quantile):
            builds["since"] = lambda rows: rows[leaf.open_since]
        if flag:
            builds["kept"] = lambda rows: rows[flag]
        frame = query.frame(builds, leaf.columns() + ((leaf.open_since,) if isinstance(leaf, Quantile) else ()))
        frame = frame[frame["kept"]] if flag else frame
        keys = [SPAN, *(f"_d{n}" for n in range(len(self.scene.groups)))]
        rows = [(key, *self._wait(part)) for key, part in frame.groupby(keys, dropna=False)]
        return _listed([key for key, _, _ in rows], [value for _, value, _ in rows], [n for _, _, n in rows])

    def _wait(self, rows: pd.DataFrame) -> tuple[float, int]:
        waits = rows["value"].to_numpy(dtype=float, na_value=np.nan)
        ended = np.isfinite(waits)
        if isinstance(self.leaf, Fastest):
            return fastest_90(waits[ended]), int(ended.sum())
        if ended.all() or (~ended).mean() <= self.scene.settings.guard("open"):
            return (float(np.median(waits[ended])) if ended.any() else np.nan), int(ended.sum())
        now = pd.Timestamp(self.scene.instant(self.scene.store.data_date + _DAY))
        open_for = (now - pd.to_datetime(rows["since"], utc=True)).dt.total_seconds().to_numpy()
        return median_wait(np.where(ended, waits, np.maximum(open_for, 0)), ended), len(rows)

    def _open(self) -> Answer:
        """Rows opened and not yet closed at the end of each span."""
        leaf: Any = self.leaf
        scene = replace(self.scene, spans=(Span(self.scene.first, self.scene.end, 0),))
        query = Query(scene, self.source, whole=True)
        flag = query.rows_where(leaf.where, ())
        names = ("opened", "closed")
        builds: dict[str, Callable[[Any], Any]] = {name: partial(_column, getattr(leaf, name)) for name in names}
        builds["kept"] = partial(_column, flag) if flag else lambda rows: ibis.literal(True)
        frame = query.frame(builds, leaf.columns())
        frame = frame[frame["kept"].astype(bool)]
        frame = frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in names})
        keys = [f"_d{n}" for n in range(len(scene.groups))]
        groups = frame.groupby(keys, dropna=False) if keys else [((), frame)]
        ends = [pd.Timestamp(self.scene.instant(span.end)) for span in self.scene.spans]
        found: list[tuple[tuple, float, int]] = []
        for key, part in groups:
            for number, end in enumerate(ends):
                opened = part["opened"] < end
                waiting = int((opened & ~(part["closed"] < end).fillna(False)).sum())
                found.append(((number, *key), float(waiting), max(int(opened.sum()), 1)))
        return _listed([key for key, _, _ in found], [value for _, value, _ in found], [n for _, _, n in found])


def _column(name: str, rows: Any) -> Any:
    return rows[name]


def _listed(keys: list[tuple], values: list[float], counts: list[int]) -> Answer:
    groups = [
        tuple(None if part is None or part != part or part is pd.NA else part for part in key[1:]) for key in keys
    ]
    columns = {"value": np.array(values, float), "n": np.array(counts, float)}
    return Answer(
        np.array([key[0] for key in keys], np.int64), groups, [(None, None)] * len(keys), [None] * len(keys), columns
    )
