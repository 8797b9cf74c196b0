"""The shapes of bundles: every key that a renderer reads is there, whatever an exhibit left out.

Comes in: bundles and blocks as notebooks hold them. Goes out: complete blocks, put side by side where they belong so.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from kpilib.render.characters import each_text, is_blank, printable
from kpilib.render.markdown import Block, plain

KINDS = frozenset({"cards", "figure", "figures", "table", "insights", "absent", "legend"})
NAMED = frozenset({"heading", "cards", "figure", "table", "insights", "absent", "picture"})

_REPORT: dict[str, Any] = {
    "client": "",
    "agency": "",
    "title": "",
    "period": "",
    "period_id": "",
    "language": "en",
    "paper": "a4",
    "brand": {},
    "logo": None,
    "data_date": "",
    "data_line": "",
    "compare": "",
    "headline": None,
    "motif": None,
}
_BRAND = {
    "raw": "#4a5b6d",
    "text": "#4a5b6d",
    "mark": "#4a5b6d",
    "on": "#ffffff",
    "text_dark": "#8fa1b3",
    "mark_dark": "#8fa1b3",
}
_CHAPTER = {"id": "", "eyebrow": "", "title": "", "lead": "", "kind": "chapter"}
_EXHIBITS: dict[str, dict[str, Any]] = {
    "cards": {"id": "", "size": "third", "cards": []},
    "figure": {
        "id": "",
        "title": "",
        "subtitle": "",
        "note": None,
        "alt": "",
        "slot": "full",
        "width_mm": 170,
        "height_mm": 53,
        "svg": "",
        "svg_phone": None,
        "columns": [],
        "rows": [],
        "tabled": False,
    },
    "figures": {"id": "", "figures": []},
    "table": {
        "id": "",
        "title": "",
        "subtitle": None,
        "columns": [],
        "rows": [],
        "total": None,
        "notes": [],
        "limit": None,
    },
    "insights": {"id": "", "title": None, "layout": "list", "items": []},
    "absent": {"id": "", "title": "", "reason": "", "remedy": ""},
    "legend": {"items": []},
}
_CARD: dict[str, Any] = {
    "id": "",
    "name": "",
    "value": "",
    "exact": None,
    "missing": None,
    "change": None,
    "no_change": None,
    "target": None,
    "no_target": None,
    "benchmark": None,
    "note": "",
    "spark": None,
}
_CHANGE = {"arrow": "none", "judge": "none", "direction": "", "amount": "", "signed": "", "word": "", "versus": ""}
_TARGET = {
    "label": "",
    "goal": "",
    "exact": None,
    "attained": "",
    "share": None,
    "pace": None,
    "status": "none",
    "status_word": "",
}
_COLUMN = {"key": "", "label": "", "align": "left", "width": "auto", "kind": "text"}
_CELL: dict[str, Any] = {
    "text": "",
    "sort": None,
    "strong": False,
    "muted": False,
    "change": None,
    "bar": None,
    "attain": None,
    "network": None,
    "status": None,
    "mark": None,
    "language": None,
}
_BAR = {"share": None, "threshold": None, "judge": None}
_ATTAIN = {"share": None, "pace": None, "status": "none"}
_SOURCES = frozenset({"svg", "svg_phone", "data"})
_SIDE_BY_SIDE = {"half": 2, "third": 3}


def report(bundle: dict[str, Any]) -> dict[str, Any]:
    """The report bundle with every key."""
    full = each_text(_filled(_REPORT, bundle), _one_line, keep=_SOURCES)
    full["brand"] = _filled(_BRAND, full["brand"] or {})
    full["paper"] = "letter" if str(full["paper"]).lower().endswith("letter") else "a4"
    if full["motif"]:
        full["motif"] = _filled({"label": "", "values": [], "current": []}, full["motif"])
    return full


def chapter(bundle: dict[str, Any], blocks: list[Block]) -> dict[str, Any]:
    """A chapter with its blocks."""
    return {**each_text(_filled(_CHAPTER, bundle), _one_line), "blocks": blocks}


def exhibit(kind: str, bundle: dict[str, Any]) -> Block:
    """One exhibit with every key its renderer reads, and its kind."""
    block = {**each_text(_filled(_EXHIBITS[kind], bundle), _one_line, keep=_SOURCES), "kind": kind}
    match kind:
        case "cards":
            block["cards"] = [_card(card) for card in block["cards"]]
        case "figures":
            block["figures"] = [exhibit("figure", figure) for figure in block["figures"]]
        case "table":
            _complete_table(block)
    return block


def arranged(blocks: list[Block]) -> list[Block]:
    """Blocks in reading order with levels for their titles, small figures side by side, no heading without a text."""
    return _with_levels(_paired(without_empty_headings(blocks)))


def _one_line(text: str) -> str:
    return " ".join(text.split()) if not text.isprintable() or "  " in text else text


def _filled(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return {key: given.get(key) if given.get(key) is not None else copy.copy(value) for key, value in defaults.items()}


def _card(given: dict[str, Any]) -> dict[str, Any]:
    card = _filled(_CARD, given)
    card["change"] = _filled(_CHANGE, card["change"]) if card["change"] else None
    card["target"] = _filled(_TARGET, card["target"]) if card["target"] else None
    card["missing"] = _filled({"reason": "", "remedy": ""}, card["missing"]) if card["missing"] else None
    return card


def _complete_table(block: Block) -> None:
    block["columns"] = [_filled(_COLUMN, column) for column in block["columns"]]
    block["rows"] = [[_cell(cell) for cell in row] for row in block["rows"]]
    block["total"] = [_cell(cell) for cell in block["total"]] if block["total"] else None


def _cell(given: dict[str, Any] | str) -> dict[str, Any]:
    cell = _filled(_CELL, {"text": given} if isinstance(given, str) else given)
    cell["change"] = _filled(_CHANGE, cell["change"]) if cell["change"] else None
    cell["bar"] = _filled(_BAR, cell["bar"]) if cell["bar"] else None
    cell["attain"] = _filled(_ATTAIN, cell["attain"]) if cell["attain"] else None
    return cell


def without_empty_headings(blocks: list[Block]) -> list[Block]:
    """Leave out a heading that is followed by nothing, or by a heading of its own rank or above."""
    kept: list[Block] = []
    for block in reversed(blocks):
        after = kept[-1] if kept else None
        if block["kind"] == "heading" and is_blank(printable(plain(block["inlines"]))):
            continue
        if block["kind"] == "heading" and (
            after is None or (after["kind"] == "heading" and after["level"] <= block["level"])
        ):
            continue
        kept.append(block)
    return kept[::-1]


def _paired(blocks: list[Block]) -> list[Block]:
    """Neighbouring half and third figures, and neighbouring absences, share a row."""
    rows: list[Block] = []
    for block in blocks:
        last = rows[-1] if rows else None
        if last and last["kind"] == "figures" and _joins(last, block):
            last["figures"].append(block)
        elif last and last["kind"] == "figure" and _joins({"figures": [last]}, block):
            rows[-1] = {"kind": "figures", "id": "", "figures": [last, block]}
        elif last and last["kind"] == block["kind"] == "absent":
            rows[-1] = {"kind": "absents", "items": [last, block]}
        elif last and last["kind"] == "absents" and block["kind"] == "absent":
            last["items"].append(block)
        else:
            rows.append(block)
    return rows


def _joins(row: Block, block: Block) -> bool:
    slots = [figure["slot"] for figure in row["figures"]]
    if block["kind"] != "figure" or len(set(slots)) != 1:
        return False
    if {slots[0], block["slot"]} == {"wide", "third"}:
        return len(slots) == 1
    return block["slot"] == slots[0] and len(slots) < _SIDE_BY_SIDE.get(slots[0], 1)


def _with_levels(blocks: Iterable[Block]) -> list[Block]:
    """Level 2 for a section and for a title outside one, level 3 for a title inside a section, and so on downwards."""
    placed = list(blocks)
    ranks = sorted({block["level"] for block in placed if block["kind"] == "heading"})
    depth = 1
    for block in placed:
        if block["kind"] == "heading":
            block["level"] = min(2 + ranks.index(block["level"]), depth + 1, 4)
            depth = block["level"]
        else:
            for part in (
                block,
                *block.get("figures", []),
                *(block.get("items", []) if block["kind"] == "absents" else []),
            ):
                part["level"] = min(depth + 1, 5)
    return placed
