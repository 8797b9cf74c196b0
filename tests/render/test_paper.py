"""The report on paper."""

from __future__ import annotations

import io

import pypdf
import pytest
import render_samples as samples
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kpilib import render
from kpilib.errors import RenderError
from kpilib.render.columns import measures
from kpilib.render.paper import marks
from kpilib.text import LANGUAGES


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_the_same_document_gives_the_same_bytes(document, paper):
    assert render.pdf(document) == paper


def test_it_keeps_every_rule(document, paper):
    assert render.check_pdf(paper, client="Havn & Holt", others=["Other Client"], document=document) == []


def test_cover_contents_and_page_numbers(paper):
    pages = read(paper).pages
    assert text(pages[0]).count("Social media report October 2026") == 1
    assert "Page" not in text(pages[0])
    assert text(pages[1]).startswith("Havn & Holt Social media report October 2026 In this report")
    assert "Four of six campaigns earn their money back; Room tour and Outlet weekend do not 5" in text(pages[1])
    for number, page in enumerate(pages[1:], 2):
        assert text(page).endswith(f"Page {number} of {len(pages)}")


def test_the_summary_is_one_page(document, paper):
    summary = [mark["page"] for mark in marks(document) if mark["chapter"] == "overview"]
    assert set(summary) == {3}


def test_bookmarks(paper):
    titles = [entry.title for entry in read(paper).outline if not isinstance(entry, list)]
    assert titles[0].startswith("More visits and faster answers")
    assert titles[-1] == "What each figure means and where it comes from"


def test_the_client_is_in_the_title(paper):
    assert read(paper).metadata.title == "Social media report, October 2026 – Havn & Holt"


def test_the_papers_have_their_sizes(paper):
    assert [round(float(side)) for side in read(paper).pages[0].mediabox[2:]] == [595, 842]
    letter = read(render.pdf(render.combine(samples.report(paper="letter"))))
    assert [round(float(side)) for side in letter.pages[0].mediabox[2:]] == [612, 792]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_on_both_papers(language, paper):
    document = render.combine(samples.report(language, paper, chapters=2))
    made = render.pdf(document)
    assert render.check_pdf(made, client="Havn & Holt", document=document) == []
    assert len({mark["page"] for mark in marks(document) if mark["chapter"] == "overview"}) == 1


def test_a_long_table_is_cut_and_says_so():
    cells = [samples.opening(), samples.chapter("a", "A", ""), samples.ranking(45, 20)]
    made = read(render.pdf(render.combine([samples.notebook(samples.prose("# a"), *cells)])))
    words = " ".join(text(page) for page in made.pages)
    assert "25 more rows are in the HTML report and the workbook." in words


def test_a_table_over_several_pages_repeats_its_head_and_leaves_no_single_row():
    cells = [samples.opening(), samples.chapter("a", "A", "")]
    cells += [samples.bundle("figure", samples.figure("f", "F")), samples.ranking(61, None)]
    document = render.combine([samples.notebook(samples.prose("# a"), *cells)])
    pages = [text(page) for page in read(render.pdf(document)).pages]
    parts = [
        page.count("instagram".capitalize()) + sum(page.count(n) for n in ("TikTok", "Facebook", "YouTube"))
        for page in pages[1:]
    ]
    assert sum(parts) == 61
    assert min(part for part in parts if part) >= 3
    assert sum("Campaign Network" in page for page in pages) == sum(part > 0 for part in parts)


def test_an_exhibit_is_printed_once_and_links_lead_to_it():
    figure = samples.bundle("figure", samples.figure("f", "Reels lead"))
    again = samples.bundle("figure", samples.figure("g", "Reels lead"))
    other = samples.bundle("figure", samples.figure("h", "Reels lead") | {"title": "Stories lead"})
    cells = [samples.opening(), samples.chapter("a", "A", ""), figure, samples.chapter("b", "B", ""), again, other]
    cells.append(samples.prose("As [shown](#g)."))
    document = render.combine([samples.notebook(samples.prose("# a"), *cells)])
    made = render.pdf(document)
    shown = " ".join(text(page) for page in list(read(made).pages)[2:])
    assert (shown.count("Reels lead"), shown.count("Stories lead")) == (1, 1)
    assert render.html(document).count("Reels lead</h") == 2
    assert render.check_pdf(made, document=document) == []


