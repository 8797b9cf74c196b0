"""Insights: sentences made by rule from figures, fact, size, driver; each keeps the numbers that it rests on.

Comes in: facts and drivers. Goes out: insights whose guards hold, the most weighty first, at most five.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from kpilib.exhibits import guards
from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.counted import COUNTED, counted
from kpilib.exhibits.edition import Edition, Row, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import sentence
from kpilib.exhibits.guards import Guard
from kpilib.exhibits.heads import chapter as chapter
from kpilib.exhibits.heads import headline as headline
from kpilib.exhibits.heads import summary_lead as summary_lead

MOST = 5


@dataclass(frozen=True)
class Insight:
    """A sentence in bold, the sentences after it, and what they rest on."""

    lead: str
    text: str
    data: Mapping[str, Any]
    weight: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether its guards hold, from its stored numbers."""
        return guards.holds(self.data["guards"])


def insights(
    found: Iterable[Insight | None], edition: Edition, *, title: str | None = None, name: str = "insights",
    layout: Literal["columns", "list"] = "list", most: int = MOST,
) -> Exhibit | None:  # fmt: skip
    """The insights of a chapter: those whose guards hold, one for each KPI, the weightiest first; None without any."""
    kept: dict[str, Insight] = {}
    for insight in sorted((i for i in found if i is not None and i.holds), key=lambda i: -abs(i.weight)):
        kept.setdefault(str(insight.data["kpi"]), insight)
    if not kept:
        return None
    items = [{"lead": i.lead, "text": i.text, "data": dict(i.data)} for i in list(kept.values())[: min(most, MOST)]]
    shown = edition.words.say("doc.what_changed") if title is None else title
    content = {"id": slug(name), "title": shown or None, "layout": layout, "items": items}
    return Exhibit("insights", content, edition.words.language)


def make(
    edition: Edition, template: str, fact: Fact | None, *, lead: Mapping[str, Any], texts: Sequence[str] = (),
    values: Mapping[str, Any], tests: Sequence[Guard], weight: float = 0.0, kpi: str = "", **more: Any,
) -> Insight:  # fmt: skip
    """An insight from a template `sentence.<template>` and further whole sentences."""
    row: Row = fact.row if fact else {}
    data = {
        "template": f"sentence.{template}",
        "kpi": kpi or (fact.kpi if fact else template),
        "variant": row.get("variant") or "default",
        "values": dict(values),
        "n": fact.n if fact else None,
        "interval": [row.get("low"), row.get("high")],
        "guards": list(tests),
        **more,
    }
    head = sentence(edition, [edition.words.say(f"sentence.{template}", **lead)])
    return Insight(head, sentence(edition, texts), data, weight)


def say(edition: Edition, template: str, **values: Any) -> str:
    """A sentence by its template."""
    return edition.words.say(f"sentence.{template}", **values)


def changed(fact: Fact, drivers: pd.DataFrame | None = None, *, by: str = "network") -> Insight | None:
    """A KPI rose or fell: by how much, from what to what, and which network accounts for it.

    Parameters
    ----------
    drivers : columns of `compare.drivers` (group, kind, amount); optional
    """
    change, before, edition = fact.row.get("change"), fact.row.get("previous"), fact.edition
    if fact.amount is None or change is None or before is None or edition.comparison is None:
        return None
    kind, way = fact.row.get("change_kind"), "rose" if change > 0 else "fell"
    value, previous = _apart(fact, before)
    dated = edition.comparison.start.year != edition.period.start.year
    period, comparison = (edition.words.period(span, year=dated) for span in (edition.period, edition.comparison))
    texts = [say(edition, "change.from_to", value=value, previous=previous, period=period, comparison=comparison)]
    rows = [] if drivers is None else [row for row in records(drivers) if row.get("amount") is not None]
    texts += _driver(fact, rows, way, by)
    tests = [guards.yes("not flat", not fact.flat)]
    if fact.unit in COUNTED:
        tests.append(fact.moved_enough(fact.amount, before))
    if kind == "relative":
        tests.append(guards.at_least("|change|", abs(change), edition.materiality))
        if fact.unit in COUNTED:
            tests.append(guards.at_least("base", before, guards.SMALL_BASE))
    values = {"value": fact.amount, "previous": before, "change": change, "change_kind": kind}
    size = abs(change) if kind == "relative" else abs(change / before) if before else abs(change)
    by_amount = "_by" if kind == "absolute" else ""
    return make(
        edition, f"change.{way}{by_amount}", fact, lead={"kpi": fact.name, "change": fact.change_text}, texts=texts,
        values=values, tests=tests, weight=size, drivers=rows,
    )  # fmt: skip


