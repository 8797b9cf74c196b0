"""Opening a report. Comes in: the five parameters of every notebook. Goes out: a `Report` over the client's tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpilib import params as client_files
from kpilib.errors import ParamsError, PeriodError, UnknownName, suggest
from kpilib.params import Client
from kpilib.periods import Period
from kpilib.report.choices import looked_at
from kpilib.report.report import Report
from kpilib.tables import Store
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
    span = Period.parse(period) if period else _last_complete(chosen)
    comparison = comparison_of(compare, span)
    store = chosen.store(looked_at(span, comparison))
    _check_rows(chosen, store)
    present = _networks(store)
    for network in networks:
        if network not in present:
            hint = suggest(network, present) or f"The data has: {', '.join(present)}."
            raise UnknownName("networks", f"no data of a network called '{network}'", hint)
    return Report(
        client=chosen,
        store=store,
        words=words,
        period=span.meeting(store.first_day, store.data_date),
        comparison=comparison,
        networks=tuple(networks),
    )


def _last_complete(client: Client) -> Period:
    """The last period that the client's data covers in full."""
    store = client.outline()
    _check_rows(client, store)
    return Period.last_complete(client.file.cadence, store.data_date, store.first_day)


def _check_rows(client: Client, store: Store) -> None:
    if not store.names:
        first = next((str(problem) for problem in store.problems), "The client file names no source.")
        raise ParamsError(str(client.path), "no source holds a row", f"{first} 'kpilib check {client.name}' says all.")


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
