"""Points with intervals, points against points, and lines between two moments.

Comes in: labels, estimates, bounds. Goes out: axes whose shapes say above, below or not distinguishable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from kpilib.exhibits.charts.axes import (
    DASH,
    PLAIN,
    Format,
    apart,
    names_above,
    reference,
    rows_axis,
    say,
    stroke,
    value_axis,
)
from kpilib.exhibits.palette import LIGHT
from kpilib.exhibits.style import Slot, after_layout

Box = tuple[float, float, float, float]
# Behind a note that stands across the reference.
_PAPER = {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1}


@dataclass(frozen=True)
class Dot:
    """An estimate with its interval and n; None shows the note in its place.

    `rare`: so few cases are expected at the reference that the estimate stands on no side of it.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    n: str = ""
    rare: bool = False


@dataclass(frozen=True)
class Spot:
    """A point of a scatter plot."""

    label: str
    x: float
    y: float
    color: str = LIGHT["slate"]
    open: bool = False


@dataclass(frozen=True)
class Slope:
    """Two values of one thing, with their texts."""

    label: str
    first: float
    last: float
    first_text: str
    last_text: str
    focus: bool = False


def dots(
    axes: Axes,
    rows: Sequence[Dot],
    *,
    form: Format,
    slot: Slot | None = None,
    centre: float | None = None,
    centre_label: str = "",
    n_head: str = "",
    lower_is_better: bool = False,
    zero: bool = True,
) -> Axes:
    """Estimates with intervals against a reference.

    A circle stands above the reference, a square below it, an open diamond where the interval includes it.
    """
    slot = slot or Slot()
    rows_axis(axes, [row.label for row in rows])
    edges = [edge for row in rows for edge in (row.value, row.low, row.high) if edge is not None]
    edges += [centre] if centre is not None else []
    low, high = min([*edges, 0.0] if zero else edges), max(edges)
    span = (high - low) or 1
    end = high + (0.34 if slot.narrow else 0.22) * span
    if centre is not None:
        reference(axes, centre, centre_label, which="x", late=centre - low > 0.5 * (end - low))
    for index, row in enumerate(rows):
        where = side(row, centre)
        _dot(
            axes, index, row, low, where, lower_is_better, centre=centre, letter=(0.05 if slot.narrow else 0.024) * span
        )
        say(axes, row.n, (1, index), where=("axes fraction", "data"), ha="right")
    say(axes, n_head, (1, 1), shift=(0, 1), where="axes fraction", ha="right", va="bottom")
    value_axis(axes, form, which="x", ticks=4 if slot.narrow else 6)
    axes.set_xlim(low - (0 if zero and low == 0 else 0.04 * span), end)
    return axes


def side(row: Dot, centre: float | None) -> str:
    """above, below, or none where the interval includes the reference, there is no interval, or cases are rare."""
    if row.value is None or centre is None or row.low is None or row.high is None or row.rare:
        return "none"
    return "above" if row.low > centre else "below" if row.high < centre else "none"


def _dot(
    axes: Axes, y: float, row: Dot, start: float, where: str, lower_is_better: bool, *, centre: float | None,
    letter: float,
) -> None:  # fmt: skip
    """One estimate; its number stands where it does not cross the reference, `letter` is the width of one in data."""
    if row.value is None:
        say(axes, row.text, (start, y), shift=(3, 0), size=PLAIN, bbox=_PAPER)
        return
    good = "below" if lower_is_better else "above"
    color = LIGHT["muted"] if where == "none" else LIGHT["good"] if where == good else LIGHT["bad"]
    end = row.value
    if row.low is not None and row.high is not None:
        stroke(axes, [row.low, row.high], [y, y], color, lw=2.2, alpha=0.45, solid_capstyle="butt")
        end = row.high
    shape = {"above": "o", "below": "s", "none": "D"}[where]
    open_mark = where == "none"
    face, size = (LIGHT["paper"], 4.4) if open_mark else (color, 5.2)
    stroke(axes, [row.value], [y], face, ls="none", marker=shape, mec=color, ms=size, mew=1)
    wide = (len(row.text) + 1) * letter
    if centre is not None and end < centre < end + wide:
        if row.low is not None and row.low - start > wide:
            say(axes, row.text, (row.low, y), shift=(-5, 0), ha="right", size=PLAIN, color=LIGHT["text"])
            return
        end = centre
    say(axes, row.text, (end, y), shift=(5, 0), size=PLAIN, color=LIGHT["text"])


