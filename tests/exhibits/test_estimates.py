"""Followers of which nobody knows who left are called an estimate wherever they, or what rests on them, are shown."""

import pytest

from kpilib.exhibits import cards, facts, figures, tables

from .conftest import frame, row, weeks

UPPER = "estimate=upper:linkedin; estimate_before=upper:linkedin"
UNKNOWN = "Followers estimated on LinkedIn: the exports say who came, not who left"


@pytest.mark.parametrize(
    ("kpi", "unit", "basis", "said"),
    [
        ("followers", "count", UPPER, "upper estimate, losses unknown"),
        ("followers", "count", "estimate=lower:linkedin", "lower estimate, losses unknown"),
        # One network above, one below: of the sum no bound is known.
        ("followers", "count", "estimate=lower:x+upper:linkedin", "on estimated followers"),
        ("follower_growth_rate", "fraction", UPPER, "on estimated followers"),
        ("followers", "count", "estimate_before=upper:linkedin", "earlier followers estimated"),
        ("followers", "count", "carried=2", None),
    ],
)
def test_a_figure_says_what_it_rests_on(english, kpi, unit, basis, said):
    [fact] = facts(frame(row(kpi, unit, 0.5 if unit == "fraction" else 5000, 0.4 if unit == "fraction" else 4000,
                             basis=basis)), english)  # fmt: skip
    assert fact.estimate == said
    assert (said or "") in fact.note


def test_an_earlier_figure_is_of_no_concern_without_a_change(english):
    [fact] = facts(frame(row("followers", "count", 5000, basis="estimate_before=upper:linkedin")), english)
    assert fact.estimate is None


def test_cards_and_tables_carry_it(every_language):
    told = every_language.say("estimate.upper")
    rows = frame(row("followers", "count", 5000, 4000, basis=UPPER, coverage=1.0, table="accounts_daily"))
    [card] = cards.cards(rows, every_language).content["cards"]
    assert card["note"] == told
    for made in (tables.scorecard(rows, every_language), tables.kpi_table(rows, every_language, "reach")):
        [note] = made.content["notes"]
        assert told in note
        assert made.content["rows"][0][0]["mark"]


def test_only_the_networks_that_are_estimated_carry_it(english):
    both = {"table": "accounts_daily", "basis": UPPER}
    rows = frame(row("followers", "count", 5000, network="linkedin", **both),
                 row("followers", "count", 900, network="x", **both))  # fmt: skip
    content = tables.by_network(rows, english).content
    marks = {line[0]["text"]: bool(line[1]["mark"]) for line in content["rows"]}
    assert marks == {"LinkedIn": True, "X": False}
    assert content["notes"] == ["¹ upper estimate, losses unknown."]


def test_charts_name_the_networks_beneath(english):
    rows = weeks("followers", "count", [100, 110, 120, 130], basis=UPPER, table="accounts_daily")
    assert UNKNOWN in figures.trend(rows, english).content["note"]
    exact = weeks("followers", "count", [100, 110, 120, 130], table="accounts_daily")
    assert not figures.trend(exact, english).content["note"]
    groups = frame(*(row("followers", "count", n, network=x, basis=UPPER) for x, n in (("linkedin", 5), ("x", 3))))
    assert UNKNOWN in figures.by_group(groups, english).content["note"]


def test_a_bound_that_reaches_a_target_says_why_it_has_no_verdict(every_language):
    open_ = row("followers", "count", 5000, 4000, basis=UPPER, target=4900, status="not_measurable")
    told = every_language.say("estimate.upper")
    [card] = cards.cards(frame(open_), every_language).content["cards"]
    assert card["note"].count(told) == 1
    assert card["target"]["attained"] == every_language.words.say("status.not_measurable")
    few = every_language.say("too_few")
    assert few not in card["note"]
    content = tables.scorecard(frame(open_), every_language).content
    assert any(told in note for note in content["notes"])
    assert not any(few in note for note in content["notes"])
