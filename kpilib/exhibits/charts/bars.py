"""Horizontal bars: amounts, shares of a whole, steps of a change, stages of a funnel, values against targets.

Comes in: labels and numbers. Goes out: axes with bars from zero, each with its number at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from kpilib.exhibits.charts.axes import (
    DOTS,
    PLAIN,
    STRONG,
    Format,
    block,
    names_above,
    no_axis,
    reference,
    rows_axis,
    say,
    stroke,
    value_axis,
    zero_line,
)
from kpilib.exhibits.palette import LIGHT
from kpilib.exhibits.style import Slot

PARTS = ("ink", "slate", "faint", "fill_low", "rule")
_LIGHT_PARTS = {"fill_low", "rule"}
_CUT = 1.25  # the longest bar of an attainment
LEAST = 0.03  # of the longest bar: what a bar beside counts of other things needs to be seen


@dataclass(frozen=True)
class Bar:
    """One bar; None draws the note in its place."""

    label: str
    value: float | None
    text: str
    color: str = LIGHT["slate"]
    note: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Step:
    """One step of a change: mix steps first, then rates; `help` says whether it moves towards better."""

    label: str
    amount: float
    text: str
    helps: bool | None


@dataclass(frozen=True)
class Stage:
    """One stage of a funnel; the rate leads to it from the stage before, None where the units differ."""

    label: str
    value: float
    text: str
    rate: float | None = None
    rate_text: str = ""


def bars(
    axes: Axes,
    rows: Sequence[Bar],
    *,
    slot: Slot | None = None,
    head: str = "",
    limit: float | None = None,
    limit_label: str = "",
) -> Axes:
    """Horizontal bars from zero, sorted by the caller, the number at the end, a note (n) in a column at the right."""
    slot = slot or Slot()
    high = max([row.high or row.value or 0 for row in rows] + [limit or 0]) or 1
    low = min([row.low if row.low is not None else row.value or 0 for row in rows] + [0])
    start, end = low * 1.18, high * (1.34 if slot.narrow else 1.2) + (high * 0.12 if head else 0)
    rows_axis(axes, [row.label for row in rows])
    for index, row in enumerate(rows):
        if row.value is None:
            _say(axes, 0, index, row.text, color=LIGHT["muted"])
            continue
        _bar(axes, index, row.value, row.color, 0.56)
        if row.low is not None and row.high is not None:
            stroke(axes, [row.low, row.high], [index, index], LIGHT["ink"], lw=1.1, solid_capstyle="butt")
        _say(axes, max(row.value, row.high or 0, 0), index, row.text, weight=slot.weight(500), color=LIGHT["ink"])
        if row.note:
            _aside(axes, index, row.note)
    if head:
        _aside(axes, -0.72, head)
    no_axis(axes)
    zero_line(axes)
    if limit is not None:
        reference(axes, limit, limit_label, which="x", late=limit - start > 0.5 * (end - start))
    axes.set_xlim(start, end)
    if head or (limit is not None and limit_label):
        axes.set_ylim(len(rows) - 0.45, -1.05)
    return axes


def share_bars(
    axes: Axes,
    rows: Mapping[str, Sequence[float | None]],
    parts: Sequence[str],
    *,
    share: Format,
    slot: Slot | None = None,
    notes: Sequence[str] = (),
) -> Axes:
    """Bars of 100 %, one for each row, cut into at most five parts named above the first bar.

    Parameters
    ----------
    rows : label of the bar to its parts, fractions that add up to 1; None where not reported
    parts : names of the parts, in one order for all bars
    """
    slot = slot or Slot()
    rows_axis(axes, list(rows))
    for index, (_, values) in enumerate(rows.items()):
        at = 0.0
        for name, value in zip(PARTS, values, strict=False):
            if not value:
                continue
            _bar(axes, index, value, LIGHT[name], 0.6, left=at, ec=LIGHT["paper"], lw=0.8)
            if value >= (0.1 if slot.narrow else 0.06):
                ink = LIGHT["ink"] if name in _LIGHT_PARTS else LIGHT["paper"]
                say(axes, share(value), (at + value / 2, index), ha="center", color=ink)
            at += value
    for index, note in enumerate(notes):
        say(axes, note, (1, index), shift=(5, 0))
    no_axis(axes)
    axes.set_xlim(0, 1)
    names_above(axes, [(part, LIGHT[name]) for name, part in zip(PARTS, parts, strict=False)], slot)
    return axes


def waterfall(axes: Axes, steps: Sequence[Step], total: Step, *, form: Format, slot: Slot | None = None) -> Axes:
    """The steps of a change from zero: steps that help and steps that hurt, the total in ink at the end."""
    slot = slot or Slot()
    at, low, high = 0.0, min(0.0, total.amount), max(0.0, total.amount)
    rows_axis(axes, [*(step.label for step in steps), total.label], strong=[len(steps)], weight=slot.weight(600))
    for index, step in enumerate(steps):
        _bar(axes, index, step.amount, _verdict(step.helps), 0.62, left=at)
        _say(axes, max(at, at + step.amount), index, step.text)
        at += step.amount
        stroke(axes, [at, at], [index + 0.31, index + 0.69], LIGHT["muted"], lw=0.6)
        low, high = min(low, at), max(high, at)
    _bar(axes, len(steps), total.amount, LIGHT["ink"], 0.62)
    _say(axes, max(0.0, total.amount), len(steps), total.text, size=STRONG, weight=slot.weight(600), color=LIGHT["ink"])
    value_axis(axes, form, which="x", ticks=4)
    zero_line(axes)
    span = (high - low) or 1
    axes.set_xlim(low - 0.06 * span, high + 0.24 * span)
    return axes


def funnel(axes: Axes, stages: Sequence[Stage], *, slot: Slot | None = None, rate_head: str = "") -> Axes:
    """Stages as bars, the rate that goes on between them in a column of its own, the lowest one marked.

    Where rates stand between some stages, the others count something else: they have their number, but no bar. Where
    none do, no bar is shorter than `LEAST` of the longest.
    """
    slot = slot or Slot()
    rates = [stage.rate for stage in stages if stage.rate is not None]
    lowest = min(rates) if len(rates) > 1 else None
    rated = [stage.rate is not None for stage in stages]
    linked = [to or on or not rates for to, on in zip(rated, [*rated[1:], False], strict=True)]
    lengths = [stage.value if same else 0.0 for stage, same in zip(stages, linked, strict=True)]
    widest = max(lengths) or 1
    lengths = lengths if rates else [max(length, LEAST * widest) if length else 0.0 for length in lengths]
    at = widest * (1.42 if slot.narrow else 1.22)
    rows_axis(axes, [stage.label for stage in stages])
    for index, stage in enumerate(stages):
        _bar(axes, index, lengths[index], LIGHT["ink"] if rates else LIGHT["faint"], 0.56)
        _say(axes, lengths[index], index, stage.text, weight=slot.weight(500), color=LIGHT["ink"])
        if stage.rate is not None:
            hot = stage.rate == lowest
            color = LIGHT["bad"] if hot else LIGHT["muted"]
            _say(axes, at, index - 0.5, stage.rate_text, weight=slot.weight(600) if hot else 400, color=color)
            arrow = {
                "arrowstyle": "-|>,head_length=.22,head_width=.12",
                "lw": 0.7,
                "color": LIGHT["bad"] if hot else LIGHT["faint"],
            }
            axes.annotate("", (at, index - 0.22), (at, index - 0.78), arrowprops=arrow)
    if rate_head:
        say(axes, rate_head, (at, -0.1), shift=(3, 0))
    no_axis(axes)
    zero_line(axes)
    axes.set_xlim(0, at * 1.18)
    return axes


def bullets(axes: Axes, rows: Sequence[Bar], *, slot: Slot | None = None, target_label: str = "") -> Axes:
    """Attainment of targets: bars of value ÷ target with one common line at 100 %, broken where they pass 125 %."""
    slot = slot or Slot()
    rows_axis(axes, [row.label for row in rows])
    for index, row in enumerate(rows):
        if row.value is None:
            _say(axes, 0, index, row.text, color=LIGHT["muted"])
            continue
        _bar(axes, index, _CUT, LIGHT["wash"], 0.44)
        _bar(axes, index, min(max(row.value, 0), _CUT), row.color, 0.44)
        if row.value > _CUT:
            _broken(axes, index)
        if row.low is not None:
            stroke(axes, [row.low, row.low], [index - 0.32, index + 0.32], LIGHT["ink"], lw=0.9, ls=DOTS)
        stroke(axes, [1, 1], [index - 0.32, index + 0.32], LIGHT["ink"], lw=1.1, solid_capstyle="butt")
        _say(axes, _CUT, index, row.text, weight=slot.weight(500), color=LIGHT["ink"])
        if row.note:
            _aside(axes, index, row.note)
    if target_label:
        say(axes, target_label, (1, -0.62), ha="center", color=LIGHT["ink"])
    no_axis(axes)
    axes.set_xlim(0, 1.95 if slot.narrow else 1.7)
    axes.set_ylim(len(rows) - 0.45, -1.0)
    return axes


def diverging(axes: Axes, rows: Sequence[Bar], *, form: Format, slot: Slot | None = None) -> Axes:
    """Signed values left and right of zero with their intervals: better to the one side, worse to the other."""
    slot = slot or Slot()
    edges = [edge for row in rows for edge in (row.value, row.low, row.high) if edge is not None] or [0.0]
    span = max(abs(min(edges)), abs(max(edges)), 1e-12)
    rows_axis(axes, [row.label for row in rows])
    for index, row in enumerate(rows):
        if row.value is None:
            _say(axes, 0, index, row.text, color=LIGHT["muted"])
            continue
        _bar(axes, index, row.value, row.color, 0.5)
        if row.low is not None and row.high is not None:
            stroke(axes, [row.low, row.high], [index, index], LIGHT["ink"], lw=1.1, solid_capstyle="butt")
        _say(axes, max(row.value, row.high or 0, 0), index, row.text)
        if row.note:
            _aside(axes, index, row.note)
    value_axis(axes, form, which="x")
    zero_line(axes)
    axes.set_xlim(-span * 1.1 if min(edges) < 0 else 0, span * 1.4)
    return axes


def _verdict(helps: bool | None) -> str:
    return LIGHT["slate"] if helps is None else LIGHT["good"] if helps else LIGHT["bad"]


def _bar(axes: Axes, y: float, value: float, color: str, height: float, *, left: float = 0, **more: Any) -> None:
    block(axes, (left, y - height / 2), value, height, fc=color, **more)


def _broken(axes: Axes, y: float) -> None:
    """Two slanted cuts near the end of a bar that is longer than its plot."""
    for x in (1.13, 1.18):
        stroke(axes, [x - 0.012, x + 0.012], [y + 0.3, y - 0.3], LIGHT["paper"], lw=1.4)


def _say(
    axes: Axes, x: float, y: float, text: str, *, size: float = PLAIN, weight: int = 400, color: str = LIGHT["text"]
) -> None:
    say(axes, text, (x, y), shift=(3, 0), size=size, weight=weight, color=color)


def _aside(axes: Axes, y: float, text: str) -> None:
    say(axes, text, (1, y), where=("axes fraction", "data"), ha="right")
