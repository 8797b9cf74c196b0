"""The chapter of restated figures in every language."""

from __future__ import annotations

import pytest

from kpilib.batch.figures import Restated
from kpilib.batch.restatement import chapter
from kpilib.text import LANGUAGES

CHANGED = [
    Restated("reach", "default", "count", '{"network": "instagram"}', "2026-10-01", "2026-11-01", 1000.0, 900.0, False),
    Restated("ctr", "default", "share", "", "2026-10-01", "2026-10-15", 0.05, 0.04, True),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_what_was_and_what_is(language):
    notebook = chapter(CHANGED, [], language=language, currency=None)
    bundles = {name: bundle for cell in notebook.cells for name, bundle in cell.outputs[0].data.items()}
    table = bundles["application/vnd.kpilib.table+json"]
    assert [len(row) for row in table["rows"]] == [4, 4]
    assert [row[0]["mark"] for row in table["rows"]] == [None, "*"]
    assert len(table["notes"]) == 2


def test_in_english():
    notebook = chapter(CHANGED, [], language="en", currency=None)
    rows = notebook.cells[1].outputs[0].data["application/vnd.kpilib.table+json"]["rows"]
    assert [cell["text"] for cell in rows[0]] == ["Reach · Instagram", "October 2026", "1,000", "900"]
    assert [cell["text"] for cell in rows[1]][2:] == ["5.0%", "4.0%"]


def test_the_report_it_belongs_to_is_kept():
    report = {"cells": [{"outputs": [{"data": {"application/vnd.kpilib.report+json": {"client": "Acme"}}}]}]}
    notebook = chapter(CHANGED, [{"cells": []}, report], language="en", currency=None)
    bundle = notebook.cells[0].outputs[0].data["application/vnd.kpilib.report+json"]
    assert bundle == {"client": "Acme", "notebook": "restated"}
