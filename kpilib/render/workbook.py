"""The report's figures as an Excel workbook: one sheet for each chapter, one for the definitions.

Comes in: a document. Goes out: XLSX bytes; figures are formatted numbers, the rest is text, nothing a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal

from kpilib.render.document import Document
from kpilib.render.markdown import Block, plain
from kpilib.text import Words

_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f']+")
_FIGURE = re.compile(
    r"(?P<sign>[-−+]?)(?P<before>%|[€$£¥₺]|Rp|NT\$)?\s*(?P<minus>[-−]?)(?P<digits>\d[\d.,\u00a0\u202f]*)\s*(?P<after>%|[€$£¥₺])?"
)
_WIDE, _NARROW, _MOST_ROWS = 46, 18, 1_000_000


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
        for chapter in document.chapters:
            name = _sheet_name(chapter["eyebrow"] or chapter["title"], taken)
            _Sheet(book, book.add_worksheet(name), document.words).chapter(chapter, cover)
        if not document.chapters:
            book.add_worksheet(_sheet_name(document.words.say("render.workbook.cover"), taken))
    return buffer.getvalue()


def figure(text: str, words: Words, exact: float | None = None) -> tuple[float, str] | None:
    """The number that a text shows and the number format that shows it so; None for other text.

    `exact` is the value behind the text, taken instead where both agree to the digits shown.
    """
    match = _FIGURE.fullmatch(text.strip())
    if not match:
        return None
    digits = re.sub(r"[\u00a0\u202f]", "", match["digits"])
    try:
        value = parse_decimal(digits, locale=words.locale, strict=True)
    except (NumberFormatError, ValueError):
        return None
    decimals = len(digits.rpartition(_decimal_point(words))[2]) if _decimal_point(words) in digits else 0
    sign = -1 if "−" in match["sign"] + match["minus"] or "-" in match["sign"] + match["minus"] else 1
    unit = match["before"] or match["after"] or ""
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    number = float(sign * value / (100 if unit == "%" else Decimal(1)))
    step = 10.0**-decimals / (100 if unit == "%" else 1)
    if exact is not None and abs(exact - number) <= step:
        number = float(exact)
    if unit and unit != "%":
        form = f'"{unit}"{form}' if match["before"] else f'{form}"{unit}"'
    return number, form + ("%" if unit == "%" else "")


class _Sheet:
    """Writes one chapter from top to bottom."""

    def __init__(self, book: Any, sheet: Any, words: Words) -> None:
        self.sheet, self.words, self.book, self.at = sheet, words, book, 0
        self.formats: dict[str, Any] = {}
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 12, _NARROW)
        sheet.hide_gridlines(2)

    def look(self, **properties: Any) -> Any:
        """A cell format, made once for each set of properties."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Calibri", "valign": "top"} | properties)
        return self.formats[key]

    def line(self, text: Any, **properties: Any) -> None:
        """One line of text in the first column."""
        if text:
            self.text(0, text, **properties)
            self.at += 1

    def text(self, column: int, text: Any, **properties: Any) -> None:
        """A cell of text, whatever it looks like."""
        if text not in (None, "") and self.at < _MOST_ROWS:
            self.sheet.write_string(self.at, column, str(text)[:_LONGEST_CELL], self.look(**properties))

    def value(self, column: int, text: str, exact: Any = None, **properties: Any) -> None:
        """A figure as a number if its text is one, else as text."""
        known = exact if isinstance(exact, int | float) and not isinstance(exact, bool) else None
        found = figure(text, self.words, known)
        if found is None:
            self.text(column, text, align="right" if known is not None else "left", **properties)
        elif self.at < _MOST_ROWS:
            self.sheet.write_number(self.at, column, found[0], self.look(num_format=found[1], **properties))

    def chapter(self, chapter: dict[str, Any], cover: dict[str, Any]) -> None:
        """Title and lead, then every block that holds figures."""
        self.line(
            ", ".join(part for part in (cover["client"], cover["title"], cover["period"]) if part), font_color="#5b6673"
        )
        self.line(chapter["title"], bold=True, font_size=14)
        self.line(chapter["lead"], font_color="#5b6673")
        self.at += 1
        for block in chapter["blocks"]:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block; what has no figures is left to the report."""
        match block["kind"]:
            case "cards":
                self.cards(block)
            case "table":
                self.table(block)
            case "figure":
                self.data(block)
            case "figures":
                for part in block["figures"]:
                    self.data(part)
            case "insights":
                self.line(block["title"], bold=True)
                for item in block["items"]:
                    self.line(f"{item.get('lead', '')} {item.get('text', '')}".strip())
                self.at += 1
            case "absent":
                self.absent(block)
            case "absents":
                for part in block["items"]:
                    self.absent(part)
            case "definitions":
                self.definitions(block)
            case "footnotes":
                for item in block["items"]:
                    self.line(item)
            case "heading":
                self.line(plain(block["inlines"]), bold=True, font_size=12)
            case "grid":
                for row in block["head"] + block["rows"]:
                    for column, cell in enumerate(row):
                        self.value(column, plain(cell["inlines"]))
                    self.at += 1
                self.at += 1

    def head(self, block: Block, labels: Iterable[str]) -> None:
        """The titles of an exhibit and the heads of its columns."""
        self.line(block.get("title"), bold=True)
        self.line(block.get("subtitle"), font_color="#5b6673")
        for column, label in enumerate(labels):
            self.text(column, label, bottom=1, font_color="#5b6673", text_wrap=True)
        self.at += 1

    def cards(self, block: Block) -> None:
        """Cards as a table: name, value, change, target, status, benchmark, note."""
        parts = ("kpi", "value", "change", "target", "status", "benchmark", "note")
        self.head(block, (self.words.say(f"render.workbook.{part}") for part in parts))
        for card in block["cards"]:
            change, target = card["change"] or {}, card["target"] or {}
            missing = card["missing"] or {}
            self.text(0, card["name"])
            self.value(1, card["value"], bold=True)
            self.text(
                2, " ".join(filter(None, (change.get(k) for k in ("signed", "word", "versus")))) or card["no_change"]
            )
            self.text(3, target.get("label") or card["no_target"])
            self.text(4, " ".join(filter(None, (target.get("attained"), target.get("status_word")))))
            self.text(5, card["benchmark"])
            self.text(6, missing.get("reason") or card["note"])
            self.at += 1
        self.at += 1

    def table(self, block: Block) -> None:
        """A table with all its rows, also those that paper leaves out."""
        self.head(block, (column["label"] for column in block["columns"]))
        for row in [*block["rows"], *([block["total"]] if block["total"] else [])]:
            bold = {"bold": True} if row is block["total"] else {}
            for at, (cell, column) in enumerate(zip(row, block["columns"])):
                if column["kind"] == "text" and cell["sort"] is None:
                    self.text(at, cell["text"] + (cell["mark"] or ""), **bold)
                else:
                    self.value(at, cell["text"], cell["sort"], **bold)
            self.at += 1
        for note in block["notes"]:
            self.line(note, font_color="#5b6673", font_size=9)
        self.at += 1

    def data(self, block: Block) -> None:
        """The figures behind a chart."""
        if not block["rows"]:
            return
        self.head(block, (column["label"] for column in block["columns"]))
        for row in block["rows"]:
            for at, (text, column) in enumerate(zip(row, block["columns"])):
                (self.value if column["align"] == "right" else self.text)(at, text)
            self.at += 1
        self.line(block["note"], font_color="#5b6673", font_size=9)
        self.at += 1

    def absent(self, block: Block) -> None:
        """An exhibit without data."""
        self.line(block["title"], bold=True)
        self.line(block["reason"])
        self.line(block["remedy"], font_color="#5b6673")
        self.at += 1

    def definitions(self, block: Block) -> None:
        """What each figure means."""
        parts = ("name", "definition", "formula", "detail")
        self.head({}, (self.words.say(f"render.workbook.{part}") for part in parts))
        for item in block["items"]:
            for at, part in enumerate(parts):
                self.text(at, item[part], text_wrap=True)
            self.at += 1
        self.at += 1


def _decimal_point(words: Words) -> str:
    return str(words.locale.number_symbols.get("latn", words.locale.number_symbols)["decimal"])


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _cut(" ".join(_BAD_NAME.sub(" ", name).split()), _LONGEST_NAME) or "1"
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
