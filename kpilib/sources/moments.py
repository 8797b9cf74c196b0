"""Days and instants: texts as exported become dates and UTC stamps, strictly and never by a guess.

Comes in: one Arrow column of text and the order of its dates. Goes out: typed columns with the unreadable positions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import Cells, by_word, flat, is_null, mapped, over_words, plain
from kpilib.sources.layouts import beginnings, laid_out

_CLOCK = (
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?)"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_STAMP = rf"^(?P<day>.*?)(?:(?:T|,?\s+|\s+(?:at|-)\s+){_CLOCK})?$"
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
_NONE = pa.scalar(None, pa.string())
_STARTS_NUMERIC = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2}")
_SAMPLES = 3
_LONGEST_STEP = 180  # days between two rows of a by-day file; more is a wrong year
_LOOK = 20_000  # cells that tell whether a column needs a closer look
_SOME = 2_000  # cells that show whether words come back


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


def settled_order(columns: Sequence[pa.Array], order: str) -> tuple[str, bool]:
    """The order that the days of a file prove, and whether it is another one than was expected.

    3/14/2026 can only be month first. Where no cell proves anything, or cells prove both, `order` stands. One file
    has one order, so a column that proves nothing follows the others.
    """
    proofs: set[str] = set()
    for texts in columns:
        if order in ("day-first", "month-first") or _looks_numeric(texts):
            proofs |= _proofs(texts)
    if len(proofs) == 1 and order not in proofs:
        return proofs.pop(), True
    return order, False


def _looks_numeric(texts: pa.Array) -> bool:
    """Whether the first cells are days such as 3/4/2026, which ISO days are not."""
    return any(_STARTS_NUMERIC.match(word) for word in texts[:_LOOK].to_pylist() if word)


def _proofs(texts: pa.Array) -> set[str]:
    found = set()
    for word in beginnings(texts) or _starts(texts):
        if word and (match := _STARTS_NUMERIC.match(word)):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add("day-first")
            elif second > 12 >= first:
                found.add("month-first")
    return found


def _starts(texts: pa.Array) -> list[str | None]:
    starts = by_word(texts, lambda words: pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(words), 0, 8))
    return pc.unique(starts).to_pylist()


def parts(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Day, time and zone of every text, '' where it has none; few distinct texts remain in each."""
    null = is_null(texts)
    kept = pc.if_else(null, _NONE, texts) if pc.any(null).as_py() else texts
    for mark in (" ", "T"):
        if (found := _parted(kept, mark)) is not None:
            return found
    found = pc.extract_regex(kept, pattern=_STAMP)
    return tuple(
        pc.if_else(pc.is_valid(found), pc.struct_field(found, name), _NONE) for name in ("day", "time", "zone")
    )


def _parted(texts: pa.Array, mark: str) -> tuple[pa.Array, pa.Array, pa.Array] | None:
    """The same where every text is a day without a space, one mark and a time: no text need be searched."""
    day, clock = laid_out(texts, mark) or _halves(texts, mark) or (None, None)
    if day is None or clock is None:
        return None
    found = pc.extract_regex(clock.dictionary, pattern=f"^{_CLOCK}$")
    if found.null_count or pc.any(pc.ends_with(day.dictionary, ",")).as_py():
        return None
    time, zone = (pc.struct_field(found, name) for name in ("time", "zone"))
    coded = pa.DictionaryArray.from_arrays
    none = pc.all(pc.equal(zone, "")).as_py()
    return day, coded(clock.indices, time), pa.nulls(len(texts), pa.string()) if none else coded(clock.indices, zone)


def _halves(texts: pa.Array, mark: str) -> tuple[pa.DictionaryArray, pa.DictionaryArray] | None:
    """What stands before and behind the first mark, coded; None where a text has no mark."""
    halves = pc.split_pattern(texts, mark, max_splits=1)
    if pc.all(pc.equal(pc.list_value_length(halves), 2)).as_py() is not True:
        return None
    day, clock = (pc.list_element(halves, place).dictionary_encode() for place in (0, 1))
    return day, clock


