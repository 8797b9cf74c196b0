"""One evaluation: plan what to ask, ask it once for each table, then work out every KPI from the answers.

Comes in: a scene and KPIs. Goes out: `Figures` for each KPI, in the cells of one shared index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from kpilib.engine.accounts import LastReader, StatedReader, UniqueReader
from kpilib.engine.fetch import fetch
from kpilib.engine.figures import (
    CODES,
    Figures,
    Floats,
    add,
    divide,
    first_reason,
    join_names,
    multiply,
    prefer,
    subtract,
)
from kpilib.engine.index import Index
from kpilib.engine.query import Part, Query
from kpilib.engine.readers import Raw, SumReader
from kpilib.engine.rows import Scene, Source
from kpilib.engine.trials import PredictedReader, TrialReader
from kpilib.engine.whole import WholeReader
from kpilib.kpis import Kpi
from kpilib.kpis.measures import (
    AnyKpi,
    Choice,
    Count,
    Distinct,
    Exposed,
    Fastest,
    Growth,
    Last,
    Leaf,
    Less,
    Measure,
    Of,
    OpenAtEnd,
    Param,
    Plus,
    Predicted,
    Product,
    Quantile,
    Ratio,
    Repeated,
    Returned,
    Stated,
    Total,
    TotalOnce,
    Trial,
    Unique,
)
from kpilib.stats.intervals import cluster_sums, nps, wilson

_ACCOUNTS = ("accounts_daily", "posts", "period_totals")
_WHOLE = (Quantile, Distinct, Fastest, Repeated, Returned, OpenAtEnd, TotalOnce)


class Evaluation:
    """Readers, queries and results of one call."""

    def __init__(self, scene: Scene, catalogue: Mapping[str, Kpi], table: str | None = None) -> None:
        self.scene, self.catalogue, self.table = scene, catalogue, table
        self._queries: dict[Source, Query] = {}
        self._readers: dict[tuple[Measure, bool], Any] = {}
        self._results: dict[tuple[str, str | None], Figures] = {}
        self.index: Index | None = None

    def query(self, source: Source) -> Query:
        """The one query of a source."""
        return self._queries.setdefault(source, Query(self.scene, source))

    def sums(self, measure: Leaf | Ratio, *, moments: bool = False) -> SumReader:
        """The reader of a sum, shared by all who ask the same."""
        key = (measure, moments)
        if key not in self._readers:
            self._readers[key] = SumReader(self, measure, moments=moments)
        return self._readers[key]

    def plan(self, kpis: Iterable[tuple[Kpi, str | None]]) -> None:
        """Make the readers of these KPIs and of all they are made of, then number the cells."""
        seen: set[tuple[str, str | None]] = set()
        waiting = list(kpis)
        while waiting:
            kpi, variant = waiting.pop()
            if (kpi.id, variant) in seen:
                continue
            seen.add((kpi.id, variant))
            for _, measure in self._choices(kpi, variant):
                for leaf in self._prepare(measure, kpi):
                    if isinstance(leaf, Of):
                        waiting.append((self.catalogue[leaf.kpi], leaf.variant))
        readers = list(self._readers.values())
        groups = [group for reader in readers for group in reader.groups()]
        parts = [part for reader in readers for part in self._parts_of(reader)]
        self.index = Index(self.scene, groups, parts)
        for reader in readers:
            reader.settle(self.index)

    def _parts_of(self, reader: Any) -> list[Part]:
        if isinstance(reader, SumReader):
            return [] if reader.lacking else reader.answer.part
        return reader.all_parts() if hasattr(reader, "all_parts") else []

    def _choices(self, kpi: Kpi, variant: str | None) -> list[tuple[str, Measure]]:
        choices = list(kpi.choices(variant))
        if self.table is not None:
            matching = [c for c in choices if any(getattr(leaf, "base", "") == self.table for leaf in c[1].leaves())]
            choices = matching or choices
        return [choice for choice in choices if self._chosen(choice[1])]

    def _chosen(self, measure: Measure) -> bool:
        if not isinstance(measure, Choice):
            return True
        return getattr(self.scene.settings, measure.setting) in (None, measure.value)

    def _prepare(self, measure: Measure, kpi: Kpi) -> list[Measure]:
        """Make the reader of an atomic measure; otherwise go down to its parts."""
        if self._atomic(measure):
            self._reader(measure, kpi)
            return []
        if isinstance(measure, Of):
            return [measure]
        return [leaf for part in measure.parts() for leaf in self._prepare(part, kpi)]

    def _atomic(self, measure: Measure) -> bool:
        """Whether one reader reads it: a leaf, or a ratio of two sums over the same rows."""
        if isinstance(measure, Leaf):
            return True
        if not isinstance(measure, Ratio):
            return False
        above, below = measure.above, measure.below
        if not (isinstance(above, Leaf) and isinstance(below, Leaf)):
            return False
        same = (above.table, above.at, above.days) == (below.table, below.at, below.days)
        return same and (
            (isinstance(above, Total | Count) and isinstance(below, Total | Count))
            or (isinstance(above, Growth) and isinstance(below, Last))
        )

    def _reader(self, measure: Measure, kpi: Kpi) -> Any:
        moments = isinstance(measure, Ratio) and kpi.interval in ("posts", "nps")
        measure = self._adapted(measure)
        key = (measure, moments)
        if key not in self._readers:
            self._readers[key] = self._made(measure, moments)
        return self._readers[key]

    def _made(self, measure: Measure, moments: bool) -> Any:
        leaf = measure.above if isinstance(measure, Ratio) else measure
        if isinstance(leaf, Growth | Last):
            return LastReader(self, measure)  # type: ignore[arg-type]
        if isinstance(measure, Stated):
            return StatedReader(self, measure)
        if isinstance(measure, Unique):
            return UniqueReader(self, measure)
        if isinstance(measure, Trial):
            return TrialReader(self, measure)
        if isinstance(measure, Predicted):
            return PredictedReader(self, measure)
        if isinstance(measure, _WHOLE):
            return WholeReader(self, measure)
        return SumReader(self, measure, moments=moments)  # type: ignore[arg-type]

    def _adapted(self, measure: Measure) -> Measure:
        """Shares of a whole, asked by its members: every member counts, not only the own one."""
        if isinstance(measure, Ratio) and measure.over and measure.over in self.scene.dims:
            above = measure.above
            assert isinstance(above, Leaf)
            return replace(measure, above=replace(above, where=tuple(d for d in above.where if d[0] != "is_own")))
        return measure

    def figures(self, kpi: Kpi, variant: str | None = None) -> Figures:
        """The KPI in every cell, from the first alternative that has data."""
        key = (kpi.id, variant)
        if key not in self._results:
            self._results[key] = self._first_with_data(kpi, self._choices(kpi, variant))
        return self._results[key]

    def _first_with_data(self, kpi: Kpi, choices: list[tuple[str, Measure]]) -> Figures:
        """Each group takes the first alternative that has its rows; accounts decide among theirs by themselves."""
        assert self.index is not None
        result: Figures | None = None
        open_groups = np.ones(self.index.groups_count, bool)
        tried: list[Figures] = []
        for run in self._runs(choices):
            figures = self._run(kpi, run)
            tried.append(figures)
            found = self._has_rows(figures) & open_groups
            if found.any():
                everywhere = np.tile(found, self.index.spans_count)
                result = figures if result is None else prefer(result, figures, everywhere)
                open_groups &= ~found
            if not open_groups.any() or (found.any() and self._by_account(run[0][1])):
                break
        if result is not None:
            return result
        other = [figures for figures in tried if (figures.reason != CODES["not_supplied"]).any()]
        return (other or tried or [Figures.blank(self.index.count)])[0]

    def _has_rows(self, figures: Figures) -> np.ndarray:
        """Groups that have rows in the first period: a value, or a reason that only rows can give."""
        assert self.index is not None
        now = np.repeat(self.index.asked == 0, self.index.groups_count)
        has = (figures.known | (figures.reason > CODES["not_supported_by_network"])) & now
        return has.reshape(self.index.spans_count, self.index.groups_count).any(axis=0)

    def _runs(self, choices: list[tuple[str, Measure]]) -> list[list[tuple[str, Measure]]]:
        """Alternatives among which each account chooses its own stand together; the others alone."""
        runs: list[list[tuple[str, Measure]]] = []
        for name, measure in choices:
            together = (
                runs and runs[-1][0][0] == name and self._by_account(runs[-1][0][1]) and self._by_account(measure)
            )
            if together:
                runs[-1].append((name, measure))
            else:
                runs.append([(name, measure)])
        return runs

    def _by_account(self, measure: Measure) -> bool:
        inner = measure.measure if isinstance(measure, Exposed) else measure
        leaf = next(iter(inner.leaves()))
        by_parts = self._atomic(inner) and not isinstance(inner, _WHOLE)
        return by_parts and isinstance(leaf, Leaf) and leaf.base in _ACCOUNTS

    def _run(self, kpi: Kpi, run: list[tuple[str, Measure]]) -> Figures:
        variant = run[0][0]
        if self._by_account(run[0][1]):
            figures = self._per_account(kpi, [measure for _, measure in run])
        else:
            figures = self.measured(run[0][1], kpi)
        figures = self._flagged(kpi, run[0][1], figures)
        return replace(figures, variant=np.full(len(figures.value), variant, object))

    def _per_account(self, kpi: Kpi, measures: list[Measure]) -> Figures:
        """Each account takes the first alternative that has its data; exposure by the network's basis."""
        assert self.index is not None
        readers = []
        for measure in measures:
            inner = measure.measure if isinstance(measure, Exposed) else measure
            readers.append((self._reader(inner, kpi), measure.basis if isinstance(measure, Exposed) else None))
        tables = list(dict.fromkeys(reader.source.table for reader, _ in readers))
        offers: dict[int, list[tuple[int, int, int, int]]] = {}
        for number, (reader, basis) in enumerate(readers):
            for part, later in reader.parts_with_data().items():
                order = self._basis_rank(part, basis)
                if order is not None:
                    offers.setdefault(part, []).append((later, tables.index(reader.source.table), order, number))
        taken: dict[int, set[int]] = {}
        for part, found in offers.items():
            taken.setdefault(min(found)[3], set()).add(part)
        if not taken:
            raws = [reader.raw(None if basis is None else set()) for reader, basis in readers if not reader.lacking]
            return finished(kpi, self._best_empty(raws)) if raws else Figures.blank(self.index.count)
        raws = []
        for number, parts in sorted(taken.items()):
            reader, basis = readers[number]
            raw = reader.raw(parts)
            if basis is not None:
                raw.basis["exposure"] = self._exposure_text(parts, basis)
            raws.append(raw)
        return finished(kpi, _combined(raws))

    def _best_empty(self, raws: list[Raw]) -> Raw:
        return max(raws, key=lambda raw: int((raw.reason != CODES["not_supplied"]).sum()))

    def _basis_rank(self, part: int, basis: str | None) -> int | None:
        if basis is None:
            return 0
        assert self.index is not None
        order = self.scene.settings.basis(self.index.parts[part][0])
        return order.index(basis) if basis in order else None

    def _exposure_text(self, parts: set[int], basis: str) -> str:
        assert self.index is not None
        networks = sorted({self.index.parts[part][0] or "" for part in parts})
        return ",".join(f"{network}:{basis}" for network in networks)

    def measured(self, measure: Measure, kpi: Kpi) -> Figures:
        """A measure in every cell."""
        assert self.index is not None
        count = self.index.count
        if self._atomic(measure):
            return self._read(measure, kpi)
        match measure:
            case Of():
                other = self.catalogue[measure.kpi]
                return self.figures(other, measure.variant)
            case Param():
                number = getattr(self.scene.settings, measure.name)
                return Figures.of(np.full(count, np.nan if number is None else float(number)), np.zeros(count))
            case Exposed() | Choice():
                return self.measured(measure.measure, kpi)
            case Ratio():
                return divide(self.measured(measure.above, kpi), self.measured(measure.below, kpi), measure.times)
            case Product():
                return multiply([self.measured(factor, kpi) for factor in measure.factors])
            case Plus():
                return add([self.measured(term, kpi) for term in measure.terms])
            case Less():
                return subtract(self.measured(measure.first, kpi), self.measured(measure.second, kpi))
            case AnyKpi():
                return Figures.blank(count)
        raise TypeError(f"cannot measure {measure!r}")

    def _read(self, measure: Measure, kpi: Kpi) -> Figures:
        assert self.index is not None
        reader = self._reader(measure, kpi)
        if reader.lacking:
            return Figures.blank(self.index.count)
        if hasattr(reader, "figures"):
            return reader.figures()
        raw = reader.raw()
        if isinstance(measure, Ratio) and measure.over:
            raw = self._over_members(raw, measure.over)
        return finished(kpi, raw, getattr(measure, "times", 1.0))

    def _over_members(self, raw: Raw, member: str) -> Raw:
        """The whole of a share of total: all members of the group together."""
        assert self.index is not None and raw.below is not None
        if member not in self.scene.groups:
            return raw
        place = self.scene.groups.index(member)
        keys = [tuple(v for n, v in enumerate(group) if n != place) for group in self.index.groups]
        numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
        wholes = np.array([numbers[key] for key in keys])
        cells = np.arange(self.index.count) // self.index.groups_count * len(numbers) + np.tile(
            wholes, self.index.spans_count
        )
        sums = np.bincount(cells, weights=raw.below)
        raw.below = sums[cells]
        raw.n = raw.below
        return raw

    def _flagged(self, kpi: Kpi, measure: Measure, figures: Figures) -> Figures:
        """Reasons that only the KPI knows: no total over tags, young cohorts, missing rivals, unrated mentions."""
        assert self.index is not None
        scene, known = self.scene, figures.known
        tag = {"hashtag_impressions": "hashtag", "messages_by_team": "tag"}.get(kpi.id)
        if tag and tag not in scene.dims and tag not in scene.where:
            figures = figures.because(known, "non_additive")
        window = measure.window if isinstance(measure, Ratio) else ""
        if window:
            for number, span in enumerate(scene.spans):
                ripe = (scene.store.data_date - span.end).days + 1 >= scene.settings.guard(window)
                if not ripe:
                    figures = figures.because(self.index.in_span(number) & known, "immature_cohort")
        if isinstance(measure, Ratio) and measure.over:
            figures = self._with_rivals(measure, figures)
        if kpi.id in ("net_sentiment", "positive_share", "positive_mentions") and not known.all():
            figures = self._unrated(figures)
        if kpi.aggregation == "distinct" and scene.settings.population is not None:
            figures = replace(figures, high=np.fmin(figures.high, scene.settings.population))
        if kpi.id == "new_customers":
            figures = self._with_earlier_orders(figures)
        return figures

    def _with_earlier_orders(self, figures: Figures) -> Figures:
        """Nobody is new as long as a year of earlier orders is not covered."""
        assert self.index is not None
        spans = self.scene.store.spans
        first = min(spans.loc[spans["table"] == "orders", "start"], default=None)
        for number, span in enumerate(self.scene.spans):
            if first is None or (span.start - first).days < 365:
                figures = figures.because(self.index.in_span(number) & figures.known, "incomplete_period")
        return figures

    def _unrated(self, figures: Figures) -> Figures:
        """Mentions without any rating: their language was not classified."""
        mentions = self.measured(self.catalogue["mentions"].alternatives[0], self.catalogue["mentions"])
        silent = ~figures.known & mentions.known & (mentions.value > 0)
        figures = replace(figures, reason=figures.reason.copy())
        figures.reason[silent] = CODES["language_not_classified"]
        return figures

    def _with_rivals(self, measure: Ratio, figures: Figures) -> Figures:
        """A share of a whole needs every member of the whole: one rival without data makes it missing."""
        assert self.index is not None
        leaf = measure.below
        assert isinstance(leaf, Leaf)
        for number, missing in enumerate(self._absent_rivals(leaf)):
            if missing:
                figures = figures.because(self.index.in_span(number), "not_supplied")
        return figures

    def _absent_rivals(self, leaf: Leaf) -> list[bool]:
        store, column = self.scene.store, "brand" if leaf.table == "mentions" else "competitor"
        if leaf.table not in store.names:
            return [False] * len(self.scene.spans)
        wide = replace(self.scene, dims=("brand", *(("day",) if False else ())), where={})
        if any(span.length < 28 for span in self.scene.spans) and len(self.scene.spans) > 2:
            wide = replace(wide, spans=(replace(self.scene.spans[0], start=self.scene.first, end=self.scene.end),))
        query = Query(wide, Source(leaf.table, leaf.at))
        known = query.count(query.rows_where((), leaf.columns()))
        rows = store.table(leaf.table)
        every = fetch(store, rows.filter(~rows.is_own).select(column).distinct())[column].tolist()
        wanted = set(self.scene.settings.competitors) or set(every)
        answer = query.answer
        has = answer.columns[known] > 0
        present = [
            {g[0] for g, s, k in zip(answer.group, answer.span, has) if k and s == n} for n in range(len(wide.spans))
        ]
        absent = [bool(wanted - names) for names in present]
        return absent * len(self.scene.spans) if len(absent) == 1 and len(self.scene.spans) > 1 else absent


