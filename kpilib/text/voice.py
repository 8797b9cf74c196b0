"""`Voice`: one language and its way of saying a phrase by key.

Comes in: a language, keys and values already in words. Goes out: phrases with plural forms and spacing done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Any

from babel import Locale

from kpilib.errors import UnknownName, suggest
from kpilib.text import numbers
from kpilib.text.lexicon import LANGUAGES, Entry, lexicon
from kpilib.text.names import closed

_EDGE = "\ue000"  # private use: marks where a value begins and ends inside a phrase
_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_LATIN = r"[0-9A-Za-z\u00c0-\u024f%$€£¥₺+\u2212≤≥]"


@dataclass(frozen=True)
class Voice:
    """The phrases of one language."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            known = f"kpilib speaks {', '.join(LANGUAGES)}."
            hint = suggest(self.language, LANGUAGES)
            raise UnknownName("language", f"no language called {self.language!r}", f"{hint} {known}".strip())

    @property
    def tag(self) -> str:
        """The `lang` attribute of HTML."""
        return self.language

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale of the language."""
        return Locale.parse(self.language, sep="-")

    @property
    def cjk(self) -> bool:
        """Whether the language is written in Chinese characters."""
        return self.language.startswith("zh")

    @property
    def font_region(self) -> str | None:
        """The regional shapes that the characters need: SC, TC or None."""
        return {"zh-Hans": "SC", "zh-Hant": "TC"}.get(self.language)

    def has(self, key: str) -> bool:
        """Whether the language has a phrase of this key."""
        return key in lexicon(self.language)

    def say(self, key: str, **values: Any) -> str:
        """A phrase with its {placeholders} filled.

        Parameters
        ----------
        key : dotted id
        values : text that is already in the language; `count`, a number, chooses the plural form and fills {count}

        Raises
        ------
        UnknownName : no such key
        KeyError : a placeholder of the phrase got no value
        """
        phrase = self._phrase(key, values.get("count"))
        if "{" not in phrase:
            return phrase
        # Dates and periods are written closed up (2026年10月), so their patterns are filled as they stand.
        edge = _EDGE if self.cjk and not key.startswith("format.") else ""
        return self._spaced(
            phrase.format_map({name: f"{edge}{self._text(value)}{edge}" for name, value in values.items()})
        )

    def keys(self) -> frozenset[str]:
        """All keys of the language."""
        return frozenset(lexicon(self.language))

    def _phrase(self, key: str, count: Any) -> str:
        phrases = lexicon(self.language)
        if key not in phrases:
            raise UnknownName("words", f"no word called {key!r} in {self.language}", suggest(key, phrases))
        entry = phrases[key]
        if isinstance(entry, str):
            return entry
        form = "other" if (amount := numbers.finite(count)) is None else self.locale.plural_form(amount)
        return entry.get(form, entry["other"])

    def _text(self, value: Any) -> str:
        amount = numbers.finite(value)
        return closed(str(value)) if amount is None else numbers.number(self.locale, amount)

    def _spaced(self, text: str) -> str:
        """Between Chinese characters and Latin letters or digits one space, where a value meets its phrase."""
        if _EDGE not in text:
            return text
        text = re.sub(rf"(?<={_HAN}) ?{_EDGE}(?={_LATIN})", " ", text)
        text = re.sub(rf"(?<={_LATIN}){_EDGE} ?(?={_HAN})", " ", text)
        text = re.sub(rf"(?<={_HAN}) ?{_EDGE} ?(?={_HAN})", "", text)
        return text.replace(_EDGE, "")


def placeholders(entry: Entry) -> set[str]:
    """The names between braces in a phrase; of plural forms those of the form `other`."""
    phrase = entry["other"] if isinstance(entry, Mapping) else entry
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}
