"""The rows behind a figure: one table, its rows dated, labelled and filtered, ready to be grouped.

Comes in: a store, spans and dimensions. Goes out: an Ibis relation with columns for span, dimensions, part and cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pandas as pd

from kpilib.engine.dimensions import CALENDAR, CLOCK, CUTS, LISTS, MOMENTS, column_of, has_dimension
from kpilib.engine.expressions import FOLLOWERS, social
from kpilib.engine.fetch import fetch
from kpilib.engine.localtime import local
from kpilib.engine.ranges import Group, fitting
from kpilib.engine.settings import Settings
from kpilib.engine.spans import Span, calendar, disjoint
from kpilib.engine.views import ALSO, VIEWS, filled_followers, kept_table
from kpilib.kpis.measures import BASES
from kpilib.tables import COVERAGE, Store

_DAY = timedelta(days=1)
SPAN, CUT, PARTS, LOCAL, DAY = "_span", "_cut", ("_part0", "_part1"), "_local", "_day"
RANGE, ITEM = ("_start", "_end"), "_item"
_FEW = 3
# First and last day of rows that speak of a range; the object within which ranges must not overlap; the column that
# only such rows fill.
_RANGES = {
    "ads_daily": ("date", "date_end", "campaign_id", "date_end"),
    "web_daily": ("date", "date_end", "", "date_end"),
    "competitors_daily": ("span_start", "date", "competitor", "span_start"),
    "shares": ("shared_at", "period_end", "employee_id", "period_end"),
}


@dataclass(frozen=True)
class Scene:
    """What all figures of one evaluation share."""

    store: Store
    settings: Settings
    spans: tuple[Span, ...]
    dims: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The dimensions that are columns; the calendar is in the spans."""
        return tuple(name for name in self.dims if name not in CALENDAR)

    @property
    def first(self) -> date:
        """The first day of any span."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> date:
        """The day after the last span."""
        return max(span.end for span in self.spans)

    def instant(self, day: date) -> datetime:
        """When a local day begins, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.settings.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class Source:
    """Which rows: a table, the moment that dates them, and how many days before the span's end they may lie."""

    table: str
    at: str = ""
    days: int | None = None

    @property
    def base(self) -> str:
        """The canonical table behind it."""
        return BASES.get(self.table, self.table)

    @property
    def moment(self) -> str:
        """The column that puts a row into a span; empty for a table without time."""
        return self.at or MOMENTS[self.table]

    def lacks(self, scene: Scene) -> str | None:
        """The first dimension that its rows do not have."""
        if self.table == "employees":
            return None
        asked = [*scene.dims, *scene.where]
        return next((d for d in asked if d != "social" and not has_dimension(self.base, d, MOMENTS[self.table])), None)


@dataclass
class Relation:
    """Rows to group, and the (span, group) pairs whose ranges a span cuts through."""

    rows: Any
    broken: set[tuple[int, Group]] = field(default_factory=set)


# Labels that decide whether a row is social, dated, in another currency or cut; read along where the table has them.
_LABELS = {
    "network",
    "account",
    "channel",
    "source",
    "medium",
    "currency",
    "date_end",
    "supplied",
    "published_precision",
}


def relation(scene: Scene, source: Source, *, columns: Iterable[str] = (), followers: bool = False) -> Relation:
    """The table's rows inside the spans, with these columns and those for span, dimensions, parts and cut."""
    build = VIEWS.get(source.table)
    rows = build(scene.store, scene.settings) if build else scene.store.table(source.table)
    rows = _narrowed(rows, scene, source, columns)
    rows = _dated(_unfolded(_parted(rows, source), scene, source), scene, source)
    for name, wanted in scene.where.items():
        rows = rows.filter(_wanted(rows, source, name, wanted, scene.settings))
    found = _spanned(rows, scene, source)
    found.rows = _labelled(found.rows, scene, source, followers)
    return found


