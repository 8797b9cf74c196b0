"""The KPIs of customers: care, satisfaction and the worth of customers.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import (
    Count,
    Distinct,
    Fastest,
    OpenAtEnd,
    Param,
    Predicted,
    Product,
    Quantile,
    Ratio,
    Repeated,
    Returned,
    Total,
    mean,
    on,
    share_of_rows,
)
from kpilib.kpis.values import SOCIAL, Elapsed, Graded, Known, TopBox, where

NPS = where(survey="nps", scale_max=10)
NPS_GRADES = Graded("score", ((0, 6, -1), (7, 8, 0), (9, 10, 1)))

first_response_time = Kpi(
    id="first_response_time",
    category="customers",
    measures=on("answers", Quantile("business_s")),
    unit="seconds",
    stage="loyalty",
    polarity="lower",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="median_quantile",
    variants=(
        Variant("calendar", on("answers", Quantile("calendar_s"))),
        Variant("mean", on("answers", mean("business_s"))),
        Variant("fastest_90", on("answers", Fastest("business_s"))),
    ),
    source_url="https://support.zendesk.com/hc/en-us/articles/4408834848154",
    briefs="A B",
)

response_time_p90 = Kpi(
    id="response_time_p90",
    category="customers",
    measures=on("answers", Quantile("business_s", 0.9)),
    unit="seconds",
    stage="loyalty",
    polarity="lower",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="median_quantile",
    variants=(Variant("calendar", on("answers", Quantile("calendar_s", 0.9))),),
    source_url="https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    briefs="A B",
)

response_time_mean = Kpi(
    id="response_time_mean",
    category="customers",
    measures=on("answers", mean("business_s")),
    unit="seconds",
    stage="loyalty",
    polarity="lower",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    variants=(
        Variant("calendar", on("answers", mean("calendar_s"))),
        Variant("fastest_90", on("answers", Fastest("business_s"))),
    ),
    source_url="https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    briefs="A",
)

response_rate = Kpi(
    id="response_rate",
    category="customers",
    measures=on("answers", share_of_rows(where(answered=True))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="http://pegasusventures.us/facebook-measures-response-times-scranton-based-website-developer-designer-pegasus-ventures/",
    briefs="A",
)

sla_1h_rate = Kpi(
    id="sla_1h_rate",
    category="customers",
    measures=on("answers", share_of_rows(where(in_time=True), where(due=True))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    briefs="B",
)

issues_resolved = Kpi(
    id="issues_resolved",
    category="customers",
    measures=on("conversations", Count(where=SOCIAL, at="resolved_at")),
    unit="count",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    population="social",
    source_url="https://support.zendesk.com/hc/en-us/articles/4408834848154",
    briefs="A B",
)

resolution_rate = Kpi(
    id="resolution_rate",
    category="customers",
    measures=on("conversations", share_of_rows(where(resolved_at=Known()))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="cohort_ratio",
    interval="wilson",
    source_url="https://support.zendesk.com/hc/en-us/articles/4408834848154",
    briefs="A B",
)

resolution_time = Kpi(
    id="resolution_time",
    category="customers",
    measures=on("conversations", Quantile(Elapsed("opened_at", "resolved_at"), open_since="opened_at")),
    unit="seconds",
    stage="loyalty",
    polarity="lower",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="median_quantile",
    variants=(Variant("business", on("conversations", Quantile("resolution_business_s"))),),
    source_url="https://support.zendesk.com/hc/en-us/articles/4408834848154",
    briefs="A B",
)

open_backlog = Kpi(
    id="open_backlog",
    category="customers",
    measures=on("conversations", OpenAtEnd("opened_at", "resolved_at")),
    unit="count",
    stage="loyalty",
    polarity="lower",
    micro_macro="macro",
    aggregation="semi_additive_last",
    source_url="https://support.zendesk.com/hc/en-us/articles/4408834848154",
)

messages_by_team = Kpi(
    id="messages_by_team",
    category="customers",
    measures=on("messages", Count(where=where(direction="in"))),
    unit="count",
    stage="loyalty",
    polarity="neutral",
    aggregation="additive_multi_tag",
    source_url="https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    briefs="B",
)

replies_by_member = Kpi(
    id="replies_by_member",
    category="customers",
    measures=on("messages", Count(where=where(direction="out", agent=Known()))),
    unit="count",
    stage="loyalty",
    source_url="https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    briefs="B",
)

nps = Kpi(
    id="nps",
    category="customers",
    measures=on("surveys", Ratio(Total(NPS_GRADES, where=NPS), Count(where=NPS), times=100)),
    unit="score",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="nps",
    source_url="https://help.retently.com/en/articles/431320-what-is-nps-and-how-does-it-work",
    briefs="E",
)

csat = Kpi(
    id="csat",
    category="customers",
    measures=(on("surveys", mean(TopBox(2), where=where(survey="csat"))), on("messages", mean("csat"))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    variants=(Variant("mean", on("surveys", mean("score", where=where(survey="csat"))), unit="score"),),
    source_url="https://help.delighted.com/article/240-how-is-csat-calculated",
    briefs="E",
)

clv = Kpi(
    id="clv",
    category="customers",
    measures=(
        Product(
            (on("orders", Ratio(Total("margin", days=365), Distinct("customer_id", days=365))), Param("expected_years"))
        ),
        Product(
            (
                on("orders", Ratio(Total("revenue", days=365), Distinct("customer_id", days=365))),
                Param("expected_years"),
                Param("margin"),
            )
        ),
    ),
    unit="money",
    stage="loyalty",
    micro_macro="macro",
    aggregation="derived",
    variants=(
        Variant(
            "clv_revenue",
            Product(
                (
                    on("orders", Ratio(Total("revenue", days=365), Distinct("customer_id", days=365))),
                    Param("expected_years"),
                )
            ),
            fallback=True,
        ),
    ),
    source_url="https://contactlensbuddy.com/customer-lifetime-value",
    briefs="A B E",
)

clv_model = Kpi(
    id="clv_model",
    category="customers",
    measures=Predicted(),
    unit="money",
    stage="loyalty",
    micro_macro="macro",
    aggregation="derived",
    briefs="A B E",
)

repeat_purchase_rate = Kpi(
    id="repeat_purchase_rate",
    category="customers",
    measures=on("orders", Ratio(Repeated("customer_id", 2, days=0), Distinct("customer_id", days=0))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="distinct",
    interval="wilson",
    source_url="https://contactlensbuddy.com/customer-lifetime-value",
    briefs="B",
)

retention_rate = Kpi(
    id="retention_rate",
    category="customers",
    measures=on("orders", Ratio(Returned("customer_id", back=True), Returned("customer_id", back=False))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="cohort_ratio",
    interval="wilson",
    source_url="https://contactlensbuddy.com/customer-lifetime-value",
    briefs="A",
)

would_recommend = Kpi(
    id="would_recommend",
    category="customers",
    measures=on("surveys", mean("score", where=where(survey="recommend"))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="https://help.retently.com/en/articles/431320-what-is-nps-and-how-does-it-work",
    briefs="A",
)
