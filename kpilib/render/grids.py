"""Tables with spans: where each cell stands, and a table too wide for paper in parts that each carry the names.

Comes in: the rows of a grid block. Goes out: cells by row and column, grids that fit.
"""

from __future__ import annotations

from typing import Any

from kpilib.render.markdown import Block, plain

LETTER, GUTTER = 1.7, 2.5  # millimetres
_LONGEST_WORD = 25  # letters; longer words are broken

Placed = dict[tuple[int, int], dict[str, Any]]


def placed(lines: list[list[dict[str, Any]]]) -> Placed:
    """Each cell at every row and column that it covers."""
    found: Placed = {}
    for y, row in enumerate(lines):
        x = 0
        for cell in row:
            while (y, x) in found:
                x += 1
            for down in range(min(cell.get("rowspan", 1), len(lines) - y)):
                found |= {(y + down, x + right): cell for right in range(cell.get("colspan", 1))}
    return found


def fitting(block: Block, room: float) -> list[Block]:
    """The grid, or where its words do not fit beside each other in `room` millimetres, parts of it below each other."""
    lines = block["head"] + block["rows"]
    found = placed(lines)
    widths: dict[int, float] = {}
    for (_, x), cell in found.items():
        words = plain(cell["inlines"]).split() if cell.get("colspan", 1) == 1 else []
        longest = min(max((len(word) for word in words), default=1), _LONGEST_WORD)
        widths[x] = max(widths.get(x, 0.0), longest * LETTER + GUTTER)
    if sum(widths.values()) <= room or len(widths) < 3:
        return [block]
    names = _names(block, found, len(widths))
    left = room - sum(widths[x] for x in names)
    groups: list[list[int]] = [[]]
    for x in sorted(widths.keys() - set(names)):
        if groups[-1] and sum(widths[y] for y in [*groups[-1], x]) > left:
            groups.append([])
        groups[-1].append(x)
    return [_part(block, found, [*names, *group]) for group in groups]


def _names(block: Block, found: Placed, width: int) -> list[int]:
    """The first columns, whose cells are names of their rows; at least one, at most half of all."""
    body = range(len(block["head"]), len(block["head"]) + len(block["rows"]))
    count = 0
    while count < width // 2 and all(found[y, count]["header"] for y in body if (y, count) in found):
        count += 1
    return list(range(max(count, 1)))


def _part(block: Block, found: Placed, columns: list[int]) -> Block:
    """The grid with these columns only; a span is as wide as what is left of it."""
    rows = []
    for y in range(len(block["head"]) + len(block["rows"])):
        row: list[dict[str, Any]] = []
        for x in columns:
            cell = found.get((y, x))
            if cell is None or found.get((y - 1, x)) is cell:
                continue
            if row and row[-1]["of"] is cell:
                row[-1]["colspan"] += 1
            else:
                row.append({**cell, "colspan": 1, "of": cell})
        rows.append([{key: value for key, value in cell.items() if key != "of"} for cell in row])
    return {**block, "head": rows[: len(block["head"])], "rows": rows[len(block["head"]) :]}
