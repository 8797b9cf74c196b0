"""A day on which a network began to count differently: marked in the chart, its reason told once, below."""

from __future__ import annotations

from datetime import date

from kpilib.exhibits import Break, figures

from .conftest import edition, weeks


def test_the_reason_of_a_break_stands_in_the_note_and_its_day_in_the_chart():
    english = edition()
    reason = "Instagram: impressions counted differently from 14 Sep 2026"
    told = type(english)(english.words, english.period, breaks=(Break(date(2026, 9, 14), reason, "instagram"),))
    made = figures.trend(weeks("engagement_rate_impressions", "fraction", [0.036, 0.037, 0.036, 0.034]), told).content
    assert made["note"].count(reason) == 1
    assert "Instagram" not in made["svg"]
    assert "14 Sep 2026" in made["svg"]


def test_a_break_is_marked_for_figures_of_its_network_alone():
    def noted(**more):
        made = figures.by_week(weeks("impressions", "count", [9.0] * 9, **more), edition())
        return "Instagram" in made.content["note"]

    assert noted(table="account_daily")
    assert noted(basis="networks=instagram+x; without=facebook")
    assert not noted(basis="networks=linkedin+x; without=instagram")
    assert not noted(table="ads_daily"), "ads are counted as before"
