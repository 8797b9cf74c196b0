"""Whether the report can be trusted: coverage, freshness, untagged visits, what is missing, and which chapters.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any

from kpilib.compare import quiet, untagged
from kpilib.engine import evaluate
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figures import trust
from kpilib.exhibits.left_out import LeftOut
from kpilib.exhibits.listing import Field, listing, plain_cards
from kpilib.params.chapters import NEEDS, left_aside
from kpilib.report.desk import Desk
from kpilib.tables.coverage import NOT_DATED

_COUNTS = ("rows_read", "kept", "rejected")


def cards(desk: Desk) -> Exhibit:
    """Days covered in the period, the age of the data, visits without a campaign label, rows that could not be read."""
    words, say = desk.words, desk.words.say
    spans = quiet.to_the_edge(desk.store, desk.settings)
    covered = untagged.covered_share(spans[~spans["table"].isin(NOT_DATED)], desk.period)
    bare = untagged.untagged_share(_visits(desk))
    refused = sum(entry.rejected for entry in desk.store.log)
    read = sum(entry.rows_read for entry in desk.store.log)
    items: list[dict[str, Any]] = [
        {"id": "coverage", "name": say("doc.coverage"), "value": words.covered(covered),
         "note": say("report.note.coverage")},
        {"id": "data-date", "name": say("word.data_date"),
         "value": words.date(desk.store.data_date, "medium"), "note": say("report.note.freshness")},
        {"id": "untagged", "name": say("report.word.untagged"), "value": words.share(bare),
         "missing": _why(desk) if bare is None else None, "note": "" if bare is None else say("report.note.untagged")},
        {"id": "rejected", "name": words.name("column", "rejected"), "value": words.number(refused, 0),
         "note": say("phrase.of", a=words.number(refused, 0), b=say("count.rows", count=read))},
    ]  # fmt: skip
    return plain_cards(items, desk.edition, name="quality-cards")


def coverage(desk: Desk) -> Exhibit:
    """Which weeks each source covers."""
    return trust.coverage(quiet.to_the_edge(desk.store, desk.settings), desk.edition)


def breaks(desk: Desk) -> Exhibit:
    """On which days networks began to count differently."""
    return trust.breaks(desk.edition, start=desk.first_day, end=desk.period.end)


def missing(desk: Desk) -> Exhibit:
    """Every figure that its export should give but that has no value: one row for each reason and what would mend it.

    What other chapters could not show is added to it when a report is put together.
    """
    words, say = desk.words, desk.words.say
    groups: dict[tuple[str, str], list[str]] = {}
    for fact in desk.facts(desk.once("all figures", lambda: _all(desk))):
        if fact.why and fact.missing != "not_supplied":
            groups.setdefault((fact.why["reason"], fact.why["remedy"]), []).append(fact.name)
    between = desk.edition.say("clauses")
    rows = [
        {"reason": reason, "figures": between.join(sorted(names, key=words.sort_key)), "remedy": remedy}
        for (reason, remedy), names in sorted(groups.items())
    ]
    fields = [
        Field("reason", say("word.reason"), width=42),
        Field("figures", say("render.notes.figure"), width="rest"),
        Field("remedy", say("word.remedy"), width=52),
    ]
    title = say("report.title.missing", count=sum(map(len, groups.values())))
    return listing(rows, desk.edition, fields, name="missing-figures", title=title, subtitle=desk.edition.period_text,
                   limit=len(rows))  # fmt: skip


def folders(desk: Desk) -> Exhibit:
    """What became of the files of each folder: how many there are, rows read, kept, rejected.

    Folders are named from the one that all have in common downwards; that one goes by its own name.
    """
    words = desk.words
    groups: dict[tuple[tuple[str, ...], str], list[Any]] = {}
    for entry in desk.store.log:
        groups.setdefault((PurePath(entry.file).parent.parts, words.name("table", entry.table)), []).append(entry)
    every = [folder for folder, _ in groups]
    shared = len(os.path.commonprefix(every))  # noqa: RUF071 -- of the parts of paths, not of their characters
    rows: list[dict[str, Any]] = [
        {"folder": "/".join(folder[shared:] or folder[-1:]), "table": table,
         "files": len({entry.file for entry in entries}),
         **{name: sum(getattr(entry, name) for entry in entries) for name in _COUNTS}}
        for (folder, table), entries in groups.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row["rejected"], row["folder"], row["table"]))
    fields = [
        Field("folder", words.say("report.word.folder"), width="rest"),
        Field("table", words.name("column", "table"), width=40),
        Field("files", words.say("report.word.files"), unit="count"),
        *_counted(desk),
    ]
    return listing(rows, desk.edition, fields, name="folders", title=words.say("report.title.sources"), limit=16)


def sources(desk: Desk) -> Exhibit:
    """What became of each file: rows read, kept, rejected; too long for paper."""
    words = desk.words
    rows: list[dict[str, Any]] = [
        {"file": entry.file, "table": words.name("table", entry.table), "rows_read": entry.rows_read,
         "kept": entry.kept, "rejected": entry.rejected}
        for entry in desk.store.log
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row["rejected"], row["file"]))
    fields = [
        Field("file", words.name("column", "file"), width="rest"),
        Field("table", words.name("column", "table"), width=34),
        *_counted(desk),
    ]
    return listing(rows, desk.edition, fields, name="sources", title=words.say("report.title.files"), limit=0)


def _counted(desk: Desk) -> list[Field]:
    """The columns of rows read, kept and rejected."""
    return [Field(name, desk.words.name("column", name), unit="count") for name in _COUNTS]


def chapters(desk: Desk) -> Exhibit:
    """The chapters that this client's business has but its data does not support, and what would make each."""
    words = desk.words
    gone = left_aside(desk.store.names, desk.settings.business_model)
    rows = [
        {"chapter": words.name("notebook", name),
         "needs": words.say("report.phrase.one_of", count=len(NEEDS[name]),
                            x=words.either([words.name("table", table) for table in NEEDS[name]]))}
        for name in gone
    ]  # fmt: skip
    fields = [
        Field("chapter", words.say("report.word.chapter"), width=54),
        Field("needs", words.say("report.word.needs"), width="rest"),
    ]
    title = words.say("report.title.chapters", count=len(rows))
    made = listing(rows, desk.edition, fields, name="chapters", title=title, missing="zero_denominator")
    return made if rows else LeftOut(made.kind, made.content, made.language)


def _visits(desk: Desk):
    if not desk.store.has("web_daily", "campaign"):
        return desk.measure("social_sessions").assign(campaign=None).iloc[:0]
    return desk.measure("social_sessions", by="campaign")


def _all(desk: Desk):
    """Every KPI of the period alone: what is compared is not asked."""
    return evaluate(desk.store, desk.catalogue, desk.period, where=desk.only(None), settings=desk.settings,
                    catalogue=desk.catalogue)  # fmt: skip


def _why(desk: Desk) -> dict[str, str]:
    reason = desk.words.reason("not_supplied")
    return {"reason": reason.text, "remedy": reason.remedy}
