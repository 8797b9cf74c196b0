"""When posts are answered best, freed of network and format and drawn towards the mean by how few they are.

Comes in: posts with a rate each. Goes out: one row for each weekday and block of hours, and the best of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kpilib.stats.timing import Grid, adjust, best_time

CONVINCING = 0.05  # adjusted p
BLOCK = 4  # hours: a cell of one hour holds too few posts to be read


class Times(NamedTuple):
    """`cells`: weekday (0 Monday; None: every day), block (its first hour), value, n, marked. `best`: the row of the
    most convincing cell above the mean, None where chance explains them all; `p` and `fewest` are the best cell's.
    `told` and `lacking`: the networks whose posts have a rate, and those of which no post has one."""

    cells: pd.DataFrame
    hours: int
    posts: int
    best: dict[str, Any] | None
    told: list[str]
    lacking: list[str]


def posting_times(posts: pd.DataFrame, values: pd.Series, *, timezone: str) -> Times:
    """The grid of posting times.

    Parameters
    ----------
    posts : columns of the posts table; posts dated to the day only are passed over
    values : the rate of each post, same index, nan where unknown
    """
    known = posts[(posts["published_precision"] != "day") & posts["published_at"].notna()]
    local = known["published_at"].dt.tz_convert(timezone)
    rates = values.reindex(known.index).astype(float).to_numpy()
    labels = (known["network"].astype(str) + "|" + known["type"].astype(str)).to_numpy(object)
    blocks = (local.dt.hour // BLOCK * BLOCK).to_numpy(float)
    found = best_time(local.dt.day_of_week.to_numpy(float), blocks, adjust(rates, labels))
    cells = _cells(found)
    told = sorted(set(known["network"][np.isfinite(rates)].dropna()))
    lacking = sorted(set(posts["network"].dropna()) - set(told))
    return Times(cells, BLOCK, int(np.isfinite(rates).sum()), _best(cells, found), told, lacking)


def _cells(grid: Grid) -> pd.DataFrame:
    days, columns = grid.posts.shape
    each = 24 // columns  # hours of a column
    rows = [
        {
            "weekday": day if days > 1 else None,
            "block": column * each,
            "value": float(grid.shrunk[day, column]),
            "n": int(grid.posts[day, column]),
            "p": float(grid.p[day, column]),
            "marked": bool(grid.reliable and grid.p[day, column] < CONVINCING),
        }
        for day in range(days)
        for column in range(0, columns, BLOCK // each)
    ]
    return pd.DataFrame(rows)


def _best(cells: pd.DataFrame, grid: Grid) -> dict[str, Any] | None:
    better = cells[cells["marked"] & (cells["value"] > grid.overall)] if grid.reliable else cells.iloc[:0]
    return None if better.empty else dict(better.sort_values(["p", "value"], ascending=[True, False]).iloc[0])
