"""Parts of an audience are told in the report's language."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kpilib.exhibits.audience import audience

from .conftest import edition


def test_levels_of_seniority_are_told_in_words():
    rows = pd.DataFrame(
        {"network": "linkedin", "as_of": date(2026, 10, 1), "dimension": "seniority",
         "value": ["CXO", "Entry", "Pilot"], "share": [0.5, 0.3, 0.2], "count": [None] * 3}
    )  # fmt: skip

    def told(language):
        return [line[0]["text"] for line in audience(rows, edition(language)).content["rows"]]

    assert told("en") == ["Top management (CXO)", "Entry level", "Pilot"]
    assert told("zh-Hant") == ["最高管理層（CXO）", "初階", "Pilot"]
