"""Two variants and many: tests, intervals, Bayesian chances, sizes needed, the gate of the planned split.

Comes in: hits and trials per variant. Goes out: a verdict in numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, counts, numbers, proportion, vectors
from kpilib.stats.intervals import difference, wilson

MISMATCH_LIMIT = 0.001  # below this p of `sample_ratio` a result is withheld
_FEWEST_EXPECTED = 5  # Cochran's rule: below it the normal approximation of the z test is not trusted


class Comparison(NamedTuple):
    """Variant B against variant A; `test` says which p value it is, lift and z are nan where undefined."""

    share_a: float
    share_b: float
    difference: float
    low: float
    high: float
    lift: float
    z: float
    p: float
    test: str
    b_beats_a: float
    loss_a: float
    loss_b: float


def compare_variants(
    hits_a: float, trials_a: float, hits_b: float, trials_b: float, *, level: float = 0.95
) -> Comparison:
    """Everything the report says about two variants.

    Parameters
    ----------
    hits_a, trials_a, hits_b, trials_b : conversions and exposures, 0 <= hits <= trials, trials above 0
    level : confidence of the interval of the difference, 0..1

    Returns
    -------
    Comparison : shares, difference b - a with Newcombe's interval, lift (a fraction), z, p ("z", or "fisher" where
        an expected count is below 5), P(B > A), and the expected loss of choosing a or b, in shares

    Raises
    ------
    StatsError : hits exceed trials, or a variant was shown to nobody
    """
    a, n, b, m = _two(hits_a, trials_a, hits_b, trials_b)
    low, high = newcombe(a, n, b, m, level=level)
    few = expected_counts([[a, n - a], [b, m - b]]).min() < _FEWEST_EXPECTED
    z, p = two_proportions(a, n, b, m)
    chance, loss_a, loss_b = chances(a, n, b, m)
    return Comparison(
        share_a=a / n,
        share_b=b / m,
        difference=b / m - a / n,
        low=low,
        high=high,
        lift=(b / m) / (a / n) - 1 if a else np.nan,
        z=z,
        p=fisher(a, n, b, m) if few else p,
        test="fisher" if few else "z",
        b_beats_a=chance,
        loss_a=loss_a,
        loss_b=loss_b,
    )


def two_proportions(hits_a: float, trials_a: float, hits_b: float, trials_b: float) -> tuple[float, float]:
    """Pooled z test of two shares, two-sided.

    Returns
    -------
    z, p : z is above 0 where b is larger; z nan and p 1 where all or none of both converted

    Raises
    ------
    StatsError : hits exceed trials, or a variant was shown to nobody

    Source: Agresti 2013, Categorical Data Analysis, 3rd ed., section 3.1; z squared is Pearson's chi-square.
    """
    a, n, b, m = _two(hits_a, trials_a, hits_b, trials_b)
    pooled = (a + b) / (n + m)
    if pooled in (0, 1):
        return np.nan, 1.0
    z = (b / m - a / n) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return float(z), float(2 * special.ndtr(-abs(z)))


def newcombe(
    hits_a: float, trials_a: float, hits_b: float, trials_b: float, *, level: float = 0.95
) -> tuple[float, float]:
    """Interval of the difference b - a of two shares, from their Wilson intervals.

    Returns
    -------
    low, high : shares, -1..1

    Raises
    ------
    StatsError : hits exceed trials, or a variant was shown to nobody

    Source: Newcombe 1998, Stat. Med. 17, 873-890, method 10.
    """
    a, n, b, m = _two(hits_a, trials_a, hits_b, trials_b)
    low, high = difference((a / n, *wilson(a, n, level=level)), (b / m, *wilson(b, m, level=level)))
    return float(low), float(high)


def fisher(hits_a: float, trials_a: float, hits_b: float, trials_b: float) -> float:
    """Fisher's exact test of two shares, two-sided p; for small counts.

    Raises
    ------
    StatsError : hits exceed trials, a variant was shown to nobody, or counts are not whole

    Source: Fisher 1922, J. R. Stat. Soc. 85, 87-94.
    """
    a, n, b, m = _two(hits_a, trials_a, hits_b, trials_b)
    if any(value != round(value) for value in (a, n, b, m)):
        raise StatsError("fisher", "counts must be whole numbers")
    from scipy.stats import fisher_exact  # slow to import, and rarely needed

    return float(fisher_exact(np.array([[a, n - a], [b, m - b]]).astype(int)).pvalue)


def expected_counts(table: ArrayLike) -> Floats:
    """Counts expected if rows and columns were independent.

    Parameters
    ----------
    table : counts, shape (rows, columns)

    Returns
    -------
    expected : float array, same shape; 0 for an empty table
    """
    (observed,) = counts("expected counts", table=table)
    total = observed.sum()
    return np.outer(observed.sum(axis=1), observed.sum(axis=0)) / total if total else observed


def chances(hits_a: float, trials_a: float, hits_b: float, trials_b: float) -> tuple[float, float, float]:
    """P(B > A) and what each choice is expected to lose, from flat Beta(1, 1) priors.

    Returns
    -------
    b_beats_a : probability, 0..1
    loss_a, loss_b : expected loss of choosing a (b), in shares: the mean of how much the other is better

    Raises
    ------
    StatsError : hits exceed trials, or a variant was shown to nobody

    Source: Stucchio 2015, Bayesian A/B Testing at VWO; integrals by Gauss-Legendre panels, not by simulation.
    """
    a, n, b, m = _two(hits_a, trials_a, hits_b, trials_b)
    first, second = (a + 1, n - a + 1), (b + 1, m - b + 1)
    x, weight = _nodes(first, second)
    below_a, below_b = special.betainc(*first, x), special.betainc(*second, x)
    log_density = (second[0] - 1) * np.log(x) + (second[1] - 1) * np.log1p(-x) - special.betaln(*second)
    # E max(A - B, 0) is the integral of P(B < x < A) over x, and so on.
    chance = (weight * np.exp(log_density) * below_a).sum()
    loss_b, loss_a = (weight * below_b * (1 - below_a)).sum(), (weight * below_a * (1 - below_b)).sum()
    return float(np.clip(chance, 0, 1)), float(loss_a), float(loss_b)


def size_needed(share_a: float, share_b: float, *, power: float = 0.8, alpha: float = 0.05) -> float:
    """Exposures each variant needs to tell two shares apart.

    Parameters
    ----------
    share_a, share_b : expected shares, 0..1
    power : chance of finding the difference; alpha : two-sided error level; both 0..1

    Returns
    -------
    size : per variant, rounded up; nan where the shares are equal

    Raises
    ------
    StatsError : a share lies outside 0..1

    Source: Cohen 1988, Statistical Power Analysis, chapter 6 (arcsine effect size h).
    """
    first, second = (float(value) for value in numbers("size needed", share_a=share_a, share_b=share_b))
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise StatsError("size needed", f"shares {first:g} and {second:g} must lie between 0 and 1")
    effect = 2 * (np.arcsin(np.sqrt(second)) - np.arcsin(np.sqrt(first)))
    if effect == 0:
        return np.nan
    z = special.ndtri(1 - proportion("size needed", "alpha", alpha) / 2)
    z += special.ndtri(proportion("size needed", "power", power))
    return float(np.ceil(2 * (z / effect) ** 2))


def sample_ratio(observed: ArrayLike, planned: ArrayLike) -> tuple[float, float]:
    """Chi-square test of the split as it came out against the split as planned.

    Parameters
    ----------
    observed : exposures per variant, shape (variants,)
    planned : shares or parts per variant, above 0; they need not sum to 1

    Returns
    -------
    chi_square, p : withhold the result where p < MISMATCH_LIMIT; nan without exposures

    Raises
    ------
    StatsError : fewer than two variants, or a planned share that is not above 0

    Source: Fabijan et al. 2019, KDD, 2156-2164 (diagnosing sample ratio mismatch).
    """
    seen, plan = counts("sample ratio", observed=np.atleast_1d(observed), planned=np.atleast_1d(planned))
    if seen.ndim != 1 or seen.size < 2:
        raise StatsError("sample ratio", "needs two variants or more")
    if (plan <= 0).any():
        raise StatsError("sample ratio", "a planned share is not above 0")
    if seen.sum() == 0:
        return np.nan, np.nan
    expected = seen.sum() * plan / plan.sum()
    chi_square = float(((seen - expected) ** 2 / expected).sum())
    return chi_square, float(special.chdtrc(seen.size - 1, chi_square))


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """P values adjusted for having looked at many: reject where adjusted p <= the accepted false share.

    Parameters
    ----------
    p : p values, shape (n,); nan = not tested, left out of the count

    Returns
    -------
    adjusted : float array, shape (n,), never below p; nan where p is nan

    Raises
    ------
    StatsError : a p value outside 0..1

    Source: Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.
    """
    (values,) = vectors("benjamini hochberg", p=p, least=0)
    tested = np.flatnonzero(~np.isnan(values))
    if ((values[tested] < 0) | (values[tested] > 1)).any():
        raise StatsError("benjamini hochberg", "a p value lies outside 0..1")
    order = tested[np.argsort(values[tested], kind="stable")[::-1]]
    scaled = values[order] * tested.size / np.arange(tested.size, 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[order] = np.minimum.accumulate(np.minimum(scaled, 1.0))
    return adjusted


def _two(hits_a: float, trials_a: float, hits_b: float, trials_b: float) -> tuple[float, float, float, float]:
    arrays = counts("variants", hits_a=hits_a, trials_a=trials_a, hits_b=hits_b, trials_b=trials_b)
    if arrays[0].ndim:
        raise StatsError("variants", "compares two variants at a time, found lists")
    a, n, b, m = (float(array) for array in arrays)
    if n == 0 or m == 0:
        raise StatsError("variants", "a variant was shown to nobody")
    if a > n or b > m:
        raise StatsError("variants", "more conversions than exposures")
    return a, n, b, m


def _nodes(first: tuple[float, float], second: tuple[float, float]) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on panels that are narrow where either Beta density is."""
    steps = special.ndtr(np.linspace(-8, 8, 81))
    edges = np.unique(np.concatenate([[0, 1], *(special.betaincinv(*beta, steps) for beta in (first, second))]))
    points, weights = np.polynomial.legendre.leggauss(8)
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    # A node may round onto 0 or 1, where log(x) is not finite.
    x = np.clip(middle[:, None] + half[:, None] * points, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
    return x.ravel(), (half[:, None] * weights).ravel()
