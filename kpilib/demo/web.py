"""Google Analytics: visits by channel and day, key events and users by month, as the reports export them.

Comes in: a brand. Goes out: files by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpilib.demo.cast import Brand
from kpilib.demo.days import DAYS, LAUNCH, factors, generator
from kpilib.demo.meta import months
from kpilib.demo.native import text

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Flow:
    """Visits with one set of labels: how many a day, how they grow, stay and buy."""

    channel: str
    source: str
    network: str
    daily: float
    growth: float
    engaged: float
    seconds: float
    key: float
    tagged: bool = False


FLOWS = (
    Flow("Organic Social", "instagram / social", "instagram", 46, 0.24, 0.55, 58, 0.031, tagged=True),
    Flow("Organic Social", "l.facebook.com / referral", "facebook", 38, -0.08, 0.44, 41, 0.019, tagged=True),
    Flow("Organic Social", "t.co / referral", "x", 14, -0.05, 0.38, 33, 0.011),
    Flow("Organic Social", "linkedin.com / referral", "linkedin", 7, 0.20, 0.60, 71, 0.024),
    Flow("Organic Video", "youtube.com / referral", "youtube", 6, 0.10, 0.57, 66, 0.020),
    Flow("Paid Social", "facebook / paid_social", "facebook", 21, 0.10, 0.36, 27, 0.022),
    Flow("Organic Search", "google / organic", "", 142, 0.09, 0.63, 79, 0.036),
    Flow("Direct", "(direct) / (none)", "", 88, 0.02, 0.52, 54, 0.029),
    Flow("Email", "newsletter / email", "", 27, 0.12, 0.68, 84, 0.058),
)
_HEADER = [
    "Session default channel group", "Session source / medium", "Session campaign", "Session manual ad content",
    "Date", "Sessions", "Engaged sessions", "Average engagement time per session", "Event count", "Key events",
    "Session key event rate", "Total revenue",
]  # fmt: skip
_CAMPAIGNS = {"Organic Search": "(organic)", "Direct": "(direct)", "Email": "weekly_letter"}
_EVENTS = {
    "dtc": (("newsletter_sign_up", 0.46), ("brochure_download", 0.21), ("purchase", 0.33)),
    "b2b": (("generate_lead", 0.30), ("brochure_download", 0.44), ("demo_request", 0.26)),
    "saas": (("sign_up", 0.34), ("trial_start", 0.40), ("demo_request", 0.26)),
    "dealer": (("brochure_download", 0.38), ("test_drive", 0.24), ("generate_lead", 0.38)),
    "store": (("newsletter_sign_up", 0.55), ("generate_lead", 0.30), ("purchase", 0.15)),
}
# What the client file says these key events are.
TYPES = {
    "newsletter_sign_up": "newsletter_signup",
    "brochure_download": "download",
    "purchase": "purchase",
    "generate_lead": "form_fill",
    "demo_request": "demo_request",
    "sign_up": "registration",
    "trial_start": "trial",
    "test_drive": "test_drive",
}


def files(brand: Brand, seed: int) -> Files:
    """Visits of every day; key events and users of every month."""
    visits = _visits(brand, seed)
    yield "web/traffic_acquisition_by_day.csv", _acquisition(brand, visits)
    for first, last in months():
        inside = visits[[first <= day <= last for day in visits["day"]]]
        yield f"web/key_events_{first:%Y-%m}.csv", _key_events(brand, seed, inside, first, last)
        yield f"web/users_{first:%Y-%m}.csv", _users(brand, seed, inside, first, last)


def _preamble(brand: Brand, report: str, first: date, last: date) -> str:
    rule = "# ----------------------------------------"
    lines = [rule, f"# {report}", f"# Account: {brand.client}", f"# Property: {brand.handle}.example", rule, "# "]
    lines += ["# All Users", f"# Start date: {first:%Y%m%d}", f"# End date: {last:%Y%m%d}"]
    return "\n".join(lines) + "\n"


def _visits(brand: Brand, seed: int) -> pd.DataFrame:
    """One row for each day and set of labels; a brand without an account gets no visits from its network."""
    size = max(0.25, sum(account.followers for account in brand.accounts) / 56_000)
    rows: list[dict[str, object]] = []
    for flow in FLOWS:
        if not flow.network or brand.account(flow.network):
            rows += _flow(brand, flow, size, seed)
    frame = pd.DataFrame(rows)
    return frame[frame["sessions"] > 0].reset_index(drop=True)


def _flow(brand: Brand, flow: Flow, size: float, seed: int) -> list[dict[str, object]]:
    draw = generator(seed, brand.slug, "web", flow.source, flow.channel)
    sessions = draw.poisson(flow.daily * size * factors("web", flow.growth))
    rows: list[dict[str, object]] = []
    for day, count in zip(DAYS, sessions):
        tagged = int(draw.binomial(count, 0.42)) if flow.tagged else 0
        for part, content in ((count - tagged, ""), (tagged, f"{flow.network}-{day:%G-w%V}")):
            if part:
                rows.append({**_visit(draw, flow, int(part), brand.money), "day": day, "content": content})
    for row in rows:
        row.update(channel=flow.channel, source=flow.source, campaign=_campaign(flow, row))
    return rows


def _visit(draw: np.random.Generator, flow: Flow, sessions: int, money: float) -> dict[str, object]:
    engaged = int(draw.binomial(sessions, flow.engaged))
    converting = int(draw.binomial(sessions, flow.key))
    key_events = converting + int(draw.binomial(converting, 0.12))
    buyers = int(draw.binomial(converting, 0.6))
    revenue = round(float(draw.lognormal(3.7, 0.4, size=buyers).sum()) * money, 2)
    seconds = int(draw.poisson(flow.seconds * sessions))
    events = int(draw.poisson(6.2 * sessions))
    return {
        "sessions": sessions, "engaged": engaged, "converting": converting, "key_events": key_events,
        "revenue": revenue, "seconds": seconds, "events": events,
    }  # fmt: skip


def _campaign(flow: Flow, row: dict[str, object]) -> str:
    day = row["day"]
    assert isinstance(day, date)
    if flow.channel == "Paid Social" or row["content"]:
        return "spring_shelf" if 0 <= (day - LAUNCH).days < 26 else "always_on"
    return _CAMPAIGNS.get(flow.channel, "(referral)")


def _acquisition(brand: Brand, visits: pd.DataFrame) -> bytes:
    # The report lists its rows by visits, not by day.
    visits = visits.sort_values(["sessions", "day", "source"], ascending=[False, True, True], kind="stable")
    rows = [
        [
            row["channel"], row["source"], row["campaign"], row["content"] or "(not set)", f"{row['day']:%Y%m%d}",
            str(row["sessions"]), str(row["engaged"]), _ratio(row["seconds"], row["sessions"]), str(row["events"]),
            str(row["key_events"]), _ratio(row["converting"], row["sessions"]), f"{row['revenue']:.2f}",
        ]
        for row in visits.to_dict("records")
    ]  # fmt: skip
    head = _preamble(brand, "Traffic acquisition: Session default channel group", DAYS[0], DAYS[-1])
    return (head + text([_HEADER, *rows])).encode()


def _ratio(part: float, whole: float) -> str:
    return repr(round(part / whole, 5)).removesuffix(".0")


def _key_events(brand: Brand, seed: int, visits: pd.DataFrame, first: date, last: date) -> bytes:
    draw = generator(seed, brand.slug, "key events", first.isoformat())
    rows = [["Event name", "Session default channel group", "Event count", "Key events"]]
    for channel, inside in visits.groupby("channel"):
        split = draw.multinomial(int(inside["key_events"].sum()), [share for _, share in _EVENTS[brand.model]])
        rows += [[name, str(channel), str(n), str(n)] for (name, _), n in zip(_EVENTS[brand.model], split) if n]
    return (_preamble(brand, "Key events by channel", first, last) + text(rows)).encode()


def _users(brand: Brand, seed: int, visits: pd.DataFrame, first: date, last: date) -> bytes:
    draw = generator(seed, brand.slug, "users", first.isoformat())
    rows = [["First user default channel group", "Total users", "New users", "Returning users"]]
    for channel, inside in visits.groupby("channel"):
        users = int(inside["sessions"].sum() * draw.uniform(0.70, 0.78))
        new = int(users * draw.uniform(0.66, 0.74))
        rows.append([str(channel), str(users), str(new), str(users - new)])
    return (_preamble(brand, "User acquisition: First user default channel group", first, last) + text(rows)).encode()
