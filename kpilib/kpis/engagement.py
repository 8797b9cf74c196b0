"""The KPIs of engagement: what people do with the content.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Count, Exposed, Measure, Quantile, Ratio, Stated, Total, either, mean, on
from kpilib.kpis.values import ACTIONS, Actions, Each, Followers, Weighted

PUBLIC = Actions(("reactions", "comments", "shares"))


def by_exposure(above: Measure, *tables: str) -> tuple[Measure, ...]:
    """Divided by impressions or by views, whichever the network's exposure basis is."""
    bases = ("impressions", "views")
    return tuple(Exposed(basis, on(table, Ratio(above, Total(basis)))) for table in tables for basis in bases)


engagements = Kpi(
    id="engagements",
    category="engagement",
    measures=either(Total(Actions()), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    variants=(
        Variant(
            "reported",
            (on("accounts_daily", Total("engagements")), on("posts", Total("engagements_reported"))),
            fallback=True,
        ),
        Variant("with_link_clicks", either(Total(Actions((*ACTIONS, "link_clicks"))), "accounts_daily", "posts")),
    ),
    source_url="https://blog.hootsuite.com/calculate-engagement-rate/",
    briefs="A B C D E",
)

public_interactions = Kpi(
    id="public_interactions",
    category="engagement",
    measures=either(Total(PUBLIC), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://www.rivaliq.com/blog/2019-social-media-benchmark-report/",
    briefs="A B E",
)

engaged_users = Kpi(
    id="engaged_users",
    category="engagement",
    measures=Stated("engaged_users"),
    unit="people",
    stage="interest",
    aggregation="distinct",
    source_url="https://developers.facebook.com/documentation/instagram-platform/api-reference/instagram-user/insights/",
    briefs="D",
)

likes = Kpi(
    id="likes",
    category="engagement",
    measures=either(Total("reactions"), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights",
    briefs="A B C E",
)

comments = Kpi(
    id="comments",
    category="engagement",
    measures=either(Total("comments"), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights",
    briefs="A B C E",
)

shares = Kpi(
    id="shares",
    category="engagement",
    measures=either(Total("shares"), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://docs.x.com/x-api/fundamentals/metrics.md",
    briefs="A B C E",
)

saves = Kpi(
    id="saves",
    category="engagement",
    measures=either(Total("saves"), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights",
)

clicks = Kpi(
    id="clicks",
    category="engagement",
    measures=either(Total("clicks"), "accounts_daily", "posts"),
    unit="count",
    stage="interest",
    source_url="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics?view=li-lms-2026-03",
    briefs="A B",
)

link_clicks = Kpi(
    id="link_clicks",
    category="engagement",
    measures=(*either(Total("link_clicks"), "accounts_daily", "posts"), on("links", Total("clicks"))),
    unit="count",
    stage="interest",
    source_url="https://docs.x.com/x-api/fundamentals/metrics.md",
    briefs="A B C E",
)

ctr = Kpi(
    id="ctr",
    category="engagement",
    measures=by_exposure(Total("link_clicks"), "accounts_daily", "posts"),
    unit="share",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(Variant("all_clicks", by_exposure(Total("clicks"), "accounts_daily", "posts")),),
    source_url="https://help.integrators.site/meta-ads-metrics-mfgjo",
    briefs="C",
)

engagement_rate_impressions = Kpi(
    id="engagement_rate_impressions",
    category="engagement",
    measures=either(Ratio(Total(Actions()), Total("impressions")), "accounts_daily", "posts"),
    unit="fraction",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(
        Variant(
            "reported",
            (
                on("accounts_daily", Ratio(Total("engagements"), Total("impressions"))),
                on("posts", Ratio(Total("engagements_reported"), Total("impressions"))),
            ),
            fallback=True,
        ),
    ),
    source_url="https://blog.hootsuite.com/calculate-engagement-rate/",
    briefs="B D",
)

engagement_rate_reach = Kpi(
    id="engagement_rate_reach",
    category="engagement",
    measures=on("posts", Ratio(Total(Actions()), Total("reach"))),
    unit="fraction",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(
        Variant("post_mean", on("posts", mean(Each(Actions(), "reach")))),
        Variant("post_median", on("posts", Quantile(Each(Actions(), "reach")))),
    ),
    source_url="https://blog.hootsuite.com/calculate-engagement-rate/",
    briefs="B D",
)

engagement_rate_followers = Kpi(
    id="engagement_rate_followers",
    category="engagement",
    measures=on("posts", mean(Each(PUBLIC, Followers()))),
    unit="fraction",
    stage="interest",
    aggregation="mean_of_posts",
    interval="posts",
    variants=(Variant("median", on("posts", Quantile(Each(PUBLIC, Followers())))),),
    source_url="https://www.rivaliq.com/blog/2019-social-media-benchmark-report/",
    briefs="A B",
)

engagement_rate_views = Kpi(
    id="engagement_rate_views",
    category="engagement",
    measures=(
        *either(Ratio(Total(Actions()), Total("views")), "accounts_daily", "posts"),
        on("posts", Ratio(Total(Actions()), Total("video_views"))),
    ),
    unit="fraction",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(
        Variant(
            "reported",
            (
                on("accounts_daily", Ratio(Total("engagements"), Total("views"))),
                on("posts", Ratio(Total("engagements_reported"), Total("views"))),
            ),
            fallback=True,
        ),
    ),
    source_url="https://help.hootsuite.com/hc/en-us/articles/6212583284635-TikTok-Business-metrics",
)

daily_engagement_rate = Kpi(
    id="daily_engagement_rate",
    category="engagement",
    measures=on("accounts_daily", Ratio(Total(Actions()), Total("followers"))),
    unit="fraction",
    stage="interest",
    aggregation="ratio_of_sums",
    variants=(
        Variant("reported", on("accounts_daily", Ratio(Total("engagements"), Total("followers"))), fallback=True),
    ),
    source_url="https://blog.hootsuite.com/calculate-engagement-rate/",
)

engagements_per_post = Kpi(
    id="engagements_per_post",
    category="engagement",
    measures=on("posts", Ratio(Total(Actions()), Count())),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(Variant("median", on("posts", Quantile(Actions()))),),
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="A",
)

applause_rate = Kpi(
    id="applause_rate",
    category="engagement",
    measures=on("posts", Ratio(Total("reactions"), Count())),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="B",
)

conversation_rate = Kpi(
    id="conversation_rate",
    category="engagement",
    measures=on("posts", Ratio(Total("comments"), Count())),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="A B E",
)

amplification_rate = Kpi(
    id="amplification_rate",
    category="engagement",
    measures=on("posts", Ratio(Total("shares"), Count())),
    unit="per_unit",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(Variant("per_follower", on("posts", Ratio(Total("shares"), Total(Followers()))), unit="fraction"),),
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="A B",
)

share_rate = Kpi(
    id="share_rate",
    category="engagement",
    measures=by_exposure(Total("shares"), "posts"),
    unit="fraction",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://socialelephants.com/info/kpis",
    briefs="A",
)

like_follower_ratio = Kpi(
    id="like_follower_ratio",
    category="engagement",
    measures=on("posts", mean(Each("reactions", Followers(), times=1000))),
    unit="per_unit",
    stage="interest",
    aggregation="mean_of_posts",
    interval="posts",
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="A",
)

intent_score = Kpi(
    id="intent_score",
    category="engagement",
    measures=on("posts", Total(Weighted())),
    unit="score",
    stage="interest",
    briefs="A C",
)

avg_watch_time = Kpi(
    id="avg_watch_time",
    category="engagement",
    measures=on("posts", Ratio(Total("watch_time_s"), Total("video_views"))),
    unit="seconds",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://developers.google.com/youtube/analytics/metrics.md.txt",
)

completion_rate = Kpi(
    id="completion_rate",
    category="engagement",
    measures=on("posts", Ratio(Total("completed_views"), Total("video_views"))),
    unit="share",
    stage="interest",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://docs.x.com/x-api/fundamentals/metrics.md",
)

posts_published = Kpi(
    id="posts_published",
    category="engagement",
    measures=(on("accounts_daily", Total("posts")), on("posts", Count())),
    unit="count",
    stage="awareness",
    polarity="neutral",
    source_url="https://www.truesocialmetrics.com/university/metric-introduction",
    briefs="A E",
)
