"""The rows behind a figure: one table, its rows dated, labelled and filtered, ready to be grouped.

Comes in: a store, spans and dimensions. Goes out: an Ibis relation with columns for span, dimensions, part and cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import ibis

from kpilib.engine.dimensions import CLOCK, CUTS, LISTS, column_of, has_dimension
from kpilib.engine.expressions import FOLLOWERS, social
from kpilib.engine.localtime import local
from kpilib.engine.placing import RANGES, Relation, is_ranged, spanned, with_range
from kpilib.engine.scene import CUT, DAY, LOCAL, PARTS, RANGE, Scene, Source
from kpilib.engine.settings import Settings
from kpilib.engine.views import ALSO, MADE, VIEWS, filled_followers, kept_table
from kpilib.tables import COVERAGE

# Labels that decide whether a row is social, dated, in another currency or cut; read along where the table has them.
_LABELS = {
    "sentiment_method",
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
    found = spanned(rows, scene, source)
    found.rows = _labelled(found.rows, scene, source, followers)
    return found


def by_day(scene: Scene, source: Source, *, columns: Iterable[str] = (), followers: bool = False) -> Any:
    """All dated rows of the table with their day or range of days, labels, parts and cut; no spans."""
    build = VIEWS.get(source.table)
    rows = build(scene.store, scene.settings) if build else scene.store.table(source.table)
    rows = _narrowed(rows, scene, source, columns)
    rows = _dated(_unfolded(_parted(rows, source), scene, source), scene, source)
    if is_ranged(scene, source):
        rows = with_range(rows, scene, source)
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
        scene.store.show(table)
    if source.table in MADE:
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
    wanted = {*columns, source.moment, *COVERAGE.get(source.base, ()), *RANGES.get(source.base, ())} | _LABELS
    wanted |= {CUTS[source.base][0]} if source.base in CUTS else set()
    for name in (*scene.groups, *scene.where):
        wanted |= {"platform", column_of(source.base, name) or ""}
        wanted |= {"tags", "text", "tag"} if (source.base, name) in LISTS else set()
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


def _with_followers(posts: Any, scene: Scene) -> Any:
    """The account's followers on the day of each post; null where they are not known."""
    table = _followers(scene)
    same = [posts.network == table["_n"], posts.account == table["_a"], posts[DAY] == table["_when"]]
    return posts.left_join(table, same).drop("_n", "_a", "_when")


def _followers(scene: Scene) -> Any:
    carry = int(scene.settings.guard("carry"))
    schema = {"_n": "string", "_a": "string", "_when": "date", FOLLOWERS: "float64"}
    return kept_table(scene.store, f"followers {carry}", lambda: filled_followers(scene.store, carry), schema)
