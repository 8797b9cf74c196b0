"""The range of days a file covers and when it was exported, as its name, its preamble or the client file say.

Comes in: texts. Goes out: first and last day, both included; an export stamp.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from kpilib.errors import PeriodError
from kpilib.periods import Period
from kpilib.sources.moments import read_day

Range = tuple[date, date]
_NAMED = (
    (re.compile(r"([A-Z][a-z]{2}-\d{1,2}-\d{4})_([A-Z][a-z]{2}-\d{1,2}-\d{4})"), "%b-%d-%Y", False),
    (re.compile(r"metrics_.*?_(\d{8})_(\d{8})"), "%Y%m%d", True),
    (re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})[_ -]+(?:to[_ -]+)?(\d{4}-\d{2}-\d{2})(?!\d)"), "%Y-%m-%d", False),
)
_WRITTEN = r"((?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})"
_BETWEEN = re.compile(_WRITTEN + r"\s*(?:-|–|—|to)\s*" + _WRITTEN)
_START = re.compile(r"(?:report start|start date)\W+" + _WRITTEN + r"|# Start date: (\d{8})", re.IGNORECASE)
_END = re.compile(r"(?:report end|end date)\W+" + _WRITTEN + r"|# End date: (\d{8})", re.IGNORECASE)
_EPOCH = re.compile(r"_(1[5-9]\d{8}|2\d{9})(?:\d{3})?\.")


def in_file_name(name: str) -> Range | None:
    """Days in the name of a file; Twitter names the day after the last one."""
    for pattern, form, open_end in _NAMED:
        if match := pattern.search(name):
            try:
                first, last = (datetime.strptime(text, form).date() for text in match.groups())
            except ValueError:
                continue
            last -= timedelta(days=1) if open_end else timedelta()
            return (first, last) if first <= last else None
    return None


def exported_in_name(name: str) -> datetime | None:
    """The export stamp that LinkedIn writes into its file names, seconds since 1970."""
    match = _EPOCH.search(name)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def in_preamble(lines: list[str]) -> Range | None:
    """Days named above the header, as one range or as a start and an end."""
    text = "\n".join(lines)[:20_000]
    if match := _BETWEEN.search(text):
        return _ordered(match[1], match[2])
    start, end = _START.search(text), _END.search(text)
    if start and end:
        return _ordered(start[1] or start[2], end[1] or end[2])
    return None


def _ordered(first: str, last: str) -> Range | None:
    try:
        days = [read_day(text, "compact" if text.isdigit() else "month-first") for text in (first, last)]
    except ValueError:
        return None
    return (days[0], days[1]) if days[0] <= days[1] else None


def declared(covers: str | Period) -> Range | None:
    """The `covers:` key of a source.

    Raises
    ------
    PeriodError : it is not a period
    """
    if not covers:
        return None
    period = covers if isinstance(covers, Period) else Period.parse(str(covers))
    return period.start, period.last


def stamp(text: str) -> datetime | None:
    """The `exported_at:` key of a source, a day or an instant.

    Raises
    ------
    PeriodError : it is neither
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise PeriodError("exported_at", f"cannot read {text!r}", "Write 2026-10-31 or 2026-10-31T14:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
