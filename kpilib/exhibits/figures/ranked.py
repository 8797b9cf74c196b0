"""Figures of rank and parts: groups by size, shares of a whole, what drove a change, a funnel, targets attained.

Comes in: rows of a comparison by a dimension, or its drivers. Goes out: figure exhibits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, even, findings, provenance
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.charts import Bar, Stage, Step
from kpilib.exhibits.charts.bars import LEAST
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import Data, Format, Said, absent, figure, only_one, unchanged
from kpilib.exhibits.palette import LIGHT, network
from kpilib.text.names import shortened

_MOST_STEPS, _MOST_ZEROS = 4, 4
_LONGEST_NOTED = 44  # letters of a name in the line under a picture


def by_group(
    frame: pd.DataFrame, edition: Edition, *, by: str = "network", kpi: str = "", name: str = "", title: str = "",
    slot: str = "half", height: float = 0, limit: int = 10, note: Sequence[str] = (), additive: bool = True,
) -> Exhibit:  # fmt: skip
    """One KPI by network, channel or any dimension as bars, the largest first, each with its change in the data.

    Parameters
    ----------
    frame : columns of `compare.compare` with a column called `by`
    limit : bars drawn; the data below the figure holds all
    """
    every = [fact for fact in facts(frame, edition) if not kpi or fact.kpi == kpi]
    known = sorted((fact for fact in every if fact.amount is not None), key=lambda fact: -(fact.amount or 0))
    name = name or f"{kpi or (every[0].kpi if every else 'kpi')}-by-{by}"
    if not known:
        return _nothing(edition, every, title, name)
    if len(every) == 1 or all(fact.row.get(by) is None for fact in known):
        return only_one(edition, title or known[0].name, name=name, known=known[0].row.get(by) is not None)
    # A sum of nothing is no bar; a rate of 0 is a finding.
    zeros = [fact for fact in known if fact.amount == 0] if additive and known[0].amount else []
    if zeros and len(known) - len(zeros) == 1:
        return only_one(edition, title or known[0].name, name=name)
    first, shown = known[0], [fact for fact in known if fact not in zeros][:limit]
    shown += [fact for fact in every if fact.amount is None][: max(0, limit - len(shown))]
    labels = {id(fact): edition.words.name(by, fact.row.get(by)) for fact in every}
    rows = [
        Bar(
            labels[id(fact)],
            fact.amount,
            fact.value if fact.amount is not None else _why(edition, fact),
            network(fact.row.get(by)) if by == "network" else LIGHT["slate"],
            low=fact.row.get("low"),
            high=fact.row.get("high"),
        )
        for fact in shown
    ]

    def draw(axes: Any, place: Any) -> None:
        charts.bars(axes, rows, slot=place, limit=even.point(first), limit_label=even.label(first).replace("\n", " "))

    hidden, scopes = len(every) - len(rows) - len(zeros), dict.fromkeys(fact.scope or "" for fact in known)
    groups = [(labels[id(fact)], fact.amount or 0.0) for fact in known]
    dimension, inline = edition.words.name("dimension", by), edition.dimension(by)
    said = Said(
        title or findings.leader(edition, first.name, groups, unit=first.unit, additive=additive),
        edition.say("subtitle.by", measure=first.name, dimension=inline, period=edition.period_text),
        (edition.say("alt.bars", measure=first.name, dimension=inline, period=edition.period_text),
         *(edition.say("alt.row", name=row.label, values=row.text) for row in rows)),
        (*note, *scopes, even.note(first), _estimates(known), _zeros(edition, [labels[id(fact)] for fact in zeros]),
         edition.say("note.more_rows", count=hidden) if hidden else ""),
    )  # fmt: skip
    data = Data(
        ((dimension, False), (first.short, True), (edition.words.say("word.change"), True)),
        tuple((labels[id(f)], f.value, f.signed_change) for f in [*known, *(x for x in every if x.amount is None)]),
    )
    tall = height or max(30.0, 10 + 6.5 * len(rows))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(34.0, 12 + 6.5 * len(rows)))


def shares(
    frame: pd.DataFrame, edition: Edition, *, by: str = "network", parts: Sequence[str] = (), name: str = "shares",
    title: str = "", slot: str = "half", height: float = 0, note: Sequence[str] = (), measure: str = "",
) -> Exhibit:  # fmt: skip
    """Shares of a whole for each network: bars of 100 %, cut into at most five parts.

    Parameters
    ----------
    frame : columns of `compare.compare` with a column called `by`; one KPI for each part (likes, comments …)
    parts : the KPIs in order; empty takes those of the frame
    """
    every = facts(frame, edition)
    kpis = list(parts or dict.fromkeys(fact.kpi for fact in every))[:5]
    amounts: dict[Any, dict[str, float]] = {}
    for fact in every:
        if fact.amount is not None and fact.kpi in kpis:
            amounts.setdefault(fact.row.get(by), {})[fact.kpi] = fact.amount
    whole = {group: sum(found.values()) for group, found in amounts.items()}
    groups = sorted((group for group in amounts if whole[group] > 0), key=lambda group: -whole[group])
    if not groups:
        return _nothing(edition, every, title, name)
    rows = {
        edition.words.name(by, g): [amounts[g][k] / whole[g] if k in amounts[g] else None for k in kpis] for g in groups
    }
    labels = [edition.words.kpi(kpi).short for kpi in kpis]

    def draw(axes: Any, place: Any) -> None:
        charts.share_bars(axes, rows, labels, share=lambda x: edition.words.share(x, 0), slot=place)

    totals = [(label, sum(amounts[g].get(kpi, 0) for g in groups)) for label, kpi in zip(labels, kpis, strict=True)]
    dimension, inline = edition.words.name("dimension", by), edition.dimension(by)
    shown = measure or edition.words.kpi("engagements").short
    said = Said(
        title or findings.part(edition, totals),
        edition.say("subtitle.shares", measure=shown, dimension=inline, period=edition.period_text),
        (edition.say("alt.shares", measure=shown, dimension=inline, period=edition.period_text),
         *(_shares_row(edition, name, labels, values) for name, values in rows.items())),
        tuple(note),
    )  # fmt: skip
    data = Data(
        ((dimension, False), *((label, True) for label in labels)),
        tuple(
            (row, *(edition.words.share(v) if v is not None else "–" for v in values)) for row, values in rows.items()
        ),
    )
    tall = height or max(34.0, 18 + 8.5 * len(rows))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(40.0, 22 + 8.5 * len(rows)))


def drivers(
    frame: pd.DataFrame, result: pd.DataFrame, edition: Edition, *, by: str = "network", name: str = "",
    title: str = "", slot: str = "half", height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """What drove a change: the contribution of each network, or of mix and rate where the KPI is a rate.

    A change that chance alone could explain, or that is too small to matter, is not taken apart.

    Parameters
    ----------
    frame : columns of `compare.drivers` (group, kind contribution | mix | rate, amount)
    result : the KPI's row of `compare.compare`, for its unit, its good side and its change
    """
    fact = facts(result, edition)[0]
    name = name or f"drivers-{fact.kpi}"
    found = [row for row in records(frame) if row.get("amount") is not None]
    # Steps of a change that is withheld, for instance as coverage differs, would tell it all the same.
    if not found or edition.comparison is None or fact.row.get("change") is None:
        return absent(edition, title or fact.name, fact.row.get("change_missing") or "not_supplied", name=name)
    if fact.flat or fact.slight:
        return unchanged(edition, title or fact.name, name=name)
    if len({row["group"] for row in found}) == 1:
        return only_one(edition, title or fact.name, name=name)
    mix, rates = steps(found, fact, by)
    total = sum(row["amount"] for row in found)
    every = [*mix, *rates]
    if len(every) < 2:
        return only_one(edition, title or fact.name, name=name)
    end = _step(fact, edition.words.say("word.change"), total)
    points = fact.unit in {"share", "fraction"}

    def draw(axes: Any, place: Any) -> None:
        charts.waterfall(axes, every, end, form=_Signed(edition, fact.unit), slot=place)

    subtitle = "subtitle.drivers_points" if points else "subtitle.drivers"
    said = Said(
        title or findings.steps(edition, mix, rates, end, fact.name),
        edition.say(subtitle, measure=fact.name, versus=edition.versus),
        (edition.say("alt.waterfall", measure=fact.name, period=edition.period_text,
                     comparison=edition.words.period(edition.comparison), total=end.text),
         *(edition.say("alt.row", name=step.label, values=step.text) for step in every)),
        (*note, _estimates([fact]), edition.say("note.mix_rate") if mix else ""),
    )  # fmt: skip
    data = Data(
        ((edition.words.say("word.contribution"), False), (edition.words.say("word.change"), True)),
        tuple((step.label, step.text) for step in [*every, end]),
    )
    tall = max(height, 12 + 6.2 * (len(every) + 1)) if len(every) > 6 else height
    return figure(
        edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(58.0, 14 + 6 * (len(every) + 1))
    )


def steps(rows: Sequence[dict[str, Any]], fact: Fact, by: str = "network") -> tuple[list[Step], list[Step]]:
    """Steps of a waterfall: mix first, then rates or contributions, the largest first, small ones together."""
    edition = fact.edition
    kinds: dict[str, list[tuple[str, float]]] = {"mix": [], "rate": [], "contribution": []}
    for row in rows:
        kinds[row["kind"]].append((edition.words.name(by, row["group"]), row["amount"]))
    said: dict[str, list[Step]] = {}
    for kind, found in kinds.items():
        ranked = sorted(found, key=lambda item: -abs(item[1]))
        # Steps too small for the figure's own rounding would read "+0.00".
        head, tail = ranked[: _MOST_STEPS if kind != "mix" else 2], ranked[_MOST_STEPS if kind != "mix" else 2 :]
        named = [(_named(edition, kind, label), amount) for label, amount in head]
        if tail:
            named.append((_named(edition, kind, edition.words.say("word.others")), sum(amount for _, amount in tail)))
        said[kind] = [_step(fact, label, amount) for label, amount in named]
    # A step that would read 0.00 says nothing and is not drawn; the total in ink is the sum of all.
    shown = {kind: [step for step in steps if re.search("[1-9]", step.text)] for kind, steps in said.items()}
    if not any(shown.values()):
        shown = said
    return shown["mix"], [*shown["rate"], *shown["contribution"]]


def funnel(
    stages: Sequence[tuple[str, float | None, float | None]], edition: Edition, *, name: str = "funnel",
    title: str = "", basis: str = "", slot: str = "half", height: float = 58, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Stages of a funnel with the rate between those that count the same thing.

    Parameters
    ----------
    stages : (KPI id, value, rate from the stage before or None) in order; a stage without a value is left out
    basis : cohort or period, printed in the note
    """
    known = [(kpi, value, rate) for kpi, value, rate in stages if value is not None]
    if len(known) < 2:
        return absent(edition, title or edition.words.say("word.funnel"), "not_supplied", name=name)
    drawn = [
        Stage(edition.words.kpi(kpi).short, value, edition.words.number(value, 0), rate,
              "" if rate is None else edition.words.share(rate, 0 if rate >= 0.1 else 1))
        for kpi, value, rate in known
    ]  # fmt: skip

    rated = any(stage.rate is not None for stage in drawn)
    longer = not rated and min(stage.value for stage in drawn) < LEAST * max(stage.value for stage in drawn)

    def draw(axes: Any, place: Any) -> None:
        charts.funnel(axes, drawn, slot=place)

    said = Said(
        title or findings.lowest_step(edition, drawn),
        edition.say("subtitle.funnel" if rated else "subtitle.funnel_plain", period=edition.period_text),
        (edition.say("alt.funnel", first=drawn[0].label, last=drawn[-1].label, period=edition.period_text),
         *(edition.say("alt.row", name=s.label, values=f"{s.text} ({s.rate_text})" if s.rate_text else s.text)
           for s in drawn)),
        (*note, edition.say("note.funnel" if rated else "note.funnel_plain"),
         edition.say("note.longer") if longer else "",
         edition.say(f"note.funnel_{basis}") if basis else ""),
    )  # fmt: skip
    data = Data(
        (
            (edition.words.say("word.stage"), False),
            (edition.words.say("word.count"), True),
            (edition.words.say("word.rate"), True),
        ),
        tuple((stage.label, stage.text, stage.rate_text or "–") for stage in drawn),
    )
    return figure(edition, draw, said, data, name=name, slot=slot, height=height, phone=max(50.0, 9.5 * len(drawn)))


