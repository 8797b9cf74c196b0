"""The KPIs of advocacy: what employees, ambassadors and influencers bring.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Count, Distinct, Quantile, Ratio, Total, TotalOnce, Unique, either, on
from kpilib.kpis.values import Actions, Known, Unknown, where

RESHARED = Actions(("reactions", "comments", "reshares"))
ADVOCACY = where(medium="advocacy")
TOLD = Known(told=True)

advocacy_shares = Kpi(
    id="advocacy_shares",
    category="advocacy",
    measures=on("shares", Total("shares", where=where(employee_id=TOLD))),
    unit="count",
    stage="awareness",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_posts = Kpi(
    id="advocacy_posts",
    category="advocacy",
    measures=on("shares", Total("shares", where=where(employee_id=TOLD, content_id=Unknown(), shared_at=TOLD))),
    unit="count",
    stage="awareness",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_clicks = Kpi(
    id="advocacy_clicks",
    category="advocacy",
    measures=either(Total("clicks"), "shares", "links"),
    unit="count",
    stage="interest",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_engagement = Kpi(
    id="advocacy_engagement",
    category="advocacy",
    measures=on("shares", Total(RESHARED)),
    unit="count",
    stage="interest",
    variants=(Variant("reported", on("shares", Total("engagements")), fallback=True),),
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_reach = Kpi(
    id="advocacy_reach",
    category="advocacy",
    measures=on("sharers", TotalOnce("followers", "employee_id")),
    unit="count",
    stage="awareness",
    polarity="neutral",
    aggregation="semi_additive_last",
    source_url="https://auroratrainingadvantage.com/human-resources/key-term/employee-advocacy-metrics",
    briefs="A",
)

advocacy_participation = Kpi(
    id="advocacy_participation",
    category="advocacy",
    measures=Ratio(
        on("sharers", Distinct("employee_id", where=where(active=True))),
        on("employees", Count(where=where(active=True))),
    ),
    unit="share",
    stage="awareness",
    aggregation="distinct",
    interval="wilson",
    source_url="https://auroratrainingadvantage.com/human-resources/key-term/employee-advocacy-metrics",
    briefs="A",
)

clicks_per_share = Kpi(
    id="clicks_per_share",
    category="advocacy",
    measures=on("shares", Ratio(Total("clicks"), Total("shares"))),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

engagement_per_share = Kpi(
    id="engagement_per_share",
    category="advocacy",
    measures=on("shares", Ratio(Total(RESHARED), Total("shares"))),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    variants=(Variant("reported", on("shares", Ratio(Total("engagements"), Total("shares"))), fallback=True),),
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_conversions = Kpi(
    id="advocacy_conversions",
    category="advocacy",
    measures=(on("web_daily", Total("conversions", where=ADVOCACY)), on("shares", Total("conversions"))),
    unit="count",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

advocacy_revenue = Kpi(
    id="advocacy_revenue",
    category="advocacy",
    measures=(on("orders", Total("revenue", where=ADVOCACY)), on("shares", Total("revenue"))),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="A",
)

ambassador_quality = Kpi(
    id="ambassador_quality",
    category="advocacy",
    measures=on("shares", Quantile(RESHARED, where=where(share_id=Known()))),
    unit="per_unit",
    stage="awareness",
    aggregation="median_quantile",
    variants=(Variant("clicks", on("shares", Quantile("clicks", where=where(share_id=Known()))), fallback=True),),
    source_url="https://everyonesocial.com/blog/measure-employee-advocacy-program-success/",
    briefs="D",
)

influencer_reach = Kpi(
    id="influencer_reach",
    category="advocacy",
    measures=on("posts", Unique("reach", where=where(pillar="influencer"))),
    unit="people",
    stage="awareness",
    aggregation="distinct",
    source_url="https://auroratrainingadvantage.com/human-resources/key-term/employee-advocacy-metrics",
    briefs="E",
)

ugc_posts = Kpi(
    id="ugc_posts",
    category="advocacy",
    measures=on("mentions", Count(where=where(is_ugc=True))),
    unit="count",
    stage="awareness",
    source_url="https://auroratrainingadvantage.com/human-resources/key-term/employee-advocacy-metrics",
    briefs="E",
)
