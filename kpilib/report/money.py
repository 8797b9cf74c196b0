"""Where the money is returned: campaigns against break-even, shares of spend and revenue, paid beside organic.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

import pandas as pd

from kpilib.compare import shares_of
from kpilib.exhibits import rules
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures.parts import parts
from kpilib.exhibits.figures.spread import against
from kpilib.exhibits.figures.spread import slope as slope_figure
from kpilib.report import choices, general
from kpilib.report.desk import Desk

_FEWEST = 3  # points of a scatter plot


def verdict(desk: Desk) -> str:
    """That ROAS is below its break-even, as a title; empty where it is not, or where no margin is known."""
    told = rules.break_even(desk.fact("roas"), desk.edition, margin=desk.settings.margin)
    below = told is not None and told.data["template"] == "sentence.returns.below_break_even"
    return told.lead.rstrip(".。") if told and below else ""


def break_even(desk: Desk) -> Exhibit:
    """Spend against revenue of each campaign, with the line at which the margin pays for the spend."""
    margin, words = desk.settings.margin, desk.words
    frame = desk.remember(desk.measure("roas", by="campaign"))
    rows = frame[frame["value"].notna() & frame["campaign"].notna()]
    points = pd.DataFrame({"campaign": rows["campaign"], "spend": rows["denominator"], "revenue": rows["numerator"]})
    if len(points) < _FEWEST:
        return general.bars(desk, "roas", by="campaign")
    line = 1 / margin if margin else None
    return against(
        points, desk.edition, x=("spend", "money"), y=("revenue", "money"), label="campaign", name="break-even",
        color="", slope=line, slope_label=words.say("word.break_even") if line else "",
        names=(words.kpi("spend").short, words.name("column", "revenue")), thing=desk.edition.dimension("campaign"),
        note=_attributed(desk, rows),
    )  # fmt: skip


def spend_and_revenue(desk: Desk, *, by: str) -> Exhibit:
    """Each network's share of the spend beside its share of the revenue."""
    words, name = desk.words, "spend-and-revenue"
    frame = desk.measure("roas", by=by)
    rows = shares_of.beside(frame, by=by)
    labels = words.kpi("spend").short, words.name("column", "revenue")
    if len(rows) < 2:
        return absent(desk.edition, labels[0], "below_min_sample" if len(rows) else "not_supplied", name=name)
    named = [(words.name(by, group), spent, earned) for group, spent, earned in rows]
    return slope_figure(named, desk.edition, first=labels[0], last=labels[1], name=name, note=_attributed(desk, frame))


def _attributed(desk: Desk, frame: pd.DataFrame) -> list[str]:
    """The note on revenue that ad platforms credit to themselves; none where orders tell it."""
    told = frame.loc[frame["value"].notna(), "table"].eq("ads_daily").any()
    return [desk.edition.say("note.attributed")] if told else []


def paid_and_organic(desk: Desk) -> Exhibit:
    """Paid and organic impressions of each month, as shares."""
    words = desk.words
    rows = shares_of.of_total(desk.over_time("paid_share", periods=desk.months))
    if rows and rows[-1][0] < desk.months[-1].start:
        rows = []  # a month long ago says nothing of this report
    if not rows:
        return absent(desk.edition, words.kpi("paid_share").name, "not_supplied", name="paid-and-organic")
    named = {
        words.date(start, "month_year_short"): {words.say("word.organic"): 1 - paid, words.say("word.paid"): paid}
        for start, paid in rows
    }
    return parts(
        named, desk.edition, measure=words.kpi("impressions").short, dimension=desk.edition.dimension("month"),
        span=months_text(desk), name="paid-and-organic", order=[words.say("word.organic"), words.say("word.paid")],
    )  # fmt: skip


def campaigns(desk: Desk) -> Exhibit:
    """Campaigns: spend, costs, return; a cost per lead only where the campaign brought leads."""
    title = desk.words.say("report.title.paid_campaigns")
    return general.by_network(desk, choices.MONEY, by="campaign", title=title, name="paid-campaigns", named=True)


def months_text(desk: Desk) -> str:
    """The months of a monthly chart in words."""
    from kpilib.periods import Period

    return desk.words.period(Period(desk.months[0].start, desk.months[-1].end))
