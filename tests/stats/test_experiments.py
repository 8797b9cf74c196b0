"""Experiments against the worked examples E7 to E10 and against statsmodels where it has the method."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_effectsize

from kpilib.errors import StatsError
from kpilib.stats import experiments
from kpilib.stats.experiments import (
    MISMATCH_LIMIT,
    benjamini_hochberg,
    chances,
    compare_variants,
    fisher,
    newcombe,
    sample_ratio,
    size_needed,
    two_proportions,
)


@st.composite
def variants(draw):
    trials_a, trials_b = draw(st.integers(1, 5000)), draw(st.integers(1, 5000))
    return draw(st.integers(0, trials_a)), trials_a, draw(st.integers(0, trials_b)), trials_b


def test_the_printed_comparison():
    verdict = compare_variants(120, 2400, 156, 2388)
    assert verdict.share_a == 0.05
    assert verdict.share_b == pytest.approx(0.0653266, abs=5e-8)
    assert verdict.difference == pytest.approx(0.0153266, abs=5e-8)
    assert verdict.lift == pytest.approx(0.306533, abs=5e-7)
    assert verdict.z == pytest.approx(2.275137, abs=5e-7)
    assert verdict.z**2 == pytest.approx(5.176248, abs=5e-7)
    assert verdict.p == pytest.approx(0.0228977, abs=5e-8)
    assert verdict.test == "z"
    assert (verdict.low, verdict.high) == (pytest.approx(0.00210946, abs=5e-9), pytest.approx(0.0286409, abs=5e-8))
    assert verdict.b_beats_a == pytest.approx(0.988509, abs=5e-7)
    assert verdict.loss_b == pytest.approx(2.6729e-5, abs=5e-10)
    assert verdict.loss_a == pytest.approx(0.0153424, abs=5e-8)


def test_small_counts_take_fisher():
    assert experiments.expected_counts([[1, 11], [5, 8]])[:, 0] == pytest.approx([2.88, 3.12])
    verdict = compare_variants(1, 12, 5, 13)
    assert verdict.test == "fisher"
    assert verdict.p == fisher(1, 12, 5, 13) == pytest.approx(0.160248, abs=5e-7)


def test_no_conversions_at_all():
    verdict = compare_variants(0, 40, 0, 50)
    assert np.isnan([verdict.lift, verdict.z]).all()
    assert (verdict.difference, verdict.p, verdict.test) == (0, 1, "fisher")
    assert two_proportions(40, 40, 50, 50)[1] == 1


@given(variants())
def test_newcombe_holds_the_difference_and_agrees_with_statsmodels(pair):
    a, n, b, m = pair
    low, high = newcombe(*pair)
    assert -1 <= low <= b / m - a / n <= high <= 1
    reference = confint_proportions_2indep(b, m, a, n, compare="diff", method="newcomb")
    assert (low, high) == pytest.approx(reference, abs=1e-9)


@given(variants())
def test_the_chances_of_both_orders_are_one(pair):
    a, n, b, m = pair
    chance, loss_a, loss_b = chances(a, n, b, m)
    turned, turned_loss_b, turned_loss_a = chances(b, m, a, n)
    assert chance + turned == pytest.approx(1, abs=1e-9)
    assert (loss_a, loss_b) == pytest.approx((turned_loss_a, turned_loss_b), abs=1e-12)
    # E max(B - A, 0) - E max(A - B, 0) is the difference of the posterior means.
    assert loss_a - loss_b == pytest.approx((b + 1) / (m + 2) - (a + 1) / (n + 2), abs=1e-12)


def test_chances_by_hand():
    # Beta(1, 2) against Beta(2, 1): the integral of 2x (2x - x²) is 4/3 - 1/2; the means differ by 1/3.
    chance, loss_a, loss_b = chances(0, 1, 1, 1)
    assert chance == pytest.approx(5 / 6)
    assert loss_a - loss_b == pytest.approx(1 / 3)
    chance, loss_a, loss_b = chances(1, 2, 2, 2)
    # Beta(2, 2) against Beta(3, 1): the integral of 3x² (3x² - 2x³) is 9/5 - 1 = 0.8.
    assert chance == pytest.approx(0.8)
    assert loss_a - loss_b == pytest.approx(0.25)


@pytest.mark.parametrize("scale", [1, 10**4])
def test_chances_of_very_unequal_sizes(scale):
    # A is almost a point at 0.3, so P(B > A) is one minus the distribution of B there.
    chance, _, _ = chances(30_000 * scale, 100_000 * scale, 3, 8)
    assert chance == pytest.approx(1 - stats.beta.cdf(0.3, 4, 6), abs=1e-4)


def test_sizes_needed():
    assert size_needed(0.05, 156 / 2388) == 3616
    assert size_needed(0.05, 0.055) == 31218
    assert np.isnan(size_needed(0.2, 0.2))


@given(st.integers(1, 60), st.integers(61, 99), st.sampled_from([0.8, 0.9]))
def test_size_needed_agrees_with_statsmodels(first, second, power):
    effect = proportion_effectsize(second / 100, first / 100)
    exact = 2 * ((stats.norm.ppf(0.975) + stats.norm.ppf(power)) / effect) ** 2
    reached = NormalIndPower().power(effect, exact, 0.05)
    assert reached == pytest.approx(power, abs=1e-4)
    assert exact <= size_needed(first / 100, second / 100, power=power) < exact + 1 + 1e-9


def test_sample_ratio_printed_examples():
    assert sample_ratio([2400, 2388], [0.5, 0.5]) == (
        pytest.approx(0.030075, abs=5e-7),
        pytest.approx(0.86232, abs=5e-6),
    )
    chi_square, p = sample_ratio([2400, 2000], [1, 1])
    assert chi_square == pytest.approx(36.363636, abs=5e-7)
    assert p == pytest.approx(1.6373e-9, abs=5e-14)
    assert p < MISMATCH_LIMIT


def test_sample_ratio_of_three_and_of_nobody():
    assert sample_ratio([50, 30, 20], [0.5, 0.3, 0.2]) == (pytest.approx(0), pytest.approx(1))
    assert np.isnan(sample_ratio([0, 0], [1, 1])).all()


def test_benjamini_hochberg_printed_example():
    adjusted = benjamini_hochberg([0.003, 0.02, 0.04, 0.30, 0.60])
    assert adjusted == pytest.approx([0.015, 0.05, 0.066667, 0.375, 0.60], abs=5e-7)
    assert (adjusted <= 0.05).sum() == 2


def test_benjamini_hochberg_leaves_out_the_untested():
    adjusted = benjamini_hochberg([np.nan, 0.04, 0.01])
    assert adjusted == pytest.approx([np.nan, 0.04, 0.02], nan_ok=True)
    assert benjamini_hochberg([]).size == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_agrees_with_statsmodels(p):
    adjusted = benjamini_hochberg(p)
    assert (adjusted >= np.array(p) - 1e-15).all()
    assert adjusted == pytest.approx(multipletests(p, method="fdr_bh")[1])


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (compare_variants, (5, 4, 1, 4)),
        (compare_variants, (0, 0, 1, 4)),
        (compare_variants, (-1, 4, 1, 4)),
        (compare_variants, ([1, 2], [4, 4], [1, 2], [4, 4])),
        (fisher, (0.5, 4, 1, 4)),
        (size_needed, (0.5, 1.5)),
        (sample_ratio, ([10], [1])),
        (sample_ratio, ([10, 20], [1, 0])),
        (sample_ratio, ([10, 20, 30], [0.5, 0.5])),
        (benjamini_hochberg, ([0.5, 1.5],)),
    ],
)
def test_what_no_experiment_can_be_is_refused(call, arguments):
    with pytest.raises(StatsError):
        call(*arguments)
