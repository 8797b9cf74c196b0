"""`Kpi`: one row of the catalogue. `Target` and `Benchmark`: what a client holds a KPI against.

Comes in: measures. Goes out: declarations with unit, direction, class and the inputs they need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpilib.errors import ParamsError, UnknownName, suggest
from kpilib.kpis.measures import Leaf, Measure

Category = Literal[
    "reach", "engagement", "traffic", "brand", "conversion", "leads", "customers", "advocacy", "returns", "goals",
    "experiments",
]  # fmt: skip
Unit = Literal[
    "count", "people", "share", "fraction", "per_unit", "score", "probability", "money", "money_per_day", "seconds",
    "days", "same",
]  # fmt: skip
Aggregation = Literal[
    "additive", "additive_multi_tag", "semi_additive_last", "distinct", "ratio_of_sums", "mean_of_posts",
    "median_quantile", "cohort_ratio", "share_of_total", "derived",
]  # fmt: skip
DEFAULT = "default"
Measures = Measure | tuple[Measure, ...]


@dataclass(frozen=True)
class Variant:
    """Another definition of a KPI; a `fallback` stands in, under its own name, where the default has no data."""

    name: str
    measures: Measures
    fallback: bool = False
    unit: Unit | None = None

    @property
    def alternatives(self) -> tuple[Measure, ...]:
        """Its measures in order of preference."""
        return _as_tuple(self.measures)


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One key figure: what it is measured from, its unit and direction, and how it may be added up."""

    id: str
    category: Category
    measures: Measures
    unit: Unit
    stage: Literal["awareness", "interest", "evaluation", "purchase", "loyalty", "all"]
    polarity: Literal["higher", "lower", "neutral"] = "higher"
    lead_lag: Literal["leading", "lagging", "neutral"] = "leading"
    micro_macro: Literal["micro", "macro"] = "micro"
    aggregation: Aggregation = "additive"
    population: Literal["social", "site", "all"] = "all"
    interval: Literal["none", "wilson", "posts", "nps"] = "none"
    variants: tuple[Variant, ...] = ()
    definition_version: str = "1"
    source_url: str = "derived"
    briefs: str = ""

    @property
    def alternatives(self) -> tuple[Measure, ...]:
        """The measures of the default definition in order of preference."""
        return _as_tuple(self.measures)

    @property
    def variant_names(self) -> tuple[str, ...]:
        """The names `variant=` takes."""
        return (DEFAULT, *(variant.name for variant in self.variants))

    def choices(self, variant: str | None = None) -> tuple[tuple[str, Measure], ...]:
        """Named measures in the order in which they are tried.

        Raises
        ------
        UnknownName : the KPI has no variant of this name
        """
        default = tuple((DEFAULT, measure) for measure in self.alternatives)
        if variant is None:
            return default + tuple((v.name, m) for v in self.variants if v.fallback for m in v.alternatives)
        if variant == DEFAULT:
            return default
        for known in self.variants:
            if known.name == variant:
                return tuple((known.name, measure) for measure in known.alternatives)
        names = ", ".join(self.variant_names)
        raise UnknownName(
            f"kpi {self.id!r}",
            f"no variant called {variant!r}",
            f"{suggest(variant, self.variant_names)} It has: {names}.",
        )

    def unit_of(self, variant: str) -> Unit:
        """The unit, which a variant may change."""
        return next((v.unit for v in self.variants if v.name == variant and v.unit), self.unit)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it can be read from, preferred first."""
        leaves = [leaf for _, measure in self._every() for leaf in measure.leaves()]
        return tuple(dict.fromkeys(leaf.base for leaf in leaves if isinstance(leaf, Leaf)))

    @property
    def inputs(self) -> tuple[tuple[str, ...], ...]:
        """For each alternative what it needs: `table.column`, `params.name`, `kpi.id`."""
        return tuple(measure.inputs for _, measure in self._every())

    @property
    def formula(self) -> str:
        """The default definition in one line."""
        return str(self.alternatives[0])

    def _every(self) -> tuple[tuple[str, Measure], ...]:
        every = [(DEFAULT, measure) for measure in self.alternatives]
        return tuple(every + [(v.name, m) for v in self.variants for m in v.alternatives])


def _as_tuple(measures: Measures) -> tuple[Measure, ...]:
    return measures if isinstance(measures, tuple) else (measures,)


Span = Literal["month", "quarter", "week", "year"]


@dataclass(frozen=True)
class Target:
    """A figure to reach: a value, or growth over the period before or the year before.

    `per` names the kind of period that a sum's target is meant for; other kinds are not measurable.
    """

    value: float
    kind: Literal["value", "growth"] = "value"
    over: Literal["previous", "year"] | None = None
    per: Span | None = None

    def check(self, kpi: Kpi) -> Target:
        """The target itself, if it fits the KPI's unit.

        Raises
        ------
        ParamsError : the value lies outside what the unit can hold, or a sum's target names no period
        """
        where = f"targets.{kpi.id}"
        if self.value != self.value or self.value in (float("inf"), float("-inf")):
            raise ParamsError(where, "a target must be a finite number")
        if (self.kind == "growth") != (self.over is not None):
            raise ParamsError(where, "growth needs 'over'", "Write {value: 20%, over: year} or over: previous.")
        if self.kind == "value" and kpi.unit in ("share", "probability") and not 0 <= self.value <= 1:
            raise ParamsError(where, f"{self.value:g} is not between 0 and 1", "A share is written 3.5% or 0.035.")
        if self.kind == "value" and kpi.unit in ("count", "people", "seconds", "days") and self.value < 0:
            raise ParamsError(where, f"{self.value:g} is negative, but {kpi.unit} cannot be")
        if self.kind == "value" and kpi.unit in ("count", "people") and 0 < self.value < 1:
            raise ParamsError(where, f"{self.value:g} is a share, but this KPI counts", "Write a whole number.")
        if kpi.id == "nps" and abs(self.value) > 100:
            raise ParamsError(where, f"{self.value:g} is outside -100 to 100")
        return self


@dataclass(frozen=True)
class Benchmark:
    """Somebody else's figure: only held against the same definition, with its source and year."""

    value: float
    source: str
    year: int
    variant: str = DEFAULT


def as_kpis(module: dict[str, object]) -> tuple[Kpi, ...]:
    """The KPIs that a category file declares, in its order."""
    return tuple(value for value in module.values() if isinstance(value, Kpi))
