"""Executed notebooks → one document tree: cover, chapters of blocks, a closing chapter of definitions.

Comes in: notebooks as nbformat reads them. Goes out: plain data that HTML, PDF and the workbook are rendered from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kpilib.errors import UnknownName
from kpilib.render import anchors, closing, foreign, markdown, shapes
from kpilib.render.characters import each_text, is_blank, printable
from kpilib.render.markdown import Block
from kpilib.text import LANGUAGES, Words

_BUNDLE = re.compile(r"application/vnd\.kpilib\.(\w+)\+json")
_SAY = re.compile(r"(?P<marks>#{1,6})?\s*(?P<rest>.*)", re.DOTALL)
_HIDDEN = {"hide", "remove", "remove_cell", "hide_output", "remove_output"}
_SOURCES = frozenset({"svg", "svg_phone", "png", "data"})


@dataclass(frozen=True)
class Document:
    """A report as data: `cover` is the report bundle, `chapters` hold blocks, `words` say what the renderers add."""

    cover: dict[str, Any]
    chapters: list[dict[str, Any]]
    words: Words

    @property
    def client(self) -> str:
        """The client's name as given; empty for a notebook that opened no report."""
        return str(self.cover["client"])


def combine(notebooks: Sequence[Any]) -> Document:
    """Join executed notebooks, in the order given, into one document.

    The first report bundle speaks for all; every notebook gives its chapter; all their notes close the document.

    Parameters
    ----------
    notebooks : executed notebooks (nbformat nodes), at least one
    """
    reports = [bundle for notebook in notebooks for kind, bundle in _bundles(notebook) if kind == "report"]
    cover = shapes.report(reports[0] if reports else {})
    language = cover["language"] if cover["language"] in LANGUAGES else "en"
    words = Words(language)
    notes: list[dict[str, Any]] = []
    chapters = [chapter for notebook in notebooks for chapter in _chapters(notebook, words, notes)]
    if any(notes):
        chapters.append(closing.chapter(notes, words, cover["data_line"], chapters))
    cover = each_text({**cover, "language": language}, printable, keep=_SOURCES)
    chapters = each_text(chapters, printable, keep=_SOURCES)
    _title(cover, chapters, words)
    known = _name_uniquely(chapters)
    return Document(cover, anchors.linked(chapters, known), words)


def _title(cover: dict[str, Any], chapters: list[dict[str, Any]], words: Words) -> None:
    """Give a title to what must have one, and a description to every picture."""
    untitled = words.say("render.untitled")
    for chapter in chapters:
        chapter["title"] = untitled if is_blank(chapter["title"]) else chapter["title"].strip()
        for block in _walk(chapter["blocks"]):
            if is_blank(block.get("title") or ""):
                block["title"] = None if block["kind"] == "insights" else ""
            if block["kind"] in ("figure", "picture") and is_blank(block["alt"]):
                block["alt"] = block["title"] or words.say("render.picture")
    if is_blank(cover["title"]):
        cover["title"] = chapters[0]["title"] if chapters else untitled


