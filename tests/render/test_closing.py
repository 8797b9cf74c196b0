"""The closing chapter: one list of what is missing, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest

from kpilib.render import closing, shapes
from kpilib.text import LANGUAGES, Words

LACKING = [
    {"name": "Reach", "reason": "Not supplied", "remedy": "Add it.", "period": "October 2026"},
    {"name": "Views", "reason": "Too few", "remedy": "Wait.", "period": "October 2026"},
    {"name": "Landing pages", "reason": "Not supplied", "remedy": "Add it.", "period": "October 2026"},
    {"name": "Clicks", "reason": "Not supplied", "remedy": "Add it.", "period": "October 2026"},
]
DEFINED = {"id": "clicks", "name": "Clicks", "definition": "d", "formula": "", "detail": ""}
NOTES = [{"missing": LACKING, "definitions": [DEFINED]}]


def quality(words: Words) -> dict[str, Any]:
    """A chapter on data quality that lists Reach and Share of voice for one reason."""
    names = words.say("exhibits.clauses").join(["Reach", "Share of voice"])
    listed = {
        "id": "missing-figures",
        "columns": [{"key": key} for key in ("reason", "figures", "remedy")],
        "rows": [[{"text": text} for text in ("Not supplied", names, "Add it.")]],
        "limit": 1,
    }
    return {"id": "quality", "eyebrow": "Data quality", "blocks": shapes.arranged([shapes.exhibit("table", listed)])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_on_quality_lists_all_that_is_missing_and_the_definitions_refer_to_it(language):
    words = Words(language)
    chapters = [quality(words)]
    (before,) = chapters[0]["blocks"]
    made = closing.chapter(NOTES, words, "", chapters)
    between = words.say("exhibits.clauses")
    (listed,) = chapters[0]["blocks"]
    assert [[cell["text"] for cell in row] for row in listed["rows"]] == [
        ["Not supplied", between.join(["Reach", "Share of voice", "Landing pages"]), "Add it."],
        ["Too few", "Views", "Wait."],
    ]
    assert (listed["title"], listed["limit"]) == (words.say("report.title.missing", count=4), 2)
    assert before.keys() == listed.keys()
    assert listed["level"] == before["level"]
    said = [block["inlines"] for block in made["blocks"] if block["kind"] == "paragraph"]
    assert said == [[words.say("render.notes.listed", chapter="Data quality")]]
    assert not [block for block in made["blocks"] if block.get("id") == "notes-missing" and block["kind"] == "table"]


def test_without_a_list_on_quality_the_definitions_hold_it():
    made = closing.chapter(NOTES, Words("en"), "", [])
    (listed,) = (block for block in made["blocks"] if block.get("id") == "notes-missing")
    assert [row[1]["text"] for row in listed["rows"]] == ["Reach; Landing pages", "Views"]


def test_no_row_is_so_long_that_paper_cuts_it():
    """By hand: 20 names of 30 letters and 19 times two letters between them; six of them fill 190 letters."""
    names = [f"{n:02} a figure of thirty letters"[:30].ljust(30, "x") for n in range(20)]
    lacking = [{"name": name, "reason": "Not supplied", "period": "October 2026"} for name in names]
    made = closing.chapter([{"missing": lacking}], Words("en"), "", [])
    (listed,) = (block for block in made["blocks"] if block.get("id") == "notes-missing")
    told = [row[1]["text"] for row in listed["rows"]]
    assert [len(text.split("; ")) for text in told] == [6, 6, 6, 2]
    assert "; ".join(told).split("; ") == names
    assert [row[0]["text"] for row in listed["rows"]] == ["Not supplied", "", "", ""], "one reason, told once"
