"""A report made from hostile exports by the real notebooks: everything is printed, nothing happens."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import hostile_client
import openpyxl
import pypdf
import pytest
from test_hostile import Reader

from kpilib.render.characters import printable

pytestmark = pytest.mark.browser
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The folder of reports, and the report's own."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_client.write(folder / "params")
    command = [sys.executable, "-m", "kpilib", "run", "hostile", "--params", str(folder / "params")]
    command += ["--out", str(folder / "reports"), "--formats", "html,pdf,xlsx"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=600, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr
    return folder / "reports", folder / "reports" / "hostile" / "2026-10"


def letters(text):
    """What a reader sees of a text, without spaces and marks of direction."""
    return "".join(INVISIBLE.sub("", printable(text)).split())


def test_every_text_is_printed_as_it_is(reports):
    reader = Reader()
    reader.feed((reports[1] / "report.html").read_text(encoding="utf-8"))
    seen = letters("".join(reader.words))
    assert len(hostile_client.TEXTS) >= 200
    assert [text for text in hostile_client.TEXTS if letters(text) not in seen] == []
    for name in (hostile_client.CLIENT, hostile_client.AGENCY, hostile_client.FOLDER, *hostile_client.RIVALS):
        assert letters(name) in seen


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_happens_on_any_screen(visit, reports, width):
    for page in (reports[1] / "report.html", reports[0] / "index.html"):
        seen, asked = visit(page.read_text(encoding="utf-8"), width)
        assert '"hit":0' in seen
        assert '"fetched":0' in seen
        assert '"wide":0' in seen
        assert '"cut":0' in seen
        assert '"scripts":2' in seen
        assert asked == []


def test_the_paper_holds_the_same_names(reports):
    made = pypdf.PdfReader(io.BytesIO((reports[1] / "report.pdf").read_bytes()))
    words = letters("".join(page.extract_text() for page in made.pages))
    assert letters(hostile_client.AGENCY) in words
    assert letters('#read("/etc/passwd")') in words
    assert len(made.pages) < 60
    assert b"/JavaScript" not in (reports[1] / "report.pdf").read_bytes()


def test_the_workbook_holds_no_formula_and_no_link(reports):
    book = openpyxl.load_workbook(reports[1] / "report.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
