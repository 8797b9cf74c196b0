"""Points above both medians, and whether chance would put as many there."""

from __future__ import annotations

import pytest
from scipy.stats import fisher_exact

from kpilib.compare.quadrants import Above, above_both


def test_who_lies_above_both_medians():
    """By hand: medians 3 and 30; only the last point is above both."""
    found = above_both([(1.0, 40.0), (2.0, 30.0), (3.0, 20.0), (4.0, 10.0), (5.0, 50.0)])
    assert found == Above(both=1, first=2, second=2, total=5)
    assert found.more


@pytest.mark.parametrize("counts", [(4, 4, 4, 8), (0, 4, 4, 8), (7, 15, 15, 31), (12, 14, 14, 28), (2, 5, 5, 11)])
def test_the_chance_of_a_count_is_that_of_fishers_exact_test(counts):
    both, first, second, total = counts
    table = [[both, first - both], [second - both, total - first - second + both]]
    assert Above(*counts).p == pytest.approx(fisher_exact(table).pvalue)


def test_seven_of_thirty_one_are_what_chance_gives():
    assert Above(7, 15, 15, 31).p > 0.9
    assert Above(12, 14, 14, 28).p < 0.001
