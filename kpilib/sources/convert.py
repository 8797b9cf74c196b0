"""A block of text becomes rows of a canonical table, as the preset's table of names says.

Comes in: a `Block`, one `Part`, the source's spec. Goes out: an Arrow table, its problems, the rows it refused.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import SourceError
from kpilib.sources import cells as read
from kpilib.sources import moments
from kpilib.sources.dating import order_of, with_year
from kpilib.sources.preset import F
from kpilib.sources.rows import Rows
from kpilib.sources.texts import IDS, RAW, caption, damaged, label
from kpilib.tables.coverage import DATES
from kpilib.tables.frames import ARROW
from kpilib.tables.schema import Column

_LARGE = 200_000  # rows from which threads pay
_SHOWN = 3  # bad cells shown one by one; the rest is counted


def convert(rows: Rows) -> Rows:
    """Fill every column the part names, then constants, then what the client file says.

    Raises
    ------
    SourceError : ids are damaged by a spreadsheet, or a needed network or currency is nowhere
    """
    _fill_columns(rows)
    for name, value in rows.part.constants.items():
        _constant(rows, name, value)
    _from_spec(rows)
    if rows.part.mend:
        rows.part.mend(rows)
    _fallbacks(rows)
    _zero_is_missing(rows)
    _keep_filled(rows)
    return rows


def _constant(rows: Rows, name: str, value: Any, *, over: bool = False) -> None:
    column = rows.table.by_name.get(name)
    if column is None:
        raise SourceError(rows.block.sheet.file, f"table {rows.table.name} has no column {name!r}", "Mend 'constants'.")
    try:
        filled = rows.repeated(_typed(value, column), ARROW[column.dtype])
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise SourceError(rows.block.sheet.file, f"constant {name}: {value!r} is no {column.dtype}") from error
    if over:
        rows.columns[name] = filled
    else:
        rows.fill(name, filled)
    if name in rows.table.metrics:
        rows.supplied.add(name)


def _typed(value: Any, column: Column) -> Any:
    if column.dtype == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, str) and column.dtype == "bool":
        return read.truth(value)
    if isinstance(value, str) and column.dtype in ("i64", "f64"):
        number = read.parse_number(value, ".")
        if isinstance(number, str):
            raise ValueError(number)
        return number
    return str(value) if column.dtype == "str" and value is not None else value


def _fill_columns(rows: Rows) -> None:
    """Every column that the file has; those of a large file two at a time, with what is said of them in their order."""
    asked = []
    for name, source in rows.part.sources.items():
        present = [header for header in source.names if header in rows.block.headers.names]
        if present:
            own = replace(rows, columns={}, supplied=set(), problems=[], notes=[], refused={}, money="", decided={})
            asked.append((own, rows.table.by_name[name], source, present))
    if rows.count < _LARGE:
        filled = map(_fill_column, *zip(*asked)) if asked else iter(())
    else:
        with ThreadPoolExecutor(max_workers=2) as pool:
            filled = pool.map(_fill_column, *zip(*asked))
    for own in filled:
        rows.columns |= own.columns
        rows.supplied |= own.supplied
        rows.problems += own.problems
        rows.notes += own.notes
        rows.decided |= own.decided
        for index, reason in own.refused.items():
            rows.refused.setdefault(index, reason)
        rows.money = rows.money or own.money


def _fill_column(rows: Rows, column: Column, source: F, present: list[str]) -> Rows:
    texts = _picked(rows, source, present)
    header = present[0]
    _tell_repeated(rows, source, header)
    if column.name in rows.table.metrics:
        rows.supplied.add(column.name)
    if column.unit == "money" and not rows.money:
        rows.money = rows.block.headers.currency.get(header, "")
    values = rows.spec.values.get(column.name)
    if values or source.values:
        texts = _renamed(texts, values or source.values, source.other if not values else "keep")
    values = _converted(rows, column, source, texts, header)
    once = pa.types.is_dictionary(texts.type) and len(read.flat(texts).dictionary) == 1 and rows.count
    rows.columns[column.name] = rows.repeated(values[0].as_py(), values.type) if once else values
    return rows


def _picked(rows: Rows, source: F, present: list[str]) -> pa.ChunkedArray | pa.Array:
    if len(present) == 1 or source.pick == "first":
        return rows.block.kept(present[0])
    columns = [column for header in present if (column := rows.cell(header)) is not None]
    match source.pick:
        case "filled":
            emptied = [pc.if_else(read.is_null(column), pa.scalar(None, pa.string()), column) for column in columns]
            return pc.fill_null(pc.coalesce(*emptied), "")
        case "join":
            return pc.binary_join_element_wise(*columns, " ")
    longest = columns[0]
    for column in columns[1:]:
        longer = pc.greater(pc.utf8_length(column), pc.utf8_length(longest))
        longest = pc.if_else(longer, column, longest)
    return longest


def _tell_repeated(rows: Rows, source: F, header: str) -> None:
    again = rows.cell(f"{header}.2") if source.pick == "first" else None
    if again is not None and not again.equals(rows.cell(header)):
        rows.say("warning", "this header occurs twice with different cells; the first is used", column=header)


def _renamed(texts: pa.Array, values: Any, other: str) -> pa.Array:
    words = {str(theirs).casefold(): ours for theirs, ours in values.items()}
    coded = pc.dictionary_encode(read.flat(texts))

    def ours(word: str | None) -> str | None:
        if word is None or not word.strip():
            return word
        known = words.get(word.strip().casefold())
        if known is not None:
            return str(known)
        return word if other == "keep" else other

    found = pa.array([ours(word) for word in coded.dictionary.to_pylist()], pa.string())
    return pc.take(found, coded.indices) if found.null_count else pa.DictionaryArray.from_arrays(coded.indices, found)


def _converted(rows: Rows, column: Column, source: F, texts: pa.Array, header: str) -> pa.Array:
    match column.dtype:
        case "str":
            return _text(rows, column, source, texts, header)
        case "i64" | "f64":
            found = _number(rows, column, source, texts)
            if found.decimal:
                rows.decided[f"{column.name}, decimal sign"] = found.decimal
        case "bool":
            found = read.mapped(texts, read.truth, pa.bool_())
        case _:
            found = _when(rows, column, source, texts, header)
    _report(rows, column, header, texts, found.bad)
    return found.values


def _number(rows: Rows, column: Column, source: F, texts: pa.Array) -> read.Cells:
    if source.how == "clock":
        found = read.mapped(texts, read.seconds, pa.float64())
        return read.Cells(found.values.cast(ARROW[column.dtype], safe=False), found.bad)
    preset, language = rows.block.preset, rows.block.headers.language
    stated = "." if rows.block.sheet.typed else (source.decimal or preset.decimal) if language == "en" else ""
    times = source.times
    if source.how == "percent":  # 2.5 and 2.5% are the same here
        texts, times = read.by_word(texts, lambda words: pc.replace_substring(words, "%", "")), times / 100
    return read.numbers(
        texts, whole=column.dtype == "i64", decimal=rows.spec.decimal, stated=stated, language=language, times=times
    )


def _when(rows: Rows, column: Column, source: F, texts: pa.Array, header: str) -> read.Cells:
    order = rows.decided[f"{column.name}, order"] = order_of(rows, source, header)
    if order == "no-year":
        texts, order = with_year(rows, texts), "iso"
    if column.dtype == "date":
        found = moments.days(texts, order)
    else:
        zone = rows.block.preset.zone or rows.spec.timezone or rows.context.timezone
        found, assumed = moments.moments(texts, order, zone)
        if assumed and not rows.block.preset.zone and not rows.spec.timezone:
            rows.notes.append(f"'{header}' carries no zone; read as {zone}")
    if found.bad and "may be day first or month first" in found.bad.values():
        rows.say(
            "error",
            f"cannot tell day from month in {moments.samples(texts)}",
            "Set 'dates: day-first' or 'dates: month-first' for this source.",
            column=header,
        )
    return found


def _text(rows: Rows, column: Column, source: F, texts: pa.Array, header: str) -> pa.Array:
    if column.name in RAW and not source.how:
        return caption(texts)
    if column.name in IDS and (at := damaged(texts)) is not None:
        raise SourceError(
            rows.block.sheet.file,
            f"row {rows.row_number(at)}, column '{header}': {texts[at].as_py()!r} is an id "
            "that a spreadsheet has damaged",
            "Use the file as downloaded, without opening and saving it in a spreadsheet.",
        )
    return label(texts, source.how, rows.context)


def _report(rows: Rows, column: Column, header: str, texts: pa.Array, bad: dict[int, str]) -> None:
    """Problems of a column: the first ones cell by cell, the rest counted; needed cells refuse their row."""
    dated = {name for names in DATES[rows.table.name] for name in names}  # without its day a row counts nowhere
    required = not column.nullable or column.name in dated
    bad = {index: reason for index, reason in bad.items() if index not in rows.skipped}
    for number, (index, reason) in enumerate(bad.items()):
        if required:
            rows.refused.setdefault(index, f"{header}: {reason}")
        if number < _SHOWN:
            shown = str(texts[index].as_py())[:60]
            rows.say("error", f"{shown!r} {_found(reason)}", _advice(reason), rows.row_number(index), header)
    if len(bad) > _SHOWN:
        rows.say("error", f"{len(bad) - _SHOWN} more cells like these cannot be read", column=header)
    if bad and not required:
        rows.notes.append(f"{len(bad)} cells of '{header}' could not be read and count as not reported")


def _found(reason: str) -> str:
    return (
        reason
        if reason.startswith("fits")
        else f"is {reason}"
        if reason.startswith("n")
        else f"cannot be read: {reason}"
    )


def _advice(reason: str) -> str:
    if reason == read.AMBIGUOUS:
        return "Set 'decimal: \",\"' or 'decimal: \".\"' for this source."
    return ""


def _from_spec(rows: Rows) -> None:
    """What the client file says of this file, and what must not be missing."""
    spec, table = rows.spec, rows.table.by_name
    for key in ("network", "account", "site"):
        value = getattr(spec, key)
        if not value or key not in table:
            continue
        if key == "network":
            rows.fill(key, value)
        else:
            rows.columns[key] = rows.repeated(value, pa.string())
    for name, value in spec.constants.items():
        _constant(rows, name, value, over=True)


def _fallbacks(rows: Rows) -> None:
    """What stands in where neither the file nor the client file names an account or a currency."""
    table = rows.table.by_name
    if "account" in table:
        rows.fill("account", rows.block.site or rows.context.client or "main")
    if "site" in table:
        rows.fill("site", rows.block.site or rows.context.client or "main")
    if "currency" in table and any(c.unit == "money" and c.name in rows.columns for c in rows.table.columns):
        _currency(rows)


def _currency(rows: Rows) -> None:
    fallback = rows.money or rows.spec.currency or rows.context.currency
    if fallback:
        rows.fill("currency", fallback.upper())
        return
    if not rows.get("currency").null_count:
        return
    amounts = [c.name for c in rows.table.columns if c.unit == "money" and c.name in rows.columns]
    if not any(pc.sum(pc.abs(rows.columns[name])).as_py() for name in amounts):
        return
    what, do = "the currency of its amounts is not in the file", "Set 'currency: EUR' for this source."
    if not rows.table.by_name["currency"].nullable:
        raise SourceError(rows.block.sheet.file, what, do)
    known = pc.is_valid(rows.get("currency"))
    for name in amounts:
        rows.columns[name] = pc.if_else(known, rows.columns[name], pa.scalar(None, pa.float64()))
    rows.say("error", f"{what}; {', '.join(amounts)} count as not reported", do)


def _zero_is_missing(rows: Rows) -> None:
    if not rows.spec.zero_is_missing or "network" not in rows.columns:
        return
    for network, names in rows.spec.zero_is_missing.items():
        here = pc.equal(rows.columns["network"], network)
        for name in names:
            if name in rows.columns and name in rows.table.metrics:
                zero = pc.fill_null(pc.and_(here, pc.equal(rows.columns[name], 0)), False)
                rows.columns[name] = pc.if_else(zero, pa.scalar(None, rows.columns[name].type), rows.columns[name])


def _keep_filled(rows: Rows) -> None:
    """Rows of a scope that the file has no figure for do not exist."""
    if not rows.part.filled:
        return
    some = None
    for name in rows.part.filled:
        if name in rows.columns:
            valid = pc.is_valid(rows.columns[name])
            some = valid if some is None else pc.or_(some, valid)
    if some is None:
        rows.skipped.update(range(rows.count))
    else:
        rows.skipped.update(pc.indices_nonzero(pc.invert(some)).to_pylist())
