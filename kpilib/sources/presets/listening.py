"""Listening tools: Meltwater, Talkwalker, Brandwatch.

Comes in: CSV, for Meltwater UTF-16 with tabs. Goes out: mentions; authors are hashed.
"""

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_NETWORKS = {
    "twitter": "x", "x": "x", "x (twitter)": "x", "facebook": "facebook", "facebook public": "facebook",
    "instagram": "instagram", "instagram public": "instagram", "linkedin": "linkedin", "youtube": "youtube",
    "tiktok": "tiktok", "pinterest": "pinterest", "threads": "threads", "bluesky": "bluesky",
    "socialmedia_twitter": "x", "socialmedia_facebook": "facebook", "socialmedia_instagram": "instagram",
    "socialmedia_youtube": "youtube", "socialmedia_tiktok": "tiktok", "socialmedia_linkedin": "linkedin",
    "news": "web", "blog": "web", "blogs": "web", "forum": "web", "forums": "web", "review": "web", "web": "web",
    "reddit": "other", "twitch": "other",
    "online_news": "web", "onlinenews": "web", "onlinenews_other": "web", "online news": "web",
}  # fmt: skip
_SENTIMENT = {
    "positive": "positive", "neutral": "neutral", "negative": "negative", "not rated": "", "unknown": "", "v": "",
}  # fmt: skip
# What all of Meltwater's exports call the same.
_MELTWATER: dict[str, str | F] = {
    "brand": "Input Name",
    "url": "URL",
    "country": "Country",
    "language": "Language",
    "sentiment": F("Sentiment", values=_SENTIMENT, other=""),
    "reach": "Reach",
    "engagement": "Engagement",
}

MELTWATER = Preset(
    name="meltwater",
    what="Meltwater mentions",
    evidence="T: header quoted by public parsers",
    needs=("Document ID", "Input Name", "Hit Sentence"),
    dates="iso",
    parts=(
        Part(
            "mentions",
            {
                **_MELTWATER,
                "mention_id": "Document ID",
                "network": F("Source Type", values=_NETWORKS, other="other"),
                "published_at": F("Date | Time", pick="join"),
                "source_name": "Source Name",
                "author_id": F("Author Handle", how="person"),
                "title": "Title",
                "text": "Hit Sentence",
            },
            {"sentiment_method": "vendor"},
        ),
    ),
    header=(
        "Date", "Time", "Document ID", "URL", "Input Name", "Keywords", "Information Type", "Source Type",
        "Source Name", "Source Domain", "Content Type", "Author Name", "Author Handle", "Title", "Opening Text",
        "Hit Sentence", "Image", "Hashtags", "Links", "Country", "Region", "State", "City", "Language", "Sentiment",
        "Keyphrases", "Reach", "Global Reach", "National Reach", "Local Reach", "AVE", "Social Echo",
        "Editorial Echo", "Engagement", "Shares", "Quotes", "Likes", "Replies", "Reposts", "Comments",
    ),
)  # fmt: skip


MELTWATER_OLDER = Preset(
    name="meltwater_older",
    what="Meltwater mentions, the export before sources had types",
    evidence="T: header and cells quoted by seven public parsers, tab-separated UTF-16",
    needs=("Headline", "Influencer", "Input Name", "Hit Sentence"),
    dates="iso",
    family="meltwater",
    parts=(
        Part(
            "mentions",
            {
                **_MELTWATER,
                "mention_id": F("Document ID | Tweet Id | URL", pick="filled"),
                "network": F("Source", values=_NETWORKS, other="web"),  # else the name of a paper or site
                "published_at": "Date",
                "source_name": "Source",
                "author_id": F("Influencer", how="person"),
                "title": "Headline",
                "text": F("Hit Sentence | Opening Text", pick="filled"),
            },
            {"sentiment_method": "vendor"},
        ),
    ),
    header=(
        "Date", "Headline", "URL", "Opening Text", "Hit Sentence", "Source", "Influencer", "Country", "Subregion",
        "Language", "Reach", "Desktop Reach", "Mobile Reach", "Twitter Social Echo", "Facebook Social Echo",
        "Reddit Social Echo", "National Viewership", "Engagement", "AVE", "Sentiment", "Key Phrases", "Input Name",
        "Keywords", "Twitter Authority", "Tweet Id", "Twitter Id", "Twitter Client", "Twitter Screen Name",
        "User Profile Url", "Twitter Bio", "Twitter Followers", "Twitter Following", "Alternate Date Format", "Time",
        "State", "City", "Document Tags",
    ),
)  # fmt: skip


