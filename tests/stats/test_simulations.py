"""Why these methods: simulations of summed reach, of intervals that are too narrow, of best times that are chance."""

import numpy as np
import pytest
from scipy import stats

from kpilib.stats.intervals import bootstrap, cluster, wilson
from kpilib.stats.response import fastest_90
from kpilib.stats.timing import best_time, shrink


def test_summed_daily_reach_and_mean_answer_times_mislead():
    g = np.random.default_rng(0)
    activity = g.pareto(1.2, 20000) + 0.05
    chance = np.minimum(0.9, activity / activity.mean() * 0.08)
    days = [set(np.arange(20000)[g.random(20000) < chance]) for _ in range(28)]
    assert (sum(map(len, days)), len(set().union(*days))) == (30134, 8954)
    minutes = np.r_[g.lognormal(3.2, 1.1, 300), [2880] * 6]
    figures = minutes.mean(), np.median(minutes), np.quantile(minutes, 0.9), fastest_90(minutes)
    assert figures == pytest.approx((94.71, 23.28, 100.46, 26.69), abs=5e-3)


def test_only_intervals_over_posts_cover():
    g, hits, posts, rounds = np.random.default_rng(7), np.zeros(3), 40, 1500
    for seed in range(rounds):
        n = np.round(g.lognormal(7.5, 1.0, posts)).astype(int) + 20
        e = g.binomial(n, g.beta(1.8, 58.2, posts))
        g.integers(0, posts, (600, posts))  # keeps the stream of the printed simulation
        intervals = wilson(e.sum(), n.sum()), cluster(e, n), bootstrap(e, n, draws=400, seed=seed)
        hits += [low <= 0.03 <= high for low, high in intervals]
    assert (hits[:2] / rounds).round(3).tolist() == [0.166, 0.914]
    assert hits[2] / rounds == pytest.approx(0.923, abs=0.01)


def test_the_best_of_many_cells_is_chance_until_shrunk():
    g, raw, shrunk, blocks, reliable = np.random.default_rng(7), [], [], [], []
    for _ in range(1500):  # the printed simulation comes after another one, whose draws are taken first
        n = np.round(g.lognormal(7.5, 1.0, 40)).astype(int) + 20
        g.binomial(n, g.beta(1.8, 58.2, 40))
        g.integers(0, 40, (600, 40))
    for _ in range(600):
        cell, rate = g.choice(168, 120), g.beta(1.8, 58.2, 120)
        size = np.bincount(cell, minlength=168)
        means = np.bincount(cell, rate, 168)[size > 0] / size[size > 0]
        raw.append(means.max() / rate.mean() - 1)
        shrunk.append(shrink(size[size > 0], means, rate.var(ddof=1)).values.max() / rate.mean() - 1)
        grid = best_time(cell // 24, cell % 24, rate)
        assert grid.blocks != "weekday and hour"
        blocks.append((np.bincount(cell % 24 // 4, rate) / np.bincount(cell % 24 // 4)).max() / rate.mean() - 1)
        reliable.append(np.nanmin(grid.p) < 0.05)
    assert [round(float(np.median(best)), 3) for best in (raw, shrunk, blocks)] == [2.36, 0, 0.204]
    assert stats.binom.cdf(sum(reliable), 600, 0.05) < 0.999
