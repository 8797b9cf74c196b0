"""Texts of a chart stay inside the picture and apart from each other, whatever a client calls things."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from kpilib.exhibits import charts
from kpilib.exhibits.charts.cells import Cell
from kpilib.exhibits.charts.trend import Line, Marks, Point
from kpilib.exhibits.figure import Format
from kpilib.exhibits.style import Slot, picture

LONG = "An autumn campaign whose name goes on and on, and then some more of it"
SLOTS = [Slot("half", 56), Slot("phone", 60), Slot("full", 53)]


def written(draw, slot):
    """Every text of the finished picture with its box, and the picture's own box."""
    kept = []

    def keep(axes, place):
        draw(axes, place)
        kept.append(axes)

    picture(keep, slot, salt="a")
    axes = kept[0]
    shown = [*axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in shown if text.get_text() and text.get_visible()]
    return boxes, axes.get_figure().bbox


def faults(draw, slot):
    boxes, whole = written(draw, slot)
    outside = [text for text, box in boxes if box.x0 < whole.x0 - 1 or box.x1 > whole.x1 + 1]
    return outside + [
        f"{a} × {b}" for (a, one), (b, two) in combinations(boxes, 2) if one.padded(-0.6).overlaps(two.padded(-0.6))
    ]


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
@pytest.mark.parametrize("name", [LONG, "x" * 10_000, "語" * 200], ids=["sentence", "word", "chinese"])
def test_long_names_leave_room_for_the_bars(slot, name):
    def draw(axes, place):
        rows = {f"{name} {at}": [0.5, 0.3, 0.2] for at in range(3)}
        charts.share_bars(axes, rows, [name, "Other", f"{name[:60]}"], share="{:.0%}".format, slot=place)

    assert faults(draw, slot) == []


@pytest.mark.parametrize("slot", SLOTS[1:], ids=lambda slot: slot.name)
def test_the_cells_of_a_triangle_do_not_touch(slot):
    def draw(axes, place):
        text = "68%" if place.phone else "68.1%"
        cells = [[Cell(0.681, text) for _ in range(12)]]
        charts.matrix(axes, cells, row_names=["Nov 2025 (69)"], column_names=[str(at) for at in range(12)], slot=place)

    assert faults(draw, slot) == []


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_days_close_to_each_other_are_named_above_and_below(slot):
    def draw(axes, place):
        charts.events(
            axes, {"Instagram": [(100, "8 Jan 2025"), (130, "21 Apr 2025")], "X": [(20, "1 Oct")]}, slot=place
        )
        axes.set_xlim(0, 800)

    assert faults(draw, slot) == []


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_the_number_of_a_point_stands_on_no_median_line(slot, english):
    lines, form = [], Format(english, "count")

    def draw(axes, place):
        spots = [charts.Spot("1", 48.0, 58.0), charts.Spot("", 100.0, 100.0)]
        charts.scatter(axes, spots, x_form=form, y_form=form, x_label="x", slot=place, x_middle=51.0, y_middle=58.0)
        lines.append(axes)

    boxes, _ = written(draw, slot)
    (number,) = [box for text, box in boxes if text == "1"]
    across, up = lines[0].transData.transform((51.0, 58.0))
    assert number.x1 < across or number.x0 > across
    assert number.y1 < up or number.y0 > up


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_a_target_far_from_the_lines_takes_no_room(slot, english):
    form, drawn = Format(english, "fraction"), []

    def draw(axes, place, marks):
        days = [date.fromordinal(740_000 + 7 * at) for at in range(9)]
        points = [
            Point(day, date.fromordinal(day.toordinal() + 7), 0.01 + 0.001 * (at % 2)) for at, day in enumerate(days)
        ]
        charts.lines(axes, [Line(tuple(points))], words=english.words, form=form, value=form, marks=marks, slot=place)
        drawn.append(axes)

    with_target, _ = written(lambda axes, place: draw(axes, place, Marks(0.9, "Target 90%")), slot)
    without, _ = written(lambda axes, place: draw(axes, place, Marks()), slot)
    assert [text for text, _ in with_target] == [text for text, _ in without]
    assert drawn[0].get_position().height == drawn[1].get_position().height
