"""What is known of a store before any figure: which columns each part's files carry, which days each part covers.

Comes in: a store. Goes out: small Python facts, asked once for each store.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from kpilib.engine.fetch import fetch
from kpilib.tables import COVERAGE, Store

Part = tuple[str | None, str | None]
_KEPT = 512
_KNOWN: WeakKeyDictionary[Store, dict[tuple[str, str], Any]] = WeakKeyDictionary()


def carried(store: Store, base: str) -> dict[Part, frozenset[str]]:
    """For each part (network and account) the texts of the column `supplied`, one for each kind of file."""

    def ask() -> dict[Part, frozenset[str]]:
        rows = store.table(base)
        columns = [column for column in COVERAGE.get(base, (None, None)) if column]
        frame = fetch(store, rows.select(*columns, "supplied").distinct())
        found: dict[Part, set[str]] = {}
        for row in frame.to_dict("records"):
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
        rows = store.table(base)
        columns = [column for column in COVERAGE.get(base, (None, None)) if column] + ([cut] if cut else [])
        if not columns:
            return (False, False, False), {None: (None, None)}, None
        found = fetch(store, rows.select(*columns).distinct()).to_dict("records")
        network, account = COVERAGE.get(base, (None, None))
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
        spans = store.spans[store.spans["table"] == base].to_dict("records")
        return [
            (
                (_text(row["network"]) if network else None, _text(row["account"]) if account else None),
                row["start"],
                row["end"],
            )
            for row in spans
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
