"""Meta Ads Manager reports at the level of accounts, campaigns, ad sets or ads.

Comes in: XLSX or CSV. Goes out: ads_daily, and the reach of a range as period_totals.
"""

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows
from kpilib.sources.spans import ads, reach_of_range

_DAY = "Day | Date"


def _mend(rows: Rows) -> None:
    """Without a Day column a row's own reporting range is its span; a range of one day is a day."""
    if "date" not in rows.columns:
        rows.columns["date"], rows.columns["date_end"] = _own_range(rows)
    rows.fill("conversions", rows.get("purchases"))
    if "purchases" in rows.supplied:
        rows.supplied.add("conversions")
    ads(rows)


def _own_range(rows: Rows):
    import pyarrow as pa
    import pyarrow.compute as pc

    from kpilib.sources.moments import days

    order = rows.spec.dates or "iso"
    start, end = (rows.cell(name) for name in ("reporting starts", "reporting ends"))
    if start is None or end is None:
        return pa.nulls(rows.count, pa.date32()), pa.nulls(rows.count, pa.date32())
    first, last = days(start, order).values, days(end, order).values
    return first, pc.if_else(pc.equal(first, last), pa.scalar(None, pa.date32()), last)


def _reach_range(rows: Rows) -> None:
    first, last = _own_range(rows)
    import pyarrow.compute as pc

    rows.fill("start", first)
    rows.fill("end", pc.coalesce(last, first))


FIELDS: dict[str, F | str] = {
    "date": _DAY,
    "account": "Account name",
    "campaign_id": "Campaign ID",
    "ad_group_id": "Ad set ID",
    "ad_id": "Ad ID",
    "campaign": "Campaign name",
    "ad_group": "Ad set name",
    "ad": "Ad name",
    "objective": "Objective",
    "spend": "Amount spent",
    "currency": "Currency",
    "impressions": "Impressions",
    "reach": "Reach",
    "clicks_all": "Clicks (all)",
    "link_clicks": "Link clicks",
    "landing_page_views": "Landing page views",
    "engagements": "Post engagements",
    "reactions": "Post reactions",
    "comments": "Post comments",
    "shares": "Post shares",
    "video_views": "ThruPlays",
    "add_to_cart": "Adds to cart",
    "checkouts": "Checkouts initiated",
    "purchases": "Purchases",
    "leads": "Leads",
    "conversion_value": "Purchases conversion value",
    "results": "Results",
    "result_type": "Result type | Result indicator",
    "attribution": "Attribution setting",
}
META_ADS = Preset(
    name="meta_ads",
    what="Meta Ads Manager report",
    evidence="R: two XLSX reports; T: header of the CSV quoted by public parsers",
    needs=("Reporting starts", "Reporting ends", "Impressions", "Amount spent"),
    totals=(("ad name", "$"), ("ad set name", "$"), ("campaign name", "$"), ("account name", "$")),
    parts=(
        Part("ads_daily", FIELDS, {"platform": "meta"}, mend=_mend),
        reach_of_range("meta", FIELDS, unless=(_DAY,), mend=_reach_range),
    ),
    asks=("account",),
    header=(
        "Reporting starts", "Reporting ends", "Day", "Campaign name", "Campaign ID", "Ad set name", "Ad set ID",
        "Ad name", "Ad ID", "Attribution setting", "Result type", "Results", "Cost per result", "Amount spent (USD)",
        "Impressions", "Reach", "Frequency", "Clicks (all)", "Link clicks", "Landing page views", "Post engagements",
        "Post reactions", "Post comments", "Post shares", "ThruPlays", "Adds to cart", "Checkouts initiated",
        "Purchases", "Purchases conversion value",
    ),
)  # fmt: skip
PRESETS = (META_ADS,)
