"""What is said of the mentions that nobody rated."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from kpilib.report import listening


def test_a_language_is_not_classified_where_none_of_its_mentions_is_rated():
    told = [("en", "positive"), ("en", None), ("tr", None), ("tr", None), (None, None), ("id", "neutral")]
    rows = pd.DataFrame(told, columns=["language", "sentiment"]).assign(is_own=True)
    rival = pd.DataFrame({"language": ["fr"], "sentiment": [None], "is_own": [False]})
    desk = SimpleNamespace(data=lambda _: pd.concat([rows, rival]), inside=lambda frame, _: frame)
    assert listening.unclassified(desk) == ["tr"]
