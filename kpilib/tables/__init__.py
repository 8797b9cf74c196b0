"""Canonical tables: what they are, what must hold in them, and where one client's are kept.

Comes in: rows from sources. Goes out: `TABLES`, `Store`. Light until a store is opened.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kpilib.tables.coverage import COVERAGE, CUT_BY, DATES
from kpilib.tables.schema import ESTIMATED, TABLES, Column, Table

if TYPE_CHECKING:
    from kpilib.tables.store import SourceLog, Store

__all__ = ["COVERAGE", "CUT_BY", "DATES", "ESTIMATED", "TABLES", "Column", "SourceLog", "Store", "Table"]


def __getattr__(name: str) -> Any:
    if name not in ("SourceLog", "Store"):
        raise AttributeError(name)
    return getattr(import_module("kpilib.tables.store"), name)