def scatter(
    axes: Axes,
    spots: Sequence[Spot],
    *,
    x_form: Format,
    y_form: Format,
    x_label: str,
    slot: Slot | None = None,
    x_middle: float | None = None,
    y_middle: float | None = None,
    slope: float | None = None,
    slope_label: str = "",
    below_label: str = "",
    corner: str = "",
    key: Sequence[tuple[str, str]] = (),
) -> Axes:
    """Points in two measures, with median lines or a line through zero such as break-even.

    Parameters
    ----------
    x_middle, y_middle : medians that cut the plot into four fields
    slope : a line through zero; the field below is washed and named
    corner : name of the upper right field
    spots : those with a label are named
    key : name and colour of each group of points, named above the plot
    """
    slot = slot or Slot()
    right, top = max(spot.x for spot in spots) * 1.16 or 1, max(spot.y for spot in spots) * 1.14 or 1
    axes.set(xlim=(0, right), ylim=(0, top))
    notes: list[Annotation] = []
    if slope is not None:
        axes.fill_between([0, right], [0, 0], [0, right * slope], color=LIGHT["wash"], lw=0, zorder=0)
        axes.plot([0, right], [0, right * slope], color=LIGHT["ink"], lw=0.8, ls=DASH)
        notes = [_note(axes, 0.98, 0.03, below_label, "bottom", LIGHT["muted"])]
        notes.append(_note(axes, 0.98, 0.14, slope_label, "bottom", LIGHT["ink"]))
    for middle, which in ((x_middle, "x"), (y_middle, "y")):
        if middle is not None:
            reference(axes, middle, which=which)
    if corner:
        notes.append(_note(axes, 0.98, 0.97, corner, "top", LIGHT["muted"]))
    for spot in spots:
        face = LIGHT["paper"] if spot.open else spot.color
        shape = "s" if spot.open else "o"
        stroke(axes, [spot.x], [spot.y], face, ls="none", marker=shape, mec=spot.color, ms=5.4, mew=1.2, zorder=4)
    _name(axes, [spot for spot in spots if spot.label], spots, notes, lines=(x_middle, y_middle))
    value_axis(axes, y_form, ticks=4)
    value_axis(axes, x_form, which="x", ticks=4)
    axes.grid(True, axis="y")
    axes.grid(False, axis="x")
    axes.set_xlabel(x_label, loc="right", labelpad=1)
    names_above(axes, key, slot)
    return axes


def outermost(spots: Sequence[Spot], count: int) -> list[Spot]:
    """The points furthest to the right or to the top, the furthest first."""
    right, top = max(spot.x for spot in spots) or 1, max(spot.y for spot in spots) or 1
    return sorted(spots, key=lambda spot: -max(spot.x / right, spot.y / top))[:count]


