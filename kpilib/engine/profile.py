"""What is known of a store before any figure: which columns each part's files carry, which days each part covers.

Comes in: a store. Goes out: small Python facts, asked once for each store.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from kpilib.engine.expressions import reported
from kpilib.engine.fetch import fetch_known
from kpilib.engine.settings import Settings
from kpilib.kpis.values import Actions, Minus, RowValue
from kpilib.tables import COVERAGE, Store

Part = tuple[str | None, str | None]
_DAY = timedelta(days=1)
_KEPT = 512
_KNOWN: WeakKeyDictionary[Store, dict[tuple[str, str], Any]] = WeakKeyDictionary()


def rows_of(store: Store, base: str) -> int:
    """How many rows a table has."""
    return store.noted(base).rows


def days_of(store: Store, base: str) -> tuple[date, date]:
    """Whole years that hold every moment of a table; the end is exclusive."""
    noted = store.noted(base)
    if noted.first is None or noted.last is None:
        return date(2000, 1, 1), date(2001, 1, 1)
    return date((noted.first - _DAY).year, 1, 1), date((noted.last + _DAY).year + 1, 1, 1)


def told(store: Store, base: str, column: str) -> frozenset[str]:
    """The different values of a column."""

    def build() -> Any:
        rows = store.table(base)
        return rows.select(rows[column]).distinct()

    def ask() -> frozenset[str]:
        found = fetch_known(store, ("told", base, column), build, tables=lambda: store.show(base))
        return frozenset(found[column].dropna())

    return remembered(store, f"told {column}", base, ask)


def supplied_sets(store: Store, base: str) -> list[str]:
    """The different texts of a table's column `supplied`."""
    return sorted({row["supplied"] for row in store.kinds(base) if isinstance(row["supplied"], str)})


def is_complete(store: Store, base: str, value: str | RowValue, settings: Settings) -> bool:
    """Whether every row of a table has this value, as its file notes; in doubt not."""
    match value:
        case str():
            names: tuple[str, ...] = (value,)
        case Minus():
            names = value.columns
        case Actions():
            sets = reported(value.names or settings.actions, supplied_sets(store, base))
            names = next(iter(sets)) if len(sets) == 1 else ()
        case _:
            names = ()
    return bool(names) and all(name in store.noted(base).complete for name in names)


def carried(store: Store, base: str) -> dict[Part, frozenset[str]]:
    """For each part (network and account) the texts of the column `supplied`, one for each kind of file."""

    def ask() -> dict[Part, frozenset[str]]:
        found: dict[Part, set[str]] = {}
        for row in store.kinds(base):
            network, account = (row[c] if c else None for c in COVERAGE.get(base, (None, None)))
            found.setdefault((network, account), set()).add(row["supplied"] or "")
        return {part: frozenset(texts) for part, texts in found.items()}

    return remembered(store, "carried", base, ask)


def keys_needed(
    store: Store, base: str, cut: str | None
) -> tuple[tuple[bool, bool, bool], dict[Any, Part], str | None]:
    """Which of part, part and cut must be grouped by: not those that are the same in all rows, or follow from another.

    Returns
    -------
    needed : for network, account and cut; parts : {network: part} where the account follows; the only cut, if one
    """

    def ask() -> Any:
        network, account = COVERAGE.get(base, (None, None))
        if not (network or account or cut):
            return (False, False, False), {None: (None, None)}, None
        found = store.kinds(base)
        parts = {(_text(row[network]) if network else None, _text(row[account]) if account else None) for row in found}
        cuts = {_text(row[cut]) for row in found} if cut else {None}
        by_network = {part[0]: part for part in parts}
        follows = len(by_network) == len(parts)
        needed = (len(by_network) > 1, not follows, len(cuts) > 1)
        return needed, by_network if follows else {}, next(iter(cuts)) if len(cuts) == 1 else None

    return remembered(store, "keys", base, ask)


def covered(store: Store, base: str) -> list[tuple[Part, date, date]]:
    """(part, start, end) of each covered span of a table, end exclusive (R17)."""

    def ask() -> list[tuple[Part, date, date]]:
        network, account = COVERAGE.get(base, (None, None))
        return [
            ((_text(span[0]) if network else None, _text(span[1]) if account else None), span[2], span[3])
            for span in store.covered.get(base, ())
        ]

    return remembered(store, "covered", base, ask)


def remembered(store: Store, what: str, base: str, ask: Any) -> Any:
    """The answer of `ask`, kept as long as the store lives; the oldest answers go first."""
    known = _KNOWN.setdefault(store, {})
    if (what, base) not in known:
        if len(known) >= _KEPT:
            known.pop(next(iter(known)))
        known[what, base] = ask()
    return known[what, base]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
