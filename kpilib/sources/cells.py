"""Cells: texts as exported become numbers, days and instants, column by column and never by a guess.

Comes in: one Arrow column of text. Goes out: typed values plus the positions that could not be read, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.signs import digits_alone

NULLS = frozenset({"", "-", "--", "–", "—", "undefined", "n/a", "#n/a", "(not set)", "null", "nan", "none"})
_PLAIN = r"^-?\d{1,15}$"
_DECIMAL = r"^-?\d+\.\d+$|^-?\d{1,15}$"
_CLEAR_DOT = r"^-?(0\.\d+|\d{4,}\.\d+|\d+\.(\d{1,2}|\d{4,}))$"
_NONE = pa.scalar(None, pa.string())
_NULL_WORDS = pa.array([*sorted(NULLS), None], pa.string())
_MOST_DIGITS = 15  # of a number that is read fast
_LONG = 14  # bytes, more than any of them has
AMBIGUOUS = "fits two number styles"
# Words behind a number, by the language of the headers: Turkish B is thousand, English B is billion.
_SUFFIXES = {
    "en": {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9},
    "tr": {"b": 1e3, "bin": 1e3, "mn": 1e6, "mr": 1e9, "m": 1e6},
    "id": {"rb": 1e3, "jt": 1e6, "k": 1e3, "m": 1e9},
    "es": {"k": 1e3, "mil": 1e3, "m": 1e6, "mill.": 1e6},
    "pt": {"k": 1e3, "mil": 1e3, "m": 1e6, "mi": 1e6, "bi": 1e9},
    "zh": {"千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "k": 1e3},
    "ko": {"천": 1e3, "만": 1e4, "억": 1e8, "k": 1e3},
    "de": {"tsd.": 1e3, "mio.": 1e6, "mrd.": 1e9, "k": 1e3},
}
_SPACED = re.compile(r"(\d{1,3})((?:[ '’]\d{3})+)([.,]\d+)?")
_DIGITS = re.compile(r"[\d.,]+")
# Signs of money only: a bracket, < or ~ beside a number changes what it says, so such a cell is no number.
_MONEY = r"(?:[A-Z]{1,3})?[$¢-¥֏؋৲৳฿៛₠-⃀﷼]|TL|Rp\.?|kr\.?|zł|[A-Z]{3}(?=\s)"
_SYMBOLS = re.compile(rf"^(?:{_MONEY})\s*|\s*(?:[$¢-¥֏؋৲৳฿៛₠-⃀﷼]|TL|kr\.?|zł|\s[A-Z]{{3}})$")
_TAIL = re.compile(r"([-+]?[\d.,' ’]*\d)\s*(\D+)")


@dataclass
class Cells:
    """A converted column; `bad` maps a position to what is wrong there. The value of a bad cell is null.

    `decimal` is the decimal sign that the cells were read with, "both" where they contradict each other, empty where
    none was asked for.
    """

    values: pa.ChunkedArray | pa.Array
    bad: dict[int, str] = field(default_factory=dict)
    decimal: str = ""


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One array, whatever the number of chunks."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def plain(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """The texts themselves of a column that may hold codes of its words."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def by_word(column: pa.ChunkedArray | pa.Array, convert: Callable[[Any], Any]) -> Any:
    """A column converted as a whole, or word by word where its words are coded; None where `convert` gives up."""
    if not pa.types.is_dictionary(column.type):
        return convert(column)
    coded = flat(column)
    found = convert(coded.dictionary)
    return None if found is None else pc.take(found, coded.indices)


def is_null(texts: pa.Array) -> pa.Array:
    """Where a cell says 'not reported'."""
    short = pc.less(pc.binary_length(texts), _LONG)
    if not pc.any(short).as_py():
        return pc.is_null(texts)
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(pc.if_else(short, texts, "long")))
    return pc.is_in(folded, value_set=_NULL_WORDS)


def numbers(
    texts: pa.Array, *, whole: bool, decimal: str = "", stated: str = "", language: str = "en", times: float = 1
) -> Cells:
    """Read a column of numbers.

    Parameters
    ----------
    whole : the column counts things, so 12.5 is an error
    decimal : the decimal sign given in the client file; it decides
    stated : the decimal sign this export is known to use; an unambiguous cell of the column outweighs it
    language : of the headers, for suffixes such as 1,2 B
    times : every value is multiplied by this
    """
    kind = pa.int64() if whole else pa.float64()
    quick = by_word(texts, lambda words: _quick(words, kind)) if times == 1 else None
    if quick is not None:
        return Cells(quick)
    return over_words(texts, lambda words: _careful(words, whole, decimal, stated, language, times))


