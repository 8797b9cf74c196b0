"""Signs of whole columns: what the digits of a cell say is read as cell by cell."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.sources.layouts import beginnings, laid_out
from kpilib.sources.moments import moments
from kpilib.sources.signs import digits_alone

CELLS = st.lists(st.none() | st.text("0159/:-٣é ", max_size=4), max_size=8)


@given(cells=CELLS, start=st.integers(0, 8), end=st.integers(0, 8))
def test_digits_alone_is_what_every_cell_says(cells, start, end):
    some = cells[start:end]
    expected = all(sign in "0123456789" for cell in some if cell for sign in cell)
    assert digits_alone(pa.array(cells, pa.string())[start : max(start, end)]) == expected


@pytest.mark.parametrize("kind", [pa.large_string(), pa.null()])
def test_another_kind_of_column_is_not_judged(kind):
    assert not digits_alone(pa.nulls(3, kind))


@given(st.lists(st.integers(0, 999_999), min_size=1, max_size=20), st.sampled_from(["/", "é"]))
def test_both_sides_of_a_mark_are_the_cells(numbers, between):
    cells = [f"{n // 10000:02d}{between}{n // 100 % 100:02d} ({n % 100:02d})" for n in numbers]
    before, behind = laid_out(pa.array(cells), " ")
    assert [f"{one} {two}" for one, two in zip(before.to_pylist(), behind.to_pylist())] == cells
    assert len(before.dictionary) == len({cell.split()[0] for cell in cells})
    before.validate(full=True)


@pytest.mark.parametrize("digits", [9, 10, 18])
def test_as_many_digits_as_fit_are_told_apart(digits):
    cells = [f"{sign * digits} x" for sign in "907"]
    before, _ = laid_out(pa.array([f"{cell}{place}" for place, cell in enumerate(cells)]), " ")
    assert before.to_pylist() == ["9" * digits, "0" * digits, "7" * digits]


@given(st.lists(st.text("13/. -", min_size=9, max_size=9), min_size=1, max_size=12))
def test_beginnings_are_the_first_eight_signs(cells):
    found = beginnings(pa.array(cells))
    spaced = any(cell.startswith(" ") for cell in cells)
    assert found is None if spaced else sorted(found) == sorted({cell[:8] for cell in cells})


@pytest.mark.parametrize("cells", [["1/2/2026", "11/2/2026"], ["1/2/26", "3/4/26"], ["1/2/٢026", "1/2/٢026"], ["", ""]])
def test_other_cells_have_no_beginnings_to_compare(cells):
    assert beginnings(pa.array(cells)) is None


@given(st.lists(st.datetimes().filter(lambda stamp: 1990 <= stamp.year <= 2100), min_size=1, max_size=20))
def test_stamps_in_utc_are_what_the_clock_says(stamps):
    found, assumed = moments(pa.array([f"{stamp:%Y-%m-%d %H:%M}" for stamp in stamps]), "iso", "UTC")
    assert [f"{value:%Y-%m-%d %H:%M %Z}" for value in found.values.to_pylist()] == [
        f"{stamp:%Y-%m-%d %H:%M} UTC" for stamp in stamps
    ]
    assert assumed
