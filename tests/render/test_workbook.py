"""The workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest
import render_samples as samples

from kpilib import render
from kpilib.render.workbook import figure
from kpilib.text import Words


@pytest.fixture(scope="module")
def book(document):
    return openpyxl.load_workbook(io.BytesIO(render.xlsx(document)))


@pytest.mark.parametrize(
    ("text", "language", "exact", "number", "form"),
    [
        ("3.13%", "en", None, 0.0313, "#,##0.00%"),
        ("3.13%", "en", 0.031278, 0.031278, "#,##0.00%"),
        ("%3,13", "tr", None, 0.0313, "#,##0.00%"),
        ("48.210", "tr", None, 48210, "#,##0"),
        ("€918,000", "en", None, 918000, '"€"#,##0'),
        ("−0.36", "en", None, -0.36, "#,##0.00"),
        ("1,234", "en", 99, 1234, "#,##0"),
    ],
)
def test_figures(text, language, exact, number, form):
    assert figure(text, Words(language), exact) == (pytest.approx(number), form)


@pytest.mark.parametrize("text", ["", "n/a", "38 min", "12.3K", "2026-10", "1,2", "=1+1", "Week 43"])
def test_other_text_stays_text(text):
    assert figure(text, Words("en")) is None


def test_one_sheet_for_each_chapter(book):
    assert book.sheetnames == [
        "Executive summary",
        "Engagement",
        "Returns",
        "A question of formats",
        "Definitions and data coverage",
    ]


def test_all_rows_are_numbers_with_formats(book):
    cells = {
        cell.value: cell.number_format for row in book["Returns"].iter_rows() for cell in row if cell.value is not None
    }
    assert cells[31400] in ('"€"#,##0', "#,##0")
    assert cells[0.265] == "#,##0.0%"
    assert cells["Basket reminder"] == "General"


def test_nothing_is_a_formula():
    cells = [{"text": "=1+1"}, {"text": "@x", "sort": 1}]
    table = {
        "id": "t",
        "title": "=2",
        "columns": [samples.column("=a"), samples.column("b", "right", 10, "number")],
        "rows": [cells],
        "limit": 1,
    }
    document = render.combine(
        [
            samples.notebook(
                samples.opening(), samples.chapter("=c", "=d", "=e", "=f[]:*?/"), samples.bundle("table", table)
            )
        ]
    )
    book = openpyxl.load_workbook(io.BytesIO(render.xlsx(document)))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}
    assert book.sheetnames == ["=f"]


def test_the_same_bytes(document):
    assert render.xlsx(document) == render.xlsx(document)
