"""Rows are read as a reader is told of them."""

import json

import pandas as pd
import pytest

from kpilib.exhibits import cards, tables
from kpilib.exhibits.edition import records
from kpilib.exhibits.facts import Fact, facts

from .conftest import edition, frame, row


def test_a_rise_of_a_good_thing_is_better(english):
    fact = Fact(
        row("social_sessions", "count", 48210.0, 42900.0, target=45000.0, attainment=48210 / 45000, status="achieved"),
        english,
    )
    assert fact.change == {
        "arrow": "up",
        "direction": "up",
        "judge": "good",
        "amount": "12.4%",
        "signed": "+12.4%",
        "word": "better",
        "versus": "on September",
    }
    assert fact.target == {
        "label": "Target 45,000",
        "goal": "45,000",
        "exact": 45000,
        "attained": "107%",
        "share": pytest.approx(1.0713, abs=1e-4),
        "pace": None,
        "status": "good",
        "status_word": "On target",
    }


def test_a_neutral_kpi_has_no_good_side(english):
    fact = Fact(row("spend", "money", 110.0, 100.0, polarity="neutral", better=None), english)
    assert fact.change["judge"] == "none"
    assert fact.change["word"] == ""


def test_noise_is_neither_better_nor_worse(english):
    fact = Fact(row("reach", "people", 101.0, 100.0, flat=True), english)
    assert fact.change["arrow"] == fact.change["judge"] == "flat"
    assert fact.change["word"] == "flat"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"change_missing": "definition_break"}, "Definition changed"),
        ({"change_missing": "not_supplied"}, "no earlier period"),
        ({}, "no earlier period"),
    ],
)
def test_a_missing_change_says_why(english, more, said):
    assert Fact(row("reach", "people", 10.0, **more), english).no_change == said


def test_too_few_is_said_of_the_change_not_of_the_value(every_language):
    few = row("win_rate", "share", 0.75, n=3, table="deals", change_missing="below_min_sample")
    [card] = cards.cards(frame(few), every_language).content["cards"]
    month = every_language.words.period(every_language.comparison, year=False)
    said = every_language.say("too_few_before", x=month)
    assert (card["missing"], card["no_change"], month in said) == (None, said, True)
    assert Fact(few, every_language).no_change_note == said


def test_without_a_comparison_nothing_is_compared():
    assert Fact(row("reach", "people", 10.0), edition(comparison=False)).no_change == "not compared"


def test_a_missing_value_becomes_a_card_with_reason_and_remedy(english):
    card = cards.cards(frame(row("net_sentiment", "score", None, missing="language_not_classified")), english).content[
        "cards"
    ][0]
    assert card["value"] == "n/a"
    assert card["missing"] == {
        "reason": "Language not classified",
        "remedy": "Add sentiment labels from the listening tool, or a word list for the language.",
    }
    assert card["change"] is card["target"] is card["spark"] is None


def test_the_note_of_a_card_says_n_interval_and_coverage(english):
    made = row(
        "engagement_rate_impressions", "fraction", 0.0313, table="posts", n=166, low=0.0301, high=0.0325, coverage=0.5
    )
    assert Fact(made, english).note == "n = 166 posts · 95% interval 3.01% to 3.25% · coverage 50%"


def test_sparklines_need_two_known_values():
    series = frame(row("a", "count", 1.0), row("b", "count", 1.0, start=1), row("b", "count", 2.0, start=2))
    assert cards.sparklines(series.assign(start=[1, 1, 2])) == {"b": [1.0, 2.0]}


def test_records_hold_no_missing_values_of_pandas():
    found = records(
        pd.DataFrame({"a": [float("nan"), 1.0], "b": pd.array([1, None], dtype="Int64"), "c": [pd.NaT, pd.NaT]})
    )
    assert found == [{"a": None, "b": 1, "c": None}, {"a": 1.0, "b": None, "c": None}]


def test_footnotes_are_numbered_once_for_each_text():
    notes = tables.Footnotes()
    assert [notes.sign(text) for text in ("x", "y", "x", "")] == ["¹", "²", "¹", None]
    assert notes.notes() == ["¹ x", "² y"]


