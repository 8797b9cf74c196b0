"""A chapter's title is a finding: the first KPI's change, else the largest mover, else what can be said."""

import pytest

from kpilib.exhibits import facts, heads
from kpilib.exhibits import frame as opening

from .conftest import edition, frame, row


def told(made, *rows):
    return facts(frame(*rows), made)


FLAT = row("reach", "people", 101.0, 100.0, flat=True)
UNCLEAR = row("nps", "score", 20.0, change=-30.0, change_kind="points", previous=50.0, flat=True, unclear=True)
RISE = row("likes", "count", 1100.0, 1000.0)
FALL = row("views", "count", 70.0, 100.0)
SMALL = row("link_clicks", "count", 4.0, 14.0) | {"change": -10.0, "change_kind": "absolute"}
POINTS = row("ctr", "share", 0.03, 0.02)
SPEND = row("spend", "money", 300.0, 100.0, polarity="neutral") | {"better": None}
TWO = row("leads", "count", 30.0, 32.0)
ALONE = row("engagements", "count", 246.0, change_missing="coverage_differs")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ((RISE, FALL), "Likes and reactions rose 10.0% on September"),  # the first KPI changed
        ((FLAT, RISE, FALL), "Views fell 30.0% on September"),  # the first is flat: the largest in proportion
        ((FLAT, RISE, FALL, POINTS), "Click-through rate rose 1.00 points on September"),  # half as much again
        ((FLAT, SMALL, RISE), "Likes and reactions rose 10.0% on September"),  # a small base comes last
        ((ALONE, SMALL), "Link clicks fell by 10 on September"),
        ((SPEND, FALL), "Views fell 30.0% on September"),  # what got worse, before what is neither good nor bad
        ((SPEND, FLAT), "Ad spend rose 200.0% on September"),
        ((TWO, FLAT), "Reach: little change on September"),  # two leads of 32 are 6%, and two leads
        ((TWO,), "Leads: 30"),
        ((ALONE, FLAT), "Reach: little change on September"),
        ((ALONE, UNCLEAR), "Net Promoter Score (NPS): no clear change on September"),
        ((ALONE,), "Engagements: 246"),
        ((), ""),
    ],
)
def test_the_title_of_a_chapter(english, rows, title):
    assert heads.finding(told(english, *rows) if rows else []) == title


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ((FLAT, RISE, FALL), "Views fell 30.0% on September; Likes and reactions rose 10.0% on September"),
        ((FLAT,), "October 2026: no clear change"),
        ((ALONE, FLAT), "Reach: little change on September"),
        ((ALONE,), "246 engagements in October 2026; no comparison possible"),
        ((row("roi", "fraction", None),), "October 2026: no figure can be shown"),
    ],
)
def test_the_headline_without_targets(english, rows, title):
    assert heads.headline(told(english, *rows), english) == title


def test_the_headline_of_a_report_that_compares_nothing():
    alone = edition(comparison=False)
    assert heads.headline(told(alone, ALONE), alone) == "246 engagements in October 2026"
    rate = row("roi", "fraction", 0.5)
    assert heads.headline(told(alone, rate), alone).endswith(": 50.0% in October 2026")


def test_every_language_says_that_nothing_can_be_compared(every_language):
    said = heads.headline(told(every_language, ALONE), every_language)
    assert "246" in said
    assert every_language.period_text in said


def test_a_lead_does_not_repeat_its_title(english):
    alone = heads.chapter(english, "engagement", found=told(english, ALONE)).content
    assert (alone["title"], alone["lead"]) == ("Engagements: 246", "What do people do with our content?")
    assert heads.chapter(english, "engagement", found=told(english, RISE)).content["lead"].endswith("reactions: 1,100.")


def test_the_legend_explains_verdicts_only_where_there_are_targets(english):
    def signs(**asked):
        return [item["sign"] for item in opening.legend(english, **asked).content["items"]]

    assert signs(targets=False) == ["better", "worse", "flat"]
    assert signs(targets=True) == ["better", "worse", "flat", "good", "watch", "bad", "none"]


def test_a_lead_tells_no_targets_of_a_kind_that_has_none():
    def lead(language, *statuses):
        made = edition(language)
        aimed = {"target": 10.0, "attainment": 0.4}
        rows = frame(*(row("likes", "count", 4.0, **aimed, status=status) for status in statuses))
        return heads.summary_lead(facts(rows, made), made)

    assert "2 targets: 2 behind" in lead("en", "missed", "missed")
    assert "2 个目标中：达成 1 个、落后 1 个" in lead("zh-Hans", "achieved", "missed")
    assert "targets:" not in lead("en", None, None)


def test_an_amount_is_added_where_a_percentage_rises(every_language):
    said = heads.headline(told(every_language, SMALL), every_language)
    expected = {"en": "by 10", "zh-Hans": "减少 10", "zh-Hant": "減少 10", "tr": "10 azaldı", "id": "berkurang 10"}
    assert expected[every_language.words.language] in said
