"""A client's texts inside our own."""

from __future__ import annotations

import pytest

from kpilib.text import Words
from kpilib.text.names import closed, shortened


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("plain", ""),
        ("\u202eevil", "\u202c"),
        ("\u202eevil\u202c", ""),
        ("\u2066\u202aa", "\u202c\u2069"),
        ("a\u202cb", ""),
    ],
)
def test_direction_marks_end_with_the_text(text, ends):
    assert closed(text) == text + ends


def test_a_name_turns_nothing_behind_it_in_a_sentence():
    words = Words("en")
    assert "\u202eevil\u202c" in words.say("render.prepared_by", agency="\u202eevil")
    assert words.list([words.name("campaign", "\u202ea"), "b"]) == "\u202ea\u202c and b"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("short enough", "short enough"),
        ("a text that is cut at a word", "a text that is cut…"),
        ("x" * 10_000, "x" * 20 + "…"),
        ("一二三四五六七八九十一二三四", "一二三四五六七八九十…"),
        ("two\nlines", "two lines"),
    ],
)
def test_cut_where_there_is_no_more_room(text, made):
    assert shortened(text, 20) == made
