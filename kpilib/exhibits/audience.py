"""Who an account's audience is: shares by country, age and gender or another dimension, one column for each network.

Comes in: rows of the audience table. Goes out: a table exhibit; people are never added up across networks.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.figure import absent
from kpilib.exhibits.tables import cell, column, table

PREFERRED = ("country", "age_gender", "seniority", "industry", "city", "function", "company_size", "gender", "age")


def audience(rows: pd.DataFrame, edition: Edition, *, dimension: str = "", limit: int = 8) -> Exhibit:
    """The largest parts of the audience by one dimension.

    Parameters
    ----------
    rows : columns of the audience table
    dimension : country, age_gender, seniority …; empty: the first of these that most networks state
    limit : parts shown in the PDF
    """
    words = edition.words
    chosen = dimension or _most_stated(rows)
    title = edition.say("audience.title", dimension=edition.dimension(chosen or "country"))
    latest = _latest(rows[rows["dimension"] == chosen]) if chosen else pd.DataFrame()
    if latest.empty:
        return absent(edition, title, "not_supplied", name="audience")
    parts = latest.pivot_table(index="value", columns="network", values="part", aggfunc="sum", dropna=True)
    order = parts.max(axis=1).sort_values(ascending=False, kind="stable").index
    networks = list(parts.max().sort_values(ascending=False, kind="stable").index)
    head = [column("value", words.name("dimension", chosen), width="rest")]
    head += [column(name, words.name("network", name), kind="bar", width=34) for name in networks]
    body = [
        [cell(words.name(chosen, value), str(value)), *(_part(parts.at[value, name], edition) for name in networks)]
        for value in order
    ]
    days = sorted(set(latest["as_of"]))
    subtitle = edition.say("audience.subtitle", date=words.date(days[-1], "long"))
    return table(edition, head, body, name="audience", title=title, subtitle=subtitle, limit=limit,
                 notes=[edition.say("audience.note")])  # fmt: skip


def _most_stated(rows: pd.DataFrame) -> str:
    stated = rows.groupby("dimension")["network"].nunique() if len(rows) else pd.Series(dtype=int)
    known = [name for name in PREFERRED if name in stated.index]
    return max(known, key=lambda name: stated[name], default="")


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest statement of each network as parts of its whole."""
    newest = rows[rows["as_of"] == rows.groupby("network")["as_of"].transform("max")].copy()
    counted = newest.groupby("network")["count"].transform("sum").astype("Float64")
    newest["part"] = (
        newest["share"].astype("Float64").fillna(newest["count"].astype("Float64") / counted.where(counted > 0))
    )
    return newest.dropna(subset=["part"])


def _part(share: Any, edition: Edition) -> dict[str, Any]:
    if pd.isna(share):
        return cell("–", None, muted=True)
    bar = {"share": float(share), "threshold": None, "judge": None}
    return cell(edition.words.share(float(share)), float(share), bar=bar)