def _apart(fact: Fact, before: float) -> tuple[str, str]:
    """The value and the one before it, with more decimals where they would read the same."""
    edition, value, previous = fact.edition, fact.value, fact.edition.value(before, fact.unit)
    for decimals in (2, 3):
        if value == previous:
            value, previous = (
                edition.words.value(x, fact.unit, edition.currency, decimals=decimals) for x in (fact.amount, before)
            )
    return value, previous


def _driver(fact: Fact, rows: Sequence[Row], way: str, by: str) -> list[str]:
    """The sentence on what the change is made of; none where that is not told apart."""
    if len({row["group"] for row in rows}) < 2:
        return []
    if any(row["kind"] in {"mix", "rate"} for row in rows):
        return _mix_or_rate(fact, rows, by)
    edition, ranked = fact.edition, sorted(rows, key=lambda row: -abs(row["amount"]))
    total = sum(row["amount"] for row in rows)
    first, second = ranked[0], ranked[1]
    name = edition.words.name(by, first["group"])
    if guards.holds([guards.one_sign("contributions", [row["amount"] for row in rows])]) and total:
        return [say(edition, f"driver.{way}", group=name, share=edition.words.share(first["amount"] / total, 0))]
    against = next((row for row in ranked if row["amount"] * first["amount"] < 0), second)
    told = {"first": first["amount"], "second": against["amount"]}
    names = {"first": name, "second": edition.words.name(by, against["group"])}
    if others := [row for row in ranked if row["amount"] and row is not first and row is not against]:
        told["third"] = sum(row["amount"] for row in others)
        alone = len(others) == 1
        names["third"] = (
            edition.words.name(by, others[0]["group"]) if alone else say(edition, "driver.rest", count=len(others))
        )
    amounts = {f"{place}_amount": _amount(fact, amount) for place, amount in told.items()}
    return [say(edition, "driver.net_three" if others else "driver.net", **names, **amounts)]


def _mix_or_rate(fact: Fact, rows: Sequence[Row], by: str) -> list[str]:
    edition = fact.edition
    mix = [row for row in rows if row["kind"] == "mix"]
    rates = [row["amount"] for row in rows if row["kind"] == "rate"]
    shift, inside = sum(row["amount"] for row in mix), sum(rates)
    amounts = {"mix": _amount(fact, shift), "rate": _amount(fact, inside)}
    if not all(re.search("[1-9]", amount) for amount in amounts.values()):
        # One of the two is nothing: the change is the other, and the sentence before has said it.
        return []
    if shift * inside >= 0 or not rates:
        return [say(edition, "driver.mix_and_rate", **amounts)]
    largest = edition.words.name(by, max(mix, key=lambda row: abs(row["amount"]))["group"])
    if all(rate > 0 for rate in rates):
        return [say(edition, "driver.all_rose", group=largest, **amounts)]
    if all(rate < 0 for rate in rates):
        return [say(edition, "driver.all_fell", group=largest, **amounts)]
    return [say(edition, "driver.mix_against_rate", group=largest, **amounts)]


def _amount(fact: Fact, amount: float) -> str:
    words = fact.edition.words
    if fact.unit in {"share", "fraction"}:
        return words.signed(amount, words.points(abs(amount)))
    return words.signed(amount, counted(fact.edition, fact.kpi, fact.unit, fact.edition.value(abs(amount), fact.unit)))


