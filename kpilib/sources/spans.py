"""Exports without a day column: their rows stand for the whole range of the file.

Comes in: `Rows` whose dates are empty. Goes out: date and date_end, and distinct figures as period_totals.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.preset import F, Part
from kpilib.sources.rows import Rows

_LEVELS = (("ad_id", "ad"), ("ad_group_id", "ad_group"), ("campaign_id", "campaign"))


def ads(rows: Rows) -> None:
    """Days of an ads report, the level it was cut at, names where ids are absent."""
    span_days(rows)
    level(rows)


def span_days(rows: Rows) -> None:
    """A row without a day gets the first and last day of the range; without a range it cannot be used."""
    if "date" in rows.columns and rows.get("date").null_count < rows.count:
        return
    if rows.span is None:
        if rows.count:
            do = "Set 'covers: 2026-10-01..2026-10-31' for this source."
            rows.say("error", "neither a day column nor a range of days is in the file", do)
        rows.columns["date"] = rows.repeated(None, pa.date32())
        return
    first, last = rows.span
    rows.columns["date"] = rows.repeated(first, pa.date32())
    if first != last:
        rows.columns["date_end"] = rows.repeated(last, pa.date32())


def level(rows: Rows) -> None:
    """The finest object the file names; its name stands in where the file has no ids."""
    found = "account"
    for key, name in reversed(_LEVELS):
        label = key.removesuffix("_id")
        if label in rows.columns and key not in rows.columns:
            rows.columns[key] = rows.columns[label]
            rows.notes.append(f"{key} is not in the file; the name stands in")
        if key in rows.columns and rows.columns[key].null_count < rows.count:
            found = name
    rows.fill("level", found)


def reach_of_range(platform: str, fields: Mapping[str, F | str], *, unless: tuple[str, ...], mend=None) -> Part:
    """Reach of a report without days: an exact distinct figure of its range, by the level's id."""
    names = {name: fields[name] for name in ("account",) if name in fields}
    ids = [fields[key] for key, _ in _LEVELS if key in fields]
    labels = [fields[key.removesuffix("_id")] for key, _ in _LEVELS if key.removesuffix("_id") in fields]
    headers = [item.header if isinstance(item, F) else item for item in (*ids, *labels)]

    def filled(rows: Rows) -> None:
        if mend:
            mend(rows)
        if rows.span is None and "start" not in rows.columns:
            rows.skipped.update(range(rows.count))
            return
        if rows.span:
            rows.fill("start", rows.span[0])
            rows.fill("end", rows.span[1])
        cut = next((name for key, name in _LEVELS if _has(rows, fields, key)), None)
        if cut:
            rows.fill("breakdown", f"{cut}_id")

    return Part(
        "period_totals",
        {**names, "value": "Reach", **({"segment": " | ".join(headers)} if headers else {})},
        {"network": platform, "metric": "reach", "scope": "paid"},
        when=("Reach",),
        unless=unless,
        filled=("value",),
        mend=filled,
    )


def _has(rows: Rows, fields: Mapping[str, F | str], key: str) -> bool:
    for name in (key, key.removesuffix("_id")):
        item = fields.get(name)
        spelled = F(item) if isinstance(item, str) else item
        if spelled and any(
            (column := rows.cell(header)) is not None and pc.any(pc.not_equal(column, "")).as_py()
            for header in spelled.names
        ):
            return True
    return False