def by_day(scene: Scene, source: Source, *, columns: Iterable[str] = (), followers: bool = False) -> Any:
    """All dated rows of the table with their day or range of days, labels, parts and cut; no spans."""
    build = VIEWS.get(source.table)
    rows = build(scene.store, scene.settings) if build else scene.store.table(source.table)
    rows = _narrowed(rows, scene, source, columns)
    rows = _dated(_unfolded(_parted(rows, source), scene, source), scene, source)
    if is_ranged(scene, source):
        rows = _with_range(rows, scene, source)
    rows = rows.filter(rows[RANGE[0] if is_ranged(scene, source) else DAY].notnull())
    if "social" in scene.where:
        rows = rows.filter(_wanted(rows, source, "social", scene.where["social"], scene.settings))
    return _labelled(rows, scene, source, followers)


def labels(scene: Scene, base: str, name: str) -> Any:
    """The different values of a dimension in all rows of a table."""
    source, alone = Source(base), replace(scene, dims=(name,), where={})
    rows = _unfolded(scene.store.table(base), alone, source)
    stated = base == "period_totals" and name == "channel"
    return rows.select(value=rows.segment if stated else _label(rows, source, name, False)).distinct()


def make_tables(scene: Scene, source: Source, followers: bool) -> None:
    """Make sure that the database knows every table behind a relation of this source."""
    for table in {source.base, ALSO.get(source.table, source.base)}:
        scene.store.table(table)
    if source.table in VIEWS:
        VIEWS[source.table](scene.store, scene.settings)
    if followers:
        _followers(scene)


def _labelled(rows: Any, scene: Scene, source: Source, followers: bool) -> Any:
    timeless = source.table == "employees"
    labels = {f"_d{n}": _label(rows, source, name, timeless) for n, name in enumerate(scene.groups)}
    rows = rows.mutate(**labels) if labels else rows
    return _with_followers(rows, scene) if followers else rows


def _narrowed(rows: Any, scene: Scene, source: Source, columns: Iterable[str]) -> Any:
    """Only the columns that will be read: a narrow relation compiles and runs faster."""
    wanted = {*columns, source.moment, *COVERAGE.get(source.base, ()), *_RANGES.get(source.base, ())} | _LABELS
    wanted |= {CUTS[source.base][0]} if source.base in CUTS else set()
    for name in (*scene.groups, *scene.where):
        wanted |= {"tags", "text", "tag", "platform", column_of(source.base, name) or ""}
    return rows.select(*(name for name in rows.columns if name in wanted)) if columns else rows


def _parted(rows: Any, source: Source) -> Any:
    labels = {}
    for alias, column in zip(PARTS, COVERAGE.get(source.base, (None, None))):
        labels[alias] = rows[column] if column else ibis.null("string")
    cut = CUTS.get(source.base)
    labels[CUT] = rows[cut[0]] if cut else ibis.null("string")
    return rows.mutate(**labels)


def _unfolded(rows: Any, scene: Scene, source: Source) -> Any:
    """One row for each tag of a row where tags are asked for: a post counts under every one of its tags."""
    for name in {*scene.groups, *scene.where}:
        if (source.base, name) not in LISTS:
            continue
        words = rows.tag.split(";") if name == "tag" else _tags(rows)
        words = (
            words.map(lambda word: word.strip().lower().re_replace("^#+", "")).filter(lambda word: word != "").unique()
        )
        rows = rows.mutate(**{f"_{name}": words}).unnest(f"_{name}")
    return rows


def _tags(posts: Any) -> Any:
    in_text = posts.text.re_split(r"[^#\w]+").filter(lambda word: word.startswith("#") & (word.length() > 1))
    return ibis.ifelse(posts.tags.notnull(), posts.tags.split(";"), in_text)


def _dated(rows: Any, scene: Scene, source: Source) -> Any:
    """The local clock and day of each row."""
    if not source.moment:
        return rows
    moment = rows[source.moment]
    if not moment.type().is_timestamp():
        return rows.mutate(**{DAY: moment})
    clock = local(moment, scene.settings.timezone, scene.first, scene.end)
    return rows.mutate(**{LOCAL: clock, DAY: clock.date()})


def _label(rows: Any, source: Source, name: str, timeless: bool) -> Any:
    """The column that a dimension groups by."""
    if timeless and not has_dimension(source.base, name, ""):
        return ibis.null("string")
    if name in CLOCK:
        return _clock(rows, source, name)
    if (source.base, name) in LISTS:
        return rows[f"_{name}"]
    if source.base == "ads_daily" and name == "network":
        return ibis.coalesce(rows.network, rows.platform)
    return rows[column_of(source.base, name)]


