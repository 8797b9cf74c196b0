"""The words in which a platform's file is a table of names: fields, parts and presets.

Comes in: declarations of kpilib/sources/presets. Goes out: frozen values that recognition and conversion read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from kpilib.sources.headers import normal

How = Literal["", "clock", "percent", "last number", "person", "name", "first", "handle", "raw"]
Pick = Literal["first", "filled", "longer", "join"]


@dataclass(frozen=True)
class F:
    """Where one canonical column comes from.

    `header` lists spellings parted by " | ", the first one present wins (`pick` may combine them instead).
    `values` maps their words to ours, `other` stands for words it does not know: "keep" leaves them, "" is null.
    `decimal` is the decimal sign this column is known to have.
    """

    header: str
    how: How = ""
    times: float = 1
    values: Mapping[str, Any] = field(default_factory=dict)
    other: str = "keep"
    order: str = ""
    decimal: str = ""
    pick: Pick = "first"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The spellings as they are compared."""
        return tuple(normal(name) for name in spelled(self.header))

    @cached_property
    def words(self) -> dict[str, Any]:
        """`values` by folded word."""
        return {word.casefold(): ours for word, ours in self.values.items()}


@dataclass(frozen=True)
class Part:
    """What one block of a file gives to one canonical table.

    The part applies when all headers of `when` and none of `unless` are there and `title` fits the block's title.
    `filled` names columns of which a row must have at least one; `mend` takes the Rows after conversion and changes
    them; `late` names days that, when the file does not know them, become the data date of all sources; `of_total`
    reads the total row that was set aside, and no other. `by_row`: `mend` looks at each row alone, or notes in
    `decided` what it takes from all of them, so that a large file may be read in parts.
    """

    table: str
    fields: Mapping[str, F | str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    title: str = ""
    filled: tuple[str, ...] = ()
    mend: Callable[[Any], None] | None = None
    late: tuple[str, ...] = ()
    of_total: bool = False
    by_row: bool = False

    @cached_property
    def sources(self) -> dict[str, F]:
        """Fields by canonical column."""
        return {name: F(item) if isinstance(item, str) else item for name, item in self.fields.items()}

    def applies(self, known: frozenset[str], title: str) -> bool:
        """Whether a block with these headers and this title gives rows for this part."""
        if self.title and not re.search(self.title, title, re.IGNORECASE):
            return False
        has = [any(normal(name) in known for name in spelled(item)) for item in self.when]
        return all(has) and not any(normal(name) in known for item in self.unless for name in spelled(item))


@dataclass(frozen=True)
class Preset:
    """One export format.

    Parameters
    ----------
    evidence : where the knowledge of this format comes from, in one line
    needs : headers that must be there, spellings parted by " | "
    exact : no other headers may be there
    sheets : names of the sheets it is found on; empty: any
    id : header without which a row is an error row of the platform
    dates : iso, month-first, day-first, compact (YYYYMMDD), or a strptime format
    decimal : the decimal sign its numbers are known to have
    zone : the zone its stamps are known to have
    totals : header and pattern of total rows ("" is the first cell); they are set aside, never rows
    last_total : a last row whose first cell begins with "Total" is one too, whatever follows
    footer : a first cell that ends the table
    header_rows : rows of the header; all but the first are dropped
    stacked : several tables in one file
    open_end : the last day of a file is incomplete when its export time is unknown
    family : the preset whose workbook this one is a sheet of; `as:` with that name reads both
    relation : the table a warehouse keeps it in
    shape : takes a Sheet of an unusual form and gives its Blocks; None where the sheet is not of this form
    """

    name: str
    what: str
    evidence: str
    needs: tuple[str, ...]
    parts: tuple[Part, ...]
    exact: bool = False
    sheets: tuple[str, ...] = ()
    files: str = ""
    id: str = ""
    dates: str = "iso"
    decimal: str = ""
    zone: str = ""
    totals: tuple[tuple[str, str], ...] = ()
    last_total: bool = False
    footer: str = ""
    header_rows: int = 1
    stacked: bool = False
    open_end: bool = False
    asks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    refuse: str = ""
    family: str = ""
    relation: str = ""
    shape: Callable[[Any], Any] | None = None

    @cached_property
    def required(self) -> tuple[frozenset[str], ...]:
        """Alternatives per required header, normalised."""
        return tuple(frozenset(normal(name) for name in spelled(item)) for item in self.needs)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Canonical tables this format can fill."""
        return tuple(dict.fromkeys(part.table for part in self.parts))

    @cached_property
    def understood(self) -> frozenset[str]:
        """Every normalised header some part reads."""
        names = {name for part in self.parts for source in part.sources.values() for name in source.names}
        return frozenset(names | {name for group in self.required for name in group} | set(map(normal, self.header)))

    def fits(self, known: frozenset[str], sheet: str = "") -> bool:
        """Whether these headers are this format's."""
        if not self.required or (self.sheets and sheet.strip().casefold() not in self.sheets):
            return False
        if not all(group & known for group in self.required):
            return False
        return not self.exact or len(known) == len(self.required)

    def columns(self, table: str) -> dict[str, str]:
        """Canonical column to the header as the platform spells it, for writing an export of this format."""
        found: dict[str, str] = {}
        for part in self.parts:
            if part.table == table:
                for name, source in part.sources.items():
                    found.setdefault(name, spelled(source.header)[0])
        return found


def spelled(header: str) -> list[str]:
    """The spellings of a header notation."""
    return [name.strip() for name in header.split(" | ")]
