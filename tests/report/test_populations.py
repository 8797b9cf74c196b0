"""Whose visits, whose networks: said where figures of different ones stand beside each other."""

from __future__ import annotations

import pytest

from kpilib.report import open_report

PERIOD = "2026-10-05..2026-10-05"


@pytest.fixture
def opened(tmp_path):
    """A report of a client with these rows of a table: of one day, or of the day that a row begins with."""

    def open_(table: str, fixed: str, columns: str, *lines: str):
        head = ",".join(part.split(": ")[1] for part in columns.split(", "))
        rows = [line if line.startswith("2026-") else f"2026-10-05,{line}" for line in lines]
        (tmp_path / "rows.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        named = f"columns: {{{columns}}}, constants: {{{fixed}}}"
        source = f"{{path: rows.csv, as: generic, table: {table}, dates: iso, {named}}}"
        (tmp_path / "acme.yml").write_text(f"client: Acme\nsources:\n  - {source}\n", encoding="utf-8")
        return open_report(str(tmp_path / "acme.yml"), PERIOD)

    return open_


VISITS = "date: Day, source: Source, medium: Medium, campaign: Campaign, sessions: Visits, engaged_sessions: Engaged"


def test_a_bounce_rate_says_whose_it_is(opened):
    """By hand: 60 of 200 visits of the website left at once, of those from social media 30 of 50."""
    report = opened(
        "web_daily",
        "breakdown: acquisition",
        VISITS,
        "google,organic,,150,120",
        "instagram,social,spring,30,10",
        "facebook,social,,20,10",
    )
    card = next(card for card in report.cards("traffic").content["cards"] if card["id"].endswith("bounce-rate"))
    assert (card["value"], card["note"].split(" · ")[0]) == ("30.0%", "Whole website")
    table = report.campaigns().content
    assert [cell["text"] for cell in table["total"]][1:3] == ["50", "60.0%"]
    assert "Bounce rate of visits from social media here, not of the whole website." in table["notes"]


DAYS = "date: Day, network: Network, impressions: Impressions, reactions: Likes, link_clicks: Clicks"


def test_steps_of_some_networks_are_named_under_the_funnel(opened):
    report = opened(
        "accounts_daily", "account: acme, scope: total", DAYS, "x,900,20,5", "linkedin,400,10,", "instagram,,70,"
    )
    note = report.funnel().content["note"]
    steps = "Impressions (without Instagram); Link clicks (X only)"
    assert f"Steps of some networks, not to be divided by others: {steps}." in note


POSTS = "published_at: Day, post_id: Id, network: Network, text: Text, impressions: Impressions, reactions: Likes"


def test_tags_are_ranked_by_what_all_their_networks_supply(opened):
    """By hand: #a has 900 impressions of one post, #b 100 and a post whose network gives none."""
    lines = ("1,x,one #a,900,5", "2,x,two #b,100,5", "3,instagram,three #b,,8")
    made = opened("posts", "account: acme, scope: total", POSTS, *lines).hashtags().content
    assert made["title"] == "Hashtags by posts"
    assert [[cell["text"] for cell in row[:2]] for row in made["rows"]] == [["#b", "2"], ["#a", "1"]]
    assert "Impressions per hashtag: X only." in made["notes"]


def test_a_tag_that_a_network_did_not_use_says_nothing_of_what_it_supplies(opened):
    """Facebook and Instagram give no impressions; of #a Facebook had a post the day before alone, and so now none."""
    lines = (
        "1,x,one #a,900,5",
        "2,x,two #b,100,5",
        "3,instagram,three #a #b,,8",
        "4,facebook,four #b,,9",
        "2026-10-04,5,facebook,five #a,,9",
    )
    made = opened("posts", "account: acme, scope: total", POSTS, *lines).hashtags().content
    assert "Impressions per hashtag: X only." in made["notes"]


def test_tags_of_one_network_are_ranked_by_impressions(opened):
    lines = ("1,x,one #a,900,5", "2,x,two #b,100,5", "3,x,three #b,50,8")
    made = opened("posts", "account: acme, scope: total", POSTS, *lines).hashtags().content
    assert (made["title"], made["notes"][1:]) == ("Hashtags by impressions", [])
    assert [[cell["text"] for cell in row[:2]] for row in made["rows"]] == [["#a", "900"], ["#b", "150"]]
