"""The report on screen: one HTML file that fetches nothing, for light and dark, for desk and phone.

Comes in: a document. Goes out: HTML text, the same for the same document; every text of a client is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kpilib.render import svg
from kpilib.render.characters import each_text, foreign_script, together_on_screen
from kpilib.render.colours import DARK, LIGHT, NETWORKS, NETWORKS_DARK
from kpilib.render.document import Document
from kpilib.render.markdown import Block, plain
from kpilib.render.paper import legend
from kpilib.text import webfonts

_FONTS = {
    "SC": "'Fira Sans','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif",
    "TC": "'Fira Sans','Noto Sans TC','PingFang TC','Microsoft JhengHei',system-ui,sans-serif",
    None: "'Fira Sans',system-ui,sans-serif",
}
_MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"
_SHAPES = {("wide", "third"): "wide-third", ("third", "wide"): "third-wide"}
_ONE_LINE, _SHORT, _NETWORK = 24, 8, 32  # letters of figures, of words, of a network and its type in one line
_VERBATIM = frozenset({"svg", "svg_phone", "png", "data", "id", "to", "sort", "code", "math", "formula"})
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LEFT_KINDS = {"change", "network", "attain", "text"}
_FIGURES = {"number", "bar"}


def html(document: Document) -> str:
    """Render the document as one self-contained HTML file."""
    from markupsafe import Markup

    words, cover = document.words, document.cover
    lines = {name: together_on_screen(cover[name]) for name in ("title", "period", "data_line")}
    script = _resource("report.js")
    chapters = [
        _chapter(chapter, document) for chapter in each_text(document.chapters, together_on_screen, keep=_VERBATIM)
    ]
    title = ", ".join(part for part in (cover["title"], cover["period"]) if part)
    says = {name: words.say(f"render.{name}") for name in ("skip", "navigation", "show_data")}
    page = _template().render(
        lang=words.tag,
        cover={**cover, **lines},
        chapters=chapters,
        say=says
        | {
            "sort": words.say("render.sort", column="{column}"),
            "logo": words.say("render.logo", client=cover["client"]),
            "table": words.say("render.notes.table"),
        },
        logo=_logo(cover["logo"]),
        page_title=" – ".join(part for part in (title, cover["client"]) if part),
        agency_line=words.say("render.prepared_by", agency=cover["agency"]) if cover["agency"] else "",
        space="" if words.cjk else " ",
        cjk=words.cjk,
        versus_first=words.versus_first,
        script=Markup(script),
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        signs=Markup(_resource("signs.svg")),
        style=Markup("/*style*/"),
        zip=zip,
    )
    style = webfonts.faces() + _variables(cover["brand"], words.font_region) + _resource("report.css")
    return str(page).replace("/*style*/", style, 1)


def _chapter(chapter: dict[str, Any], document: Document) -> dict[str, Any]:
    """The chapter with its drawings as markup and its footnotes numbered."""
    notes: list[dict[str, Any]] = []
    drawer = _Drawer(chapter["id"], notes, document)
    blocks = [{"section": chapter["kind"] == "summary", **drawer.block(block)} for block in chapter["blocks"]]
    return {**chapter, "blocks": blocks, "footnotes": notes}


class _Drawer:
    """Makes the blocks of one chapter ready for the template."""

    def __init__(self, chapter: str, notes: list[dict[str, Any]], document: Document) -> None:
        self.chapter, self.notes, self.words, self.drawn = chapter, notes, document.words, 0

    def block(self, block: Block) -> Block:
        """One block, made ready by its kind."""
        match block["kind"]:
            case "figure":
                return self.figure(block)
            case "figures":
                slots = tuple(figure["slot"] for figure in block["figures"])
                shape = _SHAPES.get(slots, "three" if len(slots) > 2 else "two")
                return {**block, "figures": [self.figure(figure) for figure in block["figures"]], "shape": shape}
            case "cards":
                return {**block, "cards": [{**card, "trend": _spark(card)} for card in block["cards"]]}
            case "table":
                return _on_phone(block)
            case "legend":
                return {**block, "items": legend(block["items"])}
            case "insights":
                return {**block, "layout": "columns" if block["layout"] == "columns" else "list"}
            case "picture":
                return self.picture(block)
            case "formula":
                return self.math(block)
        return {key: self.inside(key, value) for key, value in block.items()}

    def inside(self, key: str, value: Any) -> Any:
        """The parts of prose, in which pieces and blocks may lie at any depth."""
        if key in ("inlines", "term"):
            return [self.inline(piece) for piece in value]
        if key == "blocks":
            return [self.block(part) for part in value]
        if isinstance(value, list):
            return [self.inside("", item) for item in value]
        if isinstance(value, dict):
            return (
                self.block(value)
                if "kind" in value
                else {name: self.inside(name, item) for name, item in value.items()}
            )
        return value

    def inline(self, piece: Any) -> Any:
        """One inline piece: formulas drawn, footnotes put aside and numbered."""
        if isinstance(piece, str):
            return piece
        if piece["kind"] == "math":
            return self.math(piece)
        if piece["kind"] == "picture":
            return self.picture(piece)
        made = {**piece, "inlines": [self.inline(part) for part in piece.get("inlines", [])]}
        if piece["kind"] == "note":
            number = len(self.notes) + 1
            made |= {"number": number, "id": f"{self.chapter}-note-{number}"}
            self.notes.append(made)
        return made

    def drawing(self, source: str, alt: str, classes: str) -> Any:
        """An inline SVG with ids of its own."""
        from markupsafe import Markup

        self.drawn += 1
        return Markup(svg.for_screen(svg.read(source), f"{self.chapter}-{self.drawn}-", alt, classes=classes))

    def figure(self, figure: Block) -> Block:
        """A figure drawn for its slot and, if the exhibit gave one, for the phone."""
        kept = {key: value for key, value in figure.items() if key not in ("svg", "svg_phone")}
        phone = self.drawing(figure["svg_phone"], figure["alt"], "phone") if figure["svg_phone"] else None
        return kept | {"wide": self.drawing(figure["svg"], figure["alt"], "wide"), "phone": phone}

    def picture(self, block: Block) -> Block:
        """An analyst's picture: SVG inline, PNG as data."""
        alt = block["alt"] or self.words.say("render.picture")
        if block.get("svg"):
            source = block["svg"]
            return {**block, "alt": alt, "data": None, "markup": self.sized(source, alt), "svg": None}
        return {**block, "alt": alt, "data": f"data:image/png;base64,{''.join(block['png'].split())}", "markup": None}

    def sized(self, source: str, alt: str) -> Any:
        """An SVG of a size of its own, in the proportion of points to the page's column."""
        from markupsafe import Markup

        self.drawn += 1
        drawing = svg.read(source)
        drawing.root.attrib["style"] = f"width:{drawing.width * 880 / 482:.0f}px"
        return Markup(svg.for_screen(drawing, f"{self.chapter}-{self.drawn}-", alt, classes="own"))

    def math(self, piece: Block) -> Block:
        """A formula at the size of the text around it."""
        from markupsafe import Markup

        if not piece.get("svg"):
            return {**piece, "markup": None}
        self.drawn += 1
        drawing = svg.read(piece["svg"])
        drawing.root.attrib["style"] = (
            f"width:{piece['width']:.3f}em;height:{piece['height']:.3f}em;vertical-align:-{piece['depth']:.3f}em"
        )
        alt = self.words.say("render.formula", source=piece["text"])
        markup = svg.for_screen(drawing, f"{self.chapter}-{self.drawn}-", alt, classes="math")
        return {**piece, "svg": None, "markup": Markup(markup)}


