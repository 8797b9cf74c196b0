"""A figure under way: pace towards a target, forecast with a band from past errors, days out of the ordinary.

Comes in: daily values and sums so far. Goes out: shares, forecasts and flagged days.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, numbers, vectors

FEWEST_PERIODS = 6  # past periods behind a band
FEWEST_DAYS = 28  # days behind a profile or an anomaly
OUTLIER = 3.5  # robust z beyond which a day is out of the ordinary

_MOST_MISSING = 0.25
_SPIKE = 5.0  # robust deviations from a rough level beyond which a day is kept out of the fit
_SEASON = 35  # days over which STL smooths each weekday: five weeks


class Anomalies(NamedTuple):
    """Per day what was expected, the range of ordinary days, the robust z and whether it is flagged."""

    expected: Floats
    low: Floats
    high: Floats
    z: Floats
    flagged: NDArray[np.bool_]


def weekday_profile(weekdays: ArrayLike, values: ArrayLike) -> Floats | None:
    """How a week's total is spread over Monday to Sunday.

    Parameters
    ----------
    weekdays : 0 Monday to 6 Sunday, shape (days,); values : of those days, 0 or more, nan is left out

    Returns
    -------
    profile : seven shares that sum to 1; None with fewer than 28 known days, a weekday that never occurs or a total
        of 0 - then pace is linear

    Raises
    ------
    StatsError : a weekday outside 0..6, a negative value, lengths that differ
    """
    day, value = vectors("weekday profile", weekdays=weekdays, values=values, least=0)
    if not np.isin(day, np.arange(7)).all() or (value < 0).any():
        raise StatsError("weekday profile", "weekdays run 0..6 and values must not be negative")
    known = ~np.isnan(value)
    size = np.bincount(day[known].astype(int), minlength=7)
    if known.sum() < FEWEST_DAYS or (size == 0).any() or value[known].sum() == 0:
        return None
    means = np.bincount(day[known].astype(int), value[known], minlength=7) / size
    return np.asarray(means / means.sum(), dtype=np.float64)


def elapsed_share(first_weekday: int, length: int, days: int, *, profile: ArrayLike | None = None) -> float:
    """Share of a period's expected total that its first days hold.

    Parameters
    ----------
    first_weekday : of the period's first day, 0 Monday to 6 Sunday
    length : days in the period; days : of them over, 0..length
    profile : seven weights, Monday first, as `weekday_profile` gives them; linear without

    Returns
    -------
    share : 0..1

    Raises
    ------
    StatsError : days outside the period, or weights that are negative or all 0
    """
    if not (0 <= days <= length and length > 0 and 0 <= first_weekday <= 6):
        raise StatsError("pace", f"day {days} of {length} from weekday {first_weekday} does not exist")
    if profile is None:
        return days / length
    (weights,) = vectors("pace", profile=profile)
    if weights.shape != (7,) or not (weights >= 0).all():
        raise StatsError("pace", "a profile is seven weights, 0 or more")
    expected = weights[(first_weekday + np.arange(length)) % 7]
    if expected.sum() == 0:
        raise StatsError("pace", "the profile expects nothing in this period")
    return float(expected[:days].sum() / expected.sum())


def pace(actual: ArrayLike, target: ArrayLike, elapsed: ArrayLike) -> Floats:
    """Actual against what the target asks for by now: 1 is on the line, more is ahead of it.

    Parameters
    ----------
    actual, target : sums, arrays; elapsed : share of the period that is over, 0..1

    Returns
    -------
    pace : actual / (target * elapsed); nan where the target is not above 0 or nothing has elapsed

    Raises
    ------
    StatsError : elapsed outside 0..1
    """
    done, aim, share = numbers("pace", actual=actual, target=target, elapsed=elapsed)
    return _over(done, np.where(aim > 0, aim, np.nan) * _checked(share))


def forecast(actual: ArrayLike, elapsed: ArrayLike) -> Floats:
    """The period's total if the rest goes like the part that is over.

    Parameters
    ----------
    actual : sums so far, array; elapsed : share of the period that is over, 0..1

    Returns
    -------
    total : actual / elapsed; nan where nothing has elapsed

    Raises
    ------
    StatsError : elapsed outside 0..1
    """
    done, share = numbers("forecast", actual=actual, elapsed=elapsed)
    return _over(done, _checked(share))


def forecast_band(total: float, past_actuals: ArrayLike, past_forecasts: ArrayLike) -> tuple[float, float]:
    """Where eight of ten past forecasts, made at the same point of their period, would have put the truth.

    Parameters
    ----------
    total : the forecast
    past_actuals, past_forecasts : per past period its total and what was forecast for it, shape (periods,);
        periods that are nan or whose forecast was 0 are left out

    Returns
    -------
    low, high : total times the 10th and 90th percentile of actual / forecast; nan with fewer than 6 periods

    Raises
    ------
    StatsError : lengths that differ
    """
    actuals, forecasts = vectors("forecast band", past_actuals=past_actuals, past_forecasts=past_forecasts, least=0)
    ratios = _over(actuals, forecasts)
    ratios = ratios[~np.isnan(ratios)]
    if ratios.size < FEWEST_PERIODS:
        return np.nan, np.nan
    low, high = np.quantile(ratios, [0.1, 0.9]) * total
    return float(low), float(high)


def robust_z(values: ArrayLike) -> Floats:
    """Distance from the median in robust standard deviations.

    Parameters
    ----------
    values : array, shape (n,); nan stays nan and is left out of the median

    Returns
    -------
    z : (x - median) / (1.4826 MAD), shape (n,); where more than half are equal, the mean absolute deviation stands
        in for the MAD; all 0 where all values are equal

    Raises
    ------
    StatsError : not numbers

    Source: Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers.
    """
    (x,) = vectors("robust z", values=values, least=0)
    middle, scale = _middle_and_scale(x[~np.isnan(x)])
    return (x - middle) / scale


def anomalies(values: ArrayLike, *, limit: float = OUTLIER) -> Anomalies | None:
    """Days out of the ordinary, once trend and weekday are taken away.

    Parameters
    ----------
    values : one per day without a gap in the calendar, shape (days,); nan = no figure that day
    limit : robust z beyond which a day is flagged

    Returns
    -------
    Anomalies : arrays of shape (days,); a day without a figure is never flagged. None with fewer than 28 days or
        more than a quarter of them missing.

    Raises
    ------
    StatsError : not numbers

    Source: Cleveland et al. 1990, J. Off. Stat. 6, 3-73 (STL, period 7).
    """
    (y,) = vectors("anomalies", values=values, least=0)
    known = ~np.isnan(y)
    if y.size < FEWEST_DAYS or known.mean() < 1 - _MOST_MISSING:
        return None
    from statsmodels.tsa.seasonal import STL  # seconds to import, and only this needs it

    # Not STL's robust weights: they shrink ordinary residuals to nothing, so that 4 to 7 days of 28 to 90 days of
    # pure noise exceed the limit (plain: 0.3 to 0.5). Great spikes, which plain STL would smear over the same
    # weekday, are taken out beforehand instead.
    fit = STL(_calm(y, known), period=7, seasonal=_SEASON, robust=False).fit()
    expected = np.asarray(fit.trend + fit.seasonal, dtype=np.float64)
    left = y - expected
    left[np.abs(left) <= 1e-9 * np.abs(y[known]).max()] = 0.0  # the fit's rounding is no distance
    middle, scale = _middle_and_scale(left[known])
    expected, z = expected + middle, (left - middle) / scale
    return Anomalies(expected, expected - limit * scale, expected + limit * scale, z, known & (np.abs(z) > limit))


def _calm(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """The series with gaps and great spikes replaced by a rough level: rolling median plus median of the weekday."""
    place = np.arange(values.size)
    filled = np.interp(place, place[known], values[known])
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(filled, 10, mode="reflect"), 21)
    rough = np.median(windows, axis=1)
    for weekday in range(7):
        days = (place % 7 == weekday) & known
        if days.any():
            rough[place % 7 == weekday] += np.median((values - rough)[days])
    middle, scale = _middle_and_scale((values - rough)[known])
    return np.where(known & (np.abs(values - rough - middle) <= _SPIKE * scale), values, rough)


def _middle_and_scale(values: Floats) -> tuple[float, float]:
    if values.size == 0:
        return np.nan, np.nan
    middle = float(np.median(values))
    away = np.abs(values - middle)

    scale = 1.4826 * float(np.median(away)) or 1.2533 * float(away.mean())
    return middle, scale or 1.0  # all equal: every distance is 0 in any unit


def _checked(share: Floats) -> Floats:
    if ((share < 0) | (share > 1)).any():
        raise StatsError("pace", "the elapsed share lies outside 0..1")
    return share


def _over(numerator: Floats, denominator: Floats) -> Floats:
    usable = ~np.isnan(denominator) & (denominator != 0)
    return np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=usable)
