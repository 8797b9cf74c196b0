"""The faces of every chart: Fira Sans first, the Chinese face of the report's script, then scripts of client text.

Comes in: a font region and text. Goes out: family names that matplotlib knows, and text that some face can show.
"""

from __future__ import annotations

import importlib
import unicodedata
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

LATIN = "Fira Sans"
_LATIN_FILES = ("FiraSans-Regular", "FiraSans-Medium", "FiraSans-SemiBold")
_REPLACED = {"Cc", "Cf", "Co", "Cn", "Cs"}
_JOINERS = {"\u200c", "\u200d", "\ufe0f", "\ufe0e"}


@lru_cache(maxsize=1)
def register() -> None:
    """Tell matplotlib of the shipped faces, once; nothing of the reader's system is used."""
    manager = font_manager.fontManager
    for path in (path for path in _files("fontpkg_fira_sans") if path.stem in _LATIN_FILES):
        manager.addfont(path)
    before = len(manager.ttflist)
    for path in _files("noto_cjk_sans_otc"):
        manager.addfont(path)
    # One weight only: it stands for the heavier ones too, or matplotlib logs a complaint for each bold label.
    manager.ttflist += [replace(entry, weight=weight) for entry in manager.ttflist[before:] for weight in (500, 600)]


@lru_cache(maxsize=1)
def _register_rest() -> tuple[str, ...]:
    """Faces of other scripts and emoji, for client text only; registered when first needed."""
    names = []
    for path in _files("manimgx_fonts"):
        if "Italic" in path.name:
            continue
        before = len(font_manager.fontManager.ttflist)
        font_manager.fontManager.addfont(path)
        entry = font_manager.fontManager.ttflist[before]
        font_manager.fontManager.ttflist += [replace(entry, weight=weight) for weight in (500, 600)]
        names.append(entry.name)
    return tuple(sorted(names, key=lambda name: (name != "Noto Sans", name)))


def families(region: str | None) -> list[str]:
    """The stack of a report: Latin, then the Simplified or Traditional Chinese face."""
    register()
    return [LATIN, f"Noto Sans CJK {region or 'SC'}"]


def families_for(text: str, region: str | None) -> list[str]:
    """The stack for one text: longer where it holds characters that the report's own faces lack."""
    stack = families(region)
    missing = {char for char in text if not char.isspace() and ord(char) not in _covered(tuple(stack))}
    if not missing:
        return stack
    return stack + [name for name in _register_rest() if any(ord(char) in _covered((name,)) for char in missing)]


def showable(text: str, region: str | None) -> str:
    """Client text in one line without what no face can show: control characters become U+FFFD, the rest U+XXXX."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    known = tuple(families(region))
    return "".join(_showable(char, known) for char in text)


def _showable(char: str, known: tuple[str, ...]) -> str:
    if char in _JOINERS:
        return ""
    if unicodedata.category(char) in _REPLACED:
        return "\ufffd"
    if char == " " or ord(char) in _covered(known):
        return char
    return char if ord(char) in _covered(_register_rest()) else f"U+{ord(char):04X}"


@lru_cache(maxsize=64)
def _covered(names: tuple[str, ...]) -> frozenset[int]:
    codes: set[int] = set()
    for name in names:
        path = font_manager.findfont(font_manager.FontProperties(family=name), fallback_to_default=False)
        codes |= set(FT2Font(path, face_index=getattr(path, "face_index", 0)).get_charmap())
    return frozenset(codes)


def _files(package: str) -> list[Path]:
    folder = Path(str(importlib.import_module(package).__file__)).parent
    return sorted(path for path in folder.rglob("*") if path.suffix in {".ttf", ".ttc", ".otf"})
