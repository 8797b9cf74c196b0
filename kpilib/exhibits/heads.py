"""Heads of chapters: the finding that a chapter's title states, its question and first figure.

Comes in: facts of the headline KPIs, the most important first. Goes out: titles, leads, chapter exhibits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kpilib.exhibits import findings
from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.facts import Fact
from kpilib.exhibits.figure import sentence


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
    eyebrow = edition.words.say("doc.summary") if kind == "summary" else edition.words.name("notebook", notebook)
    if not title:
        title = headline(found, edition) if kind == "summary" else finding(found) or eyebrow
    if not lead:
        known = [fact for fact in found if fact.amount is not None]
        question = _say(edition, f"question.{notebook}") if edition.words.has(f"sentence.question.{notebook}") else ""
        value = findings.say(edition, "value", kpi=known[0].told_name, value=known[0].value) if known else ""
        lead = (
            summary_lead(found, edition)
            if kind == "summary"
            else sentence(edition, [question, "" if value == title else value])
        )
    content = {"id": slug(notebook), "eyebrow": eyebrow, "title": title, "lead": lead, "kind": kind}
    return Exhibit("chapter", content, edition.words.language)


def finding(found: Sequence[Fact]) -> str:
    """What a chapter's title says: its first KPI if that got better or worse, else the first mover, else that none did.

    Where nothing moved and nothing is flat it is the first KPI's value; empty without any value.
    """
    known = [fact for fact in found if fact.amount is not None]
    if not known:
        return ""
    movers = moved(known)
    if known[0] in movers and _judged(known[0]):
        return findings.change(known[0])
    told = [*movers, *_steady(known)]
    return findings.change(told[0]) if told else _value(known[0])


def moved(found: Sequence[Fact]) -> list[Fact]:
    """Facts that changed beyond noise and by more than a few events.

    What got better or worse stands before what is neither, the largest in proportion first; small bases come last.
    """
    changed = [fact for fact in found if fact.change and fact.change["arrow"] in {"up", "down"} and not fact.slight]
    return sorted(changed, key=lambda f: (f.row.get("change_kind") == "absolute", not _judged(f), -_proportion(f)))


def headline(found: Sequence[Fact], edition: Edition) -> str:
    """The title of the summary: targets met and the one furthest behind, else the two largest changes."""
    held = [fact for fact in found if fact.target]
    if any(fact.status != "none" for fact in held):
        return _targets(held, edition)
    known = [fact for fact in found if fact.amount is not None]
    texts = [findings.change(fact) for fact in moved(known)[:2]]
    if texts:
        return texts[0] if len(texts) == 1 else _say(edition, "headline.two", first=texts[0], second=texts[1])
    if not known:
        return _say(edition, "headline.nothing", period=edition.period_text)
    # "No change" is said of figures that were compared, not of figures that could not be.
    if all(fact.change for fact in known):
        return _say(edition, "headline.steady", period=edition.period_text)
    if steady := _steady(known):
        return findings.change(steady[0])
    key = "headline.first" if edition.comparison is None else "headline.alone"
    return _say(edition, key, what=_amount(known[0]), period=edition.period_text)


def _targets(held: Sequence[Fact], edition: Edition) -> str:
    """Counts of all targets, those without a verdict among them; while the period runs they are on pace, not met."""
    met, behind = [f for f in held if f.status == "good"], [f for f in held if f.status == "bad"]
    kind = "headline.pace" if any(fact.early for fact in held) else "headline"
    total = edition.words.number(len(held))
    if not behind:
        key = f"{kind}.all_met" if len(met) == len(held) else f"{kind}.met"
        return _say(edition, key, count=len(met), total=total)
    worst = min(behind, key=lambda fact: fact.reached)
    return _say(edition, f"{kind}.behind", count=len(met), total=total, kpi=worst.short)


def _amount(fact: Fact) -> str:
    """246 engagements; of what has no word for its parts the name and the value."""
    words = fact.edition.words
    if fact.unit in {"count", "people"} and words.has(f"count.{fact.kpi}"):
        return words.say(f"count.{fact.kpi}", count=round(fact.amount or 0))
    return _value(fact)


def _value(fact: Fact) -> str:
    return findings.say(fact.edition, "value", kpi=fact.name, value=fact.value)


def _steady(found: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in found if fact.change and fact.change["arrow"] == "flat"]


def _judged(fact: Fact) -> bool:
    """Whether its change is for the better or the worse."""
    return fact.row.get("better") is not None


def _proportion(fact: Fact) -> float:
    """The change as a part of what was before."""
    change, before = fact.row.get("change") or 0.0, fact.row.get("previous")
    if fact.row.get("change_kind") == "relative":
        return abs(change)
    return abs(change / before) if before else 0.0


def summary_lead(found: Sequence[Fact], edition: Edition) -> str:
    """The line under the headline: what is compared, and the count of targets."""
    parts = [edition.period_text]
    if edition.comparison is not None:
        parts = [edition.words.say("doc.compared", a=edition.period_text, b=edition.words.period(edition.comparison))]
    held = [fact for fact in found if fact.target]
    if held:
        statuses = [fact.status for fact in held]
        met = "on_pace" if any(fact.early for fact in held) else "met"
        told = [
            _say(edition, f"lead.{name}", count=statuses.count(status))
            for name, status in ((met, "good"), ("close", "watch"), ("behind", "bad"))
            if status in statuses
        ]
        if told:
            comma = edition.words.say("format.list.comma")
            parts.append(_say(edition, "lead.targets", count=len(held), parts=comma.join(told)))
        if unjudged := statuses.count("none"):
            parts.append(_say(edition, "lead.unjudged", count=unjudged))
    return sentence(edition, parts)


def _say(edition: Edition, key: str, **values: object) -> str:
    return edition.words.say(f"sentence.{key}", **values)
