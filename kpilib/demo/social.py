"""Invented posts and account days of one brand, as rows of the canonical tables.

Comes in: a brand and a seed. Goes out: frames of posts and accounts_daily that the exports are written from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from kpilib.demo.cast import Account, Brand
from kpilib.demo.days import DAYS, LAUNCH, factors, generator
from kpilib.demo.voice import CAMPAIGN, caption, pillars


@dataclass(frozen=True)
class Kind:
    """A type of post: how often, how far it goes, and the share of exposures that become each action."""

    often: float
    far: float
    reactions: float
    comments: float
    shares: float
    saves: float = 0.0
    links: float = 0.0
    clicks: float = 0.0


KINDS: dict[str, dict[str, Kind]] = {
    "facebook": {
        "image": Kind(0.48, 0.9, 0.0145, 0.0014, 0.0011, 0, 0.0032, 0.021),
        "reel": Kind(0.27, 1.5, 0.0112, 0.0009, 0.0016, 0, 0.0009, 0.009),
        "video": Kind(0.10, 1.1, 0.0108, 0.0011, 0.0012, 0, 0.0018, 0.012),
        "link": Kind(0.15, 0.6, 0.0058, 0.0008, 0.0009, 0, 0.0155, 0.031),
    },
    "instagram": {
        "image": Kind(0.34, 0.8, 0.0291, 0.0011, 0.0017, 0.0021),
        "carousel": Kind(0.30, 1.0, 0.0332, 0.0014, 0.0026, 0.0052),
        "reel": Kind(0.36, 1.6, 0.0348, 0.0017, 0.0049, 0.0044),
    },
    "x": {
        "text": Kind(0.55, 0.9, 0.0082, 0.0009, 0.0011, 0.0005, 0.0031),
        "link": Kind(0.45, 0.8, 0.0049, 0.0005, 0.0009, 0.0004, 0.0127),
    },
    "youtube": {"video": Kind(1.0, 1.0, 0.0410, 0.0039, 0.0021)},
    "linkedin": {
        "image": Kind(0.55, 1.0, 0.0196, 0.0012, 0.0009, 0, 0, 0.018),
        "document": Kind(0.20, 1.3, 0.0172, 0.0010, 0.0014, 0, 0, 0.046),
        "link": Kind(0.25, 0.7, 0.0098, 0.0006, 0.0007, 0, 0, 0.027),
    },
}  # fmt: skip
# How the share of exposures that become an action drifts over the year: this is what a report has to find.
_DRIFT = {"facebook": -0.14, "instagram": 0.11, "x": -0.05, "youtube": 0.03, "linkedin": 0.08}
_HOURS = (7, 8, 9, 11, 12, 13, 17, 18, 19, 20, 21)
_HOUR_WEIGHTS = np.array((6, 10, 9, 7, 12, 8, 9, 14, 13, 8, 4)) / 100
_IDS = {"facebook": 122_104_000_000_000_000, "instagram": 18_040_000_000_000_000, "x": 1_973_000_000_000_000_000}


def posts(brand: Brand, network: str, seed: int) -> pd.DataFrame:
    """Every post of an account, oldest first; `published_at` is the local time without a zone.

    Returns
    -------
    posts : `exposure` is views or impressions, whatever the network's export carries
    """
    account = brand.account(network)
    assert account is not None
    draw = generator(seed, brand.slug, network, "posts")
    lift = factors(network, account.growth)
    counts = draw.poisson(account.posts / 7 * np.clip(lift / lift.mean(), 0.6, 1.6))
    where = np.repeat(np.arange(len(DAYS)), counts)
    kinds = KINDS[network]
    chosen = draw.choice(list(kinds), size=len(where), p=[kind.often for kind in kinds.values()])
    frame = pd.DataFrame({"day": where, "type": chosen})
    frame["published_at"] = _moments(draw, where)
    frame["post_id"] = _ids(draw, network, brand.slug, len(where))
    frame = frame.sort_values(["published_at", "post_id"], ignore_index=True)
    _describe(frame, brand, draw)
    _measure(frame, account, lift, draw)
    return frame


def _moments(draw: np.random.Generator, where: np.ndarray) -> list[datetime]:
    hours = draw.choice(_HOURS, size=len(where), p=_HOUR_WEIGHTS)
    minutes = draw.integers(0, 60, size=len(where))
    return [datetime.combine(DAYS[day], time(int(h), int(m))) for day, h, m in zip(where, hours, minutes)]


def _ids(draw: np.random.Generator, network: str, slug: str, count: int) -> list[str]:
    if network == "youtube":
        signs = list("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_")
        return ["".join(draw.choice(signs, size=11)) for _ in range(count)]
    start = _IDS.get(network, 7_380_000_000_000_000_000) + int(draw.integers(0, 10**12))
    return [str(start + int(step)) for step in np.cumsum(draw.integers(10**6, 10**9, size=count))]


def _describe(frame: pd.DataFrame, brand: Brand, draw: np.random.Generator) -> None:
    tags = pillars(brand.model)
    chosen = draw.choice(list(tags), size=len(frame), p=(0.34, 0.30, 0.22, 0.14))
    numbers = draw.integers(0, 400, size=len(frame))
    texts = []
    for pillar, number, moment in zip(chosen, numbers, frame["published_at"]):
        text = f"{caption(brand.model, brand.language, pillar, int(number))} {tags[pillar]}"
        launched = LAUNCH - timedelta(days=3) <= moment.date() <= LAUNCH + timedelta(days=25)
        texts.append(f"{text} {CAMPAIGN}" if launched and number % 3 else text)
    frame["pillar"], frame["text"] = chosen, texts


def _measure(frame: pd.DataFrame, account: Account, lift: np.ndarray, draw: np.random.Generator) -> None:
    kinds = KINDS[account.network]
    far = np.array([kinds[name].far for name in frame["type"]])
    spread = draw.lognormal(0.0, 0.42, size=len(frame))
    day = frame["day"].to_numpy()
    exposure = account.followers * account.exposure * far * lift[day] * spread
    frame["exposure"] = np.maximum(12, exposure).astype(int)
    frame["reach"] = (frame["exposure"] / draw.uniform(1.08, 1.46, size=len(frame))).astype(int)
    drift = 1 + _DRIFT[account.network] * day / len(DAYS)
    warmth = drift * draw.lognormal(0.0, 0.22, size=len(frame))
    for action in ("reactions", "comments", "shares", "saves", "links", "clicks"):
        rate = np.array([getattr(kinds[name], action) for name in frame["type"]])
        frame[action] = draw.poisson(frame["exposure"] * np.minimum(0.4, rate * warmth))
    frame["clicks"] = frame["clicks"] + frame["links"]
    frame["seconds"] = draw.integers(14, 92, size=len(frame))


def days(brand: Brand, network: str, seed: int) -> pd.DataFrame:
    """Every day of an account: exposure, reach, visits, gained and lost followers, actions; index = DAYS."""
    account = brand.account(network)
    assert account is not None
    draw = generator(seed, brand.slug, network, "days")
    lift = factors(network, account.growth)
    base = account.followers * account.exposure * account.posts / 7 * 1.25
    exposure = np.maximum(8, base * lift * draw.lognormal(0.0, 0.11, size=len(DAYS))).astype(int)
    gained = account.followers * (0.14 + max(0.0, account.growth)) / 365 * lift
    lost = account.followers * (0.14 + max(0.0, -account.growth)) / 365 * np.ones(len(DAYS))
    frame = pd.DataFrame({"date": DAYS, "exposure": exposure})
    frame["reach"] = (exposure / draw.uniform(1.22, 1.38, size=len(DAYS))).astype(int)
    frame["visits"] = draw.poisson(exposure * 0.011)
    frame["gained"], frame["lost"] = draw.poisson(gained), draw.poisson(lost)
    for action, rate in (("reactions", 0.0068), ("comments", 0.0007), ("shares", 0.001), ("saves", 0.0004)):
        frame[action] = draw.poisson(exposure * rate)
    frame["links"] = draw.poisson(exposure * 0.0068)
    frame["posts"] = np.bincount(posts(brand, network, seed)["day"], minlength=len(DAYS))
    return frame
