"""What a reader may ask of the evaluation that it belongs to.

Comes in: nothing. Goes out: the protocol that keeps readers and evaluation from importing each other.
"""

from __future__ import annotations

from typing import Any, Protocol

from kpilib.engine.query import Query
from kpilib.engine.scene import Scene, Source
from kpilib.kpis.measures import Leaf, Ratio


class Host(Protocol):
    """Gives readers the scene, the shared queries and the shared sums."""

    scene: Scene

    def query(self, source: Source) -> Query:
        """The one query of a source."""
        ...

    def sums(self, measure: Leaf | Ratio, *, moments: bool = False) -> Any:
        """The reader of a sum, shared by all who ask the same."""
        ...
