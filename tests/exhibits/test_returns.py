"""A return below its break-even is said, and first, however much it rose."""

from __future__ import annotations

from kpilib.exhibits import facts, rules, sentences

from .conftest import frame, row


def test_below_break_even_stands_before_the_rise(english):
    roas = facts(frame(row("roas", "per_unit", 1.71, 1.21)), english)[0]
    said = [sentences.changed(roas), rules.break_even(roas, english, margin=0.38)]
    assert [item["lead"] for item in sentences.insights(said, english).content["items"]] == [
        "ROAS of 1.71 is below the break-even of 2.63 at a margin of 38%.",
        "Return on ad spend (ROAS) rose 41.3%.",
    ]
