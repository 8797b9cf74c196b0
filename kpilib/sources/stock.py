"""The stock of followers where exports carry only changes: a known count of one day, plus and minus what came and went.

Comes in: accounts_daily and the client's anchors. Goes out: the table with `followers` filled, and problems.
Counts of days between, where nobody knows who left, are estimates; their rows say so in `supplied`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa

from kpilib.errors import Problem
from kpilib.tables.frames import to_arrow, to_pandas
from kpilib.tables.schema import ESTIMATED

Anchors = Mapping[tuple[str, str], Mapping[date, int]]
_WHERE = "client file, followers"
_DAY = timedelta(days=1)


def with_stock(table: pa.Table, anchors: Anchors | None) -> tuple[pa.Table, list[Problem]]:
    """Fill `followers` on the days that an anchor reaches through an unbroken run of known daily changes.

    Parameters
    ----------
    table : accounts_daily; stated follower counts stay as they are
    anchors : (network, account) -> {day: followers at its end}

    Returns
    -------
    table, problems : an anchor of an unknown account, or a stock that is an upper estimate because losses are unknown;
        counted back from an anchor it is a lower one
    """
    if not anchors or not table.num_rows:
        return table, []
    frame = to_pandas(table)
    frame["followers"] = frame["followers"].astype("Int64")
    problems: list[Problem] = []
    for (network, account), known in sorted(anchors.items()):
        own = (frame["network"] == network) & (frame["account"] == account) & (frame["scope"] == "total")
        if not own.any():
            seen = sorted({f"{n}/{a}" for n, a in zip(frame["network"], frame["account"])})
            what = f"no daily figures of {network}/{account}"
            problems.append(Problem("warning", _WHERE, what, f"The sources have: {', '.join(seen)}."))
            continue
        rows = frame[own].sort_values("date")
        change, estimate = _net_change(rows)
        found = _reach(dict(known), dict(zip(rows["date"], change)))
        counts, ways = zip(*(found.get(day, (None, "")) for day in rows["date"]))
        stated = rows["followers"].notna()
        marks = ["" if told or not estimate else ESTIMATED.get(way, "") for told, way in zip(stated, ways)]
        frame.loc[rows.index, "followers"] = rows["followers"].fillna(pd.Series(counts, rows.index, dtype="Int64"))
        frame.loc[rows.index, "supplied"] = [_naming(text, mark) for text, mark in zip(rows["supplied"], marks)]
        if any(marks):
            kind = "an upper" if ESTIMATED["upper"] in marks else "a lower"
            what = f"followers of {network}/{account} are {kind} estimate: the exports do not say who left"
            problems.append(Problem("warning", _WHERE, what, "Add a newer count of this account from time to time."))
    return to_arrow("accounts_daily", frame), problems


def _net_change(rows: pd.DataFrame) -> tuple[list[float | None], bool]:
    """Each day's net change, None where it is not known; and whether losses are unknown."""
    new, lost, net = (rows[name].astype("Float64") for name in ("new_followers", "lost_followers", "net_followers"))
    whole = (new - lost).fillna(net)
    estimate = bool(whole.isna().all() and new.notna().any())
    return [None if pd.isna(x) else float(x) for x in (new if estimate else whole)], estimate


def _reach(anchors: dict[date, int], change: dict[date, float | None]) -> dict[date, tuple[int, str]]:
    """The stock of every day that an anchor reaches: onward to the next anchor, backward where no other one reaches.

    Beside each count stands what gains alone make of it: onward the upper, backward the lower bound; "" on an anchor.
    """
    stock: dict[date, tuple[int, str]] = {}
    days = sorted(anchors)
    for day, following in zip(days, [*days[1:], date.max]):
        count: float = anchors[day]
        stock[day] = anchors[day], ""
        while day + _DAY < following and (step := change.get(day + _DAY)) is not None:
            day, count = day + _DAY, count + step
            stock[day] = round(count), "upper"
    for day in days:
        count = anchors[day]
        while (step := change.get(day)) is not None and day - _DAY not in stock:
            day, count = day - _DAY, count - step
            stock[day] = round(count), "lower"
    return stock


def _naming(supplied: object, mark: str) -> str:
    text = supplied if isinstance(supplied, str) and supplied else ";"
    text = text if ";followers;" in text else f"{text}followers;"
    return f"{text}{mark};" if mark else text
