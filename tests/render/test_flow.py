"""How a chapter is divided into pages: small exhibits side by side, long narrow tables in two columns, even pages."""

from __future__ import annotations

import render_samples as samples

from kpilib import render
from kpilib.render.paper import marks


def narrow(name, rows):
    columns = [{"key": "tag", "label": "Tag"}, {"key": "n", "label": "Posts", "align": "right", "kind": "number"}]
    cells = [[{"text": f"tag {row}"}, {"text": str(row), "sort": row}] for row in range(rows)]
    return samples.bundle("table", {"id": name, "title": name, "columns": columns, "rows": cells})


def drawn(name, slot):
    return samples.bundle("figure", samples.figure(name, name, slot))


def placed(*cells):
    """Kinds and pages of what stands in a chapter of these exhibits."""
    head = [samples.opening(), samples.chapter("reach", "A finding", "A question.")]
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


def test_pages_are_filled_evenly():
    found = placed(*(drawn(f"figure {number}", "full") for number in range(5)))
    pages = [page for _, page, _ in found]
    # Three figures fit a page; of five, three and two stand on two pages, not four and one.
    assert sorted(pages.count(page) for page in set(pages)) == [2, 3]
