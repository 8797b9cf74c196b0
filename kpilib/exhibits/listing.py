"""Plain tables and cards of things that are no KPI: quotes, variants, files, chapters that could not be made.

Comes in: rows of plain values. Goes out: table exhibits, card exhibits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition, plain
from kpilib.exhibits.figure import absent
from kpilib.exhibits.tables import cell, column, table

_DASH = "–"


@dataclass(frozen=True)
class Field:
    """A column of a listing: its key in the rows, its head, the unit of its figures (empty: text), its width in mm.

    `language` is the key of the language that a client's own words are in.
    """

    key: str
    label: str
    unit: str = ""
    width: float | str = "auto"
    network: bool = False
    language: str = ""


def listing(
    rows: Sequence[Mapping[str, Any]], edition: Edition, fields: Sequence[Field], *, name: str, title: str,
    subtitle: str | None = None, notes: Sequence[str] = (), limit: int = 20, missing: str = "not_supplied",
) -> Exhibit:  # fmt: skip
    """Rows as a table, in the order given; without rows the reason `missing`."""
    if not rows:
        return absent(edition, title, missing, name=name)
    head = [
        column(f.key, f.label, kind="number" if f.unit else "network" if f.network else "text", width=f.width)
        for f in fields
    ]
    body = [[_cell(edition, row, field) for field in fields] for row in rows]
    return table(edition, head, body, name=name, title=title, subtitle=subtitle, notes=notes, limit=limit)


def plain_cards(items: Sequence[Mapping[str, Any]], edition: Edition, *, name: str) -> Exhibit:
    """Cards of a name, a value in words and a note, without change or target.

    Parameters
    ----------
    items : id, name, value, note; `missing` (reason and remedy) where there is no value
    """
    cards = [
        {
            "id": slug(name, item["id"]),
            "name": item["name"],
            "value": item["value"],
            "exact": None,
            "missing": item.get("missing"),
            "change": None,
            "no_change": None,
            "target": None,
            "no_target": None,
            "benchmark": None,
            "note": item.get("note", ""),
            "spark": None,
        }
        for item in items
    ]
    return Exhibit("cards", {"id": slug(name), "size": "quarter", "cards": cards}, edition.words.language)


def _cell(edition: Edition, row: Mapping[str, Any], field: Field) -> dict[str, Any]:
    value = plain(row.get(field.key))
    if value is None or value == "":
        return cell(_DASH, muted=True)
    if field.network:
        return cell(edition.words.name("network", value), str(value), network=value)
    if field.unit:
        return cell(edition.value(value, field.unit), value)
    spoken = {"language": plain(row.get(field.language))} if field.language else {}
    return cell(str(value), str(value), **spoken)
