"""Whose report it is: name, brand, logo, period, data date and the bars of the cover, as the exporters need them.

Comes in: the client, the words, the first KPI's weeks. Goes out: the content of the `report` bundle.
"""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd

from kpilib.exhibits import palette
from kpilib.exhibits.edition import Edition, records
from kpilib.params import Client

_DEFAULT_COLOR = "#0b6e6e"


def identity(client: Client, edition: Edition, weeks: pd.DataFrame, *, first_kpi: str, headline: str) -> dict[str, Any]:
    """The content of the bundle that opens a report; texts are final, in the report's language."""
    words = edition.words
    data_date = edition.data_date
    return {
        "v": 1,
        "client": client.title,
        "agency": client.file.agency or None,
        "title": words.say("doc.title"),
        "period": edition.period_text,
        "period_id": edition.period.name,
        "language": words.language,
        "paper": client.file.paper,
        "brand": palette.brand(client.file.brand.color or _DEFAULT_COLOR).as_dict(),
        "logo": _logo(client),
        "data_date": data_date.isoformat() if data_date else None,
        "data_line": words.say("doc.data_to", date=words.date(data_date, "long")) if data_date else "",
        "compare": words.period(edition.comparison) if edition.comparison else None,
        "headline": headline or None,
        "motif": _motif(edition, weeks, first_kpi),
    }


def _logo(client: Client) -> dict[str, str] | None:
    if client.logo is None:
        return None
    kind = "svg" if client.logo.suffix.lower() == ".svg" else "png"
    return {"kind": kind, "data": base64.b64encode(client.logo.read_bytes()).decode()}


def _motif(edition: Edition, weeks: pd.DataFrame, kpi: str) -> dict[str, Any] | None:
    """One bar for each step of the time line, from zero; the report's own period is marked."""
    rows = records(weeks) if len(weeks) else []
    values = [row["value"] for row in rows]
    top = max((value for value in values if value is not None), default=0)
    if top <= 0 or sum(value is not None for value in values) < 4:
        return None
    inside = [edition.period.start <= row["start"] and row["end"] <= edition.period.end for row in rows]
    name = edition.words.kpi(kpi).name
    return {
        "label": edition.words.say("report.motif", kpi=name, period=edition.short_period),
        "values": [None if value is None else max(value, 0) / top for value in values],
        "current": inside,
    }
