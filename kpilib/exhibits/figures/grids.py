"""Heatmaps that are no grid of posts: weekday by time of day, and month of the first order by age.

Comes in: cells. Goes out: figure exhibits with a note of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pandas as pd

from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.figure import absent, note
from kpilib.exhibits.figures.spread import grid
from kpilib.periods import Period


def week(
    cells: pd.DataFrame, edition: Edition, *, hours: int, unit: str, measure: str, name: str, title: str = "",
    fewest: int = 0, said: Sequence[str] = (), span: str = "",
) -> Exhibit:  # fmt: skip
    """Weekdays down, times of day across.

    Parameters
    ----------
    cells : weekday (0 Monday; None: every day), block (its number or first hour), value and, if known, n and marked
    hours : length of a block; said : the note; span : the days told, where they are not the report's period
    """
    if cells.empty or not (cells["value"].fillna(0) != 0).any():
        return absent(edition, title or measure, "below_min_sample", name=name)
    days = list(dict.fromkeys(None if pd.isna(day) else int(day) for day in cells["weekday"]))
    filled = cells.assign(weekday=[-1 if pd.isna(day) else int(day) for day in cells["weekday"]])
    blocks = sorted(set(filled["block"]))
    first = [
        int(block) * hours if len(blocks) > 1 and blocks[1] - blocks[0] < hours else int(block) for block in blocks
    ]
    labels = (
        [
            edition.words.say("report.word.every_day") if day is None else edition.words.name("weekday", day)
            for day in days
        ],
        [_clock(edition, hour, hours) for hour in first],
    )
    drawn = grid(
        filled, edition, rows=("weekday", [-1 if day is None else day for day in days]), columns=("block", blocks),
        unit=unit, measure=measure, name=name, title=title, fewest=fewest, labels=labels, span=span,
        short=[edition.words.range(*(edition.words.number(at, 0) for at in (hour, hour + hours))) for hour in first],
        height=10 + (8 if "n" in cells else 6.4) * len(days),
    )  # fmt: skip
    return _noted(drawn, edition, said)


def cohort(
    rows: pd.DataFrame, edition: Edition, *, measure: str, first_day: date, name: str = "repeat-purchases"
) -> Exhibit:
    """First orders by month down, months since then across: the share who had ordered again.

    Parameters
    ----------
    rows : cohort (a `Period`), age, value, n, as `compare.repeats` gives them
    first_day : where the orders begin
    """
    if rows.empty or rows["age"].max() < 1:
        return absent(edition, measure, "not_supplied", name=name)
    cohorts: list[Period] = list(dict.fromkeys(rows["cohort"]))
    frame = pd.DataFrame(
        {"row": [cohorts.index(c) for c in rows["cohort"]], "age": rows["age"], "value": rows["value"]}
    )
    sizes = {cohort: int(n) for cohort, n in zip(rows["cohort"], rows["n"], strict=True)}
    ages = list(range(int(rows["age"].max()) + 1))
    labels = (
        [f"{edition.words.date(c.start, 'month_year_short')} ({edition.words.number(sizes[c], 0)})" for c in cohorts],
        [edition.words.number(age, 0) for age in ages],
    )
    drawn = grid(
        frame, edition, rows=("row", list(range(len(cohorts)))), columns=("age", ages), unit="share", measure=measure,
        name=name, labels=labels, height=10 + 6.2 * len(cohorts), title=_again(edition, rows),
    )  # fmt: skip
    return _noted(drawn, edition, [edition.words.say("report.note.cohort", date=edition.words.date(first_day, "long"))])


def _again(edition: Edition, rows: pd.DataFrame) -> str:
    """What part of the customers had come back after three months, or as long as the data goes."""
    age = min(3, int(rows["age"].max()))
    old = rows[rows["age"] == age]
    share = float((old["value"] * old["n"]).sum() / old["n"].sum())
    return edition.words.say("report.finding.cohort", count=age, share=edition.words.share(share, 0))


def _clock(edition: Edition, hour: int, hours: int) -> str:
    start = edition.words.time(time(hour))
    return start if hours == 1 else edition.words.range(start, edition.words.time(time((hour + hours) % 24)))


def _noted(drawn: Exhibit, edition: Edition, said: Sequence[str]) -> Exhibit:
    return Exhibit(drawn.kind, {**drawn.content, "note": note(edition, list(said))}, drawn.language)
