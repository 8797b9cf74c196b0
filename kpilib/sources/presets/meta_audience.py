"""Meta Business Suite audience: stacked blocks of shares, rearranged into one row per group.

Comes in: UTF-16 CSV of blocks. Goes out: audience, and the follower stock where the file states it.
"""

import pyarrow as pa

from kpilib.sources.blocks import Block
from kpilib.sources.headers import read_headers
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.reading import Sheet
from kpilib.sources.rows import Rows

_HEADERS = ["Network", "Dimension", "Value", "Percent"]
_STOCK = ["Network", "Followers"]


def _day(rows: Rows) -> None:
    """The day of the audience: the end of the covered range, else the export day."""
    from kpilib.sources.ranges import exported_in_name, stamp

    exported = stamp(rows.spec.exported_at) or exported_in_name(rows.block.sheet.file)
    day = rows.span[1] if rows.span else exported.date() if exported else None
    column = "date" if rows.part.table == "accounts_daily" else "as_of"
    if day:
        rows.fill(column, day)


def _shaped(sheet: Sheet) -> list[Block] | None:
    """Blocks of an audience file; None for any other file."""
    records = sheet.records
    if not sheet.separated or len(records) < 3 or len(records[0]) != 1:
        return None
    if [cell.casefold() for cell in records[1]] == ["date", "primary"]:
        return None
    shares: list[list[str]] = []
    stock: list[list[str]] = []
    numbers: list[int] = []
    for at, title, rows in _sections(records):
        network = next((name for name in ("facebook", "instagram") if name in title.casefold()), "")
        found = _melted(network, title, rows)
        shares += found
        numbers += [at + sheet.offset + 1] * len(found)
        if _is_stock(title, rows):
            stock.append([network, rows[-1][0]])
    if not shares and not stock:
        return None
    return [
        _block(sheet, _HEADERS, shares, numbers),
        *([_block(sheet, _STOCK, stock, [1] * len(stock))] if stock else []),
    ]


def _sections(records: list[list[str]]) -> list[tuple[int, str, list[list[str]]]]:
    sections: list[tuple[int, str, list[list[str]]]] = []
    start = True
    for at, record in enumerate(records):
        if not any(cell.strip() for cell in record):
            start = True
        elif start and len(record) == 1:
            sections.append((at, record[0].strip(), []))
            start = False
        elif sections:
            sections[-1][2].append(record)
    return sections


def _is_stock(title: str, rows: list[list[str]]) -> bool:
    return title.casefold().endswith("followers") and bool(rows) and len(rows[-1]) == 1 and rows[-1][0].isdigit()


def _melted(network: str, title: str, rows: list[list[str]]) -> list[list[str]]:
    """One record per group: age by gender from a grid, countries and cities from a row of names over shares."""
    folded = title.casefold()
    if "age" in folded and rows and len(rows[0]) > 1:
        return [
            [network, "age_gender", f"{gender} {row[0]}", share]
            for row in rows[1:]
            for gender, share in zip(rows[0][1:], row[1:])
        ]
    for word, dimension in (("countries", "country"), ("cities", "city")):
        if word in folded and len(rows) >= 2:
            return [[network, dimension, name, share] for name, share in zip(rows[0], rows[1])]
    return []


def _block(sheet: Sheet, header: list[str], records: list[list[str]], rows: list[int]) -> Block:
    columns = list(zip(*records)) if records else [()] * len(header)
    texts = pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})
    return Block(sheet, META_AUDIENCE, read_headers(header), texts, pa.array(rows, pa.int64()))


META_AUDIENCE = Preset(
    name="meta_audience",
    what="Facebook or Instagram audience by age, gender, country and city, Meta Business Suite",
    evidence="R: one export of April 2025; the 2024 form from a second account",
    needs=(),
    decimal=".",
    shape=_shaped,
    parts=(
        Part(
            "audience",
            {"network": F("Network"), "dimension": "Dimension", "value": "Value", "share": F("Percent", how="percent")},
            when=("Percent",),
            mend=_day,
            late=("as_of",),
        ),
        Part("accounts_daily", {"network": "Network", "followers": "Followers"}, {"scope": "total"},
             when=("Followers",), mend=_day, late=("date",)),
    ),
    asks=("network", "account", "exported_at"),
)  # fmt: skip
PRESETS = (META_AUDIENCE,)
