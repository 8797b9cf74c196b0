"""More than two hundred texts that want to be code, in every field of a report: printed as they are."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pypdf
import pytest
import render_hostile as hostile

from kpilib import render
from kpilib.render.characters import printable


class Reader(HTMLParser):
    """The words of a page outside its style and script."""

    def __init__(self):
        super().__init__()
        self.words, self.inside = [], ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside not in ("style", "script"):
            self.words.append(data)


def without_figures(rules):
    """What a payload such as NaN breaks by being put where only figures belong."""
    return [rule for rule in rules if "shown as a figure" not in rule]


def test_there_are_enough():
    assert len(hostile.PAYLOADS) >= 200


@pytest.mark.parametrize("text", hostile.PAYLOADS, ids=range(len(hostile.PAYLOADS)))
def test_on_screen(text):
    page = render.html(render.combine([hostile.notebook(text)]))
    assert without_figures(render.check_html(page)) == []
    assert "window.hit=1</script>" not in page.replace("&lt;/script", "</script").split("<script>")[-1]
    reader = Reader()
    reader.feed(page)
    seen = "".join("".join(reader.words).split())
    assert "".join(printable(text).split()) in seen


@pytest.mark.parametrize("start", range(8))
def test_on_paper_and_in_the_workbook(start):
    notebooks = [hostile.notebook(text) for text in hostile.PAYLOADS[start::8]]
    document = render.combine(notebooks)
    made = render.pdf(document)
    assert without_figures(render.check_pdf(made, document=document)) == []
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) < 12 * len(notebooks)
    assert render.xlsx(document).startswith(b"PK")


@pytest.mark.parametrize("text", ['#read("/etc/passwd")', "= Heading", "*bold*", "$x$", "<label>", "{{ 7*7 }}", "&lt;"])
def test_paper_prints_markup_as_it_is(text):
    made = render.pdf(render.combine([hostile.notebook(text)]))
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "".join(words.split()).count("".join(text.split())) >= 20
