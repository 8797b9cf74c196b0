"""Rankings: posts, hashtags, pages, campaigns, employees by one measure, each with n, a guard and a rule for ties.

Comes in: tidy rows, or a comparison by a dimension. Goes out: table exhibits; equal values rank by date, then by id.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from kpilib.errors import UnknownName, suggest
from kpilib.exhibits import findings
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition, Row, exposure_order, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import absent
from kpilib.exhibits.tables import (
    Cell,
    Footnotes,
    cell,
    change_cell,
    column,
    columns_with_figures,
    grouped,
    hidden_notes,
    table,
)
from kpilib.text.names import shortened

FEWEST_TO_RANK = 3
LEAST_EXPOSURE = 1000


def action_sum(row: Row, names: Sequence[str]) -> float | None:
    """The sum of a post's actions: one that its file carries but leaves empty makes the sum missing (R14).

    An action that the file does not carry is left out; rows that do not say what was supplied are summed as known.
    """
    supplied = row.get("supplied")
    carried = [name for name in names if not supplied or f";{name};" in supplied]
    found = [row.get(name) for name in carried]
    if supplied and None in found:
        return None
    known = [float(value) for value in found if value is not None]
    return sum(known) if known else None


def _over(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below or below <= 0 else above / below


Measure = Callable[[Row, Sequence[str]], float | None]
# What a post is ranked by: the measure of one row, which knows its `exposure`, and the unit it is printed in.
MEASURES: Mapping[str, tuple[Measure, str]] = {
    "public_interactions": (lambda row, actions: action_sum(row, ("reactions", "comments", "shares")), "count"),
    "engagements": (lambda row, actions: action_sum(row, actions), "count"),
    "share_rate": (lambda row, actions: _over(row.get("shares"), row.get("exposure")), "fraction"),
    "engagement_rate_impressions": (
        lambda row, actions: _over(action_sum(row, actions), row.get("impressions")), "fraction",
    ),
    "engagement_rate_views": (lambda row, actions: _over(action_sum(row, actions), row.get("views")), "fraction"),
    "engagement_rate_reach": (lambda row, actions: _over(action_sum(row, actions), row.get("reach")), "fraction"),
    "ctr": (lambda row, actions: _over(row.get("link_clicks"), row.get("exposure")), "share"),
    "reach": (lambda row, actions: row.get("reach"), "people"),
    "impressions": (lambda row, actions: row.get("impressions"), "count"),
    "views": (lambda row, actions: row.get("views"), "count"),
    "link_clicks": (lambda row, actions: row.get("link_clicks"), "count"),
}  # fmt: skip
_RATES = {"fraction", "share"}


def ranked(
    posts: pd.DataFrame, kpi: str, *, actions: Sequence[str], least: float = LEAST_EXPOSURE, worst: bool = False,
    exposure: Callable[[str | None], Sequence[str]] = exposure_order,
) -> list[dict[str, Any]]:  # fmt: skip
    """Posts with `value` and `exposure`, the best (or the worst) first; ties by date, the later first, then by id.

    Parameters
    ----------
    posts : columns of the posts table
    kpi : one of MEASURES
    actions : what engagements are the sum of
    least : a rate is ranked only for posts with at least so many impressions or views
    exposure : which of views and impressions goes first on a network, `Edition.exposure` with the client's own choice

    Raises
    ------
    UnknownName : posts cannot be ranked by this KPI
    """
    if kpi not in MEASURES:
        raise UnknownName("ranking", f"posts cannot be ranked by {kpi!r}", suggest(kpi, MEASURES))
    measure, unit = MEASURES[kpi]
    rows = [dict(row, exposure=_exposure(row, exposure(row.get("network")))) for row in records(posts)]
    rows = [dict(row, value=measure(row, actions)) for row in rows]
    rows = [row for row in rows if row["value"] is not None]
    if unit in _RATES:
        rows = [row for row in rows if (row["exposure"] or row.get("reach") or 0) >= least]
    rows.sort(key=lambda row: str(row.get("post_id") or ""))
    rows.sort(key=lambda row: str(row.get("published_at") or ""), reverse=True)
    return sorted(rows, key=lambda row: row["value"] if worst else -row["value"])


def _exposure(row: Row, order: Sequence[str]) -> float | None:
    """The post's views or impressions; the second where the file has only that."""
    return next((float(row[name]) for name in order if row.get(name) is not None), None)


