"""The report on paper: the document tree set by Typst, as PDF/A-2a and PDF/UA-1 in one file.

Comes in: a document. Goes out: PDF bytes, the same for the same document; a figure without a description is an error.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kpilib.errors import RenderError
from kpilib.render import pixels, svg
from kpilib.render.characters import breakable, each_text, is_shaped, shortened, showable, together
from kpilib.render.colours import LIGHT, NETWORKS, contrast
from kpilib.render.columns import LONGEST_AUTO, WIDTH, measures
from kpilib.render.document import Document
from kpilib.render.grids import LETTER, fitting
from kpilib.render.markdown import Block, plain
from kpilib.render.once import once

_TEMPLATES = ("report.typ", "flow.typ", "look.typ", "exhibits.typ", "prose.typ")
_REST = [
    "Noto Sans", "Noto Emoji", "Noto Sans Symbols", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari",
    "Noto Sans Thai", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Gujarati",
    "Noto Sans Gurmukhi", "Noto Sans Kannada", "Noto Sans Malayalam", "Noto Sans Oriya", "Noto Sans Sinhala",
    "Noto Sans Myanmar", "Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Armenian", "Noto Sans Georgian",
    "Noto Sans Ethiopic",
]  # fmt: skip
_LONGEST = {
    "text": 240, "name": 120, "title": 240, "eyebrow": 80, "client": 80, "label": 100, "agency": 80, "period": 60,
    "value": 40, "headline": 200, "data_line": 120, "compare": 120, "subtitle": 300, "mark": 12, "amount": 40,
    "word": 40, "definition": 320, "formula": 320, "detail": 600, "reason": 320, "remedy": 320,
}  # fmt: skip
_LONGEST_ON_CARD = {
    "name": 70, "value": 24, "note": 140, "label": 90, "benchmark": 120, "versus": 60, "word": 24, "amount": 24,
    "no_change": 90, "no_target": 90, "attained": 16, "reason": 200, "remedy": 200,
}  # fmt: skip
_LONGEST_TITLE, _LONGEST_OTHER = 90, 600
_TYPST_LANGUAGE = {"zh-Hans": ("zh", "CN"), "zh-Hant": ("zh", "TW")}
_TALLEST = 190.0
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")


def pdf(document: Document) -> bytes:
    """Set the document and check nothing but what the PDF standards demand.

    Raises
    ------
    RenderError : Typst refuses the document, for instance because a figure has no description
    """
    return bytes(_compiled(document, "pdf"))


def pages(document: Document, *, ppi: float = 144) -> list[bytes]:
    """The pages as PNG, for looking at; 300 ppi and more show small letters whole."""
    made = _compiled(document, "png", ppi=ppi)
    return list(made) if isinstance(made, list) else [made]


def marks(document: Document) -> list[dict[str, Any]]:
    """Where each piece of each chapter stands: page, y, height and room in millimetres, for the rules of checks.py."""
    import typst

    query: Any = typst.query
    return list(json.loads(query(_sources(document), "<piece>", field="value", font_paths=pixels.fonts())))


def _sources(document: Document) -> dict[str, bytes]:
    """The template and everything it reads; Typst takes main.typ for the main file."""
    sources: dict[str, bytes] = {("main.typ" if name == "report.typ" else name): _template(name) for name in _TEMPLATES}
    sources["document.json"] = json.dumps(Paper(document, sources).tree(), ensure_ascii=False).encode()
    return sources


def _compiled(document: Document, form: str, **options: Any) -> Any:
    import typst

    # The type stubs know nothing of a project held in memory.
    compile_sources: Any = typst.compile_with_warnings
    try:
        made, _ = compile_sources(
            _sources(document),
            font_paths=pixels.fonts(),
            format=form,
            timestamp=_timestamp(document.cover["data_date"]),
            **(options | ({"pdf_standards": ["a-2a", "ua-1"]} if form == "pdf" else {})),
        )
    except (typst.TypstError, RuntimeError) as error:
        where = f"PDF of {document.client or 'the report'}"
        raise RenderError(where, getattr(error, "diagnostic", str(error)), "") from error
    return made


class Paper:
    """Turns a document into what the Typst template reads: files beside it, and texts that can be printed."""

    def __init__(self, document: Document, sources: dict[str, bytes]) -> None:
        self.document, self.sources, self.words = document, sources, document.words
        region = self.words.font_region or "SC"
        self.stack = ["Fira Sans", f"Noto Sans CJK {region}", *_REST]
        self.families = ", ".join(f"'{name}'" for name in ("Fira Sans", f"Noto Sans CJK {region}", "Noto Sans"))

    def tree(self) -> dict[str, Any]:
        """The whole of document.json."""

        document, words = self.document, self.words
        chapters = [self.chapter(chapter) for chapter in once(document.chapters)]
        cover = _short(document.cover)
        cover["title"] = shortened(cover["title"], _LONGEST_TITLE)
        cover |= self.logo(document.cover["logo"])
        brand = {name: value if _HEX.fullmatch(value) else LIGHT["slate"] for name, value in cover["brand"].items()}
        cover["brand"] = brand
        language, region = _TYPST_LANGUAGE.get(words.language, (words.language, None))
        title = ", ".join(part for part in (cover["title"], cover["period"]) if part)
        tree = {
            "title": " – ".join(part for part in (title, cover["client"]) if part),
            "cover": cover,
            "chapters": chapters,
            "agency_line": words.say("render.prepared_by", agency=cover["agency"]) if cover["agency"] else "",
            "say": {
                "contents": words.say("render.contents"),
                "page": words.say("render.page", page="{page}", pages="{pages}"),
                "logo": words.say("render.logo", client=cover["client"]),
            },
            "panel": contrast(brand["raw"], brand["on"]) >= 4.5,
        }
        tree = each_text(tree, self.printed, keep=frozenset({"file", "id", "to", "logo", "paper"}))
        # In Chinese text quotation marks, dashes and dots belong to the Chinese face.
        latin: Any = {"name": "Fira Sans", "covers": "latin-in-cjk"} if words.cjk else "Fira Sans"
        return tree | {
            "fonts": [latin, *self.stack[1:]],
            "cjk": words.cjk,
            "versus_first": words.versus_first,
            "lang": language,
            "region": region,
            "colours": dict(LIGHT),
            "networks": dict(NETWORKS),
        }

    def printed(self, text: str) -> str:
        """A text in characters that some face has, its longest words breakable, its numbers never torn apart."""
        # The Chinese face owns quotation marks; an apostrophe inside a Latin name is none.
        text = _APOSTROPHE.sub("'", text) if self.words.cjk else text
        return breakable(together(showable(text)))

    def chapter(self, chapter: dict[str, Any]) -> dict[str, Any]:
        """A chapter with its pictures as files and its parts for the contents page."""
        section = chapter["kind"] == "summary"
        # A table of which paper shows no row, such as the list of all files, stands on screen and in the workbook.
        shown = [block for block in chapter["blocks"] if block["kind"] != "table" or block["limit"] != 0]
        shown = [part for block in shown for part in (fitting(block, WIDTH) if block["kind"] == "grid" else [block])]
        values = {card["value"] for block in shown if block["kind"] == "cards" for card in block["cards"]}
        blocks = [
            {**self.block(block), "section": section, "footnotes": _notes(block), "told": _told(block, values)}
            for block in shown
        ]
        anchors = [part for block in blocks for part in _anchors(block)]
        made = _short({key: chapter[key] for key in ("id", "eyebrow", "title", "lead", "kind")})
        parts = [part for part in anchors if part["listed"]]
        return made | {"blocks": blocks, "anchors": anchors, "parts": parts[:8]}

    def block(self, block: Block) -> Block:
        """One block, made ready by its kind."""
        match block["kind"]:
            case "figure":
                return _short(self.figure(block))
            case "figures":
                return {**block, "figures": [_short(self.figure(figure)) for figure in block["figures"]]}
            case "table":
                return self.table(block)
            case "cards":
                return _short(block, _LONGEST | _LONGEST_ON_CARD)
            case "absent" | "absents" | "definitions":
                return _short(block)
            case "insights":
                items = [{key: item.get(key, "") for key in ("lead", "text")} for item in block["items"]]
                return {**block, "items": items}
            case "legend":
                return {**block, "items": legend(block["items"])}
            case "picture":
                return self.picture(block)
            case "formula":
                return self.formula(block)
            case "grid":
                return self.grid(block)
            case "list":
                return {**block, "items": [[self.block(part) for part in item] for item in block["items"]]}
            case "quote":
                return {**block, "blocks": [self.block(part) for part in block["blocks"]]}
            case "terms":
                items = [
                    {"term": self.inlines(item["term"]), "blocks": [self.block(part) for part in item["blocks"]]}
                    for item in block["items"]
                ]
                return {**block, "items": items}
            case "heading":
                # A title made of pictures only is none for a screen reader: it shows formulas as they are written.
                words = [_written(piece) for piece in block["inlines"]]
                return {**block, "inlines": self.inlines(words, limit=True)}
            case "paragraph":
                return {**block, "inlines": self.inlines(block["inlines"])}
        return block

    def drawing(self, source: str) -> str:
        """An SVG as a file beside the template; its name."""
        return self.kept(svg.read(source))

    def kept(self, drawing: svg.Drawing) -> str:
        """A cleaned picture as a file beside the template; its name."""
        name = f"picture-{len(self.sources)}.svg"
        made = svg.for_paper(drawing, self.families)
        self.sources[name] = pixels.rastered(made) if is_shaped(svg.texts(drawing)) else made
        return name

    def logo(self, bundle: dict[str, str] | None) -> dict[str, Any]:
        """The client's logo as a file, and its height in millimetres; None where there is none."""
        drawing = svg.logo(bundle)
        if drawing is None:
            return {"logo": None}
        return {"logo": self.kept(drawing), "logo_mm": svg.logo_height(drawing, 9, 60)}

    def figure(self, figure: Block) -> Block:
        """A figure drawn for its slot; data of few rows may stand beside it, others stay with screen and workbook.

        Data that a table of the report holds anyway is not told again.
        """
        kept = {key: value for key, value in figure.items() if key not in ("svg", "svg_phone", "columns", "rows")}
        small = 0 < len(figure["rows"]) <= 10 and len(figure["columns"]) <= 5 and not figure["tabled"]
        kept["beside"] = {"columns": figure["columns"], "rows": figure["rows"]} if small else None
        return kept | {"file": self.drawing(figure["svg"]), "width_mm": min(float(figure["width_mm"]), WIDTH)}

    def table(self, table: Block) -> Block:
        """A table with as many rows as paper bears, its column widths in millimetres and the spaces between them."""
        table = self.folded(table) if table["id"].endswith("-kpis") else table
        rows = table["rows"]
        limit = len(rows) if table["limit"] is None else min(table["limit"], len(rows))
        columns, gutters = measures(table["columns"], rows[:limit])
        cut = {str(at): self.more(len(rows) - at) for at in range(6, limit)}
        shown = _short({**table, "columns": columns, "rows": rows[:limit]})
        return shown | {"gutters": gutters, "more": self.more(len(rows) - limit), "cut": cut, "data": None}

    def folded(self, table: Block) -> Block:
        """All figures of a category, narrow enough for two columns: target and n stand under the name."""
        kept = [at for at, column in enumerate(table["columns"]) if column["key"] not in ("target", "n")]
        place = {column["key"]: at for at, column in enumerate(table["columns"])}

        def row(cells: list[Block]) -> list[Block]:
            told = [
                self.words.say(f"phrase.{key}", x=cells[place[key]]["text"])
                for key in ("target", "n")
                if key in place and cells[place[key]]["sort"] is not None
            ]
            return [{**cells[0], "under": " · ".join(told)}, *(cells[at] for at in kept[1:])]

        return {**table, "columns": [table["columns"][at] for at in kept], "rows": [row(c) for c in table["rows"]]}

    def more(self, count: int) -> str:
        """How many rows are not on paper."""
        return self.words.say("render.more_rows", count=count) if count > 0 else ""

    def picture(self, block: Block) -> Block:
        """An analyst's picture, no wider than the page and no higher than most of it."""
        alt = block["alt"] or self.words.say("render.picture")
        source = block.get("svg") or svg.wrapped(block["png"])
        drawing = svg.read(source)
        width, height = drawing.width / 72 * 25.4, drawing.height / 72 * 25.4
        file = self.drawing(source)
        scale = min(1.0, WIDTH / width, _TALLEST / height)
        return {**block, "svg": None, "png": None, "file": file, "alt": alt, "width": width * scale}

    def formula(self, block: Block) -> Block:
        """A formula as a picture with its source as description."""
        file = self.drawing(block["svg"]) if block.get("svg") else None
        return {**block, "svg": None, "file": file, "alt": self.words.say("render.formula", source=block["text"])}

    def grid(self, block: Block) -> Block:
        """A plain table; with much text one column takes the rest of the width."""

        def cells(rows: list[list[Block]], head: bool) -> list[list[Block]]:
            return [
                [{**cell, "head": head, "inlines": self.inlines(cell["inlines"], limit=True)} for cell in row]
                for row in rows
            ]

        every = block["head"] + block["rows"]
        width = max((sum(cell.get("colspan", 1) for cell in row) for row in every), default=1)
        longest = [1] * width
        for row in every:
            for at, cell in enumerate(row[-width:]):
                longest[at] = max(longest[at], min(len(plain(cell["inlines"])), 60))
        long = sum(longest) * LETTER + 2.5 * width > WIDTH
        tracks = ["rest" if long and size > LONGEST_AUTO / 2 else "auto" for size in longest]
        return {**block, "head": cells(block["head"], True), "rows": cells(block["rows"], False), "tracks": tracks}

    def inlines(self, pieces: list[Any], *, limit: bool = False) -> list[Any]:
        """Inline pieces with their formulas and pictures as files."""
        made: list[Any] = []
        for piece in pieces:
            if isinstance(piece, str):
                made.append(shortened(piece, _LONGEST["text"]) if limit else piece)
            elif piece["kind"] == "math":
                made.append(self.formula(piece))
            elif piece["kind"] == "picture":
                made.append(self.picture(piece))
            else:
                made.append({**piece, **({"inlines": self.inlines(piece["inlines"])} if "inlines" in piece else {})})
        return made


