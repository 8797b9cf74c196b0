"""What customers will still buy: BG/NBD for the number of orders, Gamma-Gamma for their value.

Comes in: orders. Goes out: fitted models and the discounted value of each customer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kpilib.errors import StatsError
from kpilib.stats.domain import Floats, counts, vectors

FEWEST_CUSTOMERS = 50  # fewer repeat customers say too little about seven parameters
_DAYS_PER_YEAR = 365.25
_ENOUGH = 5000  # customers for the first search
_NODES = 64  # of the integral over the chance of leaving
_WIDEST = 12.0  # logarithm of the largest parameter believed


class History(NamedTuple):
    """Per customer: repeat orders, days from first to last order, days since the first, mean value of repeats."""

    customers: list[Hashable]
    frequency: Floats
    recency: Floats
    age: Floats
    value: Floats


class OrderModel(NamedTuple):
    """BG/NBD: order rates are Gamma(r, alpha), chances of leaving after an order Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


class ValueModel(NamedTuple):
    """Gamma-Gamma: order values of a customer are Gamma(p, nu), nu over customers Gamma(q, gamma)."""

    p: float
    q: float
    gamma: float
    log_likelihood: float


def histories(customers: Sequence[Hashable], days: ArrayLike, values: ArrayLike, *, end: float) -> History:
    """Orders summed up as both models need them.

    Parameters
    ----------
    customers : who ordered, shape (orders,); days : local day number of each order; values : money of each order
    end : day number of the last day observed; later orders are left out

    Returns
    -------
    History : customers in order of first appearance; orders of one day count as one, the first is no repeat; value
        nan where there is no repeat

    Raises
    ------
    StatsError : lengths differ, a day or a value is missing
    """
    day, value = vectors("orders", days=days, values=values, least=0)
    if len(customers) != day.size:
        raise StatsError("orders", f"{len(customers)} customers, but {day.size} days")
    if np.isnan(day).any() or np.isnan(value).any():
        raise StatsError("orders", "a day or a value is missing", "Leave such orders out before.")
    seen: dict[Hashable, dict[int, float]] = {}
    for who, when, amount in zip(customers, np.floor(day).astype(int).tolist(), value.tolist()):
        if when <= end:
            baskets = seen.setdefault(who, {})
            baskets[when] = baskets.get(when, 0.0) + amount
    rows = np.full((len(seen), 4), np.nan)
    for row, baskets in zip(rows, seen.values()):
        first, last = min(baskets), max(baskets)
        row[:3] = len(baskets) - 1, last - first, end - first
        if last > first:
            row[3] = (sum(baskets.values()) - baskets[first]) / (len(baskets) - 1)
    return History(list(seen), *rows.T)


