"""What a file notes of its columns is what is in them."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd

from kpilib.tables import Store


def test_a_table_notes_sizes_gaps_and_moments():
    posts = pd.DataFrame(
        {
            "network": ["x", "facebook", "x"],
            "account": ["acme", "acme", None],
            "scope": "total",
            "post_id": ["1", "2", "3"],
            "published_at": ["2026-01-03T10:00:00Z", "2026-01-05T23:30:00Z", "2025-12-31T00:00:00Z"],
            "exported_at": "2026-02-01T00:00:00Z",
            "views": [10, None, 3],
            "follows": [-70, 5, 6],
            "watch_time_s": [0.5, 2.5, 1.0],
            "reach": None,
        }
    )
    store = Store.from_frames({"posts": posts})
    noted = store.noted("posts")
    assert noted.rows == 3
    assert (noted.largest["views"], noted.largest["follows"], noted.largest["watch_time_s"]) == (10, 70, 2.5)
    assert noted.largest["reach"] == 0
    assert noted.complete >= {"follows", "watch_time_s", "published_at"}
    assert not noted.complete & {"views", "reach", "saves"}
    assert (noted.first, noted.last) == (datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    whose = [(kind["network"], kind["account"], kind["scope"]) for kind in store.kinds("posts")]
    assert sorted(whose, key=str) == [("facebook", "acme", "total"), ("x", "acme", "total"), ("x", None, "total")]
    assert {kind["supplied"] for kind in store.kinds("posts")} == {*store.frame("posts")["supplied"]}


def test_nothing_is_noted_of_a_table_without_rows():
    store = Store.from_frames({})
    assert store.noted("orders").rows == 0
    assert store.noted("orders").largest.get("revenue", math.inf) == math.inf
    assert store.kinds("orders") == []
