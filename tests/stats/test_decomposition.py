"""Decompositions against the worked examples E11 and E12; their parts always sum to the change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import StatsError
from kpilib.stats.decomposition import contributions, lmdi, mix_rate, ranking

IMPRESSIONS = np.array([50_000, 30_000, 20_000]), np.array([40_000, 60_000, 15_000])
RATES = np.array([0.040, 0.012, 0.025]), np.array([0.042, 0.013, 0.030])
COUNTS = st.integers(0, 1_000_000)
FACTORS = st.floats(1e-3, 1e6)


def test_contributions_and_their_order():
    amounts = contributions([100, 200, np.nan, 10], [120, 150, 40, 10])
    assert amounts == pytest.approx([20, -50, np.nan, 0], nan_ok=True)
    assert ranking(amounts).tolist() == [1, 0, 3, 2]


def test_contributions_of_nothing():
    assert contributions([], []).size == ranking([]).size == 0


def test_mix_rate_printed_example():
    (n0, n1), (r0, r1) = IMPRESSIONS, RATES
    parts = mix_rate(n0 * r0, n0, n1 * r1, n1)
    assert parts.rate == pytest.approx([0.00084783, 0.00041087, 0.00082609], abs=5e-9)
    assert parts.mix == pytest.approx([-0.00213771, -0.00320461, -0.00003811], abs=5e-9)
    assert parts.rate.sum() == pytest.approx(0.00208478, abs=6e-9)
    assert parts.mix.sum() == pytest.approx(-0.00538043, abs=5e-9)
    assert parts.rate.sum() + parts.mix.sum() == pytest.approx(0.02530435 - 0.0286, abs=5e-9)


@pytest.mark.parametrize("absent", [(0, 0), (np.nan, 100), (5, np.nan), (np.nan, np.nan)])
def test_a_network_of_one_period_only_moves_the_mix_alone(absent):
    numerator, denominator = absent
    parts = mix_rate([10, numerator], [100, denominator], [10, 30], [100, 100])
    # Weights 1, 0 -> 0.5, 0.5; rates 0.1, 0.3 in both; whole 0.1 -> 0.2, mean 0.15.
    assert parts.rate == pytest.approx([0, 0])
    assert parts.mix == pytest.approx([0.025, 0.075])


def test_a_network_of_neither_period_moves_nothing():
    parts = mix_rate([10, 0], [100, 0], [20, np.nan], [100, np.nan])
    assert parts.rate == pytest.approx([0.1, 0])
    assert parts.mix == pytest.approx([0, 0])


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=8))
def test_mix_and_rate_sum_to_the_change(groups):
    e0, n0, e1, n1 = (np.array(column, float) for column in zip(*groups))
    e0, e1 = np.where(n0 == 0, 0, e0), np.where(n1 == 0, 0, e1)
    if n0.sum() == 0 or n1.sum() == 0:
        with pytest.raises(StatsError, match="no group"):
            mix_rate(e0, n0, e1, n1)
        return
    parts = mix_rate(e0, n0, e1, n1)
    size = max((e0[n0 > 0] / n0[n0 > 0]).max(), (e1[n1 > 0] / n1[n1 > 0]).max())
    change = e1.sum() / n1.sum() - e0.sum() / n0.sum()
    assert parts.rate.sum() + parts.mix.sum() == pytest.approx(change, abs=1e-12 + 1e-12 * size)


@given(st.lists(st.tuples(*[st.integers(1, 10_000)] * 4), min_size=1, max_size=6))
def test_doubling_every_count_leaves_mix_and_rate(groups):
    columns = [np.array(column, float) for column in zip(*groups)]
    once, twice = mix_rate(*columns), mix_rate(*(2 * column for column in columns))
    assert twice.rate == pytest.approx(once.rate)
    assert twice.mix == pytest.approx(once.mix)


def test_mix_rate_refuses_negative_denominators():
    with pytest.raises(StatsError, match="-5"):
        mix_rate([1], [-5], [1], [5])


def test_lmdi_printed_examples():
    revenue = lmdi([100_000, 0.02, 0.03, 50], [120_000, 0.018, 0.035, 48])
    assert revenue == pytest.approx([602.469703, -348.156958, 509.380876, -134.893621], abs=5e-7)
    assert revenue.sum() == pytest.approx(628.80)
    velocity = lmdi([40, 0.25, 6000, 45], [44, 0.22, 6500, 40], powers=[1, 1, 1, -1])
    assert velocity == pytest.approx([138.187, -185.341, 116.051, 170.770], abs=5e-4)
    assert velocity.sum() == pytest.approx(239.667, abs=5e-4)


def test_lmdi_of_groups_and_of_factors_it_cannot_take():
    amounts = lmdi([[100, 100, 100], [2, 0, 2]], [[110, 110, 110], [2, 2, -1]])
    assert amounts[:, 0] == pytest.approx([20, 0])
    assert np.isnan(amounts[:, 1:]).all()


def test_lmdi_with_an_unchanged_product():
    # ln 2 and -ln 2 times the logarithmic mean of equal values, which is the value.
    assert lmdi([10, 10], [20, 5]) == pytest.approx([100 * np.log(2), -100 * np.log(2)])
    assert lmdi([10, 10], [10, 10]) == pytest.approx([0, 0])


@given(st.lists(st.tuples(FACTORS, FACTORS, st.sampled_from([1, -1])), min_size=1, max_size=5))
def test_lmdi_is_exact(factors):
    before, after, powers = (np.array(column) for column in zip(*factors))
    first, second = np.prod(before**powers), np.prod(after**powers)
    amounts = lmdi(before, after, powers=powers)
    assert amounts.sum() == pytest.approx(second - first, abs=1e-9 * (first + second))
    assert lmdi(after, before, powers=powers) == pytest.approx(-amounts, rel=1e-6, abs=1e-6 * (first + second))


@pytest.mark.parametrize(
    ("arguments", "powers"), [(([1, 2], [1, 2, 3]), None), (([1, 2], [1, 2]), [1]), ((np.ones((1, 1, 1)),) * 2, None)]
)
def test_lmdi_refuses_shapes_that_do_not_fit(arguments, powers):
    with pytest.raises(StatsError, match="lmdi"):
        lmdi(*arguments, powers=powers)
