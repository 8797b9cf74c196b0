"""A sheet falls into blocks: where the header is, which preset knows it, what lies above and below.

Comes in: sheets of text cells. Goes out: `Block`s, each a table of text with its headers and its preset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import pyarrow as pa

from kpilib.sources.cells import flat, plain
from kpilib.sources.headers import Headers, languages_of, normal, read_headers
from kpilib.sources.preset import Preset
from kpilib.sources.ranges import Range, in_preamble
from kpilib.sources.reading import HEAD, Sheet, batches
from kpilib.sources.splitting import split_rest
from kpilib.tables.frames import without

_SEARCH = 60  # records in which the first header must lie
_WIDE = 2_000


@dataclass
class Block:
    """One table of a sheet as text; columns whose words repeat may be coded. `rows` are record numbers from 1."""

    sheet: Sheet
    preset: Preset
    headers: Headers
    texts: pa.Table
    rows: pa.Array
    lengths: list[int] = field(default_factory=list)
    title: str = ""
    preamble: list[str] = field(default_factory=list)
    span: Range | None = None
    site: str = ""

    def column(self, name: str) -> pa.Array | None:
        """The cells under a normalised header as plain text."""
        return flat(plain(self.kept(name))) if name in self.headers.names else None

    def kept(self, name: str) -> pa.ChunkedArray:
        """The same as it is held: in chunks, and coded where its words repeat."""
        return self.texts[str(self.headers.names.index(name))]

    def keep(self, rows: np.ndarray) -> None:
        """Leave out every row that is not marked."""
        texts = pa.table({name: plain(self.texts[name]) for name in self.texts.column_names})
        self.texts, self.rows = without(texts, ~rows), self.rows.filter(pa.array(rows))
        self.lengths = [length for length, kept in zip(self.lengths, rows) if kept]


Matcher = Callable[[list[str], str], tuple[Preset, Headers] | None]


def matcher(presets: Sequence[Preset], file: str) -> Matcher:
    """A function that says which preset a header row belongs to; the one asking for most headers wins."""
    ranked = sorted((p for p in presets if p.required), key=lambda p: (-len(p.required), not p.exact))
    ranked = [p for p in ranked if not p.files or _named(p.files, file)]
    first_words = {name for preset in ranked for group in preset.required[:1] for name in group}
    wanted = {name for preset in ranked for group in preset.required for name in group}

    def match(cells: list[str], sheet: str) -> tuple[Preset, Headers] | None:
        if not cells or (len(cells) > _WIDE and not any(normal(cell) in first_words for cell in cells)):
            return None
        tongues: Iterable[str] = ("en",)
        if sum(normal(cell) in wanted for cell in cells) < min(2, len(cells)) or not _fitting(
            ranked, cells, "en", sheet
        ):
            tongues = chain(("en",), languages_of(cells))
        for language in tongues:
            if found := _fitting(ranked, cells, language, sheet):
                return found
        return None

    return match


def _fitting(ranked: list[Preset], cells: list[str], language: str, sheet: str) -> tuple[Preset, Headers] | None:
    headers = read_headers(cells, language)
    found = next((preset for preset in ranked if preset.fits(headers.known, sheet)), None)
    return (found, headers) if found else None


def _named(pattern: str, file: str) -> bool:
    name = file.rsplit("/", 1)[-1].casefold()
    return any(part in name for part in pattern.split("|"))


def find_blocks(sheet: Sheet, presets: Sequence[Preset], *, whole: bool = True) -> list[Block]:
    """Blocks of a sheet that some preset knows; none where none does.

    Parameters
    ----------
    whole : False splits no more than the first records, enough to say what a file is

    Raises
    ------
    SourceError : the cells cannot be split
    """
    for preset in presets:
        if preset.shape and (shaped := preset.shape(sheet)) is not None:
            return shaped
    match = matcher(presets, sheet.file)
    found = first_header(sheet, match)
    if found is None:
        return []
    at, preset, headers = found
    if sheet.table is not None:
        names = [str(index) for index in range(sheet.table.num_columns)]
        return [block_of(sheet, preset, headers, sheet.table.rename_columns(names), 2, [], at)]
    if not sheet.complete and not preset.stacked and preset.header_rows == 1:
        if not whole:
            texts, lengths = _gathered(iter(sheet.records[at + 1 :]), len(headers.names))
            return [block_of(sheet, preset, headers, texts, at + 2, lengths, at)]
        fast = split_rest(sheet, at, len(headers.names))
        if fast is not None:
            return [block_of(sheet, preset, headers, fast[0], at + 2, fast[1], at)]
    return _by_record(sheet, match, at, preset, headers, whole)


def first_header(sheet: Sheet, match: Matcher) -> tuple[int, Preset, Headers] | None:
    """The first record that is a known header: its place, the preset, the header."""
    for at, record in enumerate(sheet.records[:_SEARCH]):
        if found := match(record, sheet.name):
            return at, *found
    return None


def _by_record(sheet: Sheet, match: Matcher, at: int, preset: Preset, headers: Headers, whole: bool) -> list[Block]:
    records = sheet.all_records() if whole else iter(sheet.records)
    if preset.stacked:
        return _stacked(sheet, list(records), match, at, preset, headers)
    texts, lengths = _gathered(islice(records, at + 1, None), len(headers.names))
    return [block_of(sheet, preset, headers, texts, at + 2, lengths, at)]


def _gathered(records: Iterator[list[str]], width: int) -> tuple[pa.Table, list[int]]:
    tables, lengths = [], []
    for table, counts in batches(records, width):
        tables.append(table)
        lengths += counts
    if not tables:
        return pa.table({str(i): pa.array([], pa.string()) for i in range(width)}), []
    return pa.concat_tables(tables), lengths


def _stacked(
    sheet: Sheet, records: list[list[str]], match: Matcher, at: int, preset: Preset, headers: Headers
) -> list[Block]:
    """Tables below each other: a blank record ends one, a known header begins the next."""
    blocks = []
    while True:
        end = at + 1
        while end < len(records) and any(cell.strip() for cell in records[end]):
            end += 1
        texts, lengths = _gathered(iter(records[at + 1 : end]), len(headers.names))
        blocks.append(block_of(sheet, preset, headers, texts, at + 2, lengths, at))
        following = ((i, match(records[i], sheet.name)) for i in range(end, len(records)))
        found = next(((i, hit) for i, hit in following if hit), None)
        if found is None:
            return blocks
        at, (preset, headers) = found


def block_of(
    sheet: Sheet, preset: Preset, headers: Headers, texts: pa.Table, first: int, lengths: list[int], at: int
) -> Block:
    """The cells below the header at record `at` with what stands above it; `first` is the number of their record."""
    above = [record for record in sheet.records[max(0, at - HEAD) : at] if any(cell.strip() for cell in record)]
    lines = [" ".join(cell for cell in record if cell) for record in above]
    title = above[-1][0].strip() if above and sum(bool(cell.strip()) for cell in above[-1]) == 1 else ""
    skip = preset.header_rows - 1
    start = first + sheet.offset
    rows = pa.array(np.arange(start + skip, max(start + texts.num_rows, start + skip)), pa.int64())
    return Block(
        sheet, preset, headers, texts.slice(skip), rows, lengths[skip:], title, lines, in_preamble(lines)
    )  # fmt: skip


def nearest(records: list[list[str]], presets: Sequence[Preset]) -> tuple[str, list[str], list[str]]:
    """For a file nobody knows: the preset that misses fewest headers, those headers, and what was found instead."""
    best: tuple[float, str, list[str], list[str]] = (0.0, "", [], [])
    for record in records[:_SEARCH]:
        if len(record) > _WIDE:
            continue
        known = read_headers(record).known
        for preset in presets:
            hits = sum(bool(group & known) for group in preset.required)
            share = hits / len(preset.required) if preset.required else 0.0
            if hits >= 2 and share > best[0]:
                missing = [item for item, group in zip(preset.needs, preset.required) if not group & known]
                best = (share, preset.name, missing, [cell for cell in record if cell][:8])
    if not best[1]:
        widest = max(records[:20], key=lambda record: sum(bool(cell.strip()) for cell in record), default=[])
        return "", [], [cell.strip()[:40] for cell in widest if cell.strip()][:8]
    return best[1:]
