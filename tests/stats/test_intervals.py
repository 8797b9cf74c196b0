"""Intervals against the worked examples E1b, E4, E5 and E6 and against what every interval must do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from kpilib.errors import StatsError
from kpilib.stats.intervals import bootstrap, cluster, cluster_sums, difference, nps, wilson

IMPRESSIONS = [1000, 2000, 1500, 800, 1200, 2500, 900, 1100]
ENGAGEMENTS = [30, 50, 60, 12, 48, 60, 27, 22]
POSTS = st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 12, 0, 0.242494),
        (1, 12, 0.014865, 0.353880),
        (3, 40, 0.025836, 0.198642),
        (12, 12, 0.757506, 1),
        (210, 4800, 0.038319, 0.049910),
        (17, 24, 0.508323, 0.850854),
        (309, 11000, 0.0251640, 0.0313473),
    ],
)
def test_wilson_printed_examples(hits, trials, low, high):
    assert wilson(hits, trials) == (pytest.approx(low, abs=5e-7), pytest.approx(high, abs=5e-7))


def test_wilson_is_vectorised_and_empty_trials_are_nan():
    low, high = wilson([0, 3, 0], [12, 40, 0])
    assert low[:2] == pytest.approx([0, 0.025836], abs=5e-7)
    assert np.isnan([low[2], high[2]]).all()


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_holds_the_share_and_agrees_with_statsmodels(a, b, level):
    hits, trials = min(a, b), max(a, b, 1)
    low, high = wilson(hits, trials, level=level)
    assert 0 <= low <= hits / trials <= high <= 1
    assert (low, high) == pytest.approx(proportion_confint(hits, trials, alpha=1 - level, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(
    ("hits", "trials"), [(5, 4), (-1, 4), (np.nan, 4), (np.inf, 4), ("many", 4), ([1, 2], [1, 2, 3])]
)
def test_wilson_refuses_what_is_no_share(hits, trials):
    with pytest.raises(StatsError, match="wilson"):
        wilson(hits, trials)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_share(level):
    with pytest.raises(StatsError, match="level"):
        wilson(1, 2, level=level)


def test_cluster_printed_example():
    low, high = cluster(ENGAGEMENTS, IMPRESSIONS)
    assert (low, high) == (pytest.approx(0.0213452, abs=5e-8), pytest.approx(0.0348366, abs=5e-8))
    assert (high - low) / 2 == pytest.approx(2.364624 * 0.00285276, rel=1e-5)


def test_cluster_sums_serves_many_groups_and_says_where_it_cannot():
    e, n = np.array(ENGAGEMENTS, float), np.array(IMPRESSIONS, float)
    sums = [[8, 1, 3], [e.sum(), 3, 0], [n.sum(), 90, 0], [(e * e).sum(), 9, 0], [(e * n).sum(), 270, 0]]
    low, high = cluster_sums(*sums, [(n * n).sum(), 8100, 0])
    assert (low[0], high[0]) == cluster(e, n)
    assert np.isnan(low[1:]).all()
    assert np.isnan(high[1:]).all()


def test_cluster_of_equal_rates_is_a_point():
    assert cluster([1, 2, 3], [100, 200, 300]) == (pytest.approx(0.01), pytest.approx(0.01))


@given(POSTS)
def test_cluster_and_bootstrap_hold_the_pooled_ratio(posts):
    e, n = zip(*posts)
    for low, high in (cluster(e, n), bootstrap(e, n, draws=50)):
        assert 0 <= low <= sum(e) / sum(n) * (1 + 1e-12)
        assert sum(e) / sum(n) <= high * (1 + 1e-12)


@given(POSTS, st.randoms(use_true_random=False))
def test_cluster_ignores_the_order_of_posts(posts, random):
    shuffled = random.sample(posts, len(posts))
    # A perfect fit leaves rounding of 1e-8 in the root.
    assert cluster(*zip(*shuffled)) == pytest.approx(cluster(*zip(*posts)), rel=1e-6, abs=1e-9)


def test_cluster_needs_two_posts_and_a_denominator():
    assert np.isnan(cluster([3], [100])).all()
    assert np.isnan(cluster([0, 0], [0, 0])).all()
    assert np.isnan(bootstrap([3], [100])).all()
    assert np.isnan(bootstrap([], [])).all()


@pytest.mark.parametrize("method", [cluster, bootstrap])
def test_cluster_and_bootstrap_refuse_missing_counts(method):
    with pytest.raises(StatsError, match="missing"):
        method([1, np.nan], [10, 20])


def test_bootstrap_is_near_the_cluster_interval_and_repeatable():
    low, high = bootstrap(ENGAGEMENTS, IMPRESSIONS)
    assert (low, high) == bootstrap(ENGAGEMENTS, IMPRESSIONS)
    # Percentiles know no t quantile, so they are narrower on eight posts, by less than a half.
    assert 0.0213452 < low < 0.0280909 - 0.0067 / 2
    assert 0.0280909 + 0.0067 / 2 < high < 0.0348366


def test_nps_printed_example():
    score, low, high = nps(210, 90, 60)
    assert score == pytest.approx(41.6667, abs=5e-5)
    assert (low, high) == (pytest.approx(41.6667 - 7.8425, abs=1e-4), pytest.approx(41.6667 + 7.8425, abs=1e-4))


@pytest.mark.parametrize(("answers", "score"), [((9, 0, 0), 100), ((0, 0, 4), -100), ((0, 5, 0), 0)])
def test_nps_of_one_voice_is_a_point_on_the_scale(answers, score):
    assert nps(*answers) == (score, score, score)


def test_nps_without_answers_is_nan():
    assert np.isnan(nps(0, 0, 0)).all()


@given(*[st.integers(1, 500)] * 3)
def test_nps_stays_on_its_scale(promoters, passives, detractors):
    score, low, high = nps(promoters, passives, detractors)
    assert -100 <= low <= score <= high <= 100


@given(*[st.floats(0, 1)] * 4)
def test_difference_holds_the_change_and_turns_over(a, b, c, d):
    first, second = (a, a * 0.5, a + b), (c, c * 0.5, c + d)
    low, high = difference(first, second)
    assert low <= c - a <= high
    assert difference(second, first) == (pytest.approx(-high), pytest.approx(-low))


def test_difference_by_hand_and_with_a_missing_part():
    # sqrt(3² + 4²) = 5 on either side of 10.
    low, high = difference((20, 16, [24, np.nan]), (30, 27, 33))
    assert (low[0], high[0]) == (5, 15)
    assert np.isnan(low[1])
    assert high[1] == 15


def test_difference_refuses_a_value_outside_its_interval():
    with pytest.raises(StatsError, match="outside"):
        difference((1, 2, 3), (1, 0, 2))
