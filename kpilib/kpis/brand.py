"""The KPIs of brand: what is said about the brand and its rivals.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi, Variant
from kpilib.kpis.measures import Count, Ratio, Total, mean, on
from kpilib.kpis.values import Coded, Known, NotTrue, where

OWN = where(is_own=True, by_brand=NotTrue())
CLASSIFIED = where(is_own=True, by_brand=NotTrue(), sentiment=("positive", "neutral", "negative"))

mentions = Kpi(
    id="mentions",
    category="brand",
    measures=on("mentions", Count(where=OWN)),
    unit="count",
    stage="awareness",
    source_url="https://brandcredential.com/glossary/social-share-of-voice-sov-marketing-explained",
    briefs="A B",
)

positive_mentions = Kpi(
    id="positive_mentions",
    category="brand",
    measures=on("mentions", Count(where=where(is_own=True, by_brand=NotTrue(), sentiment="positive"))),
    unit="count",
    stage="loyalty",
    lead_lag="lagging",
    source_url="https://help.blackboxintelligence.com/hc/en-us/articles/360003715274-What-is-Net-Sentiment-and-what-are-the-other-sentiment-options-",
    briefs="A",
)

nonfollower_mention_share = Kpi(
    id="nonfollower_mention_share",
    category="brand",
    measures=on(
        "mentions",
        Ratio(
            Count(where=where(is_own=True, by_brand=NotTrue(), author_follows=False)),
            Count(where=where(is_own=True, by_brand=NotTrue(), author_follows=Known())),
        ),
    ),
    unit="share",
    stage="awareness",
    polarity="neutral",
    aggregation="ratio_of_sums",
    interval="wilson",
    briefs="B",
)

share_of_voice = Kpi(
    id="share_of_voice",
    category="brand",
    measures=on("mentions", Ratio(Count(where=OWN), Count(where=where(by_brand=NotTrue())), over="brand")),
    unit="share",
    stage="awareness",
    aggregation="share_of_total",
    source_url="https://brandcredential.com/glossary/social-share-of-voice-sov-marketing-explained",
    briefs="A B",
)

share_of_engagement = Kpi(
    id="share_of_engagement",
    category="brand",
    measures=on(
        "competitors_daily", Ratio(Total("engagements", where=where(is_own=True)), Total("engagements"), over="brand")
    ),
    unit="share",
    stage="awareness",
    aggregation="share_of_total",
    source_url="https://brandcredential.com/glossary/social-share-of-voice-sov-marketing-explained",
    briefs="A",
)

net_sentiment = Kpi(
    id="net_sentiment",
    category="brand",
    measures=on("mentions", mean(Coded("sentiment", (("positive", 1), ("neutral", 0), ("negative", -1))), where=OWN)),
    unit="score",
    stage="loyalty",
    lead_lag="lagging",
    aggregation="ratio_of_sums",
    variants=(
        Variant("polar", on("mentions", mean(Coded("sentiment", (("positive", 1), ("negative", -1))), where=OWN))),
    ),
    source_url="https://help.blackboxintelligence.com/hc/en-us/articles/360003715274-What-is-Net-Sentiment-and-what-are-the-other-sentiment-options-",
    briefs="A E",
)

positive_share = Kpi(
    id="positive_share",
    category="brand",
    measures=on(
        "mentions",
        Ratio(Count(where=where(is_own=True, by_brand=NotTrue(), sentiment="positive")), Count(where=CLASSIFIED)),
    ),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="https://help.blackboxintelligence.com/hc/en-us/articles/360003715274-What-is-Net-Sentiment-and-what-are-the-other-sentiment-options-",
    briefs="A E",
)

sentiment_coverage = Kpi(
    id="sentiment_coverage",
    category="brand",
    measures=on("mentions", Ratio(Count(where=CLASSIFIED), Count(where=OWN))),
    unit="share",
    stage="loyalty",
    lead_lag="lagging",
    aggregation="ratio_of_sums",
    interval="wilson",
)

aided_awareness = Kpi(
    id="aided_awareness",
    category="brand",
    measures=on("surveys", mean("score", where=where(survey="awareness"))),
    unit="share",
    stage="awareness",
    lead_lag="lagging",
    micro_macro="macro",
    aggregation="ratio_of_sums",
    interval="wilson",
    source_url="https://www.emediamonitor.net/glossary-term/barcelona-principles/",
    briefs="D",
)
