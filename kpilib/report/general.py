"""Exhibits of any KPI: over time, by group, with intervals, what moved it, against another.

Comes in: a desk, a KPI, a dimension. Goes out: exhibits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from kpilib.compare.rows import concerned, with_figures
from kpilib.engine.settings import SOCIAL_NETWORKS
from kpilib.exhibits import provenance, tables
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figures import over_time, ranked, spread
from kpilib.report.desk import SUMS, Desk, Where
from kpilib.tables import TABLES


def trend(desk: Desk, kpi: str, *, by: str, zero: bool, slot: str, monthly: bool) -> Exhibit:
    """A KPI over time: one line with its interval, target and breaks, or a line for each network."""
    periods = desk.months if monthly else ()
    height = 56.0 if slot == "half" else 53.0
    groups = desk.measure(kpi, by=by) if by else pd.DataFrame()
    if by and (groups.empty or groups.loc[groups["value"].notna(), by].nunique() > 1):
        result = desk.remember(desk.measure(kpi, by=by))
        steps = _to_the_end(desk, kpi, with_figures(desk.over_time(kpi, by=by, periods=periods), by=by), result, by=by)
        return over_time.trends(
            steps, desk.edition, by=by, result=result, kpi=kpi, additive=desk.adds_up(kpi), slot=slot, height=height
        )
    result = desk.remember(desk.measure(kpi))
    steps = _to_the_end(desk, kpi, desk.over_time(kpi, periods=periods, where=_alike(result)), result)
    zero = zero or desk.catalogue[kpi].aggregation == "additive"
    return over_time.trend(steps, desk.edition, result=result, kpi=kpi, zero=zero, slot=slot, height=height)


def _alike(result: pd.DataFrame) -> Where:
    """The networks that the period's figure speaks of, where they are some: its past is theirs alone."""
    told = provenance.networks(result["basis"].iloc[0])
    return {"network": told} if told else None


def _to_the_end(desk: Desk, kpi: str, steps: pd.DataFrame, result: pd.DataFrame, *, by: str = "") -> pd.DataFrame:
    """The steps of a last value up to the period's own, which whole weeks stop short of."""
    if desk.catalogue[kpi].aggregation != "semi_additive_last" or steps.empty:
        return steps
    last, end = steps["end"].max(), min(desk.period.end, desk.store.data_date + timedelta(days=1))
    if last >= end:
        return steps
    shown = result[result[by].isin(steps[by])] if by else result
    return pd.concat([steps, shown.assign(start=last, end=end)[steps.columns]], ignore_index=True)


def weeks(desk: Desk, kpi: str) -> Exhibit:
    """A sum over time as bars from zero."""
    result = desk.remember(desk.measure(kpi))
    return over_time.by_week(desk.over_time(kpi, where=_alike(result)), desk.edition, result=result, kpi=kpi)


def bars(desk: Desk, kpi: str, *, by: str, where: Where = None, limit: int = 8) -> Exhibit:
    """A KPI by network, channel or any dimension as bars, the largest first."""
    additive = desk.catalogue[kpi].aggregation in SUMS
    frame = concerned(desk.measure(kpi, by=by, where=where), by=by)
    frame = desk.remember(_bringing(frame) if by == "network" and desk.catalogue[kpi].category == "traffic" else frame)
    said = _of_posts(desk, frame, by=by, where=where)
    return ranked.by_group(frame, desk.edition, by=by, kpi=kpi, additive=additive, limit=limit, note=said)


def _bringing(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the channels that are no social network and brought no visit, such as e-mail."""
    return rows[rows["network"].isin(SOCIAL_NETWORKS) | (rows["value"] != 0)]


def rates(desk: Desk, kpi: str, *, by: str, limit: int = 8) -> Exhibit:
    """A rate by post type or any dimension with its intervals, against the rate of all in the same table."""
    desk.remember(desk.measure(kpi))
    frame = concerned(desk.measure(kpi, by=by), by=by)
    whole = _whole(desk, frame, by=by, where=None) if frame["value"].notna().any() else None
    said = _of_posts(desk, frame, by=by)
    return spread.rates(frame, desk.edition, by=by, kpi=kpi, total=whole, limit=limit, note=said)


def drivers(desk: Desk, kpi: str, *, by: str) -> Exhibit:
    """What drove the change of a KPI."""
    found = desk.movers(kpi, by=by).get(kpi)
    frame = pd.DataFrame(columns=["group", "kind", "amount"]) if found is None else found
    return ranked.drivers(frame, desk.remember(desk.measure(kpi)), desk.edition, by=by)


def by_network(desk: Desk, kpis: tuple[str, ...], *, by: str, title: str, where: Where = None, name: str = "",
               totals: bool = True, named: bool = False, notes: Sequence[str] = ()) -> Exhibit:  # fmt: skip
    """KPIs side by side, one row for each network or any dimension; those without a figure anywhere stay out, and with
    `named` groups without a name."""
    frame = concerned(desk.measure(kpis, by=by, where=where), by=by)
    frame = frame[frame[by].notna()] if named else frame
    known = [kpi for kpi in kpis if frame.loc[frame["kpi"] == kpi, "value"].notna().any()]
    shown = desk.remember(frame[frame["kpi"].isin(known)]) if known else frame
    whole = _whole(desk, shown, by=by, where=where) if totals and known else None
    fewest = desk.settings.guard("cell")
    return tables.by_network(
        shown, desk.edition, dimension=by, totals=whole, title=title, name=name, fewest=fewest,
        notes=(*notes, *_of_posts(desk, shown, by=by, where=where)),
    )  # fmt: skip


def _of_posts(desk: Desk, rows: pd.DataFrame, *, by: str, where: Where = None) -> list[str]:
    """Where rows count the posts of the period, but cards the days of the accounts, what the cards show."""
    told = rows[rows["value"].notna()].groupby("kpi", sort=False)["table"].agg(set)
    kpis = [str(kpi) for kpi, tables in told.items() if tables == {"posts"}]
    if by == "network" or not kpis:
        return []
    of_posts = {fact.kpi: fact.value for fact in desk.facts(desk.measure(kpis, where=where, table="posts"))}
    figures = [
        desk.edition.say("note.figure", kpi=fact.short, value=fact.value)
        for fact in desk.facts(desk.measure(kpis, where=where))
        if fact.row["table"] != "posts" and fact.amount is not None and fact.value != of_posts[fact.kpi]
    ]
    return [desk.edition.say("note.of_posts", figures=desk.edition.say("clauses").join(figures))] if figures else []


def _whole(desk: Desk, rows: pd.DataFrame, *, by: str, where: Where) -> pd.DataFrame:
    """The KPIs of these rows without their dimension, each from the table that its rows come from."""
    if by == "network":
        return desk.measure(list(dict.fromkeys(rows["kpi"])), where=where)
    told = (
        rows[rows["value"].notna()]
        .groupby("kpi", sort=False)["table"]
        .agg(lambda names: names.iloc[0] if names.nunique() == 1 else "")
    )
    kpis: dict[str | None, list[str]] = {}
    for kpi, table in told.items():
        kpis.setdefault(table if table in TABLES else None, []).append(str(kpi))
    return pd.concat([desk.measure(names, where=where, table=table) for table, names in kpis.items()])
