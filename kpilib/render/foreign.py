"""What analysts make themselves: data frames, styled tables, pictures, printed text and errors, as blocks.

Comes in: a Jupyter output without a kpilib bundle. Goes out: blocks of the document tree.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from html.parser import HTMLParser
from typing import Any

from kpilib.render.markdown import Block, blocks, is_png

_NUMBER = re.compile(r"[-+−]?[\d.,\s\u00a0\u202f]*\d[\d.,]*(?:e[-+]?\d+)?\s*[%‰]?|%[\d.,]+", re.IGNORECASE)
_EMPTY = re.compile(r"[-+−]?(?:nan|none|nat|<na>|inf|infinity|null)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CELL_ID = re.compile(r"#(T_\w+)")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_MOST_CELLS = 20_000
_SILENT = {"script", "style", "template", "noscript"}
_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "dt", "dd"}


def output(data: dict[str, Any], metadata: dict[str, Any], *, empty: str, interactive: str) -> list[Block]:
    """One display of a cell; `empty` is printed for values that are none, `interactive` for what only scripts show."""
    svg, png = data.get("image/svg+xml"), data.get("image/png")
    if svg is not None:
        return [{"kind": "picture", "svg": _joined(svg), **_described(metadata, "image/svg+xml")}]
    if png is not None and is_png(_joined(png)):
        return [{"kind": "picture", "png": _joined(png), **_described(metadata, "image/png")}]
    if (jpeg := data.get("image/jpeg")) is not None and (made := _png(_joined(jpeg))):
        return [{"kind": "picture", "png": made, **_described(metadata, "image/jpeg")}]
    html = _joined(data.get("text/html", ""))
    if "<table" in html and (grids := tables(html, empty=empty)):
        return grids
    if (source := data.get("text/markdown")) is not None:
        return blocks(_joined(source))
    if (latex := data.get("text/latex")) is not None:
        return blocks(_joined(latex))
    text = _joined(data.get("text/plain", "")).strip("\n")
    if text and not _is_repr(text):
        return [{"kind": "code", "text": text}]
    if not html and not any(mimetype.startswith("application/vnd.") for mimetype in data):
        return []
    lines = _lines(html) or [interactive]
    return [{"kind": "paragraph", "inlines": [line]} for line in lines]


def tables(html: str, *, empty: str) -> list[Block]:
    """The tables of an HTML text as grids: text, spans, alignment, and the cell colours of a pandas Styler."""
    reader = _Tables()
    reader.feed(html)
    reader.close()
    colors = _colors(reader.style)
    found: list[Block] = []
    for table, caption in zip(reader.tables, reader.captions):
        if any(table):
            said = " ".join(caption.split())
            found += [{"kind": "paragraph", "inlines": [{"kind": "strong", "inlines": [said]}]}] if said else []
            found.append(_grid(table, colors, empty))
    return found


def _grid(rows: list[list[dict[str, Any]]], colors: dict[str, dict[str, str]], empty: str) -> Block:
    head = [row for row in rows if row and all(cell["header"] for cell in row) and row[0]["section"] != "tbody"]
    body = [row for row in rows if row not in head][: _MOST_CELLS // max(len(rows[0]), 1)]
    width = max((sum(cell["colspan"] for cell in row) for row in body), default=0)
    numeric = [_is_numeric(body, column - width) for column in range(width)]
    for row in head + body:
        at = width - sum(cell["colspan"] for cell in row)
        for cell in row:
            text = cell.pop("text").strip()
            right = not cell["header"] or row in head
            column = at if 0 <= at < width else 0
            cell["align"] = "right" if right and numeric[column : column + 1] == [True] else "left"
            cell["inlines"] = [empty if _EMPTY.fullmatch(text) else text] if text else []
            cell |= colors.get(cell.pop("id"), {})
            cell.pop("section")
            at += cell["colspan"]
    return {"kind": "grid", "head": head, "rows": body}


def _is_numeric(body: list[list[dict[str, Any]]], column: int) -> bool:
    """Whether the column, counted from the right edge because spans eat cells on the left, holds numbers."""
    texts = [row[column]["text"].strip() for row in body if len(row) >= -column and not row[column]["header"]]
    texts = [text for text in texts if text and not _EMPTY.fullmatch(text)]
    return bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)


def _colors(style: str) -> dict[str, dict[str, str]]:
    """Background and text colour by cell id, from the style sheet that pandas writes beside a styled table."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(style):
        looks = {}
        for declaration in body.split(";"):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name in ("background-color", "color") and _COLOR.fullmatch(value):
                looks["fill" if name[0] == "b" else "ink"] = value.lower()
        for cell in _CELL_ID.findall(selectors):
            found.setdefault(cell, {}).update(looks)
    return found


class _Tables(HTMLParser):
    """Collects the cells of every table and the text of style sheets; everything else is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[dict[str, Any]]]] = []
        self.captions: list[str] = []
        self.style, self.section, self.inside = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "table":
            self.tables.append([])
            self.captions.append("")
        elif tag in ("style", "script") or (tag == "caption" and self.tables):
            self.inside = tag
        elif tag in ("thead", "tbody"):
            self.section = tag
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append(
                {
                    "text": "",
                    "header": tag == "th",
                    "colspan": _span(values.get("colspan")),
                    "rowspan": _span(values.get("rowspan")),
                    "id": values.get("id") or "",
                    "section": self.section,
                }
            )
            self.inside = "cell"
        elif tag == "br" and self.inside == "cell":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "style", "script", "caption", "tr", "table"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.style += data
        elif self.inside == "caption":
            self.captions[-1] += data
        elif self.inside == "cell":
            self.tables[-1][-1][-1]["text"] += data


class _Prose(HTMLParser):
    """The words of any HTML, a line for each block; scripts and styles have none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines, self.silent = [""], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        self.lines += [""] if tag in _BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(self.silent - (tag in _SILENT), 0)
        self.lines += [""] if tag in _BLOCKS else []

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines[-1] += data


def _lines(html: str) -> list[str]:
    reader = _Prose()
    reader.feed(html)
    reader.close()
    return [said for line in reader.lines if (said := " ".join(line.split()))]


def _png(jpeg: str) -> str:
    """A JPEG picture as PNG, both as base64; empty if it is none."""
    from PIL import Image

    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(base64.b64decode(jpeg)), formats=["JPEG"]) as picture:
            picture.convert("RGB").save(made, "PNG")
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    return base64.b64encode(made.getvalue()).decode()


def _span(value: str | None) -> int:
    return min(max(int(value), 1), 1000) if value and value.isdecimal() else 1


def _described(metadata: dict[str, Any], mimetype: str) -> dict[str, str]:
    own = metadata.get(mimetype)
    merged = {**metadata, **(own if isinstance(own, dict) else {})}
    return {"alt": str(merged.get("alt") or ""), "title": str(merged.get("title") or "")}


def _is_repr(text: str) -> bool:
    """What Python prints for things without a face, such as <Axes: > or <Figure size 640x480>."""
    return bool(re.fullmatch(r"\[?<[\w.]+[^\n]*>\]?|Text\(.*\)|None", text))


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
