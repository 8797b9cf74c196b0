"""Rankings have a guard and a rule for ties."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from kpilib.errors import UnknownName
from kpilib.exhibits import rankings
from kpilib.report import care

from .conftest import frame, row

ACTIONS = ("reactions", "comments", "shares", "saves")


def post(name, day, **numbers):
    return {
        "post_id": name,
        "network": "x",
        "type": "image",
        "text": name,
        "published_at": f"2026-10-{day:02d}",
        **numbers,
    }


def test_equal_values_rank_by_date_then_by_id():
    found = frame(post("b", 1, reach=5), post("a", 1, reach=5), post("c", 2, reach=5), post("d", 1, reach=9))
    assert [p["post_id"] for p in rankings.ranked(found, "reach", actions=ACTIONS)] == ["d", "c", "a", "b"]
    assert [p["post_id"] for p in rankings.ranked(found, "reach", actions=ACTIONS, worst=True)] == ["c", "a", "b", "d"]


def test_a_rate_needs_exposure():
    found = frame(post("small", 1, impressions=900, shares=90), post("large", 1, impressions=2000, shares=20))
    assert [(p["post_id"], p["value"]) for p in rankings.ranked(found, "share_rate", actions=ACTIONS)] == [
        ("large", 0.01)
    ]


def test_an_action_that_no_export_reports_is_left_out():
    found = frame(post("a", 1, reactions=10, comments=None, shares=5))
    assert rankings.ranked(found, "public_interactions", actions=ACTIONS)[0]["value"] == 15


def test_fewer_than_three_are_not_ranked(english):
    assert rankings.posts(frame(post("a", 1, reach=5), post("b", 1, reach=6)), english, kpi="reach").kind == "absent"


def test_the_table_of_posts(english):
    made = rankings.posts(frame(*(post(f"p{i}", i, reach=10.0 * i) for i in range(1, 8))), english, kpi="reach").content
    assert [line[1]["text"] for line in made["rows"]] == ["p7", "p6", "p5", "p4", "p3"]
    assert [line[5]["bar"]["share"] for line in made["rows"]] == pytest.approx([1, 6 / 7, 5 / 7, 4 / 7, 3 / 7])
    assert made["title"] == "Reach: the best post reaches 70"
    assert made["notes"] == []


@pytest.mark.parametrize("reaches", [(9, 9, 8, 7, 6, 5), (9, 8, 7, 6, 5, 5)])  # within the five, and at their end
def test_the_rule_for_ties_is_printed_where_one_decides(english, reaches):
    made = rankings.posts(frame(*(post(f"p{i}", i, reach=n) for i, n in enumerate(reaches, 1))), english, kpi="reach")
    assert made.content["notes"] == ["Equal values rank by date, then by id."]


def test_posts_without_any_shares_have_no_best(english):
    none = frame(*(post(f"p{i}", i, shares=0, impressions=5000) for i in (1, 2, 3)))
    assert rankings.posts(none, english, kpi="share_rate").kind == "absent"


def test_the_lowest_posts_are_not_the_best_once_more(english):
    def lowest(count):
        found = frame(*(post(f"p{i}", i, reach=float(i)) for i in range(1, count + 1)))
        return rankings.posts(found, english, kpi="reach", worst=True)

    assert lowest(7).kind == "absent"
    assert [line[1]["text"] for line in lowest(8).content["rows"]] == ["p1", "p2", "p3"]  # p4 to p8 are the best


def test_a_long_text_is_cut_at_a_word(english):
    made = rankings.posts(frame(*(post("word " * 40, i, reach=i) for i in (1, 2, 3))), english, kpi="reach").content
    assert made["rows"][0][1]["text"].endswith("word…")
    assert len(made["rows"][0][1]["text"]) <= 65


def test_groups_below_the_guard_are_counted_not_ranked(english):
    rows = frame(
        *(
            row("replies_by_member", "count", v, n=n, agent=a, table="messages")
            for a, v, n in (("A", 9.0, 20), ("B", 5.0, 15), ("C", 99.0, 2))
        )
    )
    made = rankings.breakdown(rows, english, by="agent", fewest=10, hidden="Employee").content
    assert [line[0]["text"] for line in made["rows"]] == ["Employee 1", "Employee 2"]
    assert "One group with n below 10 is left out." in made["notes"]


def test_posts_cannot_be_ranked_by_what_they_do_not_have(english):
    with pytest.raises(UnknownName, match="share_rate"):
        rankings.posts(frame(), english, kpi="share_rates")


@pytest.mark.parametrize(
    ("supplied", "total"),
    [
        (";reactions;comments;shares;", None),  # the file carries comments and leaves them empty: the sum is missing
        (";reactions;shares;", 15.0),  # the file does not carry comments: they are left out
        (None, 15.0),  # an analyst's own frame does not say
        (";impressions;", None),  # no action is carried
    ],
)
def test_an_action_that_is_carried_but_empty_makes_the_sum_missing(supplied, total):
    made = post("a", 1, reactions=10, comments=None, shares=5, supplied=supplied)
    assert rankings.action_sum(made, ("reactions", "comments", "shares")) == total


@pytest.mark.parametrize(("network", "exposure"), [("facebook", 5000), ("linkedin", 2000), ("x", 2000)])
def test_exposure_follows_the_basis_of_the_network(network, exposure):
    found = frame({**post("a", 1, impressions=2000, views=5000, shares=20), "network": network})
    assert rankings.ranked(found, "share_rate", actions=ACTIONS)[0]["exposure"] == exposure


def test_exposure_falls_back_on_what_the_file_has_and_on_the_clients_choice(english):
    only = frame({**post("a", 1, impressions=2000, views=None, shares=20), "network": "facebook"})
    assert rankings.ranked(only, "share_rate", actions=ACTIONS)[0]["exposure"] == 2000
    chosen = replace(english, exposure_basis={"facebook": "impressions"})
    both = frame({**post("a", 1, impressions=2000, views=5000, shares=20), "network": "facebook"})
    assert rankings.ranked(both, "share_rate", actions=ACTIONS, exposure=chosen.exposure)[0]["exposure"] == 2000


def test_posts_of_one_text_differ_by_their_day_on_the_clients_clock(english):
    late = {"published_at": datetime(2026, 10, 4, 23, 30, tzinfo=UTC), "text": "Same"}
    found = frame(*({**post(f"p{i}", i, reach=float(i)), **(late if i == 3 else {"text": "Same"})} for i in (1, 2, 3)))
    made = rankings.posts(found, replace(english, timezone="Europe/Istanbul"), kpi="reach").content
    assert [line[1]["text"] for line in made["rows"]] == ["Same"] * 3
    assert [line[2]["text"] for line in made["rows"]] == ["5 Oct", "2 Oct", "1 Oct"]
    assert made["rows"][0][3]["text"] == "X · Image"
    assert sum(c["width"] for c in made["columns"] if c["key"] not in ("post", "network")) <= 65


def test_a_caption_says_its_language_where_the_data_know_it(english):
    rows = [{**post(f"p{i}", i, reach=float(i)), "language": code} for i, code in ((1, "tr"), (2, None), (3, "en"))]
    made = rankings.posts(frame(*rows), english, kpi="reach").content
    assert [line[1]["language"] for line in made["rows"]] == ["en", None, "tr"]


def test_a_text_without_spaces_is_cut_by_its_width(english):
    made = rankings.posts(frame(*(post("咖啡" * 40, i, reach=i) for i in (1, 2, 3))), english, kpi="reach").content
    assert made["rows"][0][1]["text"] == "咖啡" * 11 + "…"


def test_best_and_worst_that_are_too_few_have_names_of_their_own(english):
    titles = {
        rankings.posts(frame(post("a", 1, reach=5)), english, kpi="reach", worst=w).content["title"] for w in (0, 1)
    }
    assert titles == {"Best posts: Reach: not shown", "Lowest posts: Reach: not shown"}


def test_a_breakdown_of_nothing_known_is_absent(english):
    rows = frame(row("social_sessions", "count", 9.0, campaign=None))
    assert rankings.breakdown(rows, english, by="campaign").content["reason"] == "Not supplied"


def test_a_breakdown_drops_columns_that_all_lack(english):
    rows = frame(
        *(row("link_clicks", "count", v, campaign=c) for c, v in (("a", 9.0), ("b", 5.0))),
        *(row("spend", "money", None, campaign=c) for c in ("a", "b")),
    )
    made = rankings.breakdown(rows, english, by="campaign").content
    assert [column["key"] for column in made["columns"]] == ["campaign", "link_clicks", "change"]
    assert "Not supplied: Ad spend." in made["notes"]


def test_the_best_of_what_should_be_low_is_the_lowest_and_nothing_is_not_ranked(english):
    def ranked(kpi, unit, values, **more):
        rows = frame(*(row(kpi, unit, v, agent=name, **more) for name, v in values.items()))
        return rankings.breakdown(rows, english, by="agent")

    slow = ranked("first_response_time", "seconds", {"a": 1800.0, "b": 600.0, "c": 900.0}, polarity="lower")
    assert [cells[0]["text"] for cells in slow.content["rows"]] == ["b", "c", "a"]
    none = ranked("advocacy_posts", "count", {"a": 0.0, "b": 0.0})
    assert (none.kind, none.content["reason"]) == ("absent", "Too few observations")


@pytest.mark.parametrize(
    ("clicks", "title"),
    [
        ({"a": 47.0, "b": 47.0, "c": 9.0}, "Link clicks: a 47, b 47"),
        ({"a": 47.0, "b": 9.0}, "Link clicks: a 47, b 9"),
        ({"a": 47.0, "b": 46.0, "c": 9.0}, "Link clicks: a leads with 47"),
    ],
)
def test_neither_of_two_leads_nor_one_of_several_equals(english, clicks, title):
    rows = frame(*(row("link_clicks", "count", v, campaign=name) for name, v in clicks.items()))
    assert rankings.breakdown(rows, english, by="campaign").content["title"].startswith(title)


def test_what_was_not_there_before_is_called_new(english):
    new = {"previous": 0.0, "change": 47.0, "change_kind": "absolute"}
    rows = frame(row("link_clicks", "count", 47.0, campaign="a") | new,
                 row("link_clicks", "count", 60.0, 50.0, campaign="b"),
                 row("link_clicks", "count", 40.0, campaign="c", change_missing="not_supplied"))  # fmt: skip
    made = rankings.breakdown(rows, english, by="campaign").content
    assert [line[-1]["text"] for line in made["rows"]] == ["20.0%", "new", "new"]
    # Where the earlier period has nobody, nothing is known of what is new.
    alone = frame(
        *(row("link_clicks", "count", n, campaign=f"c{n}", change_missing="not_supplied") for n in (9.0, 5.0))
    )
    assert [line[-1]["text"] for line in rankings.breakdown(alone, english, by="campaign").content["rows"]] == [
        "–",
        "–",
    ]


@pytest.mark.parametrize(
    ("replies", "seconds", "title"),
    [
        (40.0, 900.0, "Replies and answer times by team member"),
        (None, 900.0, "First response time by team member"),
        (40.0, None, "Replies by team member"),
    ],
)
def test_the_table_of_team_members_is_called_by_what_it_shows(english, replies, seconds, title):
    rows = frame(
        *(row("replies_by_member", "count", replies, n=40, agent=name) for name in "ab"),
        *(row("first_response_time", "seconds", seconds, n=40, agent=name, polarity="lower") for name in "ab"),
    )
    desk = SimpleNamespace(
        measure=lambda kpis, by: rows, edition=english, words=english.words,
        client=SimpleNamespace(file=SimpleNamespace(names="hidden")), settings=SimpleNamespace(guard=lambda name: 10),
    )  # fmt: skip
    assert care.members(desk).content["title"] == title
