"""Checks what a caller asks for, before anything is computed: KPI ids, tables, variants, dimensions, filters.

Comes in: names. Goes out: KPIs and a scene, or a message that names the nearest name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpilib.engine.dimensions import CALENDAR, MOMENTS, check_dimension, has_dimension
from kpilib.engine.scene import Scene
from kpilib.engine.settings import Settings
from kpilib.engine.spans import spans_of
from kpilib.errors import ParamsError, UnknownName, suggest
from kpilib.kpis import Kpi
from kpilib.kpis.measures import Leaf, Measure, Of
from kpilib.periods import Period
from kpilib.tables import TABLES, Store


def asked_kpis(
    kpis: Iterable[str], *, table: str | None, variant: str | None, catalogue: Mapping[str, Kpi]
) -> list[tuple[Kpi, str | None]]:
    """The KPIs with the definition that each is asked in.

    Raises
    ------
    UnknownName : no such KPI or table; none of the KPIs has the table or the variant
    """
    names = [kpis] if isinstance(kpis, str) else list(kpis)
    found = [known_kpi(name, catalogue) for name in dict.fromkeys(names)]
    if table is not None and table not in TABLES:
        raise UnknownName("tables", f"no table called {table!r}", suggest(table, TABLES))
    if table is not None and not any(table in tables_of(kpi, catalogue) for kpi in found):
        tables = ", ".join(tables_of(found[0], catalogue)) or "none"
        raise UnknownName(
            f"kpi {found[0].id!r}", f"cannot be read from the table {table!r}", f"It is read from: {tables}."
        )
    with_variant = [kpi for kpi in found if variant in kpi.variant_names]
    if variant is not None and found and not with_variant:
        found[0].choices(variant)
    return [(kpi, variant if kpi in with_variant else None) for kpi in found]


def known_kpi(name: str, catalogue: Mapping[str, Kpi]) -> Kpi:
    """The KPI of this id.

    Raises
    ------
    UnknownName : there is none
    """
    if name not in catalogue:
        raise UnknownName(
            "kpis", f"no KPI called {name!r}", f"{suggest(name, catalogue)} 'kpilib kpis' lists them.".strip()
        )
    return catalogue[name]


def tables_of(kpi: Kpi, catalogue: Mapping[str, Kpi]) -> tuple[str, ...]:
    """The tables of a KPI and of the KPIs that it is made of."""
    return tuple(dict.fromkeys(leaf.base for leaf in _leaves(kpi, catalogue, set())))


def _leaves(kpi: Kpi, catalogue: Mapping[str, Kpi], seen: set[str]) -> list[Leaf]:
    measures: list[Measure] = [*kpi.alternatives, *(m for variant in kpi.variants for m in variant.alternatives)]
    found: list[Leaf] = []
    for leaf in (leaf for measure in measures for leaf in measure.leaves()):
        if isinstance(leaf, Leaf):
            found.append(leaf)
        elif isinstance(leaf, Of) and leaf.kpi not in seen:
            seen.add(leaf.kpi)
            found += _leaves(catalogue[leaf.kpi], catalogue, seen)
    return found


def check_dimensions(dims: Iterable[str], kpis: Iterable[Kpi], catalogue: Mapping[str, Kpi]) -> None:
    """Whether at least one KPI can be grouped by all these dimensions.

    Raises
    ------
    UnknownName : none can; the message names what there is
    """
    names = [check_dimension(name) for name in dims]
    problems = []
    for kpi in kpis:
        leaves = _leaves(kpi, catalogue, set())
        lacking = next((name for name in names if not any(_can(leaf, name) for leaf in leaves)), None)
        if lacking is None or not leaves:
            return
        problems.append((kpi, lacking, leaves))
    if names and problems:
        kpi, lacking, leaves = problems[0]
        tables = ", ".join(dict.fromkeys(leaf.base for leaf in leaves))
        has = [name for name in _all_names() if any(_can(leaf, name) for leaf in leaves)]
        raise UnknownName(
            f"kpi {kpi.id!r}", f"its tables ({tables}) have no dimension {lacking!r}", f"They have: {', '.join(has)}."
        )


def _can(leaf: Leaf, name: str) -> bool:
    return has_dimension(leaf.base, name, MOMENTS.get(leaf.table, ""))


def _all_names() -> tuple[str, ...]:
    from kpilib.engine.dimensions import DIMENSIONS, MORE

    return (*DIMENSIONS, *MORE)


def check_filter(where: Mapping[str, Any] | None) -> dict[str, Any]:
    """The filter itself, if its names are dimensions.

    Raises
    ------
    UnknownName : a name is no dimension
    ParamsError : a filter by day, week or month, which is a period
    """
    for name in where or {}:
        if name == "social":
            continue
        if check_dimension(name) in CALENDAR:
            raise ParamsError("where", f"cannot filter by {name!r}", "Ask for that period instead.")
    return dict(where or {})


def scene_of(
    store: Store, settings: Settings, periods: list[Period], dims: tuple[str, ...], where: Mapping[str, Any]
) -> Scene:
    """What all figures of the evaluation share.

    Raises
    ------
    UnknownName : a dimension that does not exist
    ParamsError : more than one calendar dimension, or no period
    PeriodError : a period that reaches over the days of which databases were asked
    """
    names = tuple(dict.fromkeys(check_dimension(name) for name in dims))
    units = [name for name in names if name in CALENDAR]
    if len(units) > 1:
        raise ParamsError(
            "by", f"{' and '.join(map(repr, units))} cannot go together", "Choose one of day, week and month."
        )
    if not periods:
        raise ParamsError("period", "no period given", "Write 2026-10, 2026-Q3, 2026-W41 or 2026.")
    for period in periods:
        store.check_asked(period.start, period.end)
    return Scene(store, settings, tuple(spans_of(periods, units[0] if units else None)), names, where)
