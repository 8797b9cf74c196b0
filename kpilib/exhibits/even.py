"""Break-even: the line at which a return pays for what was spent.

Comes in: the fact of a return, the client's margin. Goes out: where the line stands, its name, and what it means.
"""

from __future__ import annotations

from kpilib.exhibits.facts import Fact


def point(fact: Fact) -> float | None:
    """ROI of 0; ROAS of one divided by the margin, without a margin 1; None for what is no return."""
    if fact.kpi == "roi":
        return 0.0
    return 1 / (fact.edition.margin or 1) if fact.kpi == "roas" else None


def label(fact: Fact) -> str:
    """The name of the line with its value; empty for what is no return."""
    return "" if point(fact) is None else f"{fact.edition.words.say('word.break_even')}\n{_text(fact)}"


def note(fact: Fact) -> str:
    """What the line means, below the picture: at which margin, or that revenue only equals what was spent."""
    edition = fact.edition
    if point(fact) is None:
        return ""
    if fact.kpi == "roi":
        return edition.say("note.even_roi", value=_text(fact))
    if not edition.margin:
        return edition.say("note.even_spend", value=_text(fact))
    return edition.say("note.even_margin", value=_text(fact), margin=edition.words.share(edition.margin, 0))


def _text(fact: Fact) -> str:
    words, value = fact.edition.words, point(fact)
    return words.share(value, 0) if fact.kpi == "roi" else fact.edition.value(value, fact.unit)