def test_a_note_stands_under_the_rows_that_ask_for_it():
    table = samples.ranking(9, 6)["outputs"][0]["data"]["application/vnd.kpilib.table+json"]
    table["notes"] = ["¹ Known early.", "² Known late.", "For all."]
    table["rows"][0][0]["mark"], table["rows"][8][0]["mark"] = "¹", "²"
    cells = [samples.opening(), samples.chapter("a", "A", ""), samples.bundle("table", table)]
    made = read(render.pdf(render.combine([samples.notebook(samples.prose("# a"), *cells)])))
    shown = " ".join(text(page) for page in made.pages)
    assert "¹ Known early. For all." in shown
    assert "Known late" not in shown


def test_a_direction_is_told_to_those_who_do_not_see_its_sign(paper):
    def figures(node):
        node = node.get_object()
        for part in node if isinstance(node, list) else [node]:
            part = part.get_object()
            if isinstance(part, dict):
                yield from [str(part["/Alt"])] if part.get("/S") == "/Figure" else []
                yield from figures(part["/K"]) if "/K" in part else []

    told = list(figures(read(paper).trailer["/Root"]["/StructTreeRoot"]))
    assert "up" in told
    assert "On target" in told


def test_a_weak_colour_has_a_band_instead_of_a_panel():
    made = render.pdf(render.combine(samples.report(chapters=0, brand={"raw": "#808080", "on": "#ffffff"})))
    assert "each week of 2026" not in text(read(made).pages[0])


def test_no_report_bundle_at_all():
    made = read(render.pdf(render.combine([samples.analyst()])))
    assert made.metadata.title == "A question of formats"


def test_what_typst_refuses_is_a_render_error(document):
    broken = render.combine(
        [samples.notebook(samples.opening(), samples.bundle("figure", samples.figure("f", "F") | {"svg": "no"}))]
    )
    with pytest.raises(RenderError, match="not SVG"):
        render.pdf(broken)


SCRIPTS = [
    "วันนี้แพ็กของกันทั้งวัน", "ເຄື່ອງ", "नमस्ते क्षत्रिय", "বাংলা", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල",
    "မြန်မာ", "ខ្មែរ", "مرحبا بالعالم", "שָׁלוֹם", "አማርኛ", "Привет", "Ελληνικά", "Tiếng Việt", "e\u0301", "한국어",
    "\u1112\u1161\u11ab",
    "かなカナ", "👩‍👩‍👧‍👦 🇹🇷 ❤️ 👋🏽", "Ḁ",
]  # fmt: skip


def test_a_label_in_any_script_stands_in_a_picture():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="5" y="20">{}</text></svg>'
    outputs = [
        new_output("display_data", data={"image/svg+xml": svg.format(text), "text/plain": text}) for text in SCRIPTS
    ]
    notebook = new_notebook(cells=[new_markdown_cell("# Labels"), new_code_cell("", outputs=outputs)])
    assert render.pdf(render.combine([notebook])).startswith(b"%PDF")


def test_columns_share_the_page():
    wide = [samples.column(name, width=60) for name in "abcde"]
    sized, gutters = measures(wide, [])
    assert sum(column["width"] for column in sized) + sum(gutters) <= 170.01
    long = [[{"text": "x" * 100}, {"text": "1"}]]
    sized, _ = measures([samples.column("a"), samples.column("b")], long)
    assert [column["width"] for column in sized] == ["rest", "auto"]


def test_the_name_of_a_network_and_its_type_is_not_broken():
    row = [{"text": "x" * 44}, {"text": "Instagram · Kaydırmalı gönderi"}, {"text": "n" * 40}]
    columns = [samples.column("post"), samples.column("network", kind="network"), samples.column("other")]
    assert [column["width"] for column in measures(columns, [row])[0]] == ["rest", "auto", "rest"]
