"""The chapter of restated figures: what earlier reports gave otherwise, as a notebook made of bundles.

Comes in: restated figures and the notebooks of the issue. Goes out: one more notebook for the renderer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from kpilib.batch.figures import Restated
from kpilib.periods import Period
from kpilib.text import Words

_MIME = "application/vnd.kpilib.{}+json"
_ROWS = 20
_KINDS: tuple[Literal["month", "quarter", "year", "week"], ...] = ("month", "quarter", "year", "week")


def chapter(changed: Sequence[Restated], notebooks: Sequence[Any], *, language: str, currency: str | None) -> Any:
    """A notebook that shows one table of restated figures.

    Parameters
    ----------
    changed : at least one restated figure
    notebooks : the executed notebooks of the issue; the report's bundle is taken from the first that has one
    language, currency : how the figures are written
    """
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    words = Words(language)
    lead = words.say("batch.restated.lead", count=len(changed))
    head = {
        "id": "restated",
        "eyebrow": words.say("batch.restated.eyebrow"),
        "title": words.say("batch.restated.title"),
        "lead": lead,
        "kind": "chapter",
    }
    bundles = [("report", report) for report in _reports(notebooks)[:1]]
    bundles += [("chapter", head), ("table", _table(changed, words, currency))]
    cells = [
        new_code_cell("", outputs=[new_output("display_data", {_MIME.format(kind): bundle, "text/plain": lead})])
        for kind, bundle in bundles
    ]
    return new_notebook(cells=cells, metadata={"kpilib": {"notebook": "restated"}})


def _reports(notebooks: Sequence[Any]) -> list[Any]:
    name = _MIME.format("report")
    return [
        {**output["data"][name], "notebook": "restated"}
        for notebook in notebooks
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if name in output.get("data", {})
    ]


def _table(changed: Sequence[Restated], words: Words, currency: str | None) -> dict[str, Any]:
    columns = [
        _column(words, "figure", "left", "rest", "text"),
        _column(words, "period", "left", "auto", "text"),
        _column(words, "was", "right", "auto", "number"),
        _column(words, "now", "right", "auto", "number"),
    ]
    notes = [words.say("batch.restated.note")]
    if any(figure.redefined for figure in changed):
        notes.append(words.say("batch.restated.redefined"))
    return {
        "id": "restated-figures",
        "title": words.say("batch.restated.title"),
        "subtitle": None,
        "columns": columns,
        "rows": [_row(figure, words, currency) for figure in changed],
        "total": None,
        "notes": notes,
        "limit": _ROWS,
    }


def _column(words: Words, key: str, align: str, width: str, kind: str) -> dict[str, Any]:
    label = words.say(f"batch.restated.{key}")
    return {"key": key, "label": label, "align": align, "width": width, "kind": kind, "phone": "keep"}


def _row(figure: Restated, words: Words, currency: str | None) -> list[dict[str, Any]]:
    group = json.loads(figure.group) if figure.group else {}
    parts = [words.kpi(figure.kpi, figure.variant).name, *(words.name(kind, part) for kind, part in group.items())]
    name = " · ".join(parts)
    period = words.period(_period(date.fromisoformat(figure.start[:10]), date.fromisoformat(figure.end[:10])))
    was, now = (words.value(number, figure.unit, currency) for number in (figure.was, figure.now))
    return [
        _cell(name, mark="*" if figure.redefined else None),
        _cell(period, sort=figure.start),
        _cell(was, sort=figure.was, muted=True),
        _cell(now, sort=figure.now, strong=True),
    ]


def _period(start: date, end: date) -> Period:
    """The span as people name it: a month, not its thirty-one days."""
    for kind in _KINDS:
        period = Period.containing(start, kind)
        if (period.start, period.end) == (start, end):
            return period
    return Period(start, end)


def _cell(text: str, **given: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("sort", "change", "bar", "attain", "network", "status", "mark"))
    return {"text": text, "strong": False, "muted": False, **blank, **given}
