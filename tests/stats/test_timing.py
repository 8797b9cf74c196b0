"""Shrinkage against the worked example E14; the grid finds what is there and nothing that is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import StatsError
from kpilib.stats.timing import adjust, best_time, shrink

POSTS, MEANS = [8, 10, 6, 12, 5, 9], [0.034, 0.028, 0.045, 0.025, 0.030, 0.031]


def test_shrinkage_printed_example():
    shrunk = shrink(POSTS, MEANS, 0.0001)
    assert shrunk.overall == pytest.approx(0.03102)
    # Variance of the cell means 4.04722e-5, less the mean of v/n, 1.31019e-5.
    assert shrunk.spread == pytest.approx(4.04722e-5 - 1.31019e-5, abs=1e-10)
    assert shrunk.values.max() == pytest.approx(0.0397090, abs=5e-8)
    assert 0.045 / shrunk.overall - 1 == pytest.approx(0.451, abs=5e-4)
    assert shrunk.values.max() / shrunk.overall - 1 == pytest.approx(0.280, abs=5e-4)


def test_noise_shrinks_to_the_mean():
    shrunk = shrink(POSTS, MEANS, 0.0004)
    assert shrunk.spread == 0
    assert shrunk.values == pytest.approx([0.03102] * 6)


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 1)), min_size=1, max_size=20), st.floats(0, 1))
def test_shrunk_values_lie_between_cell_and_mean(cells, variance):
    posts, means = map(np.array, zip(*cells))
    shrunk = shrink(posts, means, variance)
    low, high = np.minimum(means, shrunk.overall), np.maximum(means, shrunk.overall)
    assert (shrunk.values >= low - 1e-12).all()
    assert (shrunk.values <= high + 1e-12).all()


@pytest.mark.parametrize(
    ("posts", "means", "variance"), [([], [], 1), ([0], [1], 1), ([1], [np.nan], 1), ([1], [1], -1)]
)
def test_shrink_refuses_empty_cells(posts, means, variance):
    with pytest.raises(StatsError, match="shrink"):
        shrink(posts, means, variance)


def test_adjusting_takes_the_networks_difference_away():
    # Means 2 and 20, of all 8: 1 - 2 + 8, 3 - 2 + 8, 20 - 20 + 8.
    assert adjust([1, 3, 20, np.nan], ["a", "a", "b", "b"]) == pytest.approx([7, 9, 8, np.nan], nan_ok=True)
    assert adjust([], []).size == 0
    assert np.isnan(adjust([np.nan], [None])).all()


def test_adjust_refuses_other_lengths():
    with pytest.raises(StatsError, match="adjust"):
        adjust([1, 2], ["a"])


@pytest.mark.parametrize(
    ("posts", "blocks", "shape"),
    [(5 * 168, "weekday and hour", (7, 24)), (2 * 168, "weekday and four hours", (7, 6)), (168, "four hours", (1, 6))],
)
def test_the_number_of_posts_decides_the_grid(posts, blocks, shape):
    place = np.arange(posts)  # the hours of the week over and over: 5, 2 or 1 posts each, 20, 8 or 4 in four hours
    grid = best_time(place % 7, place // 7 % 24, np.linspace(0, 1, posts))
    assert grid.blocks == blocks
    for array in (grid.posts, grid.means, grid.shrunk, grid.p):
        assert array.shape == shape
    assert grid.posts.sum() == posts


def test_a_true_effect_is_found_and_thin_cells_stay_blank():
    g = np.random.default_rng(5)
    weekdays, hours = g.integers(0, 5, 2000), g.integers(8, 20, 2000)
    best = (weekdays == 2) & (hours == 12)
    grid = best_time([*weekdays, 6], [*hours, 3], [*(g.normal(0.03, 0.01, 2000) + 0.03 * best), 0.9])
    assert grid.blocks == "weekday and hour"
    assert grid.reliable
    assert np.unravel_index(np.nanargmax(grid.shrunk), (7, 24)) == (2, 12)
    assert grid.p[2, 12] < 0.05
    assert grid.posts[6, 3] == 1
    assert np.isnan([grid.means[6, 3], grid.shrunk[6, 3], grid.p[6, 3]]).all()


def test_no_posts_and_one_post():
    for sample in ([], [[0, 12, 0.5]]):
        grid = best_time(*np.array(sample, float).reshape(-1, 3).T)
        assert grid.blocks == "four hours"
        assert not grid.reliable
        assert np.isnan(grid.means).all()


def test_equal_responses_say_nothing():
    grid = best_time([0] * 20, [10] * 10 + [18] * 10, [0.02] * 20)
    assert not grid.reliable
    assert grid.p[0, [10, 18]].tolist() == [1, 1]


@pytest.mark.parametrize(("weekday", "hour"), [(7, 0), (0, 24), (-1, 0), (0.5, 0), (np.nan, 0)])
def test_times_that_do_not_exist(weekday, hour):
    with pytest.raises(StatsError, match="best time"):
        best_time([weekday], [hour], [0.1])
