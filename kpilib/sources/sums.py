"""Files cut finer than our tables: hours of a day, regions of a campaign, bills of a day; their rows are added.

Comes in: the rows of one file with the texts they came from. Goes out: one row per key.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from kpilib.tables.frames import to_arrow, to_pandas
from kpilib.tables.schema import TABLES

_CUT = ("ads_daily", "web_daily", "costs")


def summed(name: str, rows: pa.Table, texts: pa.Table) -> tuple[pa.Table, str, int]:
    """Rows of one key added up.

    Parameters
    ----------
    name : the canonical table; only ads, web reports and costs are cut by labels that we do not keep
    rows : the converted rows
    texts : the cells of the same rows as they stand in the file; the same cells twice are one row

    Returns
    -------
    rows : one per key; unique people are null where rows were added, because people overlap
    note : what was done, empty for nothing
    twice : rows given up because the same cells, or a later load of the same row, are used
    """
    table = TABLES[name]
    key = list(table.key)
    if not may_add(name, rows):
        return rows, "", 0
    places = texts.append_column("place", pa.array(np.arange(texts.num_rows)))
    first = places.group_by(texts.column_names).aggregate([("place", "min")])["place_min"]
    frame = to_pandas(rows.take(first.combine_chunks().sort()))
    frame = _newest_load(frame, key)
    groups = frame.groupby(key, dropna=False, sort=False)
    several = groups[key[0]].transform("size") > 1
    if not several.any():
        return to_arrow(name, frame), "", rows.num_rows - len(frame)
    mine = frame[several].groupby(key, dropna=False, sort=False)
    added = pd.DataFrame(
        {
            c.name: mine[c.name].sum(min_count=1) if c.kind == "additive" else mine[c.name].first()
            for c in table.columns
            if c.name not in key
        }
    ).reset_index()
    for column in table.columns:
        if column.kind == "distinct":
            added[column.name] = pd.NA
    note = (
        f"{int(several.sum())} rows are cut by a further label; they are added to {len(added)}, without unique people"
    )
    return pa.concat_tables([to_arrow(name, frame[~several]), to_arrow(name, added)]), note, rows.num_rows - len(frame)


def may_add(name: str, rows: pa.Table) -> bool:
    """Whether rows of this table may have to be added, because some have the same key."""
    if name not in _CUT or rows.num_rows < 2:
        return False
    return rows.group_by(list(TABLES[name].key)).aggregate([]).num_rows < rows.num_rows


def _newest_load(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Of rows that a loader wrote again at a later time only the last; they are no parts of a sum."""
    stamps = frame["exported_at"]
    if stamps.nunique() < 2:
        return frame
    newest = frame.groupby(key, dropna=False, sort=False)["exported_at"].transform("max")
    return frame[(stamps == newest) | newest.isna()].reset_index(drop=True)