def _on_phone(block: Block) -> Block:
    """A table as phones show it, whole: many figures scroll beside their names, other rows become lines."""
    columns = block["columns"]
    longest = [max((len(row[at]["text"]) for row in block["rows"]), default=0) for at in range(len(columns))]
    named = next((at for at, column in enumerate(columns) if column["label"]), 0)
    scrolls = _is_wide(columns, longest)
    others = [] if scrolls else columns[named + 1 :]
    bar = next((column for column in reversed(others) if column["kind"] == "bar"), None)
    key = bar or next((column for column in others if column["align"] == "right"), None)
    placed = []
    for at, column in enumerate(columns):
        place = "key" if column is key else "" if scrolls else _place(column, longest[at])
        said = place in ("key", "right") and column["kind"] != "status" and column["key"] != "value"
        name = "first" if at == named else "rank" if at < named else place
        placed.append({**column, "head": at == named, "class": name, "say": said})
    return {**block, "columns": placed, "layout": "wide" if scrolls else "rows ranked" if named else "rows"}


def _is_wide(columns: list[Block], longest: list[int]) -> bool:
    """Whether three or more figures stand beside short words only, perhaps with a change at the end."""
    beside = list(zip(columns, longest))[1:]
    beside = beside[:-1] if beside and beside[-1][0]["kind"] == "change" else beside
    figures = [column for column, _ in beside if column["kind"] in _FIGURES]
    words = [length for column, length in beside if column["kind"] == "text" and length <= _ONE_LINE]
    return len(figures) > 2 and len(figures) + len(words) == len(beside)


