"""The KPIs of traffic: what social visits do on the website.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Distinct, Ratio, Stated, Total, on
from kpilib.kpis.values import SOCIAL, Minus, Named, where

SOCIAL_AND_VIDEO = ("Organic Social", "Paid Social", "Organic Video", "Paid Video")
SOCIAL_PRODUCT = where(social=True, page_type="product")

social_sessions = Kpi(
    id="social_sessions",
    category="traffic",
    measures=on("web_daily", Total("sessions", where=SOCIAL)),
    unit="count",
    stage="interest",
    population="social",
    variants=(Variant("with_video", on("web_daily", Total("sessions", where=where(channel=SOCIAL_AND_VIDEO)))),),
    source_url="https://support.google.com/analytics/answer/9756891",
    briefs="A B D E",
)

social_users = Kpi(
    id="social_users",
    category="traffic",
    measures=Stated("users", where=SOCIAL),
    unit="people",
    stage="interest",
    aggregation="distinct",
    population="social",
    source_url="https://developers.google.com/analytics/blog/2022/hll",
    briefs="A B",
)

social_traffic_share = Kpi(
    id="social_traffic_share",
    category="traffic",
    measures=on("web_daily", Ratio(Total("sessions", where=SOCIAL), Total("sessions"))),
    unit="share",
    stage="interest",
    polarity="neutral",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://support.google.com/analytics/answer/9756891",
    briefs="A E",
)

avg_daily_social_sessions = Kpi(
    id="avg_daily_social_sessions",
    category="traffic",
    measures=on("web_daily", Ratio(Total("sessions", where=SOCIAL), Distinct("date"))),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://support.google.com/analytics/answer/9756891",
    briefs="E",
)

pageviews = Kpi(
    id="pageviews",
    category="traffic",
    measures=on("web_daily", Total("page_views", where=SOCIAL)),
    unit="count",
    stage="interest",
    population="social",
    source_url="https://support.google.com/analytics/answer/12798876",
    briefs="C",
)

product_page_views = Kpi(
    id="product_page_views",
    category="traffic",
    measures=on("web_daily", Total("page_views", where=SOCIAL_PRODUCT)),
    unit="count",
    stage="evaluation",
    population="social",
    source_url="https://support.google.com/analytics/answer/12798876",
    briefs="C",
)

time_on_page = Kpi(
    id="time_on_page",
    category="traffic",
    measures=on("web_daily", Ratio(Total("engagement_time_s"), Total("sessions"))),
    unit="seconds",
    stage="evaluation",
    aggregation="ratio_of_sums",
    population="site",
    variants=(
        Variant("per_page_view", on("web_daily", Ratio(Total("engagement_time_s"), Total("page_views")))),
        Variant("per_user", Ratio(on("web_daily", Total("engagement_time_s")), Stated("users"))),
    ),
    source_url="https://www.bbccss.com/how-to-calculate-and-view-bounce-rate-in-ga4.html",
    briefs="A C E",
)

product_page_time = Kpi(
    id="product_page_time",
    category="traffic",
    measures=on(
        "web_daily", Ratio(Total("engagement_time_s", where=SOCIAL_PRODUCT), Total("page_views", where=SOCIAL_PRODUCT))
    ),
    unit="seconds",
    stage="evaluation",
    aggregation="ratio_of_sums",
    population="social",
    source_url="https://www.bbccss.com/how-to-calculate-and-view-bounce-rate-in-ga4.html",
    briefs="C",
)

engaged_sessions = Kpi(
    id="engaged_sessions",
    category="traffic",
    measures=on("web_daily", Total("engaged_sessions")),
    unit="count",
    stage="interest",
    population="site",
    source_url="https://support.google.com/analytics/answer/12798876",
    briefs="A",
)

web_engagement_rate = Kpi(
    id="web_engagement_rate",
    category="traffic",
    measures=on("web_daily", Ratio(Total("engaged_sessions"), Total("sessions"))),
    unit="share",
    stage="interest",
    aggregation="ratio_of_sums",
    population="site",
    interval="wilson",
    source_url="https://www.bbccss.com/how-to-calculate-and-view-bounce-rate-in-ga4.html",
    briefs="A",
)

bounce_rate = Kpi(
    id="bounce_rate",
    category="traffic",
    measures=on("web_daily", Ratio(Total(Minus("sessions", "engaged_sessions")), Total("sessions"))),
    unit="share",
    stage="interest",
    polarity="lower",
    aggregation="ratio_of_sums",
    population="site",
    interval="wilson",
    variants=(Variant("ua", on("web_daily", Ratio(Total("bounces"), Total("sessions"))), fallback=True),),
    source_url="https://www.bbccss.com/how-to-calculate-and-view-bounce-rate-in-ga4.html",
    briefs="A B",
)

repeat_visit_rate = Kpi(
    id="repeat_visit_rate",
    category="traffic",
    measures=Ratio(Stated("returning_users"), Stated("users")),
    unit="share",
    stage="evaluation",
    lead_lag="lagging",
    aggregation="distinct",
    population="site",
    source_url="https://graphed.com/blog/how-to-find-returning-users-in-google-analytics-4",
    briefs="E",
)

repeat_visits = Kpi(
    id="repeat_visits",
    category="traffic",
    measures=on("web_daily", Total(Minus("sessions", "new_users"))),
    unit="count",
    stage="evaluation",
    lead_lag="lagging",
    population="site",
    source_url="https://graphed.com/blog/how-to-find-returning-users-in-google-analytics-4",
    briefs="E",
)

referrals_per_post = Kpi(
    id="referrals_per_post",
    category="traffic",
    measures=on("web_daily", Total("sessions", where=where(social=True, content=Named()))),
    unit="count",
    stage="interest",
    population="social",
    source_url="https://support.google.com/analytics/answer/9756891",
    briefs="A",
)
