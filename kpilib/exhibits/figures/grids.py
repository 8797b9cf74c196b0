"""Heatmaps: any grid of cells, weekday by time of day, month of the first order by age.

Comes in: cells. Goes out: figure exhibits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, findings
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.charts import Cell
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.figure import Data, Said, absent, figure
from kpilib.exhibits.figure import note as noted
from kpilib.exhibits.figures.spread import FEWEST
from kpilib.periods import Period


def grid(
    frame: pd.DataFrame, edition: Edition, *, rows: tuple[str, Sequence[Any]], columns: tuple[str, Sequence[Any]],
    unit: str, measure: str, name: str = "grid", title: str = "", fewest: int = FEWEST, slot: str = "full",
    height: float = 0, note: Sequence[str] = (), labels: tuple[Sequence[str], Sequence[str]] | None = None,
    short: Sequence[str] = (), span: str = "", things: str = "",
) -> Exhibit:  # fmt: skip
    """A heatmap, such as weekday and time of day, with n in each cell; cells with too small an n stay blank.

    Parameters
    ----------
    frame : columns rows[0], columns[0], value, n and, if cells may be unripe or remarkable, `immature`, `marked`
    rows, columns : (column, its values in order)
    labels : names of the rows and columns in words
    short : names of the columns where there is little room
    span : the days that the cells are made of, where they are not the report's period
    things : what the cells count, for the sentence on the highest: posts, messages
    """
    span = span or edition.period_text
    found = {(r.get(rows[0]), r.get(columns[0])): r for r in records(frame)}
    cells = [[_grid_cell(edition, found.get((row, col)), unit, fewest) for col in columns[1]] for row in rows[1]]
    known = [
        (cell.value, y, x) for y, line in enumerate(cells) for x, cell in enumerate(line) if cell.value is not None
    ]
    if not known:
        return absent(edition, title or measure, "below_min_sample", name=name)
    names = labels or (
        [edition.words.name(rows[0], v) for v in rows[1]],
        [edition.words.name(columns[0], v) for v in columns[1]],
    )

    def draw(axes: Any, place: Any) -> None:
        shown = [[_brief(edition, cell, unit) for cell in line] for line in cells] if place.phone else cells
        heads = short if place.phone and short else names[1]
        charts.matrix(axes, shown, row_names=names[0], column_names=heads, slot=place)

    most, y, x = max(known)
    shown = cells[y][x].text
    best = [
        edition.say("cell", first=names[0][y], second=names[1][x]) for _, y, x in known if cells[y][x].text == shown
    ]
    top = edition.words.say(f"count.{things}", count=int(most)) if things else shown
    said = Said(
        title or findings.highest(edition, best, top),
        edition.say("subtitle.grid", measure=measure, period=span),
        (edition.say("alt.grid", measure=measure, period=span),
         edition.say("alt.row", name=findings.few(edition, best), values=top)),
        (*note, edition.say("note.grid", count=fewest)),
    )  # fmt: skip
    data = Data(
        (("", False), *((text, True) for text in names[1])),
        tuple((text, *(cell.text or "–" for cell in line)) for text, line in zip(names[0], cells, strict=True)),
    )
    tall = height or 12 + 9 * len(cells)
    return figure(edition, draw, said, data, name=name, slot=slot, height=tall, phone=tall)


def week(
    cells: pd.DataFrame, edition: Edition, *, hours: int, unit: str, measure: str, name: str, title: str = "",
    fewest: int = 0, said: Sequence[str] = (), span: str = "", things: str = "",
) -> Exhibit:  # fmt: skip
    """Weekdays down, times of day across.

    Parameters
    ----------
    cells : weekday (0 Monday; None: every day), block (its number or first hour), value and, if known, n and marked
    hours : length of a block; said : the note; span : the days told, where they are not the report's period
    things : what is counted, if anything is
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
        unit=unit, measure=measure, name=name, title=title, fewest=fewest, labels=labels, span=span, things=things,
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
        span=edition.words.period(Period(cohorts[0].start, cohorts[-1].end)),
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
    return Exhibit(drawn.kind, {**drawn.content, "note": noted(edition, list(said))}, drawn.language)


def _grid_cell(edition: Edition, row: Mapping[str, Any] | None, unit: str, fewest: int) -> Cell:
    if row is None or row.get("value") is None or (row.get("n") is not None and row["n"] < fewest):
        return Cell(None)
    n = "" if row.get("n") is None else edition.words.say("phrase.n", x=edition.words.number(row["n"], 0))
    return Cell(row["value"], edition.value(row["value"], unit), n, bool(row.get("immature")), row.get("marked"))


def _brief(edition: Edition, cell: Cell, unit: str) -> Cell:
    """The cell for a phone: whole percent."""
    return replace(cell, text=edition.words.share(cell.value, 0)) if unit == "share" and cell.text else cell
