"""Characters of client text."""

from __future__ import annotations

import pytest

from kpilib.render.characters import (
    apart,
    breakable,
    each_text,
    is_blank,
    is_shaped,
    printable,
    shortened,
    showable,
    together,
    together_on_screen,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kahve & Çay, 3,5 %", "Kahve & Çay, 3,5 %"),
        ("a\x00b\x07", "a\ufffdb\ufffd"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07", ""),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("\ue000\ud800\u0378", "\ufffd\ufffd\ufffd"),
        ("a\tb", "a    b"),
        ("🎉", "🎉"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


def test_open_direction_marks_are_closed():
    assert printable("\u202eevil") == "\u202eevil\u202c"
    assert printable("\u2066a\u202eb") == "\u2066a\u202eb\u202c\u2069"
    assert printable("\u202ea\u202c") == "\u202ea\u202c"


def test_characters_no_face_has_are_written_as_code_points():
    assert showable("𐎀 ok ₺ 🎉 語") == "U+10380 ok ₺ 🎉 語"
    assert showable("1\ufe0f\u20e3") == "1"
    assert showable("a\ufeffb\u3164") == "ab"


def test_long_words_may_break_after_separators_first():
    assert breakable("short words only") == "short words only"
    assert (
        breakable("https://example.com/one_two_three").replace("\u200b", "|")
        == "https://|example.|com/|one_|two_|three"
    )
    pieces = breakable("x" * 100).split("\u200b")
    assert "".join(pieces) == "x" * 100
    assert max(map(len, pieces)) <= 18


def test_chinese_needs_no_seams():
    assert breakable("語" * 100) == "語" * 100


def test_shortened():
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200e", "\u3164", "\ufeff", "\u3000"])
def test_blank(text):
    assert is_blank(text)


def test_not_blank():
    assert not is_blank("\u200ba")


def test_shaped_scripts():
    assert is_shaped("مرحبا")
    assert is_shaped("❤️")
    assert is_shaped("วันนี้แพ็กของ")
    assert is_shaped("e\u0301t\u00e9")
    assert is_shaped("שלום")
    assert not is_shaped("Çay 茶 🎉 Ảnh Привет")


def test_each_text_keeps_what_is_named():
    tree = {"svg": "a", "rows": [["a", 1, None]], "title": "a"}
    assert each_text(tree, str.upper, keep=frozenset({"svg"})) == {"svg": "a", "rows": [["A", 1, None]], "title": "A"}
    code = {"kind": "code", "text": "a"}
    assert each_text([code], str.upper, keep=frozenset({"code"})) == [code]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("38 min and 1 h 23 min late", "38~min and 1~h~23~min late"),
        ("5 Mar 2026", "5~Mar 2026"),
        ("12 messages", "12 messages"),
        ("0.09%–2.7%", "0.09%–|2.7%"),
        ("A – B", "A – B"),
        ("X +$35.25, Y −12", "X~+|$35.25, Y~−12"),
        ("網絡構成（+0.011）佔 −0.37", "網絡構成（+0.011）佔~−0.37"),
        ("menjadi 22 menit", "menjadi 22~menit"),
        ("+0.6\u00a0–\u00a0+3.3", "+0.6~–|~+3.3"),
        ("第 3 頁，38 分鐘內回覆，2026年10月", "第~3~頁，38~分鐘內回覆，2026年10月"),
    ],
)
def test_numbers_stay_together(text, shown):
    assert together(text) == shown.replace("~", "\u00a0").replace("|", "\u2060")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("38 min", "38~min"),
        ("38 分鐘內回覆", "38~分|鐘內回覆"),
        ("2026年10月31日", "2026|年10|月31|日"),
        ("第43週，1234.6萬 次，3 个月", "第|43|週，1234.6|萬~次，3~个|月"),
        ("分鐘", "分鐘"),
    ],
)
def test_chinese_numbers_stay_together_on_the_screen(text, shown):
    joined = together_on_screen(text)
    assert joined == shown.replace("~", "\u00a0").replace("|", "\u2060")
    assert apart(joined) == text
