# ruff: noqa: E501
"""What analysts make themselves."""

from __future__ import annotations

import base64
import io

import pandas as pd
import render_pictures
from PIL import Image

from kpilib.render.foreign import output, tables
from kpilib.render.markdown import is_png, plain


def words(rows):
    return [[plain(cell["inlines"]) for cell in row] for row in rows]


def shown(data, metadata):
    return output(data, metadata, empty="", interactive="needs scripts")


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
    (made,) = shown({"image/png": render_pictures.png()}, {"alt": "A line"})
    assert (made["kind"], made["alt"]) == ("picture", "A line")
    (made,) = shown({"image/svg+xml": ["<svg", "/>"]}, {"image/svg+xml": {"alt": "B"}})
    assert (made["svg"], made["alt"]) == ("<svg/>", "B")


def test_text_is_shown_and_empty_representations_are_not():
    assert shown({"text/plain": "'a'"}, {}) == [{"kind": "code", "text": "'a'"}]
    assert shown({"text/plain": "<Axes: xlabel='a'>"}, {}) == []
    assert shown({"text/plain": "[<matplotlib.lines.Line2D at 0x7f>]"}, {}) == []


def test_markdown_and_latex():
    assert shown({"text/markdown": "*a*"}, {})[0]["kind"] == "paragraph"
    assert shown({"text/latex": "$$x$$"}, {})[0]["kind"] == "formula"


def test_html_is_shown_by_its_words_and_scripts_by_a_sentence():
    html = "<h2>Mood</h2><ul><li>a <b>b</b></li><li>c</li></ul><script>window.hit=1</script><style>p{}</style>"
    plainly = [plain(block["inlines"]) for block in shown({"text/html": html, "text/plain": "<HTML object>"}, {})]
    assert plainly == ["Mood", "a b", "c"]
    (said,) = shown({"text/html": "<div id=p></div><script>draw()</script>"}, {})
    assert plain(said["inlines"]) == "needs scripts"
    (said,) = shown({"application/vnd.plotly.v1+json": {}}, {})
    assert plain(said["inlines"]) == "needs scripts"
    (slider,) = shown({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=7)"}, {})
    assert slider["text"] == "IntSlider(value=7)"


def test_a_photograph_is_a_picture():
    made = io.BytesIO()
    Image.new("RGB", (4, 2), "#0b6e6e").save(made, "JPEG")
    (picture,) = shown({"image/jpeg": base64.b64encode(made.getvalue()).decode()}, {"alt": "Teal"})
    assert (picture["kind"], picture["alt"]) == ("picture", "Teal")
    assert is_png(picture["png"])
    assert shown({"image/jpeg": "AAAA"}, {}) == []


def test_the_caption_of_a_styled_frame_stands_above_it():
    said, grid = tables("<table><caption>Reach by type</caption><tr><td>1</td></tr></table>", empty="")
    assert plain(said["inlines"]) == "Reach by type"
    assert grid["kind"] == "grid"
