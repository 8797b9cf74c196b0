"""Figures: the numbers of one measure in every cell, or why they are missing; the one place that divides.

Comes in: arrays from the database. Goes out: arrays in which a number that is not there is never 0, NaN or infinite.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

Floats = np.ndarray

# The first that applies wins.
REASONS = (
    "not_supplied", "not_supported_by_network", "definition_break", "currency_mixed", "incomplete_period",
    "immature_cohort", "non_additive", "language_not_classified", "zero_denominator", "below_min_sample", "withheld",
)  # fmt: skip
_ARRAYS = (
    "value", "reason", "numerator", "denominator", "n", "present", "expected", "low", "high", "table",
    "variant",
)  # fmt: skip
CODES = {name: number for number, name in enumerate(REASONS, start=1)}


@dataclass
class Figures:
    """One measure in every cell (span × group). Where `reason` is not 0 the value means nothing."""

    value: Floats
    reason: np.ndarray
    numerator: Floats
    denominator: Floats
    n: Floats
    present: Floats
    expected: Floats
    low: Floats
    high: Floats
    table: np.ndarray
    variant: np.ndarray
    basis: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, cells: int, reason: str = "not_supplied") -> Figures:
        """Missing everywhere."""

        def nothing() -> Floats:
            return np.full(cells, np.nan)

        return cls(
            value=nothing(),
            reason=np.full(cells, CODES[reason], dtype=np.int8),
            numerator=nothing(),
            denominator=nothing(),
            n=nothing(),
            present=np.zeros(cells),
            expected=np.zeros(cells),
            low=nothing(),
            high=nothing(),
            table=np.full(cells, "", dtype=object),
            variant=np.full(cells, "default", dtype=object),
        )

    @classmethod
    def of(cls, value: Floats, reason: np.ndarray, **others: object) -> Figures:
        """Figures with this value; a value that is not finite is missing, for want of data if nothing else is said."""
        figures = cls.blank(len(value))
        figures.value, figures.reason = value.astype(float), reason.astype(np.int8).copy()
        unexplained = ~np.isfinite(figures.value) & (figures.reason == 0)
        figures.reason[unexplained] = CODES["not_supplied"]
        return replace(figures, **others)  # type: ignore[arg-type]

    @property
    def known(self) -> np.ndarray:
        """Where there is a value."""
        return self.reason == 0

    def because(self, where: np.ndarray, reason: str) -> Figures:
        """Missing for this reason in these cells, unless an earlier reason applies."""
        return replace(self, reason=first_reason(self.reason, np.where(where, CODES[reason], 0)))


def first_reason(*reasons: np.ndarray) -> np.ndarray:
    """The first reason in the closed order that applies; 0 where none does."""
    stacked = np.stack([np.where(reason == 0, 99, reason) for reason in reasons])
    least = stacked.min(axis=0)
    return np.where(least == 99, 0, least).astype(np.int8)


def divide(above: Figures, below: Figures, times: float = 1.0) -> Figures:
    """One figure by another: a divisor of zero gives a reason, never infinity."""
    zero = below.known & (below.value == 0)
    reason = first_reason(above.reason, below.reason, np.where(zero, CODES["zero_denominator"], 0))
    usable = reason == 0
    value = np.full(len(reason), np.nan)
    np.divide(above.value * times, below.value, out=value, where=usable)
    joined = merge(above, below)
    return replace(
        joined,
        value=value,
        reason=reason,
        numerator=np.where(above.known, above.value, np.nan),
        denominator=np.where(below.known, below.value, np.nan),
        n=below.n.copy(),
    )


def multiply(factors: list[Figures]) -> Figures:
    """The product; missing where any factor is."""
    return _folded(factors, np.multiply)


def add(terms: list[Figures]) -> Figures:
    """The sum; missing where any term is."""
    return _folded(terms, np.add)


def subtract(first: Figures, second: Figures) -> Figures:
    """The difference; missing where either is."""
    return _folded([first, second], np.subtract)


def _folded(parts: list[Figures], operation: np.ufunc) -> Figures:
    reason = first_reason(*(part.reason for part in parts))
    value = parts[0].value
    joined = parts[0]
    with np.errstate(invalid="ignore"):
        for part in parts[1:]:
            value = operation(value, part.value)
            joined = merge(joined, part)
    blank = np.full(len(value), np.nan)
    return replace(
        joined, value=np.where(reason == 0, value, np.nan), reason=reason, numerator=blank, denominator=blank.copy()
    )


def merge(first: Figures, second: Figures) -> Figures:
    """Everything beside the value: the poorer coverage, both tables, all of the basis, no interval."""
    poorer = _coverage(first) <= _coverage(second)
    blank = np.full(len(first.value), np.nan)
    return replace(
        first,
        present=np.where(poorer, first.present, second.present),
        expected=np.where(poorer, first.expected, second.expected),
        low=blank,
        high=blank.copy(),
        table=joined(first.table, second.table),
        basis={**first.basis, **second.basis},
    )


def _coverage(figures: Figures) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(figures.expected > 0, figures.present / figures.expected, 1.0)


def join_names(*names: str) -> str:
    """Names joined with ' + ', each once."""
    return " + ".join(dict.fromkeys(part for name in names for part in name.split(" + ") if part))


def joined(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The names of two arrays joined cell by cell."""
    pairs = list(zip(first, second))
    names = {pair: join_names(*pair) for pair in {*pairs}}
    return np.array([names[pair] for pair in pairs], object)


def prefer(first: Figures, second: Figures, cells: np.ndarray) -> Figures:
    """The first figures, but the second in these cells."""
    arrays = {name: np.where(cells, getattr(second, name), getattr(first, name)) for name in _ARRAYS}
    return Figures(**arrays, basis={**first.basis, **second.basis})