def _combined(raws: list[Raw]) -> Raw:
    """Sums of different tables for different accounts, together."""
    first = raws[0]
    for other in raws[1:]:
        both = (first.reason == 0) | (other.reason == 0)
        missing = first_reason(first.reason, other.reason)
        hard = np.isin(missing, [CODES["incomplete_period"], CODES["currency_mixed"], CODES["non_additive"]])
        people = first.low is not None and other.low is not None
        twice = people & (first.n > 0) & (other.n > 0)
        reason = np.where(both & ~hard, 0, missing)
        moments = {k: first.moments[k] + other.moments[k] for k in first.moments if k in other.moments}
        first = Raw(
            first.above + other.above,
            None if first.below is None or other.below is None else first.below + other.below,
            first.n + other.n,
            np.where(twice, CODES["non_additive"], reason).astype(np.int8),
            first.present + other.present,
            first.expected + other.expected,
            np.array([join_names(a, b) for a, b in zip(first.tables, other.tables)], object),
            moments if _posts_only(raws) else {},
            np.fmax(first.low, other.low) if people else None,
            np.nansum([first.high, other.high], axis=0) if people else None,
            _joined_basis(first.basis, other.basis),
        )
    return first


def _posts_only(raws: list[Raw]) -> bool:
    return all(raw.moments for raw in raws)