def _name(
    axes: Axes, named: Sequence[Spot], spots: Sequence[Spot], notes: Sequence[Annotation], *,
    lines: tuple[float | None, float | None],
) -> None:  # fmt: skip
    """Put each name right of its point, else left, above or below: the first place free of points, names and lines."""
    drawn = [
        say(axes, spot.label, (spot.x, spot.y), shift=(7, 0), size=7.2, color=LIGHT["text"], zorder=5) for spot in named
    ]

    def settle() -> None:
        figure = axes.get_figure()
        assert figure is not None
        renderer, inside = figure.canvas.get_renderer(), axes.get_window_extent()  # type: ignore[attr-defined]
        taken = [(x - 3.6, y - 3.6, x + 3.6, y + 3.6) for x, y in (axes.transData.transform((s.x, s.y)) for s in spots)]
        for note in notes:
            taken.append(_clear(note, taken, renderer, inside.height))
        taken += _strips(axes, *lines)
        for text in drawn:
            for dx, dy, side_of in ((7, 0, "left"), (-7, 0, "right"), (0, 8, "center"), (0, -8, "center")):
                text.set(position=(dx, dy), horizontalalignment=side_of)
                box = text.get_window_extent(renderer)
                at = (box.x0, box.y0 + 1, box.x1, box.y1 - 1)
                within = box.x0 >= inside.x0 and box.x1 <= inside.x1 + 1 and box.y0 >= inside.y0
                if within and not any(_meet(at, other) for other in taken):
                    taken.append(at)
                    break
            else:
                # No free place: the figure's table names it, a name across others helps nobody.
                text.set_visible(False)

    after_layout(axes, settle)


def _strips(axes: Axes, x: float | None, y: float | None) -> list[Box]:
    """The room that an upright line at x and a level one at y take."""
    inside, (across, up) = axes.get_window_extent(), axes.transData.transform((x or 0.0, y or 0.0))
    upright = [] if x is None else [(across - 1, inside.y0, across + 1, inside.y1)]
    return upright + ([] if y is None else [(inside.x0, up - 1, inside.x1, up + 1)])


def _clear(note: Annotation, taken: Sequence[Box], renderer: Any, height: float) -> Box:
    """The box of a note, lifted from the foot of the plot until it covers no point."""
    for lift in range(0, int(height * 0.5), 4):
        note.set_position((0, lift if note.get_verticalalignment() == "bottom" else -lift))
        box = note.get_window_extent(renderer)
        if not any(_meet((box.x0, box.y0, box.x1, box.y1), other) for other in taken):
            break
    return box.x0, box.y0, box.x1, box.y1


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _note(axes: Axes, x: float, y: float, text: str, va: str, color: str) -> Annotation:
    return say(axes, text, (x, y), where="axes fraction", ha="right", va=va, color=color, linespacing=1.25)


def slopes(axes: Axes, rows: Sequence[Slope], *, first: str, last: str, slot: Slot | None = None) -> Axes:
    """Lines from one column to another: what rises and what falls between two shares or two moments."""
    slot = slot or Slot()
    for row in rows:
        color = LIGHT["ink"] if row.focus else LIGHT["faint"]
        axes.plot([0, 1], [row.first, row.last], "-o", color=color, ms=4, mec=LIGHT["paper"], mew=0.8, clip_on=False)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0, 1], [first, last])
    axes.tick_params(axis="x", length=0)
    axes.grid(False)
    axes.set_yticks([])
    axes.spines.bottom.set_visible(False)
    for x, way in ((0, "left"), (1, "right")):
        _column(axes, rows, x, way, slot)
    return axes


def _column(axes: Axes, rows: Sequence[Slope], x: int, way: str, slot: Slot) -> None:
    drawn = []
    for row in rows:
        text = f"{row.label} {row.first_text}" if x == 0 else f"{row.last_text} {row.label}"
        drawn.append(
            say(
                axes,
                text,
                (x, row.last if x else row.first),
                shift=(6 if x else -6, 0),
                ha="left" if x else "right",
                size=PLAIN,
                color=LIGHT["ink"] if row.focus else LIGHT["text"],
                weight=slot.weight(500) if row.focus else 400,
            )
        )

    def settle() -> None:
        box = axes.get_window_extent()
        wanted = [float(axes.transData.transform((x, row.last if x else row.first))[1]) for row in rows]
        for text, want, found in zip(drawn, wanted, apart(wanted, [9.2] * len(rows), box.y0, box.y1), strict=True):
            text.set_position((6 if x else -6, found - want))

    after_layout(axes, settle)
