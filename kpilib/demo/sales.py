"""What was sold and what it cost: orders, CRM contacts and deals, costs, one test of two pages.

Comes in: a brand. Goes out: files by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from kpilib.demo.cast import NETWORKS, Brand
from kpilib.demo.days import DAYS, LAST, factors, generator
from kpilib.demo.meta import months
from kpilib.demo.native import Layout, sheet, text

Files = Iterator[tuple[str, bytes]]
# Source, medium, campaign and how often.
_ORIGINS = (
    ("google", "organic", "", 0.31), ("(direct)", "(none)", "", 0.24), ("instagram", "social", "always_on", 0.14),
    ("facebook", "paid_social", "always_on", 0.11), ("newsletter", "email", "weekly_letter", 0.12),
    ("linkedin", "social", "", 0.05), ("staff", "advocacy", "", 0.03),
)  # fmt: skip
_STAGES = ("mql_at", "sql_at", "opportunity_at", "customer_at")
_RATES = (0.44, 0.52, 0.60, 0.36)


def orders(brand: Brand, seed: int) -> Files:
    """Two years of orders, so that returning customers can be told from new ones."""
    draw = generator(seed, brand.slug, "orders")
    header = [
        "Order",
        "Customer",
        "Placed",
        "Total",
        "Profit",
        "Currency",
        "Items",
        "Channel",
        "Source",
        "Medium",
        "Campaign",
    ]
    origins = [origin for origin in _ORIGINS if brand.is_there(origin[0])]
    weights = np.array([origin[3] for origin in origins])
    rows = [header]
    lift = factors("web", 0.12)
    for number, (day, count) in enumerate(_order_days(draw, lift)):
        for _ in range(count):
            source, medium, campaign, _often = origins[draw.choice(len(origins), p=weights / weights.sum())]
            total = round(float(draw.lognormal(4.25, 0.45)) * brand.money, 2)
            customer = f"C{int(draw.beta(0.9, 2.2) * (900 + 3 * number)):05d}"
            placed = datetime.combine(day, time(int(draw.integers(8, 22)), int(draw.integers(0, 60))))
            channel = "store" if brand.model == "store" and draw.uniform() < 0.55 else "web"
            rows.append([
                f"{brand.slug[:3].upper()}-{len(rows):06d}", customer, f"{placed:%Y-%m-%d %H:%M}", f"{total:.2f}",
                f"{total * draw.uniform(0.3, 0.44):.2f}", brand.currency, str(int(draw.integers(1, 5))), channel,
                source if channel == "web" else "", medium if channel == "web" else "", campaign,
            ])  # fmt: skip
    yield "orders.csv", text(rows).encode()


def _order_days(draw: np.random.Generator, lift: np.ndarray) -> list[tuple]:
    earlier = [DAYS[0] - timedelta(days=number) for number in range(365, 0, -1)]
    both = [*zip(earlier, np.ones(365) * 0.85), *zip(DAYS, lift)]
    return [(day, int(draw.poisson(8 * factor))) for day, factor in both]


def contacts(brand: Brand, seed: int) -> pd.DataFrame:
    """Contacts with the days on which they reached each stage; the youngest are not ripe."""
    draw = generator(seed, brand.slug, "contacts")
    network = next(name for name in ("instagram", "linkedin", *NETWORKS) if brand.account(name))
    rows: list[dict[str, object]] = []
    for day, count in zip(DAYS, draw.poisson(2.1 * factors("linkedin", 0.15))):
        for _ in range(count):
            social = draw.uniform() < 0.42
            origin = ("Social Media", network, "always_on") if social else ("Organic Search", "google", "")
            created = datetime.combine(day, time(int(draw.integers(7, 19)), int(draw.integers(0, 60))))
            row: dict[str, object] = {"lead_id": str(90_000 + len(rows)), "created_at": created, "origin": origin}
            at, reached = created, "lead"
            for stage, rate in zip(_STAGES, _RATES):
                at += timedelta(days=int(draw.integers(2, 24)))
                if draw.uniform() > rate or at.date() > LAST:
                    break
                row[stage], reached = at, stage
            rows.append({**row, "status": reached.removesuffix("_at")})
    return pd.DataFrame(rows, columns=["lead_id", "created_at", "origin", *_STAGES, "status"])


def crm(brand: Brand, seed: int) -> Files:
    """HubSpot's contacts and deals; names, mail and phone stay empty here as they are never read."""
    frame = contacts(brand, seed)
    stages = ("Marketing Qualified Lead", "Sales Qualified Lead", "Opportunity", "Customer")
    entered = [
        (f'Date entered "{title} (Lifecycle Stage Pipeline)"', [_stamp(at) for at in frame[stage]])
        for title, stage in zip(stages, _STAGES)
    ]
    layout: Layout = (
        "lead_id", ("First Name", ""), ("Last Name", ""), ("Email", ""),
        ("Original Traffic Source", [origin[0] for origin in frame["origin"]]),
        ("Original Traffic Source Drill-Down 1", [origin[1] for origin in frame["origin"]]),
        ("Original Traffic Source Drill-Down 2", [origin[2] for origin in frame["origin"]]),
        ("Lifecycle Stage", frame["status"]), "created_at", *entered,
    )  # fmt: skip
    yield "crm/contacts.csv", text(sheet("hubspot_contacts", "leads", frame, layout, when=_stamp)).encode("utf-8-sig")
    yield "crm/deals.csv", text(_deals(brand, frame, seed)).encode("utf-8-sig")


