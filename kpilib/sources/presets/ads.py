"""Ads reports of LinkedIn, Google and TikTok.

Comes in: CSV or XLSX with a preamble and total rows. Goes out: ads_daily, and the reach of a range.
"""

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.spans import ads, reach_of_range

# A campaign may be called "Total Body Workout", so only these forms are totals wherever they stand.
TOTALS = (("", r"totals?\s*(?:$|:|\(|of \d)"),)
_LINKEDIN: dict[str, F | str] = {
    "date": "Start Date (in UTC) | Start Date",
    "account": "Account Name",
    "campaign": "Campaign Group Name",
    "campaign_id": "Campaign Group ID",
    "ad_group": "Campaign Name",
    "ad_group_id": "Campaign ID",
    "ad": "Creative Name",
    "ad_id": "Creative ID",
    "objective": "Campaign Objective",
    "currency": "Currency",
    "spend": "Total Spent",
    "impressions": "Impressions",
    "clicks_all": "Clicks",
    "link_clicks": "Clicks to Landing Page",
    "reach": "Reach",
    "reactions": "Reactions",
    "comments": "Comments",
    "shares": "Shares",
    "follows": "Follows",
    "engagements": "Total Engagements",
    "leads": "Leads",
    "conversions": "Conversions",
    "conversion_value": "Total Conversion Value",
}
LINKEDIN_ADS = Preset(
    name="linkedin_ads",
    what="LinkedIn Campaign Manager report",
    evidence="T: headers and preamble quoted by public parsers",
    needs=("Campaign Name", "Total Spent", "Impressions", "Clicks"),
    dates="month-first",
    decimal=".",
    totals=TOTALS,
    last_total=True,
    parts=(
        Part("ads_daily", _LINKEDIN, {"platform": "linkedin", "network": "linkedin"}, mend=ads),
        reach_of_range("linkedin", _LINKEDIN, unless=("Start Date (in UTC) | Start Date",)),
    ),
    asks=("account",),
    header=(
        "Start Date (in UTC)", "Account Name", "Campaign Group Name", "Campaign Name", "Campaign ID", "Currency",
        "Total Spent", "Impressions", "Clicks", "Clicks to Landing Page", "Reactions", "Comments", "Shares", "Follows",
        "Total Engagements", "Leads", "Conversions", "Total Conversion Value",
    ),
)  # fmt: skip
_GOOGLE: dict[str, F | str] = {
    "date": "Day",
    "account": "Account name | Account",
    "campaign_id": "Campaign ID",
    "campaign": "Campaign",
    "ad_group_id": "Ad group ID",
    "ad_group": "Ad group",
    "ad_id": "Ad ID",
    "objective": "Campaign type",
    "spend": "Cost",
    "currency": "Currency code",
    "impressions": "Impr.",
    "clicks_all": "Clicks",
    "link_clicks": "Clicks",
    "conversions": "Conversions",
    "conversion_value": "Conv. value",
}
GOOGLE_ADS = Preset(
    name="google_ads",
    what="Google Ads campaign report",
    evidence="T: two headers and the preamble quoted by public parsers",
    needs=("Impr.", "Cost", "Clicks", "Campaign"),
    decimal=".",
    totals=(("", "total:"),),
    parts=(Part("ads_daily", _GOOGLE, {"platform": "google"}, mend=ads),),
    asks=("account", "currency"),
    header=(
        "Campaign status", "Campaign", "Campaign ID", "Day", "Currency code", "Cost", "Impr.", "Clicks", "Conversions",
        "Conv. value",
    ),
)  # fmt: skip
_TIKTOK: dict[str, F | str] = {
    "date": "By Day | Date | Day",
    "campaign_id": "Campaign ID",
    "campaign": "Campaign name",
    "ad_group_id": "Ad group ID",
    "ad_group": "Ad group name",
    "ad_id": "Ad ID",
    "ad": "Ad name",
    "spend": "Cost",
    "currency": "Currency",
    "impressions": "Impressions",
    "reach": "Reach",
    "clicks_all": "Clicks (all)",
    "link_clicks": "Clicks (destination)",
    "video_views": "Video views",
    "completed_views": "Video views at 100%",
    "conversions": "Conversions",
}
TIKTOK_ADS = Preset(
    name="tiktok_ads",
    what="TikTok Ads Manager report",
    evidence="T: header quoted by a public parser",
    needs=("Campaign name", "Cost", "Impressions", "Clicks (destination)"),
    totals=TOTALS,
    last_total=True,
    parts=(
        Part("ads_daily", _TIKTOK, {"platform": "tiktok", "network": "tiktok"}, mend=ads),
        reach_of_range("tiktok", _TIKTOK, unless=("By Day | Date | Day",)),
    ),
    asks=("account", "currency", "covers"),
    header=(
        "Campaign name", "Ad name", "Impressions", "Reach", "Frequency", "Cost", "Clicks (all)",
        "Clicks (destination)", "CPC (destination)", "CPM", "CTR (destination)", "Video views",
        "2-second video views", "6-second video views", "Video views at 100%", "Average play time per video view",
    ),
)  # fmt: skip
PRESETS = (LINKEDIN_ADS, GOOGLE_ADS, TIKTOK_ADS)
