"""Canonical tables: what they are, what must hold in them, and where one client's are kept.

Comes in: rows from sources. Goes out: `TABLES`, `Store`.
"""

from kpilib.tables.coverage import COVERAGE, CUT_BY, DATES
from kpilib.tables.schema import TABLES, Column, Table
from kpilib.tables.store import SourceLog, Store

__all__ = ["COVERAGE", "CUT_BY", "DATES", "TABLES", "Column", "SourceLog", "Store", "Table"]
