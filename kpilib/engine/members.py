"""The values that a dimension has in a client's tables: a filter by one that nobody has is a mistake, not a zero.

Comes in: a scene with a filter as a reader writes it. Goes out: the filter in the types of the columns, or a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from kpilib.engine.dimensions import CLOCK, LISTS, column_of
from kpilib.engine.fetch import fetch_known
from kpilib.engine.profile import carried, remembered
from kpilib.engine.rows import labels
from kpilib.engine.scene import Scene
from kpilib.errors import ParamsError, suggest
from kpilib.tables import COVERAGE, TABLES

_SHOWN = 20
_HOURS = {"weekday": range(1, 8), "hour": range(24)}
_SPOKEN = {"true": True, "yes": True, "false": False, "no": False}


def known_filter(scene: Scene, tables: Iterable[str]) -> dict[str, Any]:
    """The filter, every value of it known to the client's tables; `tables` are looked into first.

    A value that other periods or other tables have is fine: its figure is 0 or missing.

    Raises
    ------
    ParamsError : a value that no table has; the message names the nearest and lists what there is
    """
    return {
        name: wanted if name == "social" else _known(scene, list(dict.fromkeys(tables)), name, wanted)
        for name, wanted in scene.where.items()
    }


def _known(scene: Scene, tables: list[str], name: str, wanted: Any) -> Any:
    several = isinstance(wanted, list | tuple | set | frozenset)
    values = [_typed(name, value) for value in (wanted if several else [wanted])]
    others = [table for table in scene.store.names if table not in tables]
    found: set[Any] = set(_HOURS.get(name, ()))
    if name not in CLOCK:
        for table in (*tables, *others):
            if all(value is None or value in found for value in values):
                break
            found |= _members(scene, table, name)
    for value in values:
        if value is not None and value not in found:
            near = _members_of(scene, tables, name) or found
            raise ParamsError("where", f"no {name} called {value!r}", _hint(str(value), near))
    return values if several else values[0]


def _typed(name: str, value: Any) -> Any:
    """Hours and weekdays are numbers, flags are true or false."""
    if not isinstance(value, str):
        return value
    if name in CLOCK:
        return int(value) if value.isdecimal() else value
    flag = any(name in table.by_name and table.by_name[name].dtype == "bool" for table in TABLES.values())
    return _SPOKEN.get(value.lower(), value) if flag else value


def _members_of(scene: Scene, tables: list[str], name: str) -> set[Any]:
    return {member for table in tables for member in _members(scene, table, name)}


def _members(scene: Scene, table: str, name: str) -> set[Any]:
    """The different values of a dimension in one table, all periods together; none where it has no such dimension."""
    store = scene.store
    has = column_of(table, name) is not None or (table, name) in LISTS or (table, name) == ("period_totals", "channel")
    if table not in store.names or not has:
        return set()
    parts = COVERAGE.get(table, ())
    if (column := column_of(table, name)) in parts and (table, name) != ("ads_daily", "network"):
        return {part[parts.index(column)] for part in carried(store, table)} - {None}

    def ask() -> set[Any]:
        key, tables = ("members", table, name), partial(store.table, table)
        frame = fetch_known(store, key, partial(labels, scene, table, name), tables=tables)
        return {value for value in frame["value"].tolist() if value is not None and value == value}

    return remembered(store, f"members {name}", table, ask)


def _hint(value: str, found: Iterable[Any]) -> str:
    names = sorted(map(str, found))
    if not names:
        return "The client's tables have no value for it."
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    folded = {name.lower(): name for name in names}
    near = f"Did you mean {folded[value.lower()]!r}?" if value.lower() in folded else suggest(value, names)
    return f"{near} There are: {', '.join(names[:_SHOWN])}{rest}.".strip()