_SIGNS = ("better", "worse", "flat", "good", "watch", "bad", "none")


def legend(items: list[Any]) -> list[dict[str, str]]:
    """The signs of a legend line with their words."""
    made = []
    for number, item in enumerate(items):
        entry = {"text": item} if isinstance(item, str) else dict(item)
        sign = entry.get("sign") or entry.get("status") or _SIGNS[number % len(_SIGNS)]
        made.append({"sign": str(sign), "text": str(entry.get("text", ""))})
    return made


def _written(piece: Any) -> Any:
    """An inline piece without pictures."""
    if isinstance(piece, str) or piece["kind"] not in ("math", "picture"):
        return piece
    return piece.get("text") or piece.get("alt") or ""


def _told(block: Block, values: set[str]) -> bool:
    """Whether a table has but one row, all of whose figures stand on cards of its chapter."""
    if block["kind"] != "table" or len(block["rows"]) != 1 or block["id"].endswith("-kpis"):
        return False
    return {cell["text"] for cell in block["rows"][0][1:]} <= values


def _notes(block: Any) -> int:
    """How many footnotes a block sets at the foot of its page."""
    if isinstance(block, dict):
        return (block.get("kind") == "note") + sum(
            _notes(value) for value in block.values() if not isinstance(value, str)
        )
    return sum(map(_notes, block)) if isinstance(block, list) else 0


