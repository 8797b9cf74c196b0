"""Markdown cells as data."""

from __future__ import annotations

import render_pictures

from kpilib.render.markdown import blocks, formula, is_png, plain


def test_headings_paragraphs_and_styles():
    heading, paragraph = blocks("# A *b*\n\nOne\ntwo **three** `four` ~~five~~")
    assert (heading["kind"], heading["level"], plain(heading["inlines"])) == ("heading", 1, "A b")
    assert [piece if isinstance(piece, str) else piece["kind"] for piece in paragraph["inlines"]] == [
        "One two ",
        "strong",
        " ",
        "code",
        " ",
        "strike",
    ]


def test_raw_html_stays_text():
    inline, block = blocks("a <b>c</b>\n\n<div>d</div>")
    assert plain(inline["inlines"]) == "a <b>c</b>"
    assert block["inlines"] == ["<div>d</div>"]


def test_links_lead_to_the_web_to_mail_or_inside():
    (paragraph,) = blocks("[a](https://b.example) [c](#d) [e](javascript:f) [g](mailto:h@i.example)")
    assert [piece["to"] for piece in paragraph["inlines"] if isinstance(piece, dict)] == [
        "https://b.example",
        "#d",
        "mailto:h@i.example",
    ]


def test_pictures_come_from_attachments_only():
    made = blocks("![a](https://b.example/c.png)\n\n![d](attachment:e.png)", {"e.png": render_pictures.png()})
    assert made[0] == {"kind": "paragraph", "inlines": ["a"]}
    assert (made[1]["kind"], made[1]["alt"]) == ("picture", "d")


def test_footnotes_stand_where_they_are_called():
    (paragraph,) = blocks("a[^1]\n\n[^1]: b *c*")
    assert paragraph["inlines"][1]["kind"] == "note"
    assert plain(paragraph["inlines"][1]["inlines"]) == "b c"


def test_tables_and_terms():
    table, terms = blocks("| a | b |\n|---|--:|\n| 1 | 2 |\n\nTerm\n:   Meaning")
    assert [cell["align"] for cell in table["head"][0]] == ["left", "right"]
    assert plain(table["rows"][0][1]["inlines"]) == "2"
    assert plain(terms["items"][0]["term"]) == "Term"


def test_a_heading_inside_a_list_is_a_strong_line():
    (made,) = blocks("- # a")
    assert made["items"][0][0]["inlines"][0]["kind"] == "strong"


def test_formulas_are_drawn_or_shown_as_written():
    block, paragraph = blocks("$$\\frac{a}{b}$$\n\nand $x^2$ and $\\nonsense{$")
    assert block["kind"] == "formula"
    assert block["height"] > block["depth"] > 0
    assert paragraph["inlines"][1]["svg"].count("<svg") == 1
    assert formula("\\nonsense{") is None
    assert formula("x" * 5000) is None


def test_png():
    assert is_png(render_pictures.png())
    assert not is_png("bm90IGEgcGljdHVyZQ==")
    assert not is_png("?")
