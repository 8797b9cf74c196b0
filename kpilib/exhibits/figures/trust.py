"""Figures and notes of trust: which weeks each source covers, what was missing, what every figure means.

Comes in: covered spans, the log of reading, facts. Goes out: the coverage figure, the timeline of breaks, the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, findings, provenance
from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.charts.axes import time_axis
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.facts import Fact
from kpilib.exhibits.figure import Data, Said, absent, figure, sentence
from kpilib.periods import Period

MOST_SOURCES = 14
Shares = dict[str, list[float | None]]
_WEEK = timedelta(7)
_NOT_DAILY = {"audience", "period_totals"}


def coverage(
    spans: pd.DataFrame, edition: Edition, *, start: date | None = None, end: date | None = None,
    name: str = "coverage", title: str = "", note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Share of days present for each source and week, from the first day of any source to the last.

    Parameters
    ----------
    spans : columns table, network, account, start, end (exclusive), as the store gives them; audience and totals of
        whole periods state one day or a month each and are left out; days after the data date are not missing
    """
    rows = [row for row in records(spans) if row.get("start") is not None and row.get("end") is not None]
    rows = [row for row in rows if row["table"] not in _NOT_DAILY]
    if not rows:
        return absent(edition, title or edition.words.say("doc.coverage"), "not_supplied", name=name)
    first, last = _limits(rows, edition, start, end)
    shares = matrix(rows, edition, first, last)
    if not any(value is not None for values in shares.values() for value in values):
        return absent(edition, title or edition.words.say("doc.coverage"), "not_supplied", name=name)
    drawn = _drawn(shares)
    ticks = {phone: _ticks(edition, first, len(next(iter(shares.values()))), 4 if phone else 10) for phone in (0, 1)}

    def draw(axes: Any, place: Any) -> None:
        charts.coverage(axes, drawn, ticks=ticks[place.phone], slot=place)

    said = _coverage_said(edition, shares, drawn, Period(first, last), title, note)
    height, phone = max(24.0, 8 + 5.5 * len(drawn)), max(30.0, 10 + 6 * len(drawn))
    return figure(edition, draw, said, _coverage_data(edition, shares, first), name=name, height=height, phone=phone)


def _limits(
    rows: Sequence[Mapping[str, Any]], edition: Edition, start: date | None, end: date | None
) -> tuple[date, date]:
    """The Monday to begin with, at most a year back, and the day after the last one that the data can hold."""
    last = end or min(max(_day(row["end"]) for row in rows), edition.period.end)
    if edition.data_date is not None:
        last = min(last, edition.data_date + timedelta(1))
    first = _monday(start or min(_day(row["start"]) for row in rows))
    return max(first, _monday(last - 52 * _WEEK)), last


def _drawn(shares: Shares) -> Shares:
    """The rows that a page has room for: those with gaps before the complete ones, each in its old order."""
    if len(shares) <= MOST_SOURCES:
        return shares
    kept = sorted(shares, key=lambda label: not _has_gap(shares[label]))[:MOST_SOURCES]
    return {label: values for label, values in shares.items() if label in kept}


def _has_gap(shares: Sequence[float | None]) -> bool:
    return any(share is not None and share < 1 for share in shares)


def _coverage_said(
    edition: Edition, shares: Shares, drawn: Shares, span: Period, title: str, note: Sequence[str]
) -> Said:
    span_text = edition.words.period(span)
    found = findings.complete(edition, shares)
    gaps = [label for label, values in shares.items() if _has_gap(values)]
    hidden = len(shares) - len(drawn)
    notes = (
        *note,
        edition.say("note.gaps", names=edition.say("clauses").join(gaps[:MOST_SOURCES])) if gaps else "",
        edition.say("note.coverage"),
        edition.say("note.more_rows", count=hidden) if hidden else "",
    )
    alt = (
        edition.say("alt.coverage", span=span_text, count=len(drawn)),
        found,
        *(edition.say("alt.row", name=k, values=edition.words.covered(_present(v))) for k, v in drawn.items()),
    )
    return Said(title or found, edition.say("subtitle.coverage", span=span_text), alt, notes)


def _coverage_data(edition: Edition, shares: Shares, first: date) -> Data:
    heads = (("word.source", False), ("word.coverage", True), ("word.from", True))
    return Data(
        tuple((edition.words.say(key), number) for key, number in heads),
        tuple(
            (label, edition.words.covered(_present(values)), _first_day(edition, values, first))
            for label, values in shares.items()
        ),
    )