def _ranked(frame: pd.DataFrame, kpi: str, edition: Edition, least: float, worst: bool) -> list[dict[str, Any]]:
    return ranked(frame, kpi, actions=edition.actions, least=least, worst=worst, exposure=edition.exposure)


def posts(
    frame: pd.DataFrame, edition: Edition, *, kpi: str, limit: int = 5, worst: bool = False, title: str = "",
    name: str = "", least: float = LEAST_EXPOSURE,
) -> Exhibit:  # fmt: skip
    """The best or the worst posts by a KPI, with day, network, type, exposure and an in-cell bar.

    Parameters
    ----------
    frame : columns of the posts table, rows of the period
    limit : rows shown
    """
    found, say = _ranked(frame, kpi, edition, least, worst), edition.words.say
    name = name or f"{'worst' if worst else 'best'}-posts-{kpi}"
    measure, unit = edition.words.kpi(kpi), MEASURES[kpi][1]
    # The lowest of few would be the best of few once more, and where none has any nothing is best.
    few = len(found) < (limit + FEWEST_TO_RANK if worst else FEWEST_TO_RANK)
    if few or not (worst or found[0]["value"]):
        heading = edition.say(f"posts.{'worst' if worst else 'best'}", kpi=measure.name)
        return absent(edition, title or heading, "below_min_sample", name=name)
    shown = found[: min(limit, len(found) - limit) if worst else limit]
    whole = max(row["value"] for row in shown) or 1
    typed = any(row.get("type") for row in shown)
    head = [
        column("rank", "", width=4),
        column("post", say("word.post"), width="rest"),
        column("day", say("word.date"), width=18 if edition.words.cjk else 13),
        column("network", edition.say("network_type") if typed else say("word.network"), kind="network",
               width="auto"),
        column("exposure", edition.say("exposure"), kind="number", width=20),
        column("value", measure.short, kind="bar", width=25),
    ]  # fmt: skip
    rows = [_post_row(edition, place, row, whole, unit) for place, row in enumerate(shown, 1)]
    key = "worst_posts" if worst else "best_posts"
    notes = [edition.say("note.ties")] if _ties([row["value"] for row in found], len(shown)) else []
    if unit in _RATES:
        notes.insert(0, edition.say("note.least_exposure", least=edition.words.number(least)))
    return table(
        edition, head, rows, name=name, limit=limit,
        title=title or findings.say(edition, key, kpi=measure.name, value=edition.value(shown[0]["value"], unit)),
        subtitle=edition.say(f"subtitle.{key}", count=len(shown), measure=measure.name, period=edition.period_text,
                             total=edition.words.number(len(found))), notes=notes,
    )  # fmt: skip


def breakdown(
    frame: pd.DataFrame, edition: Edition, *, by: str, order: str = "", title: str = "", name: str = "",
    fewest: float = 0, limit: int = 20, notes: Sequence[str] = (), hidden: str = "",
) -> Exhibit:  # fmt: skip
    """Groups of a dimension ranked by a KPI with the other KPIs beside it: hashtags, landing pages, campaigns, people.

    The best stands first; where none has anything there is no ranking.

    Parameters
    ----------
    frame : columns of `compare.compare` with a column called `by`; several KPIs
    order : the KPI to rank by, the frame's first by default
    fewest : groups whose n is smaller are left out and counted in a note
    hidden : a word such as "Employee", numbered, in place of the groups' own names
    """
    every, footnotes = facts(frame, edition), Footnotes()
    groups = grouped(every, by)
    kpis, hidden_columns = columns_with_figures(list(dict.fromkeys(fact.kpi for fact in every)), groups, {})
    order = order or (kpis[0] if kpis else "")
    small = [group for group, told in groups.items() if order in told and _few(told[order], fewest)]
    kept = [g for g, found in groups.items() if g not in small and order in found and found[order].amount is not None]
    name = name or f"{by}-by-{order}"
    heading = title or (edition.words.kpi(order).short if order else edition.words.name("dimension", by))
    if not kept or set(groups) <= {None}:
        reasons = [fact.missing for fact in every if fact.missing] or ["below_min_sample" if small else "not_supplied"]
        return absent(edition, heading, reasons[-1], name=name)
    if not any(groups[group][order].amount for group in kept):
        return absent(edition, heading, "below_min_sample", name=name)
    sign = 1 if groups[kept[0]][order].lower_is_better else -1
    kept.sort(key=lambda group: (sign * (groups[group][order].amount or 0), str(group)))
    first = groups[kept[0]]
    told = [order, *(k for k in kpis if k != order)]
    head = [
        column(by, edition.words.name("dimension", by), kind="network" if by == "network" else "text", width="rest")
    ]
    head += [
        column(
            kpi,
            edition.words.kpi(kpi).short,
            kind="bar" if kpi == order else "number",
            width=36 if kpi == order else "auto",
        )
        for kpi in told
    ]
    head.append(column("change", edition.words.say("word.change"), kind="change", width=25))
    whole = max(abs(groups[group][order].amount or 0) for group in kept) or 1
    held = any(found[order].row.get("previous") is not None for found in groups.values() if order in found)
    rows = []
    for place, group in enumerate(kept, 1):
        text = f"{hidden} {place}" if hidden else edition.words.name(by, group)
        cells = [cell(text, text, network=group if by == "network" else None)]
        cells += [_value_cell(groups[group].get(kpi), whole if kpi == order else None, footnotes) for kpi in told]
        rows.append([*cells, _change(groups[group][order], footnotes, held=held and by != "network")])
    named = [(row[0]["text"], groups[group][order].amount or 0.0) for row, group in zip(rows, kept, strict=True)]
    left_out = [edition.say("note.left_out", count=len(small), least=edition.words.number(fewest))] if small else []
    return table(
        edition,
        head,
        rows,
        name=name,
        limit=limit,
        title=title or findings.first(edition, first[order].name, named, unit=first[order].unit),
        subtitle=edition.say(
            "subtitle.breakdown",
            dimension=edition.dimension(by),
            measure=first[order].name,
            period=edition.period_text,
        ),
        notes=[
            *footnotes.notes(),
            *hidden_notes(edition, hidden_columns),
            *left_out,
            *notes,
            *([edition.say("note.ties_name")] if _ties([groups[g][order].amount for g in kept], limit) else []),
        ],
    )


