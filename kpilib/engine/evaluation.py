"""One evaluation: plan what to ask, ask it once for each table, then work out every KPI from the answers.

Comes in: a scene and KPIs. Goes out: `Figures` for each KPI, in the cells of one shared index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from kpilib.engine.accounts import LastReader, StatedReader, UniqueReader
from kpilib.engine.alike import alike
from kpilib.engine.combining import combined, finished
from kpilib.engine.figures import (
    CODES,
    Figures,
    add,
    divide,
    multiply,
    prefer,
    subtract,
)
from kpilib.engine.index import Index
from kpilib.engine.profile import covered
from kpilib.engine.query import Query
from kpilib.engine.readers import Raw, SumReader
from kpilib.engine.reasons import RATED, Reasons
from kpilib.engine.scene import Scene, Source
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

    @property
    def _index(self) -> Index:
        if self.index is None:
            raise RuntimeError("plan before measuring")
        return self.index

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
            if kpi.id in RATED and "mentions" in self.catalogue:
                waiting.append((self.catalogue["mentions"], None))
            for _, measure in self._choices(kpi, variant):
                for atom in self._atoms(measure):
                    if isinstance(atom, Of):
                        waiting.append((self.catalogue[atom.kpi], atom.variant))
                    else:
                        self._reader(atom, kpi)
        readers = list(self._readers.values())
        groups = [group for reader in readers for group in reader.groups()]
        parts = [part for reader in readers if hasattr(reader, "all_parts") for part in reader.all_parts()]
        self.index = Index(self.scene, groups, parts)
        for reader in readers:
            reader.settle(self.index)

    def groups_of(self, kpi: Kpi, variant: str | None = None) -> set[int]:
        """The numbers of the groups that the tables of a KPI have rows of, with or without a figure."""
        numbers = {group: number for number, group in enumerate(self._index.groups)}
        found: set[int] = set()
        waiting, seen = [(kpi, variant)], set()
        while waiting:
            each, name = waiting.pop()
            if (each.id, name) in seen:
                continue
            seen.add((each.id, name))
            for leaf in (leaf for _, measure in self._choices(each, name) for leaf in self._atoms(measure)):
                if isinstance(leaf, Of):
                    waiting.append((self.catalogue[leaf.kpi], leaf.variant))
                else:
                    found |= {numbers[group] for group in self._reader(leaf, each).groups()}
        return found

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

    def _atoms(self, measure: Measure) -> list[Measure]:
        """The measures that one reader each reads, and the other KPIs, that it is made of."""
        if self._atomic(measure) or isinstance(measure, Of):
            return [measure]
        return [atom for part in measure.parts() for atom in self._atoms(part)]

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
        result: Figures | None = None
        open_groups = np.ones(self._index.groups_count, bool)
        tried: list[Figures] = []
        for run in self._runs(choices):
            figures = self._run(kpi, run)
            tried.append(figures)
            found = self._has_rows(figures) & open_groups
            if found.any():
                everywhere = np.tile(found, self._index.spans_count)
                result = figures if result is None else prefer(result, figures, everywhere)
                open_groups &= ~found
            if not open_groups.any() or (found.any() and self._by_account(run[0][1])):
                break
        if result is not None:
            return result
        other = [figures for figures in tried if (figures.reason != CODES["not_supplied"]).any()]
        return (other or tried or [Figures.blank(self._index.count)])[0]

    def _has_rows(self, figures: Figures) -> np.ndarray:
        """Groups that have rows in the first period: a value, or a reason that only rows can give."""
        now = np.repeat(self._index.asked == 0, self._index.groups_count)
        has = (figures.known | (figures.reason > CODES["not_supported_by_network"])) & now
        return has.reshape(self._index.spans_count, self._index.groups_count).any(axis=0)

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
        mentions = self.catalogue.get("mentions", kpi)
        reasons = Reasons(self.scene, self._index, lambda: self.measured(mentions.alternatives[0], mentions))
        figures = reasons.flagged(kpi, run[0][1], figures)
        return replace(figures, variant=np.full(len(figures.value), variant, object))

    def _per_account(self, kpi: Kpi, measures: list[Measure]) -> Figures:
        """Each account takes the first alternative that has its data; exposure by the network's basis."""
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
            return finished(kpi, self._best_empty(raws)) if raws else Figures.blank(self._index.count)
        raws = []
        for number, parts in sorted(taken.items()):
            reader, basis = readers[number]
            raw = reader.raw(parts)
            if basis is not None:
                raw.basis["exposure"] = self._exposure_text(parts, basis)
            raws.append(raw)
        raw = combined(raws)
        posting = self._covered_networks("posts")  # that there was no post is a true zero there
        now = {
            network
            for part, (network, _), found in (
                (part, self._index.parts[part], min(every)) for part, every in offers.items()
            )
            if found[0] == 0 or (network in posting and self._silent(readers[found[3]][0], part))
        }
        raw.basis |= self.some_networks(now)
        return finished(kpi, raw)

    def _silent(self, reader: Any, part: int) -> bool:
        """Whether an account published nothing in the first period: posts that lack what is asked are no zero."""
        return reader.source.base == "posts" and part not in reader.parts_with_rows()

    def some_networks(self, told: set[str | None]) -> dict[str, str]:
        """The networks that a figure without groups is made of, and the others that have data in the period."""
        named = {name for name in told if name}
        wanted = self.scene.where.get("network")
        others = self._covered_networks("accounts_daily", "posts") - named
        others &= others if wanted is None else {wanted} if isinstance(wanted, str) else {*wanted}
        if not named or not others or self.scene.groups:
            return {}
        return {"networks": "+".join(sorted(named)), "without": "+".join(sorted(others))}

    def _covered_networks(self, *bases: str) -> set[str]:
        """The networks of which these tables cover some of the first period."""
        asked = [span for span in self.scene.spans if span.of == 0]
        return {
            network
            for base in bases
            for (network, _), start, end in covered(self.scene.store, base)
            if network and any(start < span.end and span.start < end for span in asked)
        }

    def _best_empty(self, raws: list[Raw]) -> Raw:
        return max(raws, key=lambda raw: int((raw.reason != CODES["not_supplied"]).sum()))

    def _basis_rank(self, part: int, basis: str | None) -> int | None:
        if basis is None:
            return 0
        order = self.scene.settings.basis(self._index.parts[part][0])
        return order.index(basis) if basis in order else None

    def _exposure_text(self, parts: set[int], basis: str) -> str:
        networks = sorted({self._index.parts[part][0] or "" for part in parts})
        return ",".join(f"{network}:{basis}" for network in networks)

    def measured(self, measure: Measure, kpi: Kpi) -> Figures:
        """A measure in every cell."""
        count = self._index.count
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
            case Ratio(alike=True) if "network" not in self.scene.groups:
                return alike(self, measure, kpi)
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
        reader = self._reader(measure, kpi)
        if reader.lacking:
            return Figures.blank(self._index.count)
        if hasattr(reader, "figures"):
            return reader.figures()
        raw = reader.raw()
        if isinstance(measure, Ratio) and measure.over:
            raw = self._over_members(raw, measure.over)
        return finished(kpi, raw, getattr(measure, "times", 1.0))

    def _over_members(self, raw: Raw, member: str) -> Raw:
        """The whole of a share of total: all members of the group together."""
        assert raw.below is not None
        if member not in self.scene.groups:
            return raw
        place = self.scene.groups.index(member)
        keys = [tuple(v for n, v in enumerate(group) if n != place) for group in self._index.groups]
        numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
        wholes = np.array([numbers[key] for key in keys])
        cells = np.arange(self._index.count) // self._index.groups_count * len(numbers) + np.tile(
            wholes, self._index.spans_count
        )
        sums = np.bincount(cells, weights=raw.below)
        raw.below = sums[cells]
        raw.n = raw.below
        return raw
