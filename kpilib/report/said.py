"""The sentences of each chapter: what changed, and what is consistent with it.

Comes in: a desk. Goes out: insights whose guards hold, the weightiest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from kpilib.compare import credits, odd, quadrants, waits
from kpilib.exhibits import rules, sentences
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import records
from kpilib.exhibits.sentences import Insight
from kpilib.report import choices, listening, posting, testing, website
from kpilib.report.desk import Desk
from kpilib.stats.slope import slope

Found = Iterable[Insight | None]


def insights(desk: Desk, chapter: str) -> Exhibit | None:
    """What changed and what is consistent with it; None where nothing may be said."""
    found = [fact for fact in desk.facts(desk.headline_kpis(chapter)) if fact.amount is not None]
    drivers = desk.movers([fact.kpi for fact in found])
    said: list[Insight | None] = []
    if chapter != "experiments":
        said += [sentences.changed(fact, _told_apart(drivers.get(fact.kpi))) for fact in found]
    said += MORE.get(chapter, lambda _: ())(desk)
    said += _rules(desk, chapter)
    name = f"{chapter}-insights"
    if chapter == "overview":
        return sentences.insights(said, desk.edition, name=name, layout="columns", most=3)
    return sentences.insights(said, desk.edition, name=name)


def _told_apart(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """The drivers, where at least two groups moved and the largest has a name."""
    if frame is None or frame.empty:
        return None
    sizes = frame.groupby("group", dropna=False)["amount"].sum().abs()
    moved = sizes[sizes > 0]
    return frame if len(moved) > 1 and isinstance(moved.idxmax(), str) else None


def _rules(desk: Desk, chapter: str) -> list[Insight]:
    """The diagnostic rules that this chapter is the place for."""
    wanted = {f"rule.{name}" for name in choices.RULES.get(chapter, ())}
    kpis = dict.fromkeys(kpi for rule in rules.RULES if f"rule.{rule.id}" in wanted for kpi in rule.kpis)
    if not kpis:
        return []
    return [said for said in rules.diagnose(desk.facts(desk.measure(kpis)), desk.edition) if said.data["kpi"] in wanted]


def _overview(desk: Desk) -> Found:
    return [sentences.targets(desk.facts(desk.targeted()), desk.edition)]


def _reach(desk: Desk) -> Found:
    return [sentences.reach_bounds(desk.measure("reach", by="network"), desk.edition, some=desk.fact("reach").networks)]


def _engagement(desk: Desk) -> Found:
    return [_apart(desk, rate, "type") for rate in desk.engagement_rates()]


def _traffic(desk: Desk) -> Found:
    return [_apart(desk, "conversion_rate", "network", fewest=30), _pages(desk)]


def _apart(desk: Desk, kpi: str, by: str, *, fewest: float = 5) -> Insight | None:
    return sentences.two_apart(desk.measure(kpi, by=by), desk.edition, by=by, kpi=kpi, fewest=fewest)


def _pages(desk: Desk) -> Insight | None:
    """Pages with both visits and bounces above the median of the pages with enough visits."""
    frame = website.pages_measured(desk)
    looked = frame[frame["social_sessions"] >= desk.settings.guard("page")]
    if looked.empty:
        return None
    points = [(float(visits), float(bounces)) for visits, bounces in looked[["social_sessions", "bounce_rate"]].values]
    above, least = quadrants.above_both(points), float(looked["social_sessions"].min())
    return rules.pages(above.both if above.more else 0, desk.edition, visits=least, p=above.p)


def _leads(desk: Desk) -> Found:
    return [_cost(desk, "cpl")]


def _cost(desk: Desk, kpi: str) -> Insight | None:
    points = pd.to_numeric(desk.over_time(kpi, periods=desk.months)["value"]).to_numpy(float)
    known = points[~np.isnan(points)]
    _, low, high = slope(points)
    if np.isnan(low):
        return None
    return rules.cost_trend([float(point) for point in known], low, high, desk.edition, fact=desk.fact(kpi))


def _customers(desk: Desk) -> Found:
    waited = waits.waits(desk.store, desk.period, desk.settings, networks=desk.networks)
    sla, median, p90 = (desk.fact(kpi) for kpi in ("sla_1h_rate", "first_response_time", "response_time_p90"))
    said = rules.answered(sla, desk.edition, unanswered=waits.waiting(waited)) if len(waited) else None
    return [said, rules.answer_time(median, p90, desk.edition)]


def _advocacy(desk: Desk) -> Found:
    shared = desk.measure("advocacy_shares", by="employee")["value"].dropna()
    return [rules.concentrated([float(n) for n in shared], desk.edition, fact=desk.fact("advocacy_shares"))]


def _returns(desk: Desk) -> Found:
    said = [rules.break_even(desk.fact("roas"), desk.edition, margin=desk.settings.margin)]
    orders = credits.order_of(credits.credits_of(desk.store, desk.period, desk.settings))
    return [*said, rules.models_disagree(orders, desk.edition) if orders else None]


def _brand(desk: Desk) -> Found:
    fact = desk.fact("sentiment_coverage")
    unread = listening.unclassified(desk)
    return [rules.sentiment_coverage(fact, desk.edition, unclassified=unread), _anomaly(desk)]


def _anomaly(desk: Desk) -> Insight | None:
    """The oddest day of the period."""
    daily = listening.daily(desk)
    rows = [row for row in records(odd.marked(daily)) if row["odd"] and row["start"] >= desk.period.start]
    if not rows:
        return None
    row = max(rows, key=lambda row: abs(row["z"]))
    return rules.anomaly(
        row["start"], row["value"], row["expected_low"], row["expected_high"], row["z"], len(daily), desk.edition,
        fact=desk.fact("mentions"),
    )  # fmt: skip


def _content(desk: Desk) -> Found:
    found = posting.times(desk)
    if found is None or not found.posts:
        return []
    best = found.best
    p, fewest = (float(best["p"]), int(best["n"])) if best else (None, 0)
    block = posting.block_name(desk, best, found.hours) if best else None
    return [rules.posting_time(block, desk.edition, posts=found.posts, p=p, fewest=fewest),
            *(_apart(desk, rate, "type") for rate in desk.engagement_rates()[:1])]  # fmt: skip


MORE: dict[str, Callable[[Desk], Found]] = {
    "overview": _overview,
    "reach": _reach,
    "engagement": _engagement,
    "traffic": _traffic,
    "leads": _leads,
    "customers": _customers,
    "advocacy": _advocacy,
    "returns": _returns,
    "brand": _brand,
    "content": _content,
    "experiments": testing.verdicts,
    "network": _engagement,
}
