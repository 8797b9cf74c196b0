"""Small pictures for made-up notebooks: charts as SVG with text as text, and one PNG.

Comes in: a kind and a size in millimetres. Goes out: SVG source, or a PNG as base64.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK, MUTED, FAINT, HAIR, WASH = "#16202b", "#5b6673", "#8a95a1", "#e3e8ed", "#eef1f4"
GOOD, BAD = "#046678", "#a1341a"


@lru_cache(maxsize=32)
def drawn(kind: str, width: float, height: float) -> str:
    """A simple chart as SVG with its text as text."""
    with mpl.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "kpilib", "font.size": 7.5, "font.family": ["DejaVu Sans"]}
    ):
        canvas = Figure(figsize=(width / 25.4, height / 25.4), layout="constrained")
        canvas.patch.set_visible(False)
        axes = canvas.subplots()
        axes.patch.set_visible(False)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(colors=MUTED, length=0)
        _DRAW[kind](axes)
        buffer = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(buffer, metadata={"Date": None})
    return buffer.getvalue().replace("DejaVu Sans", "Fira Sans")


def _line(axes: Axes) -> None:
    weeks = np.arange(44)
    rate = 3.4 + 0.15 * np.sin(weeks / 4) - np.clip(weeks - 37, 0, None) * 0.07
    axes.axvspan(39.5, 43.5, color=WASH, lw=0)
    axes.axhline(3.5, color=INK, lw=0.8, ls=(0, (3, 2)))
    axes.plot(weeks, rate, color=INK, lw=1.6)
    axes.set_yticks([2.5, 3.0, 3.5, 4.0], ["2.5%", "3.0%", "3.5%", "4.0%"])
    axes.set_xticks([0, 13, 26, 39], ["Jan", "Apr", "Jul", "Oct"])
    axes.grid(axis="y", color=HAIR, lw=0.5)


def _bars(axes: Axes) -> None:
    names = ["Reel", "Carousel", "Photo", "Link"]
    axes.barh(range(4), [3.9, 3.5, 2.9, 1.2], color=[GOOD, GOOD, FAINT, BAD], height=0.6)
    axes.set_yticks(range(4), names)
    axes.invert_yaxis()
    axes.set_xticks([0, 2, 4], ["0%", "2%", "4%"])


def _dots(axes: Axes) -> None:
    axes.plot([1, 2, 3], [1, 3, 2], "o", color=INK)


def _matrix(axes: Axes) -> None:
    names = ["Instagram, posts", "TikTok, posts", "Facebook, posts", "YouTube, videos", "Shop, orders"]
    for row in range(5):
        axes.barh([row] * 44, 0.84, left=np.arange(44), height=0.72, color="#37506b" if row != 3 else "#a9bacb")
    axes.set_yticks(range(5), names)
    axes.invert_yaxis()
    axes.set_xticks([0, 13, 26, 39], ["Jan", "Apr", "Jul", "Oct"])


_DRAW = {"line": _line, "bars": _bars, "dots": _dots, "matrix": _matrix}


@lru_cache(maxsize=1)
def png() -> str:
    """A PNG picture as base64."""
    canvas = Figure(figsize=(5, 2.2), dpi=100)
    canvas.subplots().plot([3, 1, 2])
    buffer = io.BytesIO()
    FigureCanvasAgg(canvas).print_png(buffer, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()
