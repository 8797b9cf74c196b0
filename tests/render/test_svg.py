# ruff: noqa: E501
"""Pictures taken apart and put together."""

from __future__ import annotations

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
    made = svg.as_data(HOSTILE)
    assert made.startswith("data:image/svg+xml;base64,")
