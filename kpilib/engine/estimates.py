"""Followers that are estimates: counted from a known day by those who came, while nobody knows who left (R13).

Comes in: a store, the days that figures rest on. Goes out: what the basis of these figures says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.engine.basis import read
from kpilib.engine.fetch import fetch_known
from kpilib.engine.profile import Part, remembered, supplied_sets
from kpilib.engine.scene import Scene
from kpilib.kpis.measures import Leaf
from kpilib.kpis.values import RowValue, inputs_of
from kpilib.tables import ESTIMATED, Store

_TABLE = "accounts_daily"
_WAYS = {f";{name};": way for way, name in ESTIMATED.items()}
Days = Mapping[Part, Mapping[date, str]]
RISE_WITH_FOLLOWERS = frozenset({"followers", "net_new_followers", "follower_growth_rate"})


def estimated_days(store: Store) -> Days:
    """For each account the days whose followers are an estimate, and which bound they are: upper or lower."""
    if not any(mark in text for text in supplied_sets(store, _TABLE) for mark in _WAYS):
        return {}

    def build() -> Any:
        rows = store.table(_TABLE)
        return rows.filter(rows.followers.notnull()).select("network", "account", "date", "supplied")

    def ask() -> Days:
        frame = fetch_known(store, ("estimated",), build, tables=lambda: store.show(_TABLE))
        found: dict[Part, dict[date, str]] = {}
        days = pd.to_datetime(frame["date"]).dt.date
        for network, account, day, text in zip(frame["network"], frame["account"], days, frame["supplied"]):
            for mark, way in _WAYS.items():
                if mark in text:
                    found.setdefault((network, account), {})[day] = way
        return found

    return remembered(store, "estimated", _TABLE, ask)


def said(rests: Iterable[tuple[int, Part, str]]) -> dict[str, str]:
    """The basis of figures that rest on estimates: `estimate` in the first period, `estimate_before` in others.

    Parameters
    ----------
    rests : (number of the period, account, upper or lower) of each estimate that a figure rests on
    """
    found: dict[str, set[str]] = {}
    for period, (network, _), way in rests:
        found.setdefault("estimate_before" if period else "estimate", set()).add(f"{way}:{network}")
    return {key: "+".join(sorted(found[key])) for key in sorted(found)}


def said_of(scene: Scene, base: str, rests: Iterable[tuple[int, Part]]) -> dict[str, str]:
    """The same of sums of followers over days, or of posts held against the followers of their day.

    Parameters
    ----------
    base : accounts_daily or posts
    rests : (number of the span, account) of each part of the sums
    """
    days = estimated_days(scene.store)
    # The count of a post's day may be some days old.
    carry = timedelta(days=int(scene.settings.guard("carry")) if base == "posts" else 0)
    return said(
        (scene.spans[number].of, part, way)
        for number, part in rests
        for day, way in days.get(part, {}).items()
        if scene.spans[number].start - carry <= day < scene.spans[number].end
    )


def bounds(basis: str | None) -> set[str]:
    """Which bounds the followers are on which a figure with this basis rests: upper, lower, both or none."""
    return {pair.partition(":")[0] for pair in read(basis).get("estimate", "").split("+") if pair}


def reads_followers(leaf: Leaf) -> bool:
    """Whether a measure reads the stock of followers of accounts."""
    value = getattr(leaf, "value", None)
    names = inputs_of(value) if isinstance(value, str | RowValue) else ()
    return f"{_TABLE}.followers" in names or (leaf.base == _TABLE and "followers" in names)
