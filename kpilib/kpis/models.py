"""Business models: the funnel stages, headline KPIs and conversion types of dtc, b2b, saas, dealer and store.

Comes in: data/models.toml and a client's own lists. Goes out: KPI ids in order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from kpilib.errors import UnknownName, suggest
from kpilib.kpis.kpi import Kpi

STAGES = ("awareness", "interest", "evaluation", "purchase")
MODELS = ("dtc", "b2b", "saas", "dealer", "store")
Lists = Mapping[str, Sequence[str]]


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = files("kpilib.kpis").joinpath("data/models.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def funnel(model: str, *, paid: bool = False, own: Lists | None = None) -> dict[str, tuple[str, ...]]:
    """The KPIs of each stage of a business model's funnel.

    Parameters
    ----------
    paid : the funnel of ads instead of organic posts; own : {stage: KPI ids} that a client puts in place

    Raises
    ------
    UnknownName : no such model
    """
    chosen = _model(model)
    common = {} if model == "store" and not paid else _data()["paid" if paid else "organic"]
    stages = {stage: (*common.get(stage, ()), *(() if paid else chosen.get(stage, ()))) for stage in STAGES}
    return stages | {stage: tuple(kpis) for stage, kpis in (own or {}).items()}


def conversion_types(model: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """The conversion types that a business model looks at, or the client's own; none for a model without a shop."""
    return tuple(own or _model(model)["conversions"])


def types_of(kpi: Kpi) -> tuple[str, ...]:
    """The conversion types that a KPI counts; empty where it does not go by type."""
    return tuple(dict(getattr(kpi.measures, "where", ())).get("conversion_type", ()))


def headline(chosen: str | Sequence[str]) -> tuple[str, ...]:
    """The KPIs of a headline set that is chosen by its letter, or the client's own.

    Raises
    ------
    UnknownName : no such set
    """
    if not isinstance(chosen, str):
        return tuple(chosen)
    sets = _data()["headlines"]
    if chosen not in sets:
        hint = suggest(chosen, sets) or f"There are: {', '.join(sets)}."
        raise UnknownName("headline", f"no set called {chosen!r}", hint)
    return tuple(sets[chosen])


def same_kind(first: str, second: str) -> bool:
    """Whether two stages count the same thing, so that a rate between them means something."""
    return any(first in kpis and second in kpis for kpis in _data()["counts"].values())


def _model(name: str) -> dict[str, list[str]]:
    if name not in MODELS:
        hint = suggest(name, MODELS) or f"There are: {', '.join(MODELS)}."
        raise UnknownName("business_model", f"no model called {name!r}", hint)
    return _data()[name]
