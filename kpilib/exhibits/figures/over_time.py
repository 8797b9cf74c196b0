"""Figures of time: a KPI as a line with its target and breaks, networks beside each other, bars for each week.

Comes in: a series (one row for each period) and the result of the report's own period. Goes out: figure exhibits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.exhibits import charts, even, findings, provenance
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.charts import Line, Marks, Point
from kpilib.exhibits.charts.axes import say
from kpilib.exhibits.edition import Edition, Row, records
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import Data, Format, Said, absent, figure
from kpilib.exhibits.figures import marking
from kpilib.exhibits.palette import LIGHT, network
from kpilib.exhibits.steps import gaps
from kpilib.exhibits.style import Slot
from kpilib.periods import Period

MOST_LINES = 5


def trend(
    series: pd.DataFrame, edition: Edition, *, result: pd.DataFrame | None = None, kpi: str = "", name: str = "",
    title: str = "", slot: str = "full", height: float = 53, note: Sequence[str] = (), zero: bool = False,
) -> Exhibit:  # fmt: skip
    """A KPI over time in ink, with interval band, target, breaks and the report's period marked.

    Parameters
    ----------
    series : columns of `compare.series`, one row for each period, without a dimension
    result : columns of `compare.compare` for the report's period: value, target, benchmark, change
    kpi : which KPI of the frames, if they hold several
    """
    rows, fact = _rows(series, kpi), _result(result, edition, kpi)
    name = name or f"trend-{kpi or (rows[0]['kpi'] if rows else 'kpi')}"
    points = _points(rows, edition)
    if sum(point.value is not None for point in points) < 2:
        return _nothing(edition, rows, fact, title, name, kpi)
    fact = fact or Fact(rows[-1], edition)
    unit, measure = fact.unit, fact.name
    marks = marking.marks(edition, fact, points)
    form, value = Format(edition, unit), _value(edition, unit)

    def draw(axes: Any, place: Slot) -> None:
        line = Line(tuple(points), "", LIGHT["ink"])
        charts.lines(axes, [line], words=edition.words, form=form, value=value, marks=marks, slot=place, zero=zero)

    band = charts.banded(points, [b.day for b in marks.breaks])
    said = Said(
        title or findings.against_target(fact, points),
        _subtitle(edition, measure, points),
        (
            edition.say("alt.line", measure=measure, span=_span(edition, points)),
            *_shape(edition, unit, points, marks, fact),
        ),
        (
            *note,
            fact.scope or "",
            even.note(fact),
            edition.say("note.band") if band else "",
            _gap_note(edition, rows),
            _estimates(edition, rows),
            *(b.text for b in marks.breaks),
        ),
    )
    data = _data(edition, unit, {fact.short: points})
    return figure(edition, draw, said, data, name=name, slot=slot, height=height)


def trends(
    series: pd.DataFrame, edition: Edition, *, by: str = "network", result: pd.DataFrame | None = None, kpi: str = "",
    name: str = "", title: str = "", slot: str = "full", height: float = 53, note: Sequence[str] = (),
    zero: bool = True, additive: bool = True,
) -> Exhibit:  # fmt: skip
    """One KPI of several networks over time: up to five lines, beyond that small plots of one scale.

    Parameters
    ----------
    series : columns of `compare.series` with a column called `by`
    result : columns of `compare.compare` by the same dimension, for the title
    additive : whether the parts add up, so that the title may speak of a share
    """
    rows = _rows(series, kpi)
    name = name or f"trend-{kpi or (rows[0]['kpi'] if rows else 'kpi')}-{by}"
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.get(by), []).append(row)
    drawn = {group: _points(found, edition) for group, found in groups.items()}
    drawn = {group: points for group, points in drawn.items() if sum(p.value is not None for p in points) > 1}
    if not drawn:
        return _nothing(edition, rows, None, title, name, kpi)
    fact = Fact(rows[-1], edition)
    drawn = dict(sorted(drawn.items(), key=lambda item: -(_last(item[1]) or 0)))
    lines = [Line(tuple(p), edition.words.name(by, g), _color(by, g, i)) for i, (g, p) in enumerate(drawn.items())]
    marks = Marks(period=marking.inside(edition, lines[0].points), breaks=())
    ends = _ends(result, edition, by, kpi) or [(line.label, _last(line.points) or 0) for line in lines]
    said = Said(
        title or findings.leader(edition, fact.name, ends, unit=fact.unit, additive=additive),
        _subtitle(edition, fact.name, lines[0].points, by),
        (
            edition.say("alt.lines", measure=fact.name, dimension=edition.dimension(by),
                        span=_span(edition, lines[0].points)),
            *(_from_to(edition, fact.unit, line) for line in lines),
        ),
        (*note, _estimates(edition, rows)),
    )  # fmt: skip
    data = _data(edition, fact.unit, {line.label: line.points for line in lines})
    many = len(lines) > MOST_LINES
    draw = _small(lines, edition, fact.unit, zero) if many else _together(lines, edition, fact.unit, marks, zero)
    tall, phone = (21.0 * -(-len(lines) // 3) + 6, 20.0 * -(-len(lines) // 2) + 6) if many else (height, 60.0)
    return figure(
        edition, draw, said, data, name=name, slot=slot, height=tall, phone=phone,
        grid=(lambda place: _grid(len(lines), place)) if many else None,
    )  # fmt: skip


def by_week(
    series: pd.DataFrame, edition: Edition, *, result: pd.DataFrame | None = None, kpi: str = "", name: str = "",
    title: str = "", slot: str = "half", height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """A sum over time as bars from zero, the report's period in ink.

    Parameters
    ----------
    series : columns of `compare.series`, one row for each period, without a dimension
    result : columns of `compare.compare` for the report's period
    """
    rows, fact = _rows(series, kpi), _result(result, edition, kpi)
    name = name or f"weeks-{kpi or (rows[0]['kpi'] if rows else 'kpi')}"
    points = _points(rows, edition)
    # Bars that all stand before the report's period say nothing of it.
    seen = [point for point in points if point.value is not None and point.end > edition.period.start]
    if not seen or sum(point.value is not None for point in points) < 2:
        return _nothing(edition, rows, fact, title, name, kpi)
    fact = fact or Fact(rows[-1], edition)
    marks = Marks(period=marking.inside(edition, points), breaks=marking.breaks(edition, points, fact))
    form = Format(edition, fact.unit)

    def draw(axes: Any, place: Slot) -> None:
        charts.weeks(axes, points, words=edition.words, form=form, marks=marks, slot=place)

    half = slot in {"half", "third"}
    said = Said(
        title or findings.change(fact),
        _subtitle(edition, fact.short if half else fact.name, points),
        (edition.say("alt.bars_time", measure=fact.name, span=_span(edition, points)),
         *_shape(edition, fact.unit, points, marks, fact)),
        (*note, marking.dark(edition, points, marks), _gap_note(edition, rows), _estimates(edition, rows),
         *(b.text for b in marks.breaks)),
    )  # fmt: skip
    return figure(
        edition, draw, said, _data(edition, fact.unit, {fact.short: points}), name=name, slot=slot, height=height
    )


def gains_and_losses(
    series: pd.DataFrame, edition: Edition, *, gains: str = "follows", losses: str = "unfollows",
    result: pd.DataFrame | None = None, name: str = "gains-and-losses", title: str = "", slot: str = "half",
    height: float = 56, note: Sequence[str] = (),
) -> Exhibit:  # fmt: skip
    """What came as bars upward and what left as bars downward, each week.

    Parameters
    ----------
    series : columns of `compare.series` holding both KPIs
    result : columns of `compare.compare` for the report's period, both KPIs
    """
    up, down = _points(_rows(series, gains), edition), _points(_rows(series, losses), edition)
    if all(point.value is None for point in down):
        return by_week(series, edition, result=result, kpi=gains, name=name, title=title, slot=slot, height=height,
                       note=note)  # fmt: skip
    if sum(point.value is not None for point in up) < 2:
        return _nothing(edition, _rows(series, gains), None, title, name, gains)
    more, less = Fact(_rows(series, gains)[-1], edition), edition.words.kpi(losses)
    form, marks = _Unsigned(edition, more.unit), Marks(period=marking.inside(edition, up))

    def draw(axes: Any, place: Slot) -> None:
        charts.weeks(axes, up, below=down, words=edition.words, form=form, marks=marks, slot=place)

    fact = _result(result, edition, gains)
    said = Said(
        title or (findings.change(fact) if fact else more.name),
        edition.say("subtitle.two", first=more.short, second=less.short, step=_step(edition, up)),
        (edition.say("alt.up_down", first=more.name, second=less.name, span=_span(edition, up)),
         *_shape(edition, more.unit, up, marks, fact or more)),
        (*note, marking.dark(edition, up, marks)),
    )  # fmt: skip
    data = _data(edition, more.unit, {more.short: up, less.short: down})
    return figure(edition, draw, said, data, name=name, slot=slot, height=height)


def _together(
    lines: Sequence[Line], edition: Edition, unit: str, marks: Marks, zero: bool
) -> Callable[[Any, Slot], None]:
    def draw(axes: Any, place: Slot) -> None:
        charts.lines(axes, lines, words=edition.words, form=Format(edition, unit), value=_value(edition, unit),
                     marks=marks, slot=place, zero=zero)  # fmt: skip

    return draw


def _small(lines: Sequence[Line], edition: Edition, unit: str, zero: bool) -> Callable[[Any, Slot], None]:
    values = [point.value for line in lines for point in line.points if point.value is not None]
    low, high = min([*values, 0] if zero else values), max(values)

    def draw(axes: Any, place: Slot) -> None:
        plots = list(axes.flat)
        across = _grid(len(lines), place)[1]
        for index, (plot, line) in enumerate(zip(plots, lines, strict=False)):
            own = Line(line.points, "", LIGHT["ink"])
            charts.lines(plot, [own], words=edition.words, form=Format(edition, unit), value=Format(edition, unit),
                         slot=Slot("phone", 20, place.region, place.cjk), zero=zero)  # fmt: skip
            plot.set_ylim(low, high * 1.08)
            if index + across < len(lines):
                plot.tick_params(axis="x", labelbottom=False)
            say(plot, line.label, (0, 1), shift=(0, 2), where="axes fraction", va="bottom", size=7.5,
                weight=place.weight(500), color=LIGHT["text"])  # fmt: skip
        for plot in plots[len(lines) :]:
            plot.set_axis_off()

    return draw


def _grid(count: int, place: Slot) -> tuple[int, int]:
    columns = 2 if place.phone else 3
    return -(-count // columns), columns


def _rows(frame: pd.DataFrame | None, kpi: str) -> list[dict[str, Any]]:
    rows = [] if frame is None else records(frame)
    return sorted((row for row in rows if not kpi or row["kpi"] == kpi), key=lambda row: row["start"])


def _result(frame: pd.DataFrame | None, edition: Edition, kpi: str) -> Fact | None:
    found = [] if frame is None else [fact for fact in facts(frame, edition) if not kpi or fact.kpi == kpi]
    return found[0] if found else None


def _points(rows: Sequence[Row], edition: Edition) -> list[Point]:
    return [
        Point(
            _day(row["start"]),
            _day(row["end"]),
            *((None, None, None) if gap else (row.get("value"), row.get("low"), row.get("high"))),
            edition.data_date is not None and _day(row["end"]) > edition.data_date + timedelta(1),
            bool(row.get("odd")),
        )
        for row, gap in zip(rows, gaps(rows), strict=True)
    ]


def _gap_note(edition: Edition, rows: Sequence[Row]) -> str:
    return edition.say("note.partial") if any(gaps(rows)) else ""


def _estimates(edition: Edition, rows: Sequence[Row]) -> str:
    return provenance.estimates((row.get("basis") for row in rows), edition)


def _day(value: Any) -> date:
    return value.date() if hasattr(value, "date") else value


def _color(by: str, group: Any, index: int) -> str:
    if by == "network":
        return network(group)
    return [LIGHT[name] for name in ("ink", "slate", "faint", "good", "watch")][index % 5]


def _value(edition: Edition, unit: str) -> Callable[[float], str]:
    """Values in full: k and M stand on axes only."""
    return lambda x: edition.value(x, unit)


class _Unsigned(Format):
    """Ticks of what stands above and below one line."""

    def __call__(self, value: float) -> str:
        return super().__call__(abs(value))

    def even(self, value: float, among: Sequence[float]) -> str:
        """A tick among others."""
        return super().even(abs(value), among)


def _step(edition: Edition, points: Sequence[Point]) -> str:
    days = (points[0].end - points[0].start).days
    kind = (
        "day" if days == 1 else "week" if days == 7 else "month" if days <= 31 else "quarter" if days <= 92 else "year"
    )
    each, end = edition.say(f"each.{kind}"), points[-1].end
    if end >= edition.period.end:
        return each
    return edition.say("each.until", each=each, day=edition.words.date(end - timedelta(1), "day_month_long"))


def _span(edition: Edition, points: Sequence[Point]) -> str:
    return edition.words.period(Period(points[0].start, points[-1].end))


def _subtitle(edition: Edition, measure: str, points: Sequence[Point], by: str = "") -> str:
    if by:
        return edition.say("subtitle.series_by", measure=measure, dimension=edition.dimension(by),
                           step=_step(edition, points))  # fmt: skip
    return edition.say("subtitle.series", measure=measure, step=_step(edition, points))


def _last(points: Sequence[Point]) -> float | None:
    return next((point.value for point in reversed(points) if point.value is not None), None)


def _ends(result: pd.DataFrame | None, edition: Edition, by: str, kpi: str) -> list[tuple[str, float]]:
    rows = _rows_of(result, kpi)
    return [(edition.words.name(by, row.get(by)), row["value"]) for row in rows if row.get("value") is not None]


def _rows_of(result: pd.DataFrame | None, kpi: str) -> list[dict[str, Any]]:
    return [] if result is None else [row for row in records(result) if not kpi or row["kpi"] == kpi]


def _from_to(edition: Edition, unit: str, line: Line) -> str:
    known = [point.value for point in line.points if point.value is not None]
    return edition.say(
        "alt.from_to", name=line.label, first=edition.value(known[0], unit), last=edition.value(known[-1], unit)
    )


def _shape(edition: Edition, unit: str, points: Sequence[Point], marks: Marks, fact: Fact) -> list[str]:
    """Sentences of an alternative text: from where to where, the extremes, the target, breaks and missing parts."""
    known = [point for point in points if point.value is not None]
    value = _texts(edition, unit)
    low, high = min(known, key=lambda p: p.y), max(known, key=lambda p: p.y)
    said = [
        edition.say("alt.start_end", first=value(known[0].value), last=value(known[-1].value)),
        edition.say("alt.extremes", high=value(high.value), high_day=edition.words.date(high.start, "day_month_long"),
                    low=value(low.value), low_day=edition.words.date(low.start, "day_month_long")),
    ]  # fmt: skip
    if fact.amount is not None:
        said.append(edition.say("alt.period", period=edition.period_text, value=fact.value))
    if marks.reference is not None:
        said.append(edition.say("alt.reference", label=marks.reference_label.replace("\n", " ")))
    said += [b.text for b in marks.breaks]
    if len(known) < len(points):
        said.append(edition.say("alt.gaps", count=len(points) - len(known)))
    return said


def _texts(edition: Edition, unit: str) -> Callable[[Any], str]:
    return lambda x: edition.value(x, unit)


def _data(edition: Edition, unit: str, series: dict[str, Sequence[Point]]) -> Data:
    days = sorted({point.start for points in series.values() for point in points})
    columns = ((edition.words.say("word.from"), False), *((name, True) for name in series))
    found = [{point.start: point.value for point in points} for points in series.values()]
    value = _texts(edition, unit)
    rows = tuple((edition.words.date(day, "medium"), *(value(values.get(day)) for values in found)) for day in days)
    return Data(columns, rows)


def _nothing(edition: Edition, rows: Sequence[Row], fact: Fact | None, title: str, name: str, kpi: str = "") -> Exhibit:
    fact = fact or (Fact(rows[-1], edition) if rows else None)
    shown = title or (fact.name if fact else edition.words.kpi(kpi).name if kpi else name)
    reasons = [str(row["missing"]) for row in rows if row.get("missing")]
    return absent(edition, shown, reasons[-1] if reasons else "not_supplied", name=name)