def _clock(rows: Any, source: Source, name: str) -> Any:
    if name == "weekday":
        return rows[DAY].day_of_week.index() + 1
    hour = rows[LOCAL].hour()
    if source.table != "posts":
        return hour
    return ibis.ifelse(rows.published_precision == "day", ibis.null("int32"), hour.cast("int32"))


def _wanted(rows: Any, source: Source, name: str, wanted: Any, settings: Settings) -> Any:
    if name == "social":
        return social(rows, settings) if wanted else ~social(rows, settings)
    values = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
    column = _label(rows, source, name, source.table == "employees")
    known = [value for value in values if value is not None]
    tests = [column.isin(known).fill_null(False)] if known else []
    return reduce(or_, [*tests, *([column.isnull()] if None in values else [])])


def _spanned(rows: Any, scene: Scene, source: Source) -> Relation:
    if not source.moment:
        return Relation(_stacked([rows] * len(scene.spans)))
    if source.days is not None:
        return Relation(_stacked([_looking_back(rows, scene, source, span) for span in scene.spans]))
    if source.table == "costs":
        return Relation(_stacked([_spread(rows, span) for span in scene.spans]))
    if is_ranged(scene, source):
        return _ranged(rows, scene, source)
    return Relation(_within(rows, scene, source))


def needs_list(scene: Scene, source: Source) -> bool:
    """Whether spans are looked up in a list of ranges or of days, which the text of a query does not hold."""
    if is_ranged(scene, source):
        return True
    dated = source.moment and source.days is None and source.table != "costs"
    return bool(dated) and not (_is_short(scene) or _first_label(scene) is not None)


def is_ranged(scene: Scene, source: Source) -> bool:
    """Whether rows of this table speak of ranges of days."""
    ranges = _RANGES.get(source.base)
    return source.days is None and ranges is not None and scene.store.has(source.base, ranges[3])


def _stacked(parts: list[Any]) -> Any:
    labelled = [part.mutate(**{SPAN: ibis.literal(number, "int64")}) for number, part in enumerate(parts)]
    return ibis.union(*labelled) if len(labelled) > 1 else labelled[0]


def _bounds(rows: Any, scene: Scene, source: Source, start: date | None, end: date) -> Any:
    """Rows whose moment lies in [start, end), compared on the raw column so that the database can skip."""
    moment = rows[source.moment]
    if moment.type().is_timestamp():
        before = moment < ibis.literal(scene.instant(end))
        return before if start is None else before & (moment >= ibis.literal(scene.instant(start)))
    return (moment < end) if start is None else (moment >= start) & (moment < end)


def _looking_back(rows: Any, scene: Scene, source: Source, span: Span) -> Any:
    start = span.end - source.days * _DAY if source.days else None
    return rows.filter(_bounds(rows, scene, source, start, span.end))


def _spread(costs: Any, span: Span) -> Any:
    """A cost over a range of days counts with its days inside the span."""
    last = ibis.coalesce(costs.date_end, costs.date)
    rows = costs.filter(costs.date < span.end, last >= span.start)
    last = ibis.coalesce(rows.date_end, rows.date)
    inside = (
        ibis.least(last, ibis.date(span.end - _DAY)).delta(ibis.greatest(rows.date, ibis.date(span.start)), unit="day")
        + 1
    )
    share = inside.cast("float64") / (last.delta(rows.date, unit="day") + 1).cast("float64")
    return rows.mutate(amount=rows.amount * share)


def _within(rows: Any, scene: Scene, source: Source) -> Any:
    """Each row under the span that holds its day: one pass, or one row for each of two overlapping spans."""
    spans = scene.spans
    if len(spans) == 1:
        return rows.filter(_bounds(rows, scene, source, scene.first, scene.end)).mutate(
            **{SPAN: ibis.literal(0, "int64")}
        )
    rows = rows.filter(_bounds(rows, scene, source, scene.first, scene.end))
    if _is_short(scene):
        numbers = [(_bounds(rows, scene, source, span.start, span.end), n) for n, span in enumerate(spans)]
        rows = rows.mutate(**{SPAN: ibis.cases(*numbers).cast("int64")})
        return rows.filter(rows[SPAN].notnull())
    if (number := _numbered(rows, scene)) is not None:
        return rows.mutate(**{SPAN: number.cast("int64")})
    days = pd.DataFrame(calendar(list(spans)), columns=["_calendar", SPAN]).astype({"_calendar": "datetime64[s]"})
    table = ibis.memtable(days, schema={"_calendar": "date", SPAN: "int64"})
    return rows.join(table, rows[DAY] == table["_calendar"]).drop("_calendar")


