"""The workbook."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import render_samples as samples

from kpilib import render
from kpilib.render.amounts import amount, change, day, figure, plain
from kpilib.text import LANGUAGES, Words


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


@pytest.mark.parametrize(
    ("text", "language", "exact", "number", "form"),
    [
        ("1 h 2 min", "en", 3720, 3720 / 86400, "[h]:mm:ss"),
        ("≤ 2.5%", "en", 0.0249, 0.0249, '"≤ "#,##0.0%'),
        ("US$45.50", "zh-Hans", None, 45.5, '"US$"#,##0.00'),
        ("CHF 45", "en", None, 45, '"CHF"#,##0'),
    ],
)
def test_limits_durations_and_currencies(text, language, exact, number, form):
    assert amount(text, Words(language), exact) == (pytest.approx(number), form)


@pytest.mark.parametrize(
    ("text", "language", "exact", "number"),
    [
        ("26.7%", "en", -0.2674, -0.2674),
        ("%26,7", "tr", -0.2674, -0.2674),
        ("0.36 points", "en", -0.0036, -0.36),
        ("−26.7%", "en", None, -0.267),
        ("+1.0", "en", None, 1.0),
        ("$45.50", "en", -45.5, -45.5),
        ("3", "en", 3, 3),
    ],
)
def test_a_fall_is_a_negative_number(text, language, exact, number):
    assert change(text, Words(language), exact)[0] == pytest.approx(number)


def test_a_change_in_words_or_in_minutes_is_no_number():
    assert change("flat", Words("en"), 0.001) is None
    assert change("14 min", Words("en"), -840) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_months_are_dates(language):
    words = Words(language)
    assert day(words.date(date(2026, 5, 3), "medium"), words)[0] == date(2026, 5, 3)
    assert day(words.date(date(2026, 5, 3), "month_year_short"), words)[0] == date(2026, 5, 1)
    assert day("30 Feb 2026", words) is None
    assert day("1 Oct 2025 – 31 Oct 2026", words) is None


def test_numbers_of_an_analyst_are_read_as_python_writes_them():
    assert plain("0.0442") == (0.0442, "0.0000")
    assert plain("1.234") == (1.234, "0.000")
    assert plain("1,234") is None
    assert plain("1e-3") == (0.001, "General")


def workbook(*bundles):
    document = render.combine([samples.notebook(samples.opening(), samples.chapter("c", "C", ""), *bundles)])
    return openpyxl.load_workbook(io.BytesIO(render.xlsx(document)))


def rows(sheet):
    return [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]


def test_a_footnote_stands_in_its_row_and_no_sign_in_its_name():
    columns = [samples.column("KPI"), samples.column("October", "right", kind="number")]
    columns.append(samples.column("Change", kind="change"))
    lines = [
        [{"text": "Reach", "mark": "¹"}, {"text": "n/a"}, {"text": "–"}],
        [{"text": "Views"}, {"text": "1,200", "sort": 1200}, {"text": "8.6%", "sort": -0.0861}],
        [{"text": "Answers"}, {"text": "38 min", "sort": 2280}, {"text": "14 min", "sort": -840}],
    ]
    table = {"id": "reach-kpis", "title": "T", "columns": columns, "rows": lines, "notes": ["¹ Cannot be added up."]}
    book = workbook(samples.bundle("table", table))
    shown = rows(book["C"])
    assert ("KPI", "October", "Change", "Note") in shown
    assert ("Reach", "n/a", "–", "Cannot be added up.") in shown
    assert ("Views", 1200, -0.0861) in shown
    assert ("Answers", timedelta(minutes=38), "−14 min") in shown
    flat = book["All figures"]
    assert ("KPI", "Chapter", "October", "Change", "Note") in rows(flat)
    assert ("Views", "C", 1200, -0.0861) in rows(flat)
    assert flat.auto_filter.ref == "A4:E7"
    assert flat.freeze_panes == "B5"


def test_the_weeks_of_a_chart_are_dates():
    figure = samples.figure("f", "F") | {
        "columns": [{"label": "From", "align": "left"}, {"label": "Visits", "align": "right"}],
        "rows": [["3 Nov 2025", "70"], ["10 Nov 2025", "n/a"]],
    }
    shown = rows(workbook(samples.bundle("figure", figure))["C"])
    assert (datetime(2025, 11, 3), 70) in shown
    assert (datetime(2025, 11, 10), "n/a") in shown


def test_a_card_gives_numbers_to_reckon_with():
    card = samples.card(
        "Engagements", "4,922", exact=4922.0,
        change={**samples.WORSE, "amount": "26.7%", "signed": "−26.7%", "word": "worse", "versus": "on September"},
        target=samples.target("Target 7,054", "70%", 0.6978, "bad", "Behind") | {"goal": "7,054", "exact": 7053.9},
    )  # fmt: skip
    shown = rows(workbook(samples.bundle("cards", {"id": "k", "size": "third", "cards": [card]}))["C"])
    found = next(row for row in shown if row[:1] == ("Engagements",))
    assert found[1:7] == (4922, -0.267, "worse on September", 7053.9, 0.6978, "Behind")


def test_spans_of_an_analysts_table_are_repeated():
    html = (
        "<table><thead><tr><th></th><th colspan=2>Rate</th></tr></thead><tbody>"
        "<tr><th rowspan=2>Instagram</th><td>0.5</td><td>1.25</td></tr><tr><td>2</td><td>NaN</td></tr></tbody></table>"
    )
    cell = samples.code({"output_type": "display_data", "data": {"text/html": html}, "metadata": {}})
    shown = rows(workbook(cell)["C"])
    assert ("Rate", "Rate") in shown
    assert ("Instagram", 0.5, 1.25) in shown
    assert ("Instagram", 2, "n/a") in shown


def test_it_prints_on_whole_pages(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes
        assert sheet.oddFooter.left.text == "Havn && Holt"


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
    assert book.sheetnames == ["=f -"]


def test_the_same_bytes(document):
    assert render.xlsx(document) == render.xlsx(document)
