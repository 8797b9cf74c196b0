"""Kappa by hand."""

import numpy as np
import pytest

from kpilib.errors import StatsError
from kpilib.stats.agreement import kappa


def test_kappa_of_the_textbook_table():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement 0.7, by chance 0.5.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(first, second) == pytest.approx((0.4, 0.7, 50))
    assert kappa(second, first).kappa == pytest.approx(0.4)


def test_kappa_leaves_out_what_one_did_not_rate():
    assert kappa(["a", "b", None, "a"], ["a", "b", "a", None]) == (1, 1, 2)


def test_kappa_without_variety_or_pairs_is_nan():
    assert np.isnan(kappa(["a", "a"], ["a", "a"]).kappa)
    assert np.isnan(kappa([], [])[:2]).all()
    assert kappa([None], ["a"]).n == 0


def test_kappa_refuses_other_lengths():
    with pytest.raises(StatsError, match="kappa"):
        kappa(["a"], ["a", "b"])
