"""Markdown cells as blocks of the document tree: plain data that no renderer takes for markup.

Comes in: Markdown source. Goes out: blocks of inline pieces; formulas are drawn, raw HTML stays text.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

Block = dict[str, Any]
Inline = str | dict[str, Any]

_LINK = re.compile(r"(?:https?://|mailto:)\S+|#\S+", re.IGNORECASE)
_EM = 10.0
_LONGEST = 1000


def blocks(source: str, pictures: dict[str, str] | None = None) -> list[Block]:
    """Read Markdown; `pictures` are the cell's attachments, name → PNG as base64."""
    tree = SyntaxTreeNode(_parser().parse(source))
    return _Reader(tree, pictures or {}).blocks(tree.children)


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inline pieces."""
    parts = []
    for piece in inlines:
        if isinstance(piece, str):
            parts.append(piece)
        elif piece["kind"] == "break":
            parts.append(" ")
        else:
            parts.append(piece.get("text") or plain(piece.get("inlines", [])))
    return "".join(parts)


@lru_cache(maxsize=256)
def formula(source: str) -> dict[str, Any] | None:
    """A formula drawn by matplotlib: SVG, and width, height, depth in em. None: it cannot be read."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    source = " ".join(source.split()).replace(r"\text{", r"\mathrm{").replace(r"\displaystyle", "")
    if not source or "$" in source or len(source) > _LONGEST:
        return None
    text = f"${source}$"
    face = FontProperties(size=_EM, math_fontfamily="dejavusans")
    try:
        width, height, depth, *_ = MathTextParser("path").parse(text, dpi=72, prop=face)
    except (ValueError, RuntimeError):
        return None
    if not 0 < width < 5000 or not 0 < height < 1000:
        return None
    picture = Figure(figsize=(width / 72, height / 72))
    picture.patch.set_visible(False)
    picture.text(0, depth / height, text, fontproperties=face)
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "kpilib", "svg.fonttype": "path"}):
        FigureCanvasSVG(picture).print_svg(buffer, metadata={"Date": None})
    svg = buffer.getvalue().replace("#000000", "#2b3642")
    return {"svg": svg, "width": width / _EM, "height": height / _EM, "depth": depth / _EM}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return (
        parser.use(footnote_plugin)
        .use(deflist_plugin)
        .use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    )


