"""Days and instants: texts as exported become dates and UTC stamps, strictly and never by a guess.

Comes in: one Arrow column of text and the order of its dates. Goes out: typed columns with the unreadable positions.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import Cells, flat, is_null, mapped

_TIME = (
    r"^(?P<day>.*?)(?:(?:T|,?\s+|\s+(?:at|-)\s+)(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?)"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ORDERS = ("iso", "day-first", "month-first")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\.?")
_SAMPLES = 3


def read_day(word: str, order: str = "iso") -> date:
    """One calendar day; ISO is always understood, `order` says how 3/4/2026 is meant.

    Raises
    ------
    ValueError : another form, or a day that does not exist
    """
    text = word.strip()
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if order == "compact" and (match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:\d{2})?", text)):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if "%" in order:
        return datetime.strptime(text, order).date()
    if order in ("day-first", "month-first") and (match := _NUMERIC.fullmatch(text)):
        first, second = int(match[1]), int(match[2])
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return date(year, second, first) if order == "day-first" else date(year, first, second)
    if match := re.fullmatch(r"(?:\w{3,9}\.?,\s*)?(\w{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", text):
        return date(int(match[3]), _month(match[1]), int(match[2]))
    if match := re.fullmatch(r"(?:\w{3,9}\.?,\s*)?(\d{1,2})[\s-](\w{3,9})\.?,?[\s-](\d{4})", text):
        return date(int(match[3]), _month(match[2]), int(match[1]))
    raise ValueError("not a date")


def _month(name: str) -> int:
    number = _MONTHS.get(name.casefold().rstrip("."))
    if number is None:
        raise ValueError(f"no month called {name!r}")
    return number


def _checked(order: str):
    def convert(word: str) -> date:
        try:
            day = read_day(word, order)
        except ValueError as error:
            raise ValueError(_reason(word, order, error)) from error
        if not 1990 <= day.year <= 2100:
            raise ValueError("outside 1990 to 2100")
        return day

    return convert


def _reason(word: str, order: str, error: ValueError) -> str:
    if order == "iso" and _NUMERIC.fullmatch(word.strip()):
        return "may be day first or month first"
    return "not a date" if str(error).startswith("time data") else str(error)


def settled_order(texts: pa.Array, order: str) -> tuple[str, bool]:
    """The order the column's own days prove, and whether it is another one than was expected.

    3/14/2026 can only be month first. Where no cell proves anything, or cells prove both, `order` stands.
    """
    if order not in ("day-first", "month-first"):
        return order, False
    proofs = set()
    for word in pc.unique(flat(texts)).to_pylist():
        if word and (match := re.match(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", word)):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                proofs.add("day-first")
            elif second > 12 >= first:
                proofs.add("month-first")
    if len(proofs) == 1 and order not in proofs:
        return proofs.pop(), True
    return order, False


def parts(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Day, time and zone of every text, '' where it has none; few distinct texts remain in each."""
    texts = flat(texts)
    kept = pc.if_else(is_null(texts), pa.scalar(None, pa.string()), texts)
    found = pc.extract_regex(kept, pattern=_TIME)
    return tuple(
        pc.if_else(pc.is_valid(found), pc.struct_field(found, name), pa.scalar(None, pa.string()))
        for name in ("day", "time", "zone")
    )


def days(texts: pa.Array, order: str = "iso") -> Cells:
    """A column of calendar days; a time of day behind the date is ignored, because days are never shifted."""
    if "%" in order:
        return mapped(texts, _checked(order), pa.date32())
    if order == "compact":
        return mapped(texts, _checked(order), pa.date32())
    return mapped(parts(texts)[0], _checked(order), pa.date32())


