"""Numbers in five styles, and never a guess."""

import pyarrow as pa
import pytest

from kpilib.sources.cells import AMBIGUOUS, mapped, numbers, parse_number, seconds, truth
from kpilib.sources.signs import numbered


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,234.5", "en", 1234.5),
        ("1.234,5", "en", 1234.5),
        ("1 234,5", "en", 1234.5),
        ("1\u202f234,5", "en", 1234.5),
        ("1\u00a0234", "en", 1234),
        ("1'234", "en", 1234),
        ("%3,45", "tr", 0.0345),
        ("3.45%", "en", 0.0345),
        ("12,50 €", "en", 12.5),
        ("€12.50", "en", 12.5),
        ("US$ 12.50", "en", 12.5),
        ("12.50 USD", "en", 12.5),
        ("1.2K", "en", 1200),
        ("1,2 B", "tr", 1200),
        ("1.2B", "en", 1_200_000_000),
        ("1,5 Mn", "tr", 1_500_000),
        ("2,5 rb", "id", 2500),
        ("1.2万", "zh", 12_000),
        ("3.4만", "ko", 34_000),
        ("1.234.567", "en", 1_234_567),
        ("1,234,567.8", "en", 1234567.8),
        ("215.0", "en", 215),
        ("0.123", "en", 0.123),
        ("0,123", "en", 0.123),
        ("-5", "en", -5),
        ("\u22125", "en", -5),
        ("12345.678", "en", 12345.678),
        ("１２３", "en", 123),
        ("1.5e-05", "en", 1.5e-05),
    ],
)
def test_every_style_reads_right(text, language, value):
    assert parse_number(text, "", language) == pytest.approx(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12.345", "999,000"])
def test_a_number_of_two_meanings_is_refused(text):
    assert parse_number(text) == AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1.234", ",", 1234), ("1.234", ".", 1.234), ("1,234", ".", 1234), ("1,234", ",", 1.234)],
)
def test_a_known_decimal_sign_decides(text, decimal, value):
    assert parse_number(text, decimal) == value


@pytest.mark.parametrize(
    "text", ["abc", "=1+1", "1.2.3", "12,34,5", "1e5", "1.23457E+17", "inf", "0x10", "--5", "5 apples", "1.2X", "."]
)
def test_what_is_no_number_is_refused(text):
    assert isinstance(parse_number(text), str)


def column(*texts: str) -> pa.Array:
    return pa.array(list(texts), pa.string())


def test_one_unambiguous_cell_decides_its_column():
    found = numbers(column("1.234", "12,50", "2.000"), whole=False)
    assert found.values.to_pylist() == [1234.0, 12.5, 2000.0]
    assert found.bad == {}


def test_an_undecided_column_keeps_its_certain_cells_and_names_the_others():
    found = numbers(column("1.234", "7", "", "2.345"), whole=True)
    assert found.values.to_pylist() == [None, 7, None, None]
    assert found.bad == {0: AMBIGUOUS, 3: AMBIGUOUS}


def test_cells_that_contradict_each_other_decide_nothing():
    found = numbers(column("1.234,5", "1,234.5", "1.234"), whole=False)
    assert found.values.to_pylist() == [1234.5, 1234.5, None]
    assert list(found.bad) == [2]


def test_nulls_are_null_and_zero_is_zero():
    words = ("", "-", "--", "undefined", "N/A", "(not set)", " n/a ", "0")
    assert numbers(column(*words), whole=True).values.to_pylist() == [None] * 7 + [0]


def test_counts_above_2_to_the_53_keep_every_digit():
    assert numbers(column("9007199254740993"), whole=True).values.to_pylist() == [9007199254740993]


def test_half_a_count_is_an_error():
    found = numbers(column("12.5", "215.0"), whole=True, stated=".")
    assert found.values.to_pylist() == [None, 215]
    assert found.bad == {0: "not a whole number"}


def test_a_declared_sign_outweighs_and_contradictions_are_errors():
    found = numbers(column("12,50", "3.5"), whole=False, decimal=".")
    assert found.values.to_pylist() == [None, 3.5]
    assert list(found.bad) == [0]


def test_factors_apply_once():
    assert numbers(column("1.5", "2.25"), whole=False, times=3600).values.to_pylist() == [5400.0, 8100.0]


def test_clocks_and_truths():
    assert [seconds(text) for text in ("0:04:34", "4:34", "90", "1:00:00")] == [274, 274, 90, 3600]
    assert mapped(column("yes", "0", "maybe", ""), truth, pa.bool_()).values.to_pylist() == [True, False, None, None]
    with pytest.raises(ValueError, match="duration"):
        seconds("soon")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["1", "0023"], True),
        (["1", ""], False),
        (["1", " 2"], False),
        (["1", "-2"], False),
        (["1", "２"], False),
        (["1", None], False),
        ([], False),
    ],
)
def test_only_ascii_digits_make_a_column_of_numbers(words, found):
    cells = pa.array(words, pa.string())
    assert numbered(cells) is found
    assert numbered(pa.chunked_array([cells, cells])) is found
    assert not numbered(cells.dictionary_encode())
