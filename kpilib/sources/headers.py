"""Header names as every reader compares them, and the languages they come in.

Comes in: the header row as written. Goes out: normalised unique names, currencies cut from them, English names.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from babel.numbers import list_currencies

_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x200E, 0x200F, 0x202A, 0x202C])
_SUFFIX = re.compile(r"\s*[(\[]([A-Z]{3})[)\]]$")
_NOT_MONEY = {"UTC", "EMV", "GMT", "CTR", "CPC", "CPM", "ALL", "USN", "XXX", "XTS"}
_CURRENCIES = frozenset(list_currencies("en")) - _NOT_MONEY
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Headers:
    """The header row of one block.

    `names` are unique and normalised, in the order of the columns; `currency` maps a name to the ISO code its header
    ended in; `language` is the language whose alias list translated the row, "en" where none was needed.
    """

    raw: tuple[str, ...]
    names: tuple[str, ...]
    currency: dict[str, str] = field(default_factory=dict)
    language: str = "en"

    @property
    def known(self) -> frozenset[str]:
        """All names, for the test of a required subset."""
        return frozenset(self.names)


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """One header as it is compared: NFKC, no invisible characters, one space, no currency, folded case."""
    return _split(text)[0]


@lru_cache(maxsize=20_000)
def _split(text: str) -> tuple[str, str]:
    clean = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    clean = " ".join(clean.split()).strip("\"'“”") if '"' not in clean[1:-1] else " ".join(clean.split())
    currency = ""
    if (found := _SUFFIX.search(clean)) and found[1] in _CURRENCIES:
        clean, currency = clean[: found.start()].strip(), found[1]
    return clean.casefold(), currency


@cache
def aliases() -> dict[str, dict[str, str]]:
    """Language to localised header to the English one, both normalised."""
    with (_DATA / "aliases.toml").open("rb") as file:
        lists = tomllib.load(file)
    return {
        language: {normal(theirs): normal(english) for theirs, english in words.items()}
        for language, words in lists.items()
    }


def read_headers(cells: list[str], language: str = "en") -> Headers:
    """Normalise a header row; with a language other than English its alias list is applied.

    Returns
    -------
    Headers : unnamed columns are called "column 7", repeated names "views.2"
    """
    words = aliases().get(language, {}) if language != "en" else {}
    names: list[str] = []
    currency: dict[str, str] = {}
    seen: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        name, code = _split(cell)
        name = words.get(name, name) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name}.{seen[name]}"
        names.append(name)
        if code:
            currency[name] = code
    return Headers(tuple(cells), tuple(names), currency, language)


def languages_of(cells: list[str]) -> list[str]:
    """Languages whose alias list knows at least two of these headers, best first."""
    known = {normal(cell) for cell in cells}
    hits = {language: len(known & words.keys()) for language, words in aliases().items()}
    return [language for language in sorted(hits, key=lambda name: -hits[name]) if hits[language] >= 2]
