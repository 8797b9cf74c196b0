"""Figures as a language writes them: decimals, short forms, percents, money.

Comes in: a Babel locale and a number. Goes out: text with a real minus (U+2212) and ordinary spaces.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from babel import Locale
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)

MINUS = "\u2212"
# Babel leaves these as bare codes, or as a sign that several currencies share.
_SYMBOLS = {"TRY": "₺", "IDR": "Rp", "TWD": "NT$", "SGD": "S$", "MYR": "RM", "PLN": "zł", "CHF": "CHF"}
# No-break and thin spaces of CLDR: fonts lack some of them, and a search for "12,3 Mn" must find the figure.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))


def finite(x: Any) -> Decimal | None:
    """The number exactly as it prints, or None for anything that is no finite number (None, NA, NaN, infinities)."""
    if x is None or isinstance(x, str):
        return None
    try:
        value = x if isinstance(x, Decimal) else Decimal(str(x.item() if hasattr(x, "item") else x))
    except (ArithmeticError, TypeError, ValueError):
        return None
    return value if value.is_finite() else None


def plain(text: str) -> str:
    """Babel's text with ordinary spaces and a real minus, and none before a figure that rounds to zero."""
    text = text.translate(_SPACES).replace("-", MINUS)
    return text if re.search(r"[1-9]", text) else text.replace(MINUS, "")


def digits(decimals: int, *, trim: bool = False) -> str:
    """The decimal part of a CLDR pattern: fixed places, or at most so many."""
    return "." + ("#" if trim else "0") * decimals if decimals else ""


def number(locale: Locale, x: Decimal, decimals: int | None = None) -> str:
    """A decimal with thousands marks; without `decimals` as many as it has, three at most."""
    pattern = "#,##0" + (digits(3, trim=True) if decimals is None else digits(decimals))
    return plain(format_decimal(x, pattern, locale=locale))


def percent(locale: Locale, x: Decimal, decimals: int = 1, *, trim: bool = False) -> str:
    """A fraction as percent, the sign where the language puts it (Turkish: before)."""
    # Never a fixed pattern: the locale's own, with the decimals put in.
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "#,##0" + digits(decimals, trim=trim))
    return plain(format_percent(x, pattern, locale=locale))


def short(locale: Locale, x: Decimal, decimals: int = 1) -> str:
    """12.3M, 1234.6万, 12,3 Mn: so many decimals at most; small numbers stay whole words of digits."""
    text = format_compact_decimal(x, fraction_digits=decimals, locale=locale)
    if not re.search(r"[^\d.,\-]", text):
        return number(locale, x, 0 if abs(x) >= 1000 or x != round(x, 1) else None)
    if re.search(r"(?<!\d)10000?(?![\d.,])", text) and abs(x) < (rounded := Decimal(10) ** math.ceil(abs(x).log10())):
        # Babel prints 999,950 as 1000K: the next unit starts at the rounded value.
        text = format_compact_decimal(rounded.copy_sign(x), fraction_digits=decimals, locale=locale)
    return plain(text)


def tick(locale: Locale, x: Decimal, among: Sequence[Decimal] = ()) -> str:
    """A tick: from a thousand up in short form, unless that would round one of the ticks that it stands among."""
    if abs(x) < 1000:
        return number(locale, x)
    large = [each for each in among if abs(each) >= 1000]
    places = next((n for n in (1, 2) if all(_digits(short(locale, each, n)) == _digits(each) for each in large)), None)
    return number(locale, x) if places is None else short(locale, x, places)


def _digits(x: Decimal | str) -> str:
    """The digits of a number without the zeros around them."""
    text = x if isinstance(x, str) else f"{x:f}"
    return re.sub(r"\D", "", text).strip("0")


def symbol(locale: Locale, currency: str) -> str:
    """The currency's sign where it is unambiguous in the language, else its code."""
    if currency in _SYMBOLS:
        return _SYMBOLS[currency]
    return get_currency_symbol(currency, locale)


def money(locale: Locale, x: Decimal, currency: str | None, decimals: int | None = None) -> str:
    """An amount: no cents from 100 up, the currency's own cents below; a bare number without a currency."""
    if decimals is None:
        cents = get_currency_precision(currency) if currency else 2
        rounded = x.quantize(Decimal(1).scaleb(-cents), ROUND_HALF_EVEN)
        decimals = 0 if abs(rounded) >= 100 or not rounded else cents
    if not currency:
        return number(locale, x, decimals)
    pattern = locale.currency_formats["standard"].pattern.replace(".00", digits(decimals))
    return _with_symbol(format_currency(x, currency, pattern, locale=locale, currency_digits=False), locale, currency)


def money_tick(locale: Locale, x: Decimal, currency: str | None, among: Sequence[Decimal] = ()) -> str:
    """An amount for an axis: the sign of the currency where `money` puts it, the number as a tick."""
    text = tick(locale, abs(x), among)
    if currency:
        one = money(locale, Decimal(1), currency, 0)
        text = one.replace("1", text)
    return MINUS + text if x < 0 else text


def _with_symbol(text: str, locale: Locale, currency: str) -> str:
    mark = symbol(locale, currency)
    text = plain(text).replace(get_currency_symbol(currency, locale), mark)
    # A code runs into the digits without a space (TWD1,234); a sign does not ("Rp" is written closed up).
    if mark == currency:
        text = re.sub(rf"{currency}(?=\d)", f"{currency} ", text)
    return text
