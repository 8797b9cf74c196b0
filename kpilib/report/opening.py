"""Opening a report. Comes in: the five parameters of every notebook. Goes out: a `Report` over the client's tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpilib import params as client_files
from kpilib.errors import ParamsError, PeriodError, UnknownName, suggest
from kpilib.periods import Period
from kpilib.report.report import Report
from kpilib.text import Words

_COMPARISONS = ("previous", "year", "none")


def open_report(
    client: str = "demo",
    period: str = "",
    *,
    compare: str = "",
    language: str = "",
    networks: Sequence[str] = (),
    params: Path | None = None,
) -> Report:
    """Open a client's report for one period.

    Parameters
    ----------
    client : a name in params/ (the nearest one upward), or a path to a YAML file
    period : 2026-10, 2026-Q3, 2026-W41, 2026, 2026-10-01..2026-10-14; empty: the last one the data covers in full
    compare : previous, year, a period, none; empty: previous
    language : en, zh-Hans, zh-Hant, tr, id; empty: the client's own
    networks : only these networks; empty: all

    Raises
    ------
    ParamsError, PeriodError, UnknownName : asked wrongly, or no source of the client could be read
    """
    chosen = client_files.load(client, folder=params)
    words = Words(language or chosen.file.language)
    store = chosen.store()
    if not store.names:
        first = next((str(problem) for problem in store.problems), "The client file names no source.")
        raise ParamsError(str(chosen.path), "no source holds a row", f"{first} 'kpilib check {chosen.name}' says all.")
    present = _networks(store)
    for network in networks:
        if network not in present:
            hint = suggest(network, present) or f"The data has: {', '.join(present)}."
            raise UnknownName("networks", f"no data of a network called '{network}'", hint)
    span = (
        Period.parse(period) if period else Period.last_complete(chosen.file.cadence, store.data_date, store.first_day)
    )
    return Report(
        client=chosen,
        store=store,
        words=words,
        period=span.meeting(store.first_day, store.data_date),
        comparison=comparison_of(compare, span),
        networks=tuple(networks),
    )


def comparison_of(text: str, period: Period) -> Period | None:
    """What a period is compared with: previous (or nothing said), year, none, or a period written out."""
    match text.strip():
        case "" | "previous":
            return period.previous
        case "year":
            return period.year_before
        case "none":
            return None
        case written:
            try:
                return Period.parse(written)
            except PeriodError as error:
                hint = suggest(written, _COMPARISONS) or "Write previous, year, none or a period such as 2026-09."
                raise PeriodError("compare", f"cannot read '{written}'", hint) from error


def _networks(store) -> list[str]:
    return sorted({str(network) for network in store.spans["network"].dropna() if network})
