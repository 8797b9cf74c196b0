"""Every way kpilib says no, and the problems it collects.

KpilibError
├─ ParamsError    (ValueError)    the client file or a command's argument is wrong
├─ PeriodError    (ValueError)    a period cannot be read
├─ SourceError    (ValueError)    an export cannot be read at all
├─ TableError     (ValueError)    rows do not fit their canonical table
├─ StatsError     (ValueError)    inputs outside a method's domain
├─ UnknownName    (KeyError)      no such KPI, dimension, table, notebook, language or word
├─ NotebookError  (RuntimeError)  a notebook failed while running
├─ KernelError    (RuntimeError)  a kernel could not be started or died
└─ RenderError    (RuntimeError)  a report could not be rendered, or breaks a rule of render/checks.py
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]


class KpilibError(Exception):
    """Base of every error raised on purpose: where, what is wrong, what to do.

    Positional arguments only, so that it pickles across processes.
    """

    def __init__(self, where: str, what: str, do: str = "") -> None:
        super().__init__(where, what, do)
        self.where, self.what, self.do = where, what, do

    def __str__(self) -> str:
        lead = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join(part for part in (_sentence(lead), self.do) if part)


class ParamsError(KpilibError, ValueError):
    """The client file or a command's argument is wrong."""


class PeriodError(KpilibError, ValueError):
    """A period cannot be read."""


class SourceError(KpilibError, ValueError):
    """An export cannot be read at all."""


class TableError(KpilibError, ValueError):
    """Rows do not fit their canonical table."""


class StatsError(KpilibError, ValueError):
    """Inputs lie outside a method's domain."""


class UnknownName(KpilibError, KeyError):
    """No such KPI, dimension, table, notebook, language or word."""


class NotebookError(KpilibError, RuntimeError):
    """A notebook failed while running."""


class KernelError(KpilibError, RuntimeError):
    """A kernel could not be started or died."""


class RenderError(KpilibError, RuntimeError):
    """A report could not be rendered, or breaks a rule every report must keep."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the client's input, collected rather than raised.

    `file` is a name relative to the client file; `row` counts from 1 as a spreadsheet does; empty where unknown.
    """

    severity: Severity
    file: str
    what: str
    do: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"sheet '{self.sheet}'" if self.sheet else "",
                f"row {self.row}" if self.row is not None else "",
                f"column '{self.column}'" if self.column else "",
            )
            if part
        )
        return " ".join(part for part in (f"{self.severity}: {where}: {_sentence(self.what)}", self.do) if part)

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain data, for `--format json`."""
        return asdict(self)


def suggest(name: str, known: Iterable[str]) -> str:
    """'Did you mean …?' for a name close to known ones, else an empty string."""
    close = get_close_matches(name, list(known), n=3)
    return f"Did you mean {' or '.join(map(repr, close))}?" if close else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
