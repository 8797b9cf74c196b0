"""What comes back to the runner when an issue has been drawn."""

from __future__ import annotations

import pickle

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from kpilib.batch.draw import Drawing, draw

MISSING = {"kpi": "reach", "reason": "not_supplied"}
READ = {"file": "posts.csv", "table": "posts", "rows": 3}


def test_what_is_drawn_travels_without_the_library_of_notebooks():
    said = {"missing": [MISSING, MISSING], "read": [READ], "problems": [], "values": []}
    output = new_output("display_data", data={"application/vnd.kpilib.notes+json": said})
    text = nbformat.writes(new_notebook(cells=[new_code_cell("notes()", outputs=[output])]))
    drawn = draw(Drawing("acme", "Acme", "2026-10", "en", {"overview": text}, formats=()))
    assert (drawn.missing, drawn.read, drawn.problems) == ((MISSING,), (READ,), ())
    assert b"nbformat" not in pickle.dumps(drawn)
