"""Sentences of single chapters: the diagnostic rules of the trade, answers, money, sentiment, tests, timing.

Comes in: facts by KPI and a few numbers. Goes out: insights, always "consistent with", never a cause.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpilib.exhibits import guards
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.facts import Fact
from kpilib.exhibits.figures.spread import top_share
from kpilib.exhibits.guards import Guard
from kpilib.exhibits.sentences import Insight, make, say

ByKpi = Mapping[str, Fact]


@dataclass(frozen=True)
class Rule:
    """A diagnostic rule: the KPIs it looks at, the first of which it speaks of, and its condition."""

    id: str
    kpis: tuple[str, ...]
    tests: Callable[[ByKpi], list[Guard]]


def _moved(found: ByKpi, kpi: str, way: int) -> Guard:
    """The KPI changed in that direction beyond noise and by more than a few events."""
    fact = found[kpi]
    change = fact.row.get("change")
    return guards.yes(
        f"{kpi} {'rose' if way > 0 else 'fell'}",
        change is not None and not (fact.flat or fact.slight) and change * way > 0,
    )


def _still(found: ByKpi, kpi: str) -> Guard:
    fact = found[kpi]
    return guards.yes(f"{kpi} did not move", fact.row.get("change") is not None and fact.flat and not fact.unclear)


def _not_up(found: ByKpi, kpi: str) -> Guard:
    fact = found[kpi]
    change = fact.row.get("change")
    return guards.yes(f"{kpi} did not rise", change is not None and not fact.unclear and (fact.flat or change <= 0))


RULES = (
    Rule("landing_page", ("social_sessions", "bounce_rate"), lambda f: [
        _moved(f, "social_sessions", 1), _moved(f, "bounce_rate", 1),
        guards.at_least("visits", f["social_sessions"].amount, 100)]),
    Rule("call_to_action", ("engagements", "social_sessions"), lambda f: [
        _moved(f, "engagements", 1), _moved(f, "social_sessions", -1)]),
    Rule("follower_quality", ("like_follower_ratio",), lambda f: [
        guards.below("likes per 1,000 followers", f["like_follower_ratio"].amount,
                     f["like_follower_ratio"].row.get("benchmark") or 0.0),
        guards.at_least("posts", f["like_follower_ratio"].n, 10)]),
    Rule("frequency", ("frequency",), lambda f: [guards.at_least("frequency", f["frequency"].amount, 2.0)]),
    Rule("deeper_interest", ("comments", "shares", "likes"), lambda f: [
        _moved(f, "comments", 1), _moved(f, "shares", 1), _not_up(f, "likes")]),
    Rule("rivals", ("share_of_voice", "mentions"), lambda f: [_moved(f, "share_of_voice", -1), _still(f, "mentions")]),
    Rule("outsiders", ("nonfollower_mention_share",), lambda f: [
        guards.at_least("share", f["nonfollower_mention_share"].amount, 0.5),
        guards.at_least("n", f["nonfollower_mention_share"].n, guards.SMALL_BASE)]),
    Rule("sales_cycle", ("leads", "purchases"), lambda f: [_moved(f, "leads", 1), _still(f, "purchases")]),
)  # fmt: skip


def diagnose(found: Sequence[Fact], edition: Edition) -> list[Insight]:
    """The diagnostic rules that hold; what each is consistent with, in words.

    Parameters
    ----------
    found : facts without a dimension; a rule whose KPIs are not all among them is passed over
    """
    known = {fact.kpi: fact for fact in found if fact.amount is not None}
    told = []
    for rule in RULES:
        if not all(kpi in known for kpi in rule.kpis):
            continue
        facts_of = [known[kpi] for kpi in rule.kpis]
        values = {
            fact.kpi: {"value": fact.amount, "change": fact.row.get("change"), "flat": fact.flat} for fact in facts_of
        }
        insight = make(
            edition,
            f"rule.{rule.id}.fact",
            facts_of[0],
            lead=_words_of(facts_of),
            tests=rule.tests(known),
            values=values,
            texts=[say(edition, f"rule.{rule.id}.reading")],
            weight=0.03,
            kpi=f"rule.{rule.id}",
        )
        if insight.holds:
            told.append(insight)
    return told


def _words_of(facts_of: Sequence[Fact]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for place, fact in zip(("first", "second", "third"), facts_of, strict=False):
        said |= {place: fact.short, f"{place}_value": fact.value}
    return said


def cost_trend(points: Sequence[float], low: float, high: float, edition: Edition, *, fact: Fact) -> Insight | None:
    """The direction of a cost over at least six periods, with the interval of its slope; no expectation.

    Parameters
    ----------
    points : one value for each period; low, high : interval of the slope for each period
    """
    if len(points) < 2:
        return None
    way = "fell" if high < 0 else "rose" if low > 0 else "open"
    bounds = [edition.words.signed(b, edition.value(abs(b), fact.unit)) for b in (low, high)]
    return make(
        edition,
        f"trend.{way}",
        fact,
        lead={"kpi": fact.name, "count": len(points)},
        weight=0.02,
        texts=[say(edition, "trend.slope", low=bounds[0], high=bounds[1])],
        values={"points": list(points), "slope": [low, high]},
        tests=[guards.at_least("periods", len(points), 6)],
    )


def pages(count: int, edition: Edition, *, visits: float, p: float) -> Insight | None:
    """How many landing pages have visits and bounce rate both above the median, where chance would not do the same.

    Parameters
    ----------
    visits : the smallest number of visits among the pages looked at
    p : how likely such a count is where visits and bounce rate have nothing to do with each other
    """
    return make(
        edition,
        "pages.above_both",
        None,
        lead={"count": count},
        kpi="bounce_rate.pages",
        values={"pages": count},
        weight=0.02,
        texts=[say(edition, "pages.reading")],
        tests=[
            guards.at_least("pages", count, 1),
            guards.at_least("visits per page", visits, 100),
            guards.below("p", p, guards.UNLIKELY),
        ],
    )


def answered(sla: Fact, edition: Edition, *, unanswered: int) -> Insight | None:
    """The share answered within the limit, with its target, and how many still wait."""
    if sla.amount is None:
        return None
    waiting = say(edition, "answers.unanswered" if unanswered else "answers.none_waiting", count=unanswered)
    target = [say(edition, "answers.target", target=sla.target_text)] if sla.target_text else []
    return make(
        edition,
        "answers.within",
        sla,
        lead={"share": sla.value},
        texts=[*target, waiting],
        weight=0.2,
        values={"share": sla.amount, "unanswered": unanswered},
        tests=[guards.at_least("n", sla.n, guards.SMALL_BASE)],
    )


def answer_time(median: Fact, p90: Fact, edition: Edition) -> Insight | None:
    """Half were answered within, nine in ten within."""
    if median.amount is None or p90.amount is None:
        return None
    return make(
        edition, "answers.median", median, lead={"median": median.value},
        texts=[say(edition, "answers.p90", p90=p90.value)], weight=0.15,
        values={"median": median.amount, "p90": p90.amount}, tests=[guards.at_least("n", p90.n, 20)],
    )  # fmt: skip


def concentrated(values: Sequence[float], edition: Edition, *, fact: Fact) -> Insight | None:
    """A tenth of the employees made this part of the shares."""
    active = [value for value in values if value > 0]
    if not active:
        return None
    few, made = top_share(active, 0.1)
    part = edition.words.share(few / len(active), 0)
    return make(
        edition, "advocacy.concentrated", fact, lead={"share": part, "made": edition.words.share(made, 0)}, weight=0.1,
        texts=[edition.words.say("phrase.n", x=edition.words.say("count.employees", count=len(active)))],
        values={"share": few / len(active), "made": made}, tests=[guards.at_least("employees", len(active), 20)],
    )  # fmt: skip


def break_even(roas: Fact, edition: Edition, *, margin: float | None) -> Insight | None:
    """ROAS against its break-even, one divided by the margin; that ROI is not known, where no margin is."""
    if margin is None:
        return make(
            edition,
            "returns.no_margin",
            None,
            lead={},
            texts=[say(edition, "returns.add_margin")],
            values={},
            kpi="roi",
            weight=0.01,
            tests=[guards.yes("margin missing", True)],
        )
    if roas.amount is None or margin <= 0:
        return None
    limit = 1 / margin
    way = "below" if roas.amount < limit else "above"
    lead = {"roas": roas.value, "limit": edition.value(limit, "per_unit"), "margin": edition.words.share(margin, 0)}
    # Below it money is lost, however much ROAS rose: that comes before any change.
    return make(
        edition,
        f"returns.{way}_break_even",
        roas,
        kpi="roas.break_even",
        lead=lead,
        values={"roas": roas.amount, "margin": margin, "limit": limit},
        tests=[guards.yes("margin known", True)],
        weight=math.inf if way == "below" else roas.amount / limit - 1,
    )


def models_disagree(orders: Mapping[str, Sequence[str]], edition: Edition) -> Insight | None:
    """The order of channels depends on the attribution model.

    Parameters
    ----------
    orders : by model, channels from the best to the last
    """
    different = len({tuple(order) for order in orders.values()}) > 1
    firsts = list(dict.fromkeys(edition.words.name("channel", order[0]) for order in orders.values() if order))
    return make(
        edition,
        "returns.models",
        None,
        lead={},
        texts=[say(edition, "returns.firsts", channels=edition.words.list(firsts))],
        values={model: list(order) for model, order in orders.items()},
        kpi="roi.models",
        weight=0.02,
        tests=[guards.yes("orders differ", different)],
    )


def sentiment_coverage(fact: Fact, edition: Edition, *, unclassified: Sequence[str] = ()) -> Insight | None:
    """How many mentions could be classified, always told below 100 %; which languages could not."""
    if fact.amount is None:
        return None
    names = edition.words.list([edition.words.name("language", code) for code in unclassified])
    texts = [say(edition, "brand.unclassified", languages=names)] if names else []
    return make(
        edition, "brand.coverage", fact, lead={"share": edition.words.share(fact.amount, 0)}, texts=texts,
        values={"coverage": fact.amount}, tests=[guards.below("coverage", fact.amount, 1.0)], weight=0.05,
    )  # fmt: skip


def anomaly(
    day: date, observed: float, low: float, high: float, z: float, days: int, edition: Edition, *, fact: Fact
) -> Insight:
    """A day far from what its weekday and season let one expect."""
    lead = {
        "day": edition.words.date(day, "day_month_long"),
        "observed": edition.value(observed, fact.unit),
        "kpi": fact.short,
    }
    text = say(edition, "brand.expected", low=edition.value(low, fact.unit), high=edition.value(high, fact.unit))
    return make(
        edition, "brand.anomaly", fact, lead=lead, texts=[text], kpi=f"{fact.kpi}.anomaly", weight=0.04,
        values={"observed": observed, "low": low, "high": high, "z": z},
        tests=[guards.at_least("|z|", abs(z), 3.5), guards.at_least("days", days, 28)],
    )  # fmt: skip


def posting_time(best: str | None, edition: Edition, *, posts: int, p: float | None, fewest: int) -> Insight:
    """The best time to post where one differs reliably, else that none does.

    Parameters
    ----------
    best : the block in words; p : its adjusted p value; fewest : posts in its cell
    """
    values = {"p": p, "posts": posts, "fewest": fewest}
    if best is not None and p is not None and p < 0.05 and fewest >= 5:
        tests = [guards.below("adjusted p", p, 0.05), guards.at_least("posts in the cell", fewest, 5)]
        return make(
            edition,
            "content.best_time",
            None,
            lead={"block": best},
            values=values,
            tests=tests,
            kpi="best_time",
            texts=[edition.words.say("phrase.n", x=edition.words.say("count.posts", count=posts))],
            weight=0.05,
        )
    return make(edition, "content.no_time", None, lead={"count": posts}, values=values, kpi="best_time", weight=0.01,
                tests=[guards.at_least("posts", posts, 1)])  # fmt: skip


def experiment(
    edition: Edition, *, difference: float, low: float, high: float, p: float, split_p: float, more: int,
    names: tuple[str, str], n: int,
) -> Insight:  # fmt: skip
    """The result of a test: withheld, a difference with its interval, or not decided and how many more are needed.

    Parameters
    ----------
    difference, low, high : second variant against the first, shares; p : its p value
    split_p : p value of the planned split; more : exposures still needed for each variant
    """
    values = {"difference": difference, "interval": [low, high], "p": p, "split_p": split_p, "n": n}
    shared: dict[str, Any] = {"values": values, "kpi": "ab_lift", "weight": 0.5}
    if split_p < 0.001:
        return make(edition, "test.withheld", None, lead={}, texts=[edition.words.reason("withheld").remedy],
                    tests=[guards.below("p of the split", split_p, 0.001)], **shared)  # fmt: skip
    if low <= 0 <= high:
        return make(edition, "test.undecided", None, lead={}, texts=[say(edition, "test.more", count=more)],
                    tests=[guards.at_least("p of the split", split_p, 0.001)], **shared)  # fmt: skip
    way = "more" if difference > 0 else "less"
    ends = [edition.words.signed(bound, edition.words.number(abs(bound) * 100, 2)) for bound in (low, high)]
    lead = {
        "first": names[1],
        "second": names[0],
        "points": edition.words.change(difference, "points", "fraction", edition.currency),
    }
    return make(
        edition,
        f"test.converts_{way}",
        None,
        lead=lead,
        texts=[say(edition, "test.interval", low=ends[0], high=ends[1])],
        tests=[guards.excludes("difference", low, high), guards.at_least("p of the split", split_p, 0.001)],
        **shared,
    )
