"""Findings: the sentence that a figure's title states, chosen by rule from the figures it shows.

Comes in: facts and rows. Goes out: one short sentence without a full stop, in the report's language.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from kpilib.compare.quadrants import above_both
from kpilib.exhibits.charts import Dot, Point, Spot, Stage, Step
from kpilib.exhibits.charts.dots import side
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.facts import Fact
from kpilib.exhibits.guards import UNLIKELY

Group = tuple[str, float]
_RUN = 3  # points on one side of the target of which a title says since when
_WEEK = 7  # days; longer steps are named by their month


def say(edition: Edition, key: str, **values: Any) -> str:
    """A finding by its key."""
    return edition.words.say(f"sentence.finding.{key}", **values)


def change(fact: Fact) -> str:
    """Rose, fell or held, against the comparison period; the value alone where there is no comparison to speak of."""
    edition = fact.edition
    if fact.amount is None:
        return fact.name
    if fact.change is None or (fact.change["arrow"] != "flat" and fact.slight):
        return say(edition, "value", kpi=fact.told_name, value=fact.value)
    if fact.change["arrow"] == "flat":
        return say(edition, "unclear" if fact.unclear else "flat", kpi=fact.told_name, versus=edition.versus)
    way = "rose" if fact.change["arrow"] == "up" else "fell"
    by = "_by" if fact.row.get("change_kind") == "absolute" else ""
    return say(edition, f"{way}{by}", kpi=fact.told_name, change=fact.change_text, versus=edition.versus)


def against_target(fact: Fact, points: Sequence[Point]) -> str:
    """Where the last point stands against the target, and since when if it crossed it within the series.

    Weeks of a sum stand against no target of the whole period: the title names the period's value and its target.
    """
    edition, target = fact.edition, fact.row.get("target")
    known = [point for point in points if point.value is not None and not point.open]
    if target is None or fact.amount is None or fact.unmeasured or len(known) < 2:
        return change(fact)
    above = known[-1].y >= target
    run = 0
    while run < len(known) and (known[-1 - run].y >= target) == above:
        run += 1
    where = "above" if above else "below"
    text = edition.value(target, fact.unit)
    agree = fact.level and (fact.amount >= target) == above
    if not agree or run < min(_RUN, len(known)) or any(_holds(point, target) for point in known[-run:]):
        # The last week and the period disagree, cannot be compared, one good week is told as a run, or an interval
        # of the run holds the target: the title speaks of the period.
        return say(edition, "value_target", kpi=fact.name, value=fact.value, target=text)
    if run == len(known):
        return say(edition, f"{where}_target", kpi=fact.name, target=text)
    first = known[-run]
    key, form = ("since", "day_month_long") if (first.end - first.start).days <= _WEEK else ("since_month", "month")
    since = edition.words.date(first.start, form)
    return say(edition, f"{where}_target_{key}", kpi=fact.name, target=text, since=since)


def _holds(point: Point, target: float) -> bool:
    """Whether the point has an interval that holds the target."""
    return point.low is not None and point.high is not None and point.low <= target <= point.high


def leader(edition: Edition, measure: str, groups: Sequence[Group], *, unit: str, additive: bool) -> str:
    """Which group leads: by its share of the whole where parts add up, else its value; two or equals have no rank."""
    ranked = sorted(groups, key=lambda group: -group[1])
    name, value = ranked[0]
    tied = len(ranked) > 1 and value == ranked[1][1]
    total = sum(amount for _, amount in groups)
    if additive and len(groups) > 1 and value == total > 0:
        # All of it comes from one group: who it is stands beside the mark.
        return say(edition, "value", kpi=measure, value=edition.value(value, unit))
    if additive and not tied and len(groups) > 1 and total > 0 and all(amount >= 0 for _, amount in groups):
        return say(edition, "leader_share", kpi=measure, group=name, share=edition.words.share(value / total, 0))
    return first(edition, measure, ranked, unit=unit)


def first(edition: Edition, measure: str, ranked: Sequence[Group], *, unit: str) -> str:
    """Who stands first of a ranking, with its value; of two groups or of equals both values."""
    name, value = ranked[0]
    if len(ranked) > 1 and (len(ranked) == 2 or value == ranked[1][1]):
        second, other = ranked[1]
        return edition.words.say("sentence.apart.two", kpi=measure, first=name, first_value=edition.value(value, unit),
                                 second=second, second_value=edition.value(other, unit))  # fmt: skip
    return say(edition, "leader", kpi=measure, group=name, value=edition.value(value, unit))


def part(edition: Edition, parts: Sequence[Group]) -> str:
    """Which part is the largest of the whole."""
    total = sum(amount for _, amount in parts)
    name, value = max(parts, key=lambda group: group[1])
    return say(edition, "part", part=name, share=edition.words.share(value / total if total else 0, 0))


def apart(edition: Edition, rows: Sequence[Dot], centre: float | None) -> str:
    """Which groups lie above or below the reference by more than their intervals; that none does, where none does."""
    above = [row.label for row in rows if side(row, centre) == "above"]
    below = [row.label for row in rows if side(row, centre) == "below"]
    if above:
        return say(edition, "apart_above", groups=few(edition, above), count=len(above))
    if below:
        return say(edition, "apart_below", groups=few(edition, below), count=len(below))
    return say(edition, "apart_none")


def steps(edition: Edition, mix: Sequence[Step], rates: Sequence[Step], end: Step, measure: str) -> str:
    """What outweighs what in the change of a rate, or who makes most of the change of a sum."""
    shift, rate = sum(step.amount for step in mix), sum(step.amount for step in rates)
    if mix and shift * rate < 0:
        return say(edition, "mix_outweighs" if shift * end.amount > 0 else "rates_outweigh")
    largest = max([*mix, *rates], key=lambda step: abs(step.amount))
    # "+51 of +31" is no part of it: what the others took back is not told by "of".
    key = "largest_step" if 0 < largest.amount * end.amount <= end.amount**2 else "largest_step_against"
    return say(edition, key, kpi=measure, group=largest.label, amount=largest.text, total=end.text)


def lowest_step(edition: Edition, stages: Sequence[Stage]) -> str:
    """The step of a funnel at which the fewest go on."""
    rated = [(before, after) for before, after in itertools.pairwise(stages) if after.rate is not None]
    if not rated:
        return say(edition, "funnel_plain", first=stages[0].label, last=stages[-1].label)
    before, after = min(rated, key=lambda step: step[1].rate or 0)
    return say(
        edition,
        "funnel_lowest" if len(rated) > 1 else "funnel_one",
        first=before.label,
        last=after.label,
        share=after.rate_text,
    )


def quadrants(edition: Edition, spots: Sequence[Spot], names: tuple[str, str]) -> str:
    """How many points lie above both medians, where chance would not do the same; else that nothing is clear."""
    above = above_both([(spot.x, spot.y) for spot in spots])
    if above.p >= UNLIKELY:
        return say(edition, "unrelated", x=names[0], y=names[1])
    key, total = "above_both" if above.both else "above_none", edition.words.number(above.total)
    return say(edition, key, count=above.both, total=total, x=names[0], y=names[1])


def below_line(edition: Edition, spots: Sequence[Spot]) -> str:
    """How many points lie below a line."""
    below = sum(spot.open for spot in spots)
    total = edition.words.number(len(spots))
    return say(edition, "below_line" if below else "below_none", count=below, total=total)


def targets(edition: Edition, held: Sequence[Fact]) -> str:
    """How many of the targets are met, or on pace while the period runs."""
    key = "targets_on_pace" if any(fact.early for fact in held) else "targets_met"
    met = sum(fact.status == "good" for fact in held)
    return say(edition, key, count=met, total=edition.words.number(len(held)))


def complete(edition: Edition, rows: Mapping[str, Sequence[float | None]]) -> str:
    """Whether every source is complete, else how many are not."""
    gaps = [name for name, shares in rows.items() if any(share is not None and share < 1 for share in shares)]
    if not gaps:
        return say(edition, "complete", count=len(rows))
    return say(edition, "incomplete", count=len(gaps), total=edition.words.number(len(rows)))


def highest(edition: Edition, cells: Sequence[str], value: str) -> str:
    """Which cell of a grid is the highest, or which ones where several show the same."""
    return say(edition, "highest_cell", cell=few(edition, cells), value=value)


def few(edition: Edition, names: Sequence[str], *, most: int = 2) -> str:
    """The names up to `most`, or so many and how many more."""
    if len(names) <= most:
        return edition.words.list(names)
    more = edition.words.say("sentence.finding.more", count=len(names) - most)
    return edition.words.list([*names[:most], more])
