"""Customer models against the published CDNOW figures and against customers simulated from known parameters.

The published estimates (BG/NBD: Fader, Hardie and Lee 2005, table 2; Gamma-Gamma: Fader and Hardie 2013) and the
predictions of the authors' spreadsheets (brucehardie.com, notes 004 and 025) are the expected values here.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from kpilib.errors import StatsError
from kpilib.stats.lifetime import (
    History,
    OrderModel,
    ValueModel,
    alive,
    discounted_value,
    expected_orders,
    expected_value,
    fit_orders,
    fit_values,
    histories,
)

CDNOW_ORDERS = OrderModel(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4)
CDNOW_VALUES = ValueModel(p=6.25, q=3.74, gamma=15.44, log_likelihood=-4055.92)


def test_the_published_conditional_expectation():
    assert expected_orders(CDNOW_ORDERS, [2], [30.43], [38.86], 39) == pytest.approx([1.226], abs=5e-4)


@pytest.mark.parametrize(
    ("weeks", "orders"),
    [(0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8576)],
)
def test_the_published_expectation_of_a_new_customer(weeks, orders):
    # The spreadsheet goes on with more digits of r than the paper's three.
    assert expected_orders(CDNOW_ORDERS, [0], [0], [0], weeks) == pytest.approx([orders], rel=2e-3, abs=5e-5)


def test_the_published_values_of_orders_to_come():
    frequency, value = [2, 1, 0, 7, 2], [22.35, 11.77, np.nan, 73.74, 25.55]
    # The spreadsheet goes on with more digits of the parameters than it prints.
    assert expected_value(CDNOW_VALUES, frequency, value) == pytest.approx(
        [24.65, 18.91, 35.17, 71.46, 27.28], abs=0.06
    )


def simulated(customers, model, values, seed=11):
    """Customers drawn as the two models say customers come about, and what they do in the 200 days after."""
    g = np.random.default_rng(seed)
    age, rate = g.uniform(100, 500, customers), g.gamma(model.r, 1 / model.alpha, customers)
    leaves = g.beta(model.a, model.b, customers)
    now, last, seen, later = np.zeros((4, customers))
    here = np.ones(customers, bool)
    while here.any():
        now = now + g.exponential(1 / rate)
        here &= now < age + 200
        inside, after = here & (now < age), here & (now >= age)
        seen, later, last = seen + inside, later + after, np.where(inside, now, last)
        here &= g.random(customers) >= leaves
    nu = g.gamma(values.q, 1 / values.gamma, customers)
    several = np.maximum(seen, 1)
    money = np.where(seen > 0, g.gamma(values.p * several, 1 / (several * nu)), np.nan)
    return History(list(range(customers)), seen, last, age, money), later, values.p / nu


TRUE_ORDERS = OrderModel(0.8, 40.0, 0.8, 2.5, np.nan)
TRUE_VALUES = ValueModel(6.0, 4.0, 15.0, np.nan)


def test_known_parameters_are_recovered():
    history, later, worth = simulated(6000, TRUE_ORDERS, TRUE_VALUES)
    orders, values = fit_orders(*history[1:4]), fit_values(history.frequency, history.value)
    # Tolerances of about three standard errors of 6,000 customers.
    assert orders[:4] == pytest.approx(TRUE_ORDERS[:4], rel=0.15)
    assert values[:3] == pytest.approx(TRUE_VALUES[:3], rel=0.15)
    expected = expected_orders(orders, *history[1:4], 200)
    assert expected.sum() == pytest.approx(later.sum(), rel=0.05)
    assert np.corrcoef(expected, later)[0, 1] > 0.6
    repeaters = history.frequency > 0
    guess = expected_value(values, history.frequency, history.value)[repeaters]
    assert guess.mean() == pytest.approx(worth[repeaters].mean(), rel=0.05)
    assert (orders, values) == (fit_orders(*history[1:4]), fit_values(history.frequency, history.value))


def test_the_likelihood_is_highest_at_the_fit():
    history, _, _ = simulated(400, TRUE_ORDERS, TRUE_VALUES)
    weeks = fit_orders(history.frequency, history.recency / 7, history.age / 7)
    days = fit_orders(*history[1:4])
    # Days for weeks: alpha scales, the shapes stay.
    assert days[0] == pytest.approx(weeks.r, rel=1e-3)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-3)
    assert days[2:4] == pytest.approx(weeks[2:4], rel=1e-3)


def log_likelihood_as_printed(r, alpha, a, b, x, t, total):
    """Equation 6 of the paper, term by term."""
    first = special.beta(a, b + x) / special.beta(a, b) * special.gamma(r + x) / special.gamma(r)
    stayed = first * alpha**r / (alpha + total) ** (r + x)
    left = special.beta(a + 1, b + x - 1) / special.beta(a, b) * special.gamma(r + x) / special.gamma(r)
    return np.log(stayed + (x > 0) * left * alpha**r / (alpha + t) ** (r + x)).sum()


def value_likelihood_as_printed(p, q, gamma, x, m):
    """Equation 1a of the note, term by term."""
    shape = special.gamma(p * x + q) / special.gamma(p * x) / special.gamma(q)
    return np.log(shape * gamma**q * m ** (p * x - 1) * x ** (p * x) / (gamma + m * x) ** (p * x + q)).sum()


def test_a_step_aside_of_any_parameter_is_less_likely():
    history, _, _ = simulated(400, TRUE_ORDERS, TRUE_VALUES)
    x, t, total, m = history[1:]
    some = (x > 0) & (x < 15)  # printed gamma functions overflow beyond
    orders, values = fit_orders(x[x < 15], t[x < 15], total[x < 15]), fit_values(x[some], m[some])
    told = ((log_likelihood_as_printed, orders[:4], (x[x < 15], t[x < 15], total[x < 15])),
            (value_likelihood_as_printed, values[:3], (x[some], m[some])))  # fmt: skip
    for likelihood, fitted, data in told:
        top = likelihood(*fitted, *data)
        for place in range(len(fitted)):
            for step in (0.999, 1.001):
                aside = [value * (step if n == place else 1) for n, value in enumerate(fitted)]
                assert likelihood(*aside, *data) < top


def test_customers_who_never_leave_are_a_model():
    """The chance of leaving runs against 0, where the model is that of orders alone."""
    history, later, _ = simulated(2000, TRUE_ORDERS._replace(a=1e-4, b=1e4), TRUE_VALUES)
    model = fit_orders(*history[1:4])
    assert (model.r, model.alpha) == (pytest.approx(0.8, rel=0.15), pytest.approx(40, rel=0.15))
    assert alive(model, *history[1:4]).min() > 0.99
    assert expected_orders(model, *history[1:4], 200).sum() == pytest.approx(later.sum(), rel=0.05)


def test_too_few_repeat_customers_make_no_model():
    assert fit_orders([1] * 49, [5] * 49, [10] * 49) is None
    assert fit_orders([0] * 500, [0] * 500, [10] * 500) is None
    assert fit_values([1] * 49 + [0] * 100, [20] * 149) is None


def test_a_likelihood_without_a_top_makes_no_model():
    # Everybody orders exactly alike: no spread between customers, so the parameters run away.
    assert fit_orders([10] * 60, [100] * 60, [100] * 60) is None
    assert fit_values([10] * 60, [20.0] * 60) is None


def test_histories_by_hand():
    # a: 3 days, two orders on day 10; b once; c only after the end.
    found = histories(list("abaaac"), [0, 2, 10, 10, 25, 31], [5, 7, 10, 20, 50, 9], end=30)
    assert found.customers == ["a", "b"]
    assert found.frequency.tolist() == [2, 0]
    assert found.recency.tolist() == [25, 0]
    assert found.age.tolist() == [30, 28]
    assert found.value == pytest.approx([40, np.nan], nan_ok=True)
    assert histories([], [], [], end=3).frequency.size == 0


@given(st.integers(0, 2000), st.floats(0, 500), st.floats(0, 500), st.floats(0, 1000))
def test_predictions_are_possible(frequency, recency, since, horizon):
    recency = recency if frequency else 0.0
    customer = ([frequency], [recency], [recency + since])
    chance, orders = alive(CDNOW_ORDERS, *customer), expected_orders(CDNOW_ORDERS, *customer, horizon)
    assert 0 <= chance <= 1
    assert 0 <= orders < np.inf
    assert orders <= expected_orders(CDNOW_ORDERS, *customer, horizon + 1) + 1e-9


@pytest.mark.parametrize("leave", [(0.8, 2.4), (30.0, 200.0), (7036.0, 150_949.0), (5000.0, 20.0)])
def test_the_prediction_is_the_mean_over_the_chance_of_leaving(leave):
    """E[X] = E[(1 - (A / (A + ph))^(r + x)) / p] with A = alpha + T and p of those who stayed: Beta(a, b + x)."""
    r, alpha, (a, b), x, total, horizon = 6.99, 25.0, leave, 3, 40.0, 1095.0
    model, customer = OrderModel(r, alpha, a, b, np.nan), ([x], [30.0], [total])

    def integrand(p):
        density = np.exp((a - 1) * np.log(p) + (b + x - 1) * np.log1p(-p) - special.betaln(a, b + x))
        return density * (1 - ((alpha + total) / (alpha + total + p * horizon)) ** (r + x)) / p

    middle, wide = a / (a + b + x), np.sqrt(a * (b + x) / (a + b + x) ** 3)
    low, high = max(1e-12, middle - 12 * wide), min(1 - 1e-12, middle + 12 * wide)
    mean = integrate.quad(integrand, low, high, points=[middle], limit=500)[0]
    assert expected_orders(model, *customer, horizon) == pytest.approx(mean * alive(model, *customer), rel=1e-4)


def test_one_leaves_only_after_an_order():
    assert alive(CDNOW_ORDERS, [0], [0], [50]) == [1]
    # Odds a/b · ((alpha + T)/(alpha + t))^(r + 1) by hand.
    odds = 0.793 / 2.426 * (54.414 / 14.414) ** 1.243
    assert alive(CDNOW_ORDERS, [1], [10], [50]) == pytest.approx([1 / (1 + odds)])


def test_the_prediction_passes_through_a_equal_to_one():
    around = [expected_orders(CDNOW_ORDERS._replace(a=a), [3], [30], [40], 10)[0] for a in (0.999, 1, 1.001)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-5)


def test_discounting():
    history = History(["x"], *np.array([[2], [200.0], [300.0], [22.35]]))
    full = discounted_value(CDNOW_ORDERS, CDNOW_VALUES, history, discount=0)
    orders = expected_orders(CDNOW_ORDERS, [2], [200], [300], 3 * 365.25)
    assert full == pytest.approx(orders * expected_value(CDNOW_VALUES, [2], [22.35]))
    less = discounted_value(CDNOW_ORDERS, CDNOW_VALUES, history, discount=0.1)
    assert full / 1.1**3 < less < full
    shorter = discounted_value(CDNOW_ORDERS, CDNOW_VALUES, history, years=0.4)
    assert 0 < shorter < less
    assert np.isnan(discounted_value(CDNOW_ORDERS, CDNOW_VALUES._replace(q=0.9), history))


@pytest.mark.parametrize(
    ("call", "arguments", "options"),
    [
        (fit_orders, ([1], [20], [10]), {}),
        (fit_orders, ([0], [5], [10]), {}),
        (fit_orders, ([], [], []), {}),
        (fit_values, ([-1], [5]), {}),
        (expected_orders, (CDNOW_ORDERS, [1], [5], [10], -1), {}),
        (expected_value, (CDNOW_VALUES, [1, 2, 3], [5, 6]), {}),
        (histories, (["a"], [1, 2], [3, 4]), {"end": 5}),
        (histories, (["a"], [np.nan], [3]), {"end": 5}),
        (discounted_value, (CDNOW_ORDERS, CDNOW_VALUES, History([], *np.empty((4, 0)))), {"years": 0}),
    ],
)
def test_orders_that_cannot_be(call, arguments, options):
    with pytest.raises(StatsError):
        call(*arguments, **options)
