"""Sampling intervals: of a share, of a ratio pooled over posts, of the NPS, and of a difference.

Comes in: counts. Goes out: low and high, nan where the data cannot carry an interval.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, counts, numbers, proportion


def wilson(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of a share by Wilson's score method.

    Parameters
    ----------
    hits, trials : arrays, shape (n,), 0 <= hits <= trials
    level : confidence, 0..1

    Returns
    -------
    low, high : float arrays, shape (n,), shares 0..1; nan where trials is 0

    Raises
    ------
    StatsError : some hits exceed trials, or are missing or negative

    Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209-212.
    """
    k, n = counts("wilson", hits=hits, trials=trials)
    if (k > n).any():
        raise StatsError("wilson", "more hits than trials", "A ratio that may exceed 1 needs the cluster interval.")
    z = _normal(level)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (k + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    # The ends are exact by algebra; rounding must not leave -1e-18 there.
    low, high = np.where(k == 0, 0.0, middle - half), np.where(k == n, 1.0, middle + half)
    empty = n == 0
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def cluster(numerators: ArrayLike, denominators: ArrayLike, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a ratio pooled over posts, every post being one cluster.

    Parameters
    ----------
    numerators, denominators : arrays, shape (posts,), for example engagements and impressions; 0 or more
    level : confidence, 0..1

    Returns
    -------
    low, high : the pooled ratio plus or minus t(posts - 1) standard errors, not below 0; nan with fewer than
        two posts or without any denominator

    Raises
    ------
    StatsError : a count is missing or negative

    Source: Cochran 1977, Sampling Techniques, 3rd ed., section 6.3 (ratio estimator).
    """
    e, n = counts("cluster", numerators=np.atleast_1d(numerators), denominators=np.atleast_1d(denominators))
    low, high = cluster_sums(e.size, e.sum(), n.sum(), (e * e).sum(), (e * n).sum(), (n * n).sum(), level=level)
    return float(low), float(high)


def cluster_sums(
    posts: ArrayLike,
    numerator: ArrayLike,
    denominator: ArrayLike,
    numerator_squares: ArrayLike,
    products: ArrayLike,
    denominator_squares: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """The interval of `cluster` for many groups at once, from the sums a database can give.

    Parameters
    ----------
    posts : number of posts in each group, shape (groups,)
    numerator, denominator : sums of e and of n over the posts
    numerator_squares, products, denominator_squares : sums of e * e, e * n and n * n over the posts
    level : confidence, 0..1

    Returns
    -------
    low, high : float arrays, shape (groups,); nan where posts < 2 or the denominator is 0

    Raises
    ------
    StatsError : a sum is missing or negative
    """
    p, e, n, ee, en, nn = counts(
        "cluster",
        posts=posts,
        numerator=numerator,
        denominator=denominator,
        numerator_squares=numerator_squares,
        products=products,
        denominator_squares=denominator_squares,
    )
    usable = (p >= 2) & (n > 0)
    p, n = np.where(usable, p, 2.0), np.where(usable, n, 1.0)
    ratio = e / n
    # Rounding can leave the sum of squares of a perfect fit slightly below 0.
    squares = np.maximum(ee - 2 * ratio * en + ratio**2 * nn, 0.0)
    error = np.sqrt(p / (p - 1) * squares) / n
    half = special.stdtrit(p - 1, 0.5 + proportion("cluster", "level", level) / 2) * error
    low, high = np.maximum(ratio - half, 0.0), ratio + half
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def bootstrap(
    numerators: ArrayLike, denominators: ArrayLike, *, level: float = 0.95, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Interval of a ratio pooled over posts by drawing posts anew.

    Parameters
    ----------
    numerators, denominators : arrays, shape (posts,), 0 or more
    level : confidence, 0..1
    draws : how many samples; seed : fixed, so that a report prints the same figures twice

    Returns
    -------
    low, high : percentiles of the drawn ratios, widened to hold the ratio itself; nan with fewer than two posts
        or without any denominator

    Raises
    ------
    StatsError : a count is missing or negative

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    e, n = counts("bootstrap", numerators=np.atleast_1d(numerators), denominators=np.atleast_1d(denominators))
    tail = (1 - proportion("bootstrap", "level", level)) / 2
    if e.size < 2 or n.sum() == 0:
        return np.nan, np.nan
    generator = np.random.default_rng(seed)
    ratios = []
    for part in np.array_split(np.arange(draws), max(1, draws * e.size // 1_000_000)):
        drawn = generator.integers(0, e.size, (part.size, e.size))
        below = n[drawn].sum(axis=1)
        ratios.append(e[drawn].sum(axis=1)[below > 0] / below[below > 0])
    low, high = np.quantile(np.concatenate(ratios), [tail, 1 - tail])
    ratio = e.sum() / n.sum()
    return float(min(low, ratio)), float(max(high, ratio))


def nps(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Net promoter score and its interval.

    Parameters
    ----------
    promoters, passives, detractors : answers of 9-10, 7-8 and 0-6; arrays, shape (n,)
    level : confidence, 0..1

    Returns
    -------
    score, low, high : float arrays, shape (n,), -100..100; nan where nobody answered

    Raises
    ------
    StatsError : a count is missing or negative

    Source: Rocks 2016, Am. Stat. 70, 365-372 (the variance of a difference of two shares of one multinomial).
    """
    p, neutral, d = counts("nps", promoters=promoters, passives=passives, detractors=detractors)
    n = p + neutral + d
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (p - d) / n
        half = _normal(level) * np.sqrt(np.maximum((p + d) / n - share**2, 0.0) / n)
    low, high = np.maximum(share - half, -1.0), np.minimum(share + half, 1.0)
    return 100 * share, 100 * low, 100 * high


def difference(
    before: tuple[ArrayLike, ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> tuple[Floats, Floats]:
    """Interval of after - before from the two figures' own intervals.

    Parameters
    ----------
    before, after : (value, low, high) of two independent samples; arrays, shape (n,)

    Returns
    -------
    low, high : float arrays, shape (n,); nan where any part is nan. With Wilson intervals this is Newcombe's.

    Raises
    ------
    StatsError : a value lies outside its own interval

    Source: Zou and Donner 2008, Stat. Med. 27, 1693-1702; Newcombe 1998, Stat. Med. 17, 873-890.
    """
    names = ("before", "before_low", "before_high", "after", "after_low", "after_high")
    x, x_low, x_high, y, y_low, y_high = numbers("difference", **dict(zip(names, (*before, *after))))
    slack = 1e-9 * (1 + np.abs(x) + np.abs(y))
    if ((x < x_low - slack) | (x > x_high + slack) | (y < y_low - slack) | (y > y_high + slack)).any():
        raise StatsError("difference", "a value lies outside its own interval")
    change = y - x
    return change - np.hypot(y - y_low, x_high - x), change + np.hypot(y_high - y, x - x_low)


def _normal(level: float) -> float:
    return float(special.ndtri(0.5 + proportion("interval", "level", level) / 2))
