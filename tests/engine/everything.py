"""Every canonical table filled with invented rows, a twentieth of the numbers unknown: something for every KPI to read.

Comes in: a seed. Goes out: frames by table, and the settings under which all KPIs have a figure.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpilib.engine import Settings
from kpilib.tables import TABLES

START, DAYS = date(2024, 9, 1), 577  # to the end of March 2026: cohorts of December are ripe
PERIOD = "2025-12"
NETWORKS = ["facebook", "instagram", "linkedin", "x", "youtube"]
SIZES = {"posts": 700, "orders": 900, "messages": 900, "leads": 600, "deals": 600, "mentions": 900, "shares": 400,
         "surveys": 700, "touchpoints": 900, "links": 200, "costs": 90, "employees": 40}  # fmt: skip
WORDS: dict[str, list[Any]] = {
    "network": NETWORKS, "account": ["acme"], "scope": ["total"], "published_precision": ["minute"],
    "type": ["image", "video", None], "campaign": ["spring", "sale", None], "language": ["en", "tr"],
    "tags": ["#sale;#new", "#sale", None], "currency": ["EUR"], "platform": ["meta", "x"], "level": ["campaign"],
    "channel": ["Organic Social", "Paid Social", "Direct", "Email"], "source": ["facebook", "x", "google", None],
    "medium": ["social", "cpc", None], "breakdown": ["acquisition"], "site": ["acme.example"],
    "page_type": ["product", "other"], "content": ["post-1", "post-2", None], "kind": ["dm", "comment"],
    "conversion_type": ["newsletter_signup", "download", "form_fill", "registration", "demo_request", "trial",
                        "checkout", "add_to_cart", "purchase"],
    "direction": ["in", "in", "out"], "agent": ["Ann", "Bo", None], "tag": ["sales;care", "care", None],
    "sentiment": ["positive", "neutral", "negative", None], "brand": ["Acme", "Rival"], "competitor": ["Acme", "Rival"],
    "survey": ["nps", "csat", "awareness", "recommend"], "goal": ["purchase"], "unit": ["visitor"],
    "experiment": ["button"], "variant": ["A", "B"], "status": ["won", "lost", "open"], "country": ["TR", "DE"],
    "coupon": ["SPRING", None], "product": ["tea", "coffee"], "stage": ["closing"], "team": ["north", "south"],
}  # fmt: skip
SETTINGS = Settings(
    timezone="Europe/Istanbul", currency="EUR", margin=0.35, value_per_customer=120.0, expected_years=3.0,
    acquisition="order", active_days=90,
    intent_weights={"reactions": 1.0, "comments": 3.0, "shares": 5.0, "link_clicks": 4.0},
    hours={"mon-fri": "09:00-17:00"}, guards={"median": 3, "p90": 3},
)  # fmt: skip


def everything(seed: int = 3) -> dict[str, pd.DataFrame]:
    """Rows of every table."""
    draw = np.random.default_rng(seed)
    frames = {name: _rows(name, draw) for name in TABLES}
    _sensible(frames, draw)
    return frames


def _rows(name: str, draw: np.random.Generator) -> pd.DataFrame:
    table = TABLES[name]
    base = _daily(name) if table.rule == "daily" else pd.DataFrame(index=range(SIZES.get(name, 60)))
    for column in table.columns:
        if column.name not in base and column.name not in ("supplied", "source_file", "preset", "exported_at"):
            base[column.name] = _cells(column, len(base), draw)
    return base


def _daily(name: str) -> pd.DataFrame:
    """One row for each day and label."""
    labels = {"accounts_daily": "network", "ads_daily": "platform", "web_daily": "channel", "experiments": "variant",
              "competitors_daily": "competitor"}[name]  # fmt: skip
    days = [START + timedelta(n) for n in range(DAYS)]
    return pd.DataFrame([{"date": day, labels: word} for day in days for word in WORDS[labels]])


def _cells(column: Any, size: int, draw: np.random.Generator) -> Any:
    unknown = draw.random(size) < 0.05
    match column.dtype:
        case "i64":
            return pd.array(draw.integers(0, 500, size), "Int64") if not column.nullable else _some(draw, size, unknown)
        case "f64":
            return np.where(unknown & column.nullable, np.nan, np.round(draw.lognormal(3, 1, size), 2))
        case "bool":
            return draw.random(size) < 0.5
        case "date":
            return [START + timedelta(int(n)) for n in draw.integers(0, DAYS, size)]
        case "ts":
            seconds = draw.integers(0, DAYS * 86400, size)
            return pd.Timestamp(START, tz="UTC") + pd.to_timedelta(seconds, unit="s")
    words = WORDS.get(column.name)
    if words is None:
        return [f"{column.name}-{n}" for n in range(size)]
    return [words[n] for n in draw.integers(0, len(words), size)]


def _some(draw: np.random.Generator, size: int, unknown: np.ndarray) -> Any:
    cells = pd.array(draw.integers(0, 500, size), "Int64")
    cells[unknown] = pd.NA
    return cells


def _sensible(frames: dict[str, pd.DataFrame], draw: np.random.Generator) -> None:
    """What random cells cannot give: people who return, answers after questions, parts below their whole."""
    posts, web, orders = frames["posts"], frames["web_daily"], frames["orders"]
    posts["pillar"] = ["influencer", *["brand"] * (len(posts) - 1)]
    posts.loc[0, "published_at"] = pd.Timestamp("2025-12-09 10:00", tz="UTC")
    posts["completed_views"] = posts["video_views"] // 3
    web["engaged_sessions"], web["converting_sessions"] = web["sessions"] // 2, web["sessions"] // 9
    web["bounces"], web["new_users"], web["date_end"] = web["sessions"] // 3, web["sessions"] // 2, None
    frames["ads_daily"]["date_end"], frames["costs"]["date_end"] = None, None
    frames["competitors_daily"]["span_start"], frames["shares"]["period_end"] = None, None
    frames["competitors_daily"]["is_own"] = frames["competitors_daily"]["competitor"] == "Acme"
    frames["mentions"]["is_own"] = frames["mentions"]["brand"] == "Acme"
    frames["mentions"]["by_brand"] = draw.random(len(frames["mentions"])) < 0.1
    people = [f"c{n}" for n in range(600)]
    for name in ("orders", "deals", "touchpoints"):
        frames[name]["customer_id"] = draw.choice(people, len(frames[name]))
    orders["channel"] = draw.choice(["store", "online"], len(orders))
    for name, start, ends in (
        ("leads", "created_at", ("mql_at", "sql_at", "opportunity_at", "customer_at")),
        ("deals", "created_at", ("closed_at",)),
        ("messages", "sent_at", ("first_reply_at", "resolved_at")),
    ):
        rows = frames[name]
        for end in ends:
            late = pd.to_timedelta(draw.integers(60, 9 * 86400, len(rows)), unit="s")
            rows[end] = (rows[start] + late).where(draw.random(len(rows)) < 0.8)
    frames["messages"]["conversation_id"] = [f"t{n}" for n in draw.integers(0, 400, len(frames["messages"]))]
    frames["messages"]["csat"] = draw.random(len(frames["messages"]))
    frames["shares"]["employee_id"] = [f"employee_id-{n}" for n in draw.integers(0, 40, len(frames["shares"]))]
    surveys = frames["surveys"]
    surveys["scale_min"], surveys["scale_max"] = 0.0, surveys["survey"].map({"nps": 10.0, "csat": 5.0}).fillna(1.0)
    surveys["score"] = np.floor(draw.random(len(surveys)) * (surveys["scale_max"] + 1))
    tests = frames["experiments"]
    tests["exposures"], tests["conversions"] = 1000, 40 + tests["conversions"].fillna(0) % 9
    tests["is_control"], tests["planned_share"] = tests["variant"] == "A", 0.5
    frames["period_totals"] = pd.DataFrame(
        [
            {"network": network, "account": account, "scope": "total", "metric": metric, "start": date(2025, 12, 1),
             "end": date(2025, 12, 31), "value": 1000.0 * n + m, "breakdown": channel and "channel", "segment": channel}
            for network, account, channel, metrics in (
                ("web", "acme.example", None, ("users", "returning_users", "converting_users")),
                ("web", "acme.example", "Organic Social", ("users", "returning_users", "converting_users")),
                ("facebook", "acme", None, ("reach", "engaged_users", "store_visits")),
            )
            for m, (n, metric) in enumerate(zip((9, 4, 2), metrics))
        ]
    )  # fmt: skip
