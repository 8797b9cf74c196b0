"""Changes that chance could explain, or that rest on too few: money, medians, share of voice, net sentiment."""

from __future__ import annotations

import pandas as pd
import pytest

from kpilib.compare import compare
from kpilib.compare.odd import marked
from kpilib.engine import Settings
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY, FEBRUARY = Period.parse("2026-01"), Period.parse("2026-02")
DAYS = ("2026-01-13", "2026-02-10")
SPAN = ["table", "network", "account", "start", "end"]


def change(table: str, frame: pd.DataFrame, kpi: str) -> pd.Series:
    spans = pd.DataFrame([(table, None, None, JANUARY.start, FEBRUARY.end)], columns=SPAN)
    store = Store.from_frames({table: frame}, spans=spans)
    settings = Settings(competitors=("Rival",)) if kpi == "share_of_voice" else Settings()
    return compare(store, [kpi], FEBRUARY, comparison=JANUARY, settings=settings).iloc[0]


def moments(*counts: int) -> list[pd.Timestamp]:
    return [pd.Timestamp(f"{day} 10:00", tz="UTC") for day, n in zip(DAYS, counts, strict=True) for _ in range(n)]


def deals(before: int, now: int) -> pd.DataFrame:
    closed = moments(before, now)
    ids = [str(n) for n in range(len(closed))]
    opened = pd.Timestamp("2026-01-01", tz="UTC")
    amounts = [100.0] * before + [300.0] * now
    return pd.DataFrame({"deal_id": ids, "status": "won", "created_at": opened, "closed_at": closed, "amount": amounts})


def answered(before: int, now: int) -> pd.DataFrame:
    """Thirty messages a month, each answered after so many seconds."""
    sent = pd.Series(moments(30, 30))
    waited = pd.to_timedelta([before] * 30 + [now] * 30, unit="s")
    ids = [str(n) for n in range(60)]
    told = {"message_id": ids, "network": "x", "direction": "in", "sent_at": sent, "first_reply_at": sent + waited}
    return pd.DataFrame(told)


def mentions(before: dict[str, int], now: dict[str, int], column: str) -> pd.DataFrame:
    words = [word for counts in (before, now) for word, count in counts.items() for _ in range(count)]
    at = moments(sum(before.values()), sum(now.values()))
    frame = pd.DataFrame({"mention_id": [str(n) for n in range(len(at))], "network": "x", "published_at": at})
    brand = pd.Series(words) if column == "brand" else "Acme"
    frame = frame.assign(brand=brand, is_own=brand == "Acme", by_brand=False)
    return frame if column == "brand" else frame.assign(**{column: words})


@pytest.mark.parametrize(
    ("before", "now", "why"), [(4, 5, "below_min_sample"), (5, 4, "below_min_sample"), (5, 5, None)]
)
def test_money_of_fewer_than_five_deals_has_no_change(before, now, why):
    found = change("deals", deals(before, now), "won_revenue")
    assert (found["value"], found["previous"], found["change_missing"]) == (300 * now, 100 * before, why)
    assert found["change"] == (None if why else pytest.approx(2.0))


@pytest.mark.parametrize(
    ("before", "now", "why"), [(29, 30, "below_min_sample"), (30, 29, "below_min_sample"), (30, 30, None)]
)
def test_a_median_of_fewer_than_thirty_has_no_change(before, now, why):
    found = change("deals", deals(before, now), "sales_cycle_days")
    assert (found["value"] is None, found["change_missing"]) == (False, why)


# Newcombe 1998, table II (a): 56 of 70 and 48 of 80 differ by 0.2, from 0.0524 to 0.3339.
# 56 of 80 instead of 48: 0.1, standard error sqrt(0.8 * 0.2 / 70 + 0.7 * 0.3 / 80) = 0.07.
@pytest.mark.parametrize(("own", "unclear", "better"), [(48, False, True), (56, True, None)])
def test_a_share_of_voice_is_judged_as_a_difference_of_two_shares(own, unclear, better):
    frame = mentions({"Acme": own, "Rival": 80 - own}, {"Acme": 56, "Rival": 14}, "brand")
    found = change("mentions", frame, "share_of_voice")
    assert (found["value"], found["previous"]) == (0.8, own / 80)
    assert (found["low"], found["high"]) == (None, None)  # judged by it, never shown
    assert (found["unclear"], found["better"]) == (unclear, better)


# 100 mentions each, mean 0.2 and then 0.4 or 0.6. At most one standard error is sqrt((1 - 0.04) / 100) = 0.098 before
# and sqrt((1 - 0.16) / 100) = 0.092 or sqrt((1 - 0.36) / 100) = 0.08 now: 95% are 0.26 or 0.25 either way.
@pytest.mark.parametrize(("positive", "unclear"), [(55, True), (70, False)])
def test_net_sentiment_is_clear_where_the_widest_interval_says_so(positive, unclear):
    now = (
        {"positive": positive, "neutral": 30, "negative": 15}
        if positive == 55
        else {"positive": 70, "neutral": 20, "negative": 10}
    )
    frame = mentions({"positive": 40, "neutral": 40, "negative": 20}, now, "sentiment")
    found = change("mentions", frame, "net_sentiment")
    assert (found["value"], found["previous"]) == (pytest.approx(0.4 if positive == 55 else 0.6), pytest.approx(0.2))
    assert (found["low"], found["unclear"], found["flat"]) == (None, unclear, unclear)


# Answered after whole minutes: 25 and 24.5 minutes are 2% apart, above materiality; 24 are a minute below.
@pytest.mark.parametrize(("last", "flat"), [(1470, True), (1440, False), (540, False)])
def test_a_time_told_in_minutes_is_flat_below_a_minute(last, flat):
    before = 1500 if last > 600 else 570
    found = change("messages", answered(before, last), "first_response_time")
    assert (found["previous"], found["value"], found["change_missing"]) == (before, last, None)
    assert found["flat"] == flat


# Fifty-six days of 2 or 3 mentions and one of more: 7 are fewer than five above 2.5, 30 are not.
@pytest.mark.parametrize(("mentions", "odd"), [(7, False), (30, True)])
def test_a_day_of_few_mentions_is_not_odd(mentions, odd):
    values = [2, 3] * 28
    values[40] = mentions
    found = marked(pd.DataFrame({"value": [float(value) for value in values]}))
    assert found["odd"].tolist() == [odd and day == 40 for day in range(56)]
