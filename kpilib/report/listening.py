"""What is said of the brand and its rivals: shares of voice, sentiment, odd days, quotes.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

import pandas as pd

from kpilib.compare import odd, shares_of
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figures import over_time
from kpilib.exhibits.figures.parts import parts
from kpilib.exhibits.quotes import quotes as quotes_table
from kpilib.report import choices
from kpilib.report.desk import Desk
from kpilib.report.money import months_text

_CLASSES = ("positive", "neutral", "negative", None)


def voices(desk: Desk) -> Exhibit:
    """The share of voice of each brand, month by month."""
    desk.remember(desk.measure("share_of_voice", by="brand"))
    found = shares_of.by_part(desk.over_time("share_of_voice", by="brand", periods=desk.months), "brand")
    rows = {_month(desk, start): {str(brand): n for brand, n in each.items()} for start, each in found.items()}
    return parts(
        rows, desk.edition, measure=desk.words.kpi("mentions").short, dimension=desk.edition.dimension("month"),
        span=months_text(desk), name="voices",
    )  # fmt: skip


def sentiment(desk: Desk) -> Exhibit:
    """Positive, neutral and negative mentions of the own brand, month by month; those not rated stand apart."""
    words = desk.words
    found = shares_of.by_part(desk.over_time("mentions", by="sentiment", periods=desk.months), "sentiment")
    names = {each: words.name("sentiment", each or "unclassified") for each in _CLASSES}
    rows = {
        _month(desk, start): {names.get(kind, str(kind)): n for kind, n in each.items()}
        for start, each in found.items()
    }
    return parts(
        rows, desk.edition, measure=words.kpi("mentions").short, dimension=desk.edition.dimension("month"),
        span=months_text(desk), name="sentiment", order=[names[each] for each in _CLASSES],
    )  # fmt: skip


def daily(desk: Desk) -> pd.DataFrame:
    """Mentions of the own brand on each of the last days."""
    return desk.over_time("mentions", periods=choices.days(desk.period, desk.first_day, desk.store.data_date))


def odd_days(desk: Desk) -> Exhibit:
    """Mentions day by day; days far from what weekday and season let one expect are marked."""
    result, days = desk.remember(desk.measure("mentions")), odd.marked(daily(desk))
    note = [desk.words.say("report.note.odd_days")] if days["odd"].any() else []
    return over_time.trend(days, desk.edition, result=result, kpi="mentions", zero=True, note=note,
                           name="mentions-by-day")  # fmt: skip


def quotes(desk: Desk) -> Exhibit:
    """What was said: the mentions with most engagement, without handles and links."""
    rows = desk.inside(desk.data("mentions"), "published_at")
    own = rows[rows["is_own"].astype(bool) & ~rows["by_brand"].fillna(False).astype(bool)] if len(rows) else rows
    return quotes_table(own, desk.edition, brands=[desk.client.title, *desk.client.file.brands],
                        timezone=desk.settings.timezone)  # fmt: skip


def unclassified(desk: Desk) -> list[str]:
    """Languages of the own mentions none of which has a sentiment."""
    rows = desk.inside(desk.data("mentions"), "published_at")
    if rows.empty:
        return []
    own = rows[rows["is_own"].astype(bool) & rows["language"].notna()]
    rated = own["sentiment"].notna().groupby(own["language"]).any()
    return sorted(str(code) for code in rated.index[~rated.astype(bool)])


def _month(desk: Desk, start) -> str:
    return desk.words.date(start, "month_year_short")
