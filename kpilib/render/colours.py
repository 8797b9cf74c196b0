"""The colours of a report, light and dark: those of kpilib.exhibits.palette, without what that room imports.

A test keeps both the same. Comes in: nothing. Goes out: hex values by name, and the contrast of two of them.
"""

from __future__ import annotations

_PAIRS = {
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
_NETWORK_PAIRS = {
    "instagram": ("#9d2e5b", "#da8c9b"),
    "facebook": ("#4c69cb", "#6e80cf"),
    "tiktok": ("#27222e", "#e9ebf2"),
    "youtube": ("#75380c", "#c06958"),
    "pinterest": ("#987c1e", "#fec846"),
    "linkedin": ("#499b8e", "#41d9d8"),
    "x": ("#573d8d", "#a19adb"),
}
LIGHT = {name: pair[0] for name, pair in _PAIRS.items()}
DARK = {name: pair[1] for name, pair in _PAIRS.items()}
NETWORKS = {name: pair[0] for name, pair in _NETWORK_PAIRS.items()}
NETWORKS_DARK = {name: pair[1] for name, pair in _NETWORK_PAIRS.items()}


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    low, high = sorted(map(_luminance, (a, b)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