class _Reader:
    """Walks one Markdown tree."""

    def __init__(self, tree: SyntaxTreeNode, pictures: dict[str, str]) -> None:
        self.pictures = pictures
        self.notes: dict[str, list[SyntaxTreeNode]] = {}
        for node in tree.walk():
            if node.type == "footnote":
                self.notes[str(node.meta.get("id"))] = [part for part in node.children if part.type == "paragraph"]

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
        return [block for node in nodes for block in self.block(node)]

    def nested(self, nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
        """Blocks inside a list or a quotation, where a heading is but a strong line."""
        return [
            {"kind": "paragraph", "inlines": [{"kind": "strong", "inlines": block["inlines"]}]}
            if block["kind"] == "heading"
            else block
            for block in self.blocks(nodes)
        ]

    def block(self, node: SyntaxTreeNode) -> list[Block]:
        match node.type:
            case "heading":
                return [{"kind": "heading", "level": int(node.tag[1]), "inlines": self.inside(node)}]
            case "paragraph":
                return self._paragraph(self.inside(node))
            case "bullet_list" | "ordered_list":
                items = [self.nested(item.children) for item in node.children]
                return [{"kind": "list", "ordered": node.type[0] == "o", "start": _start(node), "items": items}]
            case "blockquote":
                return [{"kind": "quote", "blocks": self.nested(node.children)}]
            case "hr":
                return [{"kind": "rule"}]
            case "fence" | "code_block" | "html_block":
                return [{"kind": "code", "text": node.content.rstrip("\n")}]
            case "math_block" | "math_block_label":
                return [{"kind": "formula", **_drawn(node.content)}]
            case "dl":
                return [{"kind": "terms", "items": self._terms(node)}]
            case "table":
                return [self._grid(node)]
            case "footnote_block":
                return []
            case _:
                return self.blocks(node.children)

    def _paragraph(self, inlines: list[Inline]) -> list[Block]:
        only = inlines[0] if len(inlines) == 1 else ""
        if isinstance(only, dict) and only["kind"] == "picture":
            return [dict(only)]
        if isinstance(only, dict) and only["kind"] == "math" and only["display"]:
            return [{**only, "kind": "formula"}]
        return [{"kind": "paragraph", "inlines": inlines}] if inlines else []

    def _terms(self, node: SyntaxTreeNode) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for child in node.children:
            if child.type == "dt":
                items.append({"term": self.inside(child), "blocks": []})
            elif items:
                items[-1]["blocks"] += self.nested(child.children)
        return items

    def _grid(self, node: SyntaxTreeNode) -> Block:
        rows = [row for section in node.children for row in section.children]
        cells = [
            [{"inlines": self.inside(cell), "align": _align(cell), "header": number == 0} for cell in row.children]
            for number, row in enumerate(rows)
        ]
        return {"kind": "grid", "head": cells[:1], "rows": cells[1:]}

    def inside(self, node: SyntaxTreeNode) -> list[Inline]:
        return self.inlines(node.children)

    def inlines(self, nodes: Iterable[SyntaxTreeNode]) -> list[Inline]:
        found: list[Inline] = []
        for node in nodes:
            for piece in self.inline(node):
                if isinstance(piece, str) and found and isinstance(found[-1], str):
                    found[-1] += piece
                else:
                    found.append(piece)
        return found

    def inline(self, node: SyntaxTreeNode) -> list[Inline]:
        match node.type:
            case "inline":
                return self.inlines(node.children)
            case "text" | "html_inline":
                return [node.content]
            case "softbreak":
                return [" "]
            case "hardbreak":
                return [{"kind": "break"}]
            case "em" | "strong" | "s":
                return [
                    {"kind": {"em": "em", "strong": "strong", "s": "strike"}[node.type], "inlines": self.inside(node)}
                ]
            case "code_inline":
                return [{"kind": "code", "text": node.content}]
            case "link":
                return self._link(node)
            case "image":
                return self._picture(node)
            case "math_inline" | "math_inline_double":
                drawn = _drawn(node.content)
                return [{"kind": "math", "display": node.type.endswith("double"), **drawn}]
            case "footnote_ref":
                inlines = [
                    piece for part in self.notes.get(str(node.meta.get("id")), []) for piece in self.inside(part)
                ]
                return [{"kind": "note", "inlines": inlines}] if inlines else []
            case "footnote_anchor":
                return []
            case _:
                return [node.content] if node.content else self.inlines(node.children)

    def _link(self, node: SyntaxTreeNode) -> list[Inline]:
        target = str(node.attrs.get("href", ""))
        if not _LINK.fullmatch(target):
            return self.inside(node)
        return [{"kind": "link", "to": target, "inlines": self.inside(node)}]

    def _picture(self, node: SyntaxTreeNode) -> list[Inline]:
        target, alt = str(node.attrs.get("src", "")), node.content
        data = self.pictures.get(target.removeprefix("attachment:")) if target.startswith("attachment:") else None
        if data is None and target.startswith("data:image/png;base64,"):
            data = target.partition(",")[2]
        if data is None or not is_png(data):
            return [alt] if alt else []
        return [{"kind": "picture", "png": data, "alt": alt, "title": ""}]


def is_png(data: str) -> bool:
    """Whether this base64 text holds a whole PNG picture."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(data)), formats=["PNG"]) as picture:
            picture.load()
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _drawn(source: str) -> dict[str, Any]:
    drawn = formula(source)
    return {"text": source.strip(), **(drawn or {"svg": None})}


def _start(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _align(cell: SyntaxTreeNode) -> str:
    return "right" if "right" in str(cell.attrs.get("style", "")) else "left"
