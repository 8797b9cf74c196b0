"""What made a figure change: contributions of parts, mix and rate of a ratio, factors of a product.

Comes in: the parts before and after. Goes out: amounts that sum exactly to the change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, numbers, vectors


class MixRate(NamedTuple):
    """Amounts per group: `rate` from the group's own rate, `mix` from its weight; together the change."""

    rate: Floats
    mix: Floats


def contributions(before: ArrayLike, after: ArrayLike) -> Floats:
    """How much each part of a sum added to its change.

    Parameters
    ----------
    before, after : arrays, shape (parts,), same order; nan where a part was not measured

    Returns
    -------
    amounts : after - before, shape (parts,); nan where either is nan, for an unmeasured part is not 0
    """
    x, y = vectors("contributions", before=before, after=after, least=0)
    return y - x


def ranking(amounts: ArrayLike) -> np.ndarray:
    """Positions of the amounts from the largest in size to the smallest, unknown ones last.

    Parameters
    ----------
    amounts : array, shape (parts,)

    Returns
    -------
    positions : int array, shape (parts,); equal sizes keep their order
    """
    (values,) = vectors("ranking", amounts=amounts, least=0)
    return np.argsort(-np.nan_to_num(np.abs(values), nan=-1.0), kind="stable")


def mix_rate(
    before_numerators: ArrayLike,
    before_denominators: ArrayLike,
    after_numerators: ArrayLike,
    after_denominators: ArrayLike,
) -> MixRate:
    """Split the change of a ratio of sums into the groups' rates and their weights.

    Parameters
    ----------
    before_numerators, before_denominators, after_numerators, after_denominators : arrays, shape (groups,), same
        order; a group whose numerator or denominator is nan, or whose denominator is 0, is absent in that period
        and borrows its rate from the other one (rate effect 0)

    Returns
    -------
    MixRate : rate and mix, shape (groups,); the sum of both over all groups is the change of the whole ratio

    Raises
    ------
    StatsError : a denominator is negative, or a whole period is absent

    Source: Bennet 1920, J. R. Stat. Soc. 83, 455-462 (means of both periods as weights).
    """
    e0, n0, e1, n1 = vectors(
        "mix and rate",
        before_numerators=before_numerators,
        before_denominators=before_denominators,
        after_numerators=after_numerators,
        after_denominators=after_denominators,
    )
    weight0, rate0 = _weights_and_rates(e0, n0)
    weight1, rate1 = _weights_and_rates(e1, n1)
    rate0, rate1 = np.where(np.isnan(rate0), rate1, rate0), np.where(np.isnan(rate1), rate0, rate1)
    rate0, rate1 = np.nan_to_num(rate0), np.nan_to_num(rate1)  # absent in both periods: weight 0 in both
    whole = ((weight0 * rate0).sum() + (weight1 * rate1).sum()) / 2
    return MixRate(
        rate=(weight0 + weight1) / 2 * (rate1 - rate0),
        mix=(weight1 - weight0) * ((rate0 + rate1) / 2 - whole),
    )


def lmdi(before: ArrayLike, after: ArrayLike, *, powers: ArrayLike | None = None) -> Floats:
    """Split the change of a product into the amounts its factors brought.

    Parameters
    ----------
    before, after : arrays, shape (factors,) or (factors, groups)
    powers : array, shape (factors,); 1 for a factor, -1 for a divisor; all 1 by default

    Returns
    -------
    amounts : same shape as before; they sum over the factors to the change of the product. All nan in a group
        where any factor is nan, zero or negative.

    Raises
    ------
    StatsError : shapes differ

    Source: Ang 2005, Energy Policy 33, 867-871 (logarithmic mean Divisia index).
    """
    x, y = numbers("lmdi", before=before, after=after)
    if x.ndim not in (1, 2):
        raise StatsError("lmdi", "expected factors, or factors by groups")
    (exponents,) = vectors("lmdi", powers=np.ones(len(x)) if powers is None else powers)
    if exponents.shape != (len(x),):
        raise StatsError("lmdi", f"{len(x)} factors, but {exponents.size} powers")
    exponents = exponents.reshape(-1, *[1] * (x.ndim - 1))
    usable = ((x > 0) & (y > 0)).all(axis=0)
    x, y = np.where(usable, x, 1.0), np.where(usable, y, 1.0)
    logs = exponents * np.log(y / x)
    amounts = _log_mean(np.prod(x**exponents, axis=0), np.prod(y**exponents, axis=0), logs.sum(axis=0)) * logs
    return np.where(usable, amounts, np.nan)


def _weights_and_rates(numerators: Floats, denominators: Floats) -> tuple[Floats, Floats]:
    if (denominators < 0).any():
        raise StatsError("mix and rate", f"a denominator is {np.nanmin(denominators):g}, expected 0 or more")
    present = ~np.isnan(numerators) & (denominators > 0)
    if not present.any():
        raise StatsError("mix and rate", "one of the two periods holds no group with a denominator")
    weights = np.where(present, denominators, 0.0)
    rates = np.divide(numerators, denominators, out=np.full_like(numerators, np.nan), where=present)
    return weights / weights.sum(), rates


def _log_mean(before: Floats, after: Floats, log_ratio: Floats) -> Floats:
    """(after - before) / ln(after / before), continued through equality where the quotient would be 0/0."""
    near = np.abs(log_ratio) < 1e-6
    safe = np.where(near, 1.0, log_ratio)
    # before * (e^x - 1) / x = before * (1 + x/2 + ...) close to x = 0
    return np.where(near, before * (1 + log_ratio / 2), before * np.expm1(safe) / safe)