def _talkwalker(rows: Rows) -> None:
    """A signed number is the score and its sign the sentiment; a round thousand of rows hints at the cap."""
    score = rows.columns.get("sentiment_score")
    if score is not None:
        words = pc.if_else(pc.greater(score, 0), "positive", pc.if_else(pc.less(score, 0), "negative", "neutral"))
        rows.columns["sentiment"] = pc.if_else(pc.is_valid(score), words, pa.scalar(None, pa.string()))
        rows.columns["sentiment_score"] = pc.max_element_wise(
            pc.min_element_wise(_unit(score), 1.0, skip_nulls=False), -1.0, skip_nulls=False
        )
    if rows.count and rows.count % 1000 == 0:
        rows.say("warning", f"{rows.count} rows is a round figure: the export may be capped", "Export shorter ranges.")
    if "brand" not in rows.columns:
        name = next(iter(rows.context.brands), rows.context.client)
        if name:
            rows.fill("brand", name)
            rows.notes.append(f"no query name in the file; brand taken as {name}")


def _unit(score: pa.Array) -> pa.Array:
    """Scores of 5 or 100 points become -1 to 1."""
    largest = pc.max(pc.abs(score)).as_py() or 0
    return pc.divide(score, 100.0 if largest > 5 else 5.0 if largest > 1 else 1.0)


TALKWALKER = Preset(
    name="talkwalker",
    what="Talkwalker results",
    evidence="T: header quoted by public parsers",
    needs=("url", "published", "extra_source_attributes.name"),
    decimal=".",
    parts=(
        Part(
            "mentions",
            {
                "mention_id": "url",
                "url": "url",
                "published_at": "published",
                "network": F("source_type", values=_NETWORKS, other="other"),
                "source_name": "extra_source_attributes.name",
                "author_id": F(
                    "extra_author_attributes.short_name | extra_author_attributes.name", how="person", pick="filled"
                ),
                "title": "title | title_snippet",
                "text": "content",
                "country": "extra_source_attributes.world_data.country",
                "language": "lang",
                "sentiment_score": "sentiment",
                "reach": "reach",
                "engagement": "engagement",
                "brand": "query | topic | matched_profile",
            },
            {"sentiment_method": "vendor"},
            mend=_talkwalker,
        ),
    ),
    asks=("dates",),
    header=(
        "title", "content", "url", "published", "reach", "engagement", "sentiment", "lang", "source_type",
        "extra_author_attributes.name", "extra_author_attributes.short_name", "extra_source_attributes.name",
        "extra_source_attributes.world_data.country",
    ),
)  # fmt: skip


def _ids(rows: Rows) -> None:
    rows.fill("mention_id", rows.get("url"))


BRANDWATCH = Preset(
    name="brandwatch",
    what="Brandwatch mentions",
    evidence="T: required headers quoted by a public parser; V: field names of the vendor",
    needs=("Query Id", "Page Type", "Full Text", "Sentiment"),
    parts=(
        Part(
            "mentions",
            {
                "mention_id": "Resource Id | Mention Id | Guid",
                "brand": "Query Name",
                "network": F("Page Type", values=_NETWORKS, other="other"),
                "published_at": "Date",
                "url": "Url",
                "author_id": F("Author", how="person"),
                "title": "Title",
                "text": "Full Text",
                "country": "Country",
                "language": "Language",
                "sentiment": F("Sentiment", values=_SENTIMENT, other=""),
                "reach": "Reach (new) | Reach",
            },
            {"sentiment_method": "vendor"},
            mend=_ids,
            by_row=True,
        ),
    ),
    header=(
        "Query Id", "Query Name", "Date", "Title", "Url", "Page Type", "Language", "Country", "Author", "Full Text",
        "Sentiment", "Reach",
    ),
)  # fmt: skip
PRESETS = (MELTWATER, MELTWATER_OLDER, TALKWALKER, BRANDWATCH)
