"""Which channel gets credit for a conversion: five rules, the Markov chain and the Shapley value.

Comes in: paths of channels with their conversions. Goes out: credits that sum to the conversions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import StatsError, suggest
from kpilib.stats.domain import Floats, counts

HALF_LIFE = 7.0  # days

Path = Sequence[str]


class Credits(NamedTuple):
    """Conversions (or value) per channel, and what no channel touched; together every conversion."""

    channels: dict[str, float]
    unattributed: float


def credit(
    model: str,
    paths: Sequence[Path],
    conversions: ArrayLike,
    *,
    nulls: ArrayLike = 0,
    values: ArrayLike | None = None,
    days_before: Sequence[ArrayLike] | None = None,
) -> Credits:
    """Share conversions out among the channels of their paths.

    Parameters
    ----------
    model : first, last, linear, position, decay, markov or shapley
    paths : one sequence of channels per path, oldest touch first; an empty one has no touch
    conversions : conversions of each path, shape (paths,), 0 or more
    nulls : journeys on each path that did not convert, shape (paths,); only markov needs them
    values : what is shared out instead of conversions, for example revenue, shape (paths,)
    days_before : for decay, the days from each touch to the conversion, one array per path

    Returns
    -------
    Credits : channels in alphabetical order, all that occur; they and `unattributed` sum to the conversions (values)

    Raises
    ------
    StatsError : unknown model, lengths that differ, negative numbers, or decay without days

    Source: position, decay and linear as Google Analytics had them until 2023; Anderl et al. 2016, Int. J. Res.
    Mark. 33, 457-474 (markov); Shapley 1953.
    """
    if model not in MODELS:
        known = suggest(model, MODELS) or f"Known: {', '.join(MODELS)}."
        raise StatsError("attribution", f"no model called {model!r}", known)
    size = np.zeros(len(paths))
    won, lost, _ = counts("attribution", conversions=conversions, nulls=nulls, paths=size)
    amounts = counts("attribution", values=values, paths=size)[0] if values is not None else won
    if won.shape != size.shape or amounts.shape != size.shape:
        raise StatsError("attribution", f"{len(paths)} paths, but {won.size} numbers")
    names = sorted({channel for path in paths for channel in path})
    touched = np.array([len(path) > 0 for path in paths], dtype=bool)
    if model == "markov":
        shares = _markov(paths, won, lost, names)
        credited = amounts[touched].sum() * shares
        # Without a single conversion there is no chain to learn from: nothing is credited, nothing lost.
        loose = amounts[touched].sum() - credited.sum() if not shares.any() else 0.0
    else:
        credited, loose = _by_rule(model, paths, amounts, names, days_before), 0.0
    return Credits(dict(zip(names, map(float, credited))), float(amounts[~touched].sum() + loose))


def removal(paths: Sequence[Path], conversions: ArrayLike, nulls: ArrayLike) -> tuple[float, dict[str, float]]:
    """The Markov chain's chance of converting, and the chance left without each channel.

    Parameters
    ----------
    paths, conversions, nulls : as in `credit`

    Returns
    -------
    chance : of a conversion from the start, 0..1; nan without journeys
    without : channel to the chance when every step into the channel ends the journey
    """
    won, lost, _ = counts("attribution", conversions=conversions, nulls=nulls, paths=np.zeros(len(paths)))
    names = sorted({channel for path in paths for channel in path})
    inner, converts = _chain(paths, won, lost, names)
    return _absorbed(inner, converts), {name: _absorbed(*_cut(inner, converts, i)) for i, name in enumerate(names, 1)}


def paths_before(
    touch_customers: Sequence[Hashable],
    touch_times: ArrayLike,
    touch_channels: Sequence[str],
    customers: Sequence[Hashable],
    times: ArrayLike,
    *,
    lookback_days: float = 30,
) -> tuple[list[list[str]], list[Floats]]:
    """The touches that each conversion had before it, oldest first.

    Parameters
    ----------
    touch_customers, touch_times, touch_channels : one entry per touch; times are datetime64 in UTC
    customers, times : one entry per conversion
    lookback_days : touches older than this at the conversion do not count; one at its very instant does

    Returns
    -------
    paths, days_before : per conversion its channels and their ages in days, as `credit` takes them; empty lists for
        a conversion without a touch

    Raises
    ------
    StatsError : lengths differ, or lookback_days is negative
    """
    at, when = (np.asarray(value, dtype="datetime64[us]") for value in (touch_times, times))
    if not len(touch_customers) == len(touch_channels) == at.size or len(customers) != when.size:
        raise StatsError("attribution", "customers, times and channels differ in length")
    if lookback_days < 0:
        raise StatsError("attribution", f"lookback_days is {lookback_days:g}, expected 0 or more")
    rows: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row in np.argsort(at, kind="stable"):
        rows[touch_customers[row]].append(int(row))
    paths, days = [], []
    for customer, instant in zip(customers, when):
        mine = np.array(rows.get(customer, []), dtype=int)
        ages = (instant - at[mine]) / np.timedelta64(1, "D")
        inside = (ages >= 0) & (ages <= lookback_days)
        paths.append([touch_channels[row] for row in mine[inside]])
        days.append(ages[inside])
    return paths, days


def _first(path: Path, _: Floats) -> Floats:
    return np.eye(len(path))[0]


def _last(path: Path, _: Floats) -> Floats:
    return np.eye(len(path))[-1]


def _linear(path: Path, _: Floats) -> Floats:
    return np.full(len(path), 1 / len(path))


def _position(path: Path, _: Floats) -> Floats:
    if len(path) <= 2:
        return np.full(len(path), 1 / len(path))
    return np.r_[0.4, np.full(len(path) - 2, 0.2 / (len(path) - 2)), 0.4]


def _decay(path: Path, days: Floats) -> Floats:
    if days.shape != (len(path),):
        raise StatsError("attribution", f"decay: {len(path)} touches, but {days.size} ages")
    if np.isnan(days).any() or (days < 0).any():
        raise StatsError("attribution", "decay needs the days before the conversion, 0 or more, of every touch")
    weights = np.exp2(-(days - days.min()) / HALF_LIFE)  # from the youngest, so that old paths cannot underflow
    return weights / weights.sum()


def _shapley(path: Path, _: Floats) -> Floats:
    """The path is won by all of its channels together: a unanimity game, whose value is an equal share each.

    The game of all paths is the sum of these games, so this is exact for any number of channels.
    """
    times = {channel: path.count(channel) for channel in path}
    return np.array([1 / len(times) / times[channel] for channel in path])


_RULES: dict[str, Callable[[Path, Floats], Floats]] = {
    "first": _first,
    "last": _last,
    "linear": _linear,
    "position": _position,
    "decay": _decay,
    "shapley": _shapley,
}
MODELS = (*_RULES, "markov")


def _by_rule(
    model: str, paths: Sequence[Path], amounts: Floats, names: list[str], days_before: Sequence[ArrayLike] | None
) -> Floats:
    if model == "decay" and (days_before is None or len(days_before) != len(paths)):
        raise StatsError("attribution", "decay needs the days before the conversion for every path")
    index = {name: i for i, name in enumerate(names)}
    credited = np.zeros(len(names))
    for row, path in enumerate(paths):
        if len(path) == 0:
            continue
        days = np.asarray(days_before[row], dtype=float) if model == "decay" and days_before else np.empty(0)
        shares = _RULES[model](list(path), days)
        np.add.at(credited, [index[channel] for channel in path], amounts[row] * shares)
    return credited


def _markov(paths: Sequence[Path], won: Floats, lost: Floats, names: list[str]) -> Floats:
    """Each channel's share of the credit: its removal effect over the sum of all."""
    inner, converts = _chain(paths, won, lost, names)
    whole = _absorbed(inner, converts)
    if not whole > 0:
        return np.zeros(len(names))
    effects = np.array([1 - _absorbed(*_cut(inner, converts, i)) / whole for i in range(1, len(names) + 1)])
    return effects / effects.sum()


def _chain(paths: Sequence[Path], won: Floats, lost: Floats, names: list[str]) -> tuple[Floats, Floats]:
    """Chances of a step among start and channels, and of a step into the conversion; row 0 is the start."""
    index = {name: i for i, name in enumerate(names, 1)}
    steps, ends, starts = np.zeros((len(names) + 1,) * 2), np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for path, converted, failed in zip(paths, won, lost):
        states = [0, *(index[channel] for channel in path)]
        if len(states) > 1:
            np.add.at(steps, (states[:-1], states[1:]), converted + failed)
            np.add.at(starts, states, converted + failed)
            ends[states[-1]] += converted
    safe = np.where(starts > 0, starts, 1.0)
    return steps / safe[:, None], ends / safe


def _cut(inner: Floats, converts: Floats, channel: int) -> tuple[Floats, NDArray[np.float64]]:
    without = inner.copy()
    without[:, channel] = 0.0
    return without, converts


def _absorbed(inner: Floats, converts: Floats) -> float:
    """Chance of ending in the conversion from the start: the first entry of (I - Q)^-1 R."""
    if not inner[0].any() and len(inner) == 1:
        return np.nan
    return float(np.linalg.solve(np.eye(len(inner)) - inner, converts)[0])
