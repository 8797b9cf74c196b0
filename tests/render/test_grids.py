"""Tables with spans, and tables wider than the page."""

from __future__ import annotations

import pandas as pd

from kpilib.render.foreign import tables
from kpilib.render.grids import fitting, placed
from kpilib.render.markdown import plain


def words(rows):
    return [[plain(cell["inlines"]) for cell in row] for row in rows]


def test_a_cell_stands_wherever_it_spans():
    (grid,) = tables(
        "<table><tr><th rowspan=2>a</th><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>", empty=""
    )
    found = {at: plain(cell["inlines"]) for at, cell in placed(grid["rows"]).items()}
    assert found == {(0, 0): "a", (1, 0): "a", (0, 1): "b", (0, 2): "b", (1, 1): "c", (1, 2): "d"}


def test_a_narrow_table_stays_one():
    (grid,) = tables(pd.DataFrame({"a": [1], "b": [2]}).to_html(), empty="")
    assert fitting(grid, 170) == [grid]


def test_a_wide_table_comes_in_parts_that_repeat_the_names():
    frame = pd.DataFrame(
        [[10_000 + at for at in range(30)]], index=["Instagram"], columns=[f"m{at}" for at in range(30)]
    )
    (grid,) = tables(frame.to_html(), empty="")
    parts = fitting(grid, 170)
    assert len(parts) > 1
    assert all(words(part["rows"])[0][0] == "Instagram" for part in parts)
    assert [word for part in parts for word in words(part["head"])[0][1:]] == list(frame.columns)
    assert [word for part in parts for word in words(part["rows"])[0][1:]] == [str(value) for value in frame.iloc[0]]


def test_a_span_is_as_wide_as_what_is_left_of_it():
    columns = pd.MultiIndex.from_product([["September", "October"], [f"measure{at}" for at in range(9)]])
    index = pd.MultiIndex.from_product([["Instagram", "Facebook"], ["reel", "image"]])
    (grid,) = tables(pd.DataFrame(10_000, index=index, columns=columns).to_html(), empty="")
    for part in fitting(grid, 170):
        width = max(x for _, x in placed(part["head"] + part["rows"])) + 1
        assert len([x for y, x in placed(part["head"]) if y == 0]) == width
        assert [row[0]["rowspan"] for row in part["rows"][::2]] == [2, 2]
