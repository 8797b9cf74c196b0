"""Cells and curves of many values: heatmap, coverage, cohorts, the distribution of times, the few and the many.

Comes in: matrices or sorted values. Goes out: axes drawn in steps of one fill, never a rainbow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from kpilib.exhibits.charts.axes import PLAIN, Format, named_rows, names_above, reference, rows_axis, say, value_axis
from kpilib.exhibits.palette import LIGHT
from kpilib.exhibits.style import Slot, after_layout

_TIGHT, _MANY = 6.5, 8  # size of letters in more than so many columns on a phone
_STEPS = (0.08, 0.18, 0.3, 0.45, 1.0)
_TIMES = (60, 300, 900, 3600, 14400, 86400, 604800)


@dataclass(frozen=True)
class Cell:
    """A cell of a matrix: its value, its text, a smaller line under it; None stays blank, hatched says not yet ripe.

    `marked` says whether the cell differs by more than chance; None where that was not asked.
    """

    value: float | None
    text: str = ""
    small: str = ""
    hatched: bool = False
    marked: bool | None = None


def matrix(
    axes: Axes,
    rows: Sequence[Sequence[Cell]],
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    slot: Slot | None = None,
) -> Axes:
    """A heatmap in five steps of one fill, the value in each cell; low is pale, whatever the unit.

    Where cells say whether they differ by more than chance, those that do not are all of the palest step.
    """
    slot = slot or Slot()
    values = sorted({cell.value for row in rows for cell in row if cell.value is not None})
    low, high = (values[0], values[-1]) if values else (0.0, 1.0)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell.value is None:
                if cell.text:
                    say(axes, cell.text, (x + 0.5, y + 0.5), ha="center")
                continue
            alpha = _STEPS[0] if cell.marked is False else _step(cell.value, low, high)
            _cell(axes, x, y, cell, alpha, size=_TIGHT if slot.phone and len(column_names) > _MANY else PLAIN)
    axes.set(xlim=(0, len(column_names)), ylim=(len(row_names), 0))
    _heads_above(axes)
    axes.set_xticks([i + 0.5 for i in range(len(column_names))], list(column_names))
    named_rows(axes, [i + 0.5 for i in range(len(row_names))], row_names)
    return axes


def _heads_above(axes: Axes) -> None:
    """Names of columns above the cells, no lines; said before there are many ticks to change."""
    axes.grid(False)
    axes.spines.bottom.set_visible(False)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, pad=1)


def _cell(axes: Axes, x: int, y: int, cell: Cell, alpha: float, *, size: float) -> None:
    face = Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, fc=LIGHT["fill_high"], ec="none", alpha=alpha)
    axes.add_patch(face)
    if cell.hatched:
        axes.add_patch(Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, fc="none", ec=LIGHT["paper"], hatch="////", lw=0))
    if cell.marked:
        axes.add_patch(Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, fc="none", ec=LIGHT["ink"], lw=1.1))
    ink = LIGHT["paper"] if alpha > 0.7 else LIGHT["ink"]
    up = 0.4 if cell.small else 0.5
    say(axes, cell.text, (x + 0.5, y + up), ha="center", size=size, color=ink)
    if cell.small:
        say(axes, cell.small, (x + 0.5, y + 0.74), ha="center", size=5.8, color=ink)


def _step(value: float, low: float, high: float) -> float:
    share = 0.0 if high <= low else (value - low) / (high - low)
    return _STEPS[min(int(share * len(_STEPS)), len(_STEPS) - 1)]


def coverage(
    axes: Axes, rows: Mapping[str, Sequence[float | None]], *, ticks: Mapping[float, str], slot: Slot | None = None
) -> Axes:
    """Share of days present for each source and week: dark all, light some, outlined none, blank before it existed."""
    slot = slot or Slot()
    kinds: dict[str, list[tuple[int, int]]] = {"all": [], "some": [], "none": []}
    for y, shares in enumerate(rows.values()):
        for x, share in enumerate(shares):
            if share is not None:
                kinds["all" if share >= 1 else "some" if share > 0 else "none"].append((x, y))
    fills = {"all": LIGHT["fill_high"], "some": LIGHT["fill_low"], "none": LIGHT["paper"]}
    for kind, cells in kinds.items():
        if cells:
            # One path of many squares: eight hundred patches would take seconds.
            edge = LIGHT["bad"] if kind == "none" else "none"
            axes.add_artist(PathPatch(_squares(cells), fc=fills[kind], ec=edge, lw=0.8 if kind == "none" else 0))
    axes.set(xlim=(0, max(len(shares) for shares in rows.values())), ylim=(len(rows), 0))
    _heads_above(axes)
    named_rows(axes, [i + 0.5 for i in range(len(rows))], list(rows))
    axes.set_xticks(list(ticks), list(ticks.values()), ha="left")
    return axes


def _squares(cells: Sequence[tuple[int, int]]) -> Path:
    corners = [(0.08, 0.14), (0.92, 0.14), (0.92, 0.86), (0.08, 0.86), (0.08, 0.14)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path([(x + dx, y + dy) for x, y in cells for dx, dy in corners], codes * len(cells))


def ecdf(
    axes: Axes,
    times: Mapping[str, Sequence[float]],
    *,
    duration: Format,
    share: Format,
    colors: Mapping[str, str],
    limit: float | None = None,
    slot: Slot | None = None,
) -> Axes:
    """Share answered within a time, on a log axis from seconds to days; one step line for each group.

    What was answered at once, which a log axis has no place for, stands at its left end.
    """
    slot = slot or Slot()
    every = [time for values in times.values() for time in values]
    low = max(min(every) * 0.8, 30)
    high = max(*every, low) * 1.2
    axes.set_xscale("log")
    axes.set(xlim=(low, high), ylim=(0, 1.02))
    ranked = sorted(times, key=lambda name: sorted(times[name])[len(times[name]) // 2])
    for name in ranked:
        ordered = [max(time, low) for time in sorted(times[name])]
        heights = [(i + 1) / len(ordered) for i in range(len(ordered))]
        color = colors.get(name, LIGHT["ink"])
        axes.step([low, *ordered, high], [0, *heights, heights[-1]], where="post", color=color, lw=1.6)
    # Curves of answer times cross: a name beside one of them would stand on another.
    names_above(
        axes, [(name, colors.get(name, LIGHT["ink"])) for name in ranked], slot, lift=3 if limit is None else 14
    )
    if limit is not None:
        reference(axes, limit, duration(limit), which="x")
    value_axis(axes, share)
    shown = [seconds for seconds in _TIMES if low <= seconds <= high]
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FixedFormatter([duration(seconds) for seconds in shown]))
    axes.xaxis.set_minor_locator(NullLocator())
    return axes


def pareto(
    axes: Axes,
    values: Sequence[float],
    *,
    share: Format,
    count: Format,
    marked: int,
    marked_label: str,
    slot: Slot | None = None,
) -> Axes:
    """How much of the whole the first few make: running share over members, from the largest down."""
    slot = slot or Slot()
    total = sum(values) or 1.0
    ordered, running = sorted(values, reverse=True), [0.0]
    for value in ordered:
        running.append(running[-1] + value / total)
    axes.fill_between(range(marked + 1), running[: marked + 1], color=LIGHT["wash"], lw=0, step=None)
    axes.plot(range(len(running)), running, color=LIGHT["ink"])
    axes.plot([0, len(ordered)], [0, 1], color=LIGHT["faint"], lw=0.8)
    axes.plot(marked, running[marked], "o", color=LIGHT["ink"], ms=4.5, mec=LIGHT["paper"], mew=0.8, zorder=5)
    say(
        axes,
        marked_label,
        (marked, running[marked]),
        shift=(6, -3),
        va="top",
        size=PLAIN,
        weight=slot.weight(500),
        color=LIGHT["ink"],
    )
    axes.set(xlim=(0, len(ordered)), ylim=(0, 1.02))
    value_axis(axes, share)
    value_axis(axes, count, which="x")
    axes.grid(False, axis="x")
    axes.grid(True, axis="y")
    return axes


def events(axes: Axes, rows: Mapping[str, Sequence[tuple[float, str]]], *, slot: Slot | None = None) -> Axes:
    """Days on which something changed, one row for each network, each named beside its mark."""
    rows_axis(axes, list(rows))
    for y, found in enumerate(rows.values()):
        axes.axhline(y, color=LIGHT["hairline"], lw=0.5, zorder=0)
        for x, _ in found:
            axes.plot(x, y, "|", color=LIGHT["ink"], ms=9, mew=1.4)
        named = [say(axes, text, (x, y), shift=(4, 4), va="bottom") for x, text in found]
        after_layout(axes, partial(_keep_apart, named))
    axes.grid(False)
    return axes


def _keep_apart(named: Sequence[Annotation]) -> None:
    """Names above the line, but below it where the one before would be touched."""
    for before, name in pairwise(named):
        if before.get_verticalalignment() == "bottom" and before.get_window_extent().x1 > name.get_window_extent().x0:
            name.set(va="top", position=(4, -4))
