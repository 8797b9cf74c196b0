"""Two exporters for nbconvert, `kpilib-html` and `kpilib-pdf`, each for one executed notebook.

Comes in: a notebook. Goes out: one HTML file or one PDF; several notebooks together go through `kpilib.render.combine`.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.exporter import Exporter

from kpilib import render


class HtmlExporter(Exporter):
    """KPI report as one self-contained HTML file."""

    export_from_notebook = "KPI report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """Render one executed notebook; the usual preprocessors run first."""
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        return render.html(render.combine([notebook])), resources


class PdfExporter(Exporter):
    """KPI report as an accessible PDF."""

    export_from_notebook = "KPI report (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """Render one executed notebook; the usual preprocessors run first."""
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        return render.pdf(render.combine([notebook])), resources
