"""The columns of a table on paper: how wide each is, and the space after it.

Comes in: columns and rows of a table block. Goes out: millimetres, or what the layout may choose.
"""

from __future__ import annotations

from itertools import pairwise

from kpilib.render.markdown import Block

WIDTH = 170.0  # of the text area
LONGEST_AUTO = 24  # letters of a column that may be as wide as its text
LONGEST_NETWORK = 32  # a network with the type of its post, which nothing breaks


def measures(columns: list[Block], rows: list[list[Block]]) -> tuple[list[Block], list[float]]:
    """Column widths that fit the page, and the space after each column.

    A column may only be as wide as its text where that is short; long texts share what the others leave.
    """
    widths: list[str | float] = []
    for at, column in enumerate(columns):
        longest = max([len(row[at]["text"]) for row in rows if at < len(row)] + [len(column["label"])])
        width, most = column["width"], LONGEST_NETWORK if column["kind"] == "network" else LONGEST_AUTO
        widths.append(
            "rest" if width == "auto" and longest > most else width if isinstance(width, str) else float(width)
        )
    gutters = []
    for (left, _), (right, width) in pairwise(zip(columns, widths)):
        narrow = right["align"] == "right" and isinstance(width, float)
        gutters.append(0.5 if narrow else 3.2 if left["align"] == "right" else 2.5)
    fixed = sum(width for width in widths if isinstance(width, float))
    room = WIDTH - sum(gutters) - 22.0 * sum(isinstance(width, str) for width in widths)
    scale = min(1.0, room / fixed) if fixed and room > 0 else 1.0
    sized = [
        {**column, "width": width * scale if isinstance(width, float) else width}
        for column, width in zip(columns, widths)
    ]
    return sized, gutters
