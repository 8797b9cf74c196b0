"""Ad exports: Meta's report by campaign and day, Google's with its two lines above the header.

Comes in: a brand. Goes out: files by name.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kpilib.demo.cast import Brand
from kpilib.demo.days import DAYS, LAUNCH, factors, generator
from kpilib.demo.native import sheet, text

Files = Iterator[tuple[str, bytes]]
_CAMPAIGNS = (("Always on", 1.0, 9.0), ("Lookalike autumn", 0.7, 11.5), ("Spring shelf", 1.6, 8.0))


def meta(brand: Brand, seed: int) -> Files:
    """Campaigns by day; the last campaign runs only around the launch."""
    frame = _delivery(brand, seed, "meta")
    money = brand.currency
    layout = (
        "campaign", "campaign_id", "date", "spend", "impressions", "reach", "clicks_all", "link_clicks",
        "landing_page_views", "reactions", "comments", "shares", "purchases", "conversion_value",
        ("Attribution setting", "7-day click or 1-day view"), ("Reporting starts", frame["date"]),
        ("Reporting ends", frame["date"]),
    )  # fmt: skip
    rows = sheet("meta_ads", "ads_daily", frame, layout)
    rows[0] = [
        f"{name} ({money})" if name in ("Amount spent", "Purchases conversion value") else name for name in rows[0]
    ]
    yield "ads/meta_campaigns.csv", text(rows).encode("utf-8-sig")


def google(brand: Brand, seed: int) -> Files:
    """Search campaigns by day, with the range in the second line and totals at the end."""
    frame = _delivery(brand, seed, "google")
    frame["currency"] = brand.currency
    layout = (
        ("Campaign status", "Enabled"), "campaign", "campaign_id", "date", "currency", "spend", "impressions",
        "clicks_all", "conversions", "conversion_value",
    )  # fmt: skip
    rows = sheet("google_ads", "ads_daily", frame, layout)
    place = rows[0].index("Cost")
    for row in rows[1:]:
        row[place] = f"{float(row[place]):,.2f}"
    total = ["Total: Account", "", "", "", brand.currency, f"{frame['spend'].sum():,.2f}", "", "", "", ""]
    first, last = (f"{day:%B} {day.day}, {day.year}" for day in (DAYS[0], DAYS[-1]))
    head = f'Campaign report\n"{first} - {last}"\n'
    yield "ads/google_campaigns.csv", (head + text([*rows, total])).encode()


def _delivery(brand: Brand, seed: int, platform: str) -> pd.DataFrame:
    draw = generator(seed, brand.slug, "ads", platform)
    lift = factors("web", 0.1)
    rows = []
    for number, (name, weight, cpm) in enumerate(_CAMPAIGNS):
        for day, factor in zip(DAYS, lift):
            if name == "Spring shelf" and not 0 <= (day - LAUNCH).days < 26:
                continue
            impressions = int(draw.poisson(1500 * weight * factor))
            rows.append({"campaign": name, "campaign_id": str(23_850_000_000_000_000 + number), "date": day}
                        | _results(draw, impressions, cpm * brand.money))  # fmt: skip
    return pd.DataFrame(rows)


def _results(draw, impressions: int, cpm: float) -> dict[str, object]:
    clicks = int(draw.binomial(impressions, 0.014))
    links = int(draw.binomial(clicks, 0.72))
    buys = int(draw.binomial(links, 0.031))
    return {
        "impressions": impressions, "reach": int(impressions / draw.uniform(1.15, 1.5)), "clicks_all": clicks,
        "link_clicks": links, "landing_page_views": int(draw.binomial(links, 0.83)),
        "reactions": int(draw.poisson(impressions * 0.006)), "comments": int(draw.poisson(impressions * 0.0005)),
        "shares": int(draw.poisson(impressions * 0.0007)), "purchases": buys, "conversions": buys,
        "spend": round(impressions / 1000 * cpm * draw.uniform(0.85, 1.2), 2),
        "conversion_value": round(float(draw.lognormal(3.55, 0.3, size=buys).sum()) * cpm / 9, 2),
    }  # fmt: skip
