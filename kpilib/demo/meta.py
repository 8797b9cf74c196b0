"""Meta Business Suite: content of pages and accounts, and the charts of an account, as it exports them.

Comes in: posts and days of a brand. Goes out: files by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pandas as pd

from kpilib.demo.cast import Brand
from kpilib.demo.days import DAYS, EXPORTED, FIRST, LAST, generator
from kpilib.demo.native import Layout, sheet, text
from kpilib.demo.social import days, posts

# Facebook's exports change from impressions to views on this day: the series break of the year.
BREAK = date(2025, 11, 15)
_TYPES_FB = {"image": "Photos", "reel": "Reels", "video": "Videos", "link": "Links"}
_COUNTS = ("exposure", "reach", "reactions", "comments", "shares", "saves", "links", "clicks")
Files = Iterator[tuple[str, bytes]]


def files(brand: Brand, seed: int) -> Files:
    """Everything the brand exports from Meta."""
    if brand.account("facebook"):
        yield from _facebook(brand, seed)
        yield from _series(brand, "facebook", seed)
    if brand.account("instagram"):
        yield from _instagram(brand, seed)
        yield from _series(brand, "instagram", seed)


def _named(first: date, last: date, number: int) -> str:
    return f"{first:%b-%d-%Y}_{last:%b-%d-%Y}_{1_180_000_000_000_000 + number}.csv"


def _minute(moment: datetime) -> str:
    return f"{moment:%m/%d/%Y %H:%M}"


def settled(frame: pd.DataFrame, exported: date) -> pd.DataFrame:
    """The figures as they stood on an export day: young posts still grow, so a later export restates them."""
    age = np.array([(exported - moment.date()).days for moment in frame["published_at"]])
    share = 1 - 0.34 * np.exp(-np.maximum(age, 0) / 6)
    grown = frame.copy()
    for column in _COUNTS:
        grown[column] = (frame[column] * share).astype(int)
    return grown


def between(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Posts published on these days, newest first as the platforms list them."""
    inside = [first <= moment.date() <= last for moment in frame["published_at"]]
    return frame[inside][::-1].reset_index(drop=True)


def _facebook(brand: Brand, seed: int) -> Files:
    everything = posts(brand, "facebook", seed)
    before = date.fromordinal(BREAK.toordinal() - 1)
    old = settled(between(everything, FIRST, before), date(2025, 12, 1))
    new = settled(between(everything, BREAK, LAST), EXPORTED)
    for frame, first, last, views, number in ((old, FIRST, before, False, 41), (new, BREAK, LAST, True, 97)):
        frame = _canonical(frame, views=views)
        rows = sheet("meta_content_fb", "posts", frame, _layout_fb(brand, frame, views=views), when=_minute)
        yield f"meta/facebook/{_named(first, last, number)}", text(rows, lines="\r\n").encode("utf-8-sig")


def _canonical(frame: pd.DataFrame, *, views: bool) -> pd.DataFrame:
    named = frame.rename(columns={"exposure": "views" if views else "impressions", "links": "link_clicks"})
    named["duration_s"] = [s if kind in ("video", "reel") else 0 for s, kind in zip(frame["seconds"], frame["type"])]
    return named


def _layout_fb(brand: Brand, frame: pd.DataFrame, *, views: bool) -> Layout:
    urls = [f"https://www.facebook.com/{brand.handle}/posts/{post}" for post in frame["post_id"]]
    combined = frame["reactions"] + frame["comments"] + frame["shares"]
    exposure: Layout = ("views", "reach") if views else ("reach", "impressions")
    return (
        "post_id", ("Page ID", "100083774120115"), ("Page name", brand.client), ("Title", ""),
        ("Description", frame["text"]), "duration_s", "published_at", ("Permalink", urls), ("Is crosspost", "0"),
        ("Is share", "0"), ("Post type", [_TYPES_FB[kind] for kind in frame["type"]]), ("Languages", ""),
        ("Custom labels", ""), ("Funded content status", ""), ("Data comment", ""), ("Date", "Lifetime"), *exposure,
        ("Reactions, Comments and Shares", combined), "reactions", "comments", "shares", "clicks", "link_clicks",
        ("Other Clicks", frame["clicks"] - frame["link_clicks"]),
    )  # fmt: skip


