"""Written figures as numbers: what a text shows, as a value and the number format that shows it so.

Comes in: a text in the report's language and, where known, the value behind it. Goes out: a number, a date, or None.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.numbers import NumberFormatError, parse_decimal

from kpilib.text import Words

_MONEY = "[A-Z]{0,3}[$£¥\u20a0-\u20bf]|[A-Z]{3}|Rp|RM|kr|zł|Kč"
_FIGURE = re.compile(
    rf"(?P<sign>[-−+]?)(?P<before>%|{_MONEY})?\s*(?P<minus>[-−]?)(?P<digits>\d[\d.,\u00a0\u202f]*)\s*(?P<after>%|{_MONEY})?"
)
_PLAIN = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
_UNIT = re.compile(r"(?P<figure>[\d.,]+)(?P<unit>\s?[^\d\s].*)")
_DAY = re.compile(
    r"(?:(?P<day>\d{1,2}) )?(?P<name>\D+?) (?P<year>\d{4})|(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?"
)
_LIMIT = "≤ "
_SECONDS = 86_400

Amount = tuple[float, str]


def figure(text: str, words: Words, exact: float | None = None) -> Amount | None:
    """The number that a text shows and the number format that shows it so; None for other text.

    `exact` is the value behind the text, taken instead where both agree to the digits shown.
    """
    match = _FIGURE.fullmatch(text.strip())
    if not match:
        return None
    digits = re.sub(r"[\u00a0\u202f]", "", match["digits"])
    try:
        value = parse_decimal(digits, locale=words.locale, strict=True)
    except (NumberFormatError, ValueError):
        return None
    point = str(words.locale.number_symbols.get("latn", words.locale.number_symbols)["decimal"])
    decimals = len(digits.rpartition(point)[2]) if point in digits else 0
    sign = -1 if "−" in match["sign"] + match["minus"] or "-" in match["sign"] + match["minus"] else 1
    unit = match["before"] or match["after"] or ""
    if unit.isalpha() and unit.isupper() and unit not in words.locale.currencies:
        return None
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    number = float(sign * value / (100 if unit == "%" else Decimal(1)))
    step = 10.0**-decimals / (100 if unit == "%" else 1)
    if exact is not None and abs(exact - number) <= step:
        number = float(exact)
    if unit and unit != "%":
        form = f'"{unit}"{form}' if match["before"] else f'{form}"{unit}"'
    return number, form + ("%" if unit == "%" else "")


def amount(text: str, words: Words, exact: float | None = None) -> Amount | None:
    """A figure, a limit such as ≤ 2.5%, or a duration whose seconds are known; durations become parts of a day."""
    bare = text.removeprefix(_LIMIT)
    if exact is not None and exact >= 0 and not isinstance(exact, bool) and bare == words.duration(exact):
        found: Amount | None = (exact / _SECONDS, "[h]:mm:ss")
    else:
        found = figure(bare, words, exact)
    return found and (found[0], f'"{_LIMIT}"{found[1]}' if bare != text else found[1])


def change(text: str, words: Words, exact: float | None) -> Amount | None:
    """A change as a number with its sign, its own or that of the value behind it; None where it is but a word."""
    bare = text.lstrip("+-−")
    falls = exact < 0 if exact is not None else text.startswith(("-", "−"))
    match = _UNIT.fullmatch(bare) if figure(bare, words) is None else None
    unit = "" if match is None or '"' in match["unit"] else match["unit"]
    size = None if exact is None else abs(exact)
    found = figure(bare.removesuffix(unit), words, size)
    if found is None or (unit and size is not None and bare == words.duration(size)):
        return None
    form = f'{found[1]}"{unit}"' if unit else found[1]
    return (-found[0] if falls else found[0]), f"+{form};−{form};{form}"


def plain(text: str) -> Amount | None:
    """A number as Python prints it; what a language may read otherwise stays text."""
    if not _PLAIN.fullmatch(text):
        return None
    decimals = len(text.partition(".")[2]) if "e" not in text.casefold() else None
    form = "General" if decimals is None else "0" + ("." + "0" * decimals if decimals else "")
    return float(text.replace("−", "-")), form


def day(text: str, words: Words) -> tuple[date, str] | None:
    """The day or month that a text names in full, and the format that shows it so."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    if match["y"]:
        parts, form = (match["y"], match["m"], match["d"] or 1), 'yyyy"年"m"月"' + ('d"日"' if match["d"] else "")
    else:
        month = _months(words).get(match["name"])
        parts, form = (match["year"], month or 0, match["day"] or 1), "d mmm yyyy" if match["day"] else "mmm yyyy"
    try:
        return date(*(int(part) for part in parts)), form
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _months(words: Words) -> dict[str, int]:
    names = {}
    for month in range(1, 13):
        for form in ("month", "month_short"):
            names[words.date(date(2000, month, 1), form)] = month
    return names
