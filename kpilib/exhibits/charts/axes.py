"""The parts that every chart is made of: axes, references, breaks, highlighted spans and labels that keep apart.

Comes in: matplotlib axes and numbers. Goes out: the same axes, drawn on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedFormatter, FixedLocator, Formatter, MaxNLocator
from matplotlib.transforms import IdentityTransform

from kpilib.exhibits.palette import LIGHT
from kpilib.exhibits.style import Slot, after_layout
from kpilib.text import Words
from kpilib.text.names import shortened

Format = Callable[[float], str]
DASH = (0, (3, 2))
DOTS = (0, (1, 1.6))
SMALL, PLAIN, STRONG = 7.0, 7.5, 8.0
_LINE = 9.2  # points from one line of labels to the next


def say(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    *,
    shift: tuple[float, float] = (0, 0),
    where: str | tuple[str, str] = "data",
    ha: str = "left",
    va: str = "center",
    size: float = SMALL,
    weight: int = 400,
    color: str = LIGHT["muted"],
    **more: Any,
) -> Annotation:
    """Small text at a place of the plot, `shift` points away from it."""
    return axes.annotate(
        text,
        at,
        shift,
        xycoords=where,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=size,
        weight=weight,
        color=color,
        annotation_clip=False,
        **more,
    )


def block(axes: Axes, start: tuple[float, float], width: float, height: float, **look: Any) -> None:
    """A rectangle of the data; the limits of the plot are set by whoever draws it."""
    axes.add_artist(Rectangle(start, width, height, **look))


def stroke(axes: Axes, x: Sequence[float], y: Sequence[float], color: str, **more: Any) -> None:
    """A line or points of the data; the limits of the plot are set by whoever draws it."""
    axes.add_artist(Line2D(x, y, color=color, **more))


class _Even(Formatter):
    """Ticks with equally many decimals, where the format can say so: 3.0 %, 3.5 %."""

    def __init__(self, form: Format) -> None:
        self.form = form

    def __call__(self, value: float, pos: int | None = None) -> str:
        return self.form(value)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        even = getattr(self.form, "even", None)
        return [even(value, values) if even else self.form(value) for value in values]


def value_axis(axes: Axes, form: Format, *, which: str = "y", ticks: int = 4) -> None:
    """A value axis of a few round ticks; grid lines on this axis only."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    whole = getattr(form, "unit", "") in {"count", "people"}
    axis.set_major_locator(
        MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10], integer=whole, min_n_ticks=1 if whole else 3)
    )
    axis.set_major_formatter(_Even(form))
    axes.grid(False)
    axes.grid(True, axis=which)  # type: ignore[arg-type]
    axis.set_tick_params(length=0)


def no_axis(axes: Axes, which: str = "x") -> None:
    """No ticks and no grid: the labels on the marks say it all."""
    axes.grid(False)
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(FixedLocator([]))


def rows_axis(axes: Axes, labels: Sequence[str], *, strong: Sequence[int] = (), weight: int = 600) -> None:
    """One row for each label from the top down, a zero line instead of a bottom line."""
    named_rows(axes, range(len(labels)), labels)
    for index in strong:
        axes.get_yticklabels()[index].set(weight=weight, color=LIGHT["ink"])
    axes.set_ylim(len(labels) - 0.45, -0.55)
    axes.spines.bottom.set_visible(False)
    axes.tick_params(axis="x", length=0)


def named_rows(axes: Axes, places: Sequence[float], labels: Sequence[str]) -> None:
    """The names of rows, cut where they would leave the picture less than two fifths of its width."""
    axes.tick_params(axis="y", labelcolor=LIGHT["text"])
    axes.set_yticks(places, [shortened(label, letters(axes, 0.6)) for label in labels])


