"""Cohorts counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import StatsError
from kpilib.stats.cohorts import cohorts

NAN = np.nan


def test_three_cohorts_by_hand():
    # a orders in months 1, 2 and 3, b twice in month 1, c in 1 and 3, d in 3, e in 4, which is not over.
    found = cohorts(list("aaabbccde"), [1, 2, 3, 1, 1, 1, 3, 3, 4], end=3)
    assert found.months.tolist() == [1, 2, 3]
    assert found.size.tolist() == [3, 0, 1]
    assert found.active == pytest.approx(np.array([[3, 1, 2], [0, 0, NAN], [1, NAN, NAN]]), nan_ok=True)
    assert found.repeated == pytest.approx(np.array([[1, 2, 3], [0, 0, NAN], [0, NAN, NAN]]), nan_ok=True)
    assert found.active_share[0] == pytest.approx([1, 1 / 3, 2 / 3])
    assert found.repeated_share[0] == pytest.approx([1 / 3, 2 / 3, 1])
    assert np.isnan(found.active_share[1]).all()


def test_nobody():
    for found in (cohorts([], [], end=3), cohorts(["a"], [4], end=3)):
        assert found.months.size == found.size.size == found.active.size == found.repeated_share.size == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 8)), min_size=1, max_size=60))
def test_shares_are_shares_and_order_is_irrelevant(orders):
    found = cohorts(*zip(*orders), end=8)
    assert found.size.sum() == len({customer for customer, _ in orders})
    assert (found.active[:, 0] == found.size).all()
    for share in (found.active_share, found.repeated_share):
        known = share[~np.isnan(share)]
        assert ((known >= 0) & (known <= 1)).all()
    gains = np.diff(found.repeated, axis=1)
    assert (gains[~np.isnan(gains)] >= 0).all()
    assert cohorts(*zip(*orders[::-1]), end=8).repeated == pytest.approx(found.repeated, nan_ok=True)


@pytest.mark.parametrize(("customers", "months"), [(["a"], [1, 2]), (["a"], [1.5]), (["a"], [np.nan])])
def test_months_that_cannot_be(customers, months):
    with pytest.raises(StatsError, match="cohorts"):
        cohorts(customers, months, end=3)
