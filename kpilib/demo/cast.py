"""The cast: invented brands of five business models in five languages. No name here is anybody's.

Comes in: how many clients. Goes out: one `Brand` each, the first always the demo.
"""

from __future__ import annotations

from dataclasses import dataclass

MODELS = ("dtc", "b2b", "saas", "dealer", "store")
LANGUAGES = ("en", "zh-Hans", "zh-Hant", "tr", "id")
NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin")


@dataclass(frozen=True)
class Account:
    """One account: followers on the first day, growth over a year, posts a week, exposure of a post per follower."""

    network: str
    followers: int
    growth: float
    posts: float
    exposure: float


@dataclass(frozen=True)
class Brand:
    """One invented client."""

    slug: str
    client: str
    handle: str
    model: str
    language: str
    currency: str
    timezone: str
    color: str
    money: float
    accounts: tuple[Account, ...]

    def account(self, network: str) -> Account | None:
        """Its account on a network."""
        return next((account for account in self.accounts if account.network == network), None)

    def is_there(self, place: str) -> bool:
        """Whether a place is no network, or a network on which it has an account."""
        return place not in NETWORKS or self.account(place) is not None


DEMO = Brand(
    slug="demo",
    client="Fennmoor Coffee",
    handle="fennmoor",
    model="dtc",
    language="en",
    currency="EUR",
    timezone="Europe/Berlin",
    color="#9a4a24",
    money=1.0,
    accounts=(
        Account("facebook", 18_420, 0.03, 3.2, 0.24),
        Account("instagram", 26_310, 0.21, 4.4, 0.34),
        Account("x", 6_150, -0.02, 5.0, 0.19),
        Account("youtube", 3_480, 0.12, 0.5, 0.62),
        Account("linkedin", 2_260, 0.26, 1.4, 0.46),
    ),
)
# Currency, time zone and how many units of the currency a euro is, about.
_PLACES = {
    "en": ("USD", "America/Chicago", 1.1),
    "zh-Hans": ("CNY", "Asia/Shanghai", 7.8),
    "zh-Hant": ("TWD", "Asia/Taipei", 35.0),
    "tr": ("TRY", "Europe/Istanbul", 40.0),
    "id": ("IDR", "Asia/Jakarta", 18_000.0),
}
_COLORS = ("#0b6e6e", "#b3261e", "#3d5a98", "#5b7f2b", "#7a3e8f", "#c2570c", "#1f6f43", "#8c6d1f", "#33658a", "#a23b72")
_FIRST = ("Vel", "Tor", "Mar", "Kel", "Bru", "Sen", "Nor", "Fal", "Hes", "Lum")
_SECOND = ("ombek", "istrau", "enwick", "ovaldo", "andryl", "ullmer", "erisko", "imbrau", "atroni", "ogluen")
_MIDDLE = ("an", "es", "ir", "ut", "el", "od", "av", "ek", "uz", "iph")
_TRADES = {
    "dtc": ("Home", "家居", "家居", "Ev", "Rumah"),
    "b2b": ("Pumps", "泵业", "幫浦", "Pompa", "Pompa"),
    "saas": ("Ledger", "云账", "雲帳", "Defter", "Buku"),
    "dealer": ("Motors", "车行", "車行", "Oto", "Motor"),
    "store": ("Market", "超市", "超市", "Market", "Pasar"),
}


def brands(clients: int) -> list[Brand]:
    """The demo and as many further brands as asked for."""
    return [DEMO, *(_brand(number) for number in range(1, clients))]


def _brand(number: int) -> Brand:
    # Model and language run through all 25 pairs before one comes again.
    index = number - 1
    model, language = MODELS[index % 5], LANGUAGES[(index + index // 5) % 5]
    # The middle changes every hundred, so that no name is ever a part of another.
    name = _FIRST[index % 10] + _middle(index // 100) + _SECOND[(index // 10 + 3 * index) % 10]
    currency, timezone, money = _PLACES[language]
    size = (0.5, 1.0, 2.4, 5.5)[index % 4]
    return Brand(
        slug=name.lower(),
        client=f"{name} {_TRADES[model][LANGUAGES.index(language)]}",
        handle=name.lower(),
        model=model,
        language=language,
        currency=currency,
        timezone=timezone,
        color=_COLORS[index % len(_COLORS)],
        money=money,
        accounts=_accounts(model, size, index),
    )


def _middle(hundred: int) -> str:
    return "" if hundred == 0 else _MIDDLE[(hundred - 1) % 10] + _middle((hundred - 1) // 10)


def _accounts(model: str, size: float, index: int) -> tuple[Account, ...]:
    wanted = {
        "dtc": ("facebook", "instagram", "youtube", "x"),
        "b2b": ("linkedin", "x", "youtube"),
        "saas": ("linkedin", "x", "facebook"),
        "dealer": ("facebook", "instagram", "youtube"),
        "store": ("facebook", "instagram"),
    }[model]
    drift = (index % 7 - 2) / 20
    scaled = {account.network: account for account in DEMO.accounts}
    return tuple(
        Account(
            name, int(scaled[name].followers * size), scaled[name].growth + drift, scaled[name].posts,
            scaled[name].exposure,
        )
        for name in wanted
    )  # fmt: skip
