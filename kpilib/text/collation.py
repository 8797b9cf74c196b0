"""Sorting and matching of names as a language does it.

Comes in: text of the client or of the words. Goes out: keys to sort by and keys to compare by.
"""

from __future__ import annotations

import unicodedata
from typing import Any

_TURKISH = {letter: rank for rank, letter in enumerate("abcçdefgğhıijklmnoöpqrsştuüvwxyz")}
_TURKISH_LOWER = str.maketrans({"İ": "i", "I": "ı"})


def sort_key(language: str, text: str) -> tuple[Any, ...]:
    """A key for `sorted`: Turkish by its alphabet, Chinese by sound or strokes, others without accents."""
    match language:
        case "tr":
            return tuple(_turkish(letter) for letter in match(language, text)), text
        case "zh-Hans":
            # The common characters of GB 2312, which GB 18030 extends, stand in the order of their sound.
            return match(language, text).encode("gb18030", "replace"), text
        case "zh-Hant":
            # Big5 orders its characters by strokes; one that it lacks comes last, by code point.
            return tuple(_big5(letter) for letter in match(language, text)), text
        case _:
            return _bare(match(language, text)), text


def match(language: str, text: str) -> str:
    """The form under which two spellings of one word are equal; Turkish keeps dotted and dotless i apart."""
    text = unicodedata.normalize("NFC", text)
    if language == "tr":
        return text.translate(_TURKISH_LOWER).lower()
    return unicodedata.normalize("NFKC", text).casefold()


def _turkish(letter: str) -> tuple[int, int]:
    if letter in _TURKISH:
        return 1, _TURKISH[letter]
    base = _bare(letter)
    if base in _TURKISH:
        return 1, _TURKISH[base]
    return (0 if not letter.isalpha() else 2), ord(letter[0])


def _big5(letter: str) -> tuple[int, bytes]:
    try:
        return 0, letter.encode("big5")
    except UnicodeEncodeError:
        return 1, letter.encode("utf-32-be")


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
