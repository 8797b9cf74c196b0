"""Exports as downloaded become canonical tables.

Comes in: files and databases that the client file names. Goes out: a `Store`, or word of what a file is.
"""

from kpilib.sources.load import load
from kpilib.sources.presets import PRESETS
from kpilib.sources.propose import propose
from kpilib.sources.recognise import Recognised, recognise
from kpilib.sources.spec import SourceSpec

__all__ = ["PRESETS", "Recognised", "SourceSpec", "load", "propose", "recognise"]