def _joined_basis(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    joined = {**first, **second}
    for key in first.keys() & second.keys():
        separator = "," if key == "exposure" else "+"
        joined[key] = separator.join(dict.fromkeys((first[key] + separator + second[key]).split(separator)))
    return joined


def finished(kpi: Kpi, raw: Raw, times: float = 1.0) -> Figures:
    """Figures of raw sums: the division, the interval, the bounds."""
    reason, value = raw.reason.copy(), raw.above.astype(float)
    ratio = raw.below is not None
    above = below = np.full(len(value), np.nan)
    if raw.below is not None:
        zero = (reason == 0) & (raw.below == 0)
        reason[zero] = CODES["zero_denominator"]
        known = np.isin(reason, [0, CODES["zero_denominator"]])
        above, below = np.where(known, raw.above, np.nan), np.where(known, raw.below, np.nan)
        value = np.full(len(reason), np.nan)
        np.divide(raw.above * times, raw.below, out=value, where=reason == 0)
    figures = Figures.of(
        np.where(reason == 0, value, np.nan),
        reason,
        numerator=above,
        denominator=below,
        n=raw.n,
        present=raw.present,
        expected=np.maximum(raw.expected, raw.present),
        table=raw.tables,
        basis=raw.basis,
    )
    if raw.low is not None and raw.high is not None:
        missing = ~figures.known
        return replace(figures, low=np.where(missing, raw.low, np.nan), high=np.where(missing, raw.high, np.nan))
    return _with_interval(kpi, figures, raw, times) if ratio else figures


def _with_interval(kpi: Kpi, figures: Figures, raw: Raw, times: float) -> Figures:
    known = figures.known
    above, below = np.where(known, raw.above, 0.0), np.where(known, raw.below, 0.0)
    low = high = np.full(len(above), np.nan)
    if kpi.interval == "wilson" and (above <= below).all() and (above >= 0).all():
        low, high = wilson(above, below)
    elif kpi.interval == "nps" and raw.moments:
        rated = np.where(known, raw.moments["ee"], 0.0)
        _, low, high = nps((rated + above) / 2, below - rated, (rated - above) / 2)
    elif kpi.interval == "posts" and raw.moments and set(raw.tables[known]) <= {"posts"}:
        low, high = _cluster(raw, known, times)
    return replace(figures, low=np.where(known, low, np.nan), high=np.where(known, high, np.nan))


def _cluster(raw: Raw, known: np.ndarray, times: float) -> tuple[Floats, Floats]:
    """The interval of a pooled post ratio; none where a counter is negative, which the method does not know."""
    assert raw.below is not None
    sums = [raw.n, raw.above, raw.below, raw.moments["ee"], raw.moments["en"], raw.moments["nn"]]
    usable = known & (np.stack(sums) >= 0).all(axis=0)
    low, high = cluster_sums(*[np.where(usable, part, 0.0) for part in sums])
    return np.where(usable, low * times, np.nan), np.where(usable, high * times, np.nan)
