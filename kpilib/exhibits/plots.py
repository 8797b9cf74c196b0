"""The plots of a report's pictures: matplotlib's axes, of which nothing is made anew, measured or looked up twice.

Comes in: the same calls as for any axes. Goes out: the same drawing in less time.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis

_LINES = ("gridline", "tick1line", "tick2line")
_LABELS = ("label1", "label2")


class _Frugal(Axis):
    """An axis that copies its first tick, keeps none for minor ones, and draws what the layout has placed."""

    _placed: list[Tick]

    def reset_ticks(self) -> None:
        super().reset_ticks()
        self._placed, self.minorTicks = [], []

    def get_major_ticks(self, numticks: int | None = None) -> list[Tick]:
        count = len(self.get_majorticklocs()) if numticks is None else numticks
        ticks = self.majorTicks
        ticks += [_twin(ticks[0]) for _ in range(count - len(ticks))]
        return ticks[:count]

    def _update_ticks(self) -> list[Tick]:
        self._placed = super()._update_ticks()  # type: ignore[misc]
        return self._placed

    def draw(self, renderer: Any) -> None:
        """As every axis, but only one with a name asks again how large its labels are."""
        if not self.get_visible() or self.label.get_text() or self.offsetText.get_text():
            super().draw(renderer)
            return
        renderer.open_group("matplotlib.axis")
        for tick in self._placed:
            tick.draw(renderer)
        renderer.close_group("matplotlib.axis")


class _Across(_Frugal, XAxis):
    pass


class _Upright(_Frugal, YAxis):
    pass


class Plot(Axes):
    """Axes for pictures that are laid out before they are drawn, as `style.picture` does."""

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _Across(self, clear=False), _Upright(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)


def _twin(tick: Tick) -> Tick:
    """A tick that looks like another, without asking the style sheet for each of its five parts."""
    twin = copy(tick)
    for name in (*_LINES, *_LABELS):
        setattr(twin, name, copy(getattr(tick, name)))
    for name in _LABELS:
        label = getattr(twin, name)
        label.set_fontproperties(label.get_fontproperties())  # which keeps a copy
    return twin
