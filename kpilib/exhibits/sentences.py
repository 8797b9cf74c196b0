"""Insights: sentences made by rule from figures, fact, size, driver; each keeps the numbers that it rests on.

Comes in: facts and drivers. Goes out: insights whose guards hold, the most weighty first, at most five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from kpilib.exhibits import guards
from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition, Row, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import sentence
from kpilib.exhibits.guards import Guard

MOST = 5
_COUNTED = {"count", "people"}


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
    texts = [say(edition, "change.from_to", value=fact.value, previous=edition.value(before, fact.unit),
                 period=edition.period_text, comparison=edition.words.period(edition.comparison))]  # fmt: skip
    rows = [] if drivers is None else [row for row in records(drivers) if row.get("amount") is not None]
    texts += _driver(fact, rows, way, by)
    tests = [guards.yes("not flat", not fact.flat)]
    if kind == "relative":
        tests.append(guards.at_least("|change|", abs(change), edition.materiality))
        if fact.unit in _COUNTED:
            tests.append(guards.at_least("base", before, guards.SMALL_BASE))
    values = {"value": fact.amount, "previous": before, "change": change, "change_kind": kind}
    size = abs(change) if kind == "relative" else abs(change / before) if before else abs(change)
    return make(
        edition, f"change.{way}", fact, lead={"kpi": fact.name, "change": fact.change_text}, texts=texts, values=values,
        tests=tests, weight=size, drivers=rows,
    )  # fmt: skip


def _driver(fact: Fact, rows: Sequence[Row], way: str, by: str) -> list[str]:
    """The sentence on what the change is made of; none where that is not told apart."""
    if len(rows) < 2:
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
    amounts = [_amount(fact, row["amount"]) for row in (first, against)]
    return [say(edition, "driver.net", first=name, first_amount=amounts[0],
                second=edition.words.name(by, against["group"]), second_amount=amounts[1])]  # fmt: skip


def _mix_or_rate(fact: Fact, rows: Sequence[Row], by: str) -> list[str]:
    edition = fact.edition
    mix = [row for row in rows if row["kind"] == "mix"]
    rates = [row["amount"] for row in rows if row["kind"] == "rate"]
    shift, inside = sum(row["amount"] for row in mix), sum(rates)
    amounts = {"mix": _amount(fact, shift), "rate": _amount(fact, inside)}
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
    return words.signed(amount, fact.edition.value(abs(amount), fact.unit))


def targets(found: Sequence[Fact], edition: Edition) -> Insight | None:
    """How many targets are behind, and which; only when a fifth of the period has passed."""
    held = [fact for fact in found if fact.target and fact.row.get("attainment") is not None]
    if not held:
        return None
    behind = [fact for fact in held if fact.status == "bad"]
    elapsed = max((fact.row.get("elapsed") or 1.0) for fact in held)
    names = edition.words.list([fact.short for fact in sorted(behind, key=lambda f: f.row["attainment"])[:4]])
    total = edition.words.number(len(held))
    texts = [say(edition, "targets.which", kpis=names)] if behind else []
    template = "targets.behind" if behind else "targets.none_behind"
    lead = {"count": len(behind) if behind else len(held), "total": total}
    return make(
        edition, template, None, lead=lead, texts=texts, kpi="target_attainment", weight=len(behind) / len(held),
        values={"behind": len(behind), "targets": len(held)}, tests=[guards.at_least("elapsed", elapsed, 0.2)],
    )  # fmt: skip


def headline(found: Sequence[Fact], edition: Edition) -> str:
    """The title of the summary: targets met and the one furthest behind, else the two largest changes."""
    from kpilib.exhibits import findings

    held = [fact for fact in found if fact.target and fact.row.get("attainment") is not None]
    if held:
        met, behind = [f for f in held if f.status == "good"], [f for f in held if f.status == "bad"]
        total = edition.words.number(len(held))
        if not behind:
            return say(
                edition, "headline.all_met" if len(met) == len(held) else "headline.met", count=len(met), total=total
            )
        worst = min(behind, key=lambda fact: fact.row["attainment"])
        return say(edition, "headline.behind", count=len(met), total=total, kpi=worst.short)
    moved = [fact for fact in found if fact.change and fact.change["arrow"] in {"up", "down"}]
    ranked = sorted(
        moved, key=lambda fact: -abs(fact.row["change"] if fact.row.get("change_kind") == "relative" else 0)
    )
    if not ranked:
        return say(edition, "headline.steady", period=edition.period_text)
    texts = [findings.change(fact) for fact in ranked[:2]]
    return texts[0] if len(texts) == 1 else say(edition, "headline.two", first=texts[0], second=texts[1])


def summary_lead(found: Sequence[Fact], edition: Edition) -> str:
    """The line under the headline: what is compared, and the count of targets."""
    parts = [edition.period_text]
    if edition.comparison is not None:
        parts = [edition.words.say("doc.compared", a=edition.period_text, b=edition.words.period(edition.comparison))]
    held = [fact.status for fact in found if fact.target]
    if held:
        numbers = {name: edition.words.number(held.count(status)) for name, status in
                   (("met", "good"), ("close", "watch"), ("behind", "bad"))}  # fmt: skip
        parts.append(say(edition, "lead.targets", count=len(held), **numbers))
    return sentence(edition, parts)


def chapter(
    edition: Edition, notebook: str, *, found: Sequence[Fact] = (), title: str = "", lead: str = "",
    kind: Literal["summary", "chapter"] = "chapter",
) -> Exhibit:  # fmt: skip
    """The head of a chapter: its name, its finding as title, its question and first figure as lead.

    Parameters
    ----------
    notebook : its name among the notebooks
    found : facts of its headline KPIs, the most important first
    """
    from kpilib.exhibits import findings

    known = [fact for fact in found if fact.amount is not None]
    eyebrow = edition.words.say("doc.summary") if kind == "summary" else edition.words.name("notebook", notebook)
    if not title:
        moved = [fact for fact in known if fact.change and fact.change["arrow"] != "flat"]
        title = (
            headline(found, edition)
            if kind == "summary"
            else findings.change((moved or known)[0])
            if known
            else eyebrow
        )
    if not lead:
        question = say(edition, f"question.{notebook}") if edition.words.has(f"sentence.question.{notebook}") else ""
        value = findings.say(edition, "value", kpi=known[0].name, value=known[0].value) if known else ""
        lead = summary_lead(found, edition) if kind == "summary" else sentence(edition, [question, value])
    content = {"id": slug(notebook), "eyebrow": eyebrow, "title": title, "lead": lead, "kind": kind}
    return Exhibit("chapter", content, edition.words.language)


def reach_bounds(frame: pd.DataFrame, edition: Edition) -> Insight | None:
    """Reach of several networks cannot be added: between the largest of them and their sum.

    Parameters
    ----------
    frame : columns of `compare.compare` by network for `reach`
    """
    known = [fact for fact in facts(frame, edition) if fact.kpi == "reach" and fact.amount is not None]
    if len(known) < 2:
        return None
    parts = [fact.amount or 0.0 for fact in known]
    low, high = max(parts), sum(parts)
    text = say(edition, "reach.bounds", low=edition.value(low, "people"), high=edition.value(high, "people"))
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
    frame : columns of `compare.compare` with a column called `by`; groups with n below `fewest` are left out
    """
    known = [
        fact for fact in facts(frame, edition)
        if (not kpi or fact.kpi == kpi) and fact.amount is not None and (fact.n or 0) >= fewest
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
    texts = (
        [say(edition, "apart.intervals", first=best.interval or "", second=worst.interval or "")]
        if best.interval
        else []
    )
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
