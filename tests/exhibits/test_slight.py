"""A count that moved by fewer than five events, or by no more than chance moves it, is no finding."""

from __future__ import annotations

import pytest

from kpilib.exhibits import figures, findings, heads, rules, sentences
from kpilib.exhibits.facts import facts

from .conftest import frame, row


def leads(english, now, before, kpi="leads"):
    """The fact of a small count, whose change is told as an amount."""
    made = row(kpi, "count", now, before, change=now - before, change_kind="absolute")
    return facts(frame(made), english)[0]


@pytest.mark.parametrize(
    ("now", "before", "title", "told"),
    [
        (4.0, 3.0, "Leads: 4", False),
        (2.0, 6.0, "Leads: 2", False),
        (8.0, 3.0, "Leads: 8", False),  # 1.96 standard errors are 6.5 leads
        (25.0, 31.0, "Leads: 25", False),
        (12.0, 2.0, "Leads rose by 10 on September", True),
        (1.0, 11.0, "Leads fell by 10 on September", True),
    ],
)
def test_titles_and_sentences_of_small_counts(english, now, before, title, told):
    fact = leads(english, now, before)
    assert findings.change(fact) == title
    assert heads.finding([fact]) == title
    said = sentences.changed(fact)
    assert said is not None
    assert said.holds is told


def test_a_large_count_that_moved_by_four_is_no_finding_either(english):
    said = sentences.changed(facts(frame(row("leads", "count", 34.0, 30.0)), english)[0])  # +13.3 %, four leads
    assert said is not None
    assert not said.holds


def test_nothing_is_taken_apart_and_no_rule_holds_where_four_more_came(english):
    parts = frame(*({"group": name, "kind": "contribution", "amount": 2.0} for name in ("facebook", "instagram")))
    result = frame(row("comments", "count", 9.0, 5.0, change=4.0, change_kind="absolute"))
    assert figures.drivers(parts, result, english).kind == "absent"
    found = [
        leads(english, 9.0, 5.0, "comments"),
        leads(english, 9.0, 5.0, "shares"),
        leads(english, 1.0, 9.0, "likes"),
    ]
    assert rules.diagnose(found, english) == []
