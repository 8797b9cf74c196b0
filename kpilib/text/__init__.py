"""Words: everything a reader reads that is not a client's own text, in five languages, and every written figure.

Comes in: keys, numbers, dates and periods. Goes out: sentences and figures in the language of the report.
"""

from __future__ import annotations

from kpilib.text.lexicon import LANGUAGES
from kpilib.text.words import KpiWords, Reason, Words

__all__ = ["LANGUAGES", "KpiWords", "Reason", "Words"]