def _change(fact: Fact, footnotes: Footnotes, *, held: bool) -> Cell:
    """The change; of what was not there before that it is new, where the earlier period had others (`held`)."""
    absent_before = held and fact.row.get("previous") is None and fact.row.get("change_missing") == "not_supplied"
    if fact.amount and (fact.row.get("previous") == 0 or absent_before):
        return cell(fact.edition.words.say("word.new"), muted=True)
    return change_cell(fact, footnotes)


def _ties(values: Sequence[float | None], shown: int) -> bool:
    """Whether the order of what is shown, or what is shown at all, hangs on the rule for equal values."""
    return any(first == second for first, second in itertools.pairwise(values[: shown + 1]))


def _few(fact: Fact, fewest: float) -> bool:
    return fact.n is not None and fact.n < fewest


def _value_cell(fact: Fact | None, whole: float | None, footnotes: Footnotes) -> Cell:
    if fact is None:
        return cell("–", muted=True)
    if fact.why:
        return cell(fact.value, muted=True, mark=footnotes.sign(fact.why["reason"]))
    bar = None if whole is None else {"share": max(0.0, (fact.amount or 0) / whole), "threshold": None, "judge": None}
    return cell(fact.value, fact.amount, bar=bar)


def _post_row(edition: Edition, place: int, row: Row, whole: float, unit: str) -> list[Cell]:
    words, network, day = edition.words, row.get("network"), _day(row.get("published_at"), edition)
    named = [words.name("network", network), words.name("type", row["type"]) if row.get("type") else ""]
    # The text of a post is the client's; two posts of one text differ by their day.
    text = shortened(str(row.get("text") or ""), 32 if words.cjk else 44) or str(row.get("post_id") or "–")
    bar = {"share": row["value"] / whole, "threshold": None, "judge": None}
    exposure = "–" if row["exposure"] is None else words.number(row["exposure"], 0)
    return [
        cell(str(place), place, muted=True),
        cell(text, text, language=row.get("language")),
        cell("–" if day is None else words.date(day, "day_month"), None if day is None else day.isoformat()),
        cell(edition.say("join").join(filter(None, named)), network, network=network),
        cell(exposure, row["exposure"], muted=row["exposure"] is None),
        cell(edition.value(row["value"], unit), row["value"], bar=bar),
    ]


def _day(moment: Any, edition: Edition) -> date | None:
    """The day of publication on the client's clock."""
    if moment is None or isinstance(moment, str):
        return date.fromisoformat(moment[:10]) if moment else None
    if isinstance(moment, datetime):
        return (moment.astimezone(ZoneInfo(edition.timezone)) if moment.tzinfo else moment).date()
    return moment
