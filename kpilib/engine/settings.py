"""What a client chose: clocks, action sets, windows, money. Also the editable lists that the engine consults.

Comes in: a client file, through params. Goes out: `Settings`, and small tables of networks and sources.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

GUARDS: dict[str, float] = {
    "share": 30,  # least n of a share whose change is shown
    "base": 30,  # least count whose change is shown in percent
    "median": 10,
    "p90": 20,
    "cell": 5,  # least posts in a cell, least things behind a rate or mean whose change is shown
    "person": 10,
    "page": 100,
    "open": 0.1,  # share of unfinished rows from which a median follows the survival curve
    "lead_to_mql": 30,
    "lead_conversion_rate": 90,
    "carry": 7,  # days that a last known value is carried
    "forecasts": 6,  # past periods behind the band of a projection
}
SOCIAL_NETWORKS = (
    "facebook", "instagram", "linkedin", "x", "tiktok", "youtube", "pinterest", "threads", "bluesky",
)  # fmt: skip
SOCIAL_MEDIUMS = ("social", "social-network", "social-media", "sm", "social network", "social media", "organic_social",
                  "organic-social")  # fmt: skip
PAID_MEDIUMS = ("cpc", "ppc", "cpm", "paid", "paid_social", "paid-social", "paidsocial", "paid social", "retargeting")


@dataclass(frozen=True)
class Settings:
    """The choices behind the figures, each with the default of the definitions."""

    timezone: str = "UTC"
    currency: str | None = None
    actions: tuple[str, ...] = ("reactions", "comments", "shares", "saves")
    exposure_basis: Mapping[str, Any] = field(default_factory=dict)
    margin: float | None = None
    value_per_customer: float | None = None
    expected_years: float | None = None
    clv_years: float = 3
    discount: float = 0.10
    active_days: int = 365
    intent_weights: Mapping[str, float] | None = None
    bot_agents: tuple[str, ...] = ()
    lookback_days: int = 30
    settle_days: int = 0
    attribution: str = "last"
    acquisition: str | None = None
    hours: Mapping[str, str] | None = None
    holidays: str | None = None
    followers: Mapping[tuple[str, str], Mapping[date, int]] = field(default_factory=dict)
    rates: Any = None
    guards: Mapping[str, float] = field(default_factory=dict)
    materiality: float = 0.02
    cadence: str = "month"
    social_channels: tuple[str, ...] = ("Organic Social", "Paid Social")
    headline: str | tuple[str, ...] = "A"
    business_model: str = "dtc"
    funnel: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conversion_types: tuple[str, ...] = ()
    limit_s: float = 3600
    competitors: tuple[str, ...] = ()
    population: float | None = None
    breaks: tuple[tuple[date, str, str], ...] = ()

    def guard(self, name: str) -> float:
        """A threshold: the client's, else the default."""
        return self.guards.get(name, GUARDS[name])

    def basis(self, network: str | None) -> tuple[str, ...]:
        """Impressions, views, or one before the other: what counts as exposure on a network."""
        chosen = self.exposure_basis.get(network) if network else None
        if chosen:
            return (chosen,) if isinstance(chosen, str) else tuple(chosen)
        return exposures().get(network or "", ("impressions", "views"))


def table(name: str) -> list[dict[str, str]]:
    """One of the editable lists in kpis/data."""
    text = files("kpilib.kpis").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def exposures() -> dict[str, tuple[str, ...]]:
    """The default exposure basis of each network."""
    return {row["network"]: tuple(row["basis"].split(";")) for row in table("exposure")}


@cache
def social_sources() -> tuple[str, ...]:
    """Names under which visits, leads and orders from social networks appear."""
    return tuple(row["source"] for row in table("social_sources"))


@cache
def not_reported() -> frozenset[tuple[str, str]]:
    """(network, column): figures that a network does not give."""
    return frozenset((row["network"], row["column"]) for row in table("not_reported"))
