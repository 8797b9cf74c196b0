"""The batch: the same notebooks for every client, unattended.

Comes in: client names. Goes out: reports, each whole or not at all, and an exit code. Light until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Limits", "Outcome", "Outcomes", "run"]
_HOMES = {"Limits": "jobs", "Outcome": "delivery", "Outcomes": "runner", "run": "runner"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"kpilib.batch.{_HOMES[name]}"), name)
