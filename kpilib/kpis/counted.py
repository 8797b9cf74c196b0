"""What a KPI divides by: things that are counted, as visits and orders are, or amounts, days and stocks.

Comes in: declarations. Goes out: whether the divisor is the number of cases behind the figure.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpilib.kpis.kpi import Kpi
from kpilib.kpis.measures import Choice, Count, Distinct, Exposed, Measure, Of, Plus, Ratio, Stated, Total
from kpilib.kpis.values import Actions
from kpilib.tables import TABLES


def counts_below(kpi: Kpi, variant: str, catalogue: Mapping[str, Kpi]) -> bool:
    """Whether every alternative of this definition is a ratio over things that are counted."""
    return all(_divides(measure, catalogue) for _, measure in kpi.choices(variant))


def counts_within(kpi: Kpi, variant: str, catalogue: Mapping[str, Kpi]) -> bool:
    """Whether it is a ratio over what one counted thing costs, as customer value is over the cost of a customer."""
    return all(isinstance(measure, Ratio) and _divides(measure.below, catalogue) for _, measure in kpi.choices(variant))


def _divides(measure: Measure, catalogue: Mapping[str, Kpi]) -> bool:
    if isinstance(measure, Exposed | Choice):
        return _divides(measure.measure, catalogue)
    return isinstance(measure, Ratio) and _counts(measure.below, catalogue)


def _counts(measure: Measure, catalogue: Mapping[str, Kpi]) -> bool:
    match measure:
        case Count() | Stated() | Total(value=Actions()):
            return True
        case Distinct():
            return measure.value != "date"
        case Total(value=str()):
            column = TABLES[measure.base].by_name.get(str(measure.value))
            return column is not None and column.kind == "additive" and column.unit not in ("money", "s")
        case Of():
            return catalogue[measure.kpi].unit in ("count", "people")
        case Plus():
            return all(_counts(term, catalogue) for term in measure.terms)
    return False
