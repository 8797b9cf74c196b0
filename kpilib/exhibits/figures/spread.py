"""Figures of spread: rates with intervals, two measures against each other, distributions.

Comes in: rows of a comparison by a dimension, posts or pages, times. Goes out: figure exhibits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, findings, provenance
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.charts import Dot, Slope, Spot
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import Data, Format, Said, absent, figure, only_one
from kpilib.exhibits.palette import LIGHT, network
from kpilib.text.names import shortened

FEWEST = 5
_FEWEST_EXPECTED = 5  # cases at the average, below which a share lies on no side of it
_MOST_FEW = 3  # groups drawn without a value
_MOST_NAMES, _LONGEST_NAME, _MOST_NUMBERS = 8, 18, 4
_LONGEST_NOTED = 44  # letters of a name in the line under a picture


def rates(
    frame: pd.DataFrame, edition: Edition, *, by: str = "type", kpi: str = "", total: pd.DataFrame | None = None,
    name: str = "", title: str = "", slot: str = "half", height: float = 0, fewest: int = FEWEST, limit: int = 10,
    note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Rates with their 95 % intervals against the rate of all: which groups differ by more than chance.

    Parameters
    ----------
    frame : columns of `compare.compare` (or `evaluate`) with a column called `by`
    total : the same KPI without the dimension; its value is the reference
    fewest : groups with a smaller n are shown as n/a
    """
    every = [fact for fact in facts(frame, edition) if not kpi or fact.kpi == kpi]
    name = name or f"{kpi or (every[0].kpi if every else 'rate')}-by-{by}"
    if every and all(fact.row.get(by) is None for fact in every):
        return only_one(edition, title or _grouped(every[0], by), name=name, known=False)
    # Things without a name are no group that could lie above or below others.
    every = [fact for fact in every if fact.row.get(by) is not None]
    told = [fact for fact in every if fact.amount is not None and not _few(fact, fewest)]
    if not told:
        return _nothing(edition, every, title or (_grouped(every[0], by) if every else ""), name)
    if len(told) == 1:
        return only_one(edition, title or _grouped(told[0], by), name=name)
    few = [fact for fact in every if fact not in told][:_MOST_FEW]
    ranked = [*sorted(told, key=lambda fact: -(fact.amount or 0))[:limit], *few][: max(limit, _MOST_FEW)]
    whole = (
        next((fact for fact in facts(total, edition) if not kpi or fact.kpi == kpi), None)
        if total is not None
        else None
    )
    centre = whole.amount if whole else None
    first, dimension, inline = ranked[0], edition.words.name("dimension", by), edition.dimension(by)
    rows = [_dot(edition, fact, by, fewest, centre) for fact in ranked]
    head = edition.words.say(f"exhibits.head.{first.noun}") if first.noun else "n"

    def draw(axes: Any, place: Any) -> None:
        label = "" if centre is None else edition.say("all_of_them", value=whole.value if whole else "")
        charts.dots(axes, rows, form=Format(edition, first.unit), slot=place, centre=centre, centre_label=label,
                    n_head=head, lower_is_better=first.lower_is_better)  # fmt: skip

    said = Said(
        title or findings.apart(edition, rows, centre),
        edition.say("subtitle.rates", measure=first.name, dimension=inline, period=edition.period_text),
        (edition.say("alt.dots", measure=first.name, dimension=inline, period=edition.period_text),
         *([edition.say("alt.all_of_them", value=whole.value)] if whole and whole.amount is not None else []),
         *(_told(edition, row, fact) for row, fact in zip(rows, ranked, strict=True))),
        (*note, provenance.estimates((fact.row.get("basis") for fact in ranked), edition),
         edition.say("note.shapes") if centre is not None else ""),
    )  # fmt: skip
    data = Data(
        ((dimension, False), (first.short, True), (edition.words.say("word.interval"), True), ("n", True)),
        tuple(
            (row.label, row.text, "–" if row.value is None else fact.bounds, row.n or "–")
            for row, fact in zip(rows, ranked, strict=True)
        ),
    )
    tall = height or max(40.0, 14 + 7 * len(rows))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(44.0, 16 + 7 * len(rows)))


