"""The best time to post: cells of the week, shrunk towards the mean by how little they hold.

Comes in: weekday, hour and response of every post. Goes out: a grid that is honest about chance.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, counts, numbers, vectors
from kpilib.stats.experiments import benjamini_hochberg

FEWEST_POSTS = 5

_ROUNDING = 1e-12

Whole = NDArray[np.int64]
Blocks = Literal["weekday and hour", "weekday and four hours", "four hours"]


class Shrunk(NamedTuple):
    """Cell means pulled towards `overall`; `spread` is the variance between cells, 0 = no reliable difference."""

    values: Floats
    overall: float
    spread: float


class Grid(NamedTuple):
    """A grid of weekdays by blocks; nan where a cell holds too few posts, `reliable` False where chance explains it.

    Every array has the shape (7, 24), (7, 6) or (1, 6), as `blocks` says; `p` is adjusted for the number of cells.
    """

    blocks: Blocks
    posts: Floats
    means: Floats
    shrunk: Floats
    p: Floats
    overall: float
    reliable: bool


def shrink(posts: ArrayLike, means: ArrayLike, variance: float) -> Shrunk:
    """Cell means drawn towards the overall mean, the more so the fewer posts stand behind them.

    Parameters
    ----------
    posts : posts per cell, above 0, shape (cells,); means : mean response per cell
    variance : variance of the response of single posts, 0 or more

    Returns
    -------
    Shrunk : M + B (mean - M) with B = spread / (spread + variance / posts); all M where the spread is 0

    Raises
    ------
    StatsError : no cell, a cell without posts, or a negative variance

    Source: Efron and Morris 1975, J. Am. Stat. Assoc. 70, 311-319; spread by the method of moments.
    """
    n, m = vectors("shrink", posts=posts, means=means)
    if not (n > 0).all() or np.isnan(m).any() or not variance >= 0:
        raise StatsError("shrink", "every cell needs posts and a mean, and the variance must not be negative")
    overall = float((n * m).sum() / n.sum())
    noise = variance / n
    # Means that differ by rounding alone are equal.
    spread = max(0.0, float(m.var() - noise.mean())) if np.ptp(m) > _ROUNDING * abs(overall) else 0.0
    pull = spread / (spread + noise) if spread > 0 else np.zeros(n.shape)
    return Shrunk(overall + pull * (m - overall), overall, spread)


def adjust(responses: ArrayLike, groups: ArrayLike) -> Floats:
    """Responses without the differences between networks and formats.

    Parameters
    ----------
    responses : one per post, shape (n,); nan = unknown
    groups : the post's network and format, any labels, shape (n,)

    Returns
    -------
    adjusted : response - mean of its group + mean of all, shape (n,)

    Raises
    ------
    StatsError : lengths differ
    """
    (values,) = vectors("adjust", responses=responses, least=0)
    labels = np.asarray(groups, dtype=object)
    if labels.shape != values.shape:
        raise StatsError("adjust", f"{values.size} responses, but {labels.size} groups")
    index = np.unique(labels.astype(str), return_inverse=True)[1]
    known = ~np.isnan(values)
    size = np.bincount(index[known], minlength=index.max(initial=-1) + 1)
    total = np.bincount(index[known], values[known], minlength=size.size)
    means = np.divide(total, size, out=np.zeros(total.shape), where=size > 0)
    return values - means[index] + (values[known].mean() if known.any() else np.nan)


def best_time(weekdays: ArrayLike, hours: ArrayLike, responses: ArrayLike, *, fewest: int = FEWEST_POSTS) -> Grid:
    """When posts are answered best, as far as the number of posts can tell.

    Parameters
    ----------
    weekdays : 0 Monday to 6 Sunday; hours : 0..23; local time, shape (posts,)
    responses : for example engagement rates out of `adjust`; nan is left out
    fewest : posts a cell needs

    Returns
    -------
    Grid : weekday and hour where cells with enough posts hold at least half of all posts, else weekday and four
        hours by the same rule, else four hours; cells with fewer posts are nan in means, shrunk and p. The variance
        of single posts is that of all posts, which errs on the careful side.

    Raises
    ------
    StatsError : weekdays or hours out of range, lengths that differ
    """
    day, hour, response = numbers("best time", weekdays=weekdays, hours=hours, responses=responses)
    known = ~np.isnan(response)
    counts("best time", weekdays=day, hours=hour)
    if (day > 6).any() or (hour > 23).any() or (day % 1).any() or (hour % 1).any():
        raise StatsError("best time", "weekdays run 0..6 and hours 0..23, whole numbers")
    response = response[known]
    blocks, shape, cell = _cells(day[known].astype(np.int64), hour[known].astype(np.int64), fewest)
    posts = np.bincount(cell, minlength=shape[0] * shape[1]).astype(float)
    total = np.bincount(cell, response, minlength=posts.size)
    means, shrunk, p = np.full((3, posts.size), np.nan)
    enough = posts >= max(fewest, 1)
    overall, spread = float(response.mean()) if response.size else np.nan, 0.0
    if enough.any() and response.size > 1:
        means[enough] = total[enough] / posts[enough]
        variance = float(response.var(ddof=1))
        shrunk[enough], overall, spread = shrink(posts[enough], means[enough], variance)
        p[enough] = _differs(posts[enough], means[enough], float(response.mean()), variance, response.size)
    return Grid(
        blocks,
        posts=posts.reshape(shape),
        means=means.reshape(shape),
        shrunk=shrunk.reshape(shape),
        p=benjamini_hochberg(p).reshape(shape),
        overall=overall,
        reliable=spread > 0,
    )


def _cells(day: Whole, hour: Whole, fewest: int) -> tuple[Blocks, tuple[int, int], Whole]:
    """The finest grid whose well-filled cells hold at least half of the posts."""
    finer: list[tuple[Blocks, tuple[int, int], Whole]] = [
        ("weekday and hour", (7, 24), day * 24 + hour),
        ("weekday and four hours", (7, 6), day * 6 + hour // 4),
    ]
    for blocks, shape, cell in finer:
        size = np.bincount(cell, minlength=shape[0] * shape[1])
        if size[size >= fewest].sum() * 2 >= cell.size > 0:
            return blocks, shape, cell
    return "four hours", (1, 6), hour // 4


def _differs(posts: Floats, means: Floats, overall: float, variance: float, total: int) -> Floats:
    """Two-sided p that a cell differs from the mean of all posts, of which it is a part."""
    error = np.sqrt(variance * np.maximum(1 / posts - 1 / total, 0.0))
    away = np.abs(means - overall)
    # Equal responses leave a variance of 1e-35, not 0: a difference of rounding is none.
    t = np.divide(away, error, out=np.zeros(means.shape), where=away > _ROUNDING * abs(overall))
    return np.minimum(2 * special.stdtr(total - 1, -t), 1.0)
