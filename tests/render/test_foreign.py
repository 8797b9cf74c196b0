# ruff: noqa: E501
"""What analysts make themselves."""

from __future__ import annotations

import pandas as pd
import render_pictures

from kpilib.render.foreign import output, tables
from kpilib.render.markdown import plain


def words(rows):
    return [[plain(cell["inlines"]) for cell in row] for row in rows]


def test_a_data_frame():
    frame = pd.DataFrame({"network": ["Instagram", "<b>"], "rate": [0.0442, None]})
    (grid,) = tables(frame.to_html(), empty="n/a")
    assert words(grid["head"]) == [["", "network", "rate"]]
    assert words(grid["rows"]) == [["0", "Instagram", "0.0442"], ["1", "<b>", "n/a"]]
    assert [cell["align"] for cell in grid["rows"][0]] == ["left", "left", "right"]
    assert [cell["align"] for cell in grid["head"][0]] == ["left", "left", "right"]


def test_spans_of_a_grouped_frame():
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2)], names=["x", "y"])
    (grid,) = tables(pd.DataFrame({"v": [3, 4]}, index=index).to_html(), empty="–")
    assert grid["rows"][0][0]["rowspan"] == 2
    assert words(grid["rows"]) == [["a", "1", "3"], ["2", "4"]]


def test_colours_of_a_styled_frame():
    html = (
        "<style>#T_1_row0_col0, #T_1_row1_col0 {\n  background-color: #08306b;\n  color: #f1f1f1;\n}\n#T_1_row1_col0 {color: red}</style>"
        '<table id="T_1"><tbody><tr><td id="T_1_row0_col0">1</td></tr></tbody></table>'
    )
    (grid,) = tables(html, empty="–")
    assert (grid["rows"][0][0]["fill"], grid["rows"][0][0]["ink"]) == ("#08306b", "#f1f1f1")


def test_pictures_keep_their_description():
    (made,) = output({"image/png": render_pictures.png()}, {"alt": "A line"}, empty="")
    assert (made["kind"], made["alt"]) == ("picture", "A line")
    (made,) = output({"image/svg+xml": ["<svg", "/>"]}, {"image/svg+xml": {"alt": "B"}}, empty="")
    assert (made["svg"], made["alt"]) == ("<svg/>", "B")


def test_text_is_shown_and_empty_representations_are_not():
    assert output({"text/plain": "'a'"}, {}, empty="") == [{"kind": "code", "text": "'a'"}]
    assert output({"text/plain": "<Axes: xlabel='a'>"}, {}, empty="") == []
    assert output({"text/plain": "[<matplotlib.lines.Line2D at 0x7f>]"}, {}, empty="") == []


def test_markdown_and_latex():
    assert output({"text/markdown": "*a*"}, {}, empty="")[0]["kind"] == "paragraph"
    assert output({"text/latex": "$$x$$"}, {}, empty="")[0]["kind"] == "formula"
