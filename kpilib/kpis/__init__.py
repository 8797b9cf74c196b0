"""The catalogue of key figures, declared as data: one file for each category.

Comes in: nothing. Goes out: `CATALOGUE`, and the classes to declare more.
"""

from kpilib.kpis import (
    advocacy,
    brand,
    conversion,
    customers,
    engagement,
    experiments,
    goals,
    leads,
    reach,
    returns,
    traffic,
)
from kpilib.kpis.kpi import DEFAULT, Benchmark, Kpi, Target, Variant, as_kpis

CATEGORIES = (
    "reach", "engagement", "traffic", "brand", "conversion", "leads", "returns", "customers", "advocacy", "goals",
    "experiments",
)  # fmt: skip
_FILES = (reach, engagement, traffic, brand, conversion, leads, returns, customers, advocacy, goals, experiments)

CATALOGUE: dict[str, Kpi] = {kpi.id: kpi for file in _FILES for kpi in as_kpis(vars(file))}

__all__ = ["CATALOGUE", "CATEGORIES", "DEFAULT", "Benchmark", "Kpi", "Target", "Variant"]
