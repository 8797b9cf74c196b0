"""The KPIs of leads: whether leads are good and move through the pipeline.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Count, Of, OpenAtEnd, Product, Quantile, Ratio, Total, mean, on, share_of_rows
from kpilib.kpis.values import SOCIAL, Elapsed, Known, Within, where

WON = where(status="won")
CLOSED = where(status=("won", "lost"))
CYCLE = Elapsed("created_at", "closed_at", days=True)

leads = Kpi(
    id="leads",
    category="leads",
    measures=on("leads", Count(where=SOCIAL)),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    source_url="https://kpitree.co/integrations/hubspot/lead-conversion-rate",
    briefs="A D E",
)

visitor_to_lead = Kpi(
    id="visitor_to_lead",
    category="leads",
    measures=Ratio(Of("leads"), Of("social_sessions")),
    unit="fraction",
    stage="evaluation",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    variants=(Variant("per_user", Ratio(Of("leads"), Of("social_users"))),),
    source_url="https://kpitree.co/integrations/hubspot/lead-conversion-rate",
    briefs="D",
)

qualified_leads = Kpi(
    id="qualified_leads",
    category="leads",
    measures=on("leads", Count(where=SOCIAL, at="mql_at")),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    variants=(Variant("sql", on("leads", Count(where=SOCIAL, at="sql_at"))),),
    source_url="https://kpitree.co/integrations/salesforce/marketing-qualified-lead-rate",
    briefs="C D",
)

lead_to_mql = Kpi(
    id="lead_to_mql",
    category="leads",
    measures=on(
        "leads",
        Ratio(
            Count(where=where(social=True, mql_at=Within("created_at", "lead_to_mql"))),
            Count(where=SOCIAL),
            window="lead_to_mql",
        ),
    ),
    unit="share",
    stage="evaluation",
    micro_macro="macro",
    aggregation="cohort_ratio",
    population="social",
    interval="wilson",
    variants=(Variant("same_period", Ratio(Of("qualified_leads"), Of("leads")), unit="fraction"),),
    source_url="https://kpitree.co/integrations/salesforce/marketing-qualified-lead-rate",
    briefs="D",
)

lead_conversion_rate = Kpi(
    id="lead_conversion_rate",
    category="leads",
    measures=on(
        "leads",
        Ratio(
            Count(where=where(social=True, customer_at=Within("created_at", "lead_conversion_rate"))),
            Count(where=SOCIAL),
            window="lead_conversion_rate",
        ),
    ),
    unit="share",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="cohort_ratio",
    population="social",
    interval="wilson",
    variants=(
        Variant("same_period", Ratio(on("leads", Count(where=SOCIAL, at="customer_at")), Of("leads")), unit="fraction"),
    ),
    source_url="https://kpitree.co/integrations/hubspot/lead-conversion-rate",
    briefs="A B D E",
)

marketing_influenced_sales = Kpi(
    id="marketing_influenced_sales",
    category="leads",
    measures=on("touched_deals", Count(where=where(status="won", touched=True), at="closed_at")),
    unit="count",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    source_url="https://www.tanknewmedia.com/blog/marketing-influenced-customer-percentage-ig",
    briefs="D",
)

marketing_influenced_pct = Kpi(
    id="marketing_influenced_pct",
    category="leads",
    measures=on(
        "touched_deals",
        Ratio(
            Count(where=where(status="won", touched=True), at="closed_at"),
            Count(where=where(status="won"), at="closed_at"),
        ),
    ),
    unit="share",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="https://www.tanknewmedia.com/blog/marketing-influenced-customer-percentage-ig",
    briefs="D",
)

pipeline_velocity = Kpi(
    id="pipeline_velocity",
    category="leads",
    measures=Ratio(
        Product((on("deals", OpenAtEnd("created_at", "closed_at")), Of("win_rate"), Of("average_deal"))),
        Of("sales_cycle_days"),
    ),
    unit="money_per_day",
    stage="purchase",
    micro_macro="macro",
    aggregation="derived",
    source_url="https://kpitree.co/integrations/salesforce/sales-pipeline-velocity",
    briefs="E",
)

win_rate = Kpi(
    id="win_rate",
    category="leads",
    measures=on("deals", Ratio(Count(where=WON, at="closed_at"), Count(where=CLOSED, at="closed_at"))),
    unit="share",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    variants=(Variant("all", on("deals", Ratio(Count(where=WON), Count()))),),
    source_url="https://kpitree.co/integrations/salesforce/sales-pipeline-velocity",
    briefs="E",
)

won_revenue = Kpi(
    id="won_revenue",
    category="leads",
    measures=on("deals", Total("amount", where=WON, at="closed_at")),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
)

average_deal = Kpi(
    id="average_deal",
    category="leads",
    measures=on("deals", Ratio(Total("amount", where=WON, at="closed_at"), Count(where=WON, at="closed_at"))),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    source_url="https://kpitree.co/integrations/salesforce/sales-pipeline-velocity",
)

sales_cycle_days = Kpi(
    id="sales_cycle_days",
    category="leads",
    measures=on("deals", Quantile(CYCLE, where=WON, at="closed_at")),
    unit="days",
    stage="purchase",
    polarity="lower",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="median_quantile",
    variants=(
        Variant("mean", on("deals", mean(CYCLE, where=WON, at="closed_at"))),
        Variant("mean_closed", on("deals", mean(CYCLE, where=CLOSED, at="closed_at"))),
    ),
    source_url="https://kpitree.co/integrations/salesforce/sales-pipeline-velocity",
    briefs="E",
)

target_fit_rate = Kpi(
    id="target_fit_rate",
    category="leads",
    measures=on("leads", share_of_rows(where(fit=True), where(social=True, fit=Known()))),
    unit="share",
    stage="evaluation",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    interval="wilson",
    briefs="A",
)