def test_the_scorecard_marks_what_is_missing(english):
    aimed = row("reach", "people", 10.0, 5.0, target=20.0, attainment=0.5, status="behind", benchmark=9.0)
    rows = frame(aimed, row("roi", "fraction", None))
    content = tables.scorecard(rows, english).content
    assert [c["width"] for c in content["columns"]] == ["rest", 15, 25, 16, 21, 15, 20]
    assert content["rows"][1][0]["mark"] == "¹"
    assert content["rows"][1][1]["text"] == "n/a"
    assert content["notes"] == ["¹ Not supplied."]
    assert [line[6]["text"] for line in content["rows"]] == ["Behind", "No target"]
    assert [line[6]["status"] for line in content["rows"]] == ["bad", None]


def test_flat_is_a_small_change_and_not_clear_one_that_chance_explains(every_language):
    score = {"change": -30.0, "change_kind": "points", "previous": 50.0, "flat": True}
    rows = frame(row("nps", "score", 20.0, **score, unclear=True), row("csat", "score", 50.5, **score, unclear=False))
    words = every_language.words
    said = [fact.change["word"] for fact in facts(rows, every_language)]
    assert said == [words.say("word.unclear"), words.say("word.steady")]
    assert len({*said}) == 2
    content = tables.kpi_table(rows, every_language, "advocacy").content
    assert [line[2]["text"] for line in content["rows"]] == said
    assert [bool(line[2]["mark"]) for line in content["rows"]] == [True, False]
    assert content["notes"] == [f"¹ {every_language.say('note.unclear')}{'。' if words.cjk else '.'}"]


def test_a_column_without_any_target_or_n_is_left_out(english):
    bare = frame(row("reach", "people", 10.0, 5.0), row("roi", "fraction", None))
    assert [c["key"] for c in tables.scorecard(bare, english).content["columns"]] == [
        "kpi", "value", "change"
    ]  # fmt: skip
    closing = tables.kpi_table(bare, english, "reach").content
    assert [c["key"] for c in closing["columns"]] == ["kpi", "value", "change"]
    assert all(len(cells) == 3 for cells in closing["rows"])
    aimed = frame(row("reach", "people", 10.0, 5.0, target=20.0, n=4, table="posts"))
    keys = [c["key"] for c in tables.kpi_table(aimed, english, "reach").content["columns"]]
    assert keys == ["kpi", "value", "change", "target", "n"]


def test_a_note_goes_with_the_column_that_asks_for_it(english):
    tested = frame(row("ab_lift", "fraction", 0.3, n=40, change_missing="definition_differs"))
    assert tables.kpi_table(tested, english, "reach").content["notes"]
    assert tables.kpi_table(tested, english, "experiments").content["notes"] == []


def test_one_network_is_no_table_of_networks(english):
    alone = frame(row("reach", "people", 5.0, network="x"))
    assert tables.by_network(alone, english).kind == "absent"
    assert tables.by_network(alone.rename(columns={"network": "tag"}), english, dimension="tag").kind == "table"


def test_rows_without_a_network_are_no_network_where_nothing_happened(english):
    groups = {"instagram": 32.0, "x": 0.0, None: 0.0}
    rows = frame(*(row("leads", "count", value, network=network) for network, value in groups.items()))
    # A network with nothing says something; what no network is named for says nothing.
    assert [line[0]["text"] for line in tables.by_network(rows, english).content["rows"]] == ["Instagram", "X"]


def test_by_network_puts_the_largest_first_and_adds_no_total_by_itself(english):
    rows = frame(
        row("reach", "people", 5.0, network="facebook"),
        row("reach", "people", 9.0, network="instagram"),
        row("reach", "people", None, network="x"),
    )
    content = tables.by_network(rows, english).content
    assert [line[0]["text"] for line in content["rows"]] == ["Instagram", "Facebook", "X"]
    assert content["rows"][2][1] | {"mark": "¹", "text": "n/a"} == content["rows"][2][1]
    assert content["total"] is None
    # There is no column of changes, so nothing is compared.
    assert content["subtitle"] == "October 2026"


