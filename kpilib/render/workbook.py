"""The report's figures as an Excel workbook: a sheet for each chapter, one of all figures, one for the definitions.

Comes in: a document. Goes out: XLSX bytes; figures are formatted numbers, the rest is text, nothing a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from unicodedata import east_asian_width

from kpilib.render import amounts
from kpilib.render.document import Document
from kpilib.render.grids import placed
from kpilib.render.markdown import Block, plain
from kpilib.text import Words

_LONGEST_CELL = 32_767
_LONGEST_NAME, _LONGEST_FOOTER = 31, 200
_BAD_NAME = re.compile(r"[\[\]:*?\\\x00-\x1f']+")
_MOST_ROWS = 1_000_000
_NAMES, _NARROW, _WIDE = 44, 11, 26  # widths of columns, in characters
_LINE, _MOST_LINES = 15.0, 25  # points; Excel knows no row of more than 409
_ACROSS = 7  # columns that a sentence runs over
_MUTED = {"font_color": "#5b6673"}
_SMALL = _MUTED | {"font_size": 9}
_HEAD = _MUTED | {"bottom": 1}
_PAPER = {"letter": 1, "a4": 9}


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the value behind it if known, and what it is: text, number or change."""

    text: str
    exact: Any = None
    kind: str = "text"


def xlsx(document: Document) -> bytes:
    """Write the document's figures into one workbook; the same bytes for the same document."""
    import xlsxwriter

    buffer = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, literal) as book:
        cover = document.cover
        book.set_properties(
            {"title": cover["title"], "subject": cover["client"], "author": cover["agency"], "created": _created(cover)}
        )
        taken: set[str] = set()

        def sheet(name: str) -> _Sheet:
            return _Sheet(book, book.add_worksheet(_sheet_name(name, taken)), document)

        for number, chapter in enumerate(document.chapters):
            sheet(chapter["eyebrow"] or chapter["title"]).chapter(chapter)
            if number == 0 and (kpis := _all_figures(document)):
                sheet(document.words.say("render.workbook.figures")).figures(*kpis)
        if not document.chapters:
            sheet(document.words.say("render.workbook.cover")).fit()
    return buffer.getvalue()


