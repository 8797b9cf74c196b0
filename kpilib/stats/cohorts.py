"""Customers by the month they came: how many of them order again, and when.

Comes in: who ordered in which month. Goes out: a triangle of shares, nan where a cohort is too young.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, numbers


class Cohorts(NamedTuple):
    """One row per month in which customers came, one column per month of age, 0 the first.

    `active` counts who ordered at that age, `repeated` who had ordered again by that age; nan = not over yet.
    """

    months: NDArray[np.int64]
    size: NDArray[np.int64]
    active: Floats
    repeated: Floats

    @property
    def active_share(self) -> Floats:
        """Share of the cohort that ordered at each age; 1 at age 0."""
        return _share(self.active, self.size)

    @property
    def repeated_share(self) -> Floats:
        """Share of the cohort with a second order by each age; never falls."""
        return _share(self.repeated, self.size)


def cohorts(customers: Sequence[Hashable], months: ArrayLike, *, end: int) -> Cohorts:
    """Cohorts of customers by the month of their first order.

    Parameters
    ----------
    customers : who ordered, one entry per order, shape (orders,)
    months : month of the order as 12 * year + month, whole numbers
    end : the last month that is over, same numbering; orders after it are left out

    Returns
    -------
    Cohorts : every month from the first order to `end`, also those in which nobody came (size 0, shares nan)

    Raises
    ------
    StatsError : lengths differ, or a month is missing or not whole
    """
    (month,) = numbers("cohorts", months=np.atleast_1d(np.asarray(months, dtype=float)))
    if len(customers) != month.size:
        raise StatsError("cohorts", f"{len(customers)} customers, but {month.size} months")
    if np.isnan(month).any() or (month % 1).any():
        raise StatsError("cohorts", "a month is missing or not a whole number")
    kept = month <= end
    index: dict[Hashable, int] = {}
    who = np.array(
        [index.setdefault(customer, len(index)) for customer, keep in zip(customers, kept) if keep], dtype=int
    )
    when = month[kept].astype(np.int64)
    if not index:
        return Cohorts(*(np.empty(0, dtype=np.int64),) * 2, *(np.empty((0, 0)),) * 2)
    return _counted(who, when, len(index), end)


def _share(part: Floats, size: NDArray[np.int64]) -> Floats:
    return np.divide(part, size[:, None], out=np.full(part.shape, np.nan), where=size[:, None] > 0)


def _counted(who: NDArray[np.int64], when: NDArray[np.int64], customers: int, end: int) -> Cohorts:
    orders = np.unique(np.stack([who, when]), axis=1, return_counts=True)
    (person, month), same_month = orders
    first = np.full(customers, end, dtype=np.int64)
    np.minimum.at(first, person, month)
    start, span = first.min(), int(end - first.min()) + 1
    rows, ages = first[person] - start, month - first[person]
    active = np.zeros((span, span))
    np.add.at(active, (rows, ages), 1)
    again = np.where((ages > 0) | (same_month > 1), ages, span)  # the age of a second order, where this month holds it
    earliest = np.full(customers, span, dtype=np.int64)
    np.minimum.at(earliest, person, again)
    repeated = np.zeros((span, span + 1))
    np.add.at(repeated, (first - start, earliest), 1)
    young = np.add.outer(np.arange(span), np.arange(span)) >= span
    return Cohorts(
        months=np.arange(start, end + 1),
        size=np.bincount(first - start, minlength=span),
        active=np.where(young, np.nan, active),
        repeated=np.where(young, np.nan, repeated[:, :span].cumsum(axis=1)),
    )
