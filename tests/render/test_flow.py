"""How a chapter is divided into pages: small exhibits side by side, long narrow tables in two columns, full pages."""

from __future__ import annotations

import io

import pypdf
import pytest
import render_samples as samples

from kpilib import render
from kpilib.render.paper import marks


def narrow(name, rows):
    columns = [{"key": "tag", "label": "Tag"}, {"key": "n", "label": "Posts", "align": "right", "kind": "number"}]
    cells = [[{"text": f"tag {row}"}, {"text": str(row), "sort": row}] for row in range(rows)]
    return samples.bundle("table", {"id": name, "title": name, "columns": columns, "rows": cells})


def drawn(name, slot, height=53):
    return samples.bundle("figure", samples.figure(name, name, slot, height))


LAST = narrow("last", 20)


def placed(*cells, kind="chapter"):
    """Kinds and pages of what stands in a chapter of these exhibits."""
    head = [samples.opening(), samples.chapter("reach", "A finding", "A question.", kind=kind)]
    made = marks(render.combine([samples.notebook(*head, *cells)]))
    return [(mark["what"], mark["page"], round(mark["height"])) for mark in made]


def test_a_half_figure_and_a_narrow_table_share_a_row():
    assert [what for what, _, _ in placed(drawn("one", "half"), narrow("tags", 5))] == ["halves"]


def test_a_wide_exhibit_between_them_stays_between_or_after():
    found = placed(drawn("one", "half"), drawn("wide", "full"), narrow("tags", 5), narrow("last", 20))
    assert [what for what, _, _ in found] == ["halves", "figure", "table"]


def test_the_last_table_of_a_chapter_overtakes_nothing():
    found = placed(drawn("one", "half"), drawn("wide", "full"), narrow("last", 5))
    assert [what for what, _, _ in found] == ["figure", "figure", "table"]


def test_a_long_narrow_table_takes_half_the_height_in_two_columns():
    (_, _, short), (_, _, long) = placed(drawn("wide", "full"), narrow("ten", 10))[1], placed(narrow("twenty", 20))[0]
    assert short < long < 1.8 * short  # two columns of 5 rows, two of 10


def test_two_small_tables_stand_above_each_other_beside_a_figure():
    found = placed(drawn("one", "half", 90), narrow("tags", 5), narrow("people", 5), drawn("wide", "full"))
    assert [what for what, _, _ in found] == ["halves", "figure"]
    found = placed(drawn("one", "half", 90), drawn("wide", "full"), narrow("tags", 5), narrow("people", 5), LAST)
    assert [what for what, _, _ in found] == ["halves", "figure", "table"]


def test_pages_before_the_last_are_full():
    found = placed(*(drawn(f"figure {number}", "full", 38) for number in range(6)))
    pages = [page for _, page, _ in found]
    assert [pages.count(page) for page in sorted(set(pages))] == [4, 2]  # not three and three


@pytest.mark.parametrize(("figure", "kept"), [("12.6%", False), ("12.7%", True)])
def test_a_table_of_one_row_that_only_repeats_cards_is_left_out(figure, kept):
    columns = [{"key": "tag", "label": "Tag"}, {"key": "n", "label": "Share", "align": "right", "kind": "number"}]
    row = [{"text": "spring"}, {"text": figure}]
    single = samples.bundle("table", {"id": "one", "title": "By tag", "columns": columns, "rows": [row]})
    card = samples.bundle("cards", {"id": "cards", "cards": [{"id": "c", "name": "Share", "value": "12.6%"}]})
    assert ("table" in [what for what, _, _ in placed(card, drawn("wide", "full"), single)]) is kept


def test_no_page_is_left_with_one_figure():
    found = placed(*(drawn(f"figure {number}", "full") for number in range(5)))
    pages = [page for _, page, _ in found]
    # Three figures fit a page; of five, three and two stand on two pages, not four and one.
    assert sorted(pages.count(page) for page in set(pages)) == [2, 3]


def test_the_pages_after_a_full_one_are_filled_evenly_too():
    opening = [samples.headline_cards(), samples.changes(), drawn("opening", "full", 90)]
    middle = [drawn("middle", "full", 90), *map(samples.ranking, (5, 6, 7, 8, 4))]
    pages = [page for _, page, _ in placed(*opening, *middle, drawn("last", "full", 92))]
    assert [pages.count(page) for page in sorted(set(pages))] == [3, 2, 3, 2]  # not 3, 3, 3 and the last one alone


def test_the_summary_shows_as_many_rows_as_its_page_has_room_for():
    def table(rows):
        (_, _, _), (_, _, _), (_, page, height) = placed(
            samples.headline_cards(), samples.changes(), samples.ranking(rows), kind="summary"
        )
        return page, height

    pages, heights = zip(*map(table, (8, 11, 40)))
    assert len(set(pages)) == 1
    assert heights[0] < heights[1] <= heights[2]


def test_names_beside_a_lone_figure_keep_their_room():
    """Five columns with long heads, as four kinds of interactions in Indonesian have them."""
    heads = ["Jejaring", "Jumlah suka", "Jumlah komentar", "Jumlah dibagikan", "Jumlah disimpan"]
    columns = [{"label": label, "align": "left" if label == heads[0] else "right"} for label in heads]
    rows = [["YouTube", "91,5%", "5,7%", "2,8%", "0,1%"], ["LinkedIn", "94,6%", "1,1%", "4,3%", "0,2%"]]
    alone = samples.bundle("figure", samples.figure("one", "One", "half") | {"columns": columns, "rows": rows})
    head = [samples.opening(), samples.chapter("reach", "A finding", "A question.")]
    made = render.pdf(render.combine([samples.notebook(*head, alone, drawn("wide", "full"))]))
    starts = {}
    for page in pypdf.PdfReader(io.BytesIO(made)).pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: starts.setdefault(text.strip(), cm[4] + tm[4]))
    wide = 8.5 * 0.45 * len("LinkedIn")  # points, at least
    assert starts["94,6%"] - starts["LinkedIn"] > wide
    assert starts["1,1%"] > starts["94,6%"] > starts["LinkedIn"]


@pytest.mark.parametrize("tabled", [False, True])
def test_data_that_a_table_holds_anyway_do_not_stand_beside_their_figure(tabled):
    data = {"columns": [{"label": "Target", "align": "left"}, {"label": "Reached", "align": "right"}]}
    figure = samples.figure("one", "One", "half") | data | {"rows": [["Engagements", "87,3%"]], "tabled": tabled}
    head = [samples.opening(), samples.chapter("reach", "A finding", "A question.")]
    made = render.pdf(render.combine([samples.notebook(*head, samples.bundle("figure", figure), LAST)]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert ("87,3%" in text) is not tabled
