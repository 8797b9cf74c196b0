"""What visitors do: campaigns, landing pages, conversions, the funnel, repeat purchases, credit by model.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpilib.compare import credits, funnels, quadrants, repeats
from kpilib.compare.rows import concerned
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures import ranked
from kpilib.exhibits.figures.grids import cohort
from kpilib.exhibits.figures.parts import Range, ranges
from kpilib.exhibits.figures.spread import against, pair_name
from kpilib.report import general
from kpilib.report.desk import Desk

_SOCIAL = {"social": True}
_VISITS = ("social_sessions", "bounce_rate", "conversion_rate")


def table(desk: Desk, name: str, *, by: str) -> Exhibit:
    """Visits from social media by campaign or landing page, with bounce and conversion rate."""
    title = desk.words.say(f"report.title.{name}")
    if by not in _dimensions(desk):
        return absent(desk.edition, title, "not_supplied", name=name)
    return general.by_network(desk, _VISITS, by=by, title=title, where=_SOCIAL, name=name, notes=_bounces(desk))


def _bounces(desk: Desk) -> list[str]:
    """That the bounce rate is that of visits from social media; the card shows that of the whole website."""
    return [desk.edition.say("note.social_only", kpi=desk.words.kpi("bounce_rate").short)]


def pages_measured(desk: Desk) -> pd.DataFrame:
    """Landing pages with visits and bounce rate, a column for each."""
    if "landing_page" not in _dimensions(desk):
        return pd.DataFrame(columns=["landing_page", "social_sessions", "bounce_rate"])
    kpis = ["social_sessions", "bounce_rate"]
    return quadrants.beside(desk.measure(kpis, by="landing_page", where=_SOCIAL), kpis, by="landing_page")


def pages_scattered(desk: Desk) -> Exhibit:
    """Visits from social media against the bounce rate, each landing page."""
    words = desk.words
    shorts = (words.kpi("social_sessions").short, words.kpi("bounce_rate").short)
    if "landing_page" not in _dimensions(desk):
        return absent(desk.edition, pair_name(desk.edition, shorts), "not_supplied", name="pages-scatter")
    return against(
        pages_measured(desk), desk.edition, x=("social_sessions", "count"), y=("bounce_rate", "share"),
        label="landing_page", n="social_sessions", fewest=desk.settings.guard("page") / 4, name="pages-scatter",
        names=shorts, thing=desk.edition.dimension("landing_page"), color="", note=_bounces(desk),
    )  # fmt: skip


def funnel(desk: Desk) -> Exhibit:
    """The stages of the client's business model, with rates between those that count the same thing."""
    settings = desk.settings
    kpis = funnels.kpis_of(settings.business_model, settings.funnel, catalogue=desk.catalogue)
    frame = desk.measure(kpis)
    desk.remember(frame[frame["missing"] != "not_supplied"])
    found = funnels.stages(desk.measure(funnels.asked(kpis)), kpis)
    said = some_networks(desk, [kpi for kpi, _, _ in found])
    return ranked.funnel(found, desk.edition, basis="period", height=max(40.0, 12 + 7 * len(found)), note=said)


def some_networks(desk: Desk, steps: Sequence[str]) -> list[str]:
    """Which steps are those of some networks only, and of which, so that nobody reads a loss between two of them."""
    told = [fact for fact in desk.facts(desk.measure(steps)) if fact.only] if steps else []
    named = [desk.words.qualified(fact.short, fact.only or "") for fact in told]
    return [desk.edition.say("note.some_networks", steps=desk.edition.say("clauses").join(named))] if named else []


def conversions(desk: Desk) -> Exhibit:
    """Conversions of visits from social media by the types that matter to the client; several others are one group."""
    by, named = "conversion_type", desk.settings.conversion_types
    frame = concerned(desk.measure("conversions", by=by), by=by)
    others = [kind for kind in frame[by].dropna().unique() if kind not in named] if named else []
    if len(others) > 1:
        together = desk.measure("conversions", where={by: others}).assign(**{by: "other"})
        frame = pd.concat([frame[~frame[by].isin(others)], together], ignore_index=True)
    return ranked.by_group(desk.remember(frame), desk.edition, by=by, kpi="conversions", limit=8)


def repeat_purchases(desk: Desk) -> Exhibit:
    """The share of each month's new customers who ordered again, by months since."""
    rows = repeats.repeats(desk.store, desk.period, desk.settings)
    spans = desk.store.spans[desk.store.spans["table"] == "orders"]
    first = spans["start"].min() if len(spans) else desk.first_day
    return cohort(rows, desk.edition, measure=desk.words.say("report.word.ordered_again"), first_day=first)


def attribution(desk: Desk, *, of: str) -> Exhibit:
    """Conversions (or their value) by channel: what the client's model says, and the span over all models."""
    found = credits.credits_of(desk.store, desk.period, desk.settings)
    if found[of].isna().all():
        return absent(desk.edition, desk.words.say("word.attribution"), "not_supplied", name=f"attribution-{of}")
    unit, kpi = ("money", "revenue") if of == "value" else ("per_unit", "conversions")
    measure, name = desk.words.kpi(kpi).short, f"attribution-{of}"
    chosen = found[found["model"] == desk.settings.attribution].set_index("channel")[of]
    rows: list[Range] = [
        (desk.words.name("channel", channel), float(chosen[channel]), float(each.min()), float(each.max()))
        for channel, each in found.dropna(subset=[of]).groupby("channel", sort=False)[of]
        if channel in chosen
    ]
    model = desk.words.name("model", desk.settings.attribution)
    said = [desk.words.say("report.note.models", model=model)]
    ordered = sorted(rows, key=lambda row: row[1] or 0.0, reverse=True)
    return ranges(
        ordered, desk.edition, unit=unit, measure=measure, name=name, note=said,
        dimension=desk.edition.dimension("channel"),
    )  # fmt: skip


def _dimensions(desk: Desk) -> set[str]:
    """The labels that the website's export carries."""
    return {name for name in ("campaign", "landing_page") if desk.store.has("web_daily", name)}
