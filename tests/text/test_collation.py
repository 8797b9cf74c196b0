"""Sorting and matching by the rules of a language.

Comes in: lists of words. Goes out: their order written by hand.
"""

from __future__ import annotations

from kpilib.text import Words


def test_turkish_letters_stand_in_their_alphabet():
    words = [
        "zeytin",
        "ıspanak",
        "çay",
        "incir",
        "ceviz",
        "İzmir",
        "ğ",
        "şeker",
        "simit",
        "Özel",
        "otel",
        "Umut",
        "üzüm",
    ]
    expected = [
        "ceviz",
        "çay",
        "ğ",
        "ıspanak",
        "incir",
        "İzmir",
        "otel",
        "Özel",
        "simit",
        "şeker",
        "Umut",
        "üzüm",
        "zeytin",
    ]
    assert sorted(words, key=Words("tr").sort_key) == expected


def test_figures_and_signs_stand_before_letters():
    assert sorted(["ürün", "#bahar", "2026"], key=Words("tr").sort_key) == ["#bahar", "2026", "ürün"]


def test_accents_do_not_move_a_word_in_english():
    assert sorted(["zoo", "Éclair", "eat", "Ember"], key=Words("en").sort_key) == ["eat", "Éclair", "Ember", "zoo"]


def test_chinese_by_sound_and_by_strokes():
    # baidu, guanggao, shejiao, wangluo
    assert sorted(["网络", "社交", "百度", "广告"], key=Words("zh-Hans").sort_key) == ["百度", "广告", "社交", "网络"]
    # 一 1 stroke, 分 4, 社 8, 廣 15
    assert sorted(["廣告", "社交", "一", "分享"], key=Words("zh-Hant").sort_key) == ["一", "分享", "社交", "廣告"]


def test_dotted_and_dotless_i_are_two_letters_in_turkish():
    turkish = Words("tr")
    assert turkish.match("KİŞİ") == turkish.match("kişi")
    assert turkish.match("TIKLAMA") == turkish.match("tıklama")
    assert turkish.match("TIKLAMA") != turkish.match("tiklama")
    assert Words("en").match("INSTAGRAM") == Words("en").match("Instagram")
