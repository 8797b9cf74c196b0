"""Posts as points: one measure of each post against another, or against the length of its text.

Comes in: rows of the posts table. Goes out: figure exhibits.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures.spread import against, pair_name
from kpilib.exhibits.rankings import LEAST_EXPOSURE, MEASURES, ranked

LENGTH = "text_length"
_FEWEST = 10


def posts_against(
    posts: pd.DataFrame, edition: Edition, *, x: str, y: str, name: str = "", slot: str = "half",
    least: float = LEAST_EXPOSURE,
) -> Exhibit:  # fmt: skip
    """One measure of posts against another, with median lines.

    Parameters
    ----------
    posts : columns of the posts table
    x : a KPI that posts can be ranked by, or `text_length`; y : such a KPI
    least : rates count for posts with at least so many impressions or views
    """
    name = name or f"posts-{y}-by-{x}"
    rows = _valued(posts, edition, y, least)
    across = {row["post_id"]: row["value"] for row in _valued(posts, edition, x, 0)} if x != LENGTH else {}
    points: list[dict[str, Any]] = []
    for row in rows:
        value = len(str(row.get("text") or "")) if x == LENGTH else across.get(row["post_id"])
        if value:
            title = " ".join(str(row.get("text") or row["post_id"]).split())
            points.append({"x": value, "y": row["value"], "network": row.get("network"), "post": title})
    names = (edition.words.say("report.word.text_length") if x == LENGTH else edition.words.kpi(x).short,
             edition.words.kpi(y).name)  # fmt: skip
    if len(points) < _FEWEST:
        missing = "below_min_sample" if len(posts) else "not_supplied"
        return absent(edition, pair_name(edition, names), missing, name=name)
    unit = "count" if x == LENGTH else MEASURES[x][1]
    return against(
        pd.DataFrame(points), edition, x=("x", unit), y=("y", MEASURES[y][1]), label="post", name=name, slot=slot,
        names=names, thing=edition.dimension("post"),
    )  # fmt: skip


def post_values(posts: pd.DataFrame, kpi: str, edition: Edition, *, least: float = 0) -> pd.Series:
    """The measure of each post by the row's index; posts without one are left out."""
    marked = posts.assign(_row=posts.index)
    rows = ranked(marked, kpi, actions=edition.actions, least=least, exposure=edition.exposure)
    return pd.Series({row["_row"]: row["value"] for row in rows}, dtype=float)


def _valued(posts: pd.DataFrame, edition: Edition, kpi: str, least: float) -> list[dict[str, Any]]:
    return ranked(posts, kpi, actions=edition.actions, least=least, exposure=edition.exposure) if len(posts) else []
