"""Rankings have a guard and a rule for ties."""

import pytest

from kpilib.errors import UnknownName
from kpilib.exhibits import rankings

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
    assert made["notes"] == ["Equal values rank by date, then by id"]


def test_a_long_text_is_cut_at_a_word(english):
    made = rankings.posts(frame(*(post("word " * 40, i, reach=i) for i in (1, 2, 3))), english, kpi="reach").content
    assert made["rows"][0][1]["text"].endswith("word…")
    assert len(made["rows"][0][1]["text"]) <= 61


def test_groups_below_the_guard_are_counted_not_ranked(english):
    rows = frame(
        *(
            row("replies_by_member", "count", v, n=n, agent=a, table="messages")
            for a, v, n in (("A", 9.0, 20), ("B", 5.0, 15), ("C", 99.0, 2))
        )
    )
    made = rankings.breakdown(rows, english, by="agent", fewest=10, hidden="Employee").content
    assert [line[0]["text"] for line in made["rows"]] == ["Employee 1", "Employee 2"]
    assert "One group with n below 10 is left out" in made["notes"]


def test_posts_cannot_be_ranked_by_what_they_do_not_have(english):
    with pytest.raises(UnknownName, match="share_rate"):
        rankings.posts(frame(), english, kpi="share_rates")
