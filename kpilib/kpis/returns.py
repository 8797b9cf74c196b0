"""The KPIs of returns: what it costs and what comes back.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Choice, Count, Less, Measure, Of, Param, Plus, Product, Ratio, Total, on
from kpilib.kpis.values import SOCIAL, Actions, Not, RowValue, where

PUBLIC = Actions(("reactions", "comments", "shares"))
PAID_SOCIAL = where(paid_social=True)

spend = Kpi(
    id="spend",
    category="returns",
    measures=on("ads_daily", Total("spend")),
    unit="money",
    stage="all",
    polarity="neutral",
    micro_macro="macro",
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
    briefs="B C",
)

total_cost = Kpi(
    id="total_cost",
    category="returns",
    measures=(
        Plus((on("ads_daily", Total("spend")), on("costs", Total("amount", where=where(kind=Not(("ads",))))))),
        on("costs", Total("amount")),
    ),
    unit="money",
    stage="all",
    polarity="neutral",
    micro_macro="macro",
    source_url="https://www.rathlymarketing.com/faq/what-is-roas",
    briefs="C",
)

cpm = Kpi(
    id="cpm",
    category="returns",
    measures=on("ads_daily", Ratio(Total("spend"), Total("impressions"), times=1000)),
    unit="money",
    stage="awareness",
    polarity="lower",
    aggregation="ratio_of_sums",
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
    briefs="C",
)

cpc = Kpi(
    id="cpc",
    category="returns",
    measures=on("ads_daily", Ratio(Total("spend"), Total("link_clicks"))),
    unit="money",
    stage="interest",
    polarity="lower",
    aggregation="ratio_of_sums",
    variants=(Variant("all_clicks", on("ads_daily", Ratio(Total("spend"), Total("clicks_all"))), fallback=True),),
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
    briefs="C",
)

cpe = Kpi(
    id="cpe",
    category="returns",
    measures=on("ads_daily", Ratio(Total("spend"), Total(PUBLIC))),
    unit="money",
    stage="interest",
    polarity="lower",
    aggregation="ratio_of_sums",
    variants=(Variant("reported", on("ads_daily", Ratio(Total("spend"), Total("engagements"))), fallback=True),),
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
)

cpl = Kpi(
    id="cpl",
    category="returns",
    measures=(
        on("ads_daily", Ratio(Total("spend"), Total("leads"))),
        Ratio(on("costs", Total("amount")), Of("leads")),
        on("leads", Ratio(Total("cost", where=SOCIAL), Count(where=SOCIAL))),
    ),
    unit="money",
    stage="evaluation",
    polarity="lower",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://steerads.com/en/blog/comprendre-roas-cpa-cpc",
    briefs="B D",
)

cpa = Kpi(
    id="cpa",
    category="returns",
    measures=(
        Choice("acquisition", "conversion", on("ads_daily", Ratio(Total("spend"), Total("conversions")))),
        Choice("acquisition", "order", Ratio(Of("total_cost"), Of("purchases"))),
        Choice("acquisition", "customer", Ratio(Of("total_cost"), Of("new_customers"))),
    ),
    unit="money",
    stage="purchase",
    polarity="lower",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://steerads.com/en/blog/comprendre-roas-cpa-cpc",
    briefs="E",
)

roas = Kpi(
    id="roas",
    category="returns",
    measures=(
        on("ads_daily", Ratio(Total("conversion_value"), Total("spend"))),
        Ratio(on("orders", Total("revenue", where=PAID_SOCIAL)), on("ads_daily", Total("spend"))),
    ),
    unit="per_unit",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
    briefs="C",
)

roi = Kpi(
    id="roi",
    category="returns",
    measures=(
        Ratio(Less(on("orders", Total("margin", where=SOCIAL)), Of("total_cost")), Of("total_cost")),
        Ratio(Less(Product((Of("revenue"), Param("margin"))), Of("total_cost")), Of("total_cost")),
    ),
    unit="fraction",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    variants=(Variant("roi_revenue", Ratio(Less(Of("revenue"), Of("total_cost")), Of("total_cost"))),),
    source_url="https://www.platinumprospects.ai/glossary/roi",
    briefs="C D E",
)


def paid_of_all(paid: str | RowValue, organic: str | RowValue) -> tuple[Measure, ...]:
    """Paid by paid and organic, or by a total that holds both; of the networks that tell both."""
    ads = on("ads_daily", Total(paid))
    found: list[Measure] = []
    for table in ("accounts_daily", "posts"):
        own, whole = (on(table, Total(organic, where=where(scope=scope))) for scope in ("organic", "total"))
        found += [Ratio(ads, Plus((ads, own)), alike=True), Ratio(ads, whole, alike=True)]
    return tuple(found)


paid_share = Kpi(
    id="paid_share",
    category="returns",
    measures=paid_of_all("impressions", "impressions"),
    unit="share",
    stage="all",
    polarity="neutral",
    aggregation="share_of_total",
    variants=(
        Variant("engagements", paid_of_all(PUBLIC, Actions())),
        Variant("revenue", on("orders", Ratio(Total("revenue", where=PAID_SOCIAL), Total("revenue", where=SOCIAL)))),
    ),
    source_url="https://socialelephants.com/info/kpis",
    briefs="C",
)

ltv_cac = Kpi(
    id="ltv_cac",
    category="returns",
    measures=Ratio(Of("clv"), Ratio(Of("total_cost"), Of("new_customers"))),
    unit="per_unit",
    stage="loyalty",
    micro_macro="macro",
    aggregation="derived",
    source_url="https://contactlensbuddy.com/customer-lifetime-value",
)
