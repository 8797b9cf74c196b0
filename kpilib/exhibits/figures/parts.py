"""Figures of parts of a whole over time, and of values with a range: shares of voice, sentiment, credit by model.

Comes in: labelled amounts. Goes out: figure exhibits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpilib.exhibits import charts, findings
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.charts import Dot
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.figure import Data, Format, Said, absent, figure

MOST_PARTS = 5
Range = tuple[str, float | None, float | None, float | None]


def parts(
    rows: Mapping[str, Mapping[str, float]], edition: Edition, *, measure: str, dimension: str, span: str, name: str,
    title: str = "", slot: str = "half", note: Sequence[str] = (), order: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Bars of 100 %, one for each row in the order given, cut into at most five parts; further ones become others.

    Parameters
    ----------
    rows : label of the row (a month) to amounts by label of the part
    dimension, span : what the rows are, and of when, in words; the title speaks of the last row
    order : the parts in this order; else the largest first
    """
    kept = {label: found for label, found in rows.items() if sum(found.values()) > 0}
    if not kept:
        return absent(edition, title or measure, "not_supplied", name=name)
    sums: dict[str, float] = {}
    for found in kept.values():
        for part, amount in found.items():
            sums[part] = sums.get(part, 0.0) + amount
    labels = [part for part in order if part in sums] or sorted(sums, key=lambda part: -sums[part])
    shown, rest = labels[:MOST_PARTS], labels[MOST_PARTS:]
    if rest:
        shown, rest = labels[: MOST_PARTS - 1], labels[MOST_PARTS - 1 :]
    others = [edition.words.say("word.others")] if rest else []
    shares = {}
    for label, found in kept.items():
        whole = sum(found.values())
        amounts = [found.get(part, 0.0) for part in shown] + [sum(found.get(part, 0.0) for part in rest)] * bool(rest)
        shares[label] = [amount / whole for amount in amounts]
    names = [*shown, *others]

    def draw(axes: Any, place: Any) -> None:
        charts.share_bars(axes, shares, names, share=lambda x: edition.words.share(x, 0), slot=place)

    last = list(shares)[-1]
    largest = max(range(len(names)), key=lambda index: shares[last][index])
    told = edition.words.say(
        "report.finding.part", part=names[largest], share=edition.words.share(shares[last][largest], 0), row=last
    )
    said = Said(
        title or told,
        edition.say("subtitle.shares", measure=measure, dimension=dimension, period=span),
        (edition.say("alt.shares", measure=measure, dimension=dimension, period=span),
         *(_row(edition, label, names, values) for label, values in list(shares.items())[::-1])),
        tuple(note),
    )  # fmt: skip
    data = Data(
        ((dimension, False), *((part, True) for part in names)),
        tuple((label, *(edition.words.share(value) for value in values)) for label, values in shares.items()),
    )
    tall = max(40.0, 16 + 5.4 * len(shares))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=tall + 4)


def ranges(
    rows: Sequence[Range], edition: Edition, *, unit: str, measure: str, dimension: str, name: str, title: str = "",
    slot: str = "half", note: Sequence[str] = (), counts: Sequence[float] = (), head: str = "", best: str = "",
) -> Exhibit:  # fmt: skip
    """A value with its range for each group: the interval of a rate, or the span over attribution models.

    Parameters
    ----------
    rows : (label, value, low, high); counts : n of each; best : what the title says in place of the leader
    """
    known = [row for row in rows if row[1] is not None]
    if not known:
        return absent(edition, title or measure, "not_supplied", name=name)
    texts = ["" if not counts else edition.words.number(count, 0) for count in counts] or [""] * len(rows)
    dots = [
        Dot(label, value, edition.value(value, unit), low, high, n)
        for (label, value, low, high), n in zip(rows, texts, strict=True)
    ]

    def draw(axes: Any, place: Any) -> None:
        charts.dots(axes, dots, form=Format(edition, unit), slot=place, n_head=head)

    groups = [(label, float(value or 0)) for label, value, _, _ in known]
    said = Said(
        title or best or findings.leader(edition, measure, groups, unit=unit, additive=False),
        edition.say("subtitle.by", measure=measure, dimension=dimension, period=edition.period_text),
        (edition.say("alt.dots", measure=measure, dimension=dimension, period=edition.period_text),
         *(edition.say("alt.row", name=dot.label, values=_range(edition, dot, unit)) for dot in dots)),
        tuple(note),
    )  # fmt: skip
    data = Data(
        ((dimension, False), (measure, True), (edition.words.say("word.from"), True), (edition.words.say("word.to"),
         True)),
        tuple((d.label, d.text, edition.value(d.low, unit), edition.value(d.high, unit)) for d in dots),
    )  # fmt: skip
    tall = max(34.0, 16 + 7 * len(dots))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(40.0, 18 + 7 * len(dots)))


def _row(edition: Edition, label: str, names: Sequence[str], values: Sequence[float]) -> str:
    told = [f"{name} {edition.words.share(value, 0)}" for name, value in zip(names, values, strict=True)]
    return edition.say("alt.row", name=label, values=edition.words.list(told))


def _range(edition: Edition, dot: Dot, unit: str) -> str:
    if dot.low is None or dot.high is None:
        return dot.text
    bounds = edition.words.range(edition.value(dot.low, unit), edition.value(dot.high, unit))
    return edition.words.say("phrase.variant", name=dot.text, variant=bounds)
