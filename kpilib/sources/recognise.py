"""What a file is, without a client file: its format, tables, rows, days, and what only the client can say.

Comes in: a path. Goes out: `Recognised`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpilib.errors import Problem
from kpilib.sources.accounts import NOBODY
from kpilib.sources.filing import Reading
from kpilib.sources.load import read_file, shown
from kpilib.sources.presets import BY_NAME
from kpilib.sources.spec import Context, SourceSpec
from kpilib.tables.coverage import COVERAGE
from kpilib.tables.different import different

# What stands in for the client's answers, only to be able to count rows and days.
_STAND_IN = {"network": "other", "account": "main", "currency": "USD", "year": 2026}
_RANGE = "2026-01-01..2026-01-31"


@dataclass(frozen=True)
class Found:
    """Rows of one canonical table in a file, first and last day included."""

    table: str
    rows: int
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Recognised:
    """What one file is; `preset` is None where no format fits, and names them all for an archive of several.

    `pages` are the networks and accounts that the file itself names, the account empty where it names none.
    """

    file: str
    preset: str | None
    tables: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    asks: tuple[str, ...] = ()
    presets: tuple[str, ...] = field(default=())
    pages: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for `kpilib sources --format json`."""
        return {
            "file": self.file,
            "preset": self.preset,
            "tables": [
                {"table": t.table, "rows": t.rows, "start": t.start and str(t.start), "end": t.end and str(t.end)}
                for t in self.tables
            ],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def recognise(path: Path) -> Recognised:
    """Say what a file is.

    Returns
    -------
    Recognised : `problems` name what a client file has to add, such as the network; never raises for a bad file
    """
    path = Path(path)
    spec, file = SourceSpec(path=str(path)), shown(path)
    reading = read_file(path, spec, Context(), name=file)
    presets = tuple(dict.fromkeys(reading.presets))
    if not presets:
        return Recognised(file, None, problems=tuple(reading.problems))
    whole = reading
    ranged = _says(reading, "range of days")
    if _lacks(reading):
        answers = {**_STAND_IN, "covers": _RANGE if ranged else ""}
        whole = read_file(path, replace(spec, **answers), Context(currency="USD", client="client"), name=file)  # type: ignore[arg-type]
    asks = tuple(dict.fromkeys(ask for name in presets if name in BY_NAME for ask in BY_NAME[name].asks))
    problems = tuple(dict.fromkeys(reading.problems))
    return Recognised(
        file,
        ", ".join(presets),
        _tables(whole, dated=not ranged and not _says(reading, "carry no year")),
        problems,
        asks,
        presets,
        _pages(reading),
    )


def _lacks(reading: Reading) -> bool:
    return any(problem.severity == "error" for problem in reading.problems)


def _says(reading: Reading, words: str) -> bool:
    """Whether the file lacks years or a range of days, so that the days of the stand-in say nothing."""
    return any(words in problem.what for problem in reading.problems)


def _pages(reading: Reading) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for piece in reading.pieces:
        if COVERAGE.get(piece.name) == ("network", "account"):
            for row in different(piece.table, ["network", "account"]):
                found[row["network"], "" if row["account"] == NOBODY else row["account"]] = None
    return tuple(found)


def _tables(reading: Reading, *, dated: bool) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for piece in reading.pieces:
        log = piece.log
        known = found.get(piece.name, Found(piece.name, 0, None, None))
        starts = [day for day in (known.start, log.start) if day and dated]
        ends = [day for day in (known.end, log.end) if day and dated]
        found[piece.name] = Found(piece.name, known.rows + log.kept, min(starts, default=None), max(ends, default=None))
    return tuple(found.values())
