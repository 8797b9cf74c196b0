"""The report on screen."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import render_samples as samples

from kpilib import render
from kpilib.text import LANGUAGES, webfonts


def test_the_same_document_gives_the_same_text(document, page):
    assert render.html(document) == page


def test_it_keeps_every_rule(document, page):
    assert render.check_html(page, client="Havn & Holt", others=["Havn", "Other Client"], document=document) == []


def test_nothing_is_fetched(page):
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert re.findall(r"url\((?!data:font/woff2;base64,|#)", page) == []
    assert "default-src 'none'" in page


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tags_are_balanced(page):
    class Balance(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.wrong = [], []

        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "img", "br", "hr"):
                self.open.append(tag)

        def handle_endtag(self, tag):
            if not self.open or self.open.pop() != tag:
                self.wrong.append((tag, self.getpos()))

    balance = Balance()
    balance.feed(page)
    assert balance.wrong == []
    assert balance.open == []


def test_status_is_a_word_too(page):
    assert page.count('<span class="sr">Behind</span>') == 2
    assert page.count("Show the figures as a table") == 6


def test_each_figure_is_there_for_the_phone(page):
    assert page.count('class="wide"') == page.count('class="phone"') == 6


def test_both_papers_and_print(page):
    assert "@media screen and (prefers-color-scheme:dark)" in page
    assert "--brand-text:#9e6c00" in page
    assert "@media print" in page


def test_small(page):
    assert len(page.encode()) < 500_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(language):
    made = render.html(render.combine(samples.report(language, chapters=1, own=True)))
    assert f'<html lang="{language}"' in made
    assert render.check_html(made, client="Havn & Holt") == []


def test_the_cut_faces_hold_every_character_they_promise():
    from fontTools.ttLib import TTFont

    for name in webfonts.WEIGHTS.values():
        with TTFont(webfonts._file(name)) as font:
            have = set(font.getBestCmap())
        assert {ord(char) for char in "0123456789ĞğİıŞşçÖüé€%−–’“…≤≥×÷¹²"} <= have
        assert len(webfonts.CHARACTERS - have) < 40


def test_a_png_logo_and_a_broken_colour():
    import render_pictures

    made = render.combine(
        samples.report(
            chapters=0, logo={"kind": "png", "data": render_pictures.png()}, brand={"raw": "red;}body{display:none"}
        )
    )
    page = render.html(made)
    assert 'src="data:image/svg+xml;base64,' in page
    assert "body{display:none" not in page
