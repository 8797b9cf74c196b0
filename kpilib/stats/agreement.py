"""How far two raters agree beyond chance: the hand check of a sentiment method.

Comes in: two lists of labels. Goes out: kappa and the plain agreement.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kpilib.errors import StatsError


class Agreement(NamedTuple):
    """Cohen's kappa -1..1, the share of equal labels, and the pairs both rated."""

    kappa: float
    share: float
    n: int


def kappa(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Cohen's kappa of two raters who labelled the same rows.

    Parameters
    ----------
    first, second : labels, shape (n,); None where a rater gave none, such rows are left out

    Returns
    -------
    Agreement : kappa 1 = always equal, 0 = as by chance; nan without pairs, or where both use one and the same label

    Raises
    ------
    StatsError : lengths that differ

    Source: Cohen 1960, Educ. Psychol. Meas. 20, 37-46.
    """
    one, two = (np.asarray(labels, dtype=object) for labels in (first, second))
    if one.shape != two.shape or one.ndim != 1:
        raise StatsError("kappa", f"{one.size} labels against {two.size}")
    both = np.array([a is not None and b is not None for a, b in zip(one, two)], dtype=bool)
    one, two = one[both].astype(str), two[both].astype(str)
    if one.size == 0:
        return Agreement(np.nan, np.nan, 0)
    share = float((one == two).mean())
    chance = sum(float((one == label).mean() * (two == label).mean()) for label in np.unique(one))
    return Agreement((share - chance) / (1 - chance) if chance < 1 else np.nan, share, int(one.size))
