"""Attribution against the worked example E13; credits always sum to what was won."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import StatsError
from kpilib.stats.attribution import MODELS, credit, paths_before, removal

PATHS = [["ig", "fb", "li"], ["ig", "li"], ["fb"], ["li", "ig"], ["fb", "fb", "ig"]]
WON, LOST = [1, 2, 1, 0, 3], [5, 8, 10, 6, 7]


def ages(apart):
    return [[apart * (len(path) - 1 - i) for i in range(len(path))] for path in PATHS]


@pytest.mark.parametrize(
    ("model", "days", "ig", "fb", "li"),
    [
        ("first", None, 3, 4, 0),
        ("last", None, 3, 1, 3),
        ("linear", None, 2.333333, 3.333333, 1.333333),
        ("position", None, 2.6, 3.0, 1.4),
        ("decay", 7, 2.523810, 2.571429, 1.904762),
        ("decay", 1, 2.351943, 3.231757, 1.416300),
        ("markov", None, 2.788179, 2.077706, 2.134115),
        ("shapley", None, 2.833333, 2.833333, 1.333333),
    ],
)
def test_printed_models(model, days, ig, fb, li):
    result = credit(model, PATHS, WON, nulls=LOST, days_before=None if days is None else ages(days))
    assert result.channels == pytest.approx({"fb": fb, "ig": ig, "li": li}, abs=5e-7)
    assert result.unattributed == 0


def test_printed_removals():
    chance, without = removal(PATHS, WON, LOST)
    assert chance == pytest.approx(7 / 43)
    assert [without[name] for name in ("ig", "fb", "li")] == pytest.approx([0.051914, 0.080168, 0.077924], abs=5e-7)
    assert [1 - without[name] / chance for name in ("ig", "fb", "li")] == pytest.approx(
        [0.681097, 0.507542, 0.521322], abs=5e-7
    )


@st.composite
def journeys(draw):
    paths = draw(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=1, max_size=12))
    whole = st.integers(0, 50)
    won, lost, values = (draw(st.lists(whole, min_size=len(paths), max_size=len(paths))) for _ in range(3))
    return paths, won, lost, values


@pytest.mark.parametrize("model", MODELS)
@given(journeys())
def test_credits_sum_to_conversions_and_to_value(model, sample):
    paths, won, lost, values = sample
    days = [np.arange(len(path))[::-1] for path in paths]
    for amounts, given_values in ((won, None), (values, values)):
        result = credit(model, paths, won, nulls=lost, values=given_values, days_before=days)
        assert sum(result.channels.values()) + result.unattributed == pytest.approx(sum(amounts))
        assert all(value >= -1e-9 for value in result.channels.values())
        bare = sum(amount for path, amount in zip(paths, amounts) if not path)
        assert result.unattributed >= bare
        if model != "markov" or any(won[i] for i, path in enumerate(paths) if path):
            assert result.unattributed == pytest.approx(bare)


@given(journeys())
def test_shapley_is_the_mean_over_all_orders_of_arrival(sample):
    paths, won, lost, _ = sample
    names = sorted({channel for path in paths for channel in path})
    total = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        for i, name in enumerate(order):
            for path, amount in zip(paths, won):
                if name in path and set(path) <= set(order[: i + 1]):
                    total[name] += amount / len(orders)
    assert credit("shapley", paths, won, nulls=lost).channels == pytest.approx(total)


def test_markov_agrees_with_counting_when_every_path_has_one_channel():
    # P = 5/20; without a: 2/20, without b: 3/20; effects 0.6 and 0.4 of 5 conversions.
    assert credit("markov", [["a"], ["b"]], [3, 2], nulls=[7, 8]).channels == pytest.approx({"a": 3, "b": 2})


def test_a_channel_twenty_times_over_and_twelve_channels():
    paths = [["a"] * 20, list("abcdefghijkl")]
    assert sum(credit("markov", paths, [1, 1], nulls=[3, 9]).channels.values()) == pytest.approx(2)
    assert credit("shapley", paths, [1, 12]).channels["a"] == pytest.approx(2)


def test_old_touches_still_decay_to_a_whole():
    result = credit("decay", [["a", "b"]], [1], days_before=[[9007, 9000]])
    assert result.channels == pytest.approx({"a": 1 / 3, "b": 2 / 3})


def test_nothing_comes_from_nothing():
    for model in MODELS:
        assert credit(model, [], [], days_before=[]) == ({}, 0)
        assert credit(model, [[]], [4], days_before=[[]]) == ({}, 4)
    assert credit("markov", [["a"]], [0], nulls=[5]) == ({"a": 0}, 0)


def test_paths_before_a_conversion():
    day = np.datetime64("2026-10-01T12:00")
    times = [day - np.timedelta64(days, "D") for days in (1, 40, 3, -1, 0, 2)]
    paths, days = paths_before(
        ["x", "x", "x", "x", "x", "y"], times, ["fb", "ig", "li", "fb", "tt", "ig"], ["x", "z", "y"], [day] * 3
    )
    assert paths == [["li", "fb", "tt"], [], ["ig"]]
    assert [age.tolist() for age in days] == [[3, 1, 0], [], [2]]


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("linaer", {}),
        ("decay", {}),
        ("decay", {"days_before": [[1]]}),
        ("decay", {"days_before": [[1], [1, 2]]}),
        ("decay", {"days_before": [[-1], [2]]}),
        ("last", {"nulls": [-1, 0]}),
        ("last", {"values": [1, 2, 3]}),
    ],
)
def test_what_cannot_be_attributed_is_refused(model, options):
    with pytest.raises(StatsError, match="attribution"):
        credit(model, [["a"], ["b"]], [1, 1], **options)


def test_unknown_models_are_corrected():
    with pytest.raises(StatsError, match="Did you mean 'linear'"):
        credit("linaer", [["a"]], [1])


@pytest.mark.parametrize(("lookback", "channels"), [(-1, ["a"]), (30, [])])
def test_paths_before_refuses_what_does_not_fit(lookback, channels):
    with pytest.raises(StatsError):
        paths_before(["x"], ["2026-10-01"], channels, [], [], lookback_days=lookback)
