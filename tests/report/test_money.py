"""Revenue that ad platforms credit to themselves is no revenue from social media."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd

from kpilib.exhibits import Edition
from kpilib.periods import Period
from kpilib.report import money
from kpilib.text import Words


def test_revenue_of_the_ad_platforms_is_named_apart_from_that_of_social_media():
    edition = Edition(Words("en"), Period.month(2026, 10), None, "EUR", date(2026, 10, 31))

    def chart(table):
        names = {"network": ["x", "meta"], "platform": ["x", "meta"]}
        told = pd.DataFrame(
            {"kpi": "roas", **names, "value": [2.0, 0.5], "numerator": [4.0, 1.0], "denominator": [2.0, 2.0],
             "table": table}
        )  # fmt: skip
        desk = SimpleNamespace(measure=lambda *_, **__: told, edition=edition, words=edition.words)
        return money.spend_and_revenue(desk, by="network").content

    note = "Revenue as the ad platforms attribute it, not comparable with revenue from social media"
    assert note in chart("ads_daily")["note"]
    assert note not in (chart("orders+ads_daily")["note"] or "")
    assert [head["label"] for head in chart("ads_daily")["columns"]][1:] == ["Ad spend", "Revenue"]
