"""A return below its break-even is said, and first, however much it rose."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from kpilib.exhibits import facts, figures, rules, sentences
from kpilib.report import money

from .conftest import frame, row, weeks


def test_below_break_even_stands_before_the_rise(english):
    roas = facts(frame(row("roas", "per_unit", 1.71, 1.21)), english)[0]
    said = [sentences.changed(roas), rules.break_even(roas, english, margin=0.38)]
    assert [item["lead"] for item in sentences.insights(said, english).content["items"]] == [
        "ROAS of 1.71 is below the break-even of 2.63 at a margin of 38%.",
        "Return on ad spend (ROAS) rose 41.3%.",
    ]


@pytest.mark.parametrize(("table", "noted"), [("ads_daily", True), ("orders", False)])
def test_bars_of_roas_say_which_attribution_they_are_of(english, table, noted):
    by = frame(*(row("roas", "per_unit", x, campaign=c, table=table) for c, x in (("spring", 2.1), ("autumn", 1.4))))
    note = figures.by_group(by, english, by="campaign", additive=False).content["note"]
    assert ("As the ad platforms attribute it." in (note or "")) is noted


@pytest.mark.parametrize(
    ("value", "margin", "title"),
    [
        (1.71, 0.38, "ROAS of 1.71 is below the break-even of 2.63 at a margin of 38%"),
        (2.70, 0.38, ""),
        (1.71, None, ""),
    ],
)
def test_a_return_below_break_even_is_the_title_of_its_chapter(english, value, margin, title):
    roas = facts(frame(row("roas", "per_unit", value, 1.21)), english)[0]
    desk = SimpleNamespace(fact=lambda kpi: roas, edition=english, settings=SimpleNamespace(margin=margin))
    assert money.verdict(desk) == title


@pytest.mark.parametrize(
    ("kpi", "unit", "margin", "said"),
    [
        ("roas", "per_unit", 0.38, "Break-even at 2.63, at a margin of 38%."),
        ("roas", "per_unit", None, "Break-even at 1.00: revenue equals ad spend; no margin was supplied."),
        ("roi", "fraction", 0.38, "Break-even at 0%: what came back equals what was spent."),
    ],
)
def test_returns_are_held_against_their_break_even(english, kpi, unit, margin, said):
    """By hand: 1 ÷ 0.38 = 2.63; a return of 0% is neither won nor lost."""
    made = replace(english, margin=margin)
    line = figures.trend(weeks(kpi, unit, [-0.2, 1.6, 2.1, 2.9]), made).content
    bars = figures.by_group(
        frame(*(row(kpi, unit, x, campaign=c) for c, x in (("spring", 2.1), ("autumn", 1.4)))), made, by="campaign",
        additive=False,
    ).content  # fmt: skip
    assert all(said in drawn["note"] and "Break-even" in drawn["svg"] for drawn in (line, bars))
    other = figures.trend(weeks("cpc", "money", [0.9, 1.1, 1.2]), made).content
    assert "Break-even" not in f"{other['svg']}{other['note']}"


def test_a_target_stands_before_the_break_even(english):
    known = frame(row("roas", "per_unit", 2.1, target=2.5))
    drawn = figures.trend(weeks("roas", "per_unit", [1.6, 2.1, 2.9]), replace(english, margin=0.38), result=known)
    assert ">Target<" in drawn.content["svg"]
    assert "Break-even at 2.63" in drawn.content["note"]
