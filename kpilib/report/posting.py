"""What was published: posts ranked and scattered, tags, audience, formats, the best time.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from kpilib.compare.posting import Times, posting_times
from kpilib.exhibits import rankings
from kpilib.exhibits.audience import audience as audience_table
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures import over_time, ranked
from kpilib.exhibits.figures.each_post import LENGTH, post_values, posts_against
from kpilib.exhibits.figures.grids import week
from kpilib.report import choices, general
from kpilib.report.desk import Desk

_LEAST = 100  # impressions or views of a post whose rate counts among the times
_RANKED_BY = {"popular": "public_interactions", "reach": "reach", "shared": "share_rate"}


def posts(desk: Desk, ranking: str) -> Exhibit:
    """The first five posts of a ranking."""
    kpi = _RANKED_BY.get(ranking) or desk.main_rate
    return rankings.posts(desk.published(), desk.edition, kpi=kpi, worst=ranking == "worst", name=f"posts-{ranking}")


def scatter(desk: Desk, x: str, y: str) -> Exhibit:
    """One measure of each post against another; empty: the exposure or the rate that the data rests on."""
    rate = desk.main_rate
    exposure = "views" if rate == "engagement_rate_views" else "impressions"
    return posts_against(desk.published(), desk.edition, x=x or "reach", y={"": rate, "exposure": exposure}.get(y, y))


def text_length(desk: Desk) -> Exhibit:
    """The length of each text against the engagement rate."""
    return posts_against(desk.published(), desk.edition, x=LENGTH, y=desk.main_rate)


def gains_and_losses(desk: Desk) -> Exhibit:
    """Follows upward and unfollows downward, each step of the time line."""
    kpis = ["follows", "unfollows"]
    result = desk.remember(desk.measure(kpis))
    return over_time.gains_and_losses(desk.over_time(kpis), desk.edition, result=result)


def actions(desk: Desk, *, by: str) -> Exhibit:
    """Which actions the engagements of each network are made of."""
    kpis = [choices.ACTIONS[action] for action in desk.settings.actions if action in choices.ACTIONS]
    frame = desk.remember(desk.measure(kpis, by=by))
    measure = desk.words.kpi("engagements").name
    return ranked.shares(frame, desk.edition, by=by, parts=kpis, measure=measure, name=f"actions-by-{by}")


def audience(desk: Desk, dimension: str) -> Exhibit:
    """Who follows, as each network states it."""
    rows = desk.data("audience")
    return audience_table(rows[rows["network"].isin(desk.networks)] if desk.networks else rows, desk.edition,
                          dimension=dimension)  # fmt: skip


def hashtags(desk: Desk) -> Exhibit:
    """Each tag by what all of its networks supply: impressions, else posts; a post counts under each of its tags."""
    measures: tuple[str, ...] = ("hashtag_impressions", "posts_published", desk.main_rate)
    title = desk.words.say("report.title.hashtags")
    frame = desk.measure(measures, by="hashtag")
    if frame.loc[frame["hashtag"].notna(), "value"].isna().all():
        return absent(desk.edition, title, "not_supplied", name="hashtags")
    restricted = _restricted(desk, measures)
    if measures[0] in restricted:
        title = desk.words.say("report.title.hashtags_posts")
        measures = ("posts_published", "engagements_per_post", desk.main_rate, measures[0])
    notes = [
        desk.edition.say("alt.row", name=desk.words.kpi(kpi).short, values=networks)
        for kpi, networks in restricted.items() if networks
    ]  # fmt: skip
    return general.by_network(desk, measures, by="hashtag", title=title, name="hashtags", totals=False, notes=notes)


def _restricted(desk: Desk, kpis: Sequence[str]) -> dict[str, str]:
    """Of which networks a measure is, where not all whose posts carry tags supply it; an empty text where none does."""
    frame = desk.measure(kpis, by=("hashtag", "network"))
    rows = frame[frame["hashtag"].notna() & frame["network"].notna() & frame["value"].notna()]
    posted = rows.loc[(rows["kpi"] == "posts_published") & (rows["value"] > 0), ["hashtag", "network"]]
    rows = rows.merge(posted)  # of a tag that a network did not use it has no impressions, whatever it supplies
    held = {kpi: set(rows.loc[rows["kpi"] == kpi, "network"]) for kpi in kpis}
    tagged = set(posted["network"])
    named = {kpi: desk.edition.of_networks(sorted(held[kpi] & tagged), sorted(tagged - held[kpi])) for kpi in kpis}
    return {kpi: text for kpi, text in named.items() if tagged - held[kpi]}


def times(desk: Desk) -> Times | None:
    """The grid of posting times over the year up to the period's end; None without posts."""
    found: Times | None = desk.once("posting times", lambda: _times(desk))
    return found


def best_times(desk: Desk) -> Exhibit:
    """Weekday and hour of posts: the engagement rate, drawn towards the average where posts are few.

    Where none of them stands out the cells show how many posts there are.
    """
    found, rate = times(desk), desk.main_rate
    name = "posting-times"
    if found is None or not found.posts:
        return absent(desk.edition, desk.words.say("report.title.times"), "not_supplied", name=name)
    fewest, span = int(desk.settings.guard("cell")), desk.words.period(choices.year_to(desk.period))
    title = (
        desk.words.say("sentence.content.best_time", block=block_name(desk, found.best, found.hours))
        if found.best
        else desk.words.say("sentence.content.no_time", count=found.posts)
    )
    cells = found.cells.where(found.cells.notna(), None)
    scope = desk.edition.of_networks(found.told, found.lacking) if found.lacking else ""
    filled = found.cells[found.cells["n"] >= fewest]
    if not found.best and len(filled) and (filled["value"].nunique() == 1 or not filled["marked"].any()):
        counted = cells.drop(columns=["n", "marked"]).assign(value=cells["n"])
        return week(
            counted, desk.edition, hours=found.hours, unit="count",
            measure=_qualified(desk, desk.words.kpi("posts_published").short, scope), name=name, title=title, span=span,
            said=[desk.words.say("report.note.times_alike", count=found.posts),
                  desk.words.say("report.note.times_rated", kpi=desk.words.kpi(rate).name)],
            things="posts",
        )  # fmt: skip
    said = [desk.words.say("report.note.times", count=found.posts), desk.edition.say("note.grid", count=fewest)]
    return week(
        cells, desk.edition, hours=found.hours, unit="fraction", name=name,
        measure=_qualified(desk, desk.words.kpi(rate).name, scope), said=said, title=title, fewest=fewest, span=span,
    )  # fmt: skip


def _qualified(desk: Desk, name: str, scope: str) -> str:
    return desk.words.qualified(name, scope) if scope else name


def block_name(desk: Desk, cell: dict[str, Any], hours: int) -> str:
    """A cell of the grid in words: Tuesday, 12:00–16:00."""
    start = int(cell["block"])
    span = desk.words.range(desk.words.time(time(start)), desk.words.time(time((start + hours) % 24)))
    if cell["weekday"] is None or cell["weekday"] != cell["weekday"]:
        return span
    return desk.edition.say("cell", first=desk.words.name("weekday", int(cell["weekday"])), second=span)


def _times(desk: Desk) -> Times | None:
    rows = desk.published(choices.year_to(desk.period))
    if rows.empty:
        return None
    values = post_values(rows, desk.main_rate, desk.edition, least=_LEAST)
    return posting_times(rows, values, timezone=desk.settings.timezone)
