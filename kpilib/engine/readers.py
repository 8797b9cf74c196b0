"""Readers: one for each kind of measure over one table. They ask their query, then give raw sums for chosen parts.

Comes in: declarations and the answers of the database. Goes out: `Raw`, sums that may still be added across tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

import numpy as np

from kpilib.engine.answers import Answer, Part
from kpilib.engine.dimensions import CUTS
from kpilib.engine.estimates import reads_followers, said_of
from kpilib.engine.expressions import every
from kpilib.engine.figures import CODES, Floats
from kpilib.engine.host import Host
from kpilib.engine.index import Index
from kpilib.engine.money import RATE, is_money
from kpilib.engine.profile import carried, covered
from kpilib.engine.query import Query
from kpilib.engine.scene import Source
from kpilib.engine.settings import not_reported
from kpilib.engine.supply import supplied
from kpilib.kpis.measures import Count, Leaf, Ratio, Total
from kpilib.kpis.values import Actions, Each, RowValue
from kpilib.tables.coverage import EVENTS


@dataclass
class Raw:
    """Sums in every cell that may be added to those of other tables; `pairs` are (group, part) codes."""

    above: Floats
    below: Floats | None
    n: Floats
    reason: np.ndarray
    present: np.ndarray
    expected: np.ndarray
    tables: np.ndarray
    moments: dict[str, Floats] = field(default_factory=dict)
    low: Floats | None = None
    high: Floats | None = None
    basis: dict[str, str] = field(default_factory=dict)


class SumReader:
    """Reads a sum, a count, or the ratio of two of them over rows where both are known."""

    def __init__(self, evaluation: Host, measure: Leaf | Ratio, *, moments: bool = False) -> None:
        above, below = (measure.above, measure.below) if isinstance(measure, Ratio) else (measure, None)
        assert isinstance(above, Leaf)
        self.scene, self.above, self.below = evaluation.scene, above, below
        self.source = source_of(above)
        self.query: Query = evaluation.query(self.source)
        self.lacking = self.source.lacks(self.scene) is not None or not supplied(evaluation, measure)
        if not self.lacking:
            self._ask(moments)

    def _ask(self, moments: bool) -> None:
        query, above, below = self.query, self.above, self.below
        top, bottom = _value(above), _value(below)
        known = tuple(value for value in (top, bottom) if value is not None)
        hits = query.rows_where(above.where, known)
        self._above = query.count(hits) if top is None else query.total(top, hits)
        self._hits = query.count(hits)
        # A survey that nobody answered was not asked: other surveys say nothing of it.
        only = "all" if self.source.base == "surveys" else "labels"
        self._settled = query.count(query.rows_where(above.where, known, only=only))
        self._rows = query.count(None)
        self._n = self._hits
        self._money = self._currencies(hits, known)
        self._methods = self._raters(hits)
        self._moments: dict[str, str] = {}
        if isinstance(below, Leaf):
            trials = query.rows_where(below.where, known)
            self._below = query.count(trials) if bottom is None else query.total(bottom, trials)
            self._n = query.count(trials)
            if moments:
                self._moments = _moments(query, top, bottom, hits)

    def _raters(self, hits: str | None) -> tuple[str, str] | None:
        """First and last name of the methods behind figures of sentiment."""
        read = {name for leaf in (self.above, self.below) if isinstance(leaf, Leaf) for name in leaf.columns()}
        if self.source.base != "mentions" or "sentiment" not in read | {name for name, _ in self.above.where}:
            return None
        first, last = (self.query.ask((n, "sentiment_method", hits), partial(_method, n, hits)) for n in ("min", "max"))
        return first, last

    def _currencies(self, hits: str | None, known: tuple) -> tuple[str, str] | None:
        """First and last currency of the rows by name; with rates only of rows that no rate converts."""
        if not any(is_money(self.source.base, value) for value in known):
            return None
        rated = bool(self.scene.settings.rates)
        low, high = (self.query.ask((name, hits), _extreme(name, hits, rated)) for name in ("min", "max"))
        return low, high

    @property
    def answer(self) -> Answer:
        return self.query.answer

    def groups(self) -> list[tuple]:
        """The groups it has seen, and the accounts whose covered days hold no row."""
        return [] if self.lacking else [*self.answer.groups[0], *self._silent()]

    def _silent(self) -> list[tuple]:
        """Accounts that cover a day of the periods, by the dimensions that name them; none where others are asked."""
        scene, places = self.scene, {"network": 0, "platform": 0, "account": 1}
        if self.source.base not in ("accounts_daily", "posts") or not places.keys() >= {*scene.groups, *scene.where}:
            return []
        wanted = {
            name: value if isinstance(value, list | tuple | set) else [value] for name, value in scene.where.items()
        }
        return [
            tuple(part[places[name]] for name in scene.groups)
            for part, start, end in covered(scene.store, self.source.base)
            if start < scene.end and scene.first < end and all(part[places[n]] in v for n, v in wanted.items())
        ]

    def all_parts(self) -> list[Part]:
        """The parts it has seen, and those whose silence says something."""
        return [] if self.lacking else [*self.answer.parts[0], *(part for part, _, _ in self._telling)]

    def settle(self, index: Index) -> None:
        """Look up cells and parts."""
        if not self.lacking:
            self.index = index
            self.cells = index.cells(self.answer)
            self.parts = index.part_codes(self.answer)

    @cached_property
    def cuts(self) -> dict[Part, str | None]:
        """The preferred cut of each part that has data, in the first period if it can be (R8, R12)."""
        answer, cut = self.answer, CUTS.get(self.source.base)
        if cut is None or cut[0] in self.scene.dims:
            return {}
        rank = {name: number for number, name in enumerate(cut[1])}
        named, later = self._cuts_named(), np.array([span.of != 0 for span in self.scene.spans])
        (groups, group), (kinds, kind) = answer.groups, answer.kinds
        unlabelled = np.array([None in values for values in groups], bool)
        order = (later[answer.span] * 2 + unlabelled[group])[answer.columns[self._settled] > 0]
        first = np.full(len(kinds), 4)
        np.minimum.at(first, kind[answer.columns[self._settled] > 0], order)
        best: dict[Part, tuple[int, int, str]] = {}
        for (part, found), place in zip(kinds, first.tolist()):
            name = found or ""
            if place < 4 and (name in rank or name in named):
                key = (place, rank.get(name, len(rank)), name)
                best[part] = min(best.get(part, key), key)
        return {part: key[2] for part, key in best.items()}

    @cached_property
    def _chosen(self) -> np.ndarray:
        kinds, kind = self.answer.kinds
        return np.array([self.cuts.get(part, cut) == cut for part, cut in kinds], bool)[kind]

    def _cuts_named(self) -> set[str]:
        """Cuts that the measure or the reader's filter asks for by name."""
        column = CUTS[self.source.base][0]
        asked = [demand for name, demand in self.above.where if name == column]
        wanted = self.scene.where.get(column)
        asked += list(wanted) if isinstance(wanted, list | tuple) else [wanted] if wanted else []
        return {name for name in asked if isinstance(name, str)}

    def parts_with_data(self) -> dict[int, int]:
        """Parts with data: 0 for the first period, 1 for other periods only, 2 where no row is the answer."""
        if self.lacking:
            return {}
        has = (self.answer.columns[self._settled] > 0) & self._chosen
        now = has & (self.index.asked[self.answer.span] == 0)
        silent = dict.fromkeys((self.index.part_number(part) for part, _, _ in self._telling), 2)
        return silent | dict.fromkeys(self.parts[has].tolist(), 1) | dict.fromkeys(self.parts[now].tolist(), 0)

    def parts_with_rows(self) -> set[int]:
        """Parts with rows in the first period, whether or not they say what is asked."""
        return set(self.parts[(self.index.asked[self.answer.span] == 0) & self._chosen].tolist())

    @cached_property
    def _telling(self) -> list[tuple[Part, date, date]]:
        """Covered spans, inside the asked ones, in which no row means that nothing happened (R17)."""
        counted, scene = isinstance(self.above, Count), self.scene
        if self.source.days is not None or not (counted or self.source.base in EVENTS):
            return []
        return [
            (part, start, end)
            for part, start, end in covered(scene.store, self.source.base)
            if start < scene.end and scene.first < end and (counted or self._tells(part))
        ]

    def _tells(self, part: Part) -> bool:
        """Whether a sum over no posts of this part is 0: its files have the columns, and no scope is asked for."""
        if self.source.base != "posts":
            return True
        if "scope" in {*self.scene.dims, *self.scene.where, *(name for name, _ in self.above.where)}:
            return False
        values = [leaf.value for leaf in (self.above, self.below) if isinstance(leaf, Total)]
        wanted = [names for value in values for names in _needs(value, self.scene.settings.actions)]
        texts = carried(self.scene.store, "posts").get(part, ())
        return bool(wanted) and any(all(any(f";{n};" in t for n in names) for names in wanted) for t in texts)

    def raw(self, parts: set[int] | None = None) -> Raw:
        """Sums over these parts, or over all."""
        index = self.index
        use = self._chosen if parts is None else self._chosen & index.marked(parts)[self.parts]
        columns = self.answer.columns
        settled = (columns[self._settled] > 0) & use
        above = self._sum(columns[self._above], use)
        seen = index.tally(self.cells[settled]) > 0
        reason = np.where(seen, 0, CODES["not_supplied"]).astype(np.int8)
        pairs = index.pairs(self.cells, self.parts)
        present, expected = index.coverage(self.cells[settled], pairs[settled])
        present += index.quiet(self.cells[use], pairs[use], np.unique(pairs[settled]), self._telling)
        raw = Raw(above, None, self._sum(columns[self._n], use), reason, present, expected, self._name(seen))
        if isinstance(self.below, Leaf):
            raw.below = self._sum(columns[self._below], use)
            raw.moments = {name: self._sum(columns[column], use) for name, column in self._moments.items()}
        self._explain(raw, use, seen)
        self._fill_zero(raw, parts)
        self._check_money(raw, use & settled)
        raw.basis = self._basis(use & settled)
        return raw

    def _sum(self, column: Floats, use: np.ndarray) -> Floats:
        return np.bincount(self.cells[use], weights=np.nan_to_num(column[use]), minlength=self.index.count)

    def _name(self, seen: np.ndarray) -> np.ndarray:
        return np.where(seen, self.source.base, "").astype(object)

    def _bears(self, part: Part) -> bool:
        """Whether a file of the part has every column that is read."""
        wanted = {name for leaf in (self.above, self.below) if isinstance(leaf, Leaf) for name in leaf.columns()}
        carry = carried(self.scene.store, self.source.base)
        return bool(wanted) and any(all(f";{name};" in text for name in wanted) for text in carry.get(part, ()))

    def _explain(self, raw: Raw, use: np.ndarray, seen: np.ndarray) -> None:
        """Why a cell is empty, as far as the rows tell."""
        wanted = [name for leaf in (self.above, self.below) if isinstance(leaf, Leaf) for name in leaf.columns()]
        silent = {
            number
            for number, part in enumerate(self.index.parts)
            if any((part[0], name) in not_reported() for name in wanted)
        }
        if silent:
            rows = index_any(self.index, self.cells[use])
            speaking = index_any(self.index, self.cells[use & ~self.index.marked(silent)[self.parts]])
            raw.reason[~seen & rows & ~speaking] = CODES["not_supported_by_network"]
        # A range that a period breaks says nothing of another cut (R12), nor of a column that it does not have.
        known = carried(self.scene.store, self.source.base)
        for span, part in {(s, p) for s, p, cut in self.answer.broken if self.cuts.get(p, cut) == cut}:
            number = self.index.part_number(part)
            if wanted and any(known.get(part, ())) and not self._bears(part):
                continue
            hit = use & (self.parts == number)
            cells = self.index.in_span(span) & index_any_group(self.index, self.cells[hit])
            if not hit.any():
                cells = self.index.in_span(span)
            raw.reason[cells] = CODES["incomplete_period"]

    def _fill_zero(self, raw: Raw, parts: set[int] | None) -> None:
        """R17: no row of an event inside the covered span is a true zero."""
        spans = [span for span in self._telling if not parts or self.index.part_number(span[0]) in parts]
        empty = raw.reason == CODES["not_supplied"]
        if not (spans and empty.any()):
            return
        empty &= self.index.covered(spans) & (self._sum(self.answer.columns[self._rows], self._chosen) == 0)
        raw.reason[empty] = 0
        raw.above[empty] = 0.0
        raw.tables[empty] = self.source.base
        raw.present[empty] = np.maximum(raw.expected[empty], 1)
        raw.expected[empty] = raw.present[empty]

    def _check_money(self, raw: Raw, use: np.ndarray) -> None:
        if self._money is None:
            return
        low, high = (self.answer.columns[name] for name in self._money)
        chosen: dict[int, set[str]] = {}
        for row in np.flatnonzero(use):
            chosen.setdefault(int(self.cells[row]), set()).update(
                c for c in (low[row], high[row]) if isinstance(c, str)
            )
        for cell, currencies in chosen.items():
            own, rated = self.scene.settings.currency, self.scene.settings.rates
            if (rated and currencies) or len(currencies) > 1 or (own and currencies - {own}):
                raw.reason[cell] = CODES["currency_mixed"]

    def _basis(self, use: np.ndarray) -> dict[str, str]:
        basis: dict[str, str] = {}
        values = [leaf.value for leaf in (self.above, self.below) if isinstance(leaf, Total)]
        sets = [_action_set(value, self.scene.settings.actions) for value in values]
        names = next((names for names in sets if names), None)
        if names:
            carry = carried(self.scene.store, self.source.base)
            parts = [self.index.parts[number] for number in sorted(set(self.parts[use].tolist()))]
            reported = {name for part in parts for text in carry.get(part, ()) for name in names if f";{name};" in text}
            basis["actions"] = "+".join(name for name in names if name in reported)
        if self._methods:
            told = {method for name in self._methods for method in self.answer.columns[name][use]}
            basis["sentiment"] = "+".join(sorted(name for name in told if isinstance(name, str)))
        cut = CUTS.get(self.source.base)
        if cut and cut[0] == "scope":
            kinds, kind = self.answer.kinds
            cuts = {kinds[number][1] for number in np.unique(kind[use])}
            if cuts and cuts != {"total"}:
                basis["scope"] = "+".join(sorted(name for name in cuts if name))
        return basis | self._estimates(use)

    def _estimates(self, use: np.ndarray) -> dict[str, str]:
        """Which of the followers that it reads are estimates."""
        leaves = [leaf for leaf in (self.above, self.below) if isinstance(leaf, Leaf)]
        if not any(map(reads_followers, leaves)):
            return {}
        rests = {*zip((self.cells[use] // self.index.groups_count).tolist(), self.parts[use].tolist())}
        parts = self.index.parts
        return said_of(self.scene, self.source.base, [(span, parts[number]) for span, number in rests])


def index_any(index: Index, cells: np.ndarray) -> np.ndarray:
    """Which cells occur."""
    return index.tally(cells) > 0


def index_any_group(index: Index, cells: np.ndarray) -> np.ndarray:
    """Which cells belong to a group that occurs in any span."""
    groups = np.zeros(index.groups_count, bool)
    groups[cells % index.groups_count] = True
    return np.tile(groups, index.spans_count)


def source_of(leaf: Leaf) -> Source:
    """The rows that a leaf reads."""
    return Source(leaf.table, leaf.at, leaf.days)


def _value(leaf: Any) -> str | RowValue | None:
    return leaf.value if isinstance(leaf, Total) else None


def _needs(value: str | RowValue, actions: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The columns of posts that a value needs; of several names in one place any will do (R14)."""
    match value:
        case str():
            return [(value,)]
        case Actions():
            return [value.names or actions]
        case Each():
            return [*_needs(value.above, actions), *_needs(value.below, actions)]
    return [(name,) for name in value.columns]


def _moments(query: Query, top: Any, bottom: Any, hits: str | None) -> dict[str, str]:
    """Sums of squares and products over posts, from which the cluster interval follows."""
    ones = query.count(hits)
    names = {
        "ee": ones if top is None else query.total(top, hits, top),
        "nn": ones if bottom is None else query.total(bottom, hits, bottom),
    }
    if top is None or bottom is None:
        both = ones if top is None and bottom is None else query.total(top if bottom is None else bottom, hits)
    else:
        both = query.total(top, hits, bottom)
    return names | {"en": both}


def _method(name: str, hits: str | None, rows: Any) -> Any:
    rated = rows[hits] if hits else rows.sentiment.notnull()
    return getattr(rows.sentiment_method, name)(where=rated)


def _extreme(name: str, hits: str | None, rated: bool) -> Callable[[Any], Any]:
    def build(rows: Any) -> Any:
        conditions = [rows[hits]] if hits else []
        conditions += [rows[RATE].isnull()] if rated else []
        condition = every(conditions)
        return rows.currency.min(where=condition) if name == "min" else rows.currency.max(where=condition)

    return build


def _action_set(value: Any, default: tuple[str, ...]) -> tuple[str, ...] | None:
    if isinstance(value, Actions):
        return value.names or default
    return _action_set(value.above, default) if isinstance(value, Each) else None
