"""`Exhibit`: what a notebook cell shows, the same data for JupyterLab, for the HTML report and for the PDF.

Comes in: a kind and its content in final words. Goes out: a mimebundle of kpilib's JSON, plain HTML and plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kpilib.exhibits import markup

Kind = Literal[
    "report", "chapter", "cards", "figure", "figures", "table", "insights", "absent", "legend", "notes"
]  # fmt: skip


@dataclass(frozen=True)
class Exhibit:
    """One exhibit: its kind, its content as plain data, and the language its words are in."""

    kind: Kind
    content: Mapping[str, Any]
    language: str = "en"

    @property
    def mime(self) -> str:
        """The media type under which the exporters find the content."""
        return f"application/vnd.kpilib.{self.kind}+json"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            self.mime: dict(self.content),
            "text/html": markup.html(self.kind, self.content, self.language),
            "text/plain": markup.plain(self.kind, self.content),
        }

    def __repr__(self) -> str:
        return f"<Exhibit {self.kind} {self.content.get('id', '')}>".replace(" >", ">")


def slug(*parts: Any) -> str:
    """An ascii id from names: lower case letters, digits and hyphens, never empty."""
    text = "-".join(str(part) for part in parts if part not in (None, ""))
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or "exhibit"
