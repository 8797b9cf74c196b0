"""How well a logo can be seen on white paper; contrasts worked out by the formula of WCAG 2.2."""

import io

import pytest
from PIL import Image

from kpilib.render.pixels import logo_contrast


def svg(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{inside}</svg>'.encode()


def png(*colours):
    picture = Image.new("RGBA", (10 * len(colours), 10))
    for at, colour in enumerate(colours):
        picture.paste(colour, (10 * at, 0, 10 * at + 10, 10))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("logo", "contrast"),
    [
        (svg('<path d="M4 4h32v32H4z" fill="#ffffff"/>'), 1.0),
        (svg('<path d="M4 4h32v32H4z"/>'), 21.0),
        (svg('<g fill="#ffd100"><path d="M4 4h32v32H4z"/></g>'), 1.47),
        # A white mark on a dark ground of its own.
        (svg('<rect width="40" height="40" fill="#767676"/><path d="M4 4h32v32H4z" fill="#fff"/>'), 4.54),
        (svg('<style>.a{fill:#767676}</style><path class="a" d="M4 4h32v32H4z"/>'), 4.54),
        (svg('<path d="M0 0h4000000v4H0z" fill="#767676"/>'), 4.54),
        (svg(""), 1.0),
        (png((255, 255, 255, 255)), 1.0),
        (png((255, 255, 255, 255), (0, 0, 0, 255)), 21.0),
        (png((0, 0, 0, 0)), 1.0),
        # Half transparent black is the grey #808080 on white.
        (png((0, 0, 0, 127)), 3.95),
    ],
)
def test_the_contrast_of_the_part_that_stands_out(logo, contrast):
    assert logo_contrast(logo) == pytest.approx(contrast, abs=0.05)


def test_a_huge_drawing_is_looked_at_small():
    huge = b'<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"><path d="M0 0h90000v90000H0z"/></svg>'
    assert logo_contrast(huge) == pytest.approx(21, abs=0.05)
