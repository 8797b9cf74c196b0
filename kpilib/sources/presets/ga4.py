"""Google Analytics 4 reports: acquisition, events, pages, and the snapshot of stacked tables.

Comes in: CSV with a preamble of # lines. Goes out: web_daily, and users of a range as period_totals.
"""

import re
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.blocks import Block
from kpilib.sources.headers import Headers, read_headers
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.ranges import in_preamble
from kpilib.sources.reading import Sheet, batches
from kpilib.sources.rows import Rows

_LABELS = {
    "acquisition": (
        "Session primary channel group (Default channel group) | Session default channel group | "
        "Session primary channel group | Session source / medium | Session source | Session medium | Session campaign"
    ),
    "first_user": (
        "First user primary channel group (Default Channel Group) | First user default channel group | "
        "First user primary channel group | First user source / medium | First user source | First user medium | "
        "First user campaign"
    ),
    "event": "Event name",
    "page": "Page title and screen class | Page path and screen class | Page title | Page path",
    "landing_page": "Landing page | Landing page + query string",
}
_DATE = "Date | Date + hour (YYYYMMDDHH)"
_DAY = f"{_DATE} | Nth day"
_USERS = "Total users | Users | Active users"
_FIGURES: dict[str, F | str] = {
    "date": F(_DATE, order="compact"),
    "sessions": "Sessions",
    "engaged_sessions": "Engaged sessions",
    "users": _USERS,
    "new_users": "New users",
    "returning_users": "Returning users",
    "page_views": "Views",
    "events": "Event count",
    "conversions": "Key events | Conversions",
    "revenue": "Total revenue",
}


def _channel(kind: str) -> dict[str, F | str]:
    word = "Session" if kind == "acquisition" else "First user"
    return {
        "channel": f"{word} primary channel group (Default channel group) | {word} default channel group | "
        f"{word} primary channel group",
        "source": f"{word} source | {word} source / medium",
        "medium": f"{word} medium",
        "campaign": f"{word} campaign",
        "content": f"{word} manual ad content",
    }


def _mend(rows: Rows) -> None:
    """Days of a file without days, source and medium in one cell, seconds restored, hours summed to days."""
    _labels(rows)
    _days(rows)
    _restored(rows)
    if rows.cell("date + hour (yyyymmddhh)") is not None:
        _hours_to_days(rows)


def _labels(rows: Rows) -> None:
    """GA4 calls its own missing labels (not set); they stay text."""
    pair = next((c for w in ("session", "first user") if (c := rows.cell(f"{w} source / medium")) is not None), None)
    if pair is not None:
        split = pc.extract_regex(pair, pattern=r"^(?P<source>.*?)(?: / (?P<medium>.*))?$")
        for name in ("source", "medium"):
            rows.columns[name] = pc.struct_field(split, name)


def _days(rows: Rows) -> None:
    nth = rows.cell("nth day")
    start, end = rows.span or (None, None)
    if nth is not None:
        if start is None:
            rows.say("error", "the table counts days from a start date that the file does not name", "Set 'covers:'.")
            rows.columns["date"] = pa.nulls(rows.count, pa.date32())
            return
        days = [start + timedelta(days=int(n)) if n.isdigit() and len(n) < 6 else None for n in nth.to_pylist()]
        rows.columns["date"] = pa.array(days, pa.date32())
    elif "date" not in rows.columns and start is not None:
        rows.columns["date"] = pa.repeat(pa.scalar(start, pa.date32()), rows.count)
        if end != start:
            rows.columns["date_end"] = pa.repeat(pa.scalar(end, pa.date32()), rows.count)
    elif "date" not in rows.columns:
        rows.say("error", "neither a day column nor a range of days is in the file", "Set 'covers:' for this source.")
        rows.columns["date"] = pa.nulls(rows.count, pa.date32())


def _restored(rows: Rows) -> None:
    """Seconds and converting visits come back from an average and its denominator in the same row."""
    for average, count, column in (
        ("average engagement time per session", "sessions", "engagement_time_s"),
        ("average engagement time per active user", "active users", "engagement_time_s"),
        ("average engagement time", "active users", "engagement_time_s"),
        ("session key event rate", "sessions", "converting_sessions"),
    ):
        rate, base = rows.cell(average), rows.cell(count)
        if rate is None or base is None or column in rows.columns:
            continue
        product = pc.multiply(_floats(rate), _floats(base))
        rows.columns[column] = pc.round(product) if column == "converting_sessions" else product
        rows.supplied.add(column)
        rows.notes.append(f"{column} restored from {average} x {count}")


def _floats(texts: pa.Array) -> pa.Array:
    from kpilib.sources.cells import numbers

    return numbers(texts, whole=False, decimal=".").values


def _hours_to_days(rows: Rows) -> None:
    """Unique people of hours are not people of a day."""
    for name in ("users", "returning_users"):
        if name in rows.columns:
            rows.columns[name] = pa.nulls(rows.count, pa.int64())
    rows.notes.append("users of hours are left out: people return within a day")


def _totals(metric: str, header: str, label: str, segment: str) -> Part:
    """Users of the whole range: an exact distinct figure that no sum can replace."""

    def mend(rows: Rows) -> None:
        if rows.span is None:
            rows.skipped.update(range(rows.count))
            return
        rows.fill("start", rows.span[0])
        rows.fill("end", rows.span[1])

    fields: dict[str, F | str] = {"value": header, "segment": segment}
    constants = {"network": "web", "metric": metric, "scope": "total", "breakdown": label}
    return Part(
        "period_totals", fields, constants, when=(header, segment), unless=(_DAY,), filled=("value",), mend=mend
    )


