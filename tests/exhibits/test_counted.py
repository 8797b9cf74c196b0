"""Changes of small counts carry the measure word of what is counted where the language has one."""

from __future__ import annotations

import pytest

from kpilib.exhibits import sentences
from kpilib.exhibits.facts import facts

from .conftest import edition, frame, row


@pytest.mark.parametrize(
    ("kpi", "unit", "simplified", "traditional"),
    [
        ("posts_published", "count", "5 篇", "5 則"),
        ("comments", "count", "5 条", "5 則"),
        ("leads", "count", "5 条", "5 個"),
        ("purchases", "count", "5 笔", "5 筆"),
        ("open_backlog", "count", "5 个", "5 個"),
        ("net_new_followers", "count", "5 人", "5 人"),
        ("new_customers", "people", "5 人", "5 人"),
        ("link_clicks", "count", "5 次", "5 次"),
    ],
)
def test_measure_words(kpi, unit, simplified, traditional):
    rows = frame(row(kpi, unit, 17.0, 12.0, change=5.0, change_kind="absolute"))
    told = [facts(rows, edition(language))[0] for language in ("zh-Hans", "zh-Hant", "en", "tr", "id")]
    assert [fact.change_text for fact in told] == [simplified, traditional, "5", "5", "5"]
    assert told[0].signed_change == f"+{simplified}"


def test_only_counts_have_one():
    money = frame(row("revenue", "money", 5.0, change=5.0, change_kind="absolute"))
    assert facts(money, edition("zh-Hans"))[0].change_text == "€5.00"
    many = frame(row("comments", "count", 60.0, 40.0))
    assert facts(many, edition("zh-Hans"))[0].change_text == "50.0%"


def test_a_whole_sentence():
    rows = frame(row("comments", "count", 17.0, 12.0, change=5.0, change_kind="absolute"))
    said = sentences.changed(facts(rows, edition("zh-Hans"))[0])
    assert said is not None
    assert said.lead == "评论数增加 5 条。"
