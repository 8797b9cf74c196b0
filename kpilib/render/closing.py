"""The closing chapter: what each figure means, where it comes from, and what could not be shown.

Comes in: the notes bundles of all notebooks. Goes out: one chapter in which nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kpilib.render import shapes
from kpilib.render.markdown import Block
from kpilib.text import Words


def chapter(notes: list[dict[str, Any]], words: Words, lead: str) -> dict[str, Any]:
    """Merge the notes of every notebook into one chapter."""
    blocks: list[Block] = []
    coverage = next((bundle["coverage"] for bundle in notes if bundle.get("coverage")), None)
    if coverage:
        blocks.append(shapes.exhibit("figure", {"id": "coverage", **coverage}))
    missing = _merged(notes, "missing", ("name", "reason", "period"))
    if missing:
        blocks.append(_missing(missing, words))
    sources = _merged(notes, "sources", ("source", "table", "span"))
    if sources:
        blocks.append(_sources(sources, words))
    definitions = _merged(notes, "definitions", ("id",))
    if definitions:
        blocks.append(_heading(words, "definitions"))
        blocks.append({"kind": "definitions", "items": [_definition(entry) for entry in definitions]})
    footnotes = list(dict.fromkeys(text for bundle in notes for text in bundle.get("footnotes") or []))
    if footnotes:
        blocks.append(_heading(words, "footnotes"))
        blocks.append({"kind": "footnotes", "items": footnotes})
    head = {
        "id": "definitions",
        "eyebrow": words.say("render.notes.eyebrow"),
        "title": words.say("render.notes.title"),
        "lead": lead,
        "kind": "notes",
    }
    return shapes.chapter(head, shapes.arranged(blocks))


def _merged(notes: list[dict[str, Any]], part: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for bundle in notes:
        for entry in bundle.get(part) or []:
            found.setdefault(tuple(entry.get(key) for key in keys), entry)
    return list(found.values())


def _definition(entry: dict[str, Any]) -> dict[str, str]:
    return {key: str(entry.get(key) or "") for key in ("id", "name", "definition", "formula", "detail")}


def _heading(words: Words, name: str) -> Block:
    return {"kind": "heading", "level": 2, "inlines": [words.say(f"render.notes.{name}")], "id": f"notes-{name}"}


def _missing(entries: list[dict[str, Any]], words: Words) -> Block:
    columns = _columns(words, (("figure", "text", 58), ("period", "text", 32), ("reason", "text", "rest")))
    return _table("missing", words, columns, ((e.get("name"), e.get("period"), e.get("reason")) for e in entries))


def _sources(entries: list[dict[str, Any]], words: Words) -> Block:
    shape = (
        ("source", "text", 44),
        ("table", "text", 26),
        ("span", "text", 36),
        ("rows", "number", 14),
        ("note", "text", "rest"),
    )
    rows = ((e.get("source"), e.get("table"), e.get("span"), e.get("rows"), e.get("note")) for e in entries)
    return _table("sources", words, _columns(words, shape), rows)


def _columns(words: Words, shape: Iterable[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": words.say(f"render.notes.{key}"),
            "align": "right" if kind == "number" else "left",
            "width": width,
            "kind": kind,
        }
        for key, kind, width in shape
    ]


def _table(name: str, words: Words, columns: list[dict[str, Any]], rows: Iterable[tuple[Any, ...]]) -> Block:
    def cell(value: Any) -> dict[str, Any]:
        text = words.number(value) if isinstance(value, int | float) else str(value or "")
        return {"text": text, "sort": value if isinstance(value, int | float) else None}

    title = words.say(f"render.notes.{name}")
    bundle = {
        "id": f"notes-{name}",
        "title": title,
        "columns": columns,
        "rows": [[cell(v) for v in row] for row in rows],
    }
    return shapes.exhibit("table", bundle)
