"""The engine: KPIs of a client's tables, for a period and any grouping, with reasons.

Comes in: a store, names of KPIs, a period, dimensions. Goes out: tidy pandas frames. Light until it is used: the
settings of a client file are read without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kpilib.engine.settings import Settings

if TYPE_CHECKING:
    from kpilib.engine.dimensions import DIMENSIONS
    from kpilib.engine.figures import REASONS
    from kpilib.engine.measuring import evaluate, evaluate_periods
    from kpilib.engine.tidy import COLUMNS

__all__ = ["COLUMNS", "DIMENSIONS", "REASONS", "Settings", "evaluate", "evaluate_periods"]
_HOMES = {
    "COLUMNS": "tidy", "DIMENSIONS": "dimensions", "REASONS": "figures", "evaluate": "measuring",
    "evaluate_periods": "measuring",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"kpilib.engine.{_HOMES[name]}"), name)
