"""How a chart is put on paper: the page grid in millimetres, the style sheet, SVG that is the same bytes every time.

Comes in: a slot of the grid and a function that draws. Goes out: axes to draw on, SVG source with its text as text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.textpath import TextToPath

from kpilib.exhibits import fonts
from kpilib.exhibits.plots import Plot

SlotName = Literal["full", "wide", "half", "third", "phone"]
WIDTH: dict[str, float] = {"full": 170, "wide": 112, "half": 83, "third": 54, "quarter": 39.5, "phone": 80}
_MM = 25.4
_PAD = 1.5
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_MOST_EXTENTS = 20_000
_EXTENTS: dict[tuple[str, int, bool], tuple[float, float, float]] = {}
_FACES: dict[int, Any] = {}
_HEIGHTS: dict[int, tuple[float, float, float]] = {}
_SHEET = Path(__file__).with_name("kpilib.mplstyle")


@dataclass(frozen=True)
class Slot:
    """Where a chart stands: its width and height in millimetres, and the face of the report's language."""

    name: str = "full"
    height: float = 53
    region: str | None = None
    cjk: bool = False

    @property
    def width(self) -> float:
        """Millimetres of the page grid."""
        return WIDTH[self.name]

    @property
    def phone(self) -> bool:
        """Whether this is the second drawing, for small screens."""
        return self.name == "phone"

    @property
    def narrow(self) -> bool:
        """Whether explanations had better move from the picture into the note."""
        return self.width < 100

    def weight(self, latin: int) -> int:
        """The weight that exists: the Chinese face has one only."""
        return 400 if self.cjk else latin


@lru_cache(maxsize=1)
def _sheet() -> Any:
    sheet: dict[Any, Any] = dict(mpl.rc_params_from_file(_SHEET, use_default_template=False))
    # A dollar sign in a campaign's name is money, not mathematics.
    return sheet | {"text.parse_math": False}


def use(region: str | None = None) -> None:
    """Make the style sheet matplotlib's own, for charts that analysts draw themselves."""
    mpl.rcParams.update(_sheet() | {"font.family": fonts.families(region)})


@contextmanager
def look(families: Sequence[str]) -> Iterator[None]:
    """The style sheet within a `with` block, with this stack of faces."""
    with mpl.rc_context(_sheet() | {"font.family": list(families)}):
        yield


def canvas(width: SlotName | float = "full", height: float = 53, *, region: str | None = None) -> tuple[Figure, Axes]:
    """A figure and its axes at the size of a slot, in the report's style.

    Parameters
    ----------
    width : a slot of the page grid (full 170, wide 112, half 83, third 54, phone 80 mm) or millimetres
    height : millimetres
    region : "SC" or "TC", the Chinese face that stands behind the Latin one
    """
    import matplotlib.pyplot as plt  # analysts only: the report's own figures never enter pyplot's list of open figures

    use(region)
    millimetres = WIDTH[width] if isinstance(width, str) else width
    return plt.subplots(figsize=(millimetres / _MM, height / _MM))


class _Measure(TextToPath):
    """Measures text in faces that are looked for once for each weight and size, not for each text."""

    def _get_font(self, prop: Any) -> Any:
        key = hash(prop)
        if key not in _FACES:
            _FACES[key] = font_manager.fontManager._find_fonts_by_props(prop)
        font = font_manager.get_font(_FACES[key])
        font.set_size(self.FONT_SCALE, self.DPI)
        return font


class _Renderer(RendererSVG):
    """Text as wide as it was the last time: the slot, the phone and the next figure name the same networks."""

    def __init__(self, *size: Any, **more: Any) -> None:
        super().__init__(*size, **more)
        self._text2path = _Measure()

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        if _HAN.search(s):
            # Typst sets a label that holds Chinese in the Chinese face as a whole, whose Latin is the wider one.
            prop = prop.copy()
            prop.set_family([name for name in prop.get_family() if "CJK" in name] or prop.get_family())
        key = (s, hash(prop), bool(ismath))
        if key not in _EXTENTS:
            if len(_EXTENTS) >= _MOST_EXTENTS:
                _EXTENTS.clear()
            _EXTENTS[key] = super().get_text_width_height_descent(s, prop, ismath)
        return _EXTENTS[key]

    def _get_font_height_metrics(self, prop: Any) -> tuple[float, float, float]:
        """Ascent, descent and gap of a face's lines, which matplotlib reads from its file for every text."""
        key = hash(prop)
        if key not in _HEIGHTS:
            font = font_manager.get_font(font_manager.findfont(prop))
            scale = 1 / font.units_per_EM * prop.get_size_in_points()
            lines: Any = font.get_sfnt_table("OS/2")
            _HEIGHTS[key] = (
                lines["sTypoAscender"] * scale, -lines["sTypoDescender"] * scale, lines["sTypoLineGap"] * scale,
            )  # fmt: skip
        return _HEIGHTS[key]


