"""Many clients rendered side by side: no name and no figure of one client is in any file of another."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pypdf
import pytest

from kpilib.batch import figures
from kpilib.kernels import Zygote, preload, protocol

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = ("Alderbrook", "Brinehaven", "Cindermoor", "Duskfield", "Emberlyn", "Frostwick", "Galehurst", "Hollowmere")
REACH = (731_291, 842_517, 913_643, 624_769, 535_893, 446_917, 357_149, 268_271)  # of each post: no digits in common


def artefact(path: Path) -> str:
    """What can be read in a file of a report, figures without their separators."""
    if path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        text = "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    elif path.suffix == ".parquet":
        text = "\n".join(map(str, figures.from_bytes(path.read_bytes()).to_pylist()))
    else:
        text = path.read_text("utf-8")
    return text.lower().replace(",", "")


@pytest.fixture
def warm(monkeypatch):
    """A zygote that has imported what the project's notebooks need."""
    zygote = Zygote(modules=preload.REPORTS).wait()
    monkeypatch.setenv(protocol.ADDRESS, zygote.address)
    yield
    zygote.close()


def test_no_client_is_in_the_files_of_another(project, warm):
    for name, reach in zip(NAMES, REACH):
        project.client(name.lower(), f'brands: ["{name}", "@{name.lower()}"]\n', reach=reach)
    for notebook in ("reach", "overview"):
        shutil.copy(NOTEBOOKS / f"{notebook}.ipynb", project.notebooks)
    outcomes = project.run(*map(str.lower, NAMES), jobs=4, formats=["html", "pdf", "xlsx"])
    assert outcomes.exit_code == 0, project.said.getvalue()
    for name, reach in zip(NAMES, REACH):
        files = [path for path in (project.reports / name.lower()).rglob("*") if path.is_file()]
        texts = {path.name: artefact(path) for path in files}
        for own in ("report.html", "report.pdf", "report.xlsx", "reach.ipynb"):
            assert name.lower() in texts[own]
            assert str(2 * reach) in texts[own] or str(reach) in texts[own], own
        for other, figure in zip(NAMES, REACH):
            if other != name:
                for file, text in texts.items():
                    for trace in (other.lower(), str(figure), str(2 * figure)):
                        assert trace not in text, f"{trace} is in {name}'s {file}"
