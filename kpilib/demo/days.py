"""The invented year: which days the demo covers, and how season, weekday, growth and one launch move every figure.

Comes in: a brand's choices. Goes out: one factor for each day; nothing hangs on the clock.
"""

from __future__ import annotations

from datetime import date, timedelta
from zlib import crc32

import numpy as np

FIRST = date(2025, 10, 1)
LAST = date(2026, 10, 31)
EXPORTED = date(2026, 11, 3)
LAUNCH = date(2026, 5, 12)
DAYS = tuple(FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))

# January to December; the gift season carries a shop for coffee and home.
_SEASON = (0.94, 0.95, 0.99, 1.00, 1.02, 0.97, 0.90, 0.88, 1.00, 1.04, 1.18, 1.27)
# Monday to Sunday.
WEEK = {
    "facebook": (0.96, 1.00, 1.04, 1.02, 0.98, 0.95, 1.05),
    "instagram": (0.95, 0.97, 1.02, 1.00, 0.98, 1.03, 1.12),
    "x": (1.06, 1.08, 1.08, 1.05, 0.98, 0.84, 0.80),
    "linkedin": (1.15, 1.28, 1.30, 1.22, 0.98, 0.52, 0.48),
    "youtube": (0.92, 0.92, 0.94, 0.96, 1.02, 1.14, 1.16),
    "tiktok": (0.94, 0.96, 0.98, 1.00, 1.04, 1.06, 1.04),
    "web": (1.08, 1.07, 1.05, 1.03, 0.96, 0.86, 0.94),
}


def generator(seed: int, *topic: str) -> np.random.Generator:
    """A stream of its own for each topic, so that a new export never moves the figures of another."""
    return np.random.default_rng([seed, crc32("/".join(topic).encode())])


def season(day: date) -> float:
    """The season's factor, sliding from the middle of one month to the middle of the next."""
    position = day.month - 1 + (day.day - 15) / 30
    below = int(np.floor(position))
    share = position - below
    return float((1 - share) * _SEASON[below % 12] + share * _SEASON[(below + 1) % 12])


def launch(day: date) -> float:
    """The one event: a launch that lifts everything and fades within three weeks."""
    after = (day - LAUNCH).days
    return 1.0 + (1.5 * float(np.exp(-after / 5)) if 0 <= after < 40 else 0.0)


def factors(network: str, growth: float) -> np.ndarray:
    """One factor for each of DAYS; `growth` is the share gained over a year."""
    week = WEEK[network]
    return np.array(
        [season(day) * launch(day) * week[day.weekday()] * (1 + growth) ** ((day - FIRST).days / 365) for day in DAYS]
    )