def _anchors(block: Block) -> list[dict[str, Any]]:
    """The titles inside a block that a link or the contents page may point at."""
    found = []
    for part in (block, *block.get("figures", []), *(block.get("items", []) if block["kind"] == "absents" else [])):
        if part["kind"] == "heading":
            found.append({"id": part["id"], "title": plain(part["inlines"]), "listed": part["level"] == 2})
        elif part.get("title") and part.get("id") and part["kind"] != "error":
            found.append({"id": part["id"], "title": part["title"], "listed": part.get("level") == 2})
    return found


def _short(block: Block, limits: dict[str, int] = _LONGEST) -> Block:
    """The block with every text no longer than paper bears."""

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, str):
            kept = key in ("file", "alt", "id")
            return value if kept else shortened(value, limits.get(key, _LONGEST_OTHER))
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if isinstance(value, dict):
            return {name: walk(item, name) for name, item in value.items()}
        return value

    return {key: walk(value, key) for key, value in block.items()}


def _timestamp(data_date: str) -> datetime:
    """The report's data date, so that the same data give the same bytes on every day."""
    try:
        return datetime.fromisoformat(data_date).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=len(_TEMPLATES))
def _template(name: str) -> bytes:
    return files("kpilib.render").joinpath("typst", name).read_bytes()