def _quick(texts: pa.ChunkedArray | pa.Array, kind: pa.DataType) -> pa.Array | None:
    """A column of plain whole numbers and empty cells; None where any cell is something else."""
    texts = flat(texts)
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    if (lengths["max"] or 0) > _MOST_DIGITS or not digits_alone(texts):
        return None
    return pc.cast(pc.if_else(pc.equal(texts, ""), _NONE, texts) if lengths["min"] == 0 else texts, kind)


def _careful(texts: pa.Array, whole: bool, decimal: str, stated: str, language: str, times: float) -> Cells:
    kind = pa.int64() if whole else pa.float64()
    kept = pc.if_else(is_null(texts), _NONE, texts)
    if times == 1 and _all(pc.match_substring_regex(kept, _PLAIN)):
        return Cells(pc.cast(kept, kind))
    if not whole and decimal in ("", ".") and _dotted(kept, decimal or stated):
        found = pc.cast(kept, kind)
        return Cells(found if times == 1 else pc.multiply(found, float(times)), decimal=".")
    coded = pc.dictionary_encode(kept)
    words = coded.dictionary.to_pylist()
    sign = decimal or _voted(words) or stated
    style = "" if sign == "both" else sign
    read = [_fitted(parse_number(word, style, language), whole, times) for word in words]
    wrong = {index: value for index, value in enumerate(read) if isinstance(value, str)}
    values = pa.array([None if isinstance(value, str) else value for value in read], kind)
    return _spread(coded, Cells(values, wrong, sign))


def over_words(texts: pa.ChunkedArray | pa.Array, read: Callable[[pa.Array], Cells]) -> Cells:
    """Read a column, or only its words where they are coded, and spread what was found over the rows."""
    texts = flat(texts)
    return _spread(texts, read(texts.dictionary)) if pa.types.is_dictionary(texts.type) else read(texts)


def _spread(coded: pa.DictionaryArray, found: Cells) -> Cells:
    """What was read from the distinct texts, on the rows that hold them."""
    values = pc.take(found.values, coded.indices)
    if not found.bad:
        return Cells(values, decimal=found.decimal)
    hits = pc.is_in(coded.indices, value_set=pa.array(list(found.bad), coded.indices.type))
    rows = pc.indices_nonzero(pc.fill_null(hits, False))
    indices = pc.take(coded.indices, rows)
    bad = {row: found.bad[index] for row, index in zip(rows.to_pylist(), indices.to_pylist())}
    return Cells(values, bad, found.decimal)


def _all(mask: pa.Array) -> bool:
    return pc.all(pc.fill_null(mask, True)).as_py() is not False


def _dotted(texts: pa.Array, sign: str) -> bool:
    """Whether every cell is a plain number with a point whose meaning is certain."""
    if not _all(pc.match_substring_regex(texts, _DECIMAL)):
        return False
    return sign == "." or pc.any(pc.fill_null(pc.match_substring_regex(texts, _CLEAR_DOT), False)).as_py() is True


def _fitted(value: float | int | str, whole: bool, times: float) -> float | int | str:
    if isinstance(value, str):
        return value
    value = value if times == 1 else value * times
    if not whole:
        return float(value)
    nearest = round(value)
    if abs(value - nearest) > 1e-6:
        return "not a whole number"
    return nearest if abs(nearest) < 2**63 else "too large"


def _voted(words: list[str]) -> str:
    """The decimal sign that the unambiguous cells of a column agree on; 'both' when they contradict each other."""
    votes = {vote for word in words if (vote := _vote(word))}
    return votes.pop() if len(votes) == 1 else "both" if votes else ""


def _vote(word: str) -> str:
    body, _, _ = _stripped(word, "en")
    if not body:
        return ""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if dots + commas == 0:
        return ""
    mark = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."
    return "" if _double_meaning(body, mark) else mark


