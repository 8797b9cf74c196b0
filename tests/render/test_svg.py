# ruff: noqa: E501
"""Pictures taken apart and put together."""

from __future__ import annotations

import base64

import pytest

from kpilib.errors import RenderError
from kpilib.exhibits.palette import DARK, LIGHT
from kpilib.render import svg

HOSTILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="hit()" width="20mm" height="10mm" '
    'viewBox="0 0 20 10"><style>*{fill:url(http://evil)}</style><script>hit()</script><foreignObject><p/></foreignObject>'
    "<metadata>x</metadata><text style=\"font: 500 7.5px 'Fira Sans', serif; fill: #16202b; background: url(http://evil)\">a &amp; b</text>"
    '<use xlink:href="http://evil#x"/><use xlink:href="#m"/><image href="http://evil/x.png"/><path id="m" d="M 0 0 \nL 1 1" '
    'onclick="hit()" clip-path="url(#c)" fill="expression(hit())"/><a href="javascript:hit()"><rect width="1" height="1"/></a></svg>'
)


def test_only_shapes_text_and_local_references_stay():
    made = svg.for_screen(svg.read(HOSTILE), "p-", "A chart")
    for word in ("evil", "hit", "style>", "script", "foreign", "metadata", "xlink", "expression", "<a"):
        assert word not in made
    assert 'href="#p-m"' in made
    assert 'id="p-m"' in made
    assert "url(#p-c)" in made
    assert ">a &amp; b</text>" in made


def test_known_colours_become_variables_and_others_stay():
    source = '<svg width="1" height="1"><path style="fill: #16202b; stroke: #ABCDEF"/><path fill="#ffffff"/></svg>'
    made = svg.for_screen(svg.read(source), "", None)
    assert "fill:var(--ink)" in made
    assert "#ABCDEF" in made
    assert 'fill="var(--paper)"' in made
    assert 'aria-hidden="true"' in made


def test_every_colour_of_the_palette_has_a_variable():
    assert set(LIGHT) == set(DARK)
    assert {svg.palette()[value] for value in LIGHT.values()} >= {
        f"var(--{name})" for name in ("ink", "good", "bad", "watch")
    }


def test_paper_names_its_faces_and_its_size():
    made = svg.for_paper(svg.read(HOSTILE), "'Fira Sans'").decode()
    assert 'width="56.6929pt"' in made
    assert "font-family=\"'Fira Sans'\"" in made
    assert "serif" not in made


def test_size_from_the_view_box_alone():
    drawing = svg.read('<svg viewBox="0 0 40 20"><path d="M0 0"/></svg>')
    assert (drawing.width, drawing.height) == (40, 20)
    drawing = svg.read('<svg width="80pt" viewBox="0 0 40 20"><path d="M0 0"/></svg>')
    assert (drawing.width, drawing.height) == (80, 40)


@pytest.mark.parametrize(
    "source", ["", "<p>no</p>", "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "<!ENTITY"]
)
def test_what_is_not_svg_is_said(source):
    with pytest.raises(RenderError):
        svg.read(source)


def test_a_logo_is_an_address_of_data():
    made = svg.as_data(svg.read(HOSTILE))
    assert made.startswith("data:image/svg+xml;base64,")


def test_simple_style_sheets_colour_what_they_name():
    source = (
        "<svg><style>/* x */ .a, circle { fill: #b3261e; background: url(http://evil) } #i{opacity:.5}</style>"
        '<rect class="a b" id="i" style="stroke: #123456"/><circle/><a href="javascript:hit()"><path class="a"/></a></svg>'
    )
    made = svg.for_screen(svg.read(source), "", None)
    assert 'style="fill:#b3261e;opacity:.5;stroke:#123456"' in made
    assert made.count("fill:#b3261e") == 3
    assert "evil" not in made
    assert "javascript" not in made


@pytest.mark.parametrize(
    ("width", "height", "drawn"), [(40, 40, 9), (120, 30, 9), (600, 30, 3), (30, 120, 18), (10, 90, 18)]
)
def test_wide_and_tall_logos_look_like_others(width, height, drawn):
    drawing = svg.read(f'<svg viewBox="0 0 {width} {height}"/>')
    assert svg.logo_height(drawing, 9, 60) == pytest.approx(drawn)


def test_a_logo_keeps_its_letters_whatever_its_encoding():
    source = "<svg><text>Söhne</text></svg>".encode("utf-16")
    drawing = svg.logo({"kind": "svg", "data": base64.b64encode(source).decode()})
    assert svg.texts(drawing) == "Söhne"