def _stamp(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) and not pd.isna(at) else ""


def _deals(brand: Brand, frame: pd.DataFrame, seed: int) -> list[list[str]]:
    draw = generator(seed, brand.slug, "deals")
    chances = frame[frame["opportunity_at"].notna()].reset_index(drop=True)
    deals = pd.DataFrame({"deal_id": [str(400_000 + n) for n in range(len(chances))], "pipeline": "Sales"})
    deals["created_at"] = chances["opportunity_at"]
    won = chances["customer_at"].notna()
    closing = [at + timedelta(days=int(draw.integers(5, 40))) for at in deals["created_at"]]
    closed = won | np.array([at.date() <= LAST for at in closing])
    deals["closed_at"] = [
        w if pd.notna(w) else (c if done else None) for w, c, done in zip(chances["customer_at"], closing, closed)
    ]
    deals["amount"] = np.round(draw.lognormal(8.1, 0.5, size=len(deals)) * brand.money, 2)
    layout = (
        "deal_id", ("Deal Name", [f"Deal {n + 1}" for n in range(len(deals))]),
        ("Deal Stage", ["Closed won" if w else "Closed lost" if c else "Proposal" for w, c in zip(won, closed)]),
        "pipeline", "amount", "closed_at", "created_at",
        ("Deal owner", [f"Owner {n % 4 + 1}" for n in range(len(deals))]),
        ("Is Closed Won", [str(bool(w)).lower() for w in won]),
        ("Is Deal Closed?", [str(bool(c)).lower() for c in closed]),
        ("Associated Contact IDs", chances["lead_id"]),
        ("Associated Company IDs", [f"K{int(lead) % 400}" for lead in chances["lead_id"]]),
    )  # fmt: skip
    return sheet("hubspot_deals", "deals", deals, layout, when=_stamp)


def costs(brand: Brand, seed: int) -> Files:
    """What the work itself cost, month by month."""
    draw = generator(seed, brand.slug, "costs")
    rows = [["From", "To", "Kind", "What", "Amount", "Currency"]]
    for first, last in months():
        for kind, what, amount in (
            ("content", "photo and film", 220),
            ("tools", "licences", 90),
            ("staff", "community", 480),
        ):
            spent = round(amount * brand.money * draw.uniform(0.9, 1.15), 2)
            rows.append([str(first), str(last), kind, what, f"{spent:.2f}", brand.currency])
    yield "costs.csv", text(rows).encode()


def trial(brand: Brand, seed: int) -> Files:
    """One test of two landing pages over a whole month."""
    draw = generator(seed, brand.slug, "trial")
    rows = [["Test", "Version", "Control", "Goal", "Visitors", "Signups", "Planned"]]
    for name, control, rate in (("A", "yes", 0.050), ("B", "no", 0.064)):
        visitors = int(draw.integers(2350, 2450))
        rows.append(
            [
                "Landing page October",
                name,
                control,
                "signup",
                str(visitors),
                str(int(draw.binomial(visitors, rate))),
                "0.5",
            ]
        )
    yield "test.csv", text(rows).encode()
