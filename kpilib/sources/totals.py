"""Total rows of an export and what stands below its footer: set aside, never counted, held against the sum of the rows.

Comes in: blocks and their rows. Goes out: blocks without them, the totals, and notes for the log.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.blocks import Block
from kpilib.sources.cells import by_word, numbers
from kpilib.sources.headers import normal
from kpilib.sources.rows import Rows
from kpilib.sources.signs import numbered
from kpilib.sources.spec import SourceSpec


def set_aside(block: Block, spec: SourceSpec) -> tuple[dict[int, dict[str, str]], list[str]]:
    """Total rows and everything below a footer leave the table; totals are kept for comparison."""
    preset = block.preset
    width = block.texts.num_columns
    if not block.texts.num_rows or not width:
        return {}, []
    out = np.zeros(block.texts.num_rows, dtype=bool)
    first = (names := block.headers.names)[0]
    totals: dict[int, dict[str, str]] = {}
    for header, pattern in preset.totals:
        if (header or first) in block.headers.names:
            out |= _matching(block.kept(header or first), pattern)
    for header, value in spec.drop.items():
        column = block.column(normal(header))
        if column is not None:
            out |= pc.equal(pc.utf8_trim_whitespace(column), str(value)).to_numpy(zero_copy_only=False)
    blank = _blank(block)
    if preset.last_total and not blank.all():
        last = np.flatnonzero(~blank)[-1]
        out[last] |= _matching(block.texts["0"].slice(last, 1), "total")[0]
    for index in np.flatnonzero(out)[:5]:
        totals[int(index)] = {names[int(at)]: block.texts[at][int(index)].as_py() for at in block.texts.column_names}
    if preset.footer:
        ends = np.flatnonzero(_matching(block.kept(first), preset.footer))
        if len(ends):
            out[ends[0] :] = True
    out |= blank
    note = [f"{len(totals)} total rows set aside"] if totals else []
    if out.any():
        block.keep(~out)
    return totals, note


def of_total(block: Block, totals: dict[int, dict[str, str]]) -> Block:
    """The first total row of the block as a block of its own."""
    rows = [[total[name] for name in block.headers.names] for total in list(totals.values())[:1]]
    columns = list(zip(*rows)) if rows else [()] * len(block.headers.names)
    texts = pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})
    numbers = pa.array([block.sheet.offset + 2 + index for index in list(totals)[:1]], pa.int64())
    return replace(block, texts=texts, rows=numbers, lengths=[])


def compare(rows: Rows, totals: dict[int, dict[str, str]]) -> None:
    """The platform's own total row beside the sum of the rows: named in the log, never mended."""
    for total in list(totals.values())[:1]:
        for name, source in rows.part.sources.items():
            header = next((h for h in source.names if h in total), None)
            column = rows.table.by_name[name]
            if header is None or column.kind != "additive" or name not in rows.columns:
                continue
            given = numbers(
                pa.array([total[header]]), whole=False, decimal=rows.spec.decimal or ".", times=source.times
            )
            value = given.values[0].as_py()
            summed = pc.sum(rows.columns[name]).as_py()
            if value is not None and summed is not None and abs(value - summed) > 1e-6 * max(abs(value), 1):
                rows.notes.append(f"total row says {name} {value:g}, the rows add up to {summed:g}")


def _matching(column: pa.ChunkedArray, pattern: str) -> np.ndarray:
    hits = by_word(column, lambda texts: pc.match_substring_regex(texts, f"(?i)^\\s*(?:{pattern})"))
    return pc.fill_null(hits, False).to_numpy(zero_copy_only=False)


def _blank(block: Block) -> np.ndarray:
    blank = np.ones(block.texts.num_rows, dtype=bool)
    for name in block.texts.column_names:
        if not blank.any() or numbered(block.texts[name]):
            return np.zeros_like(blank)
        empty = by_word(block.texts[name], lambda texts: pc.equal(pc.ascii_trim_whitespace(texts), ""))
        blank &= pc.fill_null(empty, True).to_numpy(zero_copy_only=False)
    return blank
