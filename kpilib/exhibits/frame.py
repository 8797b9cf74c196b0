"""The frame of a report: what the cell that opens it shows, and the legend of its marks.

Comes in: the client's identity, dates, a weekly series for the cover. Goes out: a report exhibit, a legend exhibit.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.palette import Brand

_FIRST = {b"\x89PNG": "png"}


def report(
    edition: Edition, *, client: str, brand: Brand, agency: str = "", title: str = "", paper: str = "a4",
    logo: bytes | None = None, data_date: date, compare: str = "", headline: str | None = None,
    motif: dict[str, Any] | None = None, notebook: str = "",
) -> Exhibit:  # fmt: skip
    """What the cell that opens a report shows: whose it is, of when, and how it looks.

    Parameters
    ----------
    logo : bytes of an SVG or PNG file
    compare : the comparison as it was asked for
    motif : from `motif`, the bars of the cover
    """
    data = None
    if logo is not None:
        kind = "png" if logo[:4] in _FIRST else "svg"
        data = {"kind": kind, "data": base64.b64encode(logo).decode("ascii")}
    content = {
        "v": 1,
        "client": client,
        "agency": agency,
        "title": title or edition.words.say("doc.title"),
        "period": edition.period_text,
        "period_id": edition.period.name,
        "language": edition.words.language,
        "paper": paper,
        "brand": brand.as_dict(),
        "logo": data,
        "data_date": data_date.isoformat(),
        "data_line": edition.words.say("doc.data_to", date=edition.words.date(data_date, "long")),
        "compare": compare,
        "headline": headline,
        "motif": motif,
        "notebook": notebook,
    }
    return Exhibit("report", content, edition.words.language)


def motif(series: pd.DataFrame, edition: Edition) -> dict[str, Any] | None:
    """The bars of the cover: the client's first KPI, one bar a week from zero; None with fewer than eight weeks.

    Parameters
    ----------
    series : columns of `compare.series`, one KPI, weeks
    """
    rows = sorted(records(series), key=lambda row: row["start"])
    known = [row["value"] for row in rows if row.get("value") is not None]
    if len(known) < 8 or max(known) <= 0 or min(known) < 0:
        return None
    top = max(known)
    name = edition.words.kpi(str(rows[0]["kpi"])).name
    steps = [(_day(row["start"]), _day(row["end"])) for row in rows]
    return {
        "label": edition.say("motif", kpi=name, period=edition.steps_text(steps) or edition.short_period),
        "values": [None if row.get("value") is None else row["value"] / top for row in rows],
        "current": [edition.inside(*step) for step in steps],
    }


def legend(edition: Edition, *, targets: bool = True) -> Exhibit:
    """The line that explains triangles and, where there are targets, status marks, once at the end of the summary."""
    say = edition.words.say
    words = {"better": say("word.better"), "worse": say("word.worse"), "flat": say("word.flat_or_unclear")}
    verdicts = {
        "good": say("verdict.good"),
        "watch": say("phrase.close_range"),
        "bad": say("verdict.bad"),
        "none": say("verdict.none"),
    }
    items = [{"sign": sign, "text": text} for sign, text in (words | (verdicts if targets else {})).items()]
    return Exhibit("legend", {"id": "legend", "items": items}, edition.words.language)


def _day(value: Any) -> date:
    return value.date() if hasattr(value, "date") else value


def actions_line(edition: Edition, basis: Sequence[str] = ()) -> list[str]:
    """Notes on what was counted: the set of actions, and the exposure that rates are held against."""
    words = edition.words
    said = [words.say("phrase.action_set", x=words.list([words.name("action", name) for name in edition.actions]))]
    if basis:
        said.append(words.say("phrase.exposure_basis", x=words.list([words.name("basis", name) for name in basis])))
    if edition.sources:
        said.append(edition.say("sources", names=words.list(edition.sources)))
    return said
