"""The client file and the logo of an invented brand.

Comes in: a brand. Goes out: YAML as a person would write it, and a small SVG drawn for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kpilib.demo import business, social
from kpilib.demo.cast import Account, Brand
from kpilib.demo.days import DAYS, EXPORTED, FIRST, LAST
from kpilib.demo.networks import GAP
from kpilib.demo.voice import CAMPAIGN, PANEL, pillars
from kpilib.demo.web import TYPES


def client_file(brand: Brand, seed: int) -> str:
    """The text of params/<slug>.yml."""
    lines = [
        *_head(brand),
        "sources:",
        *_sources(brand),
        *business.sources(brand),
        *_targets(brand),
        *_choices(brand, seed),
    ]
    return "\n".join([*lines, *business.choices(brand)]) + "\n"


def _head(brand: Brand) -> Iterator[str]:
    yield f"# {brand.client} is invented: no such brand exists, and every figure was drawn by 'kpilib demo'."
    yield f"client: {brand.client}"
    yield "agency: Studio Wexlade"
    yield f"business_model: {brand.model}"
    yield f"language: {brand.language}"
    yield f"currency: {brand.currency}"
    yield f"timezone: {brand.timezone}"
    yield f'brand: {{color: "{brand.color}", logo: {brand.slug}.svg}}'


def _sources(brand: Brand) -> Iterator[str]:
    """Where the exports lie, and what the files themselves do not say."""
    folder, account = f"exports/{brand.slug}", brand.handle
    late, whole = f"exported_at: {EXPORTED}", f"covers: {FIRST}..{LAST}"
    if brand.account("facebook"):
        there = f"{folder}/meta/facebook"
        # Before the break the page counted impressions; that export was made in December.
        yield f"  - {{path: {there}/Oct-*.csv, account: {account}, exported_at: 2025-12-01}}"
        yield f"  - {{path: {there}/Nov-*.csv, account: {account}, {late}}}"
        yield f"  - {{path: {there}/*.csv, network: facebook, account: {account}, {whole}, {late}}}"
    if brand.account("instagram"):
        there = f"{folder}/meta/instagram"
        for month, day in (("Oct", "2026-04-03"), ("Mar", "2026-08-04"), ("Jul", str(EXPORTED))):
            yield f"  - {{path: {there}/{month}-*.csv, account: {account}, exported_at: {day}}}"
        yield f"  - {{path: {there}/*.csv, network: instagram, account: {account}, {whole}, {late}}}"
    if brand.account("x"):
        yield f"  - {{path: {folder}/x/*.csv, account: {account}, {late}}}"
    if brand.account("youtube"):
        yield f"  - {{path: {folder}/youtube/*.zip, account: {account}, {whole}, {late}}}"
    if brand.account("linkedin"):
        yield f"  - {{path: {folder}/linkedin/*.xlsx, account: {account}, {whole}}}"
    yield f"  - {{path: {folder}/web/*.csv, currency: {brand.currency}, {late}}}"
    yield f"  - path: {folder}/monthly_reach.csv"
    yield "    as: generic"
    yield "    table: period_totals"
    yield "    columns: {network: Network, start: From, end: To, value: People}"
    yield f"    constants: {{metric: reach, account: {account}, scope: total}}"
    yield "    dates: iso"


def _targets(brand: Brand) -> Iterator[str]:
    yield "targets:"
    yield "  engagement_rate_views: {value: 4%}"
    yield "  social_sessions: {value: 4300, per: month}"
    yield "  conversion_rate: {value: 2.5%}"
    yield "  engagements: {value: 5%, over: previous}"
    yield "  posts_published: {value: 50, per: month}"
    yield "  followers: {value: 75000}"
    # Nobody surveys this client's customers: shown as not measurable.
    yield "  nps: {value: 45}"
    yield "benchmarks:"
    yield f'  ctr: {{value: 0.9%, from: "{PANEL[brand.language]}", year: 2026}}'


def _choices(brand: Brand, seed: int) -> Iterator[str]:
    yield "# Follower counts read off the profiles: the exports carry only what came and went, YouTube's not even that."
    yield "followers:"
    for account in brand.accounts:
        counts = ", ".join(f"{day}: {people}" for day, people in _stock(brand, account, seed))
        yield f"  {account.network}/{brand.handle}: {{{counts}}}"
    yield "events:"
    for event, kind in TYPES.items():
        yield f"  {event}: {kind}"
    yield "labels:"
    yield f'  campaign: {{Spring shelf: ["{CAMPAIGN}", "utm:spring_shelf"]}}'
    pairs = ", ".join(f'{pillar}: ["{tag}"]' for pillar, tag in pillars(brand.model).items())
    yield f"  pillar: {{{pairs}}}"
    yield f'brands: [{brand.client}, "@{brand.handle}"]'
    yield "margin: 38%"


def _stock(brand: Brand, account: Account, seed: int) -> Iterator[tuple[date, int]]:
    """Known counts: the first day; for X the day after its gap; for YouTube the ends of the compared months."""
    daily = social.days(brand, account.network, seed)
    net = (daily["gained"] - daily["lost"]).cumsum()
    known = {
        "x": (FIRST, GAP[1] + timedelta(days=1)),
        "youtube": (date(2025, 10, 31), date(2026, 8, 31), date(2026, 9, 30), LAST),
    }.get(account.network, (FIRST,))
    for day in known:
        yield day, account.followers + int(net[DAYS.index(day)] - net[0])


def logo(brand: Brand) -> str:
    """A mark of three shapes, different for each brand; the demo's is a cup."""
    color = brand.color
    if brand.slug == "demo":
        shapes = (
            f'<path d="M10 22h34v14a14 14 0 0 1-14 14h-6a14 14 0 0 1-14-14z" fill="{color}"/>'
            f'<path d="M44 26h6a8 8 0 0 1 0 16h-7" fill="none" stroke="{color}" stroke-width="4"/>'
            f'<path d="M20 16c-4-4 4-6 0-11M31 16c-4-4 4-6 0-11" fill="none" stroke="{color}" stroke-width="3"/>'
        )
    else:
        turn = sum(map(ord, brand.slug)) % 360
        shapes = (
            f'<g transform="rotate({turn} 32 30)"><rect x="10" y="8" width="30" height="30" rx="6" fill="{color}"/>'
            f'<circle cx="44" cy="42" r="14" fill="{color}" fill-opacity=".55"/>'
            f'<path d="M10 46h20v10H10z" fill="{color}" fill-opacity=".8"/></g>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 60" role="img">'
        f"<title>{brand.client}</title>{shapes}</svg>\n"
    )
