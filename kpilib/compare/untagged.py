"""How much of what is measured can be trusted: days covered, visits that carry no campaign label.

Comes in: covered spans, figures by campaign. Goes out: shares between 0 and 1.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from kpilib.compare.rows import records
from kpilib.periods import Period

# What web analytics write where a visit carries no label.
BLANK = frozenset({"", "(not set)", "(direct)", "(organic)", "(referral)", "(none)"})


def untagged_share(frame: pd.DataFrame) -> float | None:
    """The share of visits without a campaign; None without visits.

    Parameters
    ----------
    frame : visits by campaign, columns of `compare`
    """
    known = [row for row in records(frame) if row["value"] is not None]
    whole = sum(float(row["value"]) for row in known)
    bare = sum(float(row["value"]) for row in known if row["campaign"] is None or str(row["campaign"]) in BLANK)
    return bare / whole if whole > 0 else None


def covered_share(spans: pd.DataFrame, period: Period) -> float | None:
    """The share of the period's days that sources cover, over all parts of sources; None without one.

    Parameters
    ----------
    spans : table, network, account, start, end (exclusive)
    """
    days = [period.start + timedelta(number) for number in range(period.length)]
    present = total = 0
    for _, part in spans.groupby(["table", "network", "account"], dropna=False):
        bounds = list(zip(part["start"], part["end"], strict=True))
        present += sum(any(start <= day < end for start, end in bounds) for day in days)
        total += len(days)
    return present / total if total else None
