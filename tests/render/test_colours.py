"""The colours of the renderers are those of the exhibits."""

from __future__ import annotations

import pytest

from kpilib.exhibits import palette
from kpilib.render import colours


def test_the_same_colours():
    assert dict(palette.LIGHT) == colours.LIGHT
    assert dict(palette.DARK) == colours.DARK
    assert dict(palette.NETWORKS) == colours.NETWORKS
    assert dict(palette.NETWORKS_DARK) == colours.NETWORKS_DARK


def test_contrast():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