def _rolling(days: int, header: str) -> Part:
    def mend(rows: Rows) -> None:
        nth = rows.cell("nth day")
        start = rows.span[0] if rows.span else None
        ends = [
            start + timedelta(days=int(n)) if start and n.isdigit() and len(n) < 6 else None
            for n in (nth.to_pylist() if nth is not None else [])
        ]
        rows.columns["end"] = pa.array(ends, pa.date32())
        rows.columns["start"] = pa.array([e and e - timedelta(days=days - 1) for e in ends], pa.date32())

    constants = {"network": "web", "metric": "users", "scope": "total"}
    return Part("period_totals", {"value": header}, constants, when=("Nth day", header), mend=mend)


_EVERY_LABEL = " | ".join(_LABELS.values())
_PEOPLE = (("users", _USERS), ("new_users", "New users"), ("returning_users", "Returning users"))
_METRIC = (
    "Sessions | Users | Total users | Active users | New users | Event count | Views | Key events | Conversions | "
    "Total revenue | Returning users | Engaged sessions"
)


def _web(breakdown: str, fields: dict[str, F | str], when: tuple[str, ...], unless: tuple[str, ...] = ()) -> Part:
    return Part("web_daily", {**fields, **_FIGURES}, {"breakdown": breakdown}, (*when, _METRIC), unless, mend=_mend)


def _shaped(sheet: Sheet) -> list[Block] | None:
    """Tables of a GA4 file: each below its own # lines; None for any other file."""
    if not sheet.records or not sheet.records[0] or not re.match(r"\ufeff?# ---", sheet.records[0][0]):
        return None
    records = [_bare(record) for record in sheet.all_records()]
    blocks: list[Block] = []
    lines: list[str] = []
    at, site = 0, ""
    while at < len(records):
        record = records[at]
        if not record:
            at += 1
        elif _is_line(record):
            lines = lines if at and records[at - 1] and records[at - 1][0].startswith("#") else []
            lines.append(record[0])
            site = _property(record[0]) or site
            at += 1
        else:
            end = at + 1
            while end < len(records) and records[end] and not _is_line(records[end]):
                end += 1
            blocks.append(_block(sheet, records, at, end, lines, site))
            at = end
    return blocks


def _is_line(record: list[str]) -> bool:
    """Whether this is a # line above a table; a page's title may begin with # too, but has figures beside it."""
    return record[0].startswith("#") and not any(record[1:])


def _bare(record: list[str]) -> list[str]:
    """Without the empty cells a spreadsheet left at the end; [] when nothing is left."""
    end = len(record)
    while end and not record[end - 1].strip():
        end -= 1
    return record[:end]


def _property(line: str) -> str:
    return line.split(":", 1)[1].strip() if line.startswith("# Property:") else ""


def _block(sheet: Sheet, records: list[list[str]], at: int, end: int, lines: list[str], site: str) -> Block:
    headers = read_headers(records[at])
    body = [row for row in records[at + 1 : end] if row[0].strip() or len(row) < 2]
    numbers = [i + 1 for i in range(at + 1, end) if records[i][0].strip() or len(records[i]) < 2]
    found = list(batches(iter(body), len(headers.names)))
    if found:
        texts = pa.concat_tables([table for table, _ in found])
    else:
        texts = pa.table({str(i): pa.array([], pa.string()) for i in range(len(headers.names))})
    title = next((line.strip("# ") for line in reversed(lines) if "date:" not in line and line.strip("# -")), "")
    lengths = [length for _, counts in found for length in counts]
    return Block(
        sheet, _narrowed(headers), headers, texts, pa.array(numbers, pa.int64()), lengths, title, lines,
        in_preamble(lines), site,
    )  # fmt: skip


def _narrowed(headers: Headers) -> Preset:
    return GA4 if _read(headers) else GA4_OTHER


def _read(headers: Headers) -> bool:
    return any(part.applies(headers.known, "") for part in GA4.parts)


_SESSION = _channel("acquisition")
GA4 = Preset(
    name="ga4",
    what="Google Analytics 4 report: acquisition, events, pages or snapshot",
    evidence="R: an events report of 2023, a stacked snapshot of 2023, an acquisition report of 2024; T: the rest",
    needs=(),
    decimal=".",
    dates="compact",
    totals=(("", "grand total$"),),
    parts=(
        _web("event", {"event": "Event name", **_SESSION}, ("Event name",)),
        _web("acquisition", _SESSION, (_LABELS["acquisition"],), (_LABELS["event"],)),
        _web("first_user", _channel("first_user"), (_LABELS["first_user"],), (_LABELS["acquisition"], "Event name")),
        _web("page", {"page": _LABELS["page"]}, (_LABELS["page"],)),
        _web("landing_page", {"landing_page": _LABELS["landing_page"]}, (_LABELS["landing_page"],)),
        _web("total", {}, (_DAY,), (_EVERY_LABEL,)),
        *(
            _totals(metric, header, label, _LABELS[label])
            for metric, header in _PEOPLE
            if metric != "new_users"
            for label in ("acquisition", "first_user")
        ),
        _rolling(30, "30 days"),
        _rolling(7, "7 days"),
        _rolling(1, "1 day"),
    ),
    stacked=True,
    shape=_shaped,
    asks=("currency",),
)
GA4_OTHER = Preset(
    name="ga4",
    what=GA4.what,
    evidence=GA4.evidence,
    needs=(),
    parts=(),
    notes=("a table of this report is cut by a label that no KPI reads; it is not needed",),
)
PRESETS = (GA4,)
