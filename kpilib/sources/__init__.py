"""Exports as downloaded become canonical tables.

Comes in: files and databases that the client file names. Goes out: a `Store`, or word of what a file is.
"""

from kpilib.sources.load import load
from kpilib.sources.presets import PRESETS
from kpilib.sources.spec import SourceSpec

__all__ = ["PRESETS", "SourceSpec", "load"]
