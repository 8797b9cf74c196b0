"""What every chapter has: the cover, its head, its cards, the table that closes it, the notes.

Comes in: a desk and the name of a chapter. Goes out: exhibits.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from kpilib.compare import quiet
from kpilib.engine.kept import PLAIN, kept
from kpilib.exhibits import cards as card
from kpilib.exhibits import frame as head
from kpilib.exhibits import heads as titles
from kpilib.exhibits import palette, tables
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import records
from kpilib.exhibits.figures import ranked, trust
from kpilib.exhibits.left_out import nothing_missing
from kpilib.kpis import models
from kpilib.report import choices, money, testing
from kpilib.report.desk import Desk

# Exhibits that are empty where all is well; one that compares groups is not missed where there is one.
_NO_FIGURES = ("breaks", "chapters")
# Chapters of which a verdict says more than any change of a figure.
_VERDICTS = {"experiments": testing.verdict, "returns": money.verdict}


def cover(desk: Desk) -> Exhibit:
    """Whose report it is, of when, and how it looks."""
    file = desk.client.file
    desk.prefetch((*choices.card_kpis("overview", desk.settings.headline, desk.client.targets), *desk.client.targets))
    first = first_sum(desk)
    return head.report(
        desk.edition,
        client=desk.client.title,
        brand=palette.brand(file.brand.color),
        agency=file.agency or "",
        paper=file.paper,
        logo=desk.client.logo.read_bytes() if desk.client.logo else None,
        data_date=desk.store.data_date,
        compare=_compared(desk),
        headline=titles.headline(desk.facts(_judged(desk)), desk.edition),
        motif=head.motif(desk.over_time(first), desk.edition) if first else None,
    )


def headline(desk: Desk, chapter: str) -> Exhibit:
    """The head of a chapter: its finding as title, its question and first figure as lead."""
    desk.prefetch(_wanted(desk, chapter))
    if chapter == "quality":
        return _bare(desk, chapter)
    found = desk.facts(desk.headline_kpis(chapter))
    if chapter == "overview":
        return titles.chapter(desk.edition, chapter, found=desk.facts(_judged(desk)), kind="summary")
    title = _VERDICTS[chapter](desk) if chapter in _VERDICTS else ""
    made = titles.chapter(desk.edition, chapter, title=title, found=[] if title else found)
    if chapter == "network" and desk.networks:
        name = desk.words.name("network", desk.networks[0])
        return Exhibit(made.kind, {**made.content, "eyebrow": name}, made.language)
    return made


def cards(desk: Desk, chapter: str, *, size: str = "") -> Exhibit:
    """The headline KPIs of a chapter as cards with change, target, and a small trend."""
    frame = desk.remember(desk.headline_kpis(chapter))
    past = choices.recent(desk.period, desk.first_day)
    trend = desk.over_time(list(dict.fromkeys(frame["kpi"])), periods=past) if len(past) > 1 else None
    each: Literal["third", "quarter"] = "quarter" if size == "quarter" else "third"
    return card.cards(frame, desk.edition, series=trend, size=each, name=f"{chapter}-cards")


def scorecard(desk: Desk, kpis: tuple[str, ...]) -> Exhibit:
    """Value, change, target, attainment, benchmark and status of the headline KPIs and of all with a target."""
    cards = desk.headline_kpis("overview")
    known = cards.loc[cards["missing"].isna(), "kpi"]
    asked = kpis or (*desk.client.targets, *desk.supported(models.headline(desk.settings.headline)), *known)
    return tables.scorecard(desk.remember(desk.measure(dict.fromkeys(asked))), desk.edition)


def targets(desk: Desk) -> Exhibit:
    """Every target as a bar of value ÷ target."""
    return ranked.attainment(desk.remember(desk.targeted()), desk.edition)


def figures(desk: Desk, category: str) -> Exhibit:
    """All KPIs of a category that the data supports: the table that closes a chapter."""
    frame = desk.measure(choices.category_kpis(category))
    frame = frame[[not _of_another_model(desk, row) for row in records(frame)]]
    desk.remember(frame[frame["missing"] != "not_supplied"])
    return tables.kpi_table(frame, desk.edition, category)


def notes(desk: Desk) -> Exhibit:
    """Definitions, sources and every missing figure of this notebook; its last cell."""
    exhibit = trust.notes(desk.seen.values(), desk.edition, log=desk.store.log, drawn=_coverage(desk))
    values = [row for frame in desk.values if len(frame) for row in _plain(frame)]
    told = {entry["name"] for entry in exhibit.content["missing"]}
    nothing = nothing_missing(desk.words)
    gone = [
        _gone(desk, left)
        for left in desk.left_out
        if left.content["id"] not in _NO_FIGURES and left.content["reason"] not in nothing
    ]
    missing = [*exhibit.content["missing"], *(entry for entry in gone if entry["name"] not in told)]
    return Exhibit(exhibit.kind, {**exhibit.content, "missing": missing, "values": values}, exhibit.language)


def first_sum(desk: Desk) -> str:
    """The first headline KPI that adds up and is not 0: the cover draws it, the overview takes it apart."""
    found = desk.facts(desk.headline_kpis("overview"))
    return next((fact.kpi for fact in found if desk.adds_up(fact.kpi) and fact.amount), "")


def _wanted(desk: Desk, chapter: str) -> list[str]:
    """What the chapter will ask for anyway, so that it is measured in one pass."""
    rules = [kpi for kpi in ("social_sessions", "bounce_rate", "engagements") if chapter in choices.RULES]
    kpis = [*choices.card_kpis(chapter, desk.settings.headline, desk.client.targets), *rules, *desk.client.targets]
    closing = {"traffic": ("traffic", "conversion"), "network": ("reach", "engagement")}.get(chapter, (chapter,))
    return kpis + [kpi for category in closing for kpi in choices.category_kpis(category)]


def _coverage(desk: Desk) -> dict[str, Any] | None:
    """The content of the coverage figure, which every notebook of a report has in its notes; drawn once for all."""

    def draw() -> dict[str, Any] | None:
        drawn = trust.coverage(quiet.to_the_edge(desk.store, desk.settings), desk.edition, name="notes-coverage")
        return dict(drawn.content) if drawn.kind == "figure" else None

    return kept(desk.store, ("coverage", desk.words.language, desk.period, desk.settings), draw, PLAIN)


def _of_another_model(desk: Desk, row: dict[str, Any]) -> bool:
    """Whether the figure is a 0 of a conversion type that the client's business does not look at."""
    types = set(models.types_of(desk.catalogue[row["kpi"]]))
    foreign = bool(types) and not types & set(desk.settings.conversion_types)
    return foreign and row["value"] == 0 and not row["previous"] and row["target"] is None


def _bare(desk: Desk, chapter: str) -> Exhibit:
    """A chapter about the data, not about a figure."""
    last = desk.words.say("doc.data_to", date=desk.words.date(desk.store.data_date, "long"))
    return titles.chapter(desk.edition, chapter, title=last, found=())


def _judged(desk: Desk):
    return desk.targeted() if desk.client.targets else desk.headline_kpis("overview")


def _compared(desk: Desk) -> str:
    """What the report compares, for its cover."""
    if desk.comparison is None:
        return ""
    return desk.words.say("doc.compared", a=desk.edition.period_text, b=desk.words.period(desk.comparison))


def _gone(desk: Desk, exhibit: Exhibit) -> dict[str, str]:
    content, mark = exhibit.content, "\0"
    before, _, after = desk.words.say("phrase.not_shown", x=mark).partition(mark)
    name = str(content["title"]).removeprefix(before).removesuffix(after)
    why = {part: str(content[part]) for part in ("reason", "remedy")}
    return {"name": name, **why, "period": desk.edition.period_text}


def _plain(frame: Any) -> list[dict[str, Any]]:
    return [{name: _json(value) for name, value in row.items()} for row in records(frame)]


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
