"""Fivetran's reporting packages in a warehouse, with their known slips mended.

Comes in: rows of the rollup and ad reports. Goes out: posts and ads_daily.
"""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_NETWORKS = {
    "facebook": "facebook", "facebook_pages": "facebook", "instagram": "instagram",
    "instagram_business": "instagram", "linkedin": "linkedin", "linkedin_pages": "linkedin", "twitter": "x",
    "twitter_organic": "x", "youtube": "youtube", "youtube_analytics": "youtube",
}  # fmt: skip
_VIEWS_SINCE = datetime(2025, 4, 21, tzinfo=UTC)
_NOT_THERE = {
    "facebook": ("comments", "shares"),
    "instagram": ("clicks", "shares"),
    "youtube": ("impressions", "clicks"),
}


def _mended(rows: Rows) -> None:
    """YouTube's clicks are views, Instagram's impressions are views of late, and a column of zeros is no figure."""
    network = rows.columns["network"]
    youtube = pc.fill_null(pc.equal(network, "youtube"), False)
    late = pc.and_(pc.equal(network, "instagram"), pc.greater_equal(rows.get("published_at"), pa.scalar(_VIEWS_SINCE)))
    late = pc.fill_null(late, False)
    nothing = pa.scalar(None, pa.int64())
    clicks, impressions = rows.get("clicks"), rows.get("impressions")
    rows.columns["views"] = pc.if_else(youtube, clicks, pc.if_else(late, impressions, nothing))
    rows.columns["video_views"] = pc.if_else(youtube, clicks, nothing)
    rows.columns["impressions"] = pc.if_else(late, nothing, impressions)
    rows.supplied.update(("views", "video_views"))
    rows.columns["url"] = pc.if_else(youtube, pa.scalar(None, pa.string()), rows.get("url"))
    for name, columns in _NOT_THERE.items():
        here = pc.fill_null(pc.equal(network, name), False)
        for column in columns:
            rows.columns[column] = pc.if_else(here, nothing, rows.get(column))
    for name in pc.unique(network).to_pylist():
        _zeros_are_null(rows, pc.fill_null(pc.equal(network, name), False), str(name))


def _zeros_are_null(rows: Rows, here: pa.Array, network: str) -> None:
    for column in ("impressions", "views", "clicks", "reactions", "comments", "shares"):
        values = rows.get(column)
        mine = values.filter(here)
        if len(mine) and pc.max(pc.abs(mine)).as_py() == 0:
            rows.columns[column] = pc.if_else(here, pa.scalar(None, values.type), values)
            rows.notes.append(f"{column} is 0 on every row of {network}: taken as not reported")


FIVETRAN_SOCIAL = Preset(
    name="fivetran_social",
    what="Fivetran social media reporting, rollup report (SQL)",
    evidence="T: source of the package read",
    needs=("created_timestamp", "post_id", "platform"),
    zone="UTC",
    parts=(
        Part(
            "posts",
            {
                "published_at": "created_timestamp",
                "post_id": "post_id",
                "text": "post_message",
                "account": "page_name",
                "url": "post_url",
                "network": F("platform", values=_NETWORKS, other="other"),
                "clicks": "clicks",
                "impressions": "impressions",
                "reactions": "likes",
                "shares": "shares",
                "comments": "comments",
                "exported_at": "_fivetran_synced | _airbyte_extracted_at",
            },
            {"scope": "total", "published_precision": "second"},
            mend=_mended,
        ),
    ),
    relation="social_media_reporting__rollup_report",
    header=(
        "created_timestamp", "post_id", "post_message", "page_id", "page_name", "post_url", "source_relation",
        "_dbt_source_relation", "platform", "clicks", "impressions", "likes", "shares", "comments",
    ),
)  # fmt: skip
_PLATFORMS = {
    "facebook_ads": "meta", "linkedin_ads": "linkedin", "google_ads": "google", "microsoft_ads": "microsoft",
    "tiktok_ads": "tiktok", "pinterest_ads": "pinterest", "pinterest": "pinterest", "reddit_ads": "reddit",
    "snapchat_ads": "snapchat", "twitter_ads": "x", "twitter": "x", "amazon_ads": "amazon",
    "apple_search_ads": "apple",
}  # fmt: skip
_LINK_CLICKS = ("meta", "snapchat")  # their clicks are those that leave for the linked page
_BOTH = ("google", "microsoft", "tiktok", "pinterest", "reddit", "x", "amazon")


def _clicks(rows: Rows) -> None:
    """What the package calls clicks is another kind of click on each platform."""
    platform, clicks = rows.columns["platform"], rows.get("clicks_all")
    nothing = pa.scalar(None, pa.int64())
    link = pc.is_in(platform, value_set=pa.array([*_LINK_CLICKS, *_BOTH]))
    rows.columns["link_clicks"] = pc.if_else(link, clicks, nothing)
    leaves = pc.is_in(platform, value_set=pa.array(_LINK_CLICKS))
    rows.columns["clicks_all"] = pc.if_else(leaves, nothing, clicks)
    rows.supplied.add("link_clicks")


FIVETRAN_ADS = Preset(
    name="fivetran_ads",
    what="Fivetran ad reporting, ad report (SQL)",
    evidence="T: source of the package read",
    needs=("date_day", "platform", "spend", "impressions"),
    parts=(
        Part(
            "ads_daily",
            {
                "date": "date_day",
                "platform": F("platform", values=_PLATFORMS, other="other"),
                "account": "account_name | account_id",
                "campaign_id": "campaign_id",
                "campaign": "campaign_name",
                "ad_group_id": "ad_group_id",
                "ad_group": "ad_group_name",
                "ad_id": "ad_id",
                "ad": "ad_name",
                "clicks_all": "clicks",
                "impressions": "impressions",
                "spend": "spend",
                "conversions": "conversions",
                "conversion_value": "conversions_value",
                "exported_at": "_fivetran_synced | _airbyte_extracted_at",
            },
            {"level": "ad"},
            mend=_clicks,
        ),
    ),
    asks=("currency",),
    relation="ad_reporting__ad_report",
    header=(
        "source_relation", "date_day", "platform", "account_id", "account_name", "campaign_id", "campaign_name",
        "ad_group_id", "ad_group_name", "ad_id", "ad_name", "clicks", "impressions", "spend", "conversions",
        "conversions_value",
    ),
)  # fmt: skip
PRESETS = (FIVETRAN_SOCIAL, FIVETRAN_ADS)
