"""The grid of posting times: no cell stands out where chance explains the whole grid."""

from __future__ import annotations

import numpy as np
import pytest

from kpilib.compare import posting
from kpilib.stats.timing import Grid


@pytest.mark.parametrize("reliable", [True, False])
def test_a_cell_is_marked_only_in_a_reliable_grid(reliable):
    values, p = np.full((7, 6), 0.03), np.ones((7, 6))
    values[1, 4], p[1, 4] = 0.05, 0.01
    grid = Grid(4, np.full((7, 6), 9.0), values, values, p, 0.03, reliable)
    cells = posting._cells(grid)
    marked = cells[cells["marked"]]
    assert list(zip(marked["weekday"], marked["block"])) == ([(1, 16)] if reliable else [])
    assert (posting._best(cells, grid) is not None) is reliable
