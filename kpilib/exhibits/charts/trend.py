"""Lines and bars over time: one series in ink or a few networks, with band, target, breaks and the period marked.

Comes in: days and values. Goes out: axes with the lines drawn and labelled at their ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from matplotlib.axes import Axes

from kpilib.exhibits.charts.axes import (
    DASH,
    PLAIN,
    STRONG,
    Format,
    Label,
    block,
    end_labels,
    highlight,
    reference,
    say,
    series_break,
    stroke,
    time_axis,
    value_axis,
)
from kpilib.exhibits.edition import Break
from kpilib.exhibits.palette import LIGHT
from kpilib.exhibits.style import Slot
from kpilib.text import Words

_BAND = 0.4  # how far a band may stretch the axis, in heights of the line
_ROOM = 0.04  # between the longest bar and the edge, in heights of the plot


@dataclass(frozen=True)
class Point:
    """A value of a span of days; None where it is missing, open where the span is not covered in full."""

    start: date
    end: date
    value: float | None
    low: float | None = None
    high: float | None = None
    open: bool = False
    odd: bool = False

    @property
    def y(self) -> float:
        """The value as a number to draw."""
        return float("nan") if self.value is None else self.value

    @property
    def x(self) -> float:
        """The middle of the span."""
        return (self.start.toordinal() + self.end.toordinal()) / 2


@dataclass(frozen=True)
class Line:
    """A series of points with its label and colour."""

    points: tuple[Point, ...]
    label: str = ""
    color: str = LIGHT["ink"]


@dataclass(frozen=True)
class Marks:
    """What stands beside the lines: a reference, breaks, the period in question.

    A reference far from the lines is drawn only where it is `held`: a title speaks of it.
    """

    reference: float | None = None
    reference_label: str = ""
    breaks: tuple[Break, ...] = ()
    period: tuple[date, date] | None = None
    period_label: str = ""
    note: str = ""
    held: bool = False


def lines(
    axes: Axes,
    series: Sequence[Line],
    *,
    words: Words,
    form: Format,
    value: Format,
    marks: Marks | None = None,
    slot: Slot | None = None,
    zero: bool = False,
) -> Axes:
    """Lines over time.

    Parameters
    ----------
    series : one line in ink, or up to five in their colours; a missing value or a break cuts a line
    form, value : texts of ticks and of the values at the ends
    marks : reference line, breaks, the highlighted period
    zero : whether the value axis must start at zero
    """
    marks, slot = marks or Marks(), slot or Slot()
    first, end = _limits(series)
    _frame(axes, series, marks, zero, signed=getattr(form, "unit", "") == "score")
    low, high = axes.get_ylim()
    if marks.reference is not None and not low <= marks.reference <= high:
        marks = replace(marks, reference=None)  # a name far from the lines would take their room
    time_axis(axes, first, end, words, ticks=4 if slot.phone else 6 if slot.narrow else 10)
    value_axis(axes, form)
    if marks.period:
        highlight(axes, *marks.period, marks.period_label, weight=slot.weight(500))
    if marks.reference is not None:
        reference(axes, marks.reference)
    for broken in marks.breaks:
        inside = marks.period is not None and broken.day > marks.period[0]
        series_break(axes, broken.day, "" if slot.phone else words.date(broken.day, "medium"), foot=inside)
    for line in series:
        _line(axes, line, [b.day for b in marks.breaks], single=len(series) == 1)
    end_labels(axes, [*_ends(series, value, slot), *_reference_label(marks)])
    return axes


def weeks(
    axes: Axes,
    points: Sequence[Point],
    *,
    words: Words,
    form: Format,
    marks: Marks | None = None,
    slot: Slot | None = None,
    below: Sequence[Point] = (),
) -> Axes:
    """Bars over time from zero: the period in ink, the rest slate, spans not covered in full outlined.

    Parameters
    ----------
    points : bars upward
    below : bars downward of the same spans, such as lost followers; values positive
    """
    marks, slot = marks or Marks(), slot or Slot()
    for sign, bars in ((1, points), (-1, below)):
        for point in bars:
            if point.value is not None:
                _bar(axes, point, sign, marks, faint=sign < 0)
    _room(axes, points, below)
    if below:
        axes.axhline(0, color=LIGHT["ink"], lw=0.8, zorder=3)
        axes.spines.bottom.set_visible(False)
    time_axis(axes, points[0].start, points[-1].end, words, ticks=4 if slot.phone else 6 if slot.narrow else 10)
    value_axis(axes, form)
    if marks.reference is not None:
        reference(axes, marks.reference)
        end_labels(axes, _reference_label(marks))
    for broken in marks.breaks:
        series_break(axes, broken.day, "")
    if marks.note:
        say(axes, marks.note, (0, 1), shift=(0, 1), where="axes fraction", va="bottom")
    return axes


def _bar(axes: Axes, point: Point, sign: int, marks: Marks, *, faint: bool) -> None:
    inside = marks.period is not None and marks.period[0] <= date.fromordinal(int(point.x)) < marks.period[1]
    outside = LIGHT["slate"] if marks.period is None else LIGHT["faint"]
    color = (LIGHT["slate"] if inside else LIGHT["fill_low"]) if faint else LIGHT["ink"] if inside else outside
    width = 0.78 * (point.end - point.start).days
    look = {"fc": "none", "ec": color, "lw": 0.8, "ls": DASH} if point.open else {"fc": color}
    block(axes, (point.x - width / 2, 0), width, sign * (point.value or 0), **look)


def _room(axes: Axes, points: Sequence[Point], below: Sequence[Point]) -> None:
    """Limits that hold every bar; there is no room below zero where nothing stands there."""
    high, low = max(point.value or 0.0 for point in points), -max((point.value or 0.0 for point in below), default=0.0)
    margin = _ROOM * ((high - low) or 1)
    axes.set_ylim(low - margin if low else 0, high + margin)


def _limits(series: Sequence[Line]) -> tuple[date, date]:
    points = [point for line in series for point in line.points]
    return min(point.start for point in points), max(point.end for point in points)


def _frame(axes: Axes, series: Sequence[Line], marks: Marks, zero: bool, *, signed: bool) -> None:
    """Limits that hold every value, and the reference unless it would squeeze the lines; room for names at the top.

    A week with few posts has a band as wide as the page: it runs out of the plot, and the line keeps its shape. That of
    a score, whose scale has two ends, is held in full. What never falls below zero needs no axis below it.
    """
    points = [point for line in series for point in line.points]
    values = [point.value for point in points if point.value is not None]
    low, high = min(values), max(values)
    least = 0.0 if low >= 0 and not signed else -math.inf
    span = (high - low) or abs(high) or 1
    edges = [edge for point in points for edge in (point.low, point.high) if edge is not None]
    if edges:
        room = math.inf if signed else _BAND * span
        low, high = max(min(low, *edges), low - room), min(max(high, *edges), high + room)
    if marks.reference is not None and (marks.held or low - 1.5 * span <= marks.reference <= high + 1.5 * span):
        low, high = min(low, marks.reference), max(high, marks.reference)
    if zero:
        low = min(low, 0)
    span = (high - low) or abs(high) or 1
    head = 0.3 if marks.period_label or any(b.text for b in marks.breaks) else 0.1
    axes.set_ylim(low if zero and low == 0 else max(low - 0.1 * span, least), high + head * span)


def _line(axes: Axes, line: Line, breaks: Iterable[date], *, single: bool) -> None:
    pieces = _pieces(line.points, sorted(breaks))
    for position, (piece, older) in enumerate(pieces):
        color = LIGHT["faint"] if older and single else line.color
        closed = [point for point in piece if not point.open]
        for run in _bounded(piece) if single else ():
            lows, highs = [p.low or 0.0 for p in run], [p.high or 0.0 for p in run]
            axes.fill_between([p.x for p in run], lows, highs, color=color, alpha=0.13, lw=0)
        stroke(axes, [p.x for p in closed], [p.y for p in closed], color)
        if len(closed) == 1:
            stroke(axes, [closed[0].x], [closed[0].y], color, ls="none", marker="o", ms=2.4)
        if len(closed) < len(piece):
            rest = piece[max(len(closed) - 1, 0) :]
            stroke(axes, [p.x for p in rest], [p.y for p in rest], color, ls=DASH, dash_capstyle="butt")
        _odd(axes, piece, color)
        if position == len(pieces) - 1:
            last = piece[-1]
            face, edge = (LIGHT["paper"], line.color) if last.open else (line.color, LIGHT["paper"])
            stroke(axes, [last.x], [last.y], face, ls="none", marker="o", ms=4.5, mec=edge, mew=0.8, clip_on=False,
                   zorder=5)  # fmt: skip


def _odd(axes: Axes, piece: Sequence[Point], color: str) -> None:
    marked = [point for point in piece if point.odd]
    x, y = [p.x for p in marked], [p.y for p in marked]
    stroke(axes, x, y, LIGHT["paper"], ls="none", marker="o", mec=color, ms=5.2, mew=1.1, zorder=6)


def banded(points: Sequence[Point], breaks: Iterable[date] = ()) -> bool:
    """Whether a line through these points has an interval to shade anywhere."""
    return any(_bounded(piece) for piece, _ in _pieces(points, sorted(breaks)))


def _bounded(piece: Sequence[Point]) -> list[list[Point]]:
    """The runs of at least two neighbours with an interval."""
    runs = [list(run) for known, run in groupby(piece, lambda p: p.low is not None and p.high is not None) if known]
    return [run for run in runs if len(run) > 1]


def _pieces(points: Sequence[Point], breaks: Sequence[date]) -> list[tuple[list[Point], bool]]:
    """Runs of known values between missing ones and breaks, each with whether a break follows it."""
    pieces: list[tuple[list[Point], bool]] = []
    run: list[Point] = []
    for point in points:
        crossed = run and any(run[-1].x < day.toordinal() <= point.x for day in breaks)
        if run and (point.value is None or crossed):
            pieces.append((run, any(day.toordinal() > run[-1].x for day in breaks)))
            run = []
        if point.value is not None:
            run.append(point)
    if run:
        pieces.append((run, any(day.toordinal() > run[-1].x for day in breaks)))
    return pieces


def _ends(series: Sequence[Line], value: Format, slot: Slot) -> list[Label]:
    labels = []
    for line in series:
        known = [point for point in line.points if point.value is not None]
        if known and known[-1].value is not None:
            amount = value(known[-1].value)
            # A series that ended before the others has its name at the edge, not a value of another day.
            named = line.label and (slot.phone or known[-1] is not line.points[-1])
            text = line.label if named else f"{line.label} {amount}".strip()
            single = len(series) == 1
            labels.append(
                Label(known[-1].value, text, slot.weight(600) if single else 400, STRONG if single else PLAIN)
            )
    return labels


def _reference_label(marks: Marks) -> list[Label]:
    if marks.reference is None or not marks.reference_label:
        return []
    return [Label(marks.reference, marks.reference_label)]
