"""A store's rows never change, so what was asked once is not asked again; what differs is."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store


def messages() -> Store:
    sent = pd.Timestamp("2026-01-05", tz="UTC")
    frame = pd.DataFrame(
        {
            "message_id": [str(n) for n in range(30)],
            "network": "x",
            "direction": "in",
            "kind": "dm",
            "sent_at": sent,
            "first_reply_at": [sent + pd.Timedelta(minutes=n) for n in range(30)],
        }
    )
    return Store.from_frames({"messages": frame})


def test_the_same_question_gives_the_same_answer_and_another_its_own():
    store, period = messages(), Period.parse("2026-01")

    def value(kpi: str, **asked: object) -> float:
        return evaluate(store, [kpi], period, variant="calendar", settings=Settings(**asked))["value"].iloc[0]  # type: ignore[arg-type]

    assert value("first_response_time") == value("first_response_time") == 14.5 * 60
    assert value("response_time_p90") == pytest.approx(26.1 * 60)
    assert value("first_response_time", timezone="Asia/Tokyo") == 14.5 * 60


def test_groups_are_in_order_numbers_by_size_and_null_last():
    days = [date(2026, 1, n) for n in (1, 2, 5)]
    frame = pd.DataFrame(
        {"network": ["x", "facebook", "linkedin"], "account": "a", "scope": "total", "date": days, "impressions": 1}
    )
    store = Store.from_frames({"accounts_daily": frame})
    found = evaluate(store, ["impressions"], Period.parse("2026-01"), by=["network"], settings=Settings())
    assert found["network"].tolist() == ["facebook", "linkedin", "x"]
    found = evaluate(store, ["impressions"], Period.parse("2026-01"), by=["weekday"], settings=Settings())
    assert found["weekday"].tolist() == [1, 4, 5]