def targets(found: Sequence[Fact], edition: Edition) -> Insight | None:
    """How many targets are behind, and which; only when a fifth of the period has passed."""
    held = [fact for fact in found if fact.target]
    if all(fact.status == "none" for fact in held):
        return None
    behind = [fact for fact in held if fact.status == "bad"]
    elapsed = max((fact.row.get("elapsed") or 1.0) for fact in held)
    names = edition.words.list([fact.short for fact in sorted(behind, key=lambda f: f.reached)[:4]])
    total = edition.words.number(len(held))
    texts = [say(edition, "targets.which", kpis=names)] if behind else []
    template = "targets.behind" if behind else "targets.none_behind"
    unjudged = sum(fact.status == "none" for fact in held)
    if unjudged and not behind:
        # Nobody knows of these whether they are behind.
        texts.append(say(edition, "lead.unjudged", count=unjudged))
    lead = {"count": len(behind) if behind else len(held) - unjudged, "total": total}
    return make(
        edition, template, None, lead=lead, texts=texts, kpi="target_attainment", weight=len(behind) / len(held),
        values={"behind": len(behind), "targets": len(held)}, tests=[guards.at_least("elapsed", elapsed, 0.2)],
    )  # fmt: skip


def reach_bounds(frame: pd.DataFrame, edition: Edition, *, some: str | None = None) -> Insight | None:
    """Reach of several networks cannot be added: between the largest of them and their sum.

    Parameters
    ----------
    frame : columns of `compare.compare` by network for `reach`
    some : the networks that state it in words, where others do not: of all no upper bound is known
    """
    known = [fact for fact in facts(frame, edition) if fact.kpi == "reach" and fact.amount is not None]
    if len(known) < 2:
        return None
    parts = [fact.amount or 0.0 for fact in known]
    low, high = max(parts), sum(parts)
    ends = {"low": edition.value(low, "people"), "high": edition.value(high, "people")}
    text = edition.say("between.some", networks=some, **ends) if some else say(edition, "reach.bounds", **ends)
    return make(
        edition,
        "reach.per_network",
        known[0],
        lead={},
        texts=[text],
        values={"low": low, "high": high, "parts": parts},
        tests=[guards.at_least("networks", len(known), 2)],
        weight=0.01,
    )


def two_apart(frame: pd.DataFrame, edition: Edition, *, by: str, kpi: str = "", fewest: float = 5) -> Insight | None:
    """The best and the worst group of a rate, where their intervals do not overlap.

    Parameters
    ----------
    frame : columns of `compare.compare` with a column called `by`; groups without a name or with n below `fewest`
        are left out
    """
    known = [
        fact for fact in facts(frame, edition)
        if (not kpi or fact.kpi == kpi) and fact.amount is not None and (fact.n or 0) >= fewest
        and fact.row.get(by) is not None
    ]  # fmt: skip
    if len(known) < 2:
        return None
    ranked = sorted(known, key=lambda fact: -(fact.amount or 0))
    best, worst = ranked[0], ranked[-1]
    names = [edition.words.name(by, fact.row.get(by)) for fact in (best, worst)]
    test = guards.apart("intervals", _interval(best), _interval(worst))
    lead = {
        "kpi": best.name,
        "first": names[0],
        "first_value": best.value,
        "second": names[1],
        "second_value": worst.value,
    }
    texts = [say(edition, "apart.intervals", first=best.bounds, second=worst.bounds)] if best.interval else []
    return make(
        edition,
        "apart.two",
        best,
        lead=lead,
        texts=texts,
        tests=[test, guards.at_least("n", worst.n, fewest)],
        values={"first": best.amount, "second": worst.amount},
        weight=0.05,
        groups=[best.row.get(by), worst.row.get(by)],
    )


def _interval(fact: Fact) -> tuple[float | None, float | None]:
    return fact.row.get("low"), fact.row.get("high")
