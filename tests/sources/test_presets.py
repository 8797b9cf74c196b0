"""Every format reads a sample of itself: recognised, every row kept, figures as written."""

from dataclasses import replace

import pytest
from export_samples import CONTEXT, rows_of, samples, spec_of

from kpilib.errors import Problem
from kpilib.sources.filing import Reading, read_sheets
from kpilib.sources.load import presets_for
from kpilib.sources.presets import FORMATS, PRESETS
from kpilib.sources.reading import sheets_of
from kpilib.tables import TABLES

SAMPLES = samples()


def read(form, name, data) -> Reading:
    spec = spec_of(form.name)
    presets = presets_for(replace(spec, preset=form.name)) if spec.columns else list(FORMATS)
    return read_sheets(sheets_of(data, name), presets, spec, CONTEXT)


@pytest.mark.parametrize(("form", "name", "data"), SAMPLES, ids=[f"{f.name}-{i}" for i, (f, *_) in enumerate(SAMPLES)])
def test_a_sample_is_recognised_and_read_in_full(form, name, data):
    reading = read(form, name, data)
    assert set(reading.presets) == {form.name}, [str(p) for p in reading.problems]
    errors = [str(problem) for problem in reading.problems if problem.severity == "error"]
    assert errors == []
    assert reading.pieces
    for piece in reading.pieces:
        assert piece.table.num_rows == piece.log.rows_read > 0
        assert piece.table.column_names == [column.name for column in TABLES[piece.name].columns]


@pytest.mark.parametrize(
    "form", [f for f in FORMATS if f.parts and f.header and f.name != "meta_series"], ids=lambda form: form.name
)
def test_whole_numbers_come_back_as_written(form):
    data = next(data for other, _, data in SAMPLES if other is form)
    name = next(name for other, name, _ in SAMPLES if other is form)
    written = {cell for row in rows_of(form)[1:] for cell in row}
    reading = read(form, name, data)
    for piece in reading.pieces:
        for column in TABLES[piece.name].columns:
            if column.dtype != "i64" or column.name not in TABLES[piece.name].metrics:
                continue
            for value in piece.table[column.name].to_pylist():
                assert value is None or str(value) in written or _organic_sum(form.name, column.name)


def _organic_sum(form: str, column: str) -> bool:
    """LinkedIn's organic followers are two columns added."""
    return form == "linkedin_followers" and column == "new_followers"


def test_every_format_states_its_evidence_in_one_line():
    for form in PRESETS:
        assert form.what, form.name
        assert form.evidence[0] in "RTV", form.name
        assert "\n" not in form.evidence


def test_every_field_names_a_canonical_column():
    for form in FORMATS:
        for part in form.parts:
            known = TABLES[part.table].by_name
            assert set(part.sources) | set(part.constants) <= set(known), form.name


def test_formats_that_are_not_needed_say_so():
    rows = b"Date,Content,Video title,Views\n2026-03-01,a,b,3\n"
    reading = read_sheets(sheets_of(rows, "Chart data.csv"), FORMATS, spec_of(""), CONTEXT)
    assert reading.presets == ["youtube_chart"]
    assert reading.problems == [
        Problem("warning", "Chart data.csv", "a chart's data repeat the table and are not needed")
    ]


def test_bitly_upload_template_is_refused():
    rows = b"Long URL,Backhalf,Tags,Title\nhttps://acme.example,a,b,c\n"
    reading = read_sheets(sheets_of(rows, "links.csv"), FORMATS, spec_of(""), CONTEXT)
    assert reading.problems[0].severity == "error"
    assert "template" in reading.problems[0].what
