"""How the command line prints: tables for people, CSV and JSON for machines. Comes in: records. Goes out: text."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Record = Mapping[str, Any]


def show(records: Iterable[Record], form: str, *, columns: Sequence[str] | None = None) -> None:
    """Print records in the asked form on standard output; `columns` chooses what a table shows."""
    rows = [{key: plain(value) for key, value in record.items()} for record in records]
    {"json": show_json, "csv": _show_csv, "table": lambda rows: _show_table(rows, columns)}[form](rows)


def show_json(content: Any) -> None:
    """Print one JSON document and nothing else; NaN has no place in it."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")


def plain(value: Any) -> Any:
    """A value as JSON knows it: missing is null, days are ISO, numpy scalars are Python's."""
    import pandas as pd  # a second to import, and not every command prints figures

    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, date | pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _show_csv(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _show_table(rows: list[dict[str, Any]], columns: Sequence[str] | None) -> None:
    from rich.console import Console
    from rich.table import Table

    names = [
        name for name in (columns or (list(rows[0]) if rows else [])) if any(row.get(name) is not None for row in rows)
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in names))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, markup=False, highlight=False, emoji=False).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
