"""Tests of variants: their rates, their figures, the difference as the test went on.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kpilib.compare import trials
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures import over_time
from kpilib.exhibits.figures.parts import ranges
from kpilib.exhibits.listing import Field, listing, plain_cards
from kpilib.exhibits.rules import experiment
from kpilib.exhibits.sentences import Insight
from kpilib.report.desk import Desk
from kpilib.stats.experiments import MISMATCH_LIMIT

_SUMS = (("exposures", "count"), ("conversions", "count"), ("spend", "money"), ("revenue", "money"))
_RATE = "fraction"  # two decimals: rates of variants lie close to each other
_LEAST = 0.0001


def tests(desk: Desk) -> list[trials.Outcome]:
    """The tests that ran in the period or speak of no day."""
    found: list[trials.Outcome] = desk.once("tests", lambda: trials.outcomes(desk.store, desk.period))
    return found


def cards(desk: Desk) -> Exhibit:
    """The rate of each variant, the chance that the second is better, what choosing wrongly would lose."""
    words = desk.words
    items: list[dict[str, Any]] = []
    for number, test in enumerate(tests(desk), 1):
        held = test.split_p < MISMATCH_LIMIT
        for arm in test.arms.to_dict("records"):
            items.append({"id": f"{number}-{arm['arm']}", "name": _label(desk, test, arm["arm"]),
                          "value": desk.edition.value(arm["rate"], _RATE),
                          "note": words.say("phrase.n", x=words.number(arm["exposures"], 0))})  # fmt: skip
        if test.result is None or test.compared is None:
            continue
        chance = words.say("report.word.chance", second=test.compared[1], first=test.compared[0])
        card = {"id": f"{number}-chance", "name": chance, "value": words.chance(test.result.b_beats_a),
                "note": words.say("report.note.loss", x=_loss(desk, test.result.loss_b))}  # fmt: skip
        items.append({**card, **_withheld(desk)} if held else card)
    return plain_cards(items[:8], desk.edition, name="tests")


def verdicts(desk: Desk) -> list[Insight]:
    """What each test says: withheld, not decided, or which variant converts more."""
    told = []
    for test in tests(desk):
        if test.result is None or test.compared is None:
            continue
        split = 1.0 if math.isnan(test.split_p) else test.split_p
        result, n = test.result, int(test.arms["exposures"].sum())
        told.append(
            experiment(desk.edition, difference=result.difference, low=result.low, high=result.high, p=result.p,
                       split_p=split, more=test.more, names=test.compared, n=n)
        )  # fmt: skip
    return told


def verdict(desk: Desk) -> str:
    """What the first test says, as a title; empty without a test of two variants."""
    told = verdicts(desk)
    return told[0].lead.rstrip(".。") if told else ""


def rates(desk: Desk) -> Exhibit:
    """The rate of each variant with its interval."""
    words, measure = desk.words, desk.words.kpi("conversion_rate").short
    rows, counts = [], []
    for test in tests(desk):
        for arm in test.arms.to_dict("records"):
            value = None if pd.isna(arm["rate"]) else float(arm["rate"])
            bounds = (None, None) if value is None else (float(arm["low"]), float(arm["high"]))
            rows.append((_label(desk, test, arm["arm"]), value, *bounds))
            counts.append(float(arm["exposures"]))
    return ranges(
        rows, desk.edition, unit=_RATE, measure=measure, name="variants", counts=counts, slot="full",
        best=verdict(desk),
        dimension=desk.edition.dimension("arm"), head=words.say("exhibits.head.exposures"),
        note=[words.say("word.interval")],
    )  # fmt: skip


def variants(desk: Desk) -> Exhibit:
    """Every variant with its exposures, conversions, spend, revenue and rate."""
    words, say = desk.words, desk.words.say
    rows = []
    for test in tests(desk):
        for arm in test.arms.to_dict("records"):
            name = words.qualified(arm["arm"], say("report.word.control")) if arm["is_control"] else arm["arm"]
            rows.append({"test": test.experiment, "arm": name,
                         **{name: arm[name] for name, _ in _SUMS}, "rate": arm["rate"]})  # fmt: skip
    fields = [
        Field("test", words.name("dimension", "experiment"), width="rest"),
        Field("arm", words.name("dimension", "arm")),
        *(Field(name, words.name("column", name), unit=unit) for name, unit in _SUMS if _known(rows, name)),
        Field("rate", words.name("column", "rate"), unit=_RATE),
    ]
    notes = [say("report.note.split", test=t.experiment) for t in tests(desk) if t.split_p < MISMATCH_LIMIT]
    return listing(rows, desk.edition, fields, name="test-variants", title=say("report.title.variants"), notes=notes)


def difference(desk: Desk) -> Exhibit:
    """The difference between the first two variants as the test went on, with its interval."""
    name, title = "test-difference", desk.words.say("report.title.difference")
    dated = next((test for test in tests(desk) if len(test.daily) > 1), None)
    if dated is None:
        return absent(desk.edition, title, "not_supplied", name=name)
    days = pd.to_datetime(dated.daily["date"])
    series = pd.DataFrame({
        "kpi": "conversion_rate", "variant": "default", "unit": "fraction", "table": "experiments",
        "start": days.dt.date, "end": (days + pd.Timedelta(days=1)).dt.date, "value": dated.daily["difference"],
        "low": dated.daily["low"], "high": dated.daily["high"], "missing": None, "basis": None,
    })  # fmt: skip
    return over_time.trend(series, desk.edition, kpi="conversion_rate", name=name, title=title, zero=True)


def _loss(desk: Desk, loss: float) -> str:
    """An expected loss in points; one too small to be printed is less than the least that can be."""
    points = desk.words.points(max(loss, _LEAST))
    return f"< {points}" if loss < _LEAST / 2 else points


def _withheld(desk: Desk) -> dict[str, Any]:
    why = desk.words.reason("withheld")
    missing = {"reason": why.text, "remedy": why.remedy}
    return {"value": desk.words.say("word.not_available"), "note": "", "missing": missing}


def _label(desk: Desk, test: trials.Outcome, arm: str) -> str:
    if len(tests(desk)) == 1:
        return desk.words.say("report.word.variant", x=arm)
    return desk.edition.say("cell", first=test.experiment, second=arm)


def _known(rows: list[dict], name: str) -> bool:
    return any(row[name] is not None and not pd.isna(row[name]) for row in rows)
