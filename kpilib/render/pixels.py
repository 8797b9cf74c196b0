"""Pictures drawn as pixels, by the compiler and the faces that set the PDF.

Comes in: a picture. Goes out: its pixels, or how well a logo can be seen on white paper.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from kpilib.render import svg

_PPI = 300.0
_SIDE = 200  # of the picture in which a logo's parts are looked at
_VISIBLE = 26  # of 255: a tenth
_PNG = b"\x89PNG"


def rastered(source: bytes) -> bytes:
    """A picture whose letters cannot be traced back, as PDF/A demands, drawn as pixels."""
    png = base64.b64encode(_drawn(source, _PPI)).decode()
    return svg.for_paper(svg.read(svg.wrapped(png, _PPI)), "Fira Sans")


def logo_contrast(content: bytes) -> float:
    """The contrast with white, 1..21, that one twentieth of a logo's visible part reaches; 1 if nothing is visible.

    Parameters
    ----------
    content : SVG or PNG that `kpilib.params.logo` found nothing wrong with
    """
    import numpy as np
    from PIL import Image

    png = content if content.startswith(_PNG) else _small(svg.read(content))
    with Image.open(io.BytesIO(png)) as picture:
        picture.thumbnail((_SIDE, _SIDE))
        pixels = np.asarray(picture.convert("RGBA"), dtype=float)
    pixels = pixels[pixels[..., 3] >= _VISIBLE]
    if not len(pixels):
        return 1.0
    alpha = pixels[:, 3:] / 255
    shares = pixels[:, :3] / 255 * alpha + 1 - alpha
    light = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(np.quantile(1.05 / (light @ [0.2126, 0.7152, 0.0722] + 0.05), 0.95))


@lru_cache(maxsize=1)
def fonts() -> Any:
    """The faces that the packages bring, never those of the machine."""
    import typst

    packages = ("fontpkg_fira_sans", "noto_cjk_sans_otc", "manimgx_fonts")
    folders = [str(Path(str(import_module(name).__file__)).parent) for name in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _small(drawing: svg.Drawing) -> bytes:
    return _drawn(svg.for_paper(drawing, "Fira Sans"), 72 * _SIDE / max(drawing.width, drawing.height))


def _drawn(source: bytes, ppi: float) -> bytes:
    """SVG as PNG on nothing."""
    import typst

    compile_sources: Any = typst.compile
    main = b'#set page(width: auto, height: auto, margin: 0mm, fill: none)\n#image("picture.svg")'
    made = compile_sources({"main.typ": main, "picture.svg": source}, font_paths=fonts(), format="png", ppi=ppi)
    return bytes(made)