def moments(texts: pa.Array, order: str, zone: str) -> tuple[Cells, bool]:
    """A column of instants in UTC, and whether `zone` had to be assumed for some of them.

    A stamp with its own offset keeps it. A day without a time is midnight in `zone`.
    """
    if "%" in order:
        return _by_format(texts, order, zone)
    texts = flat(texts)
    coded = pc.dictionary_encode(texts)
    if len(coded.dictionary) < 0.5 * len(texts):
        found, assumed = moments(coded.dictionary, order, zone)
        return _spread(coded, found), assumed
    day_text, time_text, zone_text = parts(texts)
    day = mapped(day_text, _checked(order), pa.date32())
    clock = mapped(time_text, _clock, pa.int64())
    offset = mapped(zone_text, _offset, pa.int64())
    stamps = pc.add(day.values.cast(pa.timestamp("us")), pc.fill_null(clock.values, 0).cast(pa.duration("us")))
    own = pc.subtract(stamps, pc.fill_null(offset.values, 0).cast(pa.duration("us")))
    local = _placed(stamps, zone)
    has_zone = pc.is_valid(offset.values)
    values = pc.if_else(has_zone, own.cast(pa.timestamp("us", "UTC")), local)
    naive = pc.and_(pc.invert(has_zone), pc.is_valid(clock.values))
    return Cells(values, {**clock.bad, **day.bad}), pc.any(naive).as_py() is True


def _spread(coded: pa.DictionaryArray, found: Cells) -> Cells:
    """Instants of the distinct texts back to their rows."""
    values = pc.take(found.values, coded.indices)
    if not found.bad:
        return Cells(values)
    hits = pc.is_in(coded.indices, value_set=pa.array(list(found.bad), coded.indices.type))
    rows = pc.indices_nonzero(pc.fill_null(hits, False)).to_pylist()
    return Cells(values, {row: found.bad[coded.indices[row].as_py()] for row in rows})


def _placed(stamps: pa.Array, zone: str) -> pa.Array:
    """Naive local stamps as UTC; the first of a doubled hour, and after the gap where the clock jumps."""
    placed = pc.assume_timezone(stamps, zone, ambiguous="earliest", nonexistent="latest")
    return placed.cast(pa.timestamp("us", "UTC"))


def _by_format(texts: pa.Array, order: str, zone: str) -> tuple[Cells, bool]:
    place = ZoneInfo(zone)

    def convert(word: str) -> datetime:
        try:
            stamp = datetime.strptime(word.strip(), order)
        except ValueError:
            raise ValueError(f"does not have the form {order}") from None
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=place)

    return mapped(texts, convert, pa.timestamp("us", "UTC")), "%z" not in order and "%H" in order


def _clock(word: str) -> int | None:
    """Microseconds since midnight."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([AaPp])\.?[Mm]\.?)?", word.strip())
    if not match:
        raise ValueError("not a time of day")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[5]:
        if not 1 <= hour <= 12:
            raise ValueError("not a time of day")
        hour = hour % 12 + (12 if match[5] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("not a time of day")
    micro = int(((match[4] or "0") + "000000")[:6])
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro


def _offset(word: str) -> int | None:
    text = word.strip()
    if text in ("Z", "UTC", "GMT"):
        return 0
    digits = text[1:].replace(":", "")
    return (-1 if text[0] == "-" else 1) * (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000


def without_year(words: list[str | None], last: date) -> list[date | None]:
    """Days such as 'February 28' in row order, ending on or before `last`; walks back across New Year."""
    found: list[date | None] = []
    bound = last
    for word in reversed(words):
        day = _yearless(word, bound) if word else None
        found.append(day)
        bound = day or bound
    return found[::-1]


def _yearless(word: str, bound: date) -> date | None:
    match = re.fullmatch(r"(\w{3,9})\.?\s+(\d{1,2})", word.strip())
    if not match or match[1].casefold() not in _MONTHS:
        return None
    for year in range(bound.year, bound.year - 5, -1):
        try:
            day = date(year, _month(match[1]), int(match[2]))
        except ValueError:
            continue
        if day <= bound + timedelta(days=0):
            return day
    return None


def samples(texts: pa.Array) -> str:
    """Three values as they stand in the file, for a message."""
    words = [word for word in pc.unique(flat(texts)[:2000]).to_pylist() if word and word.strip()]
    return ", ".join(repr(word) for word in words[:_SAMPLES])