def _present(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def matrix(rows: Sequence[Mapping[str, Any]], edition: Edition, first: date, last: date) -> Shares:
    """Share of days covered by source and week: None before a source began, 0 to 1 after."""
    groups: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        groups.setdefault(_source(edition, row), []).append((_day(row["start"]), _day(row["end"])))
    weeks = [first + i * _WEEK for i in range(-(-(last - first).days // 7))]
    united = {label: _united(spans) for label, spans in groups.items()}
    return {label: [_share(spans, week, min(week + _WEEK, last)) for week in weeks] for label, spans in united.items()}


def breaks(edition: Edition, *, start: date, end: date, name: str = "breaks", title: str = "") -> Exhibit:
    """When networks began to count differently, one row for each network."""
    inside = [b for b in edition.breaks if start <= b.day < end]
    if not inside:
        return absent(edition, title or edition.words.say("word.series_break"), "not_supplied", name=name,
                      remedy=edition.say("remedy.no_breaks"))  # fmt: skip
    rows: dict[str, list[tuple[float, str]]] = {}
    for found in sorted(inside, key=lambda b: b.day):
        label = edition.words.name("network", found.network or "other")
        rows.setdefault(label, []).append((found.day.toordinal(), edition.words.date(found.day, "medium")))

    def draw(axes: Any, place: Any) -> None:
        time_axis(axes, start, end, edition.words, ticks=4 if place.phone else 10)
        charts.events(axes, rows, slot=place)

    told = [b.text for b in inside]
    said = Said(
        title or findings.say(edition, "breaks", count=len(inside)),
        edition.say("subtitle.breaks", span=edition.words.period(Period(start, end))),
        (edition.say("alt.breaks", span=edition.words.period(Period(start, end)), count=len(inside)), *told),
        tuple(told),
    )
    data = Data(
        (
            (edition.words.say("word.date"), False),
            (edition.words.say("word.network"), False),
            (edition.words.say("word.note"), False),
        ),
        tuple(
            (edition.words.date(b.day, "medium"), edition.words.name("network", b.network or "other"), b.text)
            for b in inside
        ),
    )
    return figure(
        edition, draw, said, data, name=name, height=max(20.0, 12 + 8 * len(rows)), phone=max(24.0, 14 + 8 * len(rows))
    )


def notes(
    shown: Iterable[Fact], edition: Edition, *, log: Iterable[Any] = (), drawn: Mapping[str, Any] | None = None,
    footnotes: Sequence[str] = (), name: str = "notes",
) -> Exhibit:  # fmt: skip
    """The last cell of a notebook: definitions of the figures used, what was missing and why, sources, coverage.

    Parameters
    ----------
    shown : facts of every KPI that the notebook used
    log : the store's log of reading (file, preset, table, rows_read, kept, rejected, duplicated, start, end, notes)
    drawn : the content of the coverage figure
    """
    unique: dict[tuple[str, str], Fact] = {}
    for fact in shown:
        unique.setdefault((fact.kpi, str(fact.row.get("variant") or "default")), fact)
    content = {
        "id": slug(name),
        "definitions": [_definition(fact) for fact in unique.values() if fact.amount is not None],
        "missing": [
            {"name": fact.name, **(fact.why or {}), "period": edition.period_text}
            for fact in unique.values()
            if fact.amount is None
        ],
        "sources": provenance.sources(log, edition),
        "read": provenance.reading(log),
        "coverage": drawn,
        "footnotes": [text for text in footnotes if text],
    }
    return Exhibit("notes", content, edition.words.language)


def _definition(fact: Fact) -> dict[str, str]:
    words = fact.edition.words.kpi(fact.kpi, fact.row.get("variant"))
    detail = [*provenance.basis(fact.row.get("basis"), fact.edition), words.caveat]
    return {
        "id": slug(fact.kpi, None if fact.row.get("variant") in (None, "default") else fact.row["variant"]),
        "name": words.name,
        "definition": words.definition,
        "formula": words.formula,
        "detail": sentence(fact.edition, detail),
    }


def _source(edition: Edition, row: Mapping[str, Any]) -> str:
    table = edition.words.name("table", row["table"])
    group = row.get("network")
    return (
        table if group in (None, "", "web") else f"{edition.words.name('network', group)}{edition.say('join')}{table}"
    )


def _united(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans in order that no longer overlap."""
    united: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _share(spans: Sequence[tuple[date, date]], start: date, end: date) -> float | None:
    """Part of the days present, of those since the source began; None before."""
    expected = (end - max(start, spans[0][0])).days
    if expected <= 0:
        return None
    present = sum(max(0, (min(end, last) - max(start, first)).days) for first, last in spans)
    return present / expected


def _ticks(edition: Edition, first: date, count: int, most: int) -> dict[float, str]:
    """The first week that holds a month's first day, and the month's name."""
    found: dict[float, str] = {}
    year = None
    for x in range(count):
        week = first + x * _WEEK
        day = next((week + timedelta(i) for i in range(7) if (week + timedelta(i)).day == 1), week if x == 0 else None)
        if day is not None:
            found[float(x)] = edition.words.date(
                day, "month_year_short" if day.year != year and year is None else "month_short"
            )
            year = day.year
    keys = [key for i, key in enumerate(found) if i == 0 or key - list(found)[i - 1] >= 2 or i > 1]
    step = -(-len(keys) // most)
    return {key: found[key] for key in keys[::step]}


def _first_day(edition: Edition, values: Sequence[float | None], first: date) -> str:
    x = next((x for x, value in enumerate(values) if value is not None), 0)
    return edition.words.date(first + x * _WEEK, "medium")


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _day(value: Any) -> date:
    return value.date() if hasattr(value, "date") else value
