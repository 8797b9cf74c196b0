"""Small invented exports of every known format, written from the same tables of names that read them.

Comes in: a preset. Goes out: header and rows, or the bytes of a file.
"""

import csv
import io
from datetime import date, timedelta

import xlsxwriter

from kpilib.sources.headers import normal
from kpilib.sources.preset import F, Preset
from kpilib.sources.presets import FORMATS
from kpilib.sources.spec import Context, SourceSpec
from kpilib.tables import TABLES

FIRST = date(2026, 3, 2)
CONTEXT = Context(timezone="UTC", currency="EUR", client="acme", brands=("acme",), stages={"closed won": "won"})
SPECS = {
    "meta_series": SourceSpec(network="facebook", account="acme"),
    "meta_audience": SourceSpec(network="facebook", account="acme", exported_at="2026-03-31"),
    "tiktok_overview": SourceSpec(year=2026),
    "tiktok_viewers": SourceSpec(year=2026),
    "tiktok_content": SourceSpec(year=2026),
    "tiktok_followers": SourceSpec(year=2026),
    "youtube_dimension": SourceSpec(covers="2026-03-01..2026-03-31"),
    "tiktok_ads": SourceSpec(covers="2026-03-01..2026-03-31"),
    "linkedin_competitors": SourceSpec(covers="2026-03-01..2026-03-31"),
    "dynamic_signal": SourceSpec(covers="2026-03-01..2026-03-31"),
    "salesforce_report": SourceSpec(dates="month-first"),
    "talkwalker": SourceSpec(dates="iso"),
    "surveymonkey": SourceSpec(columns={"score": "Q1"}, constants={"survey": "nps"}),
    "qualtrics": SourceSpec(columns={"score": "Q1"}, constants={"survey": "nps"}),
    "typeform": SourceSpec(columns={"score": "Q1"}, constants={"survey": "nps"}),
}


def spec_of(name: str) -> SourceSpec:
    """What the client file would have to say of this sample."""
    return SPECS.get(name, SourceSpec())


def day_text(form: Preset, source: F, day: date, column_type: str) -> str:
    """A day as the platform writes it."""
    order = source.order or form.dates
    clock = " 10:30" if column_type == "ts" else ""
    if order == "month-first":
        return f"{day:%m/%d/%Y}{clock}"
    if order == "compact":
        return f"{day:%Y%m%d}"
    if order == "no-year":
        return f"{day:%B} {day.day}"
    return f"{day:%Y-%m-%d}{clock}"


def cell(form: Preset, header: str, row: int) -> str:
    """One invented cell that the format's own column accepts."""
    for part in form.parts:
        for name, source in part.sources.items():
            if normal(header) not in source.names:
                continue
            column = TABLES[part.table].by_name[name]
            if header == "Time" and source.pick == "join":
                return "10:30:00"
            if header == "Date" and source.pick == "join":
                return f"{FIRST + timedelta(days=row):%Y-%m-%d}"
            if column.dtype in ("date", "ts"):
                return day_text(form, source, FIRST + timedelta(days=row), column.dtype)
            if source.values:
                return next(word for word in source.values if word)
            if source.how == "clock":
                return "75"
            if column.dtype == "i64":
                return str(40_000 + 13 * row)
            if column.dtype == "f64":
                return "0.25" if column.unit == "share" else f"{20 + row}.5"
            if column.dtype == "bool":
                return "1"
            if name.endswith("_id") or source.how == "last number":
                return (
                    f"https://acme.example/{9_007_199_254_740_993 + row}"
                    if "ink" in header
                    else str(9_007_199_254_740_993 + row)
                )
            return f"{header} {row}"
    if header.startswith("_") or header == "source_relation":
        return "prod"
    if "reporting" in header.casefold():
        return f"{FIRST:%Y-%m-%d}"
    return "0" if "rate" in header.casefold() else ""


def rows_of(form: Preset, count: int = 6) -> list[list[str]]:
    """Header and rows of a sample."""
    header = list(form.header)
    if form.name in ("surveymonkey", "qualtrics", "typeform"):
        header.append("Q1")
    body = [[cell(form, name, row) for name in header] for row in range(count)]
    if header[-1] == "Q1":
        for row, record in enumerate(body):
            record[-1] = str(row + 3)
    extra = [[""] * len(header) for _ in range(form.header_rows - 1)]
    for record in extra:
        record[0] = "sub-label"
    return [header, *extra, *body]


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Rows as UTF-8 CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows: list[list[str]], sheet: str = "Sheet1") -> bytes:
    """Rows as a workbook of text cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write_string(number, column, value)
    book.close()
    return out.getvalue()


SERIES = ('sep=,\n"Facebook reach"\n"Date","Primary"\n' + "".join(
    f'"2026-03-{day:02d}T01:00:00","{40_000 + day}"\n' for day in range(1, 9)
)).encode("utf-16")  # fmt: skip
AUDIENCE = (
    'sep=,\n"Age & gender"\n"","Women","Men"\n"18-24","10.6","6.5"\n"25-34","40.2","42.7"\n\n'
    '"Top countries"\n"Türkiye","Indonesia"\n"75.1","5.9"\n'
).encode("utf-16")
GA4 = b"""# ----------------------------------------
# Report CSV Export
# Account: Acme
# Property: acme.example
# ----------------------------------------
#
# All Users
# Start date: 20260301
# End date: 20260331
Session default channel group,Sessions,Engaged sessions,Average engagement time per session,Event count,Key events
Organic Social,40011,30011,12.5,90011,31
Direct,40022,30022,10.25,90022,32
"""


def samples() -> list[tuple[Preset, str, bytes]]:
    """One file of each format: preset, file name, bytes."""
    found = []
    for form in FORMATS:
        if form.name == "meta_series":
            found.append((form, "Reach.csv", SERIES))
        elif form.name == "meta_audience":
            found.append((form, "Audience.csv", AUDIENCE))
        elif form.name == "ga4":
            found.append((form, "data-export.csv", GA4))
        elif form.parts and form.sheets:
            found.append((form, f"{form.name}.xlsx", as_xlsx(rows_of(form), form.sheets[0].title())))
        elif form.parts:
            name = "Totals.csv" if form.name == "youtube_totals" else f"{form.name}.csv"
            found.append((form, name, as_csv(rows_of(form))))
    return found
