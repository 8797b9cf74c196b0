"""What must hold in every rendered report; a report that breaks a rule is not delivered.

Comes in: a rendered file, clients' names and, for its layout, the document. Goes out: the rules that are broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from kpilib.render.characters import apart
from kpilib.render.document import Document

_MEANINGLESS = re.compile(
    r"(?<![\w.-])[-+−]?(?:nan|inf|None|NaT|<NA>|null|undefined)(?=$|[\s%‰,;.)]|\.\s)|[€$£¥₺%](?:nan|inf)\b"
)
_TRACEBACK = "Traceback (most recent call last)"
_VALUE_CLASSES = {"value", "delta", "att", "num", "number", "change", "attain", "n"}
_FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "cite", "manifest", "ping"}
_FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "form",
    "frame",
    "audio",
    "video",
    "source",
    "applet",
    "portal",
}
_CSS_FETCH = re.compile(r"@import|url\(\s*['\"]?(?!data:|#|['\"]?\))", re.IGNORECASE)
_VOID = {"meta", "img", "br", "hr", "input", "wbr", "col", "area", "track"}
_EMBEDDED = re.compile(rb"/FontFile[23]?\s+\d+ 0 R")


def check_html(
    source: str, *, client: str = "", others: Iterable[str] = (), document: Document | None = None
) -> list[str]:
    """The rules that an HTML report breaks, as sentences; an empty list for a good report.

    Parameters
    ----------
    source : the whole file
    client : the client's name, which must be there
    others : names of other clients, none of which may be there
    """
    page = _Page()
    page.feed(source)
    page.close()
    broken = list(page.broken)
    if not page.lang:
        broken.append("The page does not say its language.")
    if page.count["h1"] != 1:
        broken.append(f"The page has {page.count['h1']} first headings, not one.")
    if not page.title.strip():
        broken.append("The page has no title.")
    if page.count["script"] > 1:
        broken.append(f"The page has {page.count['script']} scripts; only its own may be there.")
    if doubled := sorted({name for name in page.ids if page.ids.count(name) > 1}):
        broken.append(f"Ids occur twice: {', '.join(doubled[:5])}.")
    if lost := sorted(page.targets - set(page.ids)):
        broken.append(f"Links lead nowhere: {', '.join(lost[:5])}.")
    text = " ".join(page.texts)
    if _TRACEBACK in text:
        broken.append("A traceback is shown.")
    return broken + _names(" ".join(apart(text).split()), client, others) + (_shown(document) if document else [])


def check_pdf(
    source: bytes, *, client: str = "", others: Iterable[str] = (), document: Document | None = None
) -> list[str]:
    """The rules that a PDF report breaks; with its `document` also what the pages look like and what they say.

    Parameters
    ----------
    source : the whole file
    client : the client's name, which must be in the title
    others : names of other clients, none of which may be in the document
    document : what the file was made from
    """
    broken = []
    if not source.startswith(b"%PDF-1."):
        return ["This is not a PDF."]
    rules = {
        b"/MarkInfo<</Marked true": "The PDF is not tagged.",
        b"/StructTreeRoot ": "The PDF has no structure for screen readers.",
        b"/Outlines ": "The PDF has no bookmarks.",
        b"/DisplayDocTitle true": "The PDF does not show its title.",
        b"/Lang(": "The PDF does not say its language.",
        b"<pdfaid:part>2<": "The PDF is not PDF/A-2.",
        b"<pdfuaid:part>1<": "The PDF is not PDF/UA-1.",
    }
    broken += [sentence for mark, sentence in rules.items() if mark not in source]
    fonts = source.count(b"/Type/FontDescriptor")
    if fonts > len(_EMBEDDED.findall(source)):
        broken.append("A font is not embedded.")
    title = _xmp_title(source)
    if not title:
        broken.append("The PDF has no title.")
    if client and " ".join(client.split()) not in title:
        broken.append(f"The name of {client} is not in the title.")
    if document is None:
        return broken
    text = " ".join(" ".join(_texts(document)).split())
    return broken + _names(text, "", others) + _shown(document) + _layout(document)


def _layout(document: Document) -> list[str]:
    """What the pages look like, asked from the same layout that made the file."""
    from kpilib.render import paper

    marks = paper.marks(document)
    broken = []
    for at, (mark, following) in enumerate(zip(marks, [*marks[1:], None])):
        where = f"page {mark['page']}, {mark['what']!r}"
        if mark["wide"]:
            broken.append(f"On {where}: wider than the page.")
        if following is None or following["chapter"] != mark["chapter"]:
            continue
        if mark["keep"] and following["page"] != mark["page"]:
            broken.append(f"On {where}: a heading stands alone at the foot.")
        empty = mark["room"] - mark["y"] - mark["height"]
        if following["page"] > mark["page"] and empty > mark["room"] / 2 and _needed(marks, at + 1) < empty - 15:
            broken.append(f"On {where}: half of the page is empty without a cause.")
    return broken


def _needed(marks: list[dict[str, Any]], at: int) -> float:
    """The height of the piece at this place; of a heading, together with what it stands above."""
    height = 0.0
    for mark in marks[at:]:
        height += mark["height"] + 10
        if not mark["keep"]:
            break
    return height


def _names(text: str, client: str, others: Iterable[str]) -> list[str]:
    own = " ".join(client.split())
    broken = [f"The name of {own} is nowhere."] if own and own not in text else []
    for other in others:
        other = " ".join(other.split())
        if other and other not in own and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text):
            broken.append(f"The name of another client, {other}, is shown.")
    return broken


def _shown(document: Document) -> list[str]:
    """Figures that are no figures, wherever the library itself writes them."""
    broken = []
    for chapter in document.chapters:
        for block in chapter["blocks"]:
            for text in _figures(block):
                if _MEANINGLESS.search(text):
                    broken.append(f"In {chapter['title']!r}: {text!r} is shown as a figure.")
    return broken


def _figures(block: dict[str, Any]) -> Iterator[str]:
    match block["kind"]:
        case "cards":
            for card in block["cards"]:
                yield card["value"]
                yield card["note"] or ""
                yield (card["change"] or {}).get("amount", "")
                yield from ((card["target"] or {}).get(part, "") for part in ("label", "attained"))
        case "table":
            for row in [*block["rows"], block["total"] or []]:
                for cell, column in zip(row, block["columns"]):
                    if column["kind"] != "text":
                        yield cell["text"]
        case "figure":
            yield from (text for row in block["rows"] for text in row[1:])
            yield block["alt"]
        case "figures":
            for figure in block["figures"]:
                yield from _figures(figure)


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, Document):
        yield from _texts([tree.cover, tree.chapters])
    elif isinstance(tree, str):
        yield tree
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key not in ("png", "data"):
                yield from _texts(value if not key.startswith("svg") else _svg_texts(value))


def _svg_texts(source: str | None) -> list[str]:
    if not source:
        return []
    try:
        root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", source))
    except ET.ParseError:
        return []
    return [" ".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]


def _xmp_title(source: bytes) -> str:
    match = re.search(rb"<dc:title>(.*?)</dc:title>", source, re.DOTALL)
    if not match:
        return ""
    from html import unescape

    text = unescape(re.sub(r"<[^>]+>", "", match[1].decode("utf-8", errors="replace")))
    return " ".join(text.replace("\u200b", "").split())


class _Page(HTMLParser):
    """Reads a page once and notes what the rules ask about."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lang, self.title = "", ""
        self.count = {"h1": 0, "script": 0}
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.texts: list[str] = []
        self.broken: list[str] = []
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._look(tag, values)
        if tag not in _VOID:
            self.open.append((tag, values.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        inside = self.open[-1][0] if self.open else ""
        if inside == "title":
            self.title += data
        elif inside == "style" and _CSS_FETCH.search(data):
            self.broken.append("The style sheet fetches something.")
        elif inside not in ("style", "script"):
            self.texts.append(data)
            classes = set(" ".join(names for _, names in self.open[-2:]).split())
            if classes & _VALUE_CLASSES and _MEANINGLESS.search(data):
                self.broken.append(f"{data.strip()!r} is shown as a figure.")

    def _look(self, tag: str, values: dict[str, str]) -> None:
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag in self.count:
            self.count[tag] += 1
        if tag in _FORBIDDEN:
            self.broken.append(f"<{tag}> has no place in a report.")
        if "id" in values:
            self.ids.append(values["id"])
        if (tag == "img" and not values.get("alt")) or (values.get("role") == "img" and not values.get("aria-label")):
            self.broken.append("A picture has no description.")
        for name, value in values.items():
            if name.startswith("on"):
                self.broken.append(f"<{tag}> has a script in {name}.")
            elif name in _FETCHING and not value.startswith("data:image/"):
                self.broken.append(f"<{tag}> fetches {value[:60]!r}.")
            elif name == "style" and _CSS_FETCH.search(value):
                self.broken.append(f"The style of <{tag}> fetches something.")
        self._link(tag, values.get("href") or values.get("xlink:href") or "")

    def _link(self, tag: str, target: str) -> None:
        if target.startswith("#"):
            self.targets.add(target[1:])
        elif target and tag == "a" and not re.match(r"https?://|mailto:", target, re.IGNORECASE):
            self.broken.append(f"A link leads to {target[:60]!r}.")
        elif target and tag != "a" and not target.startswith("data:image/"):
            self.broken.append(f"<{tag}> fetches {target[:60]!r}.")
