"""Provenance: what a figure rests on and where it came from, in words instead of the engine's keys and file names.

Comes in: the basis of a result row, the log of reading. Goes out: sentences, and one row for each kind of source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kpilib.engine.basis import read
from kpilib.exhibits.edition import Edition
from kpilib.periods import Period

MOST_SOURCES = 12


def basis(text: str | None, edition: Edition) -> list[str]:
    """The engine's basis (`actions=reactions+shares; exposure=x:impressions`) as sentences; unknown keys are left out.

    Returns
    -------
    One sentence without its full stop for each key: the actions counted, the exposure, the cut, days carried, estimates
    """
    found = read(text)
    said = []
    if names := networks(text):
        said.append(
            edition.say("basis.networks", x=edition.words.list(edition.words.name("network", n) for n in names))
        )
    if names := _split(found.get("actions"), "+"):
        said.append(edition.say("basis.actions", x=edition.words.list(inline(edition, "action", n) for n in names)))
    if pairs := [pair.partition(":")[::2] for pair in _split(found.get("exposure"), ",")]:
        said.append(edition.say("basis.exposure", x=_exposure(pairs, edition)))
    if cuts := _split(found.get("scope"), "+"):
        said.append(edition.say("basis.scope", x=edition.words.list(inline(edition, "scope", n) for n in cuts)))
    if ages := _split(found.get("carried"), "+"):
        said.append(edition.say("basis.carried", count=max(map(int, ages))))
    if estimated := estimates([text], edition):
        said.append(estimated)
    if names := _split(found.get("sentiment"), "+"):
        own = edition.say("basis.sentiment_source")
        told = dict.fromkeys(own if name in ("source", "vendor") else name for name in names)
        said.append(edition.say("basis.sentiment", x=edition.words.list(told)))
    if like := found.get("like_for_like"):
        both, _, every = like.partition("/")
        said.append(edition.say("basis.like_for_like", a=both, b=every))
    return said


def networks(text: str | None) -> list[str]:
    """The networks that a figure speaks of, where the client has others too."""
    return _split(read(text).get("networks"), "+")


def without(text: str | None) -> list[str]:
    """The client's other networks, which a figure of some says nothing of."""
    return _split(read(text).get("without"), "+")


def estimated(text: str | None, network: str | None = None, *, before: bool = False) -> set[str]:
    """Whether followers behind a figure are estimates: upper, lower, or both bounds, of one network or of any.

    Parameters
    ----------
    before : of the earlier periods, not of the figure's own
    """
    return {way for way, name in _estimates(text, before=before) if network in (None, name)}


def estimates(texts: Iterable[str | None], edition: Edition) -> str:
    """The networks whose followers are estimates, as a sentence; empty where none is."""
    found = {name for text in texts for before in (False, True) for _, name in _estimates(text, before=before)}
    names = edition.words.list(edition.words.name("network", name) for name in sorted(found))
    return edition.say("basis.estimate", x=names) if found else ""


def _estimates(text: str | None, *, before: bool) -> list[tuple[str, str]]:
    key = "estimate_before" if before else "estimate"
    return [(way, name) for way, _, name in (pair.partition(":") for pair in _split(read(text).get(key), "+"))]


def inline(edition: Edition, kind: str, name: str) -> str:
    """The name of an action or scope as it stands inside a sentence."""
    key = f"exhibits.{kind}.{name}"
    return edition.words.say(key) if edition.words.has(key) else edition.words.name(kind, name)


def _exposure(pairs: Sequence[tuple[str, str]], edition: Edition) -> str:
    networks: dict[str, list[str]] = {}
    for network, measure in pairs:
        networks.setdefault(measure, []).extend([edition.words.name("network", network)] if network else [])
    return edition.say("clauses").join(
        edition.say("basis.exposure_on", measure=edition.words.name("basis", measure), networks=edition.words.list(on))
        if on
        else edition.words.name("basis", measure)
        for measure, on in networks.items()
    )


def sources(log: Iterable[Any], edition: Edition) -> list[dict[str, str]]:
    """The log of reading in few rows: what every kind of export holds, which days, how many rows of how many files.

    Parameters
    ----------
    log : entries with file, preset, table, kept, start and end; entries that kept nothing are left out

    Returns
    -------
    rows : source, table, span, rows, note; one for each source and table, for each source only beyond twelve
    """
    held = [entry for entry in log if entry.kept]
    groups: dict[tuple[str, ...], list[Any]] = {}
    for entry in held:
        groups.setdefault((family(entry.preset, edition), entry.table), []).append(entry)
    if len(groups) > MOST_SOURCES:
        groups = {}
        for entry in held:
            groups.setdefault((family(entry.preset, edition),), []).append(entry)
    # All tables of one source stand together, in the order of reading.
    order = list(dict.fromkeys(key[0] for key in groups))
    return [_source(key[0], groups[key], edition) for key in sorted(groups, key=lambda key: order.index(key[0]))]


def reading(log: Iterable[Any]) -> list[dict[str, Any]]:
    """The log of reading for machines: every file and table with its rows and days, in the order of reading.

    Returns
    -------
    rows : file, table, rows (kept), read, rejected, duplicated, start, end; days as ISO texts, null where unknown
    """
    return [
        {
            "file": entry.file,
            "table": entry.table,
            "rows": entry.kept,
            "read": entry.rows_read,
            "rejected": entry.rejected,
            "duplicated": entry.duplicated,
            "start": entry.start and _day(entry.start).isoformat(),
            "end": entry.end and _day(entry.end).isoformat(),
        }
        for entry in log
    ]


def family(preset: str, edition: Edition) -> str:
    """The name of the program that an export comes from: linkedin_ads has one of its own, linkedin_posts is LinkedIn's.

    A preset without a name of its own is told by the longest beginning that has one.
    """
    parts = (preset or "generic").split("_")
    for length in range(len(parts), 0, -1):
        key = f"exhibits.preset.{'_'.join(parts[:length])}"
        if edition.words.has(key):
            return edition.words.say(key)
    return preset.replace("_", " ")


def _source(name: str, entries: Sequence[Any], edition: Edition) -> dict[str, str]:
    words = edition.words
    tables = dict.fromkeys(words.name("table", entry.table) for entry in entries if entry.table)
    first = [_day(entry.start) for entry in entries if entry.start is not None]
    last = [_day(entry.end) for entry in entries if entry.end is not None]
    return {
        "source": name,
        "table": edition.say("clauses").join(tables) or "–",
        "span": words.period(Period.days(min(first), max(last))) if first and last else "–",
        "rows": words.number(sum(entry.kept for entry in entries), 0),
        "note": words.say("count.files", count=len({entry.file for entry in entries})),
    }


def _split(text: str | None, separator: str) -> list[str]:
    return [part for part in (text or "").split(separator) if part]


def _day(value: Any) -> date:
    return value.date() if hasattr(value, "date") else value
