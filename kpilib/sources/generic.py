"""Any table of cells with an explicit column map from the client file.

Comes in: a `SourceSpec` with `table` and `columns`. Goes out: a preset like any other.
"""

from __future__ import annotations

from dataclasses import replace

from kpilib.errors import SourceError, suggest
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.spans import ads, span_days
from kpilib.sources.spec import SourceSpec
from kpilib.tables.schema import TABLES, TRACE

# Rows without a day stand for the range of the file, and ads without ids go by their names, in any format.
MENDS = {"ads_daily": ads, "web_daily": span_days}
_HOW = "Write 'columns: {ours: \"Their header\"}'."
PLACEHOLDER = Preset(
    name="generic",
    what="Any CSV, TSV, XLSX, XLS, Parquet, JSON lines or SQL result with an explicit column map",
    evidence="the client file says what each column is",
    needs=(),
    parts=(),
    asks=("table", "columns"),
)


def generic(spec: SourceSpec) -> Preset:
    """The preset that a column map describes.

    Raises
    ------
    SourceError : no table, an unknown table or column, or no columns
    """
    if not spec.table:
        raise SourceError(spec.name, "'as: generic' needs a table", f"One of: {', '.join(TABLES)}.")
    if spec.table not in TABLES:
        raise SourceError(spec.name, f"no table called {spec.table!r}", suggest(spec.table, TABLES))
    table = TABLES[spec.table]
    if not spec.columns:
        raise SourceError(spec.name, "'as: generic' needs columns", _HOW)
    own = {column.name for column in TRACE} - {"exported_at"}
    for name in (*spec.columns, *spec.constants):
        if name not in table.by_name or name in own:
            raise SourceError(spec.name, f"table {spec.table} has no column {name!r}", suggest(name, table.by_name))
    constants = {"scope": "total"} if "scope" in table.by_name and "scope" not in spec.columns else {}
    if spec.table == "posts" and "published_precision" not in {*spec.columns, *spec.constants}:
        constants["published_precision"] = "minute"
    return Preset(
        name="generic",
        what=PLACEHOLDER.what,
        evidence=PLACEHOLDER.evidence,
        needs=tuple(dict.fromkeys(spec.columns.values())),
        dates=spec.dates or "iso",
        parts=(
            Part(
                spec.table,
                {ours: F(theirs) for ours, theirs in spec.columns.items()},
                constants,
                mend=MENDS.get(spec.table),
            ),
        ),
    )


def extended(preset: Preset, spec: SourceSpec) -> Preset:
    """A known format with further columns mapped by the client file, such as the score of a survey."""
    if not spec.columns or not preset.parts:
        return preset
    first = preset.parts[0]
    known = TABLES[first.table].by_name
    for name in spec.columns:
        if name not in known:
            raise SourceError(spec.name, f"table {first.table} has no column {name!r}", suggest(name, known))
    fields = {**first.fields, **{ours: F(theirs) for ours, theirs in spec.columns.items()}}
    return replace(preset, parts=(replace(first, fields=fields), *preset.parts[1:]))
