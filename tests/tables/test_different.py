"""Different rows are those that grouping every column gives, however the rows lie in memory."""

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.tables.different import constant, different
from kpilib.tables.frames import repeated

WORDS = st.sampled_from(["", "a", "ab", None])
ROWS = st.lists(st.tuples(WORDS, WORDS, st.integers(0, 3)), max_size=12)


def column(values: list, cuts: list[int], kind: pa.DataType) -> pa.ChunkedArray:
    """Values in chunks that are slices of one piece of memory."""
    whole = pa.array(values, kind)
    bounds = sorted({0, *(min(cut, len(values)) for cut in cuts), len(values)})
    return pa.chunked_array([whole[start:end] for start, end in pairwise(bounds)], kind)


def table(rows: list[tuple], cuts: list[int]) -> pa.Table:
    one, two, number = ([row[place] for row in rows] for place in range(3))
    kinds = (pa.string(), pa.string(), pa.int64())
    return pa.table(dict(zip("abn", (column(values, cuts, kind) for values, kind in zip((one, two, number), kinds)))))


@settings(max_examples=300, deadline=None)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=4))
def test_each_row_once_with_its_bounds(rows, cuts):
    found = different(table(rows, cuts), ["a", "b"], [("n", "min"), ("n", "max")])
    expected = []
    for one, two in dict.fromkeys((row[0], row[1]) for row in rows):
        numbers = [row[2] for row in rows if row[:2] == (one, two)]
        expected.append({"a": one, "b": two, "n_min": min(numbers), "n_max": max(numbers)})
    assert sorted(found, key=str) == sorted(expected, key=str)


@settings(max_examples=300, deadline=None)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=4))
def test_constant_is_one_value_or_none(rows, cuts):
    values = table(rows, cuts)["a"]
    assert constant(values) == (len({row[0] for row in rows}) < 2)


@pytest.mark.parametrize("words", [["a", "a", "b"], ["a", "b", "a"], ["a", "a", "a"], ["", "", ""]])
def test_memory_that_several_chunks_share_is_told_by_its_longest(words):
    whole = pa.array(words)
    assert constant(pa.chunked_array([whole[:1], whole, whole[:2]])) == (len(set(words)) == 1)


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["ab", "ab", "ab"], True),
        (["ab", "ba", "ab"], False),
        (["a", "aa", "aaa", "a"], False),
        (["aa", "", "aaaa", "aa"], False),
        (["☕", "☕"], True),
        (["", ""], True),
        (["", "a", ""], False),
    ],
)
def test_texts_are_the_same_only_sign_by_sign(words, same):
    around = pa.array(["x", *words, "y"])
    assert constant(pa.chunked_array([around[1:-1]])) is same
    assert constant(pa.chunked_array([around[1:2], pa.array([], pa.string()), around[2:-1]])) is same


def test_a_repeated_value_is_constant():
    assert constant(repeated("acme", pa.string(), 200_000))
    assert constant(repeated(None, pa.string(), 200_000))
    assert different(pa.table({"a": repeated("acme", pa.string(), 200_000)}), ["a"]) == [{"a": "acme"}]
