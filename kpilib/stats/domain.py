"""What the methods accept: plain arrays checked once, refused with a sentence.

Comes in: anything array-like. Goes out: float arrays whose values lie in the method's domain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import StatsError

Floats = NDArray[np.float64]


def numbers(method: str, **named: ArrayLike) -> list[Floats]:
    """Float arrays of one common shape; None and masked values become nan.

    Raises
    ------
    StatsError : not numbers, infinite, or of different shapes
    """
    arrays = []
    for name, values in named.items():
        try:
            array = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise StatsError(method, f"{name} holds something other than numbers: {error}") from error
        if np.isinf(array).any():
            raise StatsError(method, f"{name} holds an infinite value")
        arrays.append(array)
    try:
        return [np.array(array) for array in np.broadcast_arrays(*arrays)]
    except ValueError as error:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in zip(named, arrays))
        raise StatsError(method, f"arrays of different length: {sizes}") from error


def counts(method: str, **named: ArrayLike) -> list[Floats]:
    """Float arrays of one common shape without missing or negative values.

    Raises
    ------
    StatsError : as `numbers`, or a value is missing or below 0
    """
    arrays = numbers(method, **named)
    for name, array in zip(named, arrays):
        if np.isnan(array).any():
            raise StatsError(method, f"{name} holds a missing value", "Leave such rows out before.")
        if (array < 0).any():
            raise StatsError(method, f"{name} holds {array.min():g}, expected 0 or more")
    return arrays


def vectors(method: str, *, least: int = 1, **named: ArrayLike) -> list[Floats]:
    """One-dimensional float arrays of one length, at least `least` long; nan is allowed.

    Raises
    ------
    StatsError : as `numbers`, or not one-dimensional, or too short
    """
    arrays = [np.atleast_1d(array) for array in numbers(method, **named)]
    if any(array.ndim != 1 for array in arrays):
        raise StatsError(method, "expected plain lists, found a table")
    if arrays[0].size < least:
        raise StatsError(method, f"needs at least {least} values, found {arrays[0].size}")
    return arrays


def proportion(method: str, name: str, value: float) -> float:
    """`value` as a float strictly between 0 and 1.

    Raises
    ------
    StatsError : it is not
    """
    if not 0 < value < 1:
        raise StatsError(method, f"{name} is {value:g}, expected a share between 0 and 1")
    return float(value)