def _double_meaning(body: str, mark: str) -> bool:
    left, _, right = body.lstrip("+-").partition(mark)
    return len(right) == 3 and 1 <= len(left) <= 3 and not left.startswith("0")


def _stripped(word: str, language: str) -> tuple[str, float, bool]:
    """The bare number, the factor of its suffix, whether it is a percentage; '' when it is no number."""
    text = unicodedata.normalize("NFKC", word).strip().replace("\u2212", "-")
    percent = text.startswith("%") or text.endswith("%")
    text = text.strip("%").strip()
    sign = "-" if text.startswith("-") else ""
    text = _SYMBOLS.sub("", text[1:] if text[:1] in ("-", "+") else text).strip()
    if text.startswith("-") and not sign:
        sign, text = "-", text[1:]
    factor = 1.0
    if (tail := _TAIL.fullmatch(text)) and tail[2].strip():
        factor = _SUFFIXES.get(language, _SUFFIXES["en"]).get(tail[2].strip().casefold(), 0.0)
        if not factor:
            return "", 0.0, False
        text = tail[1]
    if spaced := _SPACED.fullmatch(text):
        text = spaced[1] + re.sub(r"\D", "", spaced[2]) + (spaced[3] or "")
    return (sign + text if _DIGITS.fullmatch(text) else ""), factor, percent


def parse_number(word: str, decimal: str = "", language: str = "en") -> float | int | str:
    """One number in any of the five styles, or the reason why it is none.

    An empty `decimal` means that nothing states the style: 1.234 is then refused.
    """
    if re.fullmatch(r"-?\d{1,18}", word):
        return int(word)
    if re.fullmatch(r"-?\d(\.\d+)?[eE]-\d{1,3}", word):
        return float(word)
    body, factor, percent = _stripped(word, language)
    if not body:
        return "not a number"
    read = _body(body, decimal)
    if isinstance(read, str) or (factor == 1 and not percent):
        return read
    return round(read * factor, 9) if not percent else read / 100


def _body(body: str, decimal: str) -> float | int | str:
    sign, digits = (-1, body[1:]) if body[0] in "-" else (1, body.lstrip("+"))
    mark = next((m for m in ".," if digits.count(m)), "")
    if not mark:
        return sign * int(digits)
    if digits.count(".") and digits.count(","):
        mark = "." if digits.rfind(".") > digits.rfind(",") else ","
    elif digits.count(mark) > 1 or (_double_meaning(digits, mark) and decimal and decimal != mark):
        grouped = re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+", digits)
        return sign * int(digits.replace(mark, "")) if grouped and decimal != mark else "not a number in this style"
    elif _double_meaning(digits, mark) and not decimal:
        return AMBIGUOUS
    if decimal and decimal != mark:
        return f"not a number with the decimal sign '{decimal}'"
    other = "," if mark == "." else "."
    left, _, right = digits.rpartition(mark)
    if (
        not re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+|\d*", left)
        or not re.fullmatch(r"\d*", right)
        or not (left + right)
    ):
        return "not a number"
    return sign * float(f"{left.replace(other, '') or '0'}.{right or '0'}")


def mapped(texts: pa.ChunkedArray | pa.Array, convert: Callable[[str], Any], kind: pa.DataType) -> Cells:
    """Convert every distinct text once; `convert` gives a value, None, or raises ValueError with the reason."""
    coded = pc.dictionary_encode(flat(texts))
    read: list[Any] = []
    reasons: dict[int, str] = {}
    for index, word in enumerate(coded.dictionary.to_pylist()):
        try:
            read.append(None if word.strip().casefold() in NULLS else convert(word))
        except ValueError as error:
            reasons[index] = str(error)
            read.append(None)
    return _spread(coded, Cells(pa.array(read, kind), reasons))


def seconds(word: str) -> float:
    """A clock such as 0:04:34 or 4:34, or plain seconds."""
    text = word.strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if match := re.fullmatch(r"(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)", text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])
    raise ValueError("not a duration")


def truth(word: str) -> bool:
    """Yes or no, as exports write it."""
    folded = word.strip().casefold()
    if folded in {"1", "1.0", "true", "yes", "y", "t", "evet", "ya", "sí", "sim", "是"}:
        return True
    if folded in {"0", "0.0", "false", "no", "n", "f", "hayır", "tidak", "não", "否"}:
        return False
    raise ValueError("neither yes nor no")