def test_content_is_plain_json(every_language):
    rows = frame(
        row("reach", "people", 10.0, 5.0, target=8.0, attainment=1.25, status="achieved"), row("roi", "fraction", None)
    )
    for exhibit in (cards.cards(rows, every_language), tables.scorecard(rows, every_language)):
        json.dumps(dict(exhibit.content), allow_nan=False)


def test_n_counts_things_and_visits_never_days(english):
    assert Fact(row("conversion_rate", "share", 0.02, n=31, denominator=4442.0), english).n_text == "n = 4,442 visits"
    assert Fact(row("revenue", "money", 5.0, n=31), english).n_text is None
    assert Fact(row("revenue", "money", 5.0, n=31, table="orders"), english).n_text == "n = 31 orders"
    # Of rows of orders some figures count the customers, of shares the employees.
    assert Fact(row("retention_rate", "share", 0.2, n=31, table="orders"), english).n_text == "n = 31 customers"
    assert Fact(row("advocacy_reach", "count", 900.0, n=18, table="shares"), english).n_text == "n = 18 employees"


def test_a_figure_of_the_whole_website_or_of_the_ad_platforms_says_so(english):
    rows = frame(
        row("bounce_rate", "share", 0.4, denominator=50.0),
        row("roas", "per_unit", 0.84, table="ads_daily"),
        row("roas", "per_unit", 0.84, table="orders+ads_daily"),
        row("conversion_rate", "share", 0.02, denominator=50.0, coverage=0.5),
    )
    notes = [card["note"] for card in cards.cards(rows, english).content["cards"]]
    assert notes[:3] == ["Whole website · n = 50 visits", "As the ad platforms attribute it", ""]
    assert notes[3].startswith("Social media only · n = 50 visits")
    under = tables.kpi_table(rows, english, "traffic").content
    marked = [next((note[2:] for note in under["notes"] if note[0] == line[0]["mark"]), None) for line in under["rows"]]
    assert marked == ["Whole website.", "As the ad platforms attribute it.", None, "Social media only · coverage 50%."]


@pytest.mark.parametrize(
    ("kpi", "table", "social"),
    [
        ("issues_resolved", "messages", True),
        ("enquiries", "messages", True),
        ("purchases", "orders", True),
        ("resolution_rate", "messages", False),
        ("store_sales", "orders", False),
        ("purchases", "web_daily", False),
    ],
)
def test_a_count_of_social_media_says_so_beside_one_of_every_channel(english, kpi, table, social):
    """Eighty-one issues resolved through social media stand beside the resolution rate of messages by e-mail, too."""
    assert Fact(row(kpi, "count", 81.0, table=table), english).scope == ("Social media only" if social else None)


def test_people_that_cannot_be_added_up_lie_between_bounds(english):
    bounded = {"missing": "non_additive", "low": 63152.0, "high": 85011.0}
    stated = facts(frame(row("reach", "people", None, table="period_totals", **bounded)), english)[0]
    assert stated.why == {
        "reason": "All networks together: between 63,152 and 85,011 people",
        "remedy": "Nothing to do: no network knows whom another one reached.",
    }
    assert stated.interval is None
    # Days of one network cannot be added up either, and there an export of the whole period would help.
    daily = facts(frame(row("reach", "people", None, table="accounts_daily", network="x", **bounded)), english)[0]
    assert daily.why["reason"] == "Between 63,152 and 85,011 people: who was reached several times is not known"
    assert daily.why["remedy"] == "Export the figure for exactly this period from the network."
    labels = facts(frame(row("messages_by_team", "count", None, missing="non_additive")), english)[0]
    assert labels.why["remedy"] == "Nothing to do: what carries several labels counts under each of them."
    unknown = facts(frame(row("reach", "people", None, missing="non_additive")), english)[0]
    assert unknown.why["reason"] == "Cannot be added up"


def test_bounds_stand_on_the_card_and_under_the_table(every_language):
    rows = frame(row("reach", "people", None, missing="non_additive", low=5.0, high=9.0, table="period_totals"))
    reason = facts(rows, every_language)[0].why["reason"]
    assert "5" in reason
    assert "9" in reason
    assert cards.cards(rows, every_language).content["cards"][0]["missing"]["reason"] == reason
    assert reason in tables.kpi_table(rows, every_language, "reach").content["notes"][0]


