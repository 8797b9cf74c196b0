"""Every exhibit fits the contract with the renderer, in every language."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest

from kpilib.exhibits import Exhibit, cards, facts, figures, palette, rankings, sentences, tables
from kpilib.exhibits import frame as opening
from kpilib.exhibits.bundle import slug
from kpilib.text import LANGUAGES

from .conftest import edition, frame, row, weeks
from .shapes import check


def _shown(made):
    found = facts(
        frame(
            row("reach", "people", 90.0, 60.0, target=80.0, attainment=1.125, status="achieved"),
            row("roi", "fraction", None),
        ),
        made,
    )
    rows = frame(*(fact.row for fact in found))
    yield cards.cards(rows, made, series=weeks("reach", "people", [1.0, None, 3.0]))
    yield tables.scorecard(rows, made)
    yield tables.kpi_table(rows, made, "reach")
    yield sentences.chapter(made, "reach", found=found)
    yield sentences.chapter(made, "overview", found=found, kind="summary")
    yield sentences.insights([sentences.targets(found, made), sentences.changed(found[0])], made)
    yield opening.legend(made)
    yield opening.report(
        made, client="Havn & Holt", brand=palette.brand("#0b6e6e"), data_date=date(2026, 10, 31), logo=b"<svg/>"
    )
    yield figures.notes(found, made, footnotes=["x"])
    yield rankings.posts(
        frame(*({"post_id": str(i), "text": "a", "network": "x", "reach": i} for i in range(4))), made, kpi="reach"
    )
    yield figures.slope([], made, first="1", last="2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_content_fits_the_contract(language):
    kinds = set()
    for exhibit in _shown(edition(language)):
        check(exhibit.kind, exhibit.content)
        json.dumps(dict(exhibit.content), allow_nan=False)
        kinds.add(exhibit.kind)
    assert kinds >= {"cards", "table", "chapter", "insights", "legend", "report", "notes", "absent"}


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


def test_html_escapes_what_a_client_wrote(english):
    hostile = "<script>alert(1)</script>"
    exhibit = tables.table(english, [tables.column("a", hostile)], [[tables.cell(hostile)]], name="t", title=hostile)
    bundle = exhibit._repr_mimebundle_()
    parser = _Tags()
    parser.feed(bundle["text/html"])
    assert "script" not in parser.seen
    assert hostile in bundle["text/plain"]
    assert set(bundle) == {"application/vnd.kpilib.table+json", "text/html", "text/plain"}


def test_a_slug_is_ascii_and_never_empty():
    assert slug("Ağ, İstanbul", None, 3) == "ag-istanbul-3"
    assert slug("互动") == "exhibit"


def test_an_exhibit_names_itself():
    assert repr(Exhibit("legend", {"id": "legend", "items": []})) == "<Exhibit legend legend>"


def test_a_notebooks_first_exhibit_brings_the_faces_of_its_charts():
    content = {"client": "Acme", "title": "Report", "period": "October", "data_line": ""}
    shown = Exhibit("report", content)._repr_mimebundle_()["text/html"]
    assert shown.count("@font-face{font-family:'Fira Sans'") == 3
    assert shown.count("url(data:font/woff2;base64,") == shown.count("url(") == 3