def _is_short(scene: Scene) -> bool:
    """Whether the spans are few and do not overlap."""
    return len(scene.spans) == 1 or (len(scene.spans) <= _FEW and disjoint(list(scene.spans)))


def _first_label(scene: Scene) -> date | None:
    """The first day, week or month of a single period; None where the spans are others."""
    return None if len({span.of for span in scene.spans}) > 1 else scene.spans[0].label


def _numbered(rows: Any, scene: Scene) -> Any:
    """The number of the day, week or month of a single period by arithmetic, which beats looking it up."""
    first = _first_label(scene)
    if first is None:
        return None
    unit = next(name for name in scene.dims if name in CALENDAR)
    day = rows[DAY]
    if unit == "month":
        return (day.year().cast("int64") * 12 + day.month()) - (first.year * 12 + first.month)
    days = day.delta(ibis.date(first), unit="day")
    return days if unit == "day" else days // 7


def _with_range(rows: Any, scene: Scene, source: Source) -> Any:
    first, last, item, _ = _RANGES[source.base]
    start = _as_day(rows, scene, first)
    end = ibis.coalesce(_as_day(rows, scene, last), start)
    named = (ibis.coalesce(start, end), end, rows[item] if item else ibis.null("string"))
    return rows.mutate(**dict(zip((*RANGE, ITEM), named)))


def _ranged(rows: Any, scene: Scene, source: Source) -> Relation:
    """Rows that speak of ranges of days: those that fit each span."""
    rows = _with_range(rows, scene, source)
    keys = [*PARTS, CUT, ITEM, *RANGE]
    near = rows.filter(rows._start < scene.end, rows._end >= scene.first)
    found = fetch(scene.store, near.select(*keys).distinct())
    listed = [
        (_group(row[:4]), pd.Timestamp(row[4]).date(), pd.Timestamp(row[5]).date())
        for row in found.itertuples(index=False)
    ]
    accepted, broken = fitting(listed, scene.spans)
    chosen = pd.DataFrame(
        [(number, *(value or "" for value in group), first, last) for number, group, first, last in accepted],
        columns=[SPAN, *(f"{key}_" for key in keys)],
    ).astype({"_start_": "datetime64[s]", "_end_": "datetime64[s]"})
    schema = {SPAN: "int64"} | {f"{key}_": "string" for key in keys[:4]} | {"_start_": "date", "_end_": "date"}
    table = ibis.memtable(chosen, schema=schema)
    same = [near[key].fill_null("") == table[f"{key}_"] for key in keys[:4]]
    same += [near[key] == table[f"{key}_"] for key in keys[4:]]
    return Relation(near.join(table, same).drop(*(f"{key}_" for key in keys)), broken)


def _group(values: tuple) -> Group:
    return tuple(None if value is None or value != value or value is pd.NA else str(value) for value in values)


def _as_day(rows: Any, scene: Scene, name: str) -> Any:
    column = rows[name]
    if column.type().is_timestamp():
        return local(column, scene.settings.timezone, scene.first, scene.end).date()
    return column


def _with_followers(posts: Any, scene: Scene) -> Any:
    """The account's followers on the day of each post; null where they are not known."""
    table = _followers(scene)
    same = [posts.network == table["_n"], posts.account == table["_a"], posts[DAY] == table["_when"]]
    return posts.left_join(table, same).drop("_n", "_a", "_when")


def _followers(scene: Scene) -> Any:
    carry = int(scene.settings.guard("carry"))
    schema = {"_n": "string", "_a": "string", "_when": "date", FOLLOWERS: "float64"}
    return kept_table(scene.store, f"followers {carry}", lambda: filled_followers(scene.store, carry), schema)
