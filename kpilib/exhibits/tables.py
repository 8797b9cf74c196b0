"""Tables: the scorecard, all KPIs of a category, KPIs by network, and any ranking or breakdown.

Comes in: rows of a comparison. Goes out: table exhibits with units in the head, sorted, with a footnote for each n/a.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition, plain, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import absent, only_one, sentence

Cell = dict[str, Any]
Column = dict[str, Any]
_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DASH = "–"


class Footnotes:
    """Notes under a table, each text once, numbered in the order in which cells ask for them."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def sign(self, text: str | None) -> str | None:
        """The sign of a note, a new one if the text is new."""
        if not text:
            return None
        if text not in self._texts:
            self._texts[text] = "".join(_SIGNS[int(digit)] for digit in str(len(self._texts) + 1))
        return self._texts[text]

    def notes(self, rows: Sequence[Sequence[Cell]] | None = None) -> list[str]:
        """The notes with their signs; of `rows`, where a column with signs may have been left out."""
        asked = None if rows is None else {cell["mark"] for row in rows for cell in row}
        return [f"{sign} {text}" for text, sign in self._texts.items() if asked is None or sign in asked]


def column(key: str, label: str, *, kind: str = "text", width: float | str = "auto", align: str = "") -> Column:
    """A column; numbers stand right, all else left."""
    side = align or ("right" if kind == "number" else "left")
    return {"key": key, "label": label, "align": side, "width": width, "kind": kind}


def cell(text: str, sort: Any = None, **more: Any) -> Cell:
    """A cell; `more` holds strong, muted, change, bar, attain, network, status, mark and language."""
    empty = {"strong": False, "muted": False} | dict.fromkeys(("change", "bar", "attain", "network", "status", "mark"))
    return {"text": text, "sort": sort, **empty, **more}


def table(
    edition: Edition,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    title: str,
    subtitle: str | None = None,
    total: Sequence[Cell] | None = None,
    notes: Iterable[str] = (),
    limit: int = 20,
) -> Exhibit:
    """Any table; the PDF shows `limit` rows, the HTML and the workbook all."""
    content = {
        "id": slug(name),
        "title": title,
        "subtitle": subtitle,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "total": None if total is None else list(total),
        "notes": [sentence(edition, [note]) for note in notes if note],
        "limit": limit,
    }
    return Exhibit("table", content, edition.words.language)


def scorecard(frame: pd.DataFrame, edition: Edition, *, name: str = "scorecard") -> Exhibit:
    """The scorecard of the summary: value, change, target, attainment, benchmark and status of each KPI.

    Parameters
    ----------
    frame : columns of `compare.compare`, one row for each KPI, in the order to be shown
    """
    footnotes, say = Footnotes(), edition.words.say
    told = facts(frame, edition)
    columns = [
        column("kpi", say("word.kpi"), width="rest"),
        column("value", edition.short_period, kind="number", width=15),
        column("change", say("word.change"), kind="change", width=25),
        column("target", say("word.target"), kind="number", width=16),
        column("attained", say("word.attained"), kind="attain", width=21),
        column("benchmark", say("word.benchmark"), kind="number", width=15),
        column("status", say("word.status"), kind="status", width=_status_width(told)),
    ]
    rows = [_score_row(fact, footnotes) for fact in told]
    verdicts = () if any(fact.target for fact in told) else ("status",)
    columns, rows = _without_empty(columns, rows, ("target", "attained", "benchmark", *verdicts))
    return table(
        edition, columns, rows, name=name, title=say("doc.scorecard"),
        subtitle=_compared(edition, "scorecard" if verdicts == () else "kpi_table"),
        notes=footnotes.notes(),
    )  # fmt: skip


def _status_width(told: Sequence[Fact]) -> int:
    """Millimetres of the column of verdicts: none of them takes two lines."""
    return 25 if max((len(fact.status_word) for fact in told), default=0) > 10 else 20


def kpi_table(frame: pd.DataFrame, edition: Edition, category: str, *, name: str = "") -> Exhibit:
    """All KPIs of a category that the data supports, with value, change, target and n; it closes a chapter.

    A column of targets or of n that would hold none is left out.

    Parameters
    ----------
    frame : columns of `compare.compare`; rows whose value was never supplied are left to the notes
    category : a category of the catalogue, names the table
    """
    footnotes, say = Footnotes(), edition.words.say
    columns = [
        column("kpi", say("word.kpi"), width="rest"),
        column("value", edition.short_period, kind="number", width=22),
        column("change", say("word.change"), kind="change", width=30),
        column("target", say("word.target"), kind="number", width=22),
        column("n", "n", kind="number", width=22),
    ]
    shown = [fact for fact in facts(frame, edition) if fact.missing != "not_supplied"]
    rows = [_kpi_row(fact, footnotes) for fact in shown]
    title = edition.say("kpi_table.title", category=edition.words.name("category", category))
    # A test is not compared with the test before it.
    alone = category == "experiments"
    columns, rows = _without_empty(columns, rows, ("target", "n", *(("change",) if alone else ())))
    subtitle = edition.say("kpi_table.subtitle_alone", period=edition.period_text) if alone else None
    return table(
        edition, columns, rows, name=name or f"{category}-kpis", title=title,
        subtitle=subtitle or _compared(edition, "kpi_table"),
        notes=footnotes.notes(rows), limit=max(20, len(rows)),
    )  # fmt: skip


