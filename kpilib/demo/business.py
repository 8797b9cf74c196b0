"""What a business exports besides its networks: which kinds, and how the client file names them.

Comes in: a brand and a seed. Goes out: files by name, their entries under `sources:`, further choices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kpilib.demo import ads, care, sales
from kpilib.demo.cast import Brand
from kpilib.demo.days import FIRST, LAST

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Export:
    """One kind of export: who writes it and its lines in the client file; {folder} and {brand} are filled in."""

    write: Callable[[Brand, int], Files]
    lines: tuple[str, ...]


def _generic(path: str, table: str, columns: str, *more: str) -> tuple[str, ...]:
    head = (f"path: {{folder}}/{path}", "as: generic", f"table: {table}", f"columns: {{{{{columns}}}}}")
    return (*head, *more, "dates: iso", 'decimal: "."')


_KINDS = {
    "meta_ads": Export(ads.meta, ("path: {folder}/ads/meta_*.csv", "account: {brand.handle}")),
    "google_ads": Export(ads.google, ("path: {folder}/ads/google_*.csv", "account: {brand.handle}")),
    "orders": Export(
        sales.orders,
        _generic(
            "orders.csv", "orders",
            "order_id: Order, customer_id: Customer, ordered_at: Placed, revenue: Total, margin: Profit, "
            "currency: Currency, quantity: Items, channel: Channel, source: Source, medium: Medium, campaign: Campaign",
            f"covers: {FIRST}..{LAST}",
        ),
    ),
    "crm": Export(sales.crm, ("path: {folder}/crm/*.csv", "currency: {brand.currency}", f"covers: {FIRST}..{LAST}")),
    "costs": Export(
        sales.costs,
        _generic(
            "costs.csv", "costs", "date: From, date_end: To, kind: Kind, item: What, amount: Amount, currency: Currency"
        ),
    ),
    "trial": Export(
        sales.trial,
        _generic(
            "test.csv", "experiments",
            "experiment: Test, variant: Version, is_control: Control, goal: Goal, exposures: Visitors, "
            "conversions: Signups, planned_share: Planned",
            "constants: {{unit: user}}",
        ),
    ),
    "tickets": Export(care.tickets, ("path: {folder}/care/tickets.csv", f"covers: {FIRST}..{LAST}")),
    "mentions": Export(care.mentions, ("path: {folder}/listening/mentions.csv", f"covers: {FIRST}..{LAST}")),
    "surveys": Export(
        care.surveys,
        _generic(
            "surveys.csv", "surveys",
            "response_id: Answer, survey: Survey, question: Survey, submitted_at: Sent, score: Score, "
            "scale_min: From, scale_max: To",
        ),
    ),
    "advocacy": Export(care.advocacy, ("path: {folder}/advocacy/*.csv", f"exported_at: {LAST}")),
}  # fmt: skip
_OF_MODEL = {
    "dtc": ("meta_ads", "orders", "costs", "surveys", "trial"),
    "b2b": ("crm", "google_ads", "costs", "advocacy"),
    "saas": ("crm", "google_ads", "tickets", "surveys", "trial"),
    "dealer": ("meta_ads", "crm", "tickets", "mentions"),
    "store": ("orders", "tickets", "mentions", "costs"),
}


def files(brand: Brand, seed: int) -> Files:
    """Everything the brand's business model exports."""
    for kind in _kinds(brand):
        yield from _KINDS[kind].write(brand, seed)


def sources(brand: Brand) -> Iterator[str]:
    """Their entries under `sources:`."""
    for kind in _kinds(brand):
        for number, line in enumerate(_KINDS[kind].lines):
            filled = line.format(folder=f"exports/{brand.slug}", brand=brand)
            yield ("    " if number else "  - ") + filled


def choices(brand: Brand) -> Iterator[str]:
    """Keys of the client file that only this business model needs."""
    kinds = _kinds(brand)
    if "mentions" in kinds:
        yield f"competitors: [{', '.join(care.rivals())}]"
    if "tickets" in kinds:
        yield 'hours: {mon-fri: "09:00-18:00"}'
    if "orders" in kinds:
        yield "expected_years: 3"
        yield "acquisition: order"


def _kinds(brand: Brand) -> tuple[str, ...]:
    # The demo stays with its networks and its website, so that its exports stay small enough to be kept with the code.
    return () if brand.slug == "demo" else _OF_MODEL[brand.model]
