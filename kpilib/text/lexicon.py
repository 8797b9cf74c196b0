"""The TOML files of one language as a flat table from dotted keys to phrases.

Comes in: text/<language>.toml and text/<section>/<language>.toml. Goes out: {key: phrase or plural forms}.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent
_FIRST = ("en", "zh-Hans", "zh-Hant", "tr", "id")
# A language is a file here; those beyond the first five follow by name.
LANGUAGES = (*_FIRST, *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem not in _FIRST))
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})

Entry = str | Mapping[str, str]


@cache
def lexicon(language: str) -> Mapping[str, Entry]:
    """Every phrase of a language, the core file and all sections together.

    Raises
    ------
    ValueError : two files of the language say the same key, or a value is not text
    """
    merged: dict[str, Entry] = {}
    origin: dict[str, Path] = {}
    for path in files(language):
        for key, entry in _flat(tomllib.loads(path.read_text(encoding="utf-8")), path):
            if key in merged:
                raise ValueError(f"{path.relative_to(FOLDER)}: {key} is also in {origin[key].relative_to(FOLDER)}")
            merged[key], origin[key] = entry, path
    return MappingProxyType(merged)


def files(language: str) -> list[Path]:
    """The core file first, then one file of each section folder that has one."""
    return [
        path for path in (FOLDER / f"{language}.toml", *sorted(FOLDER.glob(f"*/{language}.toml"))) if path.is_file()
    ]


def is_plural(table: Mapping[str, Any]) -> bool:
    """Whether a TOML table holds the plural forms of one phrase rather than more keys."""
    return "other" in table and table.keys() <= PLURALS


def _flat(table: Mapping[str, Any], path: Path, prefix: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, value
        elif not isinstance(value, Mapping):
            raise ValueError(f"{path.relative_to(FOLDER)}: {key} is {value!r}, words are text")
        elif is_plural(value):
            yield key, MappingProxyType(dict(value))
        else:
            yield from _flat(value, path, f"{key}.")
