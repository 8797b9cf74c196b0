"""What a figure is told to be against its target: part reached, pace, verdict, and why there is none."""

import pytest

from kpilib.exhibits import cards, figures, heads, sentences, tables
from kpilib.exhibits.facts import Fact, facts

from .conftest import frame, row


def test_lower_is_better_shows_its_limit(english):
    fact = Fact(row("first_response_time", "seconds", 2280.0, 3120.0, polarity="lower", target=2700.0), english)
    assert fact.change["arrow"], fact.change["judge"] == ("down", "good")
    assert fact.target["label"] == "Target ≤ 45 min"


def test_a_running_sum_shows_where_the_pace_should_be(english):
    fact = Fact(
        row("revenue", "money", 5.2e5, pace=1.08, elapsed=0.6, target=8e5, attainment=0.65, status="ahead"), english
    )
    assert fact.target["pace"] == 0.6
    assert fact.target["label"] == "Target €800,000, 60% of the period gone"


def test_a_near_miss_is_not_rounded_into_a_hit(english):
    fact = Fact(row("conversions", "count", 1046.0, target=1050.0, attainment=1046 / 1050, status="missed"), english)
    assert fact.target["attained"] == "99.6%"
    assert fact.status == "watch"


@pytest.mark.parametrize(
    ("kpi", "value", "target", "attained"),
    [
        ("nps", 33.7, 40.0, "−6.3 points"),
        ("nps", -12.0, 40.0, "−52.0 points"),
        ("nps", 44.0, 40.0, "+4.0 points"),
        ("net_sentiment", 0.21, 0.30, "−0.09 points"),
        ("nps", 40.0, 40.0, "0.0 points"),
    ],
)
def test_a_score_that_may_be_negative_lies_points_away_from_its_target(english, kpi, value, target, attained):
    held = row(kpi, "score", value, target=target, attainment=value / target, status="missed")
    found = Fact(held, english).target
    assert (found["attained"], found["share"]) == (attained, None)
    (scored,) = tables.scorecard(frame(held), english).content["rows"]
    assert (scored[4]["text"], scored[4]["attain"]) == (attained, None)
    drawn = figures.attainment(frame(held), english).content
    assert drawn["rows"][0][-1] == attained


def test_points_of_a_score_in_every_language(every_language):
    held = row("nps", "score", 33.7, target=40.0, attainment=0.84, status="missed")
    told = {"en": "−6.3 points", "zh-Hans": "−6.3 分", "zh-Hant": "−6.3 分", "tr": "−6,3 puan", "id": "−6,3 poin"}
    assert Fact(held, every_language).target["attained"] == told[every_language.words.language]


def test_too_few_behind_a_figure_are_no_verdict(every_language):
    few = row(
        "engagement_rate_impressions", "fraction", 0.01, 0.02, table="posts", n=1, target=0.03, status="not_measurable"
    )
    words, fact = every_language.words, Fact(few, every_language)
    assert (fact.status, fact.target["attained"]) == ("none", words.say("status.not_measurable"))
    count = words.say("phrase.n", x=words.say("count.posts", count=1))
    [card] = cards.cards(frame(few), every_language).content["cards"]
    assert card["note"] == every_language.say("join").join([count, every_language.say("too_few")])
    met = row("reach", "people", 10.0, 5.0, target=8.0, attainment=1.25, status="achieved")
    content = tables.scorecard(frame(few, met), every_language).content
    first = content["rows"][0]
    assert [first[at]["text"] for at in (4, 5)] == ["–", words.say("status.not_measurable")]
    assert first[5]["mark"] == "¹"
    [note] = content["notes"]
    assert note.startswith(f"¹ {count}")
    assert every_language.say("too_few") in note


def test_a_target_of_another_kind_of_period_is_not_called_absent(english):
    quarterly = row("leads", "count", 20.0, 10.0, target=None, status="not_measurable")
    [card] = cards.cards(frame(quarterly), english).content["cards"]
    assert card["no_target"] == "no target for this period"
    met = row("reach", "people", 10.0, 5.0, target=8.0, attainment=1.25, status="achieved")
    content = tables.scorecard(frame(quarterly, met), english).content
    assert content["rows"][0][5]["text"] == "Not measurable"
    assert content["notes"] == ["¹ no target for this period."]


def test_a_target_without_a_figure_counts_everywhere(english):
    aimed = {"target": 20.0, "target_kind": "level"}
    rows = frame(
        row("reach", "people", 25.0, **aimed, attainment=1.25, status="achieved"),
        row("likes", "count", 10.0, **aimed, attainment=0.5, status="missed"),
        row("nps", "per_unit", None, **aimed),
    )
    found = facts(rows, english)
    assert heads.headline(found, english).startswith("1 of 3 targets met")
    assert "3 targets: 1 met, 1 behind. 1 target could not be judged" in heads.summary_lead(found, english)
    assert sentences.targets(found, english).data["values"] == {"behind": 1, "targets": 3}
    assert figures.attainment(rows, english).content["title"] == "1 of 3 targets met"