class _Sheet:
    """Writes one sheet from top to bottom."""

    def __init__(self, book: Any, sheet: Any, document: Document) -> None:
        self.sheet, self.book, self.words, self.cover, self.at = sheet, book, document.words, document.cover, 0
        self.formats: dict[str, Any] = {}
        self.widths: dict[int, int] = {0: _NAMES}
        self.sentences: dict[int, tuple[int, float]] = {}
        self.lines = 1

    def look(self, **properties: Any) -> Any:
        """A cell format, made once for each set of properties."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Calibri", "valign": "top"} | properties)
        return self.formats[key]

    def chapter(self, chapter: dict[str, Any]) -> None:
        """Title and lead, then every block that holds figures."""
        self.title(chapter["title"])
        self.line(chapter["lead"], **_MUTED)
        self.at += 1
        for block in chapter["blocks"]:
            self.block(block)
        self.fit()

    def figures(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """All KPIs of all chapters in one table that can be filtered; its heads stay in sight."""
        self.title(self.words.say("render.workbook.figures"))
        self.at += 1
        first = self.at
        self.grid(heads, rows)
        self.sheet.autofilter(first, 0, first + len(rows), len(heads) - 1)
        self.fit(rows=first + 1)

    def title(self, text: str) -> None:
        """Whose figures these are, and of when; below it the sheet's own title."""
        parts = (self.cover["client"], self.cover["title"], self.cover["period"])
        self.line(", ".join(part for part in parts if part), **_MUTED)
        self.line(text, bold=True, font_size=14)

    def fit(self, rows: int = 2) -> None:
        """Widths, what stays in sight, and how the sheet is printed."""
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)
        across = sum(self.widths.get(column, _NARROW) for column in range(_ACROSS + 1))
        for row, (long, size) in self.sentences.items():
            if (lines := -(-int(long * size) // across)) * size > 1:
                self.sheet.set_row(row, min(lines * size, _MOST_LINES) * _LINE)
        self.sheet.hide_gridlines(2)
        self.sheet.freeze_panes(rows, 1)
        self.sheet.repeat_rows(0, rows - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(_PAPER[self.cover["paper"]])
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L{self.cover['client'][:_LONGEST_FOOTER].replace('&', '&&')}&R&P / &N")

    def line(self, text: Any, **properties: Any) -> None:
        """A sentence across the sheet, in as many lines as it needs."""
        if not text or self.at >= _MOST_ROWS:
            return
        look = self.look(text_wrap=True, **properties)
        self.sheet.merge_range(self.at, 0, self.at, _ACROSS, "", look)
        self.sheet.write_string(self.at, 0, str(text)[:_LONGEST_CELL], look)
        self.sentences[self.at] = (_width(str(text)), properties.get("font_size", 11) / 11)
        self.at += 1

    def down(self) -> None:
        """The next row; the one that is done is as high as its lines, which not every program works out itself."""
        if self.lines > 1:
            self.sheet.set_row(self.at, self.lines * _LINE)
        self.at, self.lines = self.at + 1, 1

    def grid(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]], total: Sequence[Cell] = ()) -> None:
        """Heads, rows and a total, each cell as what it is."""
        for column, head in enumerate(heads):
            self.write(column, Cell(head.text), **_HEAD, align="left" if head.kind == "text" else "right")
        self.down()
        for row in rows:
            for column, cell in enumerate(row):
                self.write(column, cell)
            self.down()
        if total:
            for column, cell in enumerate(total):
                self.write(column, cell, bold=True, top=1)
            self.down()

    def write(self, column: int, cell: Cell, **properties: Any) -> None:
        """A cell as a number, a date or, failing that, as text; of figures to the right."""
        if cell.text in (None, "") or self.at >= _MOST_ROWS:
            return
        exact = cell.exact if isinstance(cell.exact, int | float) and not isinstance(cell.exact, bool) else None
        match cell.kind:
            case "number":
                found = amounts.amount(cell.text, self.words, exact)
            case "change":
                found = amounts.change(cell.text, self.words, exact)
            case "plain":
                found = amounts.plain(cell.text)
            case _:
                found = None
        day = amounts.day(cell.text, self.words) if cell.kind == "text" else None
        align = (
            {"align": "left", "indent": 1} if cell.kind == "text" and column else {"align": "right"} if column else {}
        )
        looks = align | properties
        if found:
            self.sheet.write_number(self.at, column, found[0], self.look(num_format=found[1], **looks))
        elif day and day[0] >= date(1900, 3, 1):
            look = self.look(**{"num_format": day[1], "align": "left", **looks})
            self.sheet.write_datetime(self.at, column, datetime.combine(day[0], datetime.min.time()), look)
        else:
            text = str(cell.text)[:_LONGEST_CELL]
            if cell.kind == "change" and exact is not None and any(map(str.isdigit, text)):
                text = self.words.signed(exact, text)
            lines = -(-_width(text) // (_WIDE if column else _NAMES))
            self.lines = min(max(self.lines, lines), _MOST_LINES)
            self.sheet.write_string(self.at, column, text, self.look(text_wrap=lines > 1, **looks))
        if column:
            wide = min(max(_width(str(cell.text)) + 2, _NARROW), _WIDE)
            self.widths[column] = max(self.widths.get(column, 0), wide)

    def block(self, block: Block) -> None:
        """One block; what has no figures is left to the report."""
        match block["kind"]:
            case "cards":
                self.grid(*_cards(block, self.words))
            case "table":
                self.head(block)
                self.grid(*_table(block, self.words))
            case "figure" if block["rows"]:
                self.head(block)
                self.grid(*_data(block))
                self.line(block["note"], **_SMALL)
            case "figures":
                for part in block["figures"]:
                    self.block({**part, "kind": "figure"})
                return
            case "insights":
                self.line(block["title"], bold=True)
                for item in block["items"]:
                    self.line(f"{item.get('lead', '')} {item.get('text', '')}".strip())
            case "absent":
                self.line(block["title"], bold=True)
                self.line(block["reason"])
                self.line(block["remedy"], **_MUTED)
            case "absents":
                for part in block["items"]:
                    self.block({**part, "kind": "absent"})
                return
            case "definitions":
                self.grid(*_definitions(block, self.words))
            case "footnotes":
                for item in block["items"]:
                    self.line(item)
            case "heading":
                self.line(plain(block["inlines"]), bold=True, font_size=12)
                return
            case "grid":
                self.grid(*_spread(block))
            case _:
                return
        self.at += 1

    def head(self, block: Block) -> None:
        """The titles of an exhibit."""
        self.line(block.get("title"), bold=True)
        self.line(block.get("subtitle"), **_MUTED)


Grid = tuple[list[Cell], list[list[Cell]]]


def _cards(block: Block, words: Words) -> Grid:
    """Cards as rows; why a figure is missing stands in the last column."""
    kinds = ("text", "number", "change", "text", "number", "number", "text", "text", "text")
    parts = ("kpi", "value", "change", "compared", "target", "attained", "status", "benchmark", "note")
    heads = [Cell(words.say(f"render.workbook.{part}"), kind=kind) for part, kind in zip(parts, kinds)]
    rows = []
    for card in block["cards"]:
        change, target, missing = card["change"] or {}, card["target"] or {}, card["missing"] or {}
        signed = change.get("signed", "")
        said = [] if signed else [change.get("amount")]
        said.append(change.get("word"))
        said.insert(0 if words.versus_first else len(said), change.get("versus"))
        rows.append(
            [
                Cell(card["name"]),
                Cell(card["value"], card["exact"], "number"),
                Cell(signed, kind="change"),
                Cell(" ".join(filter(None, said)) or card["no_change"]),
                Cell(target.get("goal") or card["no_target"] or "", target.get("exact"), "number"),
                Cell(target.get("attained") or "", target.get("share"), "number"),
                Cell(target.get("status_word", "")),
                Cell(card["benchmark"] or ""),
                Cell(missing.get("reason") or card["note"]),
            ]
        )
    return heads, rows


def _table(block: Block, words: Words) -> tuple[list[Cell], list[list[Cell]], list[Cell]]:
    """A table with all its rows, also those that paper leaves out; footnotes stand in the rows that they belong to."""
    kinds = [_kind(column) for column in block["columns"]]
    heads = [Cell(column["label"], kind=kind) for column, kind in zip(block["columns"], kinds)]
    notes = dict(note.split(" ", 1) for note in block["notes"] if " " in note)
    told = any(cell["mark"] in notes for row in [*block["rows"], block["total"] or []] for cell in row)

    def made(row: Sequence[Block]) -> list[Cell]:
        cells = [Cell(cell["text"], cell["sort"], kind) for cell, kind in zip(row, kinds)]
        reasons = dict.fromkeys(notes[cell["mark"]] for cell in row if cell["mark"] in notes)
        return [*cells, Cell(" ".join(reasons))] if told else cells

    return (
        heads + [Cell(words.say("render.workbook.note"))] * told,
        [made(row) for row in block["rows"]],
        made(block["total"] or []),
    )


def _kind(column: Block) -> str:
    if column["kind"] in ("change", "text", "network", "status"):
        return "change" if column["kind"] == "change" else "text"
    return "number"


def _data(block: Block) -> Grid:
    """The figures behind a chart."""
    kinds = ["number" if column["align"] == "right" else "text" for column in block["columns"]]
    heads = [Cell(column["label"], kind=kind) for column, kind in zip(block["columns"], kinds)]
    return heads, [[Cell(text, kind=kind) for text, kind in zip(row, kinds)] for row in block["rows"]]


def _definitions(block: Block, words: Words) -> Grid:
    """What each figure means."""
    parts = ("name", "definition", "formula", "detail")
    heads = [Cell(words.say(f"render.workbook.{part}")) for part in parts]
    return heads, [[Cell(item[part]) for part in parts] for item in block["items"]]


def _spread(block: Block) -> Grid:
    """An analyst's table; a cell that spans rows or columns is repeated in each, so that every row is whole."""
    lines = block["head"] + block["rows"]
    filled = {
        at: Cell(plain(cell["inlines"]), kind="plain" if cell["align"] == "right" else "text")
        for at, cell in placed(lines).items()
    }
    width = max((x for _, x in filled), default=-1) + 1
    whole = [[filled.get((y, x), Cell("")) for x in range(width)] for y in range(len(lines))]
    top = max(len(block["head"]), 1)
    return whole[top - 1], whole[: top - 1] + whole[top:]


def _all_figures(document: Document) -> Grid | None:
    """The tables of all KPIs that close the chapters, one below the other; None without any."""
    words = document.words
    heads: dict[str, Cell] = {}
    rows: list[dict[str, Cell]] = []
    for chapter in document.chapters:
        for block in chapter["blocks"]:
            if block["kind"] == "table" and block["id"].endswith("-kpis"):
                found, made, _ = _table(block, words)
                heads |= {head.text: head for head in found}
                place = Cell(chapter["eyebrow"] or chapter["title"])
                rows += [{"": place} | {head.text: cell for head, cell in zip(found, row)} for row in made]
    if not rows:
        return None
    note = words.say("render.workbook.note")
    names = [*(name for name in heads if name != note), *([note] if note in heads else [])]
    order = [names[0], "", *names[1:]]
    known = heads | {"": Cell(words.say("render.workbook.chapter"))}
    return [known[name] for name in order], [[row.get(name, Cell("")) for name in order] for row in rows]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text[:_LONGEST_CELL])


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _cut(" ".join(_BAD_NAME.sub(" ", name.replace("/", "-")).split()), _LONGEST_NAME) or "1"
    found, number = base, 2
    while found.casefold() in taken or found.casefold() == "history":
        suffix = f" {number}"
        found, number = _cut(base, _LONGEST_NAME - len(suffix)) + suffix, number + 1
    taken.add(found.casefold())
    return found


def _cut(name: str, length: int) -> str:
    """The start of a name, its length counted as Excel does, in UTF-16 units."""
    while len(name.encode("utf-16-le")) // 2 > length:
        name = name[:-1]
    return name.strip()


def _created(cover: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(cover["data_date"]).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