def against(
    frame: pd.DataFrame, edition: Edition, *, x: tuple[str, str], y: tuple[str, str], label: str, n: str = "",
    fewest: float = 0, name: str = "scatter", title: str = "", corner: str = "", color: str = "network",
    slope: float | None = None, slope_label: str = "", below_label: str = "", slot: str = "half", height: float = 58,
    note: Sequence[str] = (), names: tuple[str, str] = ("", ""), thing: str = "",
) -> Exhibit:  # fmt: skip
    """Two measures of posts, pages or campaigns against each other, with median lines or a line through zero.

    Parameters
    ----------
    frame : one row for each thing
    x, y : (column, unit)
    label : column with the name of the thing; n : column to be at least `fewest`
    slope : a line through zero (break-even) in place of the medians; below it points are open squares
    names : what the axes measure, in words; thing : what a point is, in words
    """
    rows = [r for r in records(frame) if r.get(x[0]) is not None and r.get(y[0]) is not None]
    rows = [r for r in rows if not n or (r.get(n) or 0) >= fewest]
    if len(rows) < 3:
        return absent(edition, title or pair_name(edition, names), "below_min_sample", name=name)
    middles = (median(r[x[0]] for r in rows), median(r[y[0]] for r in rows)) if slope is None else (None, None)
    spots = [
        Spot(str(r[label]), float(r[x[0]]), float(r[y[0]]), network(r.get(color)) if r.get(color) else LIGHT["slate"],
             slope is not None and r[y[0]] < slope * r[x[0]])
        for r in rows
    ]  # fmt: skip

    spots, numbered = _numbered(edition, spots)
    named = Counter(r[color] for r in rows if r.get(color))
    key = (
        [(edition.words.name(color, each), network(each)) for each, _ in named.most_common()] if len(named) > 1 else []
    )

    def draw(axes: Any, place: Any) -> None:
        charts.scatter(axes, spots, x_form=Format(edition, x[1]), y_form=Format(edition, y[1]), x_label=names[0],
                       slot=place, x_middle=middles[0], y_middle=middles[1], slope=slope, slope_label=slope_label,
                       below_label=below_label, corner=corner, key=key)  # fmt: skip

    auto = findings.quadrants(edition, spots, names) if slope is None else findings.below_line(edition, spots)
    said = Said(
        title or auto,
        edition.say("subtitle.against", first=names[1], second=names[0], thing=thing, period=edition.period_text),
        (
            edition.say("alt.scatter", first=names[1], second=names[0], period=edition.period_text, count=len(spots)),
            auto,
            *(
                edition.say(
                    "alt.row",
                    name=str(r[label]),
                    values=edition.words.list([edition.value(r[x[0]], x[1]), edition.value(r[y[0]], y[1])]),
                )
                for r in sorted(rows, key=lambda r: -r[x[0]])[:3]
            ),
        ),
        (*note, numbered, edition.say("note.medians") if slope is None else edition.say("note.below_line")),
    )
    data = Data(
        ((thing or edition.words.say("word.name"), False), (names[0], True), (names[1], True)),
        tuple((str(r[label]), edition.value(r[x[0]], x[1]), edition.value(r[y[0]], y[1])) for r in rows),
    )
    return figure(edition, draw, said, data, name=name, slot=slot, height=height, phone=64)


def pair_name(edition: Edition, names: tuple[str, str]) -> str:
    """What a scatter plot is called before it has a finding: the measure upwards against the one across."""
    return edition.say("pair", first=names[1], second=names[0])


