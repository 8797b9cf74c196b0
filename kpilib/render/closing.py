"""The closing chapter: what each figure and term means, where figures come from, and what could not be shown.

Comes in: the notes bundles of all notebooks, and their chapters. Goes out: one chapter in which nothing is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kpilib.render import shapes
from kpilib.render.anchors import slug
from kpilib.render.markdown import Block
from kpilib.text import Words
from kpilib.text.lexicon import lexicon

_ROOM = 200  # letters in one cell of names
_TERM = re.compile(r"glossary\.\w+\.term")


def chapter(
    notes: list[dict[str, Any]], words: Words, lead: str, chapters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Merge the notes of every notebook into one chapter; what a chapter on data quality has told stays there.

    Parameters
    ----------
    chapters : the chapters before this one; the terms that they use make its glossary, and a list of missing figures
        in the one on data quality is made complete
    """
    blocks: list[Block] = []
    none: dict[str, Any] = {"blocks": [], "eyebrow": ""}
    quality = next((chapter for chapter in chapters or [] if chapter["id"] == "quality"), none)
    told: list[Block] = quality["blocks"]
    shown = {block.get("id") for block in told}
    coverage = next((bundle["coverage"] for bundle in notes if bundle.get("coverage")), None)
    if coverage and "coverage" not in shown:
        blocks.append(shapes.exhibit("figure", {"id": "coverage", **coverage}))
    definitions = _merged(notes, "definitions", ("id",))
    # What one chapter lacks and another shows is not missing.
    named = {entry.get("name") for entry in definitions}
    missing = [entry for entry in _merged(notes, "missing", ("name", "period")) if entry.get("name") not in named]
    listed = next((place for place, block in enumerate(told) if block.get("id") == "missing-figures"), None)
    if listed is not None:
        told[listed] = _complete(told[listed], missing, words)
        blocks.append(_heading(words, "missing"))
        blocks.append({"kind": "paragraph", "inlines": [words.say("render.notes.listed", chapter=quality["eyebrow"])]})
    elif missing:
        blocks.append(_missing(missing, words))
    sources = _merged(notes, "sources", ("source", "table", "span"))
    if sources:
        blocks.append(_sources(sources, words))
    if definitions:
        blocks.append(_heading(words, "definitions"))
        blocks.append({"kind": "definitions", "items": [_definition(entry) for entry in definitions]})
    if terms := _terms([chapter["blocks"] for chapter in chapters or []], words):
        blocks.append(_heading(words, "glossary"))
        blocks.append({"kind": "definitions", "items": terms})
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


def _terms(blocks: Any, words: Words) -> list[dict[str, str]]:
    """The terms of the glossary that the chapters use, in the order of the language."""
    said = words.match("\n".join(_texts(blocks)))
    entries = [
        {"id": slug(key), "name": words.say(f"{key}.term"), "definition": words.say(f"{key}.meaning")}
        for key in (name.removesuffix(".term") for name in lexicon(words.language) if _TERM.fullmatch(name))
        if words.match(words.say(f"{key}.found")) in said
    ]
    return sorted((_definition(entry) for entry in entries), key=lambda entry: words.sort_key(entry["name"]))


def _texts(tree: Any) -> Iterator[str]:
    """Every text of blocks but pictures and descriptions of pictures."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key not in ("svg", "svg_phone", "png", "alt", "id", "kind"):
                yield from _texts(value)


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


def _complete(block: Block, entries: list[dict[str, Any]], words: Words) -> Block:
    """The list of missing figures, one row for each reason and remedy, with those that other chapters lack."""
    between = words.say("exhibits.clauses")
    rows = {(reason, remedy): names.split(between) for reason, names, remedy in map(_row_texts, block["rows"])}
    known = {name for names in rows.values() for name in names}
    for entry in entries:
        if (name := entry.get("name") or "") not in known:
            rows.setdefault((entry.get("reason") or "", entry.get("remedy") or ""), []).append(name)
    count = sum(map(len, rows.values()))
    cells = [[{"text": text} for text in row] for row in _by_reason(rows, words)]
    title = words.say("report.title.missing", count=count)
    made = shapes.exhibit("table", {**block, "title": title, "rows": cells, "limit": len(cells)})
    return {**block, **made}  # what the page has arranged stays


def _by_reason(groups: Mapping[tuple[str, str], Sequence[str]], words: Words) -> Iterator[tuple[str, str, str]]:
    """Rows of a reason, names, and what stands beside them; a long list goes on below, as paper cuts long cells."""
    between, room = words.say("exhibits.clauses"), _ROOM // 2 if words.cjk else _ROOM
    for (reason, beside), names in groups.items():
        told = ""
        for name in names:
            longer = f"{told}{between}{name}" if told else name
            if told and len(longer) > room:
                yield reason, told, beside
                reason, beside, longer = "", "", name
            told = longer
        yield reason, told, beside


def _row_texts(row: list[dict[str, Any]]) -> list[str]:
    return [str(cell["text"]) for cell in row]


def _missing(entries: list[dict[str, Any]], words: Words) -> Block:
    """One row for each reason, with all that it keeps from being shown."""
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        groups.setdefault((entry.get("reason") or "", entry.get("period") or ""), []).append(entry.get("name") or "")
    columns = _columns(words, (("reason", "text", 50), ("figure", "text", "rest"), ("period", "text", 28)))
    return _table("missing", words, columns, _by_reason(groups, words))


def _sources(entries: list[dict[str, Any]], words: Words) -> Block:
    shape = (
        ("source", "text", 38),
        ("table", "text", 34),
        ("span", "text", 58 if words.cjk else 38),
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
