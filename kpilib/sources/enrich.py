"""What the client file adds to rows: networks of sources, channels, labels, page types, own brands.

Comes in: `Rows` after conversion. Goes out: the same with descriptive columns filled; figures stay untouched.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import flat
from kpilib.sources.hashtags import hashtags
from kpilib.sources.rows import Rows

_DATA = Path(__file__).parent / "data"


@cache
def _rules() -> dict[str, dict[str, re.Pattern[str]]]:
    with (_DATA / "channels.toml").open("rb") as file:
        lists = tomllib.load(file)
    return {
        section: {name: re.compile("|".join(f"(?:{p})" for p in patterns)) for name, patterns in entries.items()}
        for section, entries in lists.items()
    }


@lru_cache(maxsize=50_000)
def network_of(source: str) -> str | None:
    """The network behind the source of a visit; None for other sites."""
    name = source.strip().casefold().removeprefix("www.")
    return next((network for network, rule in _rules()["networks"].items() if rule.fullmatch(name)), None)


@lru_cache(maxsize=50_000)
def channel_of(source: str, medium: str) -> str:
    """Google's default channel group for a source and medium."""
    source, medium = source.strip().casefold(), medium.strip().casefold()
    rules = _rules()

    def is_a(kind: str) -> bool:
        return bool(rules["media"][kind].fullmatch(medium))

    if source in ("(direct)", "direct", "") and medium in ("(none)", "(not set)", ""):
        return "Direct"
    network = network_of(source)
    social = network not in (None, "email")
    video = network == "youtube"
    if is_a("email") or network == "email":
        return "Email"
    if is_a("paid"):
        if rules["search"]["sources"].fullmatch(source):
            return "Paid Search"
        return ("Paid Video" if video else "Paid Social") if social else "Paid Other"
    if is_a("display"):
        return "Display"
    if social or is_a("social"):
        return "Organic Video" if video else "Organic Social"
    for kind, channel in (("organic", "Organic Search"), ("affiliate", "Affiliates"), ("referral", "Referral")):
        if is_a(kind):
            return channel
    return "SMS" if is_a("sms") else "Unassigned"


def enrich(rows: Rows) -> None:
    """Fill the descriptive columns of the part's table."""
    step = _STEPS.get(rows.part.table)
    if step:
        step(rows)


def each(values: pa.Array, convert: Callable[[str], str | bool | None], kind: pa.DataType | None = None) -> pa.Array:
    """A text column converted once per distinct text; null stays null."""
    coded = pc.dictionary_encode(flat(values))
    words = [None if word is None else convert(word) for word in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, kind or pa.string()), coded.indices)


def _web(rows: Rows) -> None:
    columns = rows.columns
    if "source" in columns:
        rows.fill("network", each(columns["source"], network_of))
        if "medium" in columns and "channel" not in columns:
            pairs = pc.binary_join_element_wise(
                pc.fill_null(columns["source"], ""), pc.fill_null(columns["medium"], ""), "\x1f"
            )
            channels = each(pairs, lambda pair: channel_of(*pair.split("\x1f")))
            rows.fill("channel", channels)
    if "event" in columns and rows.context.events:
        types = {name.casefold(): kind for name, kind in rows.context.events.items()}
        rows.fill("conversion_type", each(columns["event"], lambda name: types.get(name.casefold())))
    if rows.spec.event:
        rows.fill("conversion_type", rows.context.events.get(rows.spec.event, rows.spec.event))
    page = columns.get("page", columns.get("landing_page"))
    if page is not None and rows.context.pages:
        rows.fill("page_type", each(page, lambda text: _page_type(text, rows)))


def _page_type(text: str, rows: Rows) -> str | None:
    """The first pattern that fits: a plain text is a part of the page's path or title, * stands for anything."""
    folded = text.casefold()
    for pattern, kind in rows.context.pages.items():
        wanted = re.escape(pattern.casefold()).replace(r"\*", ".*")
        if re.search(wanted if "*" not in pattern else f"^{wanted}$", folded):
            return kind
    return None


def _posts(rows: Rows) -> None:
    text = rows.get("text")
    if text.null_count < len(text):
        rows.fill("tags", hashtags(text))
    for kind in ("campaign", "pillar"):
        labels = rows.context.labels.get(kind)
        if labels:
            marks = [(mark.casefold(), name) for name, found in labels.items() for mark in found]
            joined = pc.binary_join_element_wise(pc.fill_null(text, ""), pc.fill_null(rows.get("url"), ""), "\x1f")
            tagged = pc.binary_join_element_wise(joined, pc.fill_null(rows.get("tags"), ""), "\x1f")
            rows.fill(kind, each(tagged, lambda words, marks=marks: _label(words.casefold(), marks)))  # type: ignore[misc]


def _label(words: str, marks: list[tuple[str, str]]) -> str | None:
    text, _, tags = words.rpartition("\x1f")
    for mark, name in marks:
        if mark.startswith("utm:"):
            if f"={mark[4:]}" in text:
                return name
        elif mark.startswith("#"):
            if re.search(rf"{re.escape(mark)}(?!\w)", text) or mark[1:] in tags.split(";"):
                return name
        elif mark in text:
            return name
    return None


def _sourced(rows: Rows) -> None:
    if "source" in rows.columns:
        rows.fill("network", each(rows.columns["source"], _network_of_label))


def _network_of_label(label: str) -> str | None:
    name = label.strip().casefold()
    found = network_of(name)
    return found or next((network for network, rule in _rules()["labels"].items() if rule.search(name)), None)


def _mentions(rows: Rows) -> None:
    own = {name.strip().casefold().lstrip("@") for name in (*rows.context.brands, rows.context.client) if name}
    brand = rows.get("brand")
    if brand.null_count < len(brand) and "is_own" not in rows.columns:
        rows.fill("is_own", each(brand, lambda name: name.strip().casefold().lstrip("@") in own, pa.bool_()))
    handles = _raw_handles(rows)
    if handles is not None:
        if rows.context.brands:
            rows.fill("by_brand", each(handles, lambda name: name.strip().casefold().lstrip("@") in own, pa.bool_()))
        else:
            rows.notes.append("who wrote a mention is unknown: 'brands' names no handles")
            rows.say("warning", "no own handles are given, so own mentions cannot be told apart", "Set 'brands:'.")


def _raw_handles(rows: Rows) -> pa.Array | None:
    source = rows.part.sources.get("author_id")
    header = next((n for n in source.names if n in rows.block.headers.names), None) if source else None
    found = rows.cell(header) if header else None
    return None if found is None else pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def _competitors(rows: Rows) -> None:
    names = rows.get("competitor")
    own = {name.strip().casefold() for name in (*rows.context.brands, rows.context.client, rows.spec.account) if name}
    rows.fill("is_own", each(names, lambda name: name.strip().casefold() in own, pa.bool_()))


def _links(rows: Rows) -> None:
    target = rows.get("destination")
    for utm in ("source", "medium", "campaign", "content"):
        rows.fill(f"utm_{utm}", each(target, lambda url, utm=utm: _utm(url, f"utm_{utm}")))  # type: ignore[misc]


def _utm(url: str, name: str) -> str | None:
    try:
        return parse_qs(urlsplit(url).query).get(name, [None])[0]
    except ValueError:
        return None


_STEPS: dict[str, Callable[[Rows], None]] = {
    "web_daily": _web,
    "posts": _posts,
    "leads": _sourced,
    "orders": _sourced,
    "mentions": _mentions,
    "competitors_daily": _competitors,
    "links": _links,
}