def _bundles(notebook: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            for mimetype, bundle in output.get("data", {}).items():
                if match := _BUNDLE.fullmatch(mimetype):
                    yield match[1], bundle


def _chapters(notebook: Any, words: Words, notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chapters of one notebook; its notes are put aside for the end."""
    announced = any(kind == "chapter" for kind, _ in _bundles(notebook))
    chapters: list[dict[str, Any]] = []
    loose: list[Block] = []
    first = True
    for cell in notebook.get("cells", []):
        if _HIDDEN & set(cell.get("metadata", {}).get("tags", [])):
            continue
        if cell.get("cell_type") == "markdown":
            found = [] if first and announced else _prose(cell, words)
            first = False
        else:
            found = list(_outputs(cell, words, notes))
        for block in found:
            if block["kind"] == "chapter":
                chapters.append(shapes.chapter(block["bundle"], []))
            else:
                (chapters[-1]["blocks"] if chapters else loose).append(block)
    if loose:
        if chapters:
            chapters[0]["blocks"][:0] = loose
        else:
            chapters = [_own_chapter(loose, notebook, words)]
    for chapter in chapters:
        chapter["blocks"] = shapes.arranged(chapter["blocks"])
    return [chapter for chapter in chapters if chapter["blocks"]]


def _own_chapter(blocks: list[Block], notebook: Any, words: Words) -> dict[str, Any]:
    """The chapter of a notebook that announces none: its first heading is the title."""
    title = str(notebook.get("metadata", {}).get("title", ""))
    if blocks[0]["kind"] == "heading":
        title = markdown.plain(blocks.pop(0)["inlines"])
    return shapes.chapter({"title": title or words.say("render.untitled"), "kind": "chapter"}, blocks)


def _prose(cell: Any, words: Words) -> list[Block]:
    """A Markdown cell; one tagged `say:<key>` speaks the report's language instead of the notebook's."""
    key = next((tag[4:] for tag in cell.get("metadata", {}).get("tags", []) if tag.startswith("say:")), None)
    source = _joined(cell.get("source", ""))
    if key is not None:
        try:
            said = words.say(key)
        except UnknownName:
            said = ""
        if said:
            match = _SAY.match(source.strip())
            marks = (match["marks"] if match else None) or ""
            if marks:
                return [{"kind": "heading", "level": len(marks), "inlines": [said]}]
            return [{"kind": "paragraph", "inlines": [said]}]
    pictures = {
        name: _joined(data["image/png"]) for name, data in cell.get("attachments", {}).items() if "image/png" in data
    }
    return markdown.blocks(source, pictures)


def _outputs(cell: Any, words: Words, notes: list[dict[str, Any]]) -> Iterator[Block]:
    for output in cell.get("outputs", []):
        match output.get("output_type"):
            case "display_data" | "execute_result":
                yield from _displayed(output, words, notes)
            case "stream" if output.get("name") == "stdout":
                if text := _joined(output.get("text", "")).strip("\n"):
                    yield {"kind": "code", "text": text}
            case "error":
                what = f"{output.get('ename', '')}: {output.get('evalue', '')}".strip(": ")
                yield {"kind": "error", "title": words.say("render.failed"), "text": what}


def _displayed(output: Any, words: Words, notes: list[dict[str, Any]]) -> Iterator[Block]:
    data = output.get("data", {})
    for mimetype, bundle in data.items():
        match = _BUNDLE.fullmatch(mimetype)
        if match and match[1] == "notes":
            notes.append(bundle)
            return
        if match and match[1] in ("report", "left_out"):
            return
        if match and match[1] == "chapter":
            yield {"kind": "chapter", "bundle": bundle}
            return
        if match and match[1] in shapes.KINDS:
            yield shapes.exhibit(match[1], bundle)
            return
    yield from foreign.output(data, output.get("metadata", {}), empty=words.say("render.not_available"),
                              interactive=words.say("render.interactive"))  # fmt: skip


def _name_uniquely(chapters: Iterable[dict[str, Any]]) -> set[str]:
    """Give every chapter, heading and exhibit an id of its own; the ids of those that a link can lead to."""
    taken: set[str] = set()
    known: set[str] = set()
    for number, chapter in enumerate(chapters, 1):
        chapter["id"] = _unique(chapter["id"] or f"chapter-{number}", taken)
        known.add(chapter["id"])
        for block in _walk(chapter["blocks"]):
            if block["kind"] in shapes.NAMED:
                own = block.get("id") or (
                    anchors.slug(markdown.plain(block["inlines"])) if block["kind"] == "heading" else ""
                )
                block["id"] = _unique(own or f"{chapter['id']}-{block['kind']}", taken)
                if block["kind"] == "heading" or block.get("title"):
                    known.add(block["id"])
    return known


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for parts in ("figures", "blocks"):
            yield from _walk(block.get(parts, []))
        if block["kind"] == "absents":
            yield from _walk(block["items"])


def _unique(name: str, taken: set[str]) -> str:
    base = anchors.slug(str(name)) or "part"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
