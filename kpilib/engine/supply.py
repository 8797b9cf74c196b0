"""Whether the client's tables can say what a measure asks: its columns, and rows of the kind it counts.

Comes in: a measure over one table. Goes out: yes or no; no makes its figures missing, never zero.
"""

from __future__ import annotations

from kpilib.engine.host import Host
from kpilib.engine.profile import told
from kpilib.engine.views import ALSO
from kpilib.kpis.measures import Leaf, Ratio, Total
from kpilib.kpis.values import Actions, RowValue
from kpilib.tables import TABLES, Store

# Rows of a kind that a client may never record: without one of any day nothing is known of them. A list of tickets says
# nothing of replies, a web shop nothing of a store, a site without a cart nothing of what was put into it, untagged
# links nothing of employees.
_RECORDED = {
    ("messages", "direction"): {"out"},
    ("orders", "channel"): {"store"},
    ("web_daily", "medium"): {"advocacy"},
    ("web_daily", "conversion_type"): None,  # any
}


def supplied(evaluation: Host, measure: Leaf | Ratio) -> bool:
    """Whether the client's tables hold every column that the measure cannot do without."""
    store = evaluation.scene.store
    for leaf in measure.leaves():
        assert isinstance(leaf, Leaf)
        if leaf.base not in store.names or ALSO.get(leaf.table, leaf.base) not in store.names:
            return False
        known = TABLES[leaf.base].by_name
        values = [leaf.value] if isinstance(leaf, Total) else []
        optional = {name for value in values for name in _optional(value)}
        demanded = {name for name, demand in leaf.where if isinstance(demand, str | bool | tuple)} | {leaf.at}
        needed = ({*leaf.columns()} | demanded) - optional
        if not all(store.has(leaf.base, name) for name in needed if name in known):
            return False
        if not all(_recorded(store, leaf.base, name, demand) for name, demand in leaf.where):
            return False
    return True


def _recorded(store: Store, base: str, column: str, demand: object) -> bool:
    """Whether some row of any day is of the kind that is demanded, where a client may never record that kind."""
    asked = set(demand) if isinstance(demand, tuple) else {demand}
    if (base, column) not in _RECORDED or not asked <= (_RECORDED[base, column] or asked):
        return True
    return bool(asked & told(store, base, column))


def _optional(value: str | RowValue) -> tuple[str, ...]:
    return value.names if isinstance(value, Actions) else ()
