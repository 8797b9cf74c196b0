"""A KPI's figure as text: value, change and axis tick by the KPI's unit.

Comes in: a `Voice`, a number and one of the units of the catalogue. Goes out: text; "n/a" where there is no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kpilib.errors import UnknownName, suggest
from kpilib.text import numbers, times
from kpilib.text.voice import Voice

UNITS = (
    "count",
    "people",
    "share",
    "fraction",
    "per_unit",
    "score",
    "probability",
    "money",
    "money_per_day",
    "seconds",
    "days",
    "same",
)


def value(voice: Voice, x: Any, unit: str, currency: str | None = None, decimals: int | None = None) -> str:
    """A figure in full: 48,210 · 3.13% · 3.61 · €918,000 · 38 min."""
    if unit not in UNITS:
        raise UnknownName("words", f"no unit called {unit!r}", suggest(unit, UNITS))
    if (amount := numbers.finite(x)) is None:
        return voice.say("word.not_available")
    locale = voice.locale
    match unit:
        case "count" | "people":
            return numbers.number(locale, amount, decimals or 0)
        case "share":
            return numbers.percent(locale, amount, _share_places(amount) if decimals is None else decimals)
        case "fraction":
            return numbers.percent(locale, amount, _places(amount * 100, 2, 1, 0) if decimals is None else decimals)
        case "probability":
            return _probability(voice, amount, 3 if decimals is None else decimals)
        case "money":
            return numbers.money(locale, amount, currency, decimals)
        case "money_per_day":
            return voice.say("unit.per_day", x=numbers.money(locale, amount, currency, decimals))
        case "seconds":
            return times.duration(voice, amount)
        case "days":
            places = (1 if abs(amount) < 10 and amount != int(amount) else 0) if decimals is None else decimals
            return voice.say("unit.d", count=round(amount, places))
        case _:
            return numbers.number(locale, amount, _decimal_places(amount) if decimals is None else decimals)


def change(voice: Voice, x: Any, kind: str, unit: str, currency: str | None = None) -> str:
    """The amount of a change without its sign: 12.4%, 0.36 points, 14 min."""
    if (amount := numbers.finite(x)) is None:
        return voice.say("word.not_available")
    size = abs(amount)
    match kind:
        case "relative":
            return numbers.percent(voice.locale, size, 1 if size < 10 else 0)
        case "points" if unit in ("score", "probability"):
            # Points of its own scale, not hundredths of a share: NPS 27 to 30 is 3.
            return value(voice, size, unit)
        case "points":
            fine = unit == "fraction" or size < Decimal("0.01")
            if 0 < size < Decimal("0.00005"):
                return points(voice, size, 3)
            return points(voice, size, 2 if fine and size < Decimal("0.1") else 1)
        case "absolute":
            return value(voice, size, unit, currency)
    kinds = ("relative", "points", "absolute")
    raise UnknownName("words", f"no kind of change called {kind!r}", suggest(kind, kinds))


def axis(voice: Voice, x: Any, unit: str, currency: str | None = None, among: Sequence[float] = ()) -> str:
    """A tick: as short as it can be said, no zeros behind the point, none of those that it stands among rounded."""
    if (amount := numbers.finite(x)) is None:
        return ""
    others = [other for tick in among if (other := numbers.finite(tick)) is not None]
    match unit:
        case "share" | "fraction":
            return numbers.percent(voice.locale, amount, 2, trim=True)
        case "money" | "money_per_day":
            return numbers.money_tick(voice.locale, amount, currency, others)
        case "seconds":
            return times.tick(voice, amount)
        case "days":
            return times.tick(voice, amount * 86400) if amount else times.part(voice, "d", 0)
        case _:
            return numbers.tick(voice.locale, amount, others)


def points(voice: Voice, x: Decimal, decimals: int = 2) -> str:
    """A difference of two shares, 0..1, in percentage points."""
    return voice.say("unit.points", x=numbers.number(voice.locale, x * 100, decimals))


def chance(voice: Voice, x: Any) -> str:
    """A chance (0..1) in whole percent that never claims to be certain: > 99%, < 1%."""
    if (amount := numbers.finite(x)) is None:
        return voice.say("word.not_available")
    known = min(max(amount, Decimal("0.01")), Decimal("0.99"))
    sign = "> " if amount > known else "< " if amount < known else ""
    return sign + numbers.percent(voice.locale, known, 0)


def covered(voice: Voice, x: Any) -> str:
    """A share of days: whole percent that says 100% of all of them and 0% of none only."""
    if (amount := numbers.finite(x)) is None:
        return voice.say("word.not_available")
    inside = min(max(amount, Decimal("0.01")), Decimal("0.99")) if 0 < amount < 1 else amount
    return numbers.percent(voice.locale, inside, 0)


def attainment(voice: Voice, x: Any) -> str:
    """A share of a target: whole percent, but no miss is rounded into a hit and no 'behind' into 'close'."""
    if (amount := numbers.finite(x)) is None:
        return voice.say("word.not_available")
    if Decimal("0.95") <= amount < 1:
        return numbers.percent(voice.locale, min(amount, Decimal("0.999")), 1)
    if amount < Decimal("0.95"):
        amount = min(amount, Decimal("0.94"))
    return numbers.percent(voice.locale, amount, 0)


def distance(voice: Voice, x: Any, aim: Any) -> str:
    """How far a score lies above or below what it is held against, in points of its own scale: −6.3 points."""
    if (amount := numbers.finite(x)) is None or (goal := numbers.finite(aim)) is None:
        return voice.say("word.not_available")
    away = amount - goal
    size = numbers.number(voice.locale, abs(away), _decimal_places(max(abs(amount), abs(goal))))
    sign = "" if not any(digit in size for digit in "123456789") else numbers.MINUS if away < 0 else "+"
    return voice.say("unit.score_points", x=sign + size)


def _places(size: Decimal, below_10: int, below_100: int, above: int) -> int:
    size = abs(size)
    return below_10 if round(size, below_10) < 10 else below_100 if round(size, below_100) < 100 else above


def _share_places(x: Decimal) -> int:
    # A click-through rate of 0.2% says too little, and 0.0% of a rate that is not 0 is false.
    return 2 if 0 < round(abs(x), 4) < Decimal("0.01") else 1


def _decimal_places(x: Decimal) -> int:
    if 0 < abs(x) < Decimal("0.1"):
        return 3
    # A whole number of a thousand and more needs no point; 3 next to 3.61 keeps its zeros.
    return _places(x, 2, 1, 0)


def _probability(voice: Voice, x: Decimal, decimals: int) -> str:
    least = Decimal(1).scaleb(-decimals)
    if 0 <= x < least:
        return f"< {numbers.number(voice.locale, least, decimals)}"
    return numbers.number(voice.locale, x, decimals)
