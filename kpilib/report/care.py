"""Customers: how long answers took, when messages come, who answered, what customers are worth.

Comes in: a desk. Goes out: exhibits.
"""

from __future__ import annotations

from kpilib.compare import waits
from kpilib.exhibits import rankings
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import absent
from kpilib.exhibits.figures.grids import week
from kpilib.exhibits.figures.spread import answer_times as times_figure
from kpilib.exhibits.figures.spread import concentration
from kpilib.exhibits.guards import SMALL_BASE
from kpilib.report import choices, general
from kpilib.report.desk import Desk

_TEAM = ("messages_by_team", "first_response_time", "response_rate")
_MEMBER = ("replies_by_member", "first_response_time", "response_time_p90")


def answer_times(desk: Desk) -> Exhibit:
    """The share answered within a time, a line for each network, the client's limit marked."""
    if "messages" not in desk.store.names:
        return absent(desk.edition, desk.words.kpi("first_response_time").name, "not_supplied", name="answer-times")
    found = waits.times(waits.waits(desk.store, desk.period, desk.settings, networks=desk.networks))
    clock = desk.words.name("basis", "business" if desk.settings.hours else "calendar")
    note = [desk.words.say("report.note.answered", clock=clock)]
    return times_figure(found, desk.edition, limit=desk.settings.limit_s, note=note)


def arrivals(desk: Desk) -> Exhibit:
    """On which weekday and at what time messages come; the title names the fullest cell where it holds thirty."""
    title, name = desk.words.say("report.title.arrivals"), "message-arrivals"
    if "messages" not in desk.store.names:
        return absent(desk.edition, title, "not_supplied", name=name)
    rows = waits.arrivals(waits.waits(desk.store, desk.period, desk.settings, networks=desk.networks))
    few = rows["value"].max() < SMALL_BASE
    zone = desk.words.say("report.note.clock", zone=desk.settings.timezone)
    return week(
        rows, desk.edition, hours=waits.BLOCK_HOURS, unit="count", measure=title, name=name, said=[zone],
        things="messages", title=title if few else "",
    )  # fmt: skip


def teams(desk: Desk) -> Exhibit:
    """Messages by team tag, with answer time and response rate; a message counts under each of its tags."""
    title = desk.words.say("report.title.teams")
    return general.by_network(desk, _TEAM, by="tag", title=title, name="messages-by-tag", totals=False)


def members(desk: Desk) -> Exhibit:
    """Replies and answer times of each team member with at least ten; names only where the client shows them."""
    frame = desk.measure(_MEMBER, by="agent")
    frame = frame[frame["agent"].notna()]
    # Exports of tickets know when the first reply came, not how many there were.
    known = set(frame.loc[frame["value"].notna(), "kpi"])
    order = _MEMBER[0 if _MEMBER[0] in known else 1]
    hidden = "" if desk.client.file.names == "shown" else desk.words.say("word.team_member")
    return rankings.breakdown(
        frame, desk.edition, by="agent", order=order, hidden=hidden,
        title=_members_title(desk, known), name="replies-by-member", fewest=desk.settings.guard("person"),
    )  # fmt: skip


def _members_title(desk: Desk, known: set[str]) -> str:
    """What a table of team members is called: replies, answer times, or both."""
    replies, time, _ = _MEMBER
    if known >= {replies, time}:
        return desk.words.say("report.title.members")
    if replies in known:
        return desk.words.kpi(replies).name
    return desk.edition.say("grouped", measure=desk.words.kpi(time).short, dimension=desk.edition.dimension("agent"))


def customer_values(desk: Desk) -> Exhibit:
    """How much of the revenue the best customers of the last year make."""
    measure, name = desk.words.say("report.word.customer_revenue"), "customer-values"
    orders = desk.data("orders")
    if orders.empty or orders["currency"].nunique() > 1:
        return absent(desk.edition, measure, "currency_mixed" if len(orders) else "not_supplied", name=name)
    past = desk.inside(orders, "ordered_at", choices.year_to(desk.period))
    sums = past.groupby("customer_id")["revenue"].sum()
    note = [desk.words.say("report.note.customers")]
    return concentration([float(x) for x in sums if x > 0], desk.edition, measure=measure, name=name, note=note)
