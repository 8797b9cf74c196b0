"""Measures read from the rows of one table: sums, counts, last values, quantiles, stated figures.

Comes in: names of canonical columns. Goes out: frozen declarations that the engine reads; nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from kpilib.kpis.values import RowValue, Where, columns_of, inputs_of


@dataclass(frozen=True)
class Measure:
    """Anything that yields a number for a group of rows."""

    def parts(self) -> tuple[Measure, ...]:
        """The measures this one is made of, in order."""
        return self._parts

    def leaves(self) -> tuple[Measure, ...]:
        """The measures at the bottom: those that read rows, the client file or another KPI."""
        return self._leaves

    @cached_property
    def _parts(self) -> tuple[Measure, ...]:
        found = (getattr(self, part.name) for part in fields(self))
        return tuple(m for value in found for m in (value if isinstance(value, tuple) else (value,)) if is_measure(m))

    @cached_property
    def _leaves(self) -> tuple[Measure, ...]:
        return tuple(leaf for part in self._parts for leaf in part.leaves()) or (self,)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What it needs, as `table.column`, `params.name` or `kpi.id`."""
        return tuple(dict.fromkeys(name for leaf in self.leaves() for name in leaf.reads()))

    def reads(self) -> tuple[str, ...]:
        """The inputs of this leaf."""
        return ()


def is_measure(value: Any) -> bool:
    return isinstance(value, Measure)


# Tables that the engine works out from the rows of a canonical one.
BASES = {
    "answers": "messages",
    "conversations": "messages",
    "first_orders": "orders",
    "credited_orders": "orders",
    "credited_first_orders": "orders",
    "touched_deals": "deals",
    "sharers": "shares",
}


@dataclass(frozen=True, kw_only=True)
class Leaf(Measure):
    """A measure of the rows of one table.

    `at` names the moment that puts a row into a period, by default the table's own. `days` looks at that many days up
    to the period's end instead of the period; 0 means everything before its end.
    """

    table: str = ""
    where: Where = ()
    at: str = ""
    days: int | None = None

    @property
    def base(self) -> str:
        """The canonical table behind it."""
        return BASES.get(self.table, self.table)

    def columns(self) -> tuple[str, ...]:
        """The columns that this leaf adds up, counts or ranks."""
        return ()

    def reads(self) -> tuple[str, ...]:
        value = getattr(self, "value", None)
        columns = inputs_of(value) if isinstance(value, RowValue) else self.columns()
        asked = [*columns, self.at, *(name for name, _ in self.where)]
        labels = {"web_daily": "channel", "messages": "network", "conversations": "network"}
        named = [labels.get(self.table, "source") if name == "social" else name for name in asked if name]
        return tuple(name if "." in name else f"{self.table}.{name}" for name in named) or (self.table,)

    def _filtered(self) -> str:
        asked = [f"{name} = {demand}" if isinstance(demand, str) else name for name, demand in self.where]
        return f" [{', '.join(asked)}]" if asked else ""


@dataclass(frozen=True)
class Total(Leaf):
    """The sum of a column, or of a value worked out for each row."""

    value: str | RowValue

    def columns(self) -> tuple[str, ...]:
        return columns_of(self.value)

    def __str__(self) -> str:
        return f"sum({self.value}{self._filtered()})"


@dataclass(frozen=True)
class Count(Leaf):
    """The number of rows."""

    def __str__(self) -> str:
        return f"{self.table}{self._filtered()}"


@dataclass(frozen=True)
class Distinct(Leaf):
    """The number of different values of a column."""

    value: str

    def columns(self) -> tuple[str, ...]:
        return (self.value,)

    def __str__(self) -> str:
        return f"distinct {self.value}{self._filtered()}"


@dataclass(frozen=True)
class TotalOnce(Leaf):
    """The sum of a column, taken once for each different `entity`."""

    value: str
    entity: str

    def columns(self) -> tuple[str, ...]:
        return (self.value, self.entity)

    def __str__(self) -> str:
        return f"sum({self.value} once for each {self.entity})"


