"""Fira Sans for the screen: three weights, cut down to the characters of a report, for notebooks and the HTML file.

Comes in: nothing; the cut faces lie in faces/, because cutting one takes seconds. Goes out: @font-face rules.
`python -m kpilib.text.webfonts` cuts them anew.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
CHARACTERS = frozenset(
    [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), *range(0x2070, 0x208F), *range(0x2190, 0x2194)]
).union(
    range(0x3B1, 0x3CA),
    [0x218, 0x219, 0x21A, 0x21B, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2126, 0x2206],
    [0x2211, 0x2212, 0x2215, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265],
)
_FEATURES = ["kern", "liga", "tnum", "lnum", "locl", "mark", "ccmp"]


@lru_cache(maxsize=1)
def faces() -> str:
    """The @font-face rules; characters outside the cut show in the reader's own sans serif."""
    return "".join(
        f"@font-face{{font-family:'Fira Sans';font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,"
        f"{base64.b64encode(_file(name).read_bytes()).decode()}) format('woff2')}}"
        for weight, name in WEIGHTS.items()
    )


def cut() -> None:
    """Write the three faces."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    source = Path(str(import_module("fontpkg_fira_sans").__file__)).parent
    options = subset.Options(layout_features=_FEATURES, hinting=False, name_IDs=[0, 1, 2, 13, 14])
    for name in WEIGHTS.values():
        with TTFont(next(source.rglob(f"FiraSans-{name}.ttf")), recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=CHARACTERS)
            subsetter.subset(font)
            font.flavor = "woff2"
            font.save(_file(name))


def _file(name: str) -> Path:
    return Path(str(files("kpilib.text").joinpath("faces", f"FiraSans-{name}.woff2")))


if __name__ == "__main__":
    cut()
