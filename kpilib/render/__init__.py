"""Reports as files: executed notebooks become one document tree, and the tree HTML, PDF and a workbook.

Comes in: executed notebooks. Goes out: text of one HTML file, bytes of a PDF or of an Excel workbook, broken rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpilib.render.document import Document
    from kpilib.render.exporters import HtmlExporter, PdfExporter

__all__ = ["Document", "HtmlExporter", "PdfExporter", "check_html", "check_pdf", "combine", "html", "pdf", "xlsx"]


def combine(notebooks: Sequence[Any]) -> Document:
    """Join executed notebooks, in the order given, into one document; see `kpilib.render.document.combine`."""
    from kpilib.render import document

    return document.combine(notebooks)


def html(document: Document) -> str:
    """The report as one self-contained HTML file; see `kpilib.render.screen.html`."""
    from kpilib.render import screen

    return screen.html(document)


def pdf(document: Document) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1; see `kpilib.render.paper.pdf`."""
    from kpilib.render import paper

    return paper.pdf(document)


def xlsx(document: Document) -> bytes:
    """The report's figures as an Excel workbook; see `kpilib.render.workbook.xlsx`."""
    from kpilib.render import workbook

    return workbook.xlsx(document)


def check_html(
    source: str, *, client: str = "", others: Iterable[str] = (), document: Document | None = None
) -> list[str]:
    """The rules that a rendered HTML report breaks; see `kpilib.render.checks.check_html`."""
    from kpilib.render import checks

    return checks.check_html(source, client=client, others=others, document=document)


def check_pdf(
    source: bytes, *, client: str = "", others: Iterable[str] = (), document: Document | None = None
) -> list[str]:
    """The rules that a rendered PDF report breaks; see `kpilib.render.checks.check_pdf`."""
    from kpilib.render import checks

    return checks.check_pdf(source, client=client, others=others, document=document)


def __getattr__(name: str) -> Any:
    # nbconvert looks its exporters up here; nobody else should pay for importing them.
    if name in ("HtmlExporter", "PdfExporter"):
        from kpilib.render import exporters

        return getattr(exporters, name)
    if name == "Document":
        from kpilib.render.document import Document

        return Document
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