def attainment(
    frame: pd.DataFrame, edition: Edition, *, name: str = "attainment", title: str = "", slot: str = "half",
    height: float = 0, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """Targets attained: bars of value ÷ target with one line at 100 %.

    Parameters
    ----------
    frame : columns of `compare.compare`; rows without a target are left out
    """
    held = [fact for fact in facts(frame, edition) if fact.target]
    if not held:
        return absent(edition, title or edition.words.say("word.attainment"), "not_supplied", name=name,
                      remedy=edition.say("remedy.no_target"))  # fmt: skip
    rows = []
    for fact in held:
        target = fact.target or {}
        color = LIGHT["bad"] if fact.status == "bad" else LIGHT["slate"]
        text = target["attained"] or edition.words.say("word.not_available")
        rows.append(Bar(fact.short, target["share"], text, color, low=target["pace"]))

    def draw(axes: Any, place: Any) -> None:
        charts.bullets(axes, rows, slot=place, target_label=edition.words.say("word.target"))

    said = Said(
        title or findings.targets(edition, held),
        edition.say("subtitle.attainment", period=edition.period_text),
        (edition.say("alt.bullets", period=edition.period_text),
         *(edition.say("alt.row", name=row.label, values=row.text) for row in rows)),
        (*note, _estimates(held), edition.say("note.pace_tick") if any(fact.running for fact in held) else ""),
    )  # fmt: skip
    data = Data(
        (
            (edition.words.say("word.kpi"), False),
            (edition.words.say("word.value"), True),
            (edition.words.say("word.target"), True),
            (edition.words.say("word.attained"), True),
        ),
        tuple((f.short, f.value, f.target_text or "–", row.text) for f, row in zip(held, rows, strict=True)),
        tabled=True,
    )
    tall = height or max(32.0, 14 + 7 * len(rows))
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=max(36.0, 14 + 7 * len(rows)))