@dataclass(frozen=True)
class Quantile(Leaf):
    """A quantile of a row value, linear between ranks; 0.5 is the median.

    `open_since` names the moment since which an unfinished row waits: with many of those the survival curve answers.
    """

    value: str | RowValue
    share: float = 0.5
    open_since: str = ""

    def columns(self) -> tuple[str, ...]:
        return columns_of(self.value)

    def __str__(self) -> str:
        name = "median" if self.share == 0.5 else f"p{100 * self.share:g}"
        return f"{name}({self.value}{self._filtered()})"


@dataclass(frozen=True)
class Fastest(Leaf):
    """The mean of the shortest `share` of a row value."""

    value: str | RowValue
    share: float = 0.9

    def columns(self) -> tuple[str, ...]:
        return columns_of(self.value)

    def __str__(self) -> str:
        return f"mean of the fastest {100 * self.share:g} % of {self.value}"


@dataclass(frozen=True)
class Returned(Leaf):
    """Of the customers of the `span` days before the last `span`: all, or only those who came back since."""

    entity: str
    back: bool

    def columns(self) -> tuple[str, ...]:
        return (self.entity,)

    def __str__(self) -> str:
        return f"{self.entity} of the period before{' who ordered again' if self.back else ''}"


@dataclass(frozen=True)
class Repeated(Leaf):
    """The number of entities with at least `times` rows."""

    entity: str
    times: int = 2

    def columns(self) -> tuple[str, ...]:
        return (self.entity,)

    def __str__(self) -> str:
        return f"{self.entity} with >= {self.times} rows"


@dataclass(frozen=True)
class OpenAtEnd(Leaf):
    """Rows opened before the period's end and not closed by then."""

    opened: str
    closed: str

    def columns(self) -> tuple[str, ...]:
        return (self.opened, self.closed)

    def __str__(self) -> str:
        return f"{self.table} open at period end"


@dataclass(frozen=True)
class Last(Leaf):
    """The last known value of each account in the period, added up; `opening`: of the period before."""

    value: str
    opening: bool = False

    def columns(self) -> tuple[str, ...]:
        return (self.value,)

    def __str__(self) -> str:
        return f"last {self.value}{' of the previous period' if self.opening else ''}"


@dataclass(frozen=True)
class Growth(Leaf):
    """Last known value in the period less the last of the period before, account by account."""

    value: str

    def columns(self) -> tuple[str, ...]:
        return (self.value,)

    def __str__(self) -> str:
        return f"last {self.value} - last {self.value} of the previous period"


@dataclass(frozen=True)
class Unique(Leaf):
    """People counted once: a row's own figure where one row is the whole group, else only bounds."""

    value: str

    def columns(self) -> tuple[str, ...]:
        return (self.value,)

    def __str__(self) -> str:
        return f"{self.value} as stated for the day or post"


@dataclass(frozen=True)
class Stated(Leaf):
    """A figure that the platform states for exactly this period; `adds` where the figures of parts add up."""

    metric: str
    adds: bool = False
    table: str = field(default="period_totals", kw_only=True)

    def reads(self) -> tuple[str, ...]:
        return (f"period_totals.{self.metric}",)

    def __str__(self) -> str:
        return f"{self.metric} as stated for the period"


@dataclass(frozen=True)
class Trial(Leaf):
    """The outcome of an experiment: lift of a variant over its control, or the p value of the planned split."""

    outcome: str
    table: str = field(default="experiments", kw_only=True)

    def columns(self) -> tuple[str, ...]:
        return ("variant", "exposures", "conversions" if self.outcome == "lift" else "planned_share")

    def __str__(self) -> str:
        return {"lift": "(p_B - p_A) / p_A", "split": "chi-square p of observed against planned split"}[self.outcome]


@dataclass(frozen=True)
class Predicted(Leaf):
    """The mean predicted value of a customer over the coming years."""

    table: str = field(default="orders", kw_only=True)

    def columns(self) -> tuple[str, ...]:
        return ("customer_id", "ordered_at", "revenue")

    def __str__(self) -> str:
        return "BG/NBD orders * Gamma-Gamma value, discounted"
