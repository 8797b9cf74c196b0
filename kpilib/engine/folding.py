"""Sums over the rows that know certain columns, from sums of rows grouped by which columns they know.

Comes in: plain sums for each group and each combination of known columns. Goes out: one row for each group.

A mask for each pair of columns makes a database work out and add up a column of its own for each. Rows know few
different combinations of columns, so it is cheaper to group by these too, and to add up plain columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd


class Plain(NamedTuple):
    """A sum over columns as they are, of the rows that know `needs`; `key` names it, its first word says how to add."""

    key: Any
    build: Callable[[Any], Any]
    needs: tuple[str, ...] = ()


def folded(
    frame: pd.DataFrame, keys: list[str], known: dict[str, str], sums: dict[str, tuple[str, Plain]]
) -> pd.DataFrame:
    """The sums of each group.

    Parameters
    ----------
    frame : plain sums, one row for each group and combination of known columns
    keys : the columns that make a group
    known : for each column that some sum needs, the column of `frame` that says whether it is known
    sums : for each sum wanted, the column of `frame` with the plain one, and what it is
    """
    frame = frame.sort_values([*known.values()], ignore_index=True)  # in one order, sums are the same to the last bit
    number = frame.groupby(keys, dropna=False, sort=False).ngroup()
    columns: dict[str, dict[str, pd.Series]] = {"sum": {}, "min": {}, "max": {}}
    for name, (place, plain) in sums.items():
        usable = frame[[known[column] for column in plain.needs]].all(axis=1)
        kind = str(plain.key[0])
        columns[kind if kind in columns else "sum"][name] = frame[place].where(usable)
    parts = [frame.loc[~number.duplicated(), keys].reset_index(drop=True)]
    for kind, found in columns.items():
        groups = pd.DataFrame(found).groupby(number)
        parts.append(groups.sum(min_count=1) if kind == "sum" else getattr(groups, kind)())
    return pd.concat(parts, axis=1)