def _numbered(edition: Edition, spots: Sequence[Spot]) -> tuple[list[Spot], str]:
    """Spots with names that fit into the picture, or the outermost numbered and named in a line under it."""
    if len(spots) <= _MOST_NAMES and all(len(spot.label) <= _LONGEST_NAME for spot in spots):
        return list(spots), ""
    found = charts.outermost(spots, _MOST_NUMBERS)
    numbers = {id(spot): edition.words.number(place) for place, spot in enumerate(found, 1)}
    told = [f"{numbers[id(spot)]} {shortened(spot.label, _LONGEST_NOTED)}" for spot in found]
    return [replace(spot, label=numbers.get(id(spot), "")) for spot in spots], edition.say("clauses").join(told)


def answer_times(
    times: Mapping[str, Sequence[float]], edition: Edition, *, by: str = "network", limit: float | None = 3600,
    name: str = "answer-times", title: str = "", slot: str = "half", height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """How long answers took: the share answered within a time, on a log axis, one line for each network.

    Parameters
    ----------
    times : seconds by group; `limit` in seconds is drawn as reference
    """
    groups = {group: found for group, found in times.items() if len(found) >= 10}
    if not groups:
        return absent(edition, title or edition.words.kpi("first_response_time").name, "below_min_sample", name=name)
    named = {edition.words.name(by, group): found for group, found in groups.items()}
    colors = {edition.words.name(by, group): network(group) if by == "network" else LIGHT["ink"] for group in groups}

    def draw(axes: Any, place: Any) -> None:
        charts.ecdf(axes, named, duration=Format(edition, "seconds"), share=Format(edition, "share"), colors=colors,
                    limit=limit, slot=place)  # fmt: skip

    every = [t for found in named.values() for t in found]
    middle = edition.value(median(every), "seconds")
    within = sum(t <= limit for t in every) / len(every) if limit else 0.0
    said = Said(
        title
        or findings.say(
            edition, "answers", share=edition.words.share(within, 0), limit=edition.value(limit, "seconds")
        ),
        edition.say("subtitle.times", period=edition.period_text),
        (
            edition.say("alt.ecdf", period=edition.period_text),
            edition.say("alt.median", value=middle),
            *(
                edition.say("alt.row", name=label, values=edition.value(median(found), "seconds"))
                for label, found in named.items()
            ),
        ),
        (*note, edition.words.say("phrase.n", x=edition.words.say("count.messages", count=len(every)))),
    )
    data = Data(
        ((edition.words.name("dimension", by), False), (edition.words.say("word.median"), True), ("n", True)),
        tuple(
            (label, edition.value(median(found), "seconds"), edition.words.number(len(found)))
            for label, found in named.items()
        ),
    )
    return figure(edition, draw, said, data, name=name, slot=slot, height=height)


def slope(
    rows: Sequence[tuple[str, float, float]], edition: Edition, *, first: str, last: str, unit: str = "share",
    name: str = "slope", title: str = "", slot: str = "half", height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Two shares of each group beside each other, such as spend and revenue by channel.

    Parameters
    ----------
    rows : (label, first value, last value); the widest gap is drawn in ink
    """
    if len(rows) < 2:
        return absent(edition, title or first, "not_supplied", name=name)
    widest = max(rows, key=lambda row: abs(row[2] - row[1]))
    drawn = [
        Slope(label, a, b, edition.value(a, unit), edition.value(b, unit), label == widest[0]) for label, a, b in rows
    ]

    def draw(axes: Any, place: Any) -> None:
        charts.slopes(axes, drawn, first=first, last=last, slot=place)

    gap = findings.say(
        edition,
        "widest_gap",
        group=widest[0],
        first=edition.value(widest[1], unit),
        last=edition.value(widest[2], unit),
    )
    said = Said(
        title or gap,
        edition.say("subtitle.slope", first=first, last=last, period=edition.period_text),
        (edition.say("alt.slope", first=first, last=last, period=edition.period_text),
         *(edition.say("alt.from_to", name=row.label, first=row.first_text, last=row.last_text) for row in drawn)),
        tuple(note),
    )  # fmt: skip
    data = Data(
        ((edition.words.say("word.name"), False), (first, True), (last, True)),
        tuple((row.label, row.first_text, row.last_text) for row in drawn),
    )
    return figure(edition, draw, said, data, name=name, slot=slot, height=height, phone=58)


def concentration(
    values: Sequence[float], edition: Edition, *, measure: str, share: float = 0.1, name: str = "concentration",
    title: str = "", fewest: int = 20, slot: str = "half", height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """How much of the whole the first few make, such as a tenth of the employees and the shares.

    Parameters
    ----------
    values : one for each member; below `fewest` members nothing is drawn
    """
    if len(values) < fewest or sum(values) <= 0:
        return absent(edition, title or measure, "below_min_sample", name=name)
    few, made = top_share(values, share)
    told = findings.say(
        edition, "concentration", share=edition.words.share(few / len(values), 0), made=edition.words.share(made, 0)
    )

    def draw(axes: Any, place: Any) -> None:
        charts.pareto(axes, values, share=Format(edition, "share"), count=Format(edition, "count"), marked=few,
                      marked_label=edition.words.share(made, 0), slot=place)  # fmt: skip

    said = Said(
        title or told,
        edition.say("subtitle.concentration", measure=measure, period=edition.period_text),
        (edition.say("alt.concentration", measure=measure, period=edition.period_text), told),
        (*note, edition.words.say("phrase.n", x=edition.words.number(len(values)))),
    )
    data = Data(
        ((edition.words.say("word.share"), True), (measure, True)),
        tuple(
            (edition.words.share(s, 0), edition.words.share(top_share(values, s)[1], 0)) for s in (0.1, 0.2, 0.5, 1.0)
        ),
    )
    return figure(edition, draw, said, data, name=name, slot=slot, height=height)


def top_share(values: Sequence[float], share: float) -> tuple[int, float]:
    """How many the first `share` of the members are, at least one, and which part of the sum they make."""
    few = max(1, round(share * len(values)))
    return few, sum(sorted(values, reverse=True)[:few]) / sum(values)


def _dot(edition: Edition, fact: Fact, by: str, fewest: int, centre: float | None) -> Dot:
    label, n = edition.words.name(by, fact.row.get(by)), fact.n
    count = "" if n is None else edition.words.number(n, 0)
    if fact.amount is None:
        return Dot(
            label, None, edition.words.say("phrase.missing", reason=(fact.why or {"reason": ""})["reason"]), n=count
        )
    if _few(fact, fewest):
        return Dot(
            label, None, edition.words.say("phrase.missing", reason=edition.say("fewer_than", count=fewest)), n=count
        )
    cases = fact.row.get("denominator") if fact.unit == "share" else None
    rare = cases is not None and centre is not None and cases * centre < _FEWEST_EXPECTED
    return Dot(label, fact.amount, fact.value, fact.row.get("low"), fact.row.get("high"), count, rare)


def _few(fact: Fact, fewest: int) -> bool:
    n = fact.n
    return fact.amount is None or (n is not None and n < fewest)


def _told(edition: Edition, row: Dot, fact: Fact) -> str:
    known = fact.interval is not None and row.value is not None
    shown = edition.words.say("phrase.variant", name=row.text, variant=fact.bounds) if known else row.text
    return edition.say("alt.row", name=row.label, values=shown)


def _grouped(fact: Fact, by: str) -> str:
    """What a comparison of groups is called where it is not shown: the KPI itself may well be."""
    return fact.edition.say("grouped", measure=fact.name, dimension=fact.edition.dimension(by))


def _nothing(edition: Edition, every: Sequence[Fact], title: str, name: str) -> Exhibit:
    reasons = [fact.missing for fact in every if fact.missing] or ["below_min_sample" if every else "not_supplied"]
    return absent(edition, title or (every[0].name if every else name), reasons[-1], name=name)