def test_what_was_never_supplied_gives_way_to_three_cards(english):
    known = [row(kpi, "count", 5.0) for kpi in ("likes", "shares", "saves")]
    absent = row("roi", "fraction", None)
    assert len(cards.cards(frame(*known, absent), english).content["cards"]) == 3
    assert len(cards.cards(frame(*known[:2], absent), english).content["cards"]) == 3


def test_groups_without_a_name_are_no_table(english):
    made = tables.by_network(frame(row("social_sessions", "count", 9.0, landing_page=None)), english,
                             dimension="landing_page")  # fmt: skip
    assert made.kind == "absent"
    assert made.content["reason"] == "Not supplied"
    assert made.content["title"] == "By landing page: not shown"


def test_columns_that_all_groups_lack_are_named_under_the_table(english):
    rows = frame(
        *(row("followers", "people", None, network=n) for n in ("x", "facebook")),
        *(row("reach", "people", None, network=n) for n in ("x", "facebook")),
        row("views", "count", 7.0, network="x"),
        row("views", "count", None, network="facebook"),
    )
    content = tables.by_network(rows, english).content
    assert [column["key"] for column in content["columns"]] == ["network", "views"]
    assert [line[0]["text"] for line in content["rows"]] == ["X", "Facebook"]
    assert content["notes"] == ["¹ Not supplied.", "Not supplied: Followers and Reach."]


def test_a_column_with_two_reasons_stays(english):
    rows = frame(
        row("reach", "people", None, network="x"),
        row("reach", "people", None, missing="non_additive", network="facebook"),
        row("views", "count", 7.0, network="x"),
    )
    content = tables.by_network(rows, english).content
    assert [column["key"] for column in content["columns"]] == ["network", "reach", "views"]


def test_tables_of_nothing_but_reasons_are_absent(english):
    rows = frame(*(row("reach", "people", None, missing="incomplete_period", network=n) for n in ("x", "facebook")))
    assert tables.by_network(rows, english).content["reason"] == "Period not fully covered"


def test_tags_without_a_post_are_left_out(english):
    rows = frame(
        *(row("hashtag_impressions", "count", v, hashtag=t) for t, v in (("a", 9.0), ("b", None), ("c", 5.0))),
        *(row("posts_published", "count", v, hashtag=t) for t, v in (("a", 2.0), ("b", 0.0), ("c", 0.0), ("d", 0.0))),
    )
    content = tables.by_network(rows, english, dimension="hashtag").content
    assert [line[0]["text"] for line in content["rows"]] == ["#a", "#c"]
    nothing = rows[rows["hashtag"] == "d"]
    assert tables.by_network(nothing, english, dimension="hashtag").content["reason"] == "Too few observations"


@pytest.mark.parametrize(
    ("table", "said"),
    [("ads_daily", "ads"), ("costs + leads", "list"), ("leads", "noted")],
)
def test_a_cost_per_lead_says_which_costs_it_holds(every_language, table, said):
    found = row("cpl", "money", 175.27, 160.0, table=table, n=39)
    text = every_language.say(f"lead_costs.{said}")
    [card] = cards.cards(frame(found), every_language).content["cards"]
    assert text in card["note"]
    assert text in tables.kpi_table(frame(found), every_language, "leads").content["notes"][0]
    assert Fact(row("cpl", "money", None), every_language).scope is None


def test_a_remedy_that_no_export_could_be_is_not_given(english):
    shared = {"missing": "non_additive", "table": "accounts_daily + period_totals"}
    every = Fact(row("frequency", "per_unit", None, **shared) | shared, english)
    assert every.why["remedy"] == "Nothing to do: no network knows whom another one reached."
    alone = Fact(row("frequency", "per_unit", None, network="x") | shared, english)
    assert alone.why["remedy"] == "Export the people reached in exactly this period from the network."
    assert "export" not in Fact(row("messages_by_team", "count", None) | shared, english).why["remedy"].casefold()
