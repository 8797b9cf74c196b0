"""X, YouTube and LinkedIn: what they let an account download.

Comes in: posts and days of a brand. Goes out: files by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd

from kpilib.demo.cast import Brand
from kpilib.demo.days import DAYS, FIRST, LAST
from kpilib.demo.meta import between
from kpilib.demo.native import archive, header, sheet, text, workbook
from kpilib.demo.social import days, posts

Files = Iterator[tuple[str, bytes]]
# Nobody exported X for these days, and X gives them to nobody afterwards: the gap of the year.
GAP = (date(2026, 2, 9), date(2026, 2, 17))
_SCOPES = ("organic", "sponsored", "total")
_EXPORTED_AT = 1_793_696_400  # 2026-11-03 09:00 UTC, as LinkedIn writes it into file names


def files(brand: Brand, seed: int) -> Files:
    """Everything the brand exports from X, YouTube and LinkedIn."""
    if brand.account("x"):
        yield from _x(brand, seed)
    if brand.account("youtube"):
        yield from _youtube(brand, seed)
    if brand.account("linkedin"):
        yield from _linkedin(brand, seed)


def _x(brand: Brand, seed: int) -> Files:
    frame = posts(brand, "x", seed).rename(columns={"exposure": "impressions", "links": "link_clicks"})
    everything = days(brand, "x", seed)
    before, after = (date.fromordinal(day.toordinal() + step) for day, step in zip(GAP, (-1, 1)))
    for first, last in ((FIRST, before), (after, LAST)):
        inside = everything[[first <= day <= last for day in DAYS]]
        name = f"x/account_overview_analytics_{first}_{last}.csv"
        yield name, text(_x_days(inside[::-1])).encode()
        yield (
            f"x/account_analytics_content_{first}_{last}.csv",
            text(_x_posts(brand, between(frame, first, last))).encode(),
        )


def _x_day(day: datetime | date) -> str:
    return f"{day:%a, %b} {day.day}, {day.year}"


def _x_posts(brand: Brand, frame: pd.DataFrame) -> list[list[str]]:
    actions = ["reactions", "comments", "shares", "saves", "link_clicks"]
    frame = frame.assign(engagements_reported=frame[actions].sum(axis=1) + frame["clicks"] // 2, profile_visits=0)
    frame["profile_visits"] = (frame["impressions"] * 0.004).astype(int)
    frame["follows"] = (frame["impressions"] * 0.0003).astype(int)
    links = [f"https://x.com/{brand.handle}/status/{post}" for post in frame["post_id"]]
    layout = (
        "post_id", "published_at", ("Post text", frame["text"]), ("Post Link", links), "impressions", "reactions",
        "engagements_reported", "saves", ("Shares", frame["shares"] // 3), "follows", "comments", "shares",
        "profile_visits", ("Detail Expands", frame["clicks"] // 2), "link_clicks", ("Hashtag Clicks", "0"),
        ("Permalink Clicks", "0"),
    )  # fmt: skip
    return sheet("x_content", "posts", frame, layout, when=_x_day)


def _x_days(frame: pd.DataFrame) -> list[list[str]]:
    actions = ["reactions", "comments", "shares", "saves", "links"]
    named = frame.rename(
        columns={
            "exposure": "impressions",
            "gained": "new_followers",
            "lost": "lost_followers",
            "visits": "profile_visits",
        }
    ).assign(engagements=frame[actions].sum(axis=1), video_views=frame["exposure"] // 11)
    layout = (
        "date", "impressions", "reactions", "engagements", "saves", ("Shares", frame["shares"] // 3), "new_followers",
        "lost_followers", "comments", "shares", "profile_visits", "posts", "video_views",
        ("Media views", frame["exposure"] // 6),
    )  # fmt: skip
    return sheet("x_overview", "accounts_daily", named, layout, when=_x_day)


def _youtube(brand: Brand, seed: int) -> Files:
    frame = posts(brand, "youtube", seed).rename(columns={"exposure": "views"})
    frame["duration_s"] = frame["seconds"] * 6
    frame["watch_time_s"] = (frame["views"] * frame["seconds"] * 0.9 / 36).round() / 100 * 3600
    frame["follows"] = frame["views"] // 180
    layout = (
        "post_id", ("Video title", [str(words).split("#")[0].strip() for words in frame["text"]]), "published_at",
        ("Duration", frame["duration_s"]), "views", "watch_time_s", ("Subscribers", frame["follows"]), "reactions",
        "comments", "shares",
    )  # fmt: skip
    rows = sheet("youtube_table", "posts", frame, layout, when=lambda day: f"{day:%b} {day.day}, {day.year}")
    summed = ("views", "watch_time_s", "follows", "reactions", "comments", "shares")
    total = ["Total", "", "", "", *(_total(frame, name) for name in summed)]
    daily = days(brand, "youtube", seed)
    totals = text([["Date", "Views"], *([day.isoformat(), str(value)] for day, value in zip(DAYS, daily["exposure"]))])
    packed = {"Table data.csv": text([rows[0], total, *rows[1:]]).encode(), "Totals.csv": totals.encode()}
    yield f"youtube/Content {FIRST}_{LAST} {brand.handle}.zip", archive(packed)


def _total(frame: pd.DataFrame, column: str) -> str:
    # The platform's total row is not the sum of its rows: it also counts videos that are gone.
    value = frame[column].sum() * 1.004
    return f"{value / 3600:.4f}" if column == "watch_time_s" else str(int(value))


def _linkedin(brand: Brand, seed: int) -> Files:
    handle = brand.handle
    yield f"linkedin/{handle}_content_{_EXPORTED_AT}.xlsx", workbook(_linkedin_content(brand, seed))
    daily = days(brand, "linkedin", seed)
    names = [
        header("linkedin_followers", "accounts_daily", "new_followers", scope=s) for s in ("paid", "organic", "total")
    ]
    rows = [["Date", *names[:2], "Auto-invited followers", names[2]]]
    rows += [[f"{day:%m/%d/%Y}", "0", str(value), "0", str(value)] for day, value in zip(DAYS, daily["gained"])]
    sheets = {"New followers": rows, **_audience(brand)}
    yield f"linkedin/{handle}_followers_{_EXPORTED_AT}.xlsx", workbook(sheets)


def _linkedin_content(brand: Brand, seed: int) -> dict[str, list[list[str]]]:
    daily = days(brand, "linkedin", seed).rename(columns={"exposure": "impressions"})
    daily["clicks"], daily["reactions"] = daily["links"] * 3, daily["reactions"] * 2
    acts = daily[["clicks", "reactions", "comments", "shares"]].sum(axis=1)
    nothing = ["0"] * len(daily)
    columns = [(header("linkedin_content", "accounts_daily", "date"), [f"{day:%m/%d/%Y}" for day in DAYS])]
    for name in ("impressions", "clicks", "reactions", "comments", "shares"):
        for scope in ("organic", "paid", "total"):
            cells = nothing if scope == "paid" else list(daily[name])
            columns.append((header("linkedin_content", "accounts_daily", name, scope=scope), cells))
    rates = [f"{rate:.6f}" for rate in acts / daily["impressions"]]
    columns += [(f"Engagement rate ({word})", nothing if word == "sponsored" else rates) for word in _SCOPES]
    columns.append((header("linkedin_content", "accounts_daily", "reach", scope="organic"), list(daily["reach"])))
    body = [[str(cell) for cell in row] for row in zip(*(cells for _, cells in columns))]
    rows = [["Aggregated organic and sponsored metrics of your page's content"], [name for name, _ in columns], *body]
    return {"Metrics": rows, "All posts": _linkedin_posts(brand, seed)}


def _linkedin_posts(brand: Brand, seed: int) -> list[list[str]]:
    frame = posts(brand, "linkedin", seed)[::-1].reset_index(drop=True).rename(columns={"exposure": "impressions"})
    links = [f"https://www.linkedin.com/feed/update/urn:li:activity:{post}" for post in frame["post_id"]]
    kinds = {"image": "Image", "document": "Document", "link": "Article"}
    frame["follows"] = frame["impressions"] // 700
    layout = (
        ("Post title", frame["text"]), ("Post link", links), ("Post type", "Organic"), ("Campaign name", ""),
        ("Posted by", ""), "published_at", ("Campaign start date", ""), ("Campaign end date", ""),
        ("Audience", "All followers"), "impressions", ("Views (Excluding offsite video views)", ""), "clicks",
        ("Click through rate (CTR)", [f"{c / i:.6f}" for c, i in zip(frame["clicks"], frame["impressions"])]),
        "reactions", "comments", "shares", "follows",
        ("Content Type", [kinds[kind] for kind in frame["type"]]),
    )  # fmt: skip
    rows = sheet("linkedin_posts", "posts", frame, layout, when=lambda day: f"{day:%m/%d/%Y}")
    return [["Metrics of the posts of your page"], *rows]


def _audience(brand: Brand) -> dict[str, list[list[str]]]:
    account = brand.account("linkedin")
    assert account is not None
    parts = {
        "Location": ("Berlin Metropolitan Area", "Istanbul", "Taipei", "Jakarta", "Chicago"),
        "Job function": ("Operations", "Marketing", "Sales", "Purchasing"),
        "Seniority": ("Entry", "Senior", "Manager", "Director", "Owner"),
        "Industry": ("Food and Beverage Retail", "Hospitality", "Furniture"),
        "Company size": ("1-10", "11-50", "51-200", "201-500"),
    }
    people = int(account.followers * (1 + account.growth))
    return {
        title: [[title, "Total followers"], *([name, str(people * 2 // (5 + 3 * n))] for n, name in enumerate(names))]
        for title, names in parts.items()
    }
