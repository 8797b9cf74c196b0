"""Exhibits: what a reader sees, cards, charts, tables and sentences, made from result frames and words.

Comes in: frames of `compare` and an `Edition`. Goes out: `Exhibit`s; and `canvas` and `charts` for analysts.
"""

from __future__ import annotations

from kpilib.exhibits import cards, charts, figures, frame, palette, rankings, rules, sentences, tables
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Break, Edition, known_breaks
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import absent, pair
from kpilib.exhibits.style import canvas, use

__all__ = [
    "Break",
    "Edition",
    "Exhibit",
    "Fact",
    "absent",
    "canvas",
    "cards",
    "charts",
    "facts",
    "figures",
    "frame",
    "known_breaks",
    "pair",
    "palette",
    "rankings",
    "rules",
    "sentences",
    "tables",
    "use",
]
