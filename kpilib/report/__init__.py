"""The one room a notebook knows. Comes in: a client's name and a period. Goes out: a `Report` that shows exhibits."""

from kpilib.report.opening import open_report
from kpilib.report.report import Report

__all__ = ["Report", "open_report"]
