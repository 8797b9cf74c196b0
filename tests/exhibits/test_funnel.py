"""Bars of a funnel compare what counts the same thing; a large count of something else does not dwarf them."""

from __future__ import annotations

from kpilib.exhibits import charts, figures
from kpilib.exhibits.charts import Stage
from kpilib.exhibits.style import Slot, picture

IMPRESSIONS, LEADS = Stage("Impressions", 39_831, "39,831"), Stage("Leads", 29, "29")
QUALIFIED = Stage("Qualified leads", 10, "10", 10 / 29, "34%")


def lengths(*stages):
    """The bars as parts of the longest one."""
    found = []

    def draw(axes, place):
        charts.funnel(axes, stages, slot=place)
        found[:] = [bar.get_width() for bar in axes.patches]

    picture(draw, Slot("half", 56), salt="a")
    return [round(length / max(found), 2) for length in found]


def test_steps_with_a_rate_between_them_are_not_dwarfed_by_what_counts_something_else():
    assert lengths(IMPRESSIONS, LEADS, QUALIFIED) == [0.0, 1.0, 0.34]  # 10 of 29; 0.00 of 39,831


def test_without_any_rate_the_counts_themselves_are_drawn():
    assert lengths(Stage("Impressions", 900, "900"), Stage("Leads", 90, "90")) == [1.0, 0.1]


def test_no_bar_is_a_sliver_and_the_note_says_which_are_longer(english):
    assert lengths(Stage("Impressions", 900, "900"), Stage("Leads", 9, "9")) == [1.0, 0.03]
    notes = [
        figures.funnel([("impressions", 900.0, None), ("leads", n, None)], english).content["note"] for n in (9.0, 27.0)
    ]
    assert ["The shortest bars are drawn longer, to be seen." in note for note in notes] == [True, False]


def test_the_note_speaks_of_what_is_drawn(english):
    steps = [("impressions", 900.0, None), ("leads", 80.0, None), ("qualified_leads", 20.0, 0.25)]
    said = [figures.funnel(shown, english).content["note"] for shown in (steps, steps[:2])]
    assert said == [
        "Bars and rates only for steps that count the same thing.",
        "No rate between steps that count different things.",
    ]


def test_the_lowest_step_of_a_funnel_is_its_title(english):
    stages = [("social_sessions", 80.0, None), ("add_to_cart", 20.0, 0.25), ("purchases", 8.0, 0.4)]
    assert figures.funnel(stages, english).content["title"].endswith(", 25%")


def test_one_rate_of_a_funnel_is_not_called_the_lowest_and_none_is_not_announced(english):
    steps = [("reach", 900.0, None), ("leads", 80.0, None), ("qualified_leads", 20.0, 0.25)]
    one = figures.funnel(steps, english).content
    assert one["title"] == "From Leads to Qualified leads: 25%"
    none = figures.funnel(steps[:2], english).content
    assert (one["subtitle"], none["subtitle"]) == (
        "Count at each step, October 2026; share who go on to the next", "Count at each step, October 2026",
    )  # fmt: skip
