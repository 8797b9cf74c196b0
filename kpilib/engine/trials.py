"""Readers of experiments and of predicted customer value.

Comes in: variants with exposures and conversions; orders. Goes out: figures for every cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpilib.engine.figures import Figures
from kpilib.engine.index import Index
from kpilib.engine.rows import Source
from kpilib.kpis.measures import Predicted, Trial

if TYPE_CHECKING:
    from kpilib.engine.evaluation import Evaluation


class TrialReader:
    """Lift of a variant over its control, or the p value of the planned split."""

    def __init__(self, evaluation: Evaluation, leaf: Trial) -> None:
        self.leaf, self.source, self.lacking = leaf, Source("experiments"), True

    def groups(self) -> list[tuple]:
        return []

    def settle(self, index: Index) -> None:
        self.index = index

    def figures(self) -> Figures:
        return Figures.blank(self.index.count)


class PredictedReader(TrialReader):
    """The mean predicted value of a customer."""

    def __init__(self, evaluation: Evaluation, leaf: Predicted) -> None:  # type: ignore[override]
        self.source, self.lacking = Source("orders"), True
