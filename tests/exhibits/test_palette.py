"""Colours can be told apart by every eye, and a client's colour can be read."""

import pytest

from kpilib.errors import ParamsError
from kpilib.exhibits import palette


@pytest.mark.parametrize(
    "colors",
    [
        palette.NETWORKS,
        palette.NETWORKS_DARK,
        *({s: p[s] for s in palette.STATUS} for p in (palette.LIGHT, palette.DARK)),
    ],
)
def test_no_two_colours_are_nearer_than_8_to_any_eye(colors):
    assert min(palette.distances(list(colors.values())).values()) >= 8


def test_distances_are_those_of_the_colour_sheet():
    found = palette.distances(list(palette.NETWORKS.values()))
    assert {kind: round(value, 1) for kind, value in found.items()} == {
        "normal": 13.6,
        "protan": 9.5,
        "deutan": 9.7,
        "tritan": 8.7,
    }


def test_marks_stand_out_from_their_paper():
    assert min(palette.contrast(c, "#ffffff") for c in palette.NETWORKS.values()) >= 3
    assert min(palette.contrast(c, palette.DARK["paper"]) for c in palette.NETWORKS_DARK.values()) >= 4.5
    assert min(palette.contrast(palette.LIGHT[s], "#ffffff") for s in palette.STATUS) >= 3


def test_contrast_of_black_on_white_is_21():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("raw", "text", "mark"),
    [("#f2a900", "#9e6c00", "#c48800"), ("#e8573f", "#d4442d", "#e8573f"), ("#b8e0d2", "#587d71", "#769c8f")],
)
def test_a_pale_client_colour_is_darkened_in_its_hue_with_a_warning(raw, text, mark):
    with pytest.warns(UserWarning, match=raw):
        found = palette.brand(raw)
    assert (found.text, found.mark, found.text_dark) == (text, mark, raw)
    assert found.panel


def test_a_dark_client_colour_is_kept_and_lightened_on_dark_paper():
    found = palette.brand("#0B6E6E")
    assert (found.raw, found.text, found.mark, found.on, found.text_dark) == (
        "#0b6e6e",
        "#0b6e6e",
        "#0b6e6e",
        "#ffffff",
        "#388d8d",
    )


def test_white_and_black_can_be_corrected_too():
    with pytest.warns(UserWarning, match="#ffffff"):
        assert palette.contrast(palette.brand("#fff").text, "#ffffff") >= 4.5
    assert palette.contrast(palette.brand("#000000").text_dark, palette.DARK["paper"]) >= 4.5


def test_what_is_no_colour_is_refused():
    with pytest.raises(ParamsError, match="'teal' is not a colour"):
        palette.brand("teal")