def by_network(
    frame: pd.DataFrame,
    edition: Edition,
    *,
    dimension: str = "network",
    title: str = "",
    name: str = "",
    totals: pd.DataFrame | None = None,
    fewest: float = 0,
    notes: Iterable[str] = (),
) -> Exhibit:
    """KPIs side by side, one row for each network (or other dimension), the largest first.

    Parameters
    ----------
    frame : columns of `compare.compare` with a column called `dimension`; several KPIs
    totals : the same KPIs without the dimension; a KPI that cannot be added up shows n/a with its reason
    fewest : rates of a smaller n are shown as n/a, as in charts
    """
    footnotes, every = Footnotes(), facts(frame, edition)
    heading = title or edition.say("by_title", dimension=edition.dimension(dimension))
    name = name or f"by-{dimension}"
    groups = grouped(every, dimension)
    whole = {fact.kpi: fact for fact in facts(totals, edition)} if totals is not None else {}
    kpis, hidden = columns_with_figures(list(dict.fromkeys(fact.kpi for fact in every)), groups, whole)
    if not kpis or set(groups) <= {None}:
        reason = next((fact.missing for fact in every if fact.missing), None) if groups and not kpis else None
        return absent(edition, heading, reason or "not_supplied", name=name)
    named = dimension == "network"
    groups = {g: told for g, told in groups.items() if (named and g is not None) or _says_something(told, kpis)}
    if not groups:
        return absent(edition, heading, "below_min_sample", name=name)
    if dimension == "network" and len(groups) == 1:
        return only_one(edition, heading, name=name)
    first = {fact.kpi: fact for fact in every}
    head = [column(dimension, edition.words.name("dimension", dimension), kind="network", width="rest")]
    head += [column(kpi, first[kpi].short, kind="number") for kpi in kpis]
    order = sorted(groups, key=lambda group: _size(groups[group].get(kpis[0])))
    rows = [
        [_name_cell(edition, dimension, group), *_figures(groups[group], kpis, footnotes, fewest=fewest)]
        for group in order
    ]
    total = None
    if totals is not None and len(groups) > 1:
        total = [cell(edition.words.say("word.total"), strong=True), *_figures(whole, kpis, footnotes, strong=True)]
    return table(
        edition, head, rows, name=name, title=heading, total=total,
        subtitle=edition.say("kpi_table.subtitle_alone", period=edition.period_text),
        notes=[*footnotes.notes(), *hidden_notes(edition, hidden), *notes],
    )  # fmt: skip


def grouped(every: Iterable[Fact], dimension: str) -> dict[Any, dict[str, Fact]]:
    """Facts by the group they belong to, then by KPI."""
    groups: dict[Any, dict[str, Fact]] = {}
    for fact in every:
        groups.setdefault(fact.row.get(dimension), {})[fact.kpi] = fact
    return groups


def columns_with_figures(
    kpis: Sequence[str], groups: dict[Any, dict[str, Fact]], whole: dict[str, Fact]
) -> tuple[list[str], list[Fact]]:
    """The KPIs that any group has a figure of, and the facts of those that all lack for one reason."""
    shown, hidden = [], []
    for kpi in kpis:
        told = [found[kpi] for found in [*groups.values(), whole] if kpi in found]
        if any(fact.amount is not None for fact in told) or len({fact.missing for fact in told}) > 1:
            shown.append(kpi)
        else:
            hidden.append(told[0])
    # Columns of reasons alone, without one figure among them, are no table.
    return (shown if any(f.amount is not None for found in groups.values() for f in found.values()) else []), hidden


def hidden_notes(edition: Edition, hidden: Sequence[Fact]) -> list[str]:
    """One note for each reason why columns are not shown, with their names."""
    names: dict[str, list[str]] = {}
    for fact in hidden:
        names.setdefault(edition.words.reason(fact.missing or "not_supplied").text, []).append(fact.short)
    return [
        edition.say("note.columns_missing", reason=reason, names=edition.words.list(found))
        for reason, found in names.items()
    ]


def _says_something(told: dict[str, Fact], kpis: Sequence[str]) -> bool:
    """Whether anything happened in a row: a network says something without, a tag, page or campaign does not."""
    return any(told[kpi].amount for kpi in kpis if kpi in told)