def days(texts: pa.ChunkedArray | pa.Array, order: str = "iso") -> Cells:
    """A column of calendar days; a time of day behind the date is ignored, because days are never shifted."""
    if "%" in order or order == "compact":
        return mapped(texts, _checked(order), pa.date32())
    return over_words(texts, lambda words: mapped(parts(words)[0], _checked(order), pa.date32()))


def moments(texts: pa.ChunkedArray | pa.Array, order: str, zone: str) -> tuple[Cells, bool]:
    """A column of instants in UTC, and whether `zone` had to be assumed for some of them.

    A stamp with its own offset keeps it. A day without a time is midnight in `zone`.
    """
    if "%" in order:
        return _by_format(texts, order, zone)
    assumed = False

    def read(words: pa.Array) -> Cells:
        nonlocal assumed
        found, assumed = _instants(words, order, zone)
        return found

    return over_words(_coded(texts), read), assumed


def _coded(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """The words of a column coded if they come back; its first cells show it."""
    if pa.types.is_dictionary(texts.type):
        return texts
    some = texts[:_SOME]
    return pc.dictionary_encode(texts) if 2 * len(pc.unique(some)) < len(some) else texts


def _instants(texts: pa.Array, order: str, zone: str) -> tuple[Cells, bool]:
    day_text, time_text, zone_text = parts(texts)
    day = mapped(day_text, _checked(order), pa.date32())
    clock = mapped(time_text, _clock, pa.int64())
    stamps = pc.add(day.values.cast(pa.timestamp("us")), pc.fill_null(clock.values, 0).cast(pa.duration("us")))
    values, naive = _placed(stamps, zone), pc.is_valid(clock.values)
    if zone_text.null_count < len(zone_text):
        offset = mapped(zone_text, _offset, pa.int64())
        own = pc.subtract(stamps, pc.fill_null(offset.values, 0).cast(pa.duration("us")))
        has_zone = pc.is_valid(offset.values)
        values = pc.if_else(has_zone, own.cast(pa.timestamp("us", "UTC")), values)
        naive = pc.and_(pc.invert(has_zone), naive)
    return Cells(values, {**clock.bad, **day.bad}), pc.any(naive).as_py() is True


def _placed(stamps: pa.Array, zone: str) -> pa.Array:
    """Naive local stamps as UTC; the first of a doubled hour, and after the gap where the clock jumps."""
    if zone == "UTC":
        return stamps.cast(pa.timestamp("us", "UTC"))
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


@lru_cache(maxsize=5000)
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
    """Days such as 'February 28' in row order, none after `last`.

    Days follow each other, oldest or newest first, and may cross New Year; rows in another order are days of the
    year before `last`. Of these three readings the one with the smallest step between neighbours is taken.

    Raises
    ------
    ValueError : none of them is a run of days, so the year of some rows is open
    """
    onward = _walked(words, last)
    back = _walked(words[::-1], last)[::-1]
    each = [_yearless(word, last) if word else None for word in words]
    found = min(onward, back, each, key=_largest_step)
    if _largest_step(found) > _LONGEST_STEP:
        raise ValueError("the order of the rows does not tell the years of their days")
    return found


def _walked(words: list[str | None], last: date) -> list[date | None]:
    """Each row the newest day that is not after the row below it."""
    found: list[date | None] = []
    bound = last
    for word in reversed(words):
        day = _yearless(word, bound) if word else None
        found.append(day)
        bound = day or bound
    return found[::-1]


def _largest_step(days: list[date | None]) -> int:
    known = [day.toordinal() for day in days if day]
    return max((abs(after - before) for before, after in pairwise(known)), default=0)


def _yearless(word: str, bound: date) -> date | None:
    match = re.fullmatch(r"(\w{3,9})\.?\s+(\d{1,2})", word.strip())
    if not match or match[1].casefold() not in _MONTHS:
        return None
    for year in range(bound.year, bound.year - 5, -1):
        try:
            day = date(year, _month(match[1]), int(match[2]))
        except ValueError:
            continue
        if day <= bound:
            return day
    return None


def samples(texts: pa.Array) -> str:
    """Three values as they stand in the file, for a message."""
    words = [word for word in pc.unique(flat(plain(texts[:2000]))).to_pylist() if word and word.strip()]
    return ", ".join(repr(word) for word in words[:_SAMPLES])
