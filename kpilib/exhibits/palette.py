"""Every colour a reader meets, for light and dark paper, and the arithmetic that keeps them apart.

Comes in: the client's own colour as given. Goes out: hex values by name, that colour corrected until it reads.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kpilib.errors import ParamsError

Mode = Literal["light", "dark"]
Array = NDArray[np.float64]

_NEUTRAL = {
    "paper": ("#ffffff", "#12181f"),
    "wash": ("#eef1f4", "#1b232c"),
    "hairline": ("#e3e8ed", "#27313b"),
    "rule": ("#d3dae0", "#323d48"),
    "faint": ("#8a95a1", "#6f7c89"),
    "muted": ("#5b6673", "#9aa6b2"),
    "text": ("#2b3642", "#d5dce3"),
    "ink": ("#16202b", "#f1f4f7"),
    "slate": ("#4a5b6d", "#8fa1b3"),
    "good": ("#046678", "#55cfe8"),
    "watch": ("#bd8420", "#f7d38b"),
    "bad": ("#a1341a", "#e0805f"),
    "none": ("#838e9b", "#6b7884"),
    "fill_low": ("#a9bacb", "#37506b"),
    "fill_high": ("#37506b", "#a9bacb"),
}
_NETWORK = {
    "instagram": ("#9d2e5b", "#da8c9b"),
    "facebook": ("#4c69cb", "#6e80cf"),
    "tiktok": ("#27222e", "#e9ebf2"),
    "youtube": ("#75380c", "#c06958"),
    "pinterest": ("#987c1e", "#fec846"),
    "linkedin": ("#499b8e", "#41d9d8"),
    "x": ("#573d8d", "#a19adb"),
}
LIGHT = MappingProxyType({name: pair[0] for name, pair in _NEUTRAL.items()})
DARK = MappingProxyType({name: pair[1] for name, pair in _NEUTRAL.items()})
NETWORKS = MappingProxyType({name: pair[0] for name, pair in _NETWORK.items()})
NETWORKS_DARK = MappingProxyType({name: pair[1] for name, pair in _NETWORK.items()})
STATUS = ("good", "watch", "bad", "none")

# Severity 1.0: Machado, Oliveira and Fernandes 2009, IEEE TVCG 15, 1291-1298; applied to linear RGB.
_VISION = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Ottosson 2020, "A perceptual color space for image processing" (bottosson.github.io/posts/oklab).
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_STEP = 0.005
_GAMUT = 0.003
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True)
class Brand:
    """The client's colour: raw for areas without meaning, corrected for text and marks on each paper."""

    raw: str
    text: str
    mark: str
    on: str
    text_dark: str
    mark_dark: str
    panel: bool

    def as_dict(self) -> dict[str, str]:
        """The six values that a report bundle carries."""
        return {name: getattr(self, name) for name in ("raw", "text", "mark", "on", "text_dark", "mark_dark")}


def network(name: str | None) -> str:
    """The colour of a network's marks on light paper; faint for one without a colour of its own."""
    return NETWORKS.get(name or "", LIGHT["faint"])


def linear(color: str) -> Array:
    """Linear RGB, 0..1, of a hex value."""
    values = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    low, high = sorted(float(linear(color) @ _LUMINANCE) for color in (a, b))
    return (high + 0.05) / (low + 0.05)


def distances(colors: list[str]) -> dict[str, float]:
    """Smallest distance of any two colours, 100 × OKLab, as seen by four kinds of eyes.

    Parameters
    ----------
    colors : hex values, at least two

    Returns
    -------
    normal, protan, deutan, tritan : smallest pairwise distance each
    """
    rgb = np.array([linear(color) for color in colors])
    views = {"normal": rgb} | {kind: np.clip(rgb @ np.array(matrix).T, 0, 1) for kind, matrix in _VISION.items()}
    upper = np.triu_indices(len(colors), 1)
    found = {}
    for kind, seen in views.items():
        lab = _oklab(seen)
        found[kind] = float(100 * np.linalg.norm(lab[:, None] - lab[None], axis=-1)[upper].min())
    return found


def corrected(color: str) -> str:
    """What is done about a colour, #rrggbb, that text on white cannot have; empty for one that it can."""
    text = readable(color.lower(), LIGHT["paper"], 4.5)
    if text == color.lower():
        return ""
    return f"brand.color {color} has contrast {contrast(color, LIGHT['paper']):.1f}:1 on white; text uses {text}."


def brand(color: str) -> Brand:
    """Correct a client's colour for text (4.5:1) and marks (3:1) on both papers; the hue stays.

    Warns where the given colour could not be used as it is.

    Raises
    ------
    ParamsError : not written #rgb or #rrggbb
    """
    if not _HEX.fullmatch(color):
        raise ParamsError("brand.color", f"{color!r} is not a colour", "Write it as #rrggbb, for example '#0b6e6e'.")
    raw = color.lower() if len(color) == 7 else "#" + "".join(2 * digit for digit in color[1:].lower())
    light, dark = LIGHT["paper"], DARK["paper"]
    on = max((LIGHT["ink"], light), key=lambda ink: contrast(raw, ink))
    text = readable(raw, light, 4.5)
    if text != raw:
        warnings.warn(corrected(raw), stacklevel=2)
    return Brand(
        raw=raw,
        text=text,
        mark=readable(raw, light, 3.0),
        on=on,
        text_dark=readable(raw, dark, 4.5),
        mark_dark=readable(raw, dark, 3.0),
        panel=contrast(raw, on) >= 4.5,
    )


def readable(color: str, paper: str, ratio: float) -> str:
    """The colour moved in OKLCH lightness, in steps of .005, until it reaches `ratio` on `paper`."""
    lightness, a, b = _oklab(linear(color))
    step = -_STEP if contrast(paper, "#000000") > contrast(paper, "#ffffff") else _STEP
    found = color
    while contrast(found, paper) < ratio and 0 <= lightness + step <= 1:
        lightness += step
        found = _hex(_inside(lightness, a, b))
    return found


def _oklab(rgb: ArrayLike) -> Array:
    return np.cbrt(np.clip(np.asarray(rgb) @ _TO_LMS.T, 0, None)) @ _TO_LAB.T


def _inside(lightness: float, a: float, b: float) -> Array:
    """Linear RGB of this lightness and hue with the most chroma, up to that of (a, b), that a screen can show."""
    chroma = 1.0
    rgb = _rgb(lightness, a, b)
    while not ((rgb > -_GAMUT).all() and (rgb < 1 + _GAMUT).all()):
        chroma *= 0.97
        rgb = _rgb(lightness, a * chroma, b * chroma)
    return rgb.clip(0, 1)


def _rgb(lightness: float, a: float, b: float) -> Array:
    return np.linalg.inv(_TO_LMS) @ (np.linalg.inv(_TO_LAB) @ np.array([lightness, a, b])) ** 3


def _hex(rgb: Array) -> str:
    gamma = np.where(rgb <= 0.0031308, rgb * 12.92, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in gamma)
