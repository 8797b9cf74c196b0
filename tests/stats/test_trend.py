"""Pace and robust z against the worked examples E17 and E15; anomalies against series with known spikes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import StatsError
from kpilib.stats.trend import anomalies, elapsed_share, forecast, forecast_band, pace, robust_z, weekday_profile

PROFILE = [0.18, 0.17, 0.16, 0.15, 0.14, 0.10, 0.10]


def test_linear_pace_printed_example():
    elapsed = elapsed_share(0, 30, 18)
    assert pace(5200, 8000, elapsed) == pytest.approx(1.083333, abs=5e-7)
    assert forecast(5200, elapsed) == pytest.approx(8666.67, abs=5e-3)


def test_weighted_pace_printed_example():
    elapsed = elapsed_share(0, 30, 18, profile=PROFILE)
    assert elapsed == pytest.approx(0.611494, abs=5e-7)
    assert pace(5200, 8000, elapsed) == pytest.approx(1.062970, abs=5e-7)
    assert forecast(5200, elapsed) == pytest.approx(8503.76, abs=5e-3)


def test_pace_before_the_start_and_without_a_target():
    assert pace([5, 5, 5], [0, -1, 10], [0.5, 0.5, 0]) == pytest.approx([np.nan] * 3, nan_ok=True)
    assert np.isnan(forecast(0, 0))


@given(st.integers(0, 6), st.integers(1, 400), st.lists(st.floats(0.01, 1), min_size=7, max_size=7))
def test_the_share_elapsed_rises_from_nothing_to_all(weekday, length, profile):
    shares = [elapsed_share(weekday, length, days, profile=profile) for days in (0, length // 2, length)]
    assert shares[0] == 0
    assert 0 <= shares[1] < 1
    assert shares[2] == pytest.approx(1)
    assert elapsed_share(weekday, 70, 7, profile=profile) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("arguments", "profile"),
    [((0, 30, 31), None), ((7, 30, 3), None), ((0, 0, 0), None), ((0, 30, 3), [1] * 6), ((0, 30, 3), [-1] + [1] * 6),
     ((0, 5, 3), [0, 0, 0, 0, 0, 1, 1])],
)  # fmt: skip
def test_days_and_profiles_that_cannot_be(arguments, profile):
    with pytest.raises(StatsError, match="pace"):
        elapsed_share(*arguments, profile=profile)


def test_an_elapsed_share_above_one_is_refused():
    with pytest.raises(StatsError, match=r"0\.\.1"):
        forecast(1, 1.5)


def test_the_weekday_profile():
    weekdays = np.arange(35) % 7
    values = np.where(weekdays < 5, 20.0, 10.0)
    assert weekday_profile(weekdays, values) == pytest.approx([1 / 6] * 5 + [1 / 12] * 2)
    values[3] = np.nan
    assert weekday_profile(weekdays, values) == pytest.approx([1 / 6] * 5 + [1 / 12] * 2)


@pytest.mark.parametrize(
    ("weekdays", "values"),
    [(np.arange(27) % 7, np.ones(27)), (np.arange(30) % 6, np.ones(30)), (np.arange(35) % 7, np.zeros(35)), ([], [])],
)
def test_too_little_for_a_profile(weekdays, values):
    assert weekday_profile(weekdays, values) is None


@pytest.mark.parametrize(("weekdays", "values"), [([7], [1]), ([0], [-1]), ([0, 1], [1, 2, 3])])
def test_profiles_of_impossible_days(weekdays, values):
    with pytest.raises(StatsError, match="weekday profile"):
        weekday_profile(weekdays, values)


def test_the_band_of_past_errors():
    # Ratios 0.8, 0.9 … 1.3: the 10th percentile lies half a step up, at 0.85, the 90th at 1.25.
    actuals = [80, 90, 100, 110, 120, 130, np.nan, 7]
    assert forecast_band(1000, actuals, [100] * 7 + [0]) == pytest.approx((850, 1250))
    assert np.isnan(forecast_band(1000, actuals[:5], [100] * 5)).all()


def test_robust_z_printed_example():
    z = robust_z([10, 12, 11, 13, 12, 11, 40])
    assert z[-1] == pytest.approx(18.886, abs=5e-4)
    assert np.abs(z[:-1]).max() == pytest.approx(1.349, abs=5e-4)


def test_robust_z_of_equal_and_of_mostly_equal_values():
    assert robust_z([5, 5, 5]).tolist() == [0, 0, 0]
    # Mean absolute deviation 10/5: 10 / (1.2533 * 2).
    assert robust_z([0, 0, 10, 0, 0, np.nan]) == pytest.approx([0, 0, 3.9895, 0, 0, np.nan], abs=5e-5, nan_ok=True)
    assert robust_z([]).size == 0


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=40), st.integers(1, 50), st.integers(0, 1000))
def test_robust_z_knows_no_unit(values, scale, shift):
    assert robust_z(np.array(values) * scale + shift) == pytest.approx(robust_z(values), abs=1e-6)


def daily(days, seed=3):
    g = np.random.default_rng(seed)
    day = np.arange(days)
    return 200 + day + 60 * (day % 7 < 5) + g.normal(0, 10, days)


@pytest.mark.parametrize("days", [28, 90, 365])
def test_a_spike_is_found_with_what_was_expected(days):
    values = daily(days)
    values[17] += 400
    found = anomalies(values)
    assert found.flagged[17]
    assert found.flagged.sum() <= 3
    assert found.expected[17] == pytest.approx(200 + 17 + 60, abs=40)
    assert (found.low < found.expected).all()
    assert (found.expected < found.high).all()
    assert (found.flagged == ((values < found.low) | (values > found.high))).all()


def test_noise_alone_is_rarely_flagged():
    # 20 series of 90 days; a normal sample exceeds 3.5 robust deviations about once in 2,000.
    assert sum(anomalies(daily(90, seed)).flagged.sum() for seed in range(20)) <= 12


def test_missing_days_are_never_flagged():
    values = daily(60)
    values[[4, 5, 30]] = np.nan
    values[31] = 2000
    found = anomalies(values)
    assert np.flatnonzero(found.flagged).tolist() == [31]
    assert np.isnan(found.z[[4, 5, 30]]).all()
    assert not np.isnan(found.expected).any()


def test_too_little_to_call_anything_an_anomaly():
    assert anomalies(daily(27)) is None
    assert anomalies(np.where(np.arange(40) % 3 == 0, np.nan, daily(40))) is None
    assert anomalies([]) is None


def test_a_constant_series_has_no_anomaly():
    assert not anomalies(np.full(60, 5.0)).flagged.any()
