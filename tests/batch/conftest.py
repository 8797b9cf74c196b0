"""A small project to run: client files, exports and tiny notebooks that behave well or badly."""

from __future__ import annotations

import io
import json
import os
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kpilib.batch import progress, version
from kpilib.batch.runner import Outcomes, run
from kpilib.kernels import Zygote, protocol

PARAMETERS = 'client: str = "demo"\nperiod: str = ""\ncompare: str = ""\nlanguage: str = ""\nnetworks: list = []'
SHOW = """
import json, os, sys
from IPython.display import display
name = os.environ.get("SHOWN_AS") or client.title()
def show(mime, /, **bundle):
    display({f"application/vnd.kpilib.{mime}+json": bundle, "text/plain": mime}, raw=True)
show("report", v=1, client=name, agency=None, title=f"Report for {name}", period=period, period_id=period,
     language=language or "en", paper="a4", brand={"raw": "#0b6e6e", "text": "#0b6e6e", "mark": "#0b6e6e",
     "on": "#ffffff", "text_dark": "#55cfe8", "mark_dark": "#55cfe8"}, logo=None, data_date="2026-10-31",
     data_line="Data to 31 October 2026", compare=compare, headline=None, motif=None, notebook="overview")
show("chapter", id="chapter", eyebrow="Reach", title=f"What {name} reached", lead="One sentence.", kind="chapter")
"""
NOTES = """
figures = {figures}
show("notes", definitions=[], missing=[], sources=[], coverage=None, footnotes=[], values=figures)
"""


def source(*cells: str, figures: list[dict[str, Any]] | None = None, parameters: str = PARAMETERS) -> str:
    """The text of a notebook with these code cells; a cell that starts with # is a heading."""
    first = new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters")
    texts = [SHOW, *cells, NOTES.format(figures=json.dumps(figures or []).replace("null", "None"))]
    rest = [
        new_markdown_cell(text, id=f"cell-{number}")
        if text.startswith("## ")
        else new_code_cell(textwrap.dedent(text), id=f"cell-{number}")
        for number, text in enumerate(texts)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(new_notebook(cells=[first, *rest], metadata={"kernelspec": kernel}))


def figure(value: float | None = 12.0, **given: Any) -> dict[str, Any]:
    """A record as `report.notes()` hands it over."""
    blank = {"kpi": "reach", "variant": "default", "table": "posts", "unit": "count", "definition_version": 1}
    return {**blank, "start": "2026-10-01", "end": "2026-11-01", "value": value, "missing": None, **given}


class Project:
    """A folder with params/, notebooks/ and reports/."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.params, self.notebooks, self.reports = (root / name for name in ("params", "notebooks", "reports"))
        for folder in (self.params, self.notebooks):
            folder.mkdir()
        self.said = io.StringIO()

    def client(self, name: str, text: str = "", *, reach: int = 12) -> Path:
        """A client file with one export."""
        (self.params / f"{name}.csv").write_text(f"Id,Day,Reach\n1,2026-10-05,{reach}\n2,2026-10-20,{reach}\n")
        columns = "columns: {post_id: Id, published_at: Day, reach: Reach}, network: instagram, account: a"
        written = f"client: {name.title()}\nsources:\n  - {{path: {name}.csv, as: generic, table: posts, {columns}}}\n"
        path = self.params / f"{name}.yml"
        path.write_text(written + text)
        return path

    def notebook(self, name: str, *cells: str, **given: Any) -> Path:
        """A notebook with these cells."""
        path = self.notebooks / f"{name}.ipynb"
        path.write_text(source(*cells, **given))
        return path

    def run(self, *clients: str, **given: Any) -> Outcomes:
        """Run, with the period, format and number of workers that most tests want."""
        given = {"period": "2026-10", "formats": ["html"], "jobs": 2, **given}
        given.setdefault("notebooks", [path.stem for path in sorted(self.notebooks.glob("*.ipynb"))])
        return run(
            clients, params=self.params, out=self.reports, notebook_folder=self.notebooks,
            show=progress.Lines(self.said), **given,
        )  # fmt: skip

    def manifest(self, client: str, period: str = "2026-10") -> dict[str, Any]:
        """The manifest of a report."""
        return json.loads((self.reports / client / period / "manifest.json").read_text())

    def files(self, client: str, period: str = "2026-10") -> set[str]:
        """What lies in a report's folder."""
        folder = self.reports / client / period
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session", autouse=True)
def one_zygote() -> Iterator[None]:
    """A zygote for all runs of these tests, with no more imports than a kernel needs."""
    if not protocol.SUPPORTED:
        yield
        return
    shared = Zygote(modules=()).wait()
    before = os.environ.get(protocol.ADDRESS)
    os.environ[protocol.ADDRESS] = shared.address
    yield
    if before is None:
        del os.environ[protocol.ADDRESS]
    else:
        os.environ[protocol.ADDRESS] = before
    shared.close()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project with nothing in it yet, and the working directory in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(version, "key", lambda: "this version")  # whoever edits the library while tests run
    return Project(tmp_path)


@pytest.fixture
def make_figure() -> Callable[..., dict[str, Any]]:
    """`figure`, for tests."""
    return figure


@pytest.fixture
def make_source() -> Callable[..., str]:
    """`source`, for tests."""
    return source
