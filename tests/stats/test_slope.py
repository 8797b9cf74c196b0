"""The slope of a series: by hand, and against scipy and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from kpilib.errors import StatsError
from kpilib.stats.slope import slope


def test_by_hand():
    """2, 4, 9: mean 5, slope (9 - 2) / 2 = 3.5; residuals 0.5, -1, 0.5, error sqrt(1.5 / 1 / 2), t(1) 12.7062."""
    reach = 12.706204736 * np.sqrt(0.75)
    assert slope([2, 4, 9]) == pytest.approx((3.5, 3.5 - reach, 3.5 + reach), rel=1e-9)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_agrees_with_scipy_and_statsmodels(level):
    values = np.random.default_rng(4).normal(50, 9, 24) + np.arange(24)
    values[[3, 11]] = np.nan
    known = ~np.isnan(values)
    days = np.arange(24.0)[known]
    fit = sm.OLS(values[known], sm.add_constant(days)).fit()
    found = slope(values, level=level)
    assert found[0] == pytest.approx(stats.linregress(days, values[known]).slope, rel=1e-12)
    assert found[1:] == pytest.approx(tuple(fit.conf_int(1 - level)[1]), rel=1e-9)


@pytest.mark.parametrize("values", [[], [4.0], [4.0, 5.0], [np.nan, 1.0, 2.0, np.nan]])
def test_too_few_figures_have_no_slope(values):
    assert np.isnan(slope(values)).all()


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_a_level_is_a_share(level):
    with pytest.raises(StatsError):
        slope([1, 2, 3], level=level)
