# ruff: noqa: E501
"""nbconvert's way in."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import render_samples as samples
from nbconvert.exporters import get_exporter


def notebook():
    node = nbformat.from_dict(samples.report()[0])
    for number, cell in enumerate(node.cells):
        cell["id"] = f"c{number}"
    return node


def test_html():
    body, resources = get_exporter("kpilib-html")().from_notebook_node(notebook())
    assert body.startswith("<!doctype html>")
    assert resources["output_extension"] == ".html"


def test_pdf():
    body, resources = get_exporter("kpilib-pdf")().from_notebook_node(notebook())
    assert body.startswith(b"%PDF-1.")
    assert resources["output_extension"] == ".pdf"


def test_importing_the_room_is_light():
    code = "import sys, kpilib.render; print([m for m in ('typst', 'jinja2', 'nbconvert', 'matplotlib', 'xlsxwriter') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_rendering_draws_no_charts_and_needs_nothing_that_does():
    code = "import sys, kpilib.render.screen, kpilib.render.paper; print([m for m in ('matplotlib', 'pandas') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