def _instagram(brand: Brand, seed: int) -> Files:
    everything = posts(brand, "instagram", seed)
    exports = (
        (FIRST, date(2026, 3, 31), date(2026, 4, 3), 210),
        # March and July were exported twice: the later file restates the earlier one.
        (date(2026, 3, 1), date(2026, 7, 31), date(2026, 8, 4), 377),
        (date(2026, 7, 1), LAST, EXPORTED, 512),
    )
    for first, last, exported, number in exports:
        frame = settled(between(everything, first, last), exported)
        frame = frame.rename(columns={"exposure": "views"})
        frame["duration_s"] = [s if kind == "reel" else 0 for s, kind in zip(frame["seconds"], frame["type"])]
        rows = sheet("meta_content_ig", "posts", frame, _layout_ig(brand, frame), when=_minute)
        yield f"meta/instagram/{_named(first, last, number)}", text(rows, lines="\r\n").encode("utf-8-sig")


def _layout_ig(brand: Brand, frame: pd.DataFrame) -> Layout:
    urls = [f"https://www.instagram.com/p/{int(post) % 10**11:x}/" for post in frame["post_id"]]
    return (
        "post_id", ("Account ID", "17841460220415"), ("Account username", brand.handle), ("Account name", brand.client),
        ("Description", frame["text"]), "duration_s", "published_at", ("Permalink", urls),
        ("Post type", [f"IG {kind}" for kind in frame["type"]]), ("Data comment", ""), ("Date", "Lifetime"), "views",
        "reach", "reactions", "shares", "comments", "saves", ("Follows", ""),
    )  # fmt: skip


def _series(brand: Brand, network: str, seed: int) -> Files:
    frame = days(brand, network, seed)
    place = network.capitalize()
    actions = frame[["reactions", "comments", "shares"] + (["saves"] if network == "instagram" else [])].sum(axis=1)
    charts = [
        ("Reach", f"{place} reach", frame["reach"], FIRST),
        ("Views", "Views", frame["exposure"], BREAK if network == "facebook" else FIRST),
        ("Visits", "Facebook visits" if network == "facebook" else "Instagram profile visits", frame["visits"], FIRST),
        ("Follows", "Facebook follows" if network == "facebook" else "Follows", frame["gained"], FIRST),
        ("Interactions", "Content interactions", actions, FIRST),
    ]
    if network == "facebook":
        charts.append(("Link clicks", "Facebook link clicks", frame["links"], FIRST))
    for name, title, values, first in charts:
        yield f"meta/{network}/{name}.csv", _chart(title, values, first)


def _chart(title: str, values: pd.Series, first: date) -> bytes:
    """One chart: UTF-16 with a `sep=` line, its title alone on the second line, a blank line at the end."""
    lines = ["sep=,", f'"{title}"', '"Date","Primary"']
    lines += [f'"{day.isoformat()}T00:00:00","{value}"' for day, value in zip(DAYS, values) if day >= first]
    return "\n".join([*lines, "", ""]).encode("utf-16")


def monthly_reach(brand: Brand, seed: int) -> list[tuple[str, date, date, int]]:
    """What the networks state for whole months and quarters: far below the sum of the days.

    Returns
    -------
    stated : network, first day, last day, people
    """
    stated = []
    for network in ("facebook", "instagram", "linkedin"):
        if not brand.account(network):
            continue
        reach = days(brand, network, seed)["reach"].to_numpy()
        draw = generator(seed, brand.slug, network, "stated reach")
        for first, last in _spans():
            inside = [first <= day <= last for day in DAYS]
            repeated = 3.1 if (last - first).days < 40 else 6.2
            stated.append((network, first, last, int(reach[inside].sum() / (repeated + draw.uniform(0, 0.5)))))
    return stated


def months() -> list[tuple[date, date]]:
    """First and last day of every month of the demo."""
    starts = [date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(14)]
    return [(first, date.fromordinal(after.toordinal() - 1)) for first, after in pairwise(starts)]


def _spans() -> list[tuple[date, date]]:
    single = months()
    return single + [(single[n][0], single[n + 2][1]) for n in range(0, 12, 3)]