def _estimates(found: Sequence[Fact]) -> str:
    return provenance.estimates((fact.row.get("basis") for fact in found), found[0].edition)


def _zeros(edition: Edition, names: Sequence[str]) -> str:
    """Which groups are no bar, up to four of them by name."""
    told = findings.few(edition, [shortened(name, _LONGEST_NOTED) for name in names], most=_MOST_ZEROS)
    return edition.say("note.zeros", names=told) if names else ""


def _named(edition: Edition, kind: str, label: str) -> str:
    return label if kind == "contribution" else edition.say(f"step.{kind}", name=label)


def _step(fact: Fact, label: str, amount: float) -> Step:
    helps = None if fact.row.get("polarity") == "neutral" or amount == 0 else (amount > 0) != fact.lower_is_better
    return Step(label, amount, _signed(fact, amount), helps)


def _signed(fact: Fact, amount: float) -> str:
    words = fact.edition.words
    if fact.unit in {"share", "fraction"}:
        return words.signed(amount, words.number(abs(amount) * 100, 2))
    return words.signed(amount, fact.edition.value(abs(amount), fact.unit))


class _Signed(Format):
    """Ticks of a change: with their sign, of shares in points."""

    def even(self, value: float, among: Sequence[float]) -> str:
        """A tick among others."""
        words = self.edition.words
        if self.unit in {"share", "fraction"}:
            return words.signed(round(value * 100, 6))
        return words.signed(value, super().even(abs(value), among))


def _shares_row(edition: Edition, name: str, labels: Sequence[str], values: Sequence[float | None]) -> str:
    told = [f"{label} {edition.words.share(v, 0)}" for label, v in zip(labels, values, strict=True) if v is not None]
    return edition.say("alt.row", name=name, values=edition.words.list(told))


def _why(edition: Edition, fact: Fact) -> str:
    return edition.words.say("phrase.missing", reason=(fact.why or {"reason": ""})["reason"])


def _nothing(edition: Edition, every: Sequence[Fact], title: str, name: str) -> Exhibit:
    reasons = [fact.missing for fact in every if fact.missing]
    return absent(
        edition, title or (every[0].name if every else name), reasons[-1] if reasons else "not_supplied", name=name
    )
