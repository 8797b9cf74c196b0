"""Row values and conditions as Ibis expressions over one table.

Comes in: declarations of kpilib.kpis.values. Goes out: numbers and booleans for each row; null where not known.
"""

from __future__ import annotations

import math
from functools import reduce
from operator import add, and_, or_
from typing import Any

import ibis

from kpilib.engine.localtime import utc_clock
from kpilib.engine.settings import PAID_MEDIUMS, SOCIAL_MEDIUMS, SOCIAL_NETWORKS, Settings, social_sources
from kpilib.kpis.values import (
    Actions,
    Coded,
    Demand,
    Each,
    Elapsed,
    Followers,
    Graded,
    Has,
    Known,
    Minus,
    Named,
    Not,
    NotTrue,
    RowValue,
    TopBox,
    Unknown,
    Weighted,
    Where,
    Within,
)

FOLLOWERS = "_followers"
_FIXED = "decimal(38, 18)"
_WIDE = "decimal(19, 0)"
_LARGE = 1e12  # a hundred million rows of this size still fit into fixed point
_BITS = 62  # of a 64-bit number, less its sign and one for rounding
_FINE = 40  # binary places that amounts must keep


def number(rows: Any, value: str | RowValue, settings: Settings, sets: list[str]) -> Any:
    """The value of each row; `sets` are the different texts of its column `supplied`."""
    match value:
        case str():
            return rows[value]
        case Actions():
            return _actions(rows, value.names or settings.actions, sets)
        case Minus():
            return rows[value.first] - rows[value.second]
        case Followers():
            return rows[FOLLOWERS]
        case Each():
            above = number(rows, value.above, settings, sets).cast("float64")
            below = number(rows, value.below, settings, sets)
            return ibis.cases((below > 0, above * value.times / below))
        case Elapsed():
            seconds = _seconds(rows[value.end]) - _seconds(rows[value.start])
            return seconds / 86400.0 if value.days else seconds
        case Coded():
            column = rows[value.column]
            return ibis.cases(*[(column == word, code) for word, code in value.codes])
        case Graded():
            column = rows[value.column]
            return ibis.cases(*[(column.between(low, high), grade) for low, high, grade in value.grades])
        case TopBox():
            return ibis.cases(
                (rows.score.isnull(), ibis.null("int64")), (rows.score > rows.scale_max - value.boxes, 1), else_=0
            )
        case Weighted():
            return _weighted(rows, settings)
    raise TypeError(f"no expression for {value!r}")


def _seconds(moment: Any) -> Any:
    return utc_clock(moment).epoch_seconds().cast("float64")


def _actions(rows: Any, names: tuple[str, ...], sets: list[str]) -> Any:
    """R14: an action the row's file does not report is left out; one it reports but left empty makes the sum null."""
    by_names = reported(tuple(name for name in names if name in rows.columns), sets)
    if len(by_names) == 1:
        return _sum(rows, next(iter(by_names)))
    return ibis.cases(
        *[(rows.supplied.isin(texts), _sum(rows, actions)) for actions, texts in by_names.items() if actions]
    )


def reported(names: tuple[str, ...], sets: list[str]) -> dict[tuple[str, ...], list[str]]:
    """Which of these columns files report: the texts of `supplied` under the columns that they name."""
    by_names: dict[tuple[str, ...], list[str]] = {}
    for text in sets:
        by_names.setdefault(tuple(name for name in names if f";{name};" in text), []).append(text)
    return by_names


def _sum(rows: Any, names: tuple[str, ...]) -> Any:
    return reduce(add, [rows[name] for name in names]) if names else ibis.null("int64")


def _weighted(rows: Any, settings: Settings) -> Any:
    weights = {name: weight for name, weight in (settings.intent_weights or {}).items() if name in rows.columns}
    if not weights:
        return ibis.null("float64")
    return reduce(add, [rows[name].cast("float64") * weight for name, weight in weights.items()])


def exact_sum(column: Any, bound: float = math.inf) -> Any:
    """The sum as a float, the same to the last bit in whatever order the database adds.

    Whole numbers are added as such, others in fixed point: in 64 bits where all are below a small `bound` and the
    database adds these in 128, else with 18 decimal places. Where some may be too large for that, those are added as
    they are: right, but without the promise.
    """
    if not column.type().is_floating():
        whole = ibis.cases((column, 1), (~column, 0)) if column.type().is_boolean() else column
        return whole.sum().cast("float64")
    scale = places(bound)
    if scale >= _FINE and column.get_backend().name == "duckdb":
        return (column * 2.0**scale).cast("int64").sum().cast("float64") / 2.0**scale
    if scale:
        return column.cast(_FIXED).sum().cast("float64")
    nothing, small = ibis.null("float64"), column.abs() < _LARGE
    fixed = ibis.ifelse(small, column, nothing).cast(_FIXED).sum().cast("float64")
    rest = ibis.ifelse(small, nothing, column).sum()
    return ibis.coalesce(fixed + rest, fixed, rest)


