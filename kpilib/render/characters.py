"""Characters of client text made fit for print: nothing a font cannot show, nothing that reorders its neighbours.

Comes in: any text. Goes out: text that every renderer prints literally, for paper in characters some face has.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from kpilib.text.names import closed

_PLAIN = re.compile(r"[\n\x20-\x7e\xa0-\xac\xae-\u017e‐–—‘’“”…−≤≥×÷€、。，：；？！（）％一-龥]*")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_REPLACED = {"Cc", "Co", "Cn", "Cs"}
_SCRIPTS = {
    "CJK": "Hani", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore", "BOPOMOFO": "Bopo", "ARABIC": "Arab",
    "HEBREW": "Hebr", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "ETHIOPIC": "Ethi",
    "THAI": "Thai", "LAO": "Laoo", "KHMER": "Khmr", "MYANMAR": "Mymr", "DEVANAGARI": "Deva", "BENGALI": "Beng",
    "TAMIL": "Taml", "TELUGU": "Telu", "SINHALA": "Sinh",
}  # fmt: skip
_ENOUGH = 200
_LONG = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u200b]{25,}")
_SEAM = re.compile(r"(?<=[/\\_.,;:?&=@|+\-])(?=[^/\\_.,;:?&=@|+\-])")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
_PIECE = 18
_DIGIT = re.compile(r"\d")
# What one line keeps together: a number and its short unit, in Chinese its counter, the parts of a duration, a name
# and what it gained, a range, a sign and its currency.
_TOGETHER = (
    (re.compile(r"(?<=[\d萬万億亿]) (?=[一-龥])|(?<=第) (?=\d)"), "\u00a0"),
    (re.compile(r"(?<=\d) (?=[^\W\d]{1,5}\b)"), "\u00a0"),
    (re.compile(r"(?<=\S) (?=[+−][\d%$€£¥₺RN])"), "\u00a0"),
    (re.compile(r"(?<=\d\u00a0[^\W\d]) (?=\d+\u00a0)"), "\u00a0"),
    (re.compile(r"(?<=[\d%])–(?=[\d%−+])"), "–\u2060"),
    (re.compile(r"(?<=\u00a0)–(?=\u00a0)"), "–\u2060"),
    (re.compile(r"(?<=[+−])(?=[$€£¥₺%]|R[Mp]|NT)"), "\u2060"),
)
# Chinese text needs joints where it has no spaces. Paper goes without: who searches a PDF for 10月 would not find it.
_IN_CHINESE = (
    (re.compile(r"(?<=\d)(?=[一-龥])|(?<=第)(?=\d)"), "\u2060"),
    (re.compile(r"(?<=[\u00a0\u2060][分小個个])(?=[鐘钟時时月])"), "\u2060"),
)
# Invisible letters that no face draws and that PDF/A forbids.
_INVISIBLE = re.compile("[\ufeff\u115f\u1160\u3164\uffa0\u17b4\u17b5]")
_KEYCAP = re.compile("\ufe0f?\u20e3")
# Letters that stand alone: none of them melts into its neighbours or carries a mark of another code point.
_ALONE = re.compile(
    "[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e80-\u1fff\u200b\u2010-\u2027\u2030-\u205e\u2070-\u20bf"
    "\u2100-\u2bff\u2e80-\u3029\u3030-\u3098\u309b-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9d\uffe0-\uffe6\ufffd"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001faff]*"
)


def printable(text: str) -> str:
    """Text without terminal codes, lone surrogates and control, private or unassigned characters (U+FFFD instead).

    Direction marks that the text leaves open are closed, so that they cannot turn what stands beside it.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _NEWLINES.sub("\n", _ANSI.sub("", text)).replace("\t", "    ")
    text = "".join(char if char == "\n" or unicodedata.category(char) not in _REPLACED else "\ufffd" for char in text)
    return closed(text)


def together(text: str) -> str:
    """Text whose numbers no line end tears apart: 38 min, 38 分鐘, 1 h 23 min, 2.6–3.7%, −€12."""
    if _DIGIT.search(text) is None:
        return text
    for pattern, joint in _TOGETHER:
        text = pattern.sub(joint, text)
    return text


def together_on_screen(text: str) -> str:
    """The same, and Chinese dates and counters too: 10月31日, 38 分鐘."""
    text = together(text)
    for pattern, joint in _IN_CHINESE if _DIGIT.search(text) else ():
        text = pattern.sub(joint, text)
    return text


def apart(text: str) -> str:
    """Text as it was before its numbers were kept together, for looking something up in it."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


def showable(text: str) -> str:
    """Text for paper: a character that no shipped face has is written U+XXXX."""
    if _PLAIN.fullmatch(text):
        return text
    text = _KEYCAP.sub("", _INVISIBLE.sub("", text))
    return "".join(char if _shown(char) else f"U+{ord(char):04X}" for char in text)


def is_shaped(text: str) -> bool:
    """Whether letters of this text melt into others, which Typst can trace back in running text but not in pictures."""
    return _ALONE.fullmatch(text) is None


def foreign_script(text: str, cjk: bool = False) -> str:
    """The script of most letters by its ISO 15924 code; empty for Latin and, in a Chinese report, for Chinese."""
    if text.isascii() or (cjk and _PLAIN.fullmatch(text)):
        return ""
    letters = Counter(unicodedata.name(char, "").partition(" ")[0] for char in text[:_ENOUGH] if char.isalpha())
    script = _SCRIPTS.get(max(letters, key=letters.__getitem__), "") if letters else ""
    return "" if cjk and script == "Hani" else script


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing."""
    return not any(unicodedata.category(char)[0] not in "ZC" for char in _INVISIBLE.sub("", text))


def breakable(text: str) -> str:
    """Text whose words of 25 characters and more may break: after a separator if there is one, else anywhere."""
    return _LONG.sub(_seams, text)


def shortened(text: str, limit: int) -> str:
    """Text of at most `limit` characters, with an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def each_text(tree: Any, change: Callable[[str], str], *, keep: frozenset[str] = frozenset()) -> Any:
    """The tree of lists and dictionaries with every text changed, except under the keys and in the kinds to keep."""
    if isinstance(tree, str):
        return change(tree)
    if isinstance(tree, list | tuple):
        return [each_text(item, change, keep=keep) for item in tree]
    if isinstance(tree, dict):
        if tree.get("kind") in keep:
            return tree
        return {
            key: value if key in keep and isinstance(value, str) else each_text(value, change, keep=keep)
            for key, value in tree.items()
        }
    return tree


def _seams(match: re.Match[str]) -> str:
    pieces = []
    for part in _SEAM.split(match[0]):
        pieces += [part[i : i + _PIECE] for i in range(0, len(part), _PIECE)]
    return "\u200b".join(pieces)


def _shown(char: str) -> bool:
    code = ord(char)
    if char.isspace() or unicodedata.category(char) in {"Cf", "Zs"} or 0xFE00 <= code <= 0xFE0F:
        return True
    return any(code in _covered(package) for package in ("fontpkg_fira_sans", "noto_cjk_sans_otc", "manimgx_fonts"))


@lru_cache(maxsize=3)
def _covered(package: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    folder = Path(str(import_module(package).__file__)).parent
    files = sorted(folder.rglob("FiraSans-Regular.ttf")) or sorted(folder.rglob("*.tt[fc]"))
    codes: set[int] = set()
    for path in files:
        number = 0 if path.suffix == ".ttc" else -1
        with TTFont(path, fontNumber=number, lazy=True) as font:
            codes |= font.getBestCmap().keys()
    return frozenset(codes)
