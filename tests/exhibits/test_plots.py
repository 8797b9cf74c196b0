"""The plots of pictures draw what matplotlib's own axes draw."""

import pytest
from matplotlib.axes import Axes

from kpilib.exhibits import canvas, charts, style
from kpilib.exhibits.charts import Point
from kpilib.exhibits.figure import Format
from kpilib.exhibits.style import Slot, picture

from .conftest import edition, weeks
from .test_figures import drawn


def _sources(made):
    shown = [exhibit.content for exhibit in drawn(made) if exhibit.kind == "figure"]
    return {content["id"]: (content["svg"], content["svg_phone"]) for content in shown}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_figure_is_the_same_bytes_on_axes_of_matplotlib(language, monkeypatch):
    ours = _sources(edition(language))
    monkeypatch.setattr(style, "Plot", Axes)
    monkeypatch.delattr(style._Renderer, "_get_font_height_metrics")
    monkeypatch.delattr(style._Measure, "_get_font")
    monkeypatch.setattr(style, "_EXTENTS", {})
    assert _sources(edition(language)) == ours


def test_ticks_are_as_far_apart_as_their_parts(monkeypatch):
    """Ticks at the top, names of axes, many ticks after few, other looks of one of them, no axis at all."""

    def draw(axes, slot):
        first, second, third = axes
        first.xaxis.tick_top()
        first.set_xticks([0, 1, 2], ["a", "b", "c"])
        first.set_xticks(range(9), list("abcdefghi"))
        first.get_xticklabels()[3].set(weight=600, color="#123456")
        first.tick_params(axis="x", length=0, pad=4)
        second.plot([0, 1e9], [0, 2e-9])
        second.set(xlabel="across", ylabel="up")
        third.set_axis_off()

    def source():
        return picture(draw, Slot("full", 60), salt="t", rows=1, columns=3)

    ours = source()
    monkeypatch.setattr(style, "Plot", Axes)
    assert source() == ours


@pytest.mark.parametrize(
    ("up", "down", "limits"), [([10.0, 5.0], [], (0, 10.4)), ([10.0, 5.0], [1.0, 5.0], (-5.6, 10.6))]
)
def test_bars_keep_a_twenty_fifth_from_the_edge_but_stand_on_zero(english, up, down, limits):
    days = weeks("follows", "count", up)
    points, below = (
        [Point(start, end, value) for start, end, value in zip(days["start"], days["end"], values, strict=False)]
        for values in (up, down)
    )
    form = Format(english, "count")
    _, axes = canvas()
    charts.weeks(axes, points, below=below, words=english.words, form=form)
    assert axes.get_ylim() == pytest.approx(limits)
