"""Names and texts of a client inside our own: as long as there is room for, and turning nothing beside them.

Comes in: a client's text. Goes out: text that can stand in a sentence, a cell or a picture.
"""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def closed(text: str) -> str:
    """The text with an end to every direction mark that it leaves open, so that it turns nothing behind it."""
    open_marks: list[str] = []
    for char in _MARKS.findall(text):
        if char in _OPENERS:
            open_marks.append(_OPENERS[char])
        elif open_marks and char == open_marks[-1]:
            open_marks.pop()
    return text + "".join(reversed(open_marks))


def shortened(text: str, most: int) -> str:
    """The beginning of a text on one line, cut at a word where spaces allow; a Chinese character takes two places."""
    text = " ".join(text.split())
    if _width(text) <= most:
        return text
    while _width(text) > most:
        text = text[: len(text) - max(1, (_width(text) - most) // 2)]
    head = text.rsplit(" ", 1)[0]
    return (head if len(head) > len(text) / 2 else text).rstrip(" ,.;:，。；：") + "…"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
