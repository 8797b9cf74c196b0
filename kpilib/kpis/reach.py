"""The KPIs of reach: how many people could and did see the content.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import (
    Count,
    Exposed,
    Growth,
    Last,
    Less,
    Of,
    Plus,
    Ratio,
    Stated,
    Total,
    Unique,
    either,
    mean,
    on,
)
from kpilib.kpis.values import Each, Followers, Minus, where

followers = Kpi(
    id="followers",
    category="reach",
    measures=on("accounts_daily", Last("followers")),
    unit="count",
    stage="awareness",
    aggregation="semi_additive_last",
    source_url="https://developers.facebook.com/documentation/instagram-platform/api-reference/instagram-user/insights/",
    briefs="A B D E",
)

net_new_followers = Kpi(
    id="net_new_followers",
    category="reach",
    measures=either(Growth("followers"), "accounts_daily")
    + either(Total(Minus("new_followers", "lost_followers")), "accounts_daily")
    + either(Total("net_followers"), "accounts_daily"),
    unit="count",
    stage="awareness",
    source_url="https://help.hootsuite.com/hc/en-us/articles/6212583284635-TikTok-Business-metrics",
    briefs="A E",
)

follows = Kpi(
    id="follows",
    category="reach",
    measures=on("accounts_daily", Total("new_followers")),
    unit="count",
    stage="interest",
    source_url="https://developers.google.com/youtube/analytics/metrics.md.txt",
    briefs="C E",
)

unfollows = Kpi(
    id="unfollows",
    category="reach",
    measures=on("accounts_daily", Total("lost_followers")),
    unit="count",
    stage="interest",
    polarity="lower",
    source_url="https://developers.google.com/youtube/analytics/metrics.md.txt",
)

follower_growth_rate = Kpi(
    id="follower_growth_rate",
    category="reach",
    measures=on("accounts_daily", Ratio(Growth("followers"), Last("followers", opening=True))),
    unit="fraction",
    stage="awareness",
    aggregation="derived",
    variants=(Variant("end", on("accounts_daily", Ratio(Growth("followers"), Last("followers")))),),
    source_url="https://www.scribd.com/document/628250693/Social-Media-Measurement",
    briefs="A",
)

organic_follower_growth = Kpi(
    id="organic_follower_growth",
    category="reach",
    measures=(
        on("accounts_daily", Total(Minus("new_followers", "lost_followers"), where=where(scope="organic"))),
        Less(Of("net_new_followers"), on("ads_daily", Total("follows"))),
    ),
    unit="count",
    stage="awareness",
    source_url="https://www.scribd.com/document/628250693/Social-Media-Measurement",
    briefs="A",
)

impressions = Kpi(
    id="impressions",
    category="reach",
    measures=either(Total("impressions"), "accounts_daily", "posts", "ads_daily"),
    unit="count",
    stage="awareness",
    source_url="https://docs.x.com/x-api/fundamentals/metrics.md",
    briefs="A B C D E",
)

views = Kpi(
    id="views",
    category="reach",
    measures=either(Total("views"), "accounts_daily", "posts"),
    unit="count",
    stage="awareness",
    source_url="https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights",
    briefs="C E",
)

reach = Kpi(
    id="reach",
    category="reach",
    measures=(Stated("reach"), *either(Unique("reach"), "accounts_daily", "posts")),
    unit="people",
    stage="awareness",
    aggregation="distinct",
    source_url="https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights",
    briefs="A B C D E",
)

reach_post_sum = Kpi(
    id="reach_post_sum",
    category="reach",
    measures=on("posts", Total("reach")),
    unit="count",
    stage="awareness",
    source_url="https://help.hootsuite.com/hc/en-us/articles/6212583284635-TikTok-Business-metrics",
    briefs="E",
)

potential_reach = Kpi(
    id="potential_reach",
    category="reach",
    measures=on("accounts_daily", Last("followers")),
    unit="count",
    stage="awareness",
    polarity="neutral",
    aggregation="semi_additive_last",
    variants=(
        Variant("with_employees", Plus((on("accounts_daily", Last("followers")), on("employees", Total("followers"))))),
    ),
    source_url="https://socialelephants.com/info/kpis",
    briefs="A B D",
)

avg_reach_per_post = Kpi(
    id="avg_reach_per_post",
    category="reach",
    measures=on("posts", Ratio(Total("reach"), Count())),
    unit="per_unit",
    stage="awareness",
    aggregation="ratio_of_sums",
    interval="posts",
    source_url="https://www.scribd.com/document/628250693/Social-Media-Measurement",
    briefs="E",
)

reach_rate = Kpi(
    id="reach_rate",
    category="reach",
    measures=on("posts", Ratio(Total("reach"), Total(Followers()))),
    unit="fraction",
    stage="awareness",
    aggregation="ratio_of_sums",
    interval="posts",
    variants=(Variant("post_mean", on("posts", mean(Each("reach", Followers())))),),
)

frequency = Kpi(
    id="frequency",
    category="reach",
    measures=(
        Exposed("impressions", Ratio(on("accounts_daily", Total("impressions")), Stated("reach"), alike=True)),
        Exposed("views", Ratio(on("accounts_daily", Total("views")), Stated("reach"), alike=True)),
        Exposed("impressions", on("posts", Ratio(Total("impressions"), Total("reach")))),
        Exposed("views", on("posts", Ratio(Total("views"), Total("reach")))),
    ),
    unit="per_unit",
    stage="awareness",
    polarity="neutral",
    aggregation="ratio_of_sums",
    source_url="https://support.capillarytech.com/en/support/solutions/articles/4000112198-key-social-media-kpi-definitions",
    briefs="A B",
)

viewable_impressions = Kpi(
    id="viewable_impressions",
    category="reach",
    measures=on("ads_daily", Total("viewable_impressions")),
    unit="count",
    stage="awareness",
    source_url="https://digitalcontentnext.org/blog/the-resource-center/overview/viewability-standards",
    briefs="D",
)

profile_visits = Kpi(
    id="profile_visits",
    category="reach",
    measures=on("accounts_daily", Total("profile_visits")),
    unit="count",
    stage="interest",
    source_url="https://socialelephants.com/info/kpis",
    briefs="A",
)

hashtag_impressions = Kpi(
    id="hashtag_impressions",
    category="reach",
    measures=on("posts", Total("impressions")),
    unit="count",
    stage="awareness",
    aggregation="additive_multi_tag",
    source_url="https://socialelephants.com/info/kpis",
    briefs="E",
)
