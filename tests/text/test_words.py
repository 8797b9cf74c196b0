"""Phrases, plural forms, names and spacing.

Comes in: keys and ids. Goes out: agreement with hand-written phrases.
"""

from __future__ import annotations

import pickle

import pytest

from kpilib.errors import UnknownName
from kpilib.text import LANGUAGES, Words


def test_the_languages_and_what_a_page_needs_to_know_of_them():
    assert LANGUAGES == ("en", "zh-Hans", "zh-Hant", "tr", "id")
    hant, turkish = Words("zh-Hant"), Words("tr")
    assert (hant.tag, str(hant.locale), hant.cjk, hant.font_region) == ("zh-Hant", "zh_Hant", True, "TC")
    assert (turkish.tag, str(turkish.locale), turkish.cjk, turkish.font_region) == ("tr", "tr", False, None)


def test_an_unknown_language_and_an_unknown_key_are_named_with_a_suggestion():
    with pytest.raises(UnknownName, match=r"no language called 'zh_Hans'.* Did you mean 'zh-Hans'"):
        Words("zh_Hans")
    with pytest.raises(UnknownName, match=r"no word called 'word.traget' in tr\. Did you mean 'word.target'"):
        Words("tr").say("word.traget")


def test_placeholders_are_filled():
    assert Words("en").say("doc.page", a="2", b="5") == "Page 2 of 5"
    assert Words("tr").say("doc.prepared_by", agency="Kestrel Row") == "Hazırlayan: Kestrel Row"
    with pytest.raises(KeyError):
        Words("en").say("doc.page", a="2")


def test_turkish_and_chinese_say_first_what_a_change_is_measured_against():
    assert [name for name in LANGUAGES if Words(name).versus_first] == ["zh-Hans", "zh-Hant", "tr"]


def test_braces_in_a_value_are_left_alone():
    assert Words("en").say("doc.prepared_by", agency="{agency} {0}") == "Prepared by {agency} {0}"


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 1, "1 post"),
        ("en", 0, "0 posts"),
        ("en", 1166, "1,166 posts"),
        ("tr", 1166, "1.166 gönderi"),
        ("zh-Hans", 1166, "1,166 篇帖子"),
        ("zh-Hant", 1, "1 則貼文"),
        ("id", 2, "2 posting"),
    ],
)
def test_plural_forms(language, count, expected):
    assert Words(language).say("count.posts", count=count) == expected


def test_one_space_between_chinese_and_latin_where_a_value_meets_its_phrase():
    words = Words("zh-Hans")
    assert words.say("phrase.compared_with", x="Instagram") == "与 Instagram 相比"
    assert words.say("phrase.compared_with", x="上月") == "与上月相比"
    assert words.say("unit.points", x="0.36") == "0.36 个百分点"


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        ("en", "Instagram and X", "Facebook, Instagram and X"),
        ("zh-Hans", "Instagram 和 X", "Facebook、Instagram 和 X"),
        ("tr", "Instagram ve X", "Facebook, Instagram ve X"),
        ("id", "Instagram dan X", "Facebook, Instagram, dan X"),
    ],
)
def test_lists(language, two, three):
    words = Words(language)
    assert (words.list([]), words.list(["X"])) == ("", "X")
    assert words.list(["Instagram", "X"]) == two
    assert words.list(["Facebook", "Instagram", "X"]) == three


def test_names_fall_back_to_what_the_client_wrote():
    words = Words("tr")
    assert words.name("network", "linkedin") == "LinkedIn"
    assert words.name("network", "google") == "Google"
    assert words.name("campaign", "Bahar 2026") == "Bahar 2026"
    assert words.name("country", "DE") == "Almanya"
    assert words.name("country", "Atlantis") == "Atlantis"
    assert words.name("language", "zh-Hans") == "Basitleştirilmiş Çince"
    assert (words.name("brand", None), words.name("type", None)) == ("Bilinmiyor", "Tür belirtilmemiş")
    assert words.name("campaign", "(referral)") == "Etiketsiz: başka sitedeki bağlantı"
    assert (words.name("hashtag", "kahve"), words.name("hashtag", "#kahve")) == ("#kahve", "#kahve")
    assert (words.name("weekday", 0), words.name("weekday", "sun")) == ("Pazartesi", "Pazar")
    assert words.name("weekday_short", 6) == "Paz"
    assert words.name("weekday", "someday") == "someday"


def test_a_language_with_a_script_has_a_name():
    assert Words("zh-Hans").name("language", "zh-Hans") == "简体中文"
    assert Words("en").name("language", "zh-Hant") == "Traditional Chinese"


def test_a_reason_comes_with_its_remedy():
    reason = Words("en").reason("currency_mixed")
    assert reason.text == "Several currencies"
    assert reason.remedy == "Add dated exchange rates to the client file."


def test_a_kpi_of_the_client_is_called_by_its_id():
    own = Words("zh-Hans").kpi("loyal_fans")
    assert (own.name, own.short, own.definition, own.formula, own.caveat) == ("Loyal fans", "Loyal fans", "", "", "")
    assert own.label == "Loyal fans"


def test_words_travel_to_another_process():
    assert pickle.loads(pickle.dumps(Words("id"))).share(0.5) == "50,0%"


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        ("en", "a or b", "a, b or c"),
        ("zh-Hans", "a或b", "a、b或c"),
        ("zh-Hant", "a或b", "a、b或c"),
        ("tr", "a ya da b", "a, b ya da c"),
        ("id", "a atau b", "a, b, atau c"),
    ],
)
def test_one_of_several_is_told_with_or(language, two, three):
    words = Words(language)
    assert [words.either(items).replace(" 或 ", "或") for items in ("a", "ab", "abc")] == ["a", two, three]
