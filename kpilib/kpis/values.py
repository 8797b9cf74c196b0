"""What one row is worth to a measure, and which rows count: row values and conditions, as frozen data.

Comes in: column names. Goes out: values that a measure adds up, conditions that pick rows.
"""

from __future__ import annotations

from dataclasses import dataclass

Scalar = str | bool | float


@dataclass(frozen=True)
class RowValue:
    """A number worked out for each row from its own columns; null where a column is null."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that must be known."""
        return ()


@dataclass(frozen=True)
class Actions(RowValue):
    """The row's engagements: these actions, limited to those its file reports; none named: the client's set (R14)."""

    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"({' + '.join(self.names)})" if self.names else "engagements"


@dataclass(frozen=True)
class Minus(RowValue):
    """One column less another."""

    first: str
    second: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.first, self.second)

    def __str__(self) -> str:
        return f"({self.first} - {self.second})"


@dataclass(frozen=True)
class Followers(RowValue):
    """Followers of the post's account on the day it was published."""

    def __str__(self) -> str:
        return "followers on publish day"


@dataclass(frozen=True)
class Each(RowValue):
    """A rate of each row by itself; null where the divisor is null, zero or negative."""

    above: str | RowValue
    below: str | RowValue
    times: float = 1.0

    @property
    def columns(self) -> tuple[str, ...]:
        return columns_of(self.above) + columns_of(self.below)

    def __str__(self) -> str:
        times = f"{self.times:g} * " if self.times != 1 else ""
        return f"({times}{self.above} / {self.below})"


@dataclass(frozen=True)
class Elapsed(RowValue):
    """Time from one moment to another, in seconds or days; null while the second has not come."""

    start: str
    end: str
    days: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.start, self.end)

    def __str__(self) -> str:
        return f"({self.end} - {self.start})"


@dataclass(frozen=True)
class Coded(RowValue):
    """A word as a number; words without a code are null."""

    column: str
    codes: tuple[tuple[str, float], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def __str__(self) -> str:
        return " + ".join(f"{code:+g} * {word}" for word, code in self.codes)


@dataclass(frozen=True)
class Graded(RowValue):
    """An answer on a scale as a number: (from, to, grade), bounds included."""

    column: str
    grades: tuple[tuple[float, float, float], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def __str__(self) -> str:
        return " + ".join(f"{grade:+g} * {self.column} {low:g}-{high:g}" for low, high, grade in self.grades if grade)


@dataclass(frozen=True)
class TopBox(RowValue):
    """1 for an answer among the best `boxes` of its scale, else 0."""

    boxes: int = 2

    @property
    def columns(self) -> tuple[str, ...]:
        return ("score", "scale_max")

    def __str__(self) -> str:
        return f"best {self.boxes} of the scale"


@dataclass(frozen=True)
class Weighted(RowValue):
    """Actions weighted by the client's intent weights; null without weights or where a weighted action is null."""

    def __str__(self) -> str:
        return "weight * action"


# What counts as engagement unless the client file says otherwise (R14).
ACTIONS = ("reactions", "comments", "shares", "saves")


def columns_of(value: str | RowValue) -> tuple[str, ...]:
    """The columns a value cannot do without."""
    return (value,) if isinstance(value, str) else value.columns


def inputs_of(value: str | RowValue) -> tuple[str, ...]:
    """All that a value reads, also where any of several columns will do; of another table with its name."""
    match value:
        case Actions():
            return value.names or ACTIONS
        case Each():
            return inputs_of(value.above) + inputs_of(value.below)
        case Followers():
            return ("published_at", "accounts_daily.followers")
        case Weighted():
            return ("reactions", "comments", "shares", "link_clicks", "params.intent_weights")
    return columns_of(value)


@dataclass(frozen=True)
class Condition:
    """A demand on one column that is more than equality."""


@dataclass(frozen=True)
class Known(Condition):
    """Not null; `told`: where no row has it, its export does not tell it, and nothing is known."""

    told: bool = False


@dataclass(frozen=True)
class Named(Condition):
    """Told, and not the '(not set)' that an analytics tool writes where a label is not known."""


@dataclass(frozen=True)
class Unknown(Condition):
    """Null."""


@dataclass(frozen=True)
class NotTrue(Condition):
    """False or not known."""


@dataclass(frozen=True)
class Not(Condition):
    """Any value but these; null counts."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Has(Condition):
    """Holds this word in a list joined with semicolons."""

    word: str


@dataclass(frozen=True)
class Within(Condition):
    """A moment that comes, after another, inside the cohort window of this name (settings.guards)."""

    start: str
    window: str


Demand = Scalar | tuple[Scalar, ...] | Condition
Where = tuple[tuple[str, Demand], ...]


def where(**demands: Demand) -> Where:
    """Rows that meet all demands: equal to a value, one of several, or a condition.

    `social=True` is not a column: rows credited to social networks, by channel, network, source or medium.
    """
    return tuple(demands.items())


SOCIAL = where(social=True)
