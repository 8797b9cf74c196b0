"""How a KPI is measured, as data: measures of rows, and the ratios, products and sums made of them.

Comes in: names of canonical columns. Goes out: frozen declarations that the engine reads; nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from kpilib.kpis.leaves import (
    BASES,
    Count,
    Distinct,
    Fastest,
    Growth,
    Last,
    Leaf,
    Measure,
    OpenAtEnd,
    Predicted,
    Quantile,
    Repeated,
    Returned,
    Stated,
    Total,
    TotalOnce,
    Trial,
    Unique,
    is_measure,
)
from kpilib.kpis.values import RowValue, Where

__all__ = [
    "BASES",
    "AnyKpi",
    "Choice",
    "Count",
    "Distinct",
    "Exposed",
    "Fastest",
    "Growth",
    "Last",
    "Leaf",
    "Less",
    "Measure",
    "Of",
    "OpenAtEnd",
    "Param",
    "Plus",
    "Predicted",
    "Product",
    "Quantile",
    "Ratio",
    "Repeated",
    "Returned",
    "Stated",
    "Total",
    "TotalOnce",
    "Trial",
    "Unique",
    "either",
    "mean",
    "on",
    "share_of_rows",
]


@dataclass(frozen=True)
class Of(Measure):
    """Another KPI of the catalogue."""

    kpi: str
    variant: str | None = None

    def reads(self) -> tuple[str, ...]:
        return (f"kpi.{self.kpi}",)

    def __str__(self) -> str:
        return self.kpi


@dataclass(frozen=True)
class Param(Measure):
    """A number from the client file."""

    name: str

    def reads(self) -> tuple[str, ...]:
        return (f"params.{self.name}",)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class AnyKpi(Measure):
    """Stands for a KPI that the reader chooses; such a row has no value by itself."""

    params: str = ""

    def reads(self) -> tuple[str, ...]:
        return ("kpi.any", *((f"params.{self.params}",) if self.params else ()))

    def __str__(self) -> str:
        return "any KPI"


@dataclass(frozen=True)
class Ratio(Measure):
    """One measure divided by another. Of rows of one table, only those count where both are known.

    `window`: days a cohort needs to ripen. `over`: the dimension whose members make up the whole, as brands do.
    `alike`: only networks count of which both are known.
    """

    above: Measure
    below: Measure
    times: float = 1.0
    window: str = ""
    over: str = ""
    alike: bool = False

    def __str__(self) -> str:
        return f"{f'{self.times:g} * ' if self.times != 1 else ''}{self.above} / {self.below}"


@dataclass(frozen=True)
class Product(Measure):
    """Measures multiplied."""

    factors: tuple[Measure, ...]

    def __str__(self) -> str:
        return " * ".join(map(str, self.factors))


@dataclass(frozen=True)
class Plus(Measure):
    """Measures added; a term that is missing makes the sum missing."""

    terms: tuple[Measure, ...]

    def __str__(self) -> str:
        return f"({' + '.join(map(str, self.terms))})"


@dataclass(frozen=True)
class Less(Measure):
    """One measure less another."""

    first: Measure
    second: Measure

    def __str__(self) -> str:
        return f"({self.first} - {self.second})"


@dataclass(frozen=True)
class Choice(Measure):
    """A measure that counts only while a setting has this value, or is not set."""

    setting: str
    value: str
    measure: Measure

    def __str__(self) -> str:
        return str(self.measure)


@dataclass(frozen=True)
class Exposed(Measure):
    """A measure for the networks whose exposure basis is `basis`: impressions or views."""

    basis: str
    measure: Measure

    def __str__(self) -> str:
        return str(self.measure)


def on(table: str, measure: Measure) -> Any:
    """The same measure with every leaf that has no table yet read from this one."""
    changes: dict[str, Any] = {}
    for part in fields(measure):
        value = getattr(measure, part.name)
        if isinstance(value, Measure):
            changes[part.name] = on(table, value)
        elif isinstance(value, tuple) and value and all(map(is_measure, value)):
            changes[part.name] = tuple(on(table, each) for each in value)
    if isinstance(measure, Leaf) and not measure.table:
        changes["table"] = table
    return replace(measure, **changes)


def either(measure: Measure, *tables: str) -> tuple[Measure, ...]:
    """The measure on each of these tables, in order of preference."""
    return tuple(on(table, measure) for table in tables)


def share_of_rows(hits: Where, known: Where = (), *, at: str = "") -> Ratio:
    """Rows that meet `known` and `hits` of the rows that meet `known`."""
    return Ratio(Count(where=tuple({**dict(known), **dict(hits)}.items()), at=at), Count(where=known, at=at))


def mean(value: str | RowValue, *, where: Where = (), at: str = "") -> Ratio:
    """The mean of a row value over the rows where it is known."""
    return Ratio(Total(value, where=where, at=at), Count(where=where, at=at))
