"""Figures and notes of trust: which weeks each source covers, what was missing, what every figure means.

Comes in: covered spans, the log of reading, facts. Goes out: the coverage figure, the timeline of breaks, the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, findings
from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.charts import Gap
from kpilib.exhibits.charts.axes import time_axis
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.facts import Fact
from kpilib.exhibits.figure import Data, Said, absent, figure
from kpilib.periods import Period

_WEEK = timedelta(7)


def coverage(
    spans: pd.DataFrame, edition: Edition, *, start: date | None = None, end: date | None = None,
    name: str = "coverage", title: str = "", note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Share of days present for each source and week, from the first day of any source to the last.

    Parameters
    ----------
    spans : columns table, network, account, start, end (exclusive), as the store gives them
    """
    rows = [row for row in records(spans) if row.get("start") is not None and row.get("end") is not None]
    if not rows:
        return absent(edition, title or edition.words.say("doc.coverage"), "not_supplied", name=name)
    first = _monday(start or min(_day(row["start"]) for row in rows))
    last = end or min(max(_day(row["end"]) for row in rows), edition.period.end)
    first = max(first, _monday(last - 52 * _WEEK))
    shares = matrix(rows, edition, first, last)
    if not shares:
        return absent(edition, title or edition.words.say("doc.coverage"), "not_supplied", name=name)
    count = len(next(iter(shares.values())))
    labels = {label: list(values) for label, values in shares.items()}
    gaps = [
        Gap(y, next(x for x, v in enumerate(values) if v is not None), "")
        for y, values in enumerate(labels.values())
        if values[0] is None and any(v is not None for v in values)
    ]

    def draw(axes: Any, place: Any) -> None:
        charts.coverage(
            axes, labels, ticks=_ticks(edition, first, count, 4 if place.phone else 10), gaps=gaps, slot=place
        )

    low = {label: [v for v in values if v is not None] for label, values in labels.items()}
    said = Said(
        title or findings.complete(edition, shares),
        edition.say("subtitle.coverage", span=edition.words.period(Period(first, last))),
        (
            edition.say("alt.coverage", span=edition.words.period(Period(first, last)), count=len(labels)),
            findings.complete(edition, shares),
            *(
                edition.say("alt.row", name=k, values=edition.words.share(sum(v) / len(v), 0))
                for k, v in low.items()
                if v
            ),
        ),
        (*note, edition.say("note.coverage")),
    )
    data = Data(
        (
            (edition.words.say("word.source"), False),
            (edition.words.say("word.coverage"), True),
            (edition.words.say("word.from"), True),
        ),
        tuple(
            (label, edition.words.share(sum(v) / len(v), 0) if v else "–", _first_day(edition, labels[label], first))
            for label, v in low.items()
        ),
    )
    height = max(24.0, 8 + 5.5 * len(labels))
    return figure(edition, draw, said, data, name=name, height=height, phone=max(30.0, 10 + 6 * len(labels)))


def matrix(
    rows: Sequence[Mapping[str, Any]], edition: Edition, first: date, last: date
) -> dict[str, Sequence[float | None]]:  # fmt: skip
    """Share of days covered by source and week: None before a source began, 0 to 1 after."""
    groups: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        groups.setdefault(_source(edition, row), []).append((_day(row["start"]), _day(row["end"])))
    weeks = [first + i * _WEEK for i in range(-(-(last - first).days // 7))]
    return {label: [_share(spans, week, min(week + _WEEK, last)) for week in weeks] for label, spans in groups.items()}


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

    told = [f"{edition.words.date(b.day, 'medium')}: {b.text}" for b in inside]
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
    shown: Iterable[Fact], edition: Edition, *, log: Iterable[Any] = (), spans: pd.DataFrame | None = None,
    footnotes: Sequence[str] = (), name: str = "notes",
) -> Exhibit:  # fmt: skip
    """The last cell of a notebook: definitions of the figures used, what was missing and why, sources, coverage.

    Parameters
    ----------
    shown : facts of every KPI that the notebook used
    log : the store's log of reading (file, preset, table, rows_read, kept, rejected, duplicated, start, end, notes)
    spans : the store's covered spans
    """
    unique: dict[tuple[str, str], Fact] = {}
    for fact in shown:
        unique.setdefault((fact.kpi, str(fact.row.get("variant") or "default")), fact)
    drawn = coverage(spans, edition, name=f"{name}-coverage") if spans is not None else None
    content = {
        "id": slug(name),
        "definitions": [_definition(fact) for fact in unique.values() if fact.amount is not None],
        "missing": [
            {"name": fact.name, "reason": (fact.why or {"reason": ""})["reason"], "period": edition.period_text}
            for fact in unique.values()
            if fact.amount is None
        ],
        "sources": [_logged(edition, entry) for entry in log],
        "coverage": dict(drawn.content) if drawn is not None and drawn.kind == "figure" else None,
        "footnotes": [text for text in footnotes if text],
    }
    return Exhibit("notes", content, edition.words.language)


def _definition(fact: Fact) -> dict[str, str]:
    words = fact.edition.words.kpi(fact.kpi, fact.row.get("variant"))
    basis = fact.row.get("basis")
    detail = [str(basis) if isinstance(basis, str) else "", words.caveat]
    return {
        "id": slug(fact.kpi, None if fact.row.get("variant") in (None, "default") else fact.row["variant"]),
        "name": words.name,
        "definition": words.definition,
        "formula": words.formula,
        "detail": fact.edition.say("join").join(part for part in detail if part),
    }


def _logged(edition: Edition, entry: Any) -> dict[str, str]:
    start, end = getattr(entry, "start", None), getattr(entry, "end", None)
    span = edition.words.period(Period.days(_day(start), _day(end))) if start is not None and end is not None else "–"
    table = edition.words.name("table", entry.table) if entry.table else "–"
    notes_of = getattr(entry, "notes", ()) or ()
    return {
        "source": str(entry.file),
        "table": table,
        "span": span,
        "rows": edition.words.number(entry.kept, 0),
        "note": edition.say("join").join([notes_of] if isinstance(notes_of, str) else map(str, notes_of)),
    }


def _source(edition: Edition, row: Mapping[str, Any]) -> str:
    table = edition.words.name("table", row["table"])
    group = row.get("network")
    return (
        table if group in (None, "", "web") else f"{edition.words.name('network', group)}{edition.say('join')}{table}"
    )


def _share(spans: Sequence[tuple[date, date]], start: date, end: date) -> float | None:
    if all(end <= first for first, _ in spans):
        return None
    days = {start + timedelta(i) for i in range((end - start).days)}
    present = {day for day in days if any(first <= day < last for first, last in spans)}
    expected = {day for day in days if day >= min(first for first, _ in spans)}
    return len(present) / len(expected) if expected else None


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
