"""The KPIs of conversion: who acts, buys and comes from social.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import AnyKpi, Count, Measure, Of, Param, Product, Ratio, Stated, Total, on
from kpilib.kpis.values import SOCIAL, Has, Known, where


def typed(*types: str) -> Measure:
    """Key events of social visits of these declared types."""
    return on("web_daily", Total("conversions", where=where(social=True, conversion_type=types)))


conversions = Kpi(
    id="conversions",
    category="conversion",
    measures=on("web_daily", Total("conversions", where=SOCIAL)),
    unit="count",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A B D E",
)

conversion_rate = Kpi(
    id="conversion_rate",
    category="conversion",
    measures=on("web_daily", Ratio(Total("converting_sessions", where=SOCIAL), Total("sessions", where=SOCIAL))),
    unit="share",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    interval="wilson",
    variants=(
        Variant(
            "events_per_visit",
            on("web_daily", Ratio(Total("conversions", where=SOCIAL), Total("sessions", where=SOCIAL))),
            unit="per_unit",
        ),
    ),
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A D",
)

conversion_rate_users = Kpi(
    id="conversion_rate_users",
    category="conversion",
    measures=Ratio(Stated("converting_users", where=SOCIAL), Stated("users", where=SOCIAL)),
    unit="share",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="distinct",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A",
)

conversion_rate_clicks = Kpi(
    id="conversion_rate_clicks",
    category="conversion",
    measures=on("ads_daily", Ratio(Total("conversions"), Total("link_clicks"))),
    unit="fraction",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    source_url="https://steerads.com/en/blog/comprendre-roas-cpa-cpc",
    briefs="A E",
)

engagement_to_conversion = Kpi(
    id="engagement_to_conversion",
    category="conversion",
    measures=Ratio(Of("conversions"), Of("engagements")),
    unit="fraction",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    briefs="B",
)

nonrevenue_conversions = Kpi(
    id="nonrevenue_conversions",
    category="conversion",
    measures=typed("newsletter_signup", "download", "form_fill", "registration", "access"),
    unit="count",
    stage="evaluation",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A B E",
)

newsletter_signups = Kpi(
    id="newsletter_signups",
    category="conversion",
    measures=typed("newsletter_signup"),
    unit="count",
    stage="evaluation",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A B E",
)

downloads = Kpi(
    id="downloads",
    category="conversion",
    measures=typed("download"),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A B C",
)

form_fills = Kpi(
    id="form_fills",
    category="conversion",
    measures=typed("form_fill"),
    unit="count",
    stage="evaluation",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A B",
)

registrations = Kpi(
    id="registrations",
    category="conversion",
    measures=typed("registration", "access"),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="E",
)

enquiries = Kpi(
    id="enquiries",
    category="conversion",
    measures=on("messages", Count(where=where(social=True, direction="in", tag=Has("enquiry")))),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    briefs="C",
)

demo_requests = Kpi(
    id="demo_requests",
    category="conversion",
    measures=typed("demo_request"),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C",
)

trials = Kpi(
    id="trials",
    category="conversion",
    measures=typed("trial", "test_drive"),
    unit="count",
    stage="evaluation",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C",
)

add_to_cart = Kpi(
    id="add_to_cart",
    category="conversion",
    measures=typed("add_to_cart"),
    unit="count",
    stage="purchase",
    micro_macro="macro",
    population="social",
    variants=(
        Variant("per_product_page_view", Ratio(typed("add_to_cart"), Of("product_page_views")), unit="fraction"),
    ),
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C",
)

checkouts = Kpi(
    id="checkouts",
    category="conversion",
    measures=typed("checkout"),
    unit="count",
    stage="purchase",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C",
)

purchases = Kpi(
    id="purchases",
    category="conversion",
    measures=(
        on("orders", Count(where=SOCIAL)),
        on("credited_orders", Total("credit")),
        on("web_daily", Total("transactions", where=SOCIAL)),
    ),
    unit="count",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C E",
)

new_customers = Kpi(
    id="new_customers",
    category="conversion",
    measures=(on("first_orders", Count(where=SOCIAL)), on("credited_first_orders", Total("credit"))),
    unit="people",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="distinct",
    population="social",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="A D",
)

revenue = Kpi(
    id="revenue",
    category="conversion",
    measures=(
        on("orders", Total("revenue", where=SOCIAL)),
        on("credited_orders", Total("credited_revenue")),
        on("web_daily", Total("revenue", where=SOCIAL)),
    ),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    population="social",
    source_url="https://mbuzz.co/articles/ga4-attribution-models-removed",
    briefs="A B C",
)

assigned_customer_value = Kpi(
    id="assigned_customer_value",
    category="conversion",
    measures=Product((Of("new_customers"), Param("value_per_customer"))),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    population="social",
    briefs="A B",
)

aov = Kpi(
    id="aov",
    category="conversion",
    measures=(
        on("orders", Ratio(Total("revenue", where=SOCIAL), Count(where=SOCIAL))),
        on("web_daily", Ratio(Total("revenue", where=SOCIAL), Total("transactions", where=SOCIAL))),
    ),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://contactlensbuddy.com/customer-lifetime-value",
)

store_visits = Kpi(
    id="store_visits",
    category="conversion",
    measures=Stated("store_visits", adds=True),
    unit="count",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    briefs="C",
)

store_sales = Kpi(
    id="store_sales",
    category="conversion",
    measures=on("orders", Total("revenue", where=where(channel="store"))),
    unit="money",
    stage="purchase",
    lead_lag="lagging",
    micro_macro="macro",
    variants=(Variant("by_coupon", on("orders", Total("revenue", where=where(coupon=Known(told=True))))),),
    briefs="C",
)

funnel_step_rate = Kpi(
    id="funnel_step_rate",
    category="conversion",
    measures=AnyKpi(),
    unit="fraction",
    stage="all",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    source_url="https://help.littledata.io/google-analytics/conversions/conversion-rate-ga4",
    briefs="C D",
)
