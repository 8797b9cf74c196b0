"""Executed notebooks as one tree."""

from __future__ import annotations

import render_samples as samples

from kpilib import render
from kpilib.render.markdown import plain


def kinds(chapter):
    return [block["kind"] for block in chapter["blocks"]]


def test_chapters_in_order_with_one_closing_chapter(document):
    assert [chapter["id"] for chapter in document.chapters] == [
        "overview",
        "engagement",
        "returns",
        "chapter-4",
        "definitions",
    ]
    assert document.client == "Havn & Holt"
    assert kinds(document.chapters[0]) == ["cards", "insights", "table", "legend"]


def test_a_title_cell_gives_way_to_the_chapter(document):
    assert all(
        plain(b["inlines"]) != "Overview"
        for b in document.chapters[0]["blocks"]
        if b["kind"] in ("heading", "paragraph")
    )


def test_a_heading_without_anything_below_is_left_out(document):
    assert "heading" not in kinds(document.chapters[1])
    assert [plain(b["inlines"]) for b in document.chapters[2]["blocks"] if b["kind"] == "heading"] == ["Campaigns"]


def test_halves_stand_side_by_side_and_titles_have_levels(document):
    returns = document.chapters[2]["blocks"]
    assert [b["kind"] for b in returns] == ["cards", "figures", "heading", "table", "absent", "insights"]
    assert [b["level"] for b in returns] == [2, 2, 2, 3, 3, 3]


def test_notes_are_merged(document):
    last = document.chapters[-1]
    assert kinds(last) == [
        "figure", "table", "table", "heading", "definitions", "heading", "definitions", "heading", "footnotes",
    ]  # fmt: skip
    assert len(last["blocks"][4]["items"]) == 8
    assert [cell["text"] for cell in last["blocks"][2]["rows"][0]][3] == "1,412"


def test_the_glossary_holds_the_terms_that_the_chapters_use():
    def terms(*lines):
        cells = [
            samples.opening(),
            samples.chapter("a", "A", lines[0]),
            *map(samples.prose, lines[1:]),
            samples.notes(),
        ]
        last = render.combine([samples.notebook(samples.prose("# a"), *cells)]).chapters[-1]["blocks"]
        return [item["name"] for block in last if block["kind"] == "definitions" for item in block["items"]][8:]

    assert terms("", "The median of a 95% interval.", "n = 3") == ["95% interval", "Median", "n"]
    assert terms("", "Nothing of the kind.") == []


def test_what_one_chapter_lacks_and_another_shows_is_not_missing():
    def notes(**parts):
        return samples.notebook(samples.opening(), samples.prose("# a"), samples.bundle("notes", parts))

    views = {"id": "views", "name": "Views"}
    names = ("Views", "Saves", "Likes", "Reach", "Shares", "Clicks", "Leads", "Follows")
    lacks = [{"name": name, "reason": "Not supplied", "period": "May"} for name in names]
    document = render.combine([notes(missing=lacks), notes(definitions=[views])])
    table = next(block for block in document.chapters[-1]["blocks"] if block["id"] == "notes-missing")
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["Not supplied", "Saves; Likes; Reach; Shares; Clicks; Leads; Follows", "May"]
    ]


def test_ids_are_unique(document):
    def ids(tree):
        if isinstance(tree, dict):
            own = [tree["id"]] if tree.get("kind") in ("heading", "figure", "table", "absent") else []
            return own + [name for value in tree.values() for name in ids(value)]
        return [name for item in tree for name in ids(item)] if isinstance(tree, list) else []

    found = ids(document.chapters)
    assert len(found) == len(set(found)) > 10


def test_an_analysts_notebook_is_a_chapter(document):
    own = document.chapters[3]
    assert own["title"] == "A question of formats"
    assert kinds(own)[-1] == "error"
    assert [plain(c["inlines"]) for c in own["blocks"][-6]["rows"][1]] == ["1", "Facebook", "n/a"]
    assert "a warning nobody needs" not in str(own)
    assert "Traceback" not in str(own)


def test_say_speaks_the_language_of_the_report():
    cells = [
        samples.opening("tr"),
        samples.chapter("a", "A", ""),
        samples.prose("## Contents here", "say:render.contents"),
        samples.prose("text"),
    ]
    made = render.combine([samples.notebook(samples.prose("# t"), *cells)])
    assert plain(made.chapters[0]["blocks"][0]["inlines"]) == "Bu raporda"


def test_an_unknown_word_leaves_the_cell_as_it_is():
    cells = [
        samples.opening(),
        samples.prose("# t"),
        samples.prose("## Own words", "say:no.such.word"),
        samples.prose("text"),
    ]
    made = render.combine([samples.notebook(*cells)])
    assert plain(made.chapters[0]["blocks"][0]["inlines"]) == "Own words"


def test_hidden_cells_stay_hidden():
    made = render.combine(
        [samples.notebook(samples.prose("# t"), samples.prose("secret", "hide"), samples.prose("seen"))]
    )
    assert "secret" not in str(made.chapters)
    assert "seen" in str(made.chapters)


def test_links_find_headings_and_lost_ones_become_text():
    made = render.combine(
        [samples.notebook(samples.prose("# t"), samples.prose("## What is it?\n\n[a](#What-is-it?) [b](#gone)"))]
    )
    pieces = [p for p in made.chapters[0]["blocks"][1]["inlines"] if isinstance(p, dict)]
    assert [(p["kind"], p["to"]) for p in pieces] == [("link", "#what-is-it"), ("span", "#gone")]
    assert made.chapters[0]["blocks"][0]["id"] == "what-is-it"


def test_a_notebook_of_nothing():
    made = render.combine([samples.notebook()])
    assert made.chapters == []
    assert made.cover["title"] == "Report"


def test_what_is_left_out_of_a_report_is_not_told_in_its_place():
    left = {
        "application/vnd.kpilib.left_out+json": {"v": 1},
        "text/html": "<p>no export</p>",
        "text/plain": "<Exhibit>",
    }
    cell = samples.code({"output_type": "display_data", "data": left, "metadata": {}})
    (chapter,) = render.combine([samples.notebook(samples.prose("# A"), samples.prose("b"), cell)]).chapters
    assert [block["kind"] for block in chapter["blocks"]] == ["paragraph"]
