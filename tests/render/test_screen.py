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


def table(page, name):
    return re.search(rf'<table [^>]*aria-labelledby="{name}">.*?</table>', page, re.DOTALL)[0]


def test_many_figures_scroll_beside_their_names_and_other_rows_become_lines(page):
    wide = render.html(render.combine([samples.notebook(samples.by_network())]))
    assert 'class="figures wide"' in table(wide, "by-network")
    assert '<div class="scroll" tabindex="0" role="group" aria-labelledby="by-network">' in wide
    lines = table(page, "scorecard")
    assert 'class="figures rows"' in lines
    # On a phone each figure but the first says what it is; the heads of the columns only sort.
    assert lines.count('data-label="Target"') == lines.count('data-label="Benchmark"') == lines.count("<tr") - 1
    assert "data-label" not in table(wide, "by-network")


def test_the_name_heads_its_row_behind_a_rank():
    columns = [samples.column("", width=4), samples.column("Post"), samples.column("Value", kind="bar")]
    rows = [[{"text": "1"}, {"text": "Our roaster"}, {"text": "551", "sort": 551}]]
    bundle = samples.bundle("table", {"id": "best", "title": "Best", "columns": columns, "rows": rows})
    page = render.html(render.combine([samples.notebook(bundle)]))
    assert re.search(r'<td role="cell" class="text rank one">1</td><th role="rowheader" scope="row"', page)


def test_a_network_and_its_type_stay_in_one_line():
    columns = [samples.column("Post"), samples.column("Network", kind="network"), samples.column("Value", kind="bar")]
    rows = [[{"text": "Our roaster"}, {"text": "Facebook · Gambar"}, {"text": "551", "sort": 551}]]
    bundle = samples.bundle("table", {"id": "best", "title": "Best", "columns": columns, "rows": rows})
    page = render.html(render.combine([samples.notebook(bundle)]))
    assert re.search(r'class="network [a-z ]*one"[^>]*>(<span[^>]*></span>)?Facebook · Gambar', page)


def test_a_row_without_a_name_has_no_empty_head():
    columns = [samples.column("Reason"), samples.column("Figure")]
    rows = [[{"text": "Not supplied"}, {"text": "Reach"}], [{"text": ""}, {"text": "Saves"}]]
    bundle = samples.bundle("table", {"id": "gaps", "title": "Gaps", "columns": columns, "rows": rows})
    found = table(render.html(render.combine([samples.notebook(bundle)])), "gaps")
    assert found.count('role="rowheader"') == 1


def test_words_in_another_script_say_so():
    def cells(text):
        content = {"id": "t", "title": "T", "columns": [samples.column("Post")], "rows": [[{"text": text}]]}
        return render.html(render.combine([samples.notebook(samples.bundle("table", content))]))

    assert 'lang="und-Hani"' in cells("新品上市 #new")
    assert 'lang="und-Arab"' in cells("قهوة جديدة")
    assert "und-" not in cells("İnce belli değil ☕ €3 – n/a")


def test_words_of_a_known_language_say_so():
    rows = [[{"text": text, "language": code}] for text, code in (("Çok iyi", "tr"), ("Good", "en"), ("Ça va", "?"))]
    content = {"id": "t", "title": "T", "columns": [samples.column("Text")], "rows": rows}
    page = render.html(render.combine([samples.notebook(samples.bundle("table", content))]))
    assert re.search(r'<th [^>]*lang="tr"[^>]*>Çok', page)
    assert page.count(" lang=") == 2


def test_numbers_keep_their_units_and_code_stays_as_it_is():
    cards = {"id": "c", "cards": [{"name": "Reach", "value": "38 min", "note": "2026年10月31日"}]}
    made = samples.notebook(samples.bundle("cards", cards), samples.prose("10 rows of `10 rows`"))
    page = render.html(render.combine([made]))
    assert ">38\u00a0min<" in page
    assert ">2026\u2060年10\u2060月31\u2060日<" in page
    assert "10\u00a0rows of <code>10 rows</code>" in page


def test_a_list_that_paper_leaves_out_is_folded():
    content = {"id": "files", "title": "All files", "columns": [samples.column("File")], "rows": [[{"text": "a.csv"}]]}
    folded, shown = (
        render.html(render.combine([samples.notebook(samples.bundle("table", {**content, "limit": limit}))]))
        for limit in (0, 20)
    )
    assert re.search(r'<details><summary><h3 class="name" id="files">All files</h3></summary><table', folded)
    assert "<details>" not in shown


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


@pytest.mark.parametrize(("language", "said"), [("en", "26.7% worse on September"), ("tr", "on September 26.7% worse")])
def test_a_change_is_said_in_the_order_of_the_language(language, said):
    change = {**samples.WORSE, "amount": "26.7%", "word": "worse", "versus": "on September"}
    cards = samples.bundle(
        "cards", {"id": "k", "size": "third", "cards": [samples.card("Visits", "70", change=change)]}
    )
    notebook = samples.notebook(samples.opening(language), samples.chapter("c", "C", ""), cards)
    shown = render.html(render.combine([notebook]))
    line = re.search(r'<p class="delta">(.*?)</p>', shown)
    assert line
    assert re.sub(r"<[^>]*>", "", line[1]) == said