def data_table(frame: pd.DataFrame, edition: Edition, *, title: str, name: str, units: dict[str, str]) -> Exhibit:
    """Any tidy frame as a table: columns named in `units` are figures of that unit, all else is text."""
    columns = [
        column(str(key), edition.words.name("column", key), kind="number" if key in units else "text", width="auto")
        for key in frame.columns
    ]
    rows = [
        [
            cell(edition.value(row[c["key"]], units[c["key"]]), row[c["key"]])
            if c["key"] in units
            else cell(_DASH if row[c["key"]] is None else str(row[c["key"]]))
            for c in columns
        ]
        for row in records(frame)
    ]
    return table(edition, columns, rows, name=name, title=title)


def _without_empty(
    columns: list[Column], rows: list[list[Cell]], keys: Sequence[str]
) -> tuple[list[Column], list[list[Cell]]]:
    """The table without those of the columns in `keys` that hold no figure in any row."""
    kept = [
        at for at, head in enumerate(columns)
        if head["key"] not in keys or any(row[at]["sort"] is not None for row in rows)
    ]  # fmt: skip
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _score_row(fact: Fact, footnotes: Footnotes) -> list[Cell]:
    say = fact.edition.say
    pace = say("pace_note", share=fact.edition.words.share(fact.row["elapsed"])) if fact.running else None
    reason = fact.why["reason"] if fact.why else pace or fact.remark
    benchmark = None if fact.row.get("benchmark") is None else fact.edition.value(fact.row["benchmark"], fact.unit)
    return [
        cell(fact.name, mark=footnotes.sign(reason)),
        cell(fact.value, fact.amount, strong=fact.why is None, muted=fact.why is not None),
        change_cell(fact, footnotes),
        cell(fact.target_text or _DASH, fact.row.get("target"), muted=fact.target_text is None),
        _attained(fact),
        cell(benchmark or _DASH, fact.row.get("benchmark"), muted=benchmark is None),
        _status(fact, footnotes),
    ]


def _status(fact: Fact, footnotes: Footnotes) -> Cell:
    """The verdict with its mark; without a target a word alone."""
    if not fact.row.get("status"):
        return cell(fact.status_word, muted=True)
    return cell(fact.status_word, status=fact.status, mark=footnotes.sign(fact.unjudged_note))


def _attained(fact: Fact) -> Cell:
    target = fact.target
    if target is None or fact.why or fact.unmeasured or target["attained"] is None:
        return cell(_DASH, muted=True)
    if target["share"] is None:
        return cell(target["attained"], target["attained"])
    bar = {"share": target["share"], "pace": target["pace"], "status": target["status"]}
    return cell(target["attained"], target["share"], attain=bar)


def _kpi_row(fact: Fact, footnotes: Footnotes) -> list[Cell]:
    reason = fact.why["reason"] if fact.why else fact.remark
    n = fact.n
    return [
        cell(fact.name, mark=footnotes.sign(reason)),
        cell(fact.value, fact.amount, strong=fact.why is None, muted=fact.why is not None),
        change_cell(fact, footnotes),
        cell(fact.target_text or _DASH, fact.row.get("target"), muted=fact.target_text is None),
        cell(_DASH if n is None else fact.edition.words.number(n, 0), n, muted=n is None),
    ]


def change_cell(fact: Fact, footnotes: Footnotes) -> Cell:
    """Direction and amount of a change, or a dash with the reason as a footnote."""
    if fact.change is None:
        return cell(_DASH, muted=True, mark=footnotes.sign(fact.no_change_note))
    text = fact.change["amount"] or fact.change["word"]
    unclear = fact.edition.say("note.unclear") if fact.unclear else None
    return cell(
        text,
        fact.row["change"],
        mark=footnotes.sign(unclear),
        change={part: fact.change.get(part, "") for part in ("arrow", "judge", "direction")},
    )


def _figures(
    group: dict[str, Fact], kpis: Sequence[str], footnotes: Footnotes, *, strong: bool = False, fewest: float = 0
) -> list[Cell]:
    cells = []
    for kpi in kpis:
        fact = group.get(kpi)
        if fact is None:
            cells.append(cell(_DASH, muted=True))
        elif fact.why:
            cells.append(cell(fact.value, muted=True, mark=footnotes.sign(fact.why["reason"])))
        elif fact.level and fact.n is not None and fact.n < fewest:
            few = fact.edition.say("fewer_than", count=int(fewest))
            cells.append(cell(fact.edition.value(None, fact.unit), muted=True, mark=footnotes.sign(few)))
        else:
            cells.append(cell(fact.value, fact.amount, strong=strong, mark=footnotes.sign(fact.cell_remark)))
    return cells


def _name_cell(edition: Edition, dimension: str, group: Any) -> Cell:
    text = edition.words.name(dimension, plain(group))
    return cell(text, text, network=group if dimension == "network" and group is not None else None)


def _size(fact: Fact | None) -> float:
    return -(fact.amount if fact is not None and fact.amount is not None else float("-inf"))


def _compared(edition: Edition, kind: str) -> str:
    if edition.comparison is None:
        return edition.say(f"{kind}.subtitle_alone", period=edition.period_text)
    return edition.say(
        f"{kind}.subtitle", period=edition.period_text, comparison=edition.words.period(edition.comparison)
    )