def fit_orders(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> OrderModel | None:
    """Fit BG/NBD by maximum likelihood.

    Parameters
    ----------
    frequency, recency, age : of `History`; recency <= age, one unit of time, shape (customers,)

    Returns
    -------
    OrderModel : alpha in the unit of age; None with fewer than 50 repeat customers, or where the fit does not
        settle - then there is no prediction

    Raises
    ------
    StatsError : missing or negative values, recency beyond age, or a recency without a repeat order

    Source: Fader, Hardie and Lee 2005, Mark. Sci. 24, 275-284, equation 6.
    """
    x, t, total = _checked(frequency, recency, age)
    if (x > 0).sum() < FEWEST_CUSTOMERS or total.max() == 0:
        return None
    unit = total.max() / 10  # keeps alpha near 1, where the search starts

    def loss(logs: Floats, rows: slice) -> tuple[float, Floats]:
        model, told = np.exp(logs), (x[rows], t[rows] / unit, total[rows] / unit)
        return -float(_order_likelihood(model, *told).mean()), -model * _order_slopes(model, *told).mean(axis=1)

    starts = np.log([[0.5, 1.0, 0.5, 1.5], [1.0, 3.0, 1.0, 3.0], [0.2, 0.5, 0.1, 1.0]])
    found = _search(loss, starts, x.size)
    if found is None or not _inside(
        found[:2]
    ):  # a and b without end: nobody leaves, or all alike, which is a model too
        return None
    r, alpha, a, b = np.exp(found)
    likelihood = _order_likelihood(np.array([r, alpha * unit, a, b]), x, t, total).sum()
    return OrderModel(float(r), float(alpha * unit), float(a), float(b), float(likelihood))


def fit_values(frequency: ArrayLike, value: ArrayLike) -> ValueModel | None:
    """Fit Gamma-Gamma by maximum likelihood on the customers with repeat orders.

    Parameters
    ----------
    frequency, value : of `History`, shape (customers,)

    Returns
    -------
    ValueModel : gamma in money; None with fewer than 50 repeat customers whose value is above 0, or where the fit
        does not settle

    Raises
    ------
    StatsError : negative frequencies or lengths that differ

    Source: Fader and Hardie 2013, The Gamma-Gamma Model of Monetary Value, equation 1a.
    """
    x, m = vectors("order values", frequency=frequency, value=value, least=0)
    counts("order values", frequency=x)
    usable = (x > 0) & (m > 0)
    x, m = x[usable], m[usable]
    if x.size < FEWEST_CUSTOMERS:
        return None
    unit = float(m.mean())

    def loss(logs: Floats, rows: slice) -> tuple[float, Floats]:
        model, told = np.exp(logs), (x[rows], m[rows] / unit)
        return -float(_value_likelihood(model, *told).mean()), -model * _value_slopes(model, *told).mean(axis=1)

    found = _search(loss, np.log([[2.0, 4.0, 2.0], [6.0, 4.0, 0.5], [1.0, 2.0, 2.0]]), x.size)
    if found is None or not _inside(found):
        return None
    p, q, gamma = np.exp(found)
    likelihood = _value_likelihood(np.array([p, q, gamma * unit]), x, m).sum()
    return ValueModel(float(p), float(q), float(gamma * unit), float(likelihood))


def alive(model: OrderModel, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Chance that a customer has not left.

    Returns
    -------
    chance : 0..1, shape (customers,); 1 without repeat orders, because one leaves after an order only

    Raises
    ------
    StatsError : as `fit_orders`

    Source: Fader, Hardie and Lee 2005, equation 7 and their note of 2008 on P(alive).
    """
    x, t, total = _checked(frequency, recency, age)
    r, alpha, a, b, _ = model
    odds = np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * (np.log(alpha + total) - np.log(alpha + t))
    return np.where(x > 0, special.expit(-odds), 1.0)


def expected_orders(
    model: OrderModel, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, horizon: float
) -> Floats:
    """Orders a customer is expected to place within the coming `horizon`.

    Parameters
    ----------
    frequency, recency, age : of `History`; horizon : in the unit of age, 0 or more

    Returns
    -------
    orders : float array, shape (customers,)

    Raises
    ------
    StatsError : as `fit_orders`, or a negative horizon

    Source: Fader, Hardie and Lee 2005, equation 10.
    """
    x, t, total = _checked(frequency, recency, age)
    if not horizon >= 0:
        raise StatsError("lifetime", f"horizon is {horizon:g}, expected 0 or more")
    r, alpha, a, b, _ = model
    # At a = 1 the closed form is 0/0; a step aside changes it by less than it is known.
    below = a - 1 if abs(a - 1) > 1e-6 else 1e-6
    # Euler's transformation of the printed 2F1, whose terms overflow from some 500 orders on.
    with np.errstate(over="ignore", invalid="ignore"):
        series = special.hyp2f1(below + b - r, below, below + b + x, horizon / (alpha + total + horizon))
        orders = (below + b + x) / below * (1 - ((alpha + total) / (alpha + total + horizon)) ** below * series)
    beyond = ~np.isfinite(orders)
    orders[beyond] = _orders_of_the_living(model, x[beyond], total[beyond], horizon)
    return np.maximum(orders, 0.0) * alive(model, x, t, total)


def expected_value(model: ValueModel, frequency: ArrayLike, value: ArrayLike) -> Floats:
    """Mean value of a customer's orders to come: their own mean drawn towards that of all.

    Parameters
    ----------
    frequency, value : of `History`; value may be nan where frequency is 0

    Returns
    -------
    value : money per order, shape (customers,)

    Raises
    ------
    StatsError : negative frequencies or lengths that differ

    Source: Fader and Hardie 2013, equation 5.
    """
    x, m = vectors("order values", frequency=frequency, value=value, least=0)
    counts("order values", frequency=x)
    p, q, gamma, _ = model
    return p * (gamma + np.where(x > 0, x * m, 0.0)) / (p * x + q - 1)


def discounted_value(
    orders: OrderModel, values: ValueModel, history: History, *, years: float = 3, discount: float = 0.10
) -> Floats:
    """Present value of the orders each customer is expected to place in the coming years.

    Parameters
    ----------
    history : with days as unit, as `histories` gives it
    years : how far to look, above 0; discount : yearly rate, a share, 0 or more

    Returns
    -------
    value : money of revenue, shape (customers,); times the margin for profit. nan throughout where q <= 1, for then
        the model's mean value does not exist

    Raises
    ------
    StatsError : years or discount out of range

    Source: Fader, Hardie and Lee 2005, J. Mark. Res. 42, 415-430, in months as steps.
    """
    if not years > 0 or not discount >= 0:
        raise StatsError("lifetime", f"{years:g} years at a discount of {discount:g} cannot be")
    if values.q <= 1:
        return np.full(history.frequency.shape, np.nan)
    edges = np.r_[np.arange(0, years, 1 / 12), years]
    made = [expected_orders(orders, *history[1:4], edge * _DAYS_PER_YEAR) for edge in edges]
    worth = (1 + discount) ** -((edges[1:] + edges[:-1]) / 2)  # orders fall in the middle of their month
    total = (np.diff(made, axis=0) * worth[:, None]).sum(axis=0)
    return total * expected_value(values, history.frequency, history.value)


def _orders_of_the_living(model: OrderModel, x: Floats, total: Floats, horizon: float) -> Floats:
    """Expected orders of those who have not left, integrated over the chance of leaving.

    Where nearly all leave with the same chance (a and b of hundreds and more), the closed form is 0 times infinity.
    """
    r, alpha, a, b, _ = model
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    several, which = np.unique(x, return_inverse=True)
    leaves = special.betaincinv(a, b + several[:, None], (nodes + 1) / 2)[which]
    rate = np.log1p(leaves * horizon / (alpha + total[:, None]))
    return (-np.expm1(-(r + x[:, None]) * rate) / leaves) @ weights / 2


def _order_likelihood(model: Floats, x: Floats, t: Floats, total: Floats) -> Floats:
    r, alpha, a, b = model
    core = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    core += special.betaln(a, b + x) - special.betaln(a, b)
    stayed, left = _fates(model, x, t, total)
    return core + np.where(x > 0, np.logaddexp(stayed, left), stayed)


def _order_slopes(model: Floats, x: Floats, t: Floats, total: Floats) -> Floats:
    """Slopes of the log-likelihood of each customer along r, alpha, a, b: shape (4, customers)."""
    r, alpha, a, b = model
    stayed, left = _fates(model, x, t, total)
    gone = np.where(x > 0, special.expit(left - stayed), 0.0)
    both, rest = special.digamma(a + b), special.digamma(a + b + x)
    along_r = special.digamma(r + x) - special.digamma(r) + np.log(alpha)
    along_r -= (1 - gone) * np.log(alpha + total) + gone * np.log(alpha + t)
    along_alpha = r / alpha - (r + x) * ((1 - gone) / (alpha + total) + gone / (alpha + t))
    along_b = special.digamma(b + x) - special.digamma(b) + both - rest - gone / (b + np.maximum(x, 1) - 1)
    return np.array([along_r, along_alpha, both - rest + gone / a, along_b])


def _fates(model: Floats, x: Floats, t: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Log-likelihoods, up to what they share, of still being a customer and of having left after the last order."""
    r, alpha, a, b = model
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t)
    return -(r + x) * np.log(alpha + total), left


def _value_likelihood(model: Floats, x: Floats, m: Floats) -> Floats:
    p, q, gamma = model
    spread = special.gammaln(p * x + q) - special.gammaln(p * x) - special.gammaln(q)
    return (
        spread + q * np.log(gamma) + p * x * np.log(x) + (p * x - 1) * np.log(m) - (p * x + q) * np.log(gamma + x * m)
    )


def _value_slopes(model: Floats, x: Floats, m: Floats) -> Floats:
    """Slopes of the log-likelihood of each customer along p, q, gamma: shape (3, customers)."""
    p, q, gamma = model
    shape, spent = special.digamma(p * x + q), np.log(gamma + x * m)
    along_p = x * (shape - special.digamma(p * x) + np.log(x * m) - spent)
    along_q = shape - special.digamma(q) + np.log(gamma) - spent
    return np.array([along_p, along_q, q / gamma - (p * x + q) / (gamma + x * m)])


def _search(loss: Callable[[Floats, slice], tuple[float, Floats]], starts: Floats, size: int) -> Floats | None:
    """The least loss, given with its slopes: searched from several starts on some customers, from the best on all.

    None where the likelihood is nowhere known.
    """
    from scipy.optimize import minimize  # slow to import, and only a fit needs it

    def descend(start: Floats, rows: slice) -> Any:
        bounds, fine = [(-_WIDEST, _WIDEST)] * start.size, {"ftol": 1e-13, "gtol": 1e-9}
        return minimize(loss, start, args=(rows,), method="L-BFGS-B", jac=True, bounds=bounds, options=fine)

    some = slice(None, None, -(-size // _ENOUGH))
    best = min((descend(start, some) for start in starts), key=lambda result: result.fun)
    if size > _ENOUGH:
        best = descend(best.x, slice(None))
    return np.asarray(best.x, dtype=np.float64) if np.isfinite(best.fun) else None


def _inside(logs: Floats) -> bool:
    """Whether the likelihood has its top within reason, not on the border of what was searched."""
    return bool(np.abs(logs).max() < 0.99 * _WIDEST)


def _checked(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> list[Floats]:
    x, t, total = counts(
        "lifetime", frequency=np.atleast_1d(frequency), recency=np.atleast_1d(recency), age=np.atleast_1d(age)
    )
    if x.size == 0:
        raise StatsError("lifetime", "needs at least one customer")
    if (t > total).any() or ((x == 0) & (t > 0)).any():
        raise StatsError("lifetime", "a last order lies after the end, or after a first order that has no repeat")
    return [x, t, total]
