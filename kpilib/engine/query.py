"""One grouped query for each table and grouping: what every figure needs from its rows, asked together.

Comes in: values, conditions and counts to add up. Goes out: arrays, one row for each span, group, part and cut.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import ibis
import pandas as pd

from kpilib.engine.answers import Answer, Part, answer_of, plain
from kpilib.engine.daily import Days, keys_of, suits, whole_scene
from kpilib.engine.dimensions import CUTS
from kpilib.engine.expressions import every, exact_sum, met, number, places, product, settled
from kpilib.engine.fetch import fetch, fetch_known
from kpilib.engine.folding import Plain, folded
from kpilib.engine.money import RATE, is_money, rate
from kpilib.engine.placing import needs_list
from kpilib.engine.profile import days_of, is_complete, keys_needed, remembered, rows_of, supplied_sets
from kpilib.engine.rows import by_day, make_tables, relation
from kpilib.engine.scene import CUT, DAY, PARTS, SPAN, Scene, Source
from kpilib.engine.settings import Settings
from kpilib.kpis.values import Actions, Coded, Demand, Each, Followers, Graded, Minus, RowValue, TopBox, Weighted, Where

FEW = 64  # combinations of known columns up to which rows are grouped by them
_WORD = 2.0**63  # beyond this a whole number does not fit into 64 bits


class Query:
    """Collects what is asked of one source, then asks it once."""

    def __init__(self, scene: Scene, source: Source, *, whole: bool = False) -> None:
        self.scene, self.source, self.whole = scene, source, whole
        self._asked: dict[Hashable, tuple[str, Callable[[Any], Any]]] = {}
        self._values: dict[Hashable, tuple[str, str | RowValue]] = {}
        self._tests: dict[Hashable, tuple[str, Callable[[Any], Any]]] = {}
        self._flags: dict[Hashable, tuple[str, Callable[[Any], Any]]] = {}
        self._masks: dict[Hashable, tuple[str, Callable[[Any], Any]]] = {}
        self._keys_of: dict[str, Hashable] = {}  # what each made column stands for
        self._tested: dict[str, list[str]] = {}
        self._known: dict[str, tuple[str, ...]] = {}  # which columns are never null where a flag is true
        self._whether: set[str] = set()  # flags that say no more than that
        self._plain: dict[str, Plain] = {}  # sums over masked columns as sums over the columns themselves
        self._followers = False
        self._columns: set[str] = set()
        self.cuts: tuple[str, ...] = ()  # only rows of these cuts; none: all
        self._answer: Answer | None = None

    def value(self, value: str | RowValue) -> str:
        """The name of the column that will hold this value of each row."""
        self._followers = self._followers or _needs_followers(value)
        self._columns |= set(read_by(value, self.scene.settings))
        if isinstance(value, str):
            return value
        return self._named(self._values, "_v", value, value)

    def flag(self, key: Hashable, build: Callable[[Any], Any]) -> str:
        """The name of the column that will hold this boolean of each row."""
        return self._named(self._flags, "_f", key, build)

    def ask(self, key: Hashable, build: Callable[[Any], Any]) -> str:
        """The name under which the answer will hold this aggregate."""
        return self._named(self._asked, "a", key, build)

    def _named(self, known: dict[Hashable, tuple[str, Any]], letter: str, key: Hashable, what: Any) -> str:
        if key not in known:
            known[key] = (f"{letter}{len(known)}", what)
            self._keys_of[known[key][0]] = key
        return known[key][0]

    def rows_where(self, where: Where, known: tuple[str | RowValue, ...] = (), *, only: str = "all") -> str | None:
        """A flag for rows that meet the demands (or only their labels are known) and where the values are known."""
        columns = tuple(dict.fromkeys(self.value(value) for value in known if not self._is_complete(value)))
        for name, demand in where:
            self._columns |= {name, getattr(demand, "start", name)}
        if not where and not columns:
            return None
        only = only if where else "all"
        cut = CUTS.get(self.source.base, ("",))[0]
        settings = self.scene.settings

        chosen = where if only == "all" else tuple(demand for demand in where if demand[0] == cut)
        tests = [self._test(("met", demand), partial(_meets, demand, settings)) for demand in chosen]
        if only != "all":
            tests += [self._test(("known", demand), partial(_settles, demand)) for demand in where]

        def build(rows: Any) -> Any:
            return every([rows[name].notnull() for name in columns] + [rows[name] for name in tests])

        name = self.flag((where, columns, only), lambda rows: _or_true(build(rows)))
        self._tested[name], self._known[name] = tests, columns
        if not tests:
            self._whether.add(name)
        return name

    def _is_complete(self, value: str | RowValue) -> bool:
        return self._is_own and is_complete(self.scene.store, self.source.base, value, self.scene.settings)

    @property
    def _is_own(self) -> bool:
        """Whether the rows are those of the file: a view may leave gaps where its table has none."""
        return self.source.table == self.source.base

    def _test(self, key: Hashable, build: Callable[[Any], Any]) -> str:
        """The name of the column that will say whether a row meets one demand; asked once, however often needed."""
        return self._named(self._tests, "_m", key, build)

    def masked(
        self, name: str | None, flag: str | None, beside: tuple[str | None, ...] = (), *, rated: bool = False
    ) -> str:
        """The name of a column with the value (or 1) of the flagged rows, null elsewhere.

        Sums over such columns run many times faster than sums that each carry their own filter. No mask is needed where
        the value itself, or another `beside` that it is multiplied with, is null wherever the flag is false.
        """
        if (
            name is not None
            and not rated
            and (flag is None or (flag in self._whether and {*self._known[flag]} <= {name, *beside}))
        ):
            return name
        return self._named(self._masks, "_w", (name, flag, rated), partial(_mask, name, flag, rated))

    def total(self, value: str | RowValue, flag: str | None, other: str | RowValue | None = None) -> str:
        """Sum of a value, or of its product with another, over the flagged rows."""
        rated = bool(self.scene.settings.rates) and is_money(self.source.base, value)
        name, bound = self.value(value), math.inf if rated else self._bound(value)
        if other is None:
            return self._added("total", (name,), flag, partial(exact_sum, bound=bound), places(bound), rated=rated)
        bound *= self._bound(other)

        def build(first: Any, second: Any) -> Any:
            return exact_sum(product(first, second, wide=bound >= _WORD), bound)

        names = (name, self.value(other))
        return self._added("total", names, flag, build, places(bound), bound < _WORD, rated=rated)

    def count(self, flag: str | None) -> str:
        """Number of flagged rows."""
        every = Plain(("count", None), lambda rows: rows.count().cast("float64"))
        if flag is None:
            return self.ask(every.key, every.build)
        name = self.masked(next(iter(self._known[flag]), None), flag)
        asked = self.ask(("count", name), lambda rows: rows[name].count().cast("float64"))
        if flag in self._whether and len(self._known[flag]) > 1:
            self._plain[asked] = every._replace(needs=self._known[flag])
        return asked

    def largest(self, value: str | RowValue, flag: str | None) -> str:
        """The largest value of the flagged rows."""
        return self._added("max", (self.value(value),), flag, lambda column: column.max())

    def _added(
        self,
        kind: str,
        names: tuple[str, ...],
        flag: str | None,
        build: Callable[..., Any],
        *more: Hashable,
        rated: bool = False,
    ) -> str:
        """The flagged rows of these columns added up; with `rated` the first is an amount of money to convert."""
        masked = tuple(self.masked(name, flag, names, rated=rated and n == 0) for n, name in enumerate(names))
        asked = self.ask((kind, *masked, *more), lambda rows: build(*(rows[name] for name in masked)))
        if masked != names and flag in self._whether and not rated:
            needs = tuple(name for name in self._known[flag] if name not in names)
            self._plain[asked] = Plain((kind, *names, *more), lambda rows: build(*(rows[n] for n in names)), needs)
        return asked

    def _bound(self, value: str | RowValue) -> float:
        """How large the value of a row can be; of answers on a scale and the like it is a small number."""
        if isinstance(value, Coded | Graded | TopBox):
            return 10.0
        if not isinstance(value, str | Actions | Minus):
            return math.inf
        names = read_by(value, self.scene.settings)
        return sum(self.scene.store.noted(self.source.base).largest.get(name, math.inf) for name in names)

    @property
    def answer(self) -> Answer:
        """What the database said; asked on first use, and once only of a store, whose rows never change."""
        if self._answer is None:
            self.count(None)
            if not self.whole and suits(self.source, rows=rows_of(self.scene.store, self.source.base)):
                self._answer = self._from_days()
            else:
                self._answer = self._from_rows()
        return self._answer

    def _from_rows(self) -> Answer:
        """The answer put together from what was asked of the same rows before, and what is new."""
        scene, source = self.scene, self.source
        place = repr((source, self.whole, self.cuts, scene.spans, scene.dims, scene.where, scene.settings))
        known = remembered(scene.store, f"rows {place}", source.table, dict[Hashable, tuple[Answer, str]])
        asked = {name: self._meaning(key) for key, (name, _) in self._asked.items()}
        new = {name: key for name, key in asked.items() if key not in known}
        if new:
            answer = self._sums_of_rows(place, self._as_asked(new))
            known |= {key: (answer, name) for name, key in new.items()}
        answers = {name: known[key] for name, key in asked.items()}
        columns = {name: answer.columns[there] for name, (answer, there) in answers.items()}
        return replace(next(iter(answers.values()))[0], columns=columns)

    def _from_days(self) -> Answer:
        """The answer put together from the sums of days, of which only new ones are asked."""
        scene, source = self.scene, self.source
        wide = whole_scene(scene, source, days_of(scene.store, source.base))
        place = repr((source, wide.dims, wide.where, scene.settings))
        days = remembered(scene.store, f"days {place}", source.table, lambda: Days(wide.dims))
        asked = {name: self._meaning(key) for key, (name, _) in self._asked.items()}
        new = {key: name for name, key in asked.items() if key not in days.sums}
        if new:
            days.learn(self._sums_of_days(wide, new), new)
        return days.answer(scene, source, asked)

    def _sums_of_days(self, wide: Scene, asked: dict[Hashable, str]) -> pd.DataFrame:
        """One row for each day, label, part and cut."""
        store, source, names = wide.store, self.source, set(asked.values())
        needed, _, _ = self._keys()
        keys = [*keys_of(wide, source), *(f"_d{n}" for n in range(len(wide.dims)))]
        keys += [name for name, wanted in zip((*PARTS, CUT), needed) if wanted]
        columns = self._columns or {source.moment}

        def build() -> Any:
            rows = by_day(wide, source, columns=columns, followers=self._followers)
            rows = self._worked_out(rows, self._behind(names))
            sums = {name: build(rows) for name, build in self._asked.values() if name in names}
            return rows.group_by(keys).aggregate(**sums)

        told = (source, wide.dims, wide.where, wide.settings, wide.spans, keys, sorted(columns), self._followers)
        sets = supplied_sets(store, source.base)
        tables = partial(make_tables, wide, source, self._followers)
        return self._completed(fetch_known(store, repr((told, list(asked.items()), sets)), build, tables=tables))

    def _meaning(self, key: Any) -> Any:
        """A key in which the names of columns are replaced by what they stand for, the same in every query."""
        if isinstance(key, tuple):
            return tuple(map(self._meaning, key))
        return self._meaning(self._keys_of[key]) if isinstance(key, str) and key in self._keys_of else key

    def _behind(self, names: Iterable[Hashable]) -> set[str]:
        """These columns and all that they are worked out from."""
        found: set[str] = set()
        waiting: list[Any] = list(names)
        while waiting:
            name = waiting.pop()
            if isinstance(name, tuple):
                waiting += name
            elif isinstance(name, str) and name in self._keys_of and name not in found:
                found.add(name)
                waiting += [self._keys_of[name], *self._tested.get(name, ())]
        return found

    def frame(self, builds: dict[str, Callable[[Any], Any]], reads: tuple[str, ...] = ()) -> pd.DataFrame:
        """The single rows with these columns, for what only rows can tell."""
        self._columns |= set(reads)
        rows, _ = self._prepared({*self._keys_of})
        keys = [SPAN, *self._labels()]
        chosen = rows.select(
            **{key: rows[key] for key in keys}, **{name: build(rows) for name, build in builds.items()}
        )
        return fetch(self.scene.store, chosen)

    def _labels(self) -> list[str]:
        dims = [f"_d{n}" for n in range(len(self.scene.groups))]
        if self.whole:
            return dims
        needed, _, _ = self._keys()
        return [*dims, *(name for name, wanted in zip((*PARTS, CUT), needed) if wanted)]

    def _keys(self) -> tuple[tuple[bool, bool, bool], dict[Any, Part], str | None]:
        return keys_needed(self.scene.store, self.source.base, CUTS.get(self.source.base, (None,))[0])

    def _prepared(self, used: set[str]) -> tuple[Any, Any]:
        columns = self._columns or {self.source.moment or "supplied"}
        found = relation(self.scene, self.source, columns=columns, followers=self._followers)
        rows = found.rows
        if self.cuts:
            rows = rows.filter(rows[CUT].isin(self.cuts))
        return self._worked_out(rows, used), found.broken

    def _worked_out(self, rows: Any, used: set[str]) -> Any:
        """The rows with the values, tests, flags and masked values that are used: a layer of columns for each step."""
        settings = self.scene.settings
        sets = supplied_sets(self.scene.store, self.source.base) if "supplied" in rows.columns else []
        made = {name: number(rows, value, settings, sets) for name, value in self._values.values() if name in used}
        if settings.rates and "currency" in rows.columns:
            made[RATE] = rate(rows, rows[DAY], settings)
        made |= {name: build(rows) for name, build in self._tests.values() if name in used}
        rows = rows.mutate(**made) if made else rows
        for layer in (self._flags, self._masks):
            columns = {name: build(rows) for name, build in layer.values() if name in used}
            rows = rows.mutate(**columns) if columns else rows
        return rows

    def _as_asked(self, names: Iterable[str]) -> dict[str, Plain]:
        """Each sum as it is best asked: over plain columns where rows know few combinations of them, else masked."""
        masked = {name: Plain(key, build) for key, (name, build) in self._asked.items() if name in names}
        store, base = self.scene.store, self.source.base
        few = self._is_own and store.patterns(base) * len(supplied_sets(store, base)) <= FEW
        if self.whole or not few:
            return masked
        return {name: self._plain[name] if self._is_told(name) else sum_ for name, sum_ in masked.items()}

    def _is_told(self, name: str) -> bool:
        """Whether the patterns of gaps that a store notes tell which rows know what this sum needs."""
        needs = [self._keys_of.get(column, column) for column in self._plain[name].needs] if name in self._plain else []
        return bool(needs) and all(isinstance(value, str | Actions | Minus) for value in needs)

    def _sums_of_rows(self, place: str, sums: dict[str, Plain]) -> Answer:
        """One entry for each span, label, part and cut."""
        scene, source, broken = self.scene, self.source, set()
        asked: dict[Hashable, tuple[str, Callable[[Any], Any]]] = {}
        found_as = {name: asked.setdefault(sum_.key, (name, sum_.build))[0] for name, sum_ in sums.items()}
        needed = sorted({column for sum_ in sums.values() for column in sum_.needs})
        known = {column: f"_k{n}" for n, column in enumerate(needed)}
        keys = [SPAN, *self._labels()]

        def build() -> Any:
            rows, cut = self._prepared(self._behind([*asked, *needed]))
            broken.update(cut)
            if known:
                rows = rows.mutate(**{name: rows[column].notnull() for column, name in known.items()})
            found = {name: build(rows) for name, build in asked.values()}
            return rows.group_by([*keys, *known.values()]).aggregate(**found)

        if needs_list(scene, source):
            frame = fetch(scene.store, build())
        else:
            told = [(self._meaning(key), name) for key, (name, _) in asked.items()]
            told += [(self._meaning(column), name) for column, name in known.items()]
            about = (place, told, keys, sorted(self._columns), supplied_sets(scene.store, source.base))
            tables = partial(make_tables, scene, source, self._followers)
            frame = fetch_known(scene.store, repr(about), build, tables=tables)
        if known:
            frame = folded(frame, keys, known, {name: (found_as[name], sum_) for name, sum_ in sums.items()})
        return answer_of(frame if self.whole else self._completed(frame), len(scene.groups), self.whole, broken)

    def _completed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns that were not worth grouping by, filled in."""
        _, parts, cut = self._keys()
        if PARTS[0] not in frame:
            frame[PARTS[0]] = pd.Series([next(iter(parts), None)] * len(frame), dtype=object)
        if PARTS[1] not in frame:
            frame[PARTS[1]] = pd.Series([parts[name][1] for name in plain(frame[PARTS[0]])], dtype=object)
        if CUT not in frame:
            frame[CUT] = pd.Series([cut] * len(frame), dtype=object)
        return frame


def read_by(value: str | RowValue, settings: Settings) -> tuple[str, ...]:
    """Every column that a value may read."""
    match value:
        case str():
            return (value,)
        case Actions():
            return value.names or settings.actions
        case Each():
            return read_by(value.above, settings) + read_by(value.below, settings)
        case Weighted():
            return tuple(settings.intent_weights or ())
    return value.columns


def _meets(demand: tuple[str, Demand], settings: Settings, rows: Any) -> Any:
    return every(met(rows, (demand,), settings))


def _settles(demand: tuple[str, Demand], rows: Any) -> Any:
    return _or_true(every(settled((demand,), rows)))


def _mask(name: str | None, flag: str | None, rated: bool, rows: Any) -> Any:
    number = ibis.literal(1) if name is None else rows[name]
    number = number.cast("float64") * rows[RATE] if rated else number
    return number if flag is None else ibis.ifelse(rows[flag], number, ibis.null(number.type()))


def _or_true(condition: Any) -> Any:
    return ibis.literal(True) if condition is None else condition


def _needs_followers(value: Any) -> bool:
    if isinstance(value, Followers):
        return True
    return any(_needs_followers(getattr(value, name)) for name in ("above", "below") if hasattr(value, name))
