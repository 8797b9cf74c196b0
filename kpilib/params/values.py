"""What people write in a client file: 3.5%, 2h, 1200, 2026-01-01, mon-fri, #0b6e6e, TRY, ${NAME}.

Comes in: texts exactly as written. Goes out: numbers, days and names, or `Wrong` with what is wrong and what to do.
"""

from __future__ import annotations

import codecs
import os
import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

from kpilib.errors import PeriodError, suggest
from kpilib.periods import Period

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,.' ]\d{3})+([,.]\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_TIMES = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD = re.compile(r"://[^/\s@:]*:(?!\$\{)[^/\s@]+@")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME_FORM = "A time is written 30s, 45min, 2h or 1d."
_DAY_FORM = "A day is written 2026-01-31."


class Wrong(ValueError):
    """One value that cannot stand: `what` is wrong with it, and what to `do`."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(what, do)
        self.what, self.do = what, do


def number(text: str) -> float:
    """A plain number: 1200 or 1200.5."""
    text = str(text).strip()
    if text.endswith("%") or text.startswith("%"):
        raise Wrong(f"{text} is a percentage", "A plain number is needed here, such as 40.")
    # 1.200 is twelve hundred in Istanbul and Jakarta and 1.2 in London: nobody may guess.
    if _GROUPED.fullmatch(text) and not (_NUMBER.fullmatch(text) and text.lstrip("+-").startswith("0")):
        raise Wrong(f"{text} can be read in two ways", f"Write {re.sub('[^0-9-]', '', text)} without separators.")
    if _COMMA.fullmatch(text):
        raise Wrong(f"{text} has a decimal comma", f"Write {text.replace(',', '.')}.")
    if not _NUMBER.fullmatch(text):
        raise Wrong(f"'{text}' is not a plain number", "Write it like 1200 or 1200.5, without unit or separators.")
    return float(text)


def positive(text: str) -> float:
    """A plain number of at least 0."""
    value = number(text)
    if value < 0:
        raise Wrong(f"{text} is less than 0", "Write a number of 0 or more.")
    return value


def whole(text: str) -> int:
    """A whole number of at least 0."""
    value = positive(text)
    if value != int(value):
        raise Wrong(f"{text} is not a whole number", f"Write {int(value)} or {int(value) + 1}.")
    return int(value)


def fraction(text: str) -> float:
    """A ratio without bounds: 3.5%, 140%, -5% or 0.035; a bare number beyond 1 is refused."""
    text = str(text).strip()
    if text.startswith("%") or (text.endswith("%") and _COMMA.fullmatch(text[:-1].strip())):
        plain = text.strip("% ").replace(",", ".")
        raise Wrong(f"'{text}' is not how a percentage is written here", f"Write {plain}%.")
    if text.endswith("%"):
        return float(Decimal(str(_bare(text[:-1].strip()))) / 100)
    value = _bare(text)
    if abs(value) > 1:
        least = "more than 1" if value > 0 else "less than -1"
        raise Wrong(f"{text} is {least}", f"A share is written {text}% or {Decimal(text) / 100:f}.")
    return value


def share(text: str) -> float:
    """A part of a whole: 3.5% or 0.035, never beyond 0 to 100 %."""
    value = fraction(text)
    if value < 0:
        raise Wrong(f"{text} is less than 0", "A share lies between 0% and 100%.")
    if value > 1:
        raise Wrong(f"{text} is more than 100%", "A share lies between 0% and 100%.")
    return value


def _bare(text: str) -> float:
    if _COMMA.fullmatch(text):
        raise Wrong(f"{text} has a decimal comma", f"Write {text.replace(',', '.')}%.")
    if not _NUMBER.fullmatch(text):
        raise Wrong(f"'{text}' is not a share", "A share is written 3.5% or 0.035.")
    return float(text)


def seconds(text: str) -> float:
    """A time with its unit: 30s, 45min, 2h, 1d, or 1h 30min."""
    text = str(text).strip()
    if _NUMBER.fullmatch(text):
        raise Wrong(f"{text} has no unit", _TIME_FORM)
    parts = _TIMES.findall(text)
    if not parts or _TIMES.sub("", text).strip():
        raise Wrong(f"'{text}' is not a time", _TIME_FORM)
    return sum(float(amount) * _SECONDS[unit] for amount, unit in parts)


def flag(text: str) -> bool:
    """true or false; yes, no, on and off will do."""
    match str(text).strip().casefold():
        case "true" | "yes" | "on":
            return True
        case "false" | "no" | "off":
            return False
    raise Wrong(f"'{text}' is neither true nor false", "Write true or false.")


def day(text: str) -> date:
    """A calendar day, 2026-01-31."""
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        raise Wrong(f"'{text}' is not a day", _DAY_FORM) from None


def moment(text: str) -> str:
    """A day or an instant in ISO form, as written."""
    text = str(text).strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"'{text}' is not a day or time", "Write 2026-01-31 or 2026-01-31T08:00+03:00.") from None
    return text


def span(text: str) -> str:
    """A stretch of days, both included: 2025-01-14..2025-04-14, or a period such as 2026-10."""
    try:
        period = Period.parse(str(text))
    except PeriodError as error:
        raise Wrong(error.what, error.do) from None
    return f"{period.start}..{period.last}"


def colour(text: str) -> str:
    """A brand colour, #0b6e6e, in small letters."""
    text = str(text).strip()
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise Wrong(f"'{text}' is not a colour", 'Write # and six hexadecimal digits in quotes: "#0b6e6e".')
    return text.lower()


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes that are money somewhere today."""
    uses = get_global("territory_currencies").values()
    return frozenset(code for spans in uses for code, _start, end, tender in spans if end is None and tender)


def currency(text: str) -> str:
    """A currency code of ISO 4217, such as TRY."""
    text = str(text).strip()
    if text not in currencies():
        raise Wrong(f"no currency called '{text}'", suggest(text.upper(), currencies()) or "ISO 4217 codes: TRY, EUR.")
    return text


@cache
def timezones() -> frozenset[str]:
    """The names of the IANA list; a folder of files is looked through for them."""
    return frozenset(available_timezones())


def timezone(text: str) -> str:
    """A time zone of the IANA list, such as Europe/Istanbul."""
    text = str(text).strip()
    known = timezones()
    if text not in known:
        folded = {zone.casefold(): zone for zone in known}
        exact = folded.get(text.casefold().replace(" ", "_"))
        hint = f"Did you mean '{exact}'?" if exact else suggest(text, known)
        raise Wrong(f"no time zone called '{text}'", hint or "Write it like Europe/Istanbul, Asia/Taipei or UTC.")
    return text


def encoding(text: str) -> str:
    """A text encoding that Python knows."""
    try:
        codecs.lookup(str(text))
    except LookupError:
        raise Wrong(f"no encoding called '{text}'", "Write utf-8, utf-16, cp1254, gb18030 or big5.") from None
    return str(text)


def weekdays(text: str) -> tuple[int, ...]:
    """Days of the week, Monday = 0: `mon`, `mon-fri`, `sat, sun`."""
    found: list[int] = []
    for part in str(text).casefold().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise Wrong(f"'{text}' names no weekday", "Write mon, tue, wed, thu, fri, sat, sun, or mon-fri.")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found += range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)]
    return tuple(found)


def opening(text: str) -> tuple[time, time] | None:
    """Opening hours of a day, 09:00-18:00; 24:00 is midnight, `closed` is None."""
    text = str(text).strip()
    if text.casefold() == "closed":
        return None
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", text)
    if not match:
        raise Wrong(f"'{text}' are no hours", 'Write them as "09:00-18:00" or closed.')
    hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
    if (last_hour, last_minute) == (24, 0):
        last_hour, last_minute = 23, 59
    try:
        opens, closes = time(hour, minute), time(last_hour, last_minute)
    except ValueError:
        raise Wrong(f"'{text}' names an hour that does not exist", 'Write "09:00-18:00".') from None
    if opens >= closes:
        raise Wrong(f"'{text}' ends before it begins", "Hours past midnight are written as two days.")
    return opens, closes


class Secret(str):
    """A text taken from the environment; its repr shows the names only."""

    written: str

    def __new__(cls, text: str, written: str) -> Secret:
        made = super().__new__(cls, text)
        made.written = written
        return made

    def __repr__(self) -> str:
        return repr(self.written)

    def __reduce__(self) -> tuple[type[Secret], tuple[str, str]]:
        return Secret, (str(self), self.written)


def has_secret(text: str) -> bool:
    """Whether the text names a value of the environment."""
    return "${" in text


def check_secrets(text: str) -> str:
    """Refuse a written-out password, a broken `${NAME}` and a name that the environment does not hold."""
    if _PASSWORD.search(text):
        raise Wrong("a password stands in the file", "Put the address in the environment and write ${NAME}.")
    if has_secret(_SECRET.sub("", text)):
        raise Wrong("a ${ without a name", "Secrets are written ${NAME}, with letters, digits and _.")
    if unset := [name for name in _SECRET.findall(text) if not os.environ.get(name)]:
        raise Wrong(f"${{{unset[0]}}} is not set in the environment", f"Set it: export {unset[0]}=…")
    return text


def resolve(text: str) -> str:
    """The text with each `${NAME}` replaced by the environment's value, as a `Secret` where there was one."""
    if not has_secret(text):
        return text
    return Secret(_SECRET.sub(lambda match: os.environ[match[1]], text), text)
