"""What reports build on first use, built once in the zygote: words, faces and the writer of pictures.

Comes in: nothing. Goes out: warm caches. Nothing here may start a thread, open a database or leave a figure.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

_DAY = date(2026, 1, 31)
_RARE = "☕"  # a character of clients' texts that the report's own faces lack


def report() -> None:
    """Name program, time zones and the kind of database; walk once through every language's words, faces, a chart."""
    from kpilib.engine.program import program
    from kpilib.exhibits import fonts
    from kpilib.exhibits.style import Slot, picture
    from kpilib.params.values import timezones
    from kpilib.tables.store import database
    from kpilib.text import LANGUAGES, Words

    program()
    timezones()
    database()
    for language in LANGUAGES:
        words = Words(language)
        for write in (words.number, words.short, words.share):
            write(1234.5)
        words.money(1234.5, "EUR")
        words.date(_DAY)
    for region in ("TC", "SC"):
        fonts.families_for(_RARE, region)
        picture(_chart, Slot(region=region), salt="rehearsal")


def _chart(axes: Any, slot: object) -> None:
    """Bars, a line and text of each weight and size."""
    from kpilib.exhibits.charts.axes import PLAIN, SMALL, STRONG

    axes.barh(["first", "second"], [1, 2], label="bars")
    axes.plot([1, 2], [0, 1], label="line")
    axes.legend()
    for weight, size in product((400, 500, 600), (SMALL, PLAIN, STRONG)):
        axes.text(1, 1, "text", weight=weight, size=size)