class _Canvas(FigureCanvasSVG):
    """A canvas that measures and draws with one renderer: matplotlib builds a new one for every question."""

    renderer: _Renderer

    def get_renderer(self) -> _Renderer:
        return self.renderer


def picture(
    draw: Callable[[Any, Slot], object], slot: Slot, *, salt: str, rows: int = 1, columns: int = 1, labels: str = ""
) -> str:
    """SVG source of what `draw` puts on axes of the slot's size.

    Parameters
    ----------
    draw : takes the axes (an array of axes where rows × columns > 1) and the slot
    salt : ascii slug, unique in a report, that every id of the picture starts with
    labels : the client's own texts in the picture, so that a face is found for each of their characters

    Returns
    -------
    SVG source; text as text, no date, no style element, equal bytes for equal input
    """
    with look(fonts.families_for(labels, slot.region)):
        # 72 dpi: one unit of layout is one point, as in the SVG that comes out.
        figure = Figure(figsize=(slot.width / _MM, slot.height / _MM), dpi=72, layout="constrained")
        canvas, buffer = _Canvas(figure), io.StringIO()
        canvas.renderer = _Renderer(*figure.bbox.size, buffer, image_dpi=72, metadata=_NO_METADATA)
        axes = figure.subplots(rows, columns, subplot_kw={"axes_class": Plot})
        draw(axes, slot)
        _settle(figure)
        figure.draw(canvas.renderer)
        canvas.renderer.finalize()
    return clean(buffer.getvalue(), salt)


def _settle(figure: Figure) -> None:
    """Lay out once, move labels apart where they asked for it, and keep that layout."""
    engine = figure.get_layout_engine()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        if not axis.label.get_text():
            # An axis without a name need not measure all its ticks to place it.
            axis.set_label_coords(0, 0)
    if len(figure.axes) == 1:
        _fit(figure.axes[0])
    elif engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        for settle in getattr(axes, "kpilib_settle", ()):
            settle()


def _fit(axes: Axes) -> None:
    """Constrained layout of a single plot, measured once instead of twice: nine charts in ten, at half the cost."""
    figure = axes.get_figure()
    assert figure is not None
    axes.set_position((0.1, 0.1, 0.8, 0.8))
    outer = axes.get_tightbbox(figure.canvas.get_renderer(), for_layout_only=True)  # type: ignore[attr-defined]
    assert outer is not None
    inner, (width, height) = axes.bbox, figure.bbox.size
    left, right = inner.x0 - outer.x0 + _PAD, outer.x1 - inner.x1 + _PAD
    below, above = inner.y0 - outer.y0 + _PAD, outer.y1 - inner.y1 + _PAD
    axes.set_position(
        (left / width, below / height, max(width - left - right, 1) / width, max(height - below - above, 1) / height)
    )


def after_layout(axes: Axes, settle: Callable[[], None]) -> None:
    """Run `settle` when positions are known and before the picture is saved."""
    axes.kpilib_settle = (*getattr(axes, "kpilib_settle", ()), settle)  # type: ignore[attr-defined]


_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_NOISE = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[A-Za-z]+[A-Za-z0-9]*(?:_\d+)?">')
_NAMES = (' id="', 'href="#', "url(#")


def clean(svg: str, salt: str) -> str:
    """SVG that many of can stand in one page: no global style, no repeated ids, no comments."""
    svg = _NOISE.sub("", _HEAD.sub("", svg))
    svg = _GROUP_ID.sub("<g>", svg).replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    for start in _NAMES:
        svg = svg.replace(start, f"{start}{salt}-")
    return re.sub(r"\n\s*", "\n", svg).strip()
