"""Small stores written by hand: every expected value in these tests was worked out on paper or printed by a source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store


@pytest.fixture
def figure() -> Callable[..., dict[str, Any]]:
    """One KPI of a store as a dictionary."""

    def ask(store: Store, kpi: str, period: str = "2026-01", **asked: Any) -> dict[str, Any]:
        asked.setdefault("settings", Settings())
        frame = evaluate(store, [kpi], Period.parse(period), **asked)
        assert len(frame) == 1
        return frame.iloc[0].to_dict()

    return ask


def stamps(*texts: str) -> list[pd.Timestamp]:
    """Moments in UTC."""
    return [pd.Timestamp(text, tz="UTC") for text in texts]