def places(bound: float) -> int:
    """Binary places, in steps of eight, that numbers up to `bound` have in 64 bits; 0 where some may be too large."""
    return (_BITS - math.frexp(bound)[1]) // 8 * 8 if bound < _LARGE else 0


def product(first: Any, second: Any, *, wide: bool) -> Any:
    """Two numbers of a row multiplied; whole ones exactly, also where the product is too `wide` for 64 bits."""
    if not (first.type().is_integer() and second.type().is_integer()):
        return first.cast("float64") * second.cast("float64")
    return first.cast(_WIDE) * second.cast(_WIDE) if wide else first * second


def met(rows: Any, where: Where, settings: Settings) -> list[Any]:
    """One boolean for each demand."""
    return [_meets(rows, name, demand, settings) for name, demand in where]


def _meets(rows: Any, name: str, demand: Demand, settings: Settings) -> Any:
    if name == "social":
        return social(rows, settings)
    if name == "paid_social":
        return social(rows, settings) & _any(
            [_in(rows, "medium", PAID_MEDIUMS), _equals(rows, "channel", ("Paid Social",))]
        )
    column = rows[name]
    match demand:
        case Known():
            return column.notnull()
        case Named():
            return column.notnull() & column.notin(("(not set)",))
        case Unknown():
            return column.isnull()
        case NotTrue():
            return column.fill_null(False) == False  # noqa: E712
        case Not():
            return column.isnull() | column.notin(demand.values)
        case Has():
            return (
                (ibis.literal(";") + column.lower().replace(" ", "") + ";")
                .contains(f";{demand.word};")
                .fill_null(False)
            )
        case Within():
            days = int(settings.guard(demand.window))
            late = _seconds(column) - _seconds(rows[demand.start])
            return late.between(0, 86400.0 * days).fill_null(False)
        case tuple():
            return column.isin(demand).fill_null(False)
    return (column == demand).fill_null(False)


def settled(where: Where, rows: Any) -> list[Any]:
    """What must be known before 'no such row' means zero: the labels that the demands compare."""
    wanted = []
    for name, demand in where:
        if name in ("social", "paid_social"):
            labels = [label for label in ("channel", "network", "source", "medium") if label in rows.columns]
            wanted.append(reduce(or_, [rows[label].notnull() for label in labels]))
        elif isinstance(demand, str | bool | int | float | tuple | Has | Named) or demand == Known(told=True):
            wanted.append(rows[name].notnull())
    return wanted


def social(rows: Any, settings: Settings) -> Any:
    """Rows credited to social networks: by channel where it is known, else by network, source or medium."""
    networks = _in(rows, "network", SOCIAL_NETWORKS)
    if "channel" not in rows.columns and "source" not in rows.columns:
        return networks
    labels = _any([networks, _in(rows, "source", social_sources()), _in(rows, "medium", SOCIAL_MEDIUMS)])
    if "channel" not in rows.columns:
        return labels
    channel = _equals(rows, "channel", settings.social_channels)
    return ibis.ifelse(rows.channel.isin(GA_CHANNELS).fill_null(False), channel, _any([channel, labels]))


GA_CHANNELS = (
    "Direct", "Organic Search", "Paid Search", "Organic Social", "Paid Social", "Email", "Referral", "Affiliates",
    "Display", "Organic Video", "Paid Video", "Organic Shopping", "Paid Shopping", "SMS", "Audio", "Cross-network",
    "Mobile Push Notifications", "Paid Other", "Unassigned",
)  # fmt: skip


def _in(rows: Any, name: str, values: tuple[str, ...]) -> Any:
    return rows[name].lower().isin(values).fill_null(False) if name in rows.columns else ibis.literal(False)


def _equals(rows: Any, name: str, values: tuple[str, ...]) -> Any:
    return rows[name].isin(values).fill_null(False) if name in rows.columns else ibis.literal(False)


def _any(conditions: list[Any]) -> Any:
    return reduce(or_, conditions)


def every(conditions: list[Any]) -> Any:
    """All of them; None when there are none."""
    return reduce(and_, conditions) if conditions else None
