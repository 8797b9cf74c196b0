"""The rules, each broken once."""

from __future__ import annotations

import pytest
import render_samples as samples

from kpilib import render
from kpilib.render.checks import check_html, check_pdf

GOOD = '<!doctype html><html lang="en"><head><title>t</title></head><body><h1 id="a">Acme</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<h1>b</h1>", "first headings"),
        ('<img src="data:image/png;base64,x">', "no description"),
        ('<svg role="img"></svg>', "no description"),
        ('<img alt="a" src="https://b.example/c.png">', "fetches"),
        ("<p onclick=a()>", "has a script"),
        ("<script></script><script></script>", "2 scripts"),
        ("<iframe></iframe>", "no place"),
        ("<style>@import 'a'</style>", "style sheet fetches"),
        ('<p style="background:url(//b.example)">', "style of <p> fetches"),
        ('<a href="javascript:a()">b</a>', "link leads"),
        ('<a href="#nowhere">b</a>', "lead nowhere"),
        ('<p id="a">', "occur twice"),
        ("<pre>Traceback (most recent call last):</pre>", "traceback"),
        ('<td class="number">nan%</td>', "shown as a figure"),
        ('<p class="value">€nan</p>', "shown as a figure"),
        ('<td class="change">None</td>', "shown as a figure"),
        ("<p>Other Client</p>", "another client"),
    ],
)
def test_html_rules(body, rule):
    found = check_html(GOOD.format(body), client="Acme", others=["Other Client"])
    assert len(found) == 1
    assert rule in found[0]


@pytest.mark.parametrize(
    "body",
    ["<p>None of them</p>", '<td class="number">1,234</td>', '<td class="text">inf</td>', "<p>Others Clients</p>"],
)
def test_good_pages_are_good(body):
    assert check_html(GOOD.format(body), client="Acme", others=["Other Client", "Acm"]) == []


def test_language_title_and_client():
    found = check_html("<html><body><h1>a</h1></body></html>", client="Acme")
    assert [sentence.split(" ")[-1] for sentence in found] == ["language.", "title.", "nowhere."]


def test_pdf_rules(paper):
    assert check_pdf(b"no") == ["This is not a PDF."]
    assert check_pdf(paper.replace(b"/Marked true", b"/Marked nope")) == ["The PDF is not tagged."]
    assert check_pdf(paper, client="Acme") == ["The name of Acme is not in the title."]
    assert len(check_pdf(b"%PDF-1.7")) == 8


def test_figures_that_are_none():
    cards = samples.bundle(
        "cards", {"id": "c", "size": "third", "cards": [samples.card("a", "nan%"), samples.card("b", "3.1%")]}
    )
    document = render.combine([samples.notebook(samples.opening(), samples.chapter("a", "A", ""), cards)])
    found = check_pdf(render.pdf(document), client="Havn & Holt", others=["Kestrel Row"], document=document)
    assert found == ["The name of another client, Kestrel Row, is shown.", "In 'A': 'nan%' is shown as a figure."]