def letters(axes: Axes, share: float) -> int:
    """How many letters of plain size a share of the picture's width holds."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return int(figure.get_figwidth() * 72 * share / (0.52 * PLAIN))


def names_above(axes: Axes, parts: Sequence[tuple[str, str]], slot: Slot, *, lift: float = 3) -> None:
    """Names above the plot, each after a swatch of its colour: in a row, long ones below each other.

    Parameters
    ----------
    parts : name and colour of each; lift : points from the plot to the lowest of them
    """
    columns = 2 if slot.narrow and len(parts) > 3 else len(parts)
    room = letters(axes, 0.66) // max(columns, 1) - 3
    long = any(shortened(part, room) != part for part, _ in parts)
    columns = 1 if long else columns
    where = ("figure fraction" if long else "axes fraction", "axes fraction")
    lines = -(-len(parts) // max(columns, 1))
    for index, (part, color) in enumerate(parts):
        x, line = (index % columns) / columns, index // columns
        up = lift + 11.0 * (lines - 1 - line)
        say(axes, "■", (x, 1), shift=(0, up), where=where, size=PLAIN, color=color, va="bottom")
        text = shortened(part, letters(axes, 0.9))
        say(axes, text, (x, 1), shift=(8, up), where=where, size=PLAIN, color=LIGHT["text"], va="bottom")


def zero_line(axes: Axes) -> None:
    """The line that horizontal bars start from."""
    axes.axvline(0, color=LIGHT["ink"], lw=0.8, zorder=3)


def time_axis(axes: Axes, first: date, last: date, words: Words, *, ticks: int = 10) -> None:
    """Days as positions, months (or days, quarters, years where that fits better) as labels."""
    starts, form = _time_ticks(first, last, ticks)
    labels, year = [], None
    for day in starts:
        with_year = form == "month_short" and day.year != year and (year is None or day.month <= 3)
        labels.append(words.date(day, "month_year_short" if with_year else form))
        year = day.year
    axes.xaxis.set_major_locator(FixedLocator([day.toordinal() for day in starts]))
    axes.xaxis.set_major_formatter(FixedFormatter(labels))
    axes.set_xlim(first.toordinal(), last.toordinal())
    # The label stands right of its tick, inside the month it names.
    named = axes.get_xticklabels()
    for tick in named:
        tick.set_horizontalalignment("left")
    after_layout(axes, lambda: _thin(named))


def _thin(labels: Sequence[Text]) -> None:
    """Hide a label that another would touch: the second of two, but the first where the second names the year."""
    kept: list[Text] = []
    for label in labels:
        box = label.get_window_extent()
        while kept and kept[-1].get_window_extent().x1 + 3 > box.x0:
            if len(label.get_text()) <= len(kept[-1].get_text()) or len(kept) > 1:
                label.set_visible(False)
                break
            kept.pop().set_visible(False)
        else:
            kept.append(label)


def _time_ticks(first: date, last: date, ticks: int) -> tuple[list[date], str]:
    """Days to label and the form of their names; none so near the end that its name would run out of the plot."""
    days = (last - first).days
    if days <= 45:
        step = next((size for size in (1, 2, 7, 14) if size * ticks >= days), 14)
        return [date.fromordinal(first.toordinal() + i) for i in range(0, days - step // 2, step)], "day_month"
    months = [
        date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(days // 28 + 2)
    ]
    late = last.toordinal() - 0.06 * days
    inside = [day for day in months if first.toordinal() - 10 <= day.toordinal() < late]
    for step in (1, 2, 3, 6):
        kept = [day for day in inside if (day.month - inside[0].month) % step == 0]
        if len(kept) <= ticks:
            return [max(day, first) for day in kept], "month_short"
    kept = [day for day in inside if day.month == 1]
    return kept[:: -(-len(kept) // ticks) or 1], "year"


def reference(axes: Axes, value: float, label: str = "", *, which: str = "y", late: bool = False) -> None:
    """A dashed line at a target, benchmark or average, named at the right edge or at the top, outside the plot.

    A `late` one stands in the right half: its name goes to the left, where no other head is.
    """
    draw = axes.axhline if which == "y" else axes.axvline
    draw(value, color=LIGHT["ink"], lw=0.8, ls=DASH, zorder=2.5)
    if label and which == "x":
        say(axes, label, (value, 1), shift=(-3 if late else 3, 1), where=("data", "axes fraction"),
            ha="right" if late else "left", va="bottom", color=LIGHT["ink"])  # fmt: skip


def series_break(axes: Axes, day: date, text: str, *, foot: bool = False) -> None:
    """A rule on the day from which a network counts differently, the day at the head or at the foot."""
    axes.axvline(day.toordinal(), color=LIGHT["muted"], lw=0.6, ymax=0.94 if foot else 1, zorder=2)
    if text:
        low, high = axes.get_xlim()
        right = day.toordinal() > low + 0.6 * (high - low)
        say(
            axes,
            text,
            (day.toordinal(), 0 if foot else 1),
            shift=(-4 if right else 4, 3 if foot else -2),
            where=("data", "axes fraction"),
            ha="right" if right else "left",
            va="bottom" if foot else "top",
            linespacing=1.25,
        )


def highlight(axes: Axes, first: date, end: date, text: str, *, weight: int = 500) -> None:
    """A wash behind the period that the report is about, with its name and value at the top."""
    axes.axvspan(first.toordinal(), end.toordinal(), color=LIGHT["wash"], lw=0, zorder=0)
    low, high = axes.get_xlim()
    right = end.toordinal() >= high - 0.02 * (high - low)
    say(
        axes,
        text,
        (min(end.toordinal(), high) if right else max(first.toordinal(), low), 1),
        shift=(-2 if right else 2, -2),
        where=("data", "axes fraction"),
        ha="right" if right else "left",
        va="top",
        size=PLAIN,
        weight=weight,
        color=LIGHT["ink"],
        linespacing=1.25,
    )


@dataclass(frozen=True)
class Label:
    """A label right of the plot at the height of a value."""

    value: float
    text: str
    weight: int = 400
    size: float = PLAIN
    color: str = LIGHT["ink"]


def end_labels(axes: Axes, labels: Sequence[Label], *, gap: float = 6) -> None:
    """Labels at the right edge, moved up or down until none covers another; a thin line leads back where one moved."""
    drawn = [
        say(
            axes,
            label.text,
            (1, label.value),
            shift=(gap, 0),
            where=("axes fraction", "data"),
            size=label.size,
            weight=label.weight,
            color=label.color,
            linespacing=1.15,
        )
        for label in labels
    ]
    after_layout(axes, lambda: _spread(axes, drawn, labels, gap))


def _spread(axes: Axes, drawn: Sequence[Annotation], labels: Sequence[Label], gap: float) -> None:
    heights = [_LINE * (text.get_text().count("\n") + 1) for text in drawn]
    wanted = [float(axes.transData.transform((0, label.value))[1]) for label in labels]
    box = axes.get_window_extent()
    placed = apart(wanted, heights, box.y0 - 4, box.y1 + 4)
    for text, want, found in zip(drawn, wanted, placed, strict=True):
        text.set_position((gap, found - want))
        if abs(found - want) > 3:
            leader = Line2D([box.x1 + 1, box.x1 + gap - 1.2], [want, found], color=LIGHT["faint"], lw=0.5)
            leader.set(transform=IdentityTransform(), clip_on=False)
            axes.add_artist(leader)


def apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near as possible to the wanted ones that keep half their heights from each other and stay inside.

    Labels that touch form a block around the mean of what they want; blocks merge until none touches another.
    """

    def bottom(block: list[int]) -> float:
        total = sum(heights[i] for i in block)
        offset, ideal = 0.0, []
        for i in block:
            ideal.append(wanted[i] - offset - heights[i] / 2)
            offset += heights[i]
        return max(low, min(sum(ideal) / len(ideal), high - total))

    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while len(blocks) > 1 and bottom(blocks[-1]) < bottom(blocks[-2]) + sum(heights[i] for i in blocks[-2]):
            last = blocks.pop()
            blocks[-1] += last
    placed = [0.0] * len(wanted)
    for block in blocks:
        at = bottom(block)
        for index in block:
            placed[index] = at + heights[index] / 2
            at += heights[index]
    return placed