def _place(column: Block, longest: int) -> str:
    """Where a column stands below name and key figure: left, right, or on a line of its own."""
    if column["kind"] not in _LEFT_KINDS or column["align"] == "right":
        return "right"
    return "line" if column["kind"] == "text" and longest > _ONE_LINE else "left"


def _classes(cell: Block, column: Block) -> str:
    """The classes of a table cell."""
    kind = {"bar": "bar-cell"}.get(column["kind"], column["kind"])
    found = [kind, column["class"]]
    found += ["r"] if column["align"] == "right" else []
    found += [name for name in ("strong", "muted") if cell[name]]
    beside = _NETWORK if "first" not in column["class"].split() else _SHORT
    found += ["one"] if len(cell["text"]) <= {"text": _SHORT, "network": beside}.get(str(kind), _ONE_LINE) else []
    found += ["blank"] if cell["text"] in ("", "–") else []
    if cell["change"] or (cell["bar"] and cell["bar"]["judge"]):
        found.append((cell["change"] or cell["bar"])["judge"])
    return " ".join(found)


def _tongue(cell: Block, own: str, cjk: bool) -> str:
    """The language of a cell's words where it is another than the report's: as the data say, else by its script."""
    said = cell["language"] or ""
    if _CODE.fullmatch(said) and said != "und":
        return "" if said == own else said
    script = foreign_script(cell["text"], cjk)
    return f"und-{script}" if script else ""


def _spark(card: Block) -> Any:
    """The last points of a card's series; a hole in the data is a hole in the line."""
    from markupsafe import Markup

    values = card["spark"] or []
    known = [value for value in values if value is not None]
    if card["missing"] or len(known) < 2:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1
    flat = max(known) == min(known)
    points = [
        None if value is None else (2 + at / (len(values) - 1) * 86, 17 if flat else 30 - (value - low) / span * 26)
        for at, value in enumerate(values)
    ]
    path = ""
    for before, point in zip([None, *points], points):
        if point is not None:
            path += f"{'M' if before is None else 'L'}{point[0]:.1f} {point[1]:.1f}"
    end = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3.2"/>' if points[-1] else ""
    return Markup(f'<svg class="spark" viewBox="0 0 92 34" aria-hidden="true"><path d="{path}"/>{end}</svg>')


def _variables(brand: dict[str, str], region: str | None) -> str:
    """The colours of both modes and the faces as CSS variables; print always takes the light ones."""

    def sheet(colours: Any, networks: Any, text: str) -> str:
        named = [*colours.items(), *((f"n-{name}", value) for name, value in networks.items()), ("brand-text", text)]
        return "".join(f"--{name}:{value};" for name, value in named)

    light = sheet(LIGHT, NETWORKS, _colour(brand["text"]))
    dark = sheet(DARK, NETWORKS_DARK, _colour(brand["text_dark"]))
    fixed = f"--brand:{_colour(brand['raw'])};--fonts:{_FONTS[region]};--mono:{_MONO};"
    return (
        f":root{{color-scheme:light dark;{fixed}{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


def _colour(value: str) -> str:
    return value if re.fullmatch(r"#[0-9a-fA-F]{6}", value) else "#4a5b6d"


def _network(name: str) -> str:

    return f"var(--n-{name})" if name in NETWORKS else "var(--faint)"


def _logo(bundle: dict[str, str] | None) -> dict[str, str] | None:
    """The logo's address and height in pixels; None without one."""
    drawing = svg.logo(bundle)
    if drawing is None:
        return None
    return {"data": svg.as_data(drawing), "height": f"{svg.logo_height(drawing, 28, 220):.0f}"}


def _percent(value: float, most: float) -> str:
    return f"{min(max(value, 0.0), most):.1f}"


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "percent": _percent,
        "network": _network,
        "classes": _classes,
        "foreign": foreign_script,
        "tongue": _tongue,
        "plain": plain,
    }
    return environment.from_string(_resource("report.html"))


@lru_cache(maxsize=8)
def _resource(name: str) -> str:
    return files("kpilib.render").joinpath("html", name).read_text(encoding="utf-8").strip()
